"""A trail opened by hand: its books close at every step, and opened to the end it is the trail of the run."""

import random

import pytest

from tests.counts import count
from tests.explore.drawn import RULES, all_open, drawn, opened_at_random, question
from tests.pictures import txid_of
from tests.trace.drawing import Drawing, seed
from tracer.case.case import Label
from tracer.chain.outpoint import Txid
from tracer.explore.unfolded import UNOPENED, Unfolded, end, unfold
from tracer.trace.attribution import taint
from tracer.trace.terminals import Terminal

STORY = """
theft: -> 100

peel: theft.0 -> 60 39

left: peel.0 -> 50@safe 9
right: peel.1 -> 38@shop
"""


def story() -> Drawing:
    """Return a peel chain: 100 stolen, 60 and 39 paid on with a fee of 1, 50 to custody, 38 to a shop."""
    return Drawing(STORY, [seed("A", "theft.0")], custody=("safe",), services=("shop",))


def told(seen: Unfolded) -> dict[str, int]:
    """Return A's books without what is zero."""
    return {word: sat for word, sat in seen.books[Label("A")].items() if sat}


def test_nothing_opened_leaves_all_of_it_waiting() -> None:
    """Before the first click the whole seed waits, and what would spend it is named with its block."""
    seen = unfold(question(story()), frozenset())
    assert told(seen) == {UNOPENED: 100}
    (waiting,) = seen.waiting
    assert (waiting.spender.txid, waiting.spender.position.height) == (txid_of("peel"), 2)
    assert seen.is_provisional
    assert seen.taken_up == frozenset()


def test_each_click_opens_one_transaction() -> None:
    """What is opened is followed through, and what it makes waits in turn: 100 = 60 + 39 + fee 1, and so on."""
    asked = question(story())
    assert told(unfold(asked, {txid_of("peel")})) == {UNOPENED: 99, "fee": 1}
    one = unfold(asked, {txid_of("peel"), txid_of("left")})
    assert told(one) == {"custody": 50, "unspent": 9, UNOPENED: 39, "fee": 2}
    assert [end(coin) for coin in one.trail.coins] == [None, None, UNOPENED, "custody", "unspent"]
    every = unfold(asked, {txid_of("peel"), txid_of("left"), txid_of("right")})
    assert told(every) == {"custody": 50, "service": 38, "unspent": 9, "fee": 3}
    assert not every.is_provisional


def test_what_is_open_off_the_trail_counts_for_nothing() -> None:
    """A transaction that nothing on the trail leads to is not taken up, though it is open."""
    seen = unfold(question(story()), {txid_of("left")})
    assert told(seen) == {UNOPENED: 100}
    assert seen.taken_up == frozenset()


@pytest.mark.parametrize("rule", RULES)
def test_the_books_close_however_it_is_opened(rule: str) -> None:
    """Whatever is open, each label's ends, with what waits, are what its seeds brought in, and no coin is twice."""
    for number in range(count(suite=10, laws=200)):
        _, asked = drawn(number, rule)
        source = random.Random(number)
        opened = opened_at_random(asked, source)
        seen = unfold(asked, opened)
        assert seen.taken_up <= opened
        waiting: dict[str, int] = {}
        for each in seen.waiting:
            assert each.spender.txid not in opened
            assert each.coin.terminal is Terminal.BUDGET
            for label, sat in taint(each.coin.attribution).items():
                waiting[label] = waiting.get(label, 0) + sat
        for label, book in seen.trail.books.items():
            assert sum(seen.books[label].values()) == book.asserted - book.overlap
            assert seen.books[label][UNOPENED] == waiting.get(label, 0)
        assert "budget" not in {word for words in seen.books.values() for word in words}


@pytest.mark.parametrize("rule", RULES)
def test_everything_opened_is_the_trail_of_the_run(rule: str) -> None:
    """Hop by hop to the end gives what the run gives in one go, to the last coin, step, gap and collision."""
    for number in range(count(suite=10, laws=200)):
        drawing, asked = drawn(number, rule)
        assert all_open(asked).trail == drawing.trail()


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_opening_does_not_matter(rule: str) -> None:
    """What is open decides what is seen; the same set in whatever order, whatever was asked before, is the same."""
    for number in range(count(suite=8, laws=100)):
        _, asked = drawn(number, rule)
        source = random.Random(number)
        opened = opened_at_random(asked, source)
        directly = unfold(drawn(number, rule)[1], opened)
        one_by_one = frozenset[Txid]()
        for txid in source.sample(sorted(opened), len(opened)):
            one_by_one |= {txid}
            unfold(asked, one_by_one)
        assert unfold(asked, one_by_one) == directly


def test_a_spender_that_ends_the_trail_is_opened_to_see_it() -> None:
    """What spends a coin above the case's window ends its trail there; unopened, the coin waits like any other."""
    drawing = Drawing("theft: -> 100\n\nlate: theft.0 -> 99", [seed("A", "theft.0")], to_height=1)
    asked = question(drawing)
    assert told(unfold(asked, frozenset())) == {UNOPENED: 100}
    seen = unfold(asked, {txid_of("late")})
    assert told(seen) == {"horizon": 100}
    assert seen.taken_up == {txid_of("late")}
    assert seen.trail.steps == ()
