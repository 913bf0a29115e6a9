"""The register over a live node: the same bytes as from store and file, alarms within a block, reorganisations."""

import hashlib
import json
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from fixtures.bitcoind import Node
from tests.bitcoind import needs_bitcoind
from tests.chain.written import transaction, tx_input, tx_output
from tests.fixtures_story.recorded import TWO, blocks, parents_first
from tests.reserve import story_two
from tests.reserve.folders import look, register_two
from tracer.chain import address, decode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid, internal
from tracer.chain.view import Created
from tracer.errors import SourceError
from tracer.ingest.file_blocks import FileBlocks
from tracer.ingest.live import LiveView
from tracer.operations import reserve_observations
from tracer.store import ingest

pytestmark = needs_bitcoind


class Key(NamedTuple):
    """A script that whoever knows it may spend from: a witness script that drops its number and is true."""

    witness: bytes

    @property
    def script(self) -> bytes:
        """The script that is paid."""
        return b"\x00\x20" + hashlib.sha256(self.witness).digest()

    @property
    def address(self) -> str:
        """Its address."""
        found = address.encode(self.script, REGTEST)
        assert found is not None
        return found


def key(number: int) -> Key:
    """Return a key: OP_(number) OP_DROP OP_TRUE."""
    return Key(bytes((0x50 + number, 0x75, 0x51)))


AGENCY, RESERVE, OTHER = key(1), key(2), key(3)
REGISTER = f"""[register]
name = "KZ-LIVE"
body = "NIC"
network = "regtest"
zone = "Asia/Almaty"
languages = ["en"]
currency = "KZT"
profile = "kz"

[[wallet]]
name = "Agency"
body = "NIC"
stage = "seizure"
addresses = ["{AGENCY.address}"]

[[wallet]]
name = "Reserve"
body = "NIC"
stage = "reserve"
addresses = ["{RESERVE.address}"]
"""


def spend(coins: Sequence[tuple[Outpoint, Key]], pays: Sequence[tuple[int, Key]]) -> bytes:
    """Return a transaction."""
    inputs = [tx_input(internal(at.txid) + at.vout.to_bytes(4, "little")) for at, _ in coins]
    outputs = [tx_output(sat, to.script) for sat, to in pays]
    return transaction(inputs, outputs, [[owner.witness] for _, owner in coins])


def mine(node: Node, *raws: bytes) -> None:
    """Mine a block of these transactions."""
    node.call("generateblock", OTHER.address, [raw.hex() for raw in raws])
    node.wait_for_indexes()


def register_folder(tmp_path: Path) -> Path:
    """Make the register."""
    folder = tmp_path / "register"
    (folder / "acts").mkdir(parents=True)
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def story_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Give a node with every index that knows the story, its stale blocks included."""
    with Node(tmp_path_factory.mktemp("story")) as running:
        running.submit([block.raw for block in parents_first(blocks(TWO))])
        running.wait_for_indexes()
        yield running


def test_node_store_and_file_give_the_same_bytes(story_node: Node, tmp_path: Path) -> None:
    """Quarter by quarter, and whichever of them an observation builds on: one file, to the byte."""
    store = tmp_path / "store"
    ingest.ingest(FileBlocks(story_two.BLOCKS), store)
    sources: list[tuple[str | Path, Path | None]] = [
        (story_node.url, story_node.cookie),
        (store, None),
        (story_two.BLOCKS, None),
    ]
    folders = [register_two(tmp_path / str(number)) for number in range(4)]
    for turn, at in enumerate(("2025-06-30", "2025-09-30", "2025-12-31", None)):
        ordered = [*sources, sources[turn % 3]]
        seen = [
            look(folder, source, at, cookie=cookie) for folder, (source, cookie) in zip(folders, ordered, strict=True)
        ]
        assert len({observed.sha256 for observed in seen}) == 1
    register = story_two.register()
    node, _, file, _ = (reserve_observations.last(folder, register) for folder in folders)
    assert node.history == file.history
    assert node.held == file.held


def test_a_node_says_beside_it_that_its_coins_are_unspent(story_node: Node, tmp_path: Path) -> None:
    """At the tip `gettxout` and the whole set agree; of a block after which coins were spent nothing is said."""
    folder = register_two(tmp_path)
    looked = look(folder, story_node.url, cookie=story_node.cookie, scan=True)
    words = json.loads((folder / "observations" / looked.observation.name / "node.json").read_bytes())
    assert (words["gettxout"], words["scantxoutset"], words["node"]["chain"]) == ("agrees", "agrees", "regtest")
    assert words["coins"] == sum(len(wallet.coins) for wallet in looked.observation.wallets)
    assert words == looked.node
    earlier = look(folder, story_node.url, "2025-09-30", cookie=story_node.cookie, scan=True)
    assert earlier.node is not None
    assert (earlier.node["gettxout"], earlier.node["scantxoutset"]) == (
        "a coin was spent, or a block came, after the block observed",
    ) * 2
    assert reserve_observations.last(folder, story_two.register()).observation == looked.observation


def test_what_a_node_left_out_once_is_found(story_node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its filters did not name a block: `scan` names the observation that lacks a coin, a search of the whole the coin.

    The next look over the same node, honest now, tells nothing by itself.
    """
    folder, honest = register_two(tmp_path), LiveView.paid_to

    def left_out(view: LiveView, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        return [each for each in honest(view, scripts, first, last) if each.position.height != 300]

    with monkeypatch.context() as patched:
        patched.setattr(LiveView, "paid_to", left_out)
        first = look(folder, story_node.url, "305", cookie=story_node.cookie).observation.name
    quiet = look(folder, story_node.url, cookie=story_node.cookie)
    assert (quiet.held, quiet.searched) == (1_664_750_600, None)
    assert "missing" not in {fault.kind.value for fault in quiet.observation.faults}
    with pytest.raises(SourceError) as raised:
        look(folder, story_node.url, cookie=story_node.cookie, scan=True)
    coin = f"coin {story_two.txid('late-payment')}:0 of 0.03000000 BTC"
    assert f"; {coin} is only in the set; its indexes, and observation {first}, " in str(raised.value)
    assert "tracer reserve observe --whole" in str(raised.value)
    found = look(folder, story_node.url, cookie=story_node.cookie, scan=True, whole=True)
    told = [fault.text for fault in found.observation.faults if fault.kind.value == "missing"]
    assert told == [f'{coin} in "Old Agency address" came at height 300; observation {first} does not know it.']
    assert (found.exit_code, found.held) == (4, 1_667_750_600)


def test_a_departure_alarms_within_a_block_and_a_reorganisation_is_noticed(tmp_path: Path) -> None:
    """On a live node: a coin comes, leaves without an act, and the block in which it left is replaced."""
    folder = register_folder(tmp_path)
    with Node(tmp_path / "node") as node:
        node.call("generatetoaddress", 101, OTHER.address)
        node.wait_for_indexes()
        first = node.call("getblock", node.call("getblockhash", 1), 1)
        assert isinstance(first, dict)
        assert isinstance(first["tx"], list)
        funding = spend([(Outpoint(Txid(str(first["tx"][0])), 0), OTHER)], [(10_000, AGENCY), (4_999_000_000, OTHER)])
        mine(node, funding)
        quiet = look(folder, node.url, cookie=node.cookie)
        assert (quiet.exit_code, quiet.held) == (0, 10_000)
        leaving = spend([(Outpoint(decode.txid(funding), 0), AGENCY)], [(4_000, OTHER), (5_000, RESERVE)])
        mine(node, leaving)
        alarmed = look(folder, node.url, cookie=node.cookie)
        assert alarmed.exit_code == 1
        assert [fault.text for fault in alarmed.observation.faults] == [
            f'{decode.txid(leaving)} moved 0.00004000 BTC out of "Agency" at height 103; no act covers it.'
        ]
        assert (alarmed.base, alarmed.held) == (quiet.observation.name, 5_000)
        node.call("invalidateblock", alarmed.observation.block.hash)
        moving = spend([(Outpoint(decode.txid(funding), 0), AGENCY)], [(9_000, RESERVE)])
        mine(node, moving)
        mine(node)
        after = look(folder, node.url, cookie=node.cookie)
        assert after.exit_code == 4
        assert [(fault.kind.value, fault.subject) for fault in after.observation.faults] == [
            ("reorged", alarmed.observation.name)
        ]
        assert (after.base, after.held) == (quiet.observation.name, 9_000)
        mine(node)
        assert look(folder, node.url, cookie=node.cookie).exit_code == 0
    shutil.rmtree(tmp_path / "node")
