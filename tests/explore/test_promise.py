"""While something waits, a coin says at most how much it may still come to hold; opened to the end, none holds more."""

import random

import pytest

from tests.counts import count
from tests.explore.drawn import RULES, all_open, drawn, opened_at_random, question
from tests.pictures import txid_of
from tests.trace.drawing import Drawing, seed
from tracer.explore.promise import Promises
from tracer.explore.unfolded import Question, unfold
from tracer.trace.attribution import taint
from tracer.trace.trail import Coin

MERGE = """
one: -> 100
two: -> 40 7

a: one.0 -> 100

b: two.0 -> 40

m: a.0 b.0 two.1 -> 90 57
"""


def shown(asked: Question, names: set[str]) -> dict[str, tuple[int, int]]:
    """Return for each coin made by `m` what it shows and what it may rise by."""
    seen = unfold(asked, {txid_of(name) for name in names})
    promises = Promises(asked, seen)
    made = [coin for coin in seen.trail.coins if coin.outpoint.txid == txid_of("m")]
    return {str(coin.outpoint.vout): (held(coin), promises.of(coin).together_sat) for coin in made}


def held(coin: Coin) -> int:
    """Return what a coin holds of all labels, in satoshi."""
    return sum(taint(coin.attribution).values())


def test_what_waits_earlier_in_the_chain_may_still_arrive() -> None:
    """40 wait before the merge: its outputs of 90 and 57 show 90 and 10, and may rise by what they have room for."""
    asked = question(Drawing(MERGE, [seed("A", "one.0"), seed("B", "two.0")]))
    assert shown(asked, {"a", "m"}) == {"0": (90, 0), "1": (10, 40)}
    assert shown(asked, {"a", "b", "m"}) == {"0": (90, 0), "1": (50, 0)}


def test_per_label_under_fifo_while_no_seed_can_collide() -> None:
    """B may still bring 40 into the second output, A nothing; under seniority no label alone is promised anything."""
    for rule, promised in (("fifo", {"A": 0, "B": 40}), ("seniority", None)):
        asked = question(Drawing(MERGE, [seed("A", "one.0"), seed("B", "two.0")], rule=rule))
        seen = unfold(asked, {txid_of("a"), txid_of("m")})
        last = next(coin for coin in seen.trail.coins if coin.outpoint.txid == txid_of("m") and coin.outpoint.vout == 1)
        assert Promises(asked, seen).of(last).by_label == promised


def test_a_seed_that_taint_may_still_reach_takes_the_promise_away() -> None:
    """A seed in a coin that something waiting may pay can lose by it, so no label alone is promised anything."""
    asked = question(Drawing(MERGE, [seed("A", "one.0"), seed("B", "m.1", amount=5)]))
    seen = unfold(asked, frozenset())
    assert all(Promises(asked, seen).of(coin).by_label is None for coin in seen.trail.coins)


def test_only_haircut_rounds() -> None:
    """Under haircut single satoshi may go the other way, and it is said."""
    for rule in RULES:
        asked = question(Drawing(MERGE, [seed("A", "one.0")], rule=rule))
        seen = unfold(asked, frozenset())
        assert {Promises(asked, seen).of(coin).rounds for coin in seen.trail.coins} == {rule == "haircut"}


@pytest.mark.parametrize("rule", RULES)
def test_no_promise_is_broken(rule: str) -> None:
    """Opened to the end, each coin shown holds at least what it showed, and at most what was promised on top."""
    for number in range(count(suite=12, laws=300)):
        _, asked = drawn(number, rule)
        seen = unfold(asked, opened_at_random(asked, random.Random(number)))
        promises = Promises(asked, seen)
        final = {coin.outpoint: coin for coin in all_open(asked).trail.coins}
        for coin in seen.trail.coins:
            rise = promises.of(coin)
            slack = 3 if rise.rounds else 0
            now, then = taint(coin.attribution), taint(final[coin.outpoint].attribution)
            before, after = sum(now.values()), sum(then.values())
            assert before - slack <= after <= before + rise.together_sat + slack
            assert rise.together_sat <= coin.output.value - before
            for label, more in (rise.by_label or {}).items():
                assert now.get(label, 0) <= then.get(label, 0) <= now.get(label, 0) + more


def test_what_a_limit_ended_can_go_on_once_more_arrives() -> None:
    """Under min_sat 50, x's 30 end; with the 60 that wait x goes on into y, which shows 100: 90 more."""
    text = """
p: -> 30
q: -> 60
r: -> 100
z: -> 50

b: q.0 -> 60

x: p.0 b.0 -> 90

y: r.0 x.0 z.0 -> 240
"""
    asked = question(Drawing(text, [seed("A", "p.0"), seed("A", "q.0"), seed("A", "r.0")], min_sat=50))
    seen = unfold(asked, {txid_of("x"), txid_of("y")})
    (last,) = [coin for coin in seen.trail.coins if coin.outpoint.txid == txid_of("y")]
    assert (held(last), Promises(asked, seen).of(last).together_sat) == (100, 90)
    (final,) = [coin for coin in all_open(asked).trail.coins if coin.outpoint.txid == txid_of("y")]
    assert held(final) == 190


def test_a_seed_in_what_waits_itself_may_rise() -> None:
    """A seed claims 5 of an output of 57 that the unopened merge makes: 52 more have room in it."""
    asked = question(Drawing(MERGE, [seed("A", "one.0"), seed("B", "m.1", amount=5)]))
    seen = unfold(asked, {txid_of("a")})
    (coin,) = [coin for coin in seen.trail.coins if coin.outpoint.txid == txid_of("m")]
    assert Promises(asked, seen).of(coin).together_sat == 52


def test_after_a_collision_no_label_alone_is_promised_anything() -> None:
    """A seed of B claims 60 of what A holds whole: the first wins, and nothing is said of either alone."""
    asked = question(Drawing(MERGE, [seed("A", "one.0"), seed("B", "a.0", amount=60)]))
    seen = unfold(asked, {txid_of("a")})
    assert seen.trail.collisions
    assert all(Promises(asked, seen).of(coin).by_label is None for coin in seen.trail.coins)
