"""What became of cleared transactions, on the chain of part two."""

from dataclasses import replace

import pytest

from tests.reserve.clearance.grounds import sources
from tests.reserve.story_two import txid
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.acts import ActId
from tracer.reserve.clearance.cleared import ClearedTransaction, SentAsCleared, pays_digest, read, sent_as_cleared
from tracer.reserve.history import Touch
from tracer.reserve.observation import FaultKind


def touch(name: str) -> Touch:
    """Return a transaction of the story."""
    return next(each for each in sources().history.touches if each.transaction.txid == txid(name))


def cleared(name: str, height: int, entry: int = 7, *, other: bool = False) -> ClearedTransaction:
    """Return the entry by which a transaction of the story was cleared; `other`: another one of the same coins."""
    found = touch(name).transaction
    return ClearedTransaction(
        txid=Txid("77" * 32) if other else found.txid,
        act=ActId("2025-0021"),
        spends=tuple(each.prevout for each in found.inputs if each.prevout is not None),
        pays=pays_digest(found.outputs),
        keeps_txid=True,
        height=height,
        fee=fee_of(name),
        entry=entry,
    )


def fee_of(name: str) -> int:
    """Return what a transaction of the story leaves to a miner."""
    found = touch(name)
    spent = sum(each.value for each in found.prevouts if each is not None)
    return spent - sum(each.value for each in found.transaction.outputs)


def became(*entries: ClearedTransaction) -> SentAsCleared:
    """Return what became of them."""
    return sent_as_cleared(sources().history, sources().books.ledger, entries)


def test_a_register_that_clears_nothing_is_told_nothing() -> None:
    """Departures before the first clearance are not asked for one."""
    assert became() == SentAsCleared()


def test_departures_after_the_first_clearance_that_were_not_cleared_are_told() -> None:
    """The auction was cleared at its own block less one; the return and the joint transaction after it never were."""
    height = touch("auction").position.height
    found = became(cleared("auction", height - 1))
    assert found.sent == (f"{txid('auction')} was sent as cleared for act 2025-0021 (journal 7).",)
    later = [name for name in ("return-d", "joint") if touch(name).position.height > height - 1]
    assert found.never == tuple(f"{txid(name)} left and was never cleared before it was signed." for name in later)
    assert (set(found.txids), found.faults) == ({txid("auction")}, ())


@pytest.mark.parametrize(("before", "is_told"), [(0, False), (1, True)])
def test_a_departure_in_the_block_of_the_first_clearance_is_not_told(before: int, is_told: bool) -> None:
    """The block up to which was looked is one in which nothing could be cleared yet."""
    found = became(cleared("return-d", touch("auction").position.height - before))
    assert any(txid("auction") in each for each in found.never) == is_told


def test_another_transaction_of_a_cleared_coin_is_a_fault() -> None:
    """It was sent differently; that it was never cleared is not said beside it."""
    found = became(cleared("auction", 1, other=True))
    (fault,) = found.faults
    assert (fault.kind, fault.subject) == (FaultKind.SENT, txid("auction"))
    assert fault.text == (
        f"{txid('auction')} spends a coin that was cleared to be spent by {'77' * 32} for act 2025-0021 (journal 7): "
        "it was sent differently."
    )
    assert not any(txid("auction") in each for each in (*found.never, *found.sent))


def test_what_is_cleared_and_not_sent_waits() -> None:
    """Until one of its coins is spent; cleared again it is told once, by its last entry."""
    coin = next(each for each in sources().books.ledger.coins if each.spent is None)
    waits = replace(cleared("auction", 333, other=True), spends=(coin.outpoint,), act=None)
    found = became(waits, replace(waits, entry=8))
    assert found.waiting == (f"{'77' * 32} was cleared (journal 8) and may still be sent.",)
    assert became(cleared("auction", 333)).waiting == ()
    spent = next(each for each in sources().books.ledger.coins if each.spent is not None)
    assert became(replace(waits, spends=(coin.outpoint, spent.outpoint))).waiting == ()


def test_a_coin_that_was_cleared_twice_is_sent_as_the_one_that_came() -> None:
    """Of two clearances of one coin the one that the chain has counts."""
    found = became(cleared("auction", 1, other=True), cleared("auction", 1, 8))
    assert (found.faults, found.sent) == (
        (),
        (f"{txid('auction')} was sent as cleared for act 2025-0021 (journal 8).",),
    )


@pytest.mark.parametrize(("more", "cleared_with"), [(-1, "0.00009999"), (1, "0.00010001")])
def test_another_fee_than_was_cleared_is_sent_differently(more: int, cleared_with: str) -> None:
    """The auction pays what was cleared to whom; that the journal has another fee of it is not passed over."""
    entry = cleared("auction", 1)
    assert entry.fee == 10_000
    found = became(replace(entry, fee=10_000 + more))
    assert (found.sent, set(found.txids)) == ((), set())
    said = f"paid a fee of 0.00010000 BTC; it was cleared for act 2025-0021 (journal 7) with one of {cleared_with} BTC"
    (fault,) = found.faults
    assert (fault.kind, fault.subject) == (FaultKind.SENT, txid("auction"))
    assert fault.text == f"{txid('auction')} {said}: it was sent differently."


def test_a_journal_keeps_the_fee_and_an_older_one_has_none() -> None:
    """What is written is read again; entries of before say nothing of a fee, and are held to none."""
    entry = cleared("auction", 1)
    assert entry.details()["fee"] == "10000"
    assert read(entry.details(), 7) == entry
    older = {key: text for key, text in entry.details().items() if key != "fee"}
    assert read(older, 7) == replace(entry, fee=None)
    assert len(became(read(older, 7)).sent) == 1


def test_a_journal_keeps_any_number_of_coins_in_their_order() -> None:
    """Twenty-five stand in one detail; the eleventh comes behind the tenth, not behind the first."""
    many = replace(cleared("auction", 1), spends=tuple(Outpoint(Txid("ab" * 32), number) for number in range(300)))
    assert read(many.details(), many.entry) == many
