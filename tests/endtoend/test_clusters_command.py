"""`tracer clusters` over stores: what was spent together, why, and what is kept apart."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.chain.written import tx_input
from tests.commands import tracer
from tests.store.chains import MemorySource, Miner
from tests.story import BLOCKS, NAMES
from tracer.chain import decode
from tracer.chain.address import display, encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.chain.transaction import Output
from tracer.cli.clusters_report import print_clusters
from tracer.operations.clusters import ClustersRequest, ask_clusters
from tracer.operations.context import Context
from tracer.store.ingest import ingest
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import Spend, Subject
from tracer.trace.patterns.wasabi1 import COORDINATOR_SCRIPTS

VICTIM, SECOND, THIRD = (
    "2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi",
    "mvQ7WosPx49a19ZgcdjAHrodgY9f5UWJCT",
    "2NASsMQSSXqXn2UtUWNUgokY9Ynj7mnxUKw",
)
TOGETHER = "17fb9ffe4d4dc2aeda9928d457d631d4aa5281ab95973e85b229013512927e9f"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    """Give a store of the recorded story."""
    directory = tmp_path_factory.mktemp("clusters") / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", directory).code == 0
    return directory


def asked(*arguments) -> dict:
    """Return what the command says as JSON."""
    ended = tracer("clusters", *arguments, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_a_cluster_has_its_members_and_a_witness_for_each(store):
    """Three scripts of the story were spent in one transaction; both unions name it."""
    answer = asked(VICTIM, "--chain", store)
    (cluster,) = answer["clusters"]
    assert sorted(cluster["members"]) == sorted([VICTIM, SECOND, THIRD])
    assert [union["txid"] for union in cluster["unions"]] == [TOGETHER, TOGETHER]
    assert (answer["left_out"], answer["refused"], cluster["absurd"]) == (1, [], False)


def test_two_addresses_are_together_by_the_shortest_chain(store):
    """The one transaction that spends both is named, and the screen says what kind of statement that is."""
    assert asked(VICTIM, SECOND, "--chain", store)["why"] == [{"txid": TOGETHER, "left": VICTIM, "right": SECOND}]
    shown = tracer("clusters", VICTIM, SECOND, "--chain", store).out
    assert "together, by 1 co-spend, the shortest chain:" in shown
    assert "An inference, by the multi-input rule. Known to fail:" in shown


def test_the_story_s_mix_joins_nothing(store):
    """The five who mix in the story are strangers to one another; without a chain the answer says so."""
    mix = NAMES["transactions"]["mix"]["txid"]
    looked = json.loads(tracer("look", mix, "--chain", BLOCKS, "--json").out)["transaction"]
    spent = [each["pays"] for each in looked["inputs"]]
    assert len(set(spent)) > 1
    answer = asked(spent[0], spent[1], "--chain", store)
    assert answer["why"] is None
    assert "not together" in tracer("clusters", spent[0], spent[1], "--chain", store).out


def test_a_no_merge_list_keeps_apart_and_names_what_it_refused(store, tmp_path: Path):
    """Kept apart, the two have no chain, and the transaction that spends both is named as refused."""
    listed = tmp_path / "apart.txt"
    listed.write_text(f"{VICTIM} {SECOND}\n")
    answer = asked(VICTIM, SECOND, "--chain", store, "--no-merge", listed)
    assert (answer["why"], answer["refused"]) == (None, [TOGETHER])


def two_services(folder, one, other):
    """Write a TagPack that says of two addresses that they are two services'; return its path."""
    pack = folder / "two.yaml"
    tags = "".join(
        f"  - address: {address}\n    label: {label}\n" for address, label in ((one, "One"), (other, "Other"))
    )
    pack.write_text(
        "title: Two\ncreator: test\nsource: https://example.org\ncurrency: BTC\nnetwork: BTC\n"
        f"confidence: service_data\ncategory: exchange\nlastmod: 2024-01-01\ntags:\n{tags}"
    )
    return pack


def test_what_spends_from_two_labelled_services_joins_nothing(store, tmp_path: Path):
    """A transaction whose inputs carry two services' labels is named and left out, as `docs/decisions.md` says."""
    pack = two_services(tmp_path, VICTIM, THIRD)
    ended = tracer("clusters", VICTIM, THIRD, "--chain", store, "--tags", pack)
    assert ended.code == 0, ended.err
    assert f"joins nothing, for it spends from differently labelled services: {TOGETHER}" in ended.out
    assert "not together" in ended.out
    assert "COLLAPSE" not in ended.out
    answer = asked(VICTIM, THIRD, "--chain", store, "--tags", pack)
    assert (answer["why"], answer["conflicts"], answer["collapses"]) == (None, [TOGETHER], 0)


def test_labelled_services_in_one_cluster_are_a_collapse(store, capsys: pytest.CaptureFixture[str]):
    """Two services' labels that come together over several transactions are printed as a collapse."""
    found = ask_clusters(ClustersRequest(store, [VICTIM]), Context())
    (one,) = found.clusters
    print_clusters(replace(found, clusters=(replace(one, services=("One", "Other")),), collapses=1))
    said = capsys.readouterr().out
    assert "COLLAPSE     it holds differently labelled services: One, Other" in said
    assert "COLLAPSE: 1 clusters of this store hold differently labelled services." in said


def test_mistakes_are_one_clear_message_each(store, tmp_path: Path):
    """A typo, an address nobody paid, three addresses, no store, a list with an unknown address: exit 2."""
    typo = tracer("clusters", VICTIM[:-1] + "x", "--chain", store)
    assert (typo.code, "its checksum is wrong" in typo.err) == (2, True)
    never = "bcrt1q6rhpng9evdsfnn833a4f4vej0asu6dk5srld6x"
    assert f"no output of this store pays {never}" in tracer("clusters", never, "--chain", store).err
    assert "3 addresses given" in tracer("clusters", VICTIM, SECOND, THIRD, "--chain", store).err
    assert "clusters need one" in tracer("clusters", VICTIM, "--chain", BLOCKS).err
    listed = tmp_path / "apart.txt"
    listed.write_text(f"{VICTIM} {never}\n")
    ended = tracer("clusters", VICTIM, "--chain", store, "--no-merge", listed)
    assert f"apart.txt: line 1: no output of this store pays {never}" in ended.err


@pytest.mark.parametrize("seed", range(6))
def test_columns_and_a_plain_union_find_agree(tmp_path: Path, seed: int) -> None:
    """On random chains the clusters over a store are those of a repainting over the decoded blocks."""
    miner = Miner(seed).mine(25, 6)
    ingest(MemorySource(miner.blocks), tmp_path / "store")
    colour = _repainted(miner.blocks)
    named = [script for script in sorted(colour) if encode(script, REGTEST) is not None]
    for script in named[:8]:
        address = encode(script, REGTEST)
        assert address is not None
        (cluster,) = ask_clusters(ClustersRequest(tmp_path / "store", [address]), Context()).clusters
        same = {display(each, REGTEST) for each in colour if colour[each] == colour[script]}
        assert set(cluster.members) == same
        assert len(cluster.unions) == len(same) - 1


def _repainted(blocks: list[bytes]) -> dict[bytes, int]:
    """Return each script with a colour, by repainting: slow and plain."""
    outputs, colour = dict[Outpoint, Output](), dict[bytes, int]()
    for raw in blocks:
        for each in decode.block(raw).transactions:
            spent = [outputs[spend.prevout] for spend in each.inputs if spend.prevout is not None]
            spends = [
                Spend(spend.prevout, outputs[spend.prevout].value, outputs[spend.prevout].script)
                for spend in each.inputs
                if spend.prevout is not None
            ]
            outputs |= {each.outpoint(vout): output for vout, output in enumerate(each.outputs)}
            for output in each.outputs:
                colour.setdefault(output.script, len(colour))
            keyed = [output.script for output in spent if output.script not in (b"", b"\x51", b"\x51\x02\x4e\x73")]
            if (
                len(spent) < 2
                or not keyed
                or is_mix(Subject(txid=each.txid, inputs=tuple(spends), outputs=each.outputs)) is not None
            ):
                continue
            joined = {colour[script] for script in keyed}
            colour = {script: min(joined) if each in joined else each for script, each in colour.items()}
    return colour


@pytest.mark.parametrize("paid", [0, 1])
def test_a_round_known_by_whom_it_pays_joins_nothing(tmp_path: Path, paid: int) -> None:
    """Three equal outputs of ten are no mix by themselves; with one to Wasabi's coordinator they are left out."""
    miner = Miner(6).mine(30, 4)
    coins = [coin for coin in miner.take(30) if coin[2] > 10**6][:3]
    inputs = [tx_input(txid + vout.to_bytes(4, "little")) for txid, vout, _, _ in coins]
    values = [20_000, 20_000, 20_000, *range(30_000, 30_006)]
    pays = [(value, b"\0\x14" + miner.random.randbytes(20)) for value in values]
    pays.append((10_000, sorted(COORDINATOR_SCRIPTS)[0] if paid else b"\0\x14" + bytes(20)))
    before = len(miner.blocks)
    miner.add([partial(miner.made, inputs, pays)])
    left_out = []
    for name, blocks in (("before", miner.blocks[:before]), ("with", miner.blocks)):
        ingest(MemorySource(blocks), tmp_path / name)
        known = encode(decode.block(blocks[5]).transactions[0].outputs[0].script, REGTEST)
        assert known is not None
        left_out.append(ask_clusters(ClustersRequest(tmp_path / name, [known]), Context()).left_out)
    assert left_out[1] - left_out[0] == paid
