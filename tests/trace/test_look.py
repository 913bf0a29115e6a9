"""A look at one name: what the chain says, and what case and TagPacks say beside it."""

from functools import cache

from tests.coinbases import coinbase
from tests.story import BLOCKS, CASE, NAMES, STORY
from tracer.case import case_file
from tracer.chain.address import decode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.ingest.block_file import FileView
from tracer.trace.look import Looker
from tracer.trace.patterns.finding import Verdict
from tracer.trace.tags import tags


def txid(name: str) -> Txid:
    """Return a named transaction of the story."""
    return Txid(NAMES["transactions"][name]["txid"])


@cache
def looker() -> Looker:
    """Return a looker over the story, with its case and tags."""
    case = case_file.parse(CASE.read_bytes(), CASE.name)
    packs = [tags.parse((STORY / name).read_bytes(), name, case.network) for name in case.stop.tags]
    return Looker(FileView.open(BLOCKS), case, packs)


def test_a_transaction_is_shown_with_what_it_spends_and_pays() -> None:
    """Amounts, fee, place, tags and spends of a transaction are those of the recorded chain."""
    found = looker().transaction(txid("merge-2"))
    assert found is not None
    assert (found.at.height, found.at.index, found.confirmations, found.fee) == (113, 1, 33, 10_000)
    assert [each.value for each in found.inputs] == [49_950_000, 60_000_000, 40_050_000]
    assert [each.value for each in found.outputs] == [90_000_000, 30_000_000, 29_990_000]
    assert [each.spent and each.spent.txid for each in found.outputs] == [txid("seize-2"), txid("sweep"), None]
    assert [tag.label for _, tag in found.outputs[1].said.tags] == ["Example Exchange"]
    assert [each.said.seeds for each in found.inputs] == [(), ("A",), ()]
    assert found.mix is None


def test_the_coinjoin_is_named_by_its_rule() -> None:
    """The story's mix is found by the rule that ends trails; the detectors' findings stand beside it."""
    found = looker().transaction(txid("mix"))
    assert found is not None
    assert found.mix is not None
    assert found.mix.stops
    assert found.patterns["equal_outputs"].verdict is Verdict.SUSPECTED
    assert all(finding.verdict is not Verdict.NO for finding in found.patterns.values())


def test_a_coinbase_has_no_fee() -> None:
    """A coinbase spends nothing, so no fee is stated."""
    name = coinbase(BLOCKS, 101)
    found = looker().transaction(name)
    assert found is not None
    assert (found.coinbase, found.fee, found.inputs[0].outpoint) == (True, None, None)


def test_an_address_is_shown_over_its_whole_life() -> None:
    """Sums, first and last seen of an address; a seed's height window holds for each coin."""
    found = looker().address(decode("2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi", REGTEST))
    assert (found.received, found.spent, found.unspent) == (65_000_000, 60_000_000, 5_000_000)
    assert found.first is not None
    assert found.last is not None
    assert (found.first.height, found.last.height, found.last.txid) == (103, 113, txid("merge-2"))
    assert [coin.said.seeds for coin in found.coins] == [(), ("A",)]
    assert found.said.seeds == ("A",)


def test_an_address_never_paid_has_no_first_time() -> None:
    """An address that nobody paid has sums of zero and no times."""
    found = looker().address(b"\x00\x14" + b"\x07" * 20)
    assert (found.received, found.first, found.last, found.coins) == (0, None, None, ())


def test_an_output_names_its_custody_wallet_and_spender() -> None:
    """An output of a custody wallet names wallet and stage, and what spent it."""
    found = looker().output(Outpoint(txid("seize-2"), 0))
    assert found is not None
    assert found.said.custody == ("Agency seizure wallet (seizure)",)
    assert found.spent is not None
    assert found.spent.txid == txid("consolidate")
    burned = looker().output(Outpoint(txid("peel-4"), 0))
    assert burned is not None
    assert not burned.spendable


def test_what_is_not_on_the_chain_is_none() -> None:
    """Transactions of stale branches and outputs beyond the last are not there."""
    stale = Txid(next(iter(NAMES["stale_transactions"].values()))["txid"])
    assert looker().transaction(stale) is None
    assert looker().output(Outpoint(txid("seize-2"), 1)) is None
