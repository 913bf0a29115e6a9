"""Following opens many transactions at once, as far as conditions say, and tries it first."""

import random

import pytest

from tests.counts import count
from tests.explore.drawn import RULES, drawn, opened_at_random, question
from tests.pictures import outpoint_of, txid_of
from tests.trace.drawing import Drawing, seed
from tracer.case.case import Label
from tracer.explore.following import Until, try_following
from tracer.explore.unfolded import unfold

LONG = """
one: -> 100
two: -> 40

a1: one.0 -> 70 30
b1: two.0 -> 40

a2: a1.0 -> 70
a3: a1.1 -> 30

ab: a2.0 b1.0 -> 110
"""


def opened(until: Until) -> set[str]:
    """Return the names of what a following would open from nothing."""
    drawing = Drawing(LONG, [seed("A", "one.0"), seed("B", "two.0")])
    return {drawing.view.names[txid] for txid in try_following(question(drawing), frozenset(), until).txids}


@pytest.mark.parametrize(
    ("until", "names"),
    [
        (Until(), {"a1", "b1", "a2", "a3", "ab"}),
        (Until(most=0), {"a1", "b1", "a2", "a3", "ab"}),
        (Until(coin=outpoint_of("one.0")), {"a1", "a2", "a3", "ab"}),
        (Until(coin=outpoint_of("two.0")), {"b1", "ab"}),
        (Until(label=Label("B")), {"b1", "ab"}),
        (Until(min_sat=40), {"a1", "b1", "a2", "ab"}),
        (Until(min_sat=41), {"a1", "a2", "ab"}),
        (Until(last_height=2), {"a1", "b1"}),
        (Until(most=3), {"a1", "b1", "a2"}),
        (Until(coin=outpoint_of("one.0"), min_sat=31, last_height=3), {"a1", "a2"}),
    ],
)
def test_each_condition_holds_the_following_back(until: Until, names: set[str]) -> None:
    """One coin, one label, an amount, a block, a number of transactions, the earliest first; worked out by hand."""
    assert opened(until) == names


def test_it_says_when_the_number_held_it_back() -> None:
    """`most` is no silent cut."""
    asked = question(Drawing(LONG, [seed("A", "one.0")]))
    assert try_following(asked, frozenset(), Until(most=2)).held_back
    assert not try_following(asked, frozenset(), Until(most=4)).held_back


@pytest.mark.parametrize("rule", RULES)
def test_what_was_tried_is_what_one_sees_afterwards(rule: str) -> None:
    """Opening what a following names shows what it showed, whatever was open and whatever was asked."""
    for number in range(count(suite=12, laws=200)):
        drawing, asked = drawn(number, rule)
        source = random.Random(number)
        before = opened_at_random(asked, source)
        waiting = [each.coin.outpoint for each in unfold(asked, before).waiting]
        until = Until(
            coin=source.choice(waiting) if waiting and source.random() < 0.5 else None,
            label=source.choice([None, Label("A")]),
            min_sat=source.choice([0, 0, 20, 500]),
            last_height=source.choice([0, 0, 6]),
            most=source.choice([0, 1, 5, 200]),
        )
        found = try_following(asked, before, until)
        assert unfold(asked, before | set(found.txids)) == found.seen
        assert not before & set(found.txids)
        assert not until.most or len(found.txids) <= until.most
        if until == Until(most=until.most) and not found.held_back:
            assert found.seen.trail == drawing.trail()


def test_an_unknown_coin_opens_nothing() -> None:
    """A coin off the trail leads nowhere."""
    assert opened(Until(coin=outpoint_of("ab.7"))) == set()
    assert txid_of("ab") not in opened(Until(last_height=1))
