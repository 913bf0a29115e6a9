"""A large trail is a few kept transactions and one band that is everything else, exact at every block."""

import random
from dataclasses import replace

import pytest

from tests.counts import count
from tests.explore.drawn import RULES, drawn, opened_at_random
from tests.pictures import txid_of
from tests.trace.drawing import Drawing, seed
from tracer.chain.outpoint import Txid
from tracer.errors import IntegrityError
from tracer.explore.flows import amounts, flows, less, plus, summed
from tracer.explore.kept import KeptAndRest, choose, keep
from tracer.explore.unfolded import unfold
from tracer.trace.trail import Trail

RIVER = """
theft: -> 100

split: theft.0 -> 60 39

x: split.0 -> 55 4
y: split.1 -> 38

z: x.0 y.0 -> 90@safe 2
"""


def river() -> Trail:
    """Return 100 stolen, split into 60 and 39; x and y spend them, z pays 90 of theirs to custody and keeps 2."""
    return Drawing(RIVER, [seed("A", "theft.0")], custody=("safe",)).trail()


def names(*each: str) -> frozenset[Txid]:
    """Return the txids of transactions by name."""
    return frozenset(map(txid_of, each))


def of_a(found: dict[str, int]) -> int:
    """Return what A has."""
    return found.get("A", 0)


def test_the_band_is_what_goes_in_and_what_becomes_of_it() -> None:
    """With x and y not kept, 60 + 39 go in; 55 + 38 come out into z; 4 ended inside; fees are 1 + 1. Worked by hand."""
    drawn_ = keep(river(), names("split", "z"))
    band = drawn_.band
    assert (band.transactions, of_a(band.came_in), of_a(band.went_out)) == (2, 99, 93)
    assert (of_a(band.ended), of_a(band.fees)) == (4, 2)
    assert sorted(flow.total for flow in drawn_.into) == [39, 60]
    assert sorted(flow.total for flow in drawn_.out_of) == [38, 55]
    assert sorted(flow.total for flow in drawn_.lines) == [2, 90, 100]


def test_the_moments_of_the_river() -> None:
    """After each block all 100 are somewhere: on lines, in the band, ended or paid as fees. Worked by hand."""
    moments = keep(river(), names("split", "z")).moments
    found = [tuple(map(of_a, (m.seeded, m.lines, m.band, m.ended, m.fees))) for m in moments]
    assert found == [(100, 100, 0, 0, 0), (100, 0, 99, 0, 1), (100, 0, 93, 4, 3), (100, 0, 0, 96, 4)]
    assert [m.height for m in moments] == [1, 2, 3, 4]


def test_kept_are_the_widest_way_to_custody_then_the_greatest() -> None:
    """The way to custody is split, x, z, for 55 is wider than 38; y is the last to be kept."""
    trail = river()
    assert choose(trail, 3) == names("split", "x", "z")
    assert choose(trail, 4) == names("split", "x", "z", "y")
    assert choose(trail, 1, always=names("y")) == names("y")
    assert choose(trail, 3, always=names("y")) == names("y", "z", "x")
    assert choose(trail, 0) == frozenset()


def test_what_is_not_on_the_trail_is_not_kept() -> None:
    """A transaction that somebody pinned and that the trail does not cross is left out."""
    assert choose(river(), 4, always=names("elsewhere")) == choose(river(), 4)


@pytest.mark.parametrize("rule", RULES)
def test_the_law_of_kept_and_rest(rule: str) -> None:
    """For every kept set, label and block: lines + band + ended + fees = seeds; the band closes; nothing is twice."""
    for number in range(count(suite=10, laws=200)):
        _, asked = drawn(number, rule)
        source = random.Random(number)
        trail = unfold(asked, opened_at_random(asked, source)).trail
        txids = sorted(step.txid for step in trail.steps)
        kept = frozenset(source.sample(txids, source.randint(0, len(txids))))
        found = keep(trail, kept)
        assert [step.txid for step in found.kept] == [step.txid for step in trail.steps if step.txid in kept]
        assert found.band.transactions == len(txids) - len(kept)
        everything = {flow.coin.outpoint for flow in flows(trail)}
        drawn_coins = [flow.coin.outpoint for flow in (*found.lines, *found.into, *found.out_of)]
        assert len(drawn_coins) == len(set(drawn_coins))
        assert set(drawn_coins) <= everything
        _hold_the_end(found, trail)


def _hold_the_end(found: KeptAndRest, trail: Trail) -> None:
    """The last moment is the books; each moment's sums are computed here again, from the coins alone."""
    steps = {step.txid: step for step in trail.steps}
    for now in found.moments:
        alive: dict[str, int] = {}
        for coin in trail.coins:
            taker = next((s for s in trail.steps if any(c.outpoint == coin.outpoint for _, c in s.spent)), None)
            if coin.position.height <= now.height and taker is not None and taker.position.height > now.height:
                alive = plus(alive, amounts(coin.attribution))
        assert plus(now.lines, now.band) == alive
        assert now.fees == summed(amounts(s.fee) for s in steps.values() if s.position.height <= now.height)
    last = found.moments[-1]
    assert last.seeded == {str(label): book.seed for label, book in trail.books.items() if book.seed}
    assert not last.lines
    assert not last.band


@pytest.mark.parametrize("rule", RULES)
def test_what_is_chosen_is_no_more_than_asked(rule: str) -> None:
    """Never more than `most`, never fewer than there are, and the same each time."""
    for number in range(count(suite=8, laws=100)):
        trail = drawn(number, rule)[0].trail()
        for most in (0, 1, 3, 1_000):
            chosen = choose(trail, most)
            assert len(chosen) == min(most, len(trail.steps))
            assert chosen == choose(trail, most)


def test_a_trail_that_lost_a_coin_is_not_drawn() -> None:
    """Where what is drawn would not add up, nothing is drawn."""
    trail = river()
    with pytest.raises(IntegrityError, match=r"not what the seeds brought in|does not close"):
        keep(replace(trail, coins=trail.coins[:-1]), names("split"))


def test_amounts_are_added_label_by_label() -> None:
    """Labels without any satoshi are left out."""
    assert plus({"A": 1}, {"A": 2, "B": 3}) == {"A": 3, "B": 3}
    assert less({"A": 3, "B": 3}, {"B": 3}) == {"A": 3}
    assert summed([{"A": 1}, {"A": -1}, {"B": 2}]) == {"B": 2}
