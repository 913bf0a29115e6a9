"""A walk over the chain takes up each transaction once, in the order of the chain or against it."""

import pytest

from tests.pictures import Picture, outpoint_of, txid_of
from tracer.chain.outpoint import BlockRef, Position, Txid
from tracer.errors import IntegrityError
from tracer.trace.frontier import Frontier
from tracer.trace.reading import Reading

TEXT = """
a: -> 10 10 10 10
b: -> 10

late: a.0 b.0 -> 20
early: a.1 -> 10

last: a.2 late.0 -> 30
"""
VIEW = Picture(TEXT)


def _frontier(height: int = 9, *, backwards: bool = False) -> tuple[Frontier, Reading]:
    reading = Reading(VIEW, BlockRef(height, VIEW.block_hash(height)))
    return Frontier(reading, backwards=backwards), reading


def _taken(frontier: Frontier) -> list[str]:
    """Take up everything; return it by its drawn names."""
    names = []
    while frontier:
        names.append(VIEW.names[frontier.take().confirmed.transaction.txid])
    return names


def test_spenders_are_taken_up_in_the_order_of_the_chain_and_once() -> None:
    """Of two coins that one transaction spends it is taken up once, in its place among the others."""
    frontier, _ = _frontier()
    assert not frontier
    assert frontier.add_spenders([outpoint_of("a.2"), outpoint_of("a.1")]) == []
    assert frontier.add_spenders([outpoint_of("b.0"), outpoint_of("a.0")]) == []
    assert _taken(frontier) == ["late", "early", "last"]
    assert not frontier


def test_coins_that_nothing_spends_are_returned_in_their_order() -> None:
    """Up to the horizon: what is spent above it rests."""
    coins = [outpoint_of(name) for name in ("a.3", "a.0", "early.0", "a.2")]
    frontier, _ = _frontier()
    assert frontier.add_spenders(coins) == [coins[0], coins[2]]
    height = VIEW.transactions([txid_of("late")])[txid_of("late")].position.height
    frontier, _ = _frontier(height)
    assert frontier.add_spenders(coins) == [coins[0], coins[2], coins[3]]
    assert frontier.add_spenders([]) == []


def test_going_backwards_the_latest_comes_first() -> None:
    """By height, then by the place in the block."""
    frontier, reading = _frontier(backwards=True)
    for name in ("early", "a", "last", "late", "b", "late"):
        confirmed = reading.confirmed(txid_of(name))
        assert confirmed is not None
        frontier.add(txid_of(name), confirmed.position)
    assert _taken(frontier) == ["last", "early", "late", "b", "a"]


def test_what_waits_comes_before_a_place_or_does_not() -> None:
    """The place of the next one counts as before, so that a transaction comes before the coins that it makes."""
    frontier, reading = _frontier()
    confirmed = reading.confirmed(txid_of("early"))
    assert confirmed is not None
    height, index = confirmed.position.height, confirmed.position.index
    assert not frontier.comes_before(Position(height + 1, 0))
    frontier.add(txid_of("early"), confirmed.position)
    assert frontier.comes_before(confirmed.position)
    assert frontier.comes_before(Position(height, index + 1))
    assert not frontier.comes_before(Position(height, index - 1))
    assert not frontier.comes_before(Position(height - 1, index + 9))


def test_what_a_cut_leaves_is_recorded_and_not_taken_up() -> None:
    """The spender that shows a coin to be spent is among what was read; what it spends besides is not."""
    frontier, reading = _frontier()
    frontier.add_spenders([outpoint_of("a.0"), outpoint_of("a.1")])
    frontier.cut()
    assert set(reading.read) == {txid_of("late"), txid_of("early")}
    assert reading.opened == ()


def test_a_spender_that_the_source_does_not_hold_is_refused() -> None:
    """The source contradicts itself, and says so by the transaction's name."""
    frontier, _ = _frontier()
    frontier.add(Txid("ab" * 32), Position(1, 0))
    with pytest.raises(IntegrityError, match=f"names {'ab' * 32} as a spender but does not hold it"):
        frontier.take()
