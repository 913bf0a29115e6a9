"""Thousands of bounds at once: the same figures as one by one, cuts that hold, and a budget that is kept."""

import random
from itertools import pairwise

import pytest

from benchmarks.dense_reach import dense_reach
from tests.trace.bounds.test_bounds import reach_of
from tests.trace.random_chains import random_drawing
from tracer.case.case import Label
from tracer.trace.bounds.bound_check import check
from tracer.trace.bounds.bounds import BoundTarget, TargetKind, bounds, ends
from tracer.trace.bounds.flow import FlowNetwork
from tracer.trace.bounds.inflow_proofs import proofs_together
from tracer.trace.bounds.reach import Reach
from tracer.trace.bounds.work_limit import WorkLimit
from tracer.trace.passing import FlowKind

PLENTY = 10**12


def _agree(found: Reach, asked: list[tuple[int, ...]], label: Label | None) -> int:
    """Hold proofs against the solver's greatest flows; return how many were held."""
    for kind in FlowKind:
        network = FlowNetwork(found, kind, label, WorkLimit(PLENTY))
        proofs = proofs_together(network, asked, WorkLimit(PLENTY))
        for each, proof in zip(asked, proofs, strict=True):
            _, cut = network.solver.into_coins(each)
            assert (proof.value, proof.exact) == (network.capacity(cut), True)
            assert proof.value == network.capacity(proof.cut)
    return len(asked)


@pytest.mark.parametrize("number", range(40))
def test_any_coin_and_any_set_of_ends_has_the_solvers_figure(number: int) -> None:
    """On random chains what can come into coins, spent ones too, and into sets of ends is the greatest flow."""
    found = reach_of(random_drawing(number, "fifo"))
    last = [each for each, coin in enumerate(found.coins) if coin.spender is None]
    sets = [tuple(random.Random(size).sample(last, size)) for size in range(2, min(len(last), 6))]
    asked = [*((each,) for each in range(len(found.coins))), *sets]
    labels = () if found.collides else sorted({claim.label for coin in found.coins for claim in coin.claims})
    for label in (None, *labels):
        assert _agree(found, asked, label) == len(asked)


@pytest.mark.parametrize(("size", "recent"), [(1_200, 0), (1_200, 6), (900, 40)])
def test_long_ways_and_scarce_satoshi_have_the_solvers_figure(size: int, recent: int) -> None:
    """Where slack lies far off, demands are given back and cuts hold back many, figures are still greatest flows."""
    found = dense_reach(size, recent)
    draw = random.Random(size)
    last = [each for each, coin in enumerate(found.coins) if coin.spender is None]
    wallets = {coin.at for coin in found.coins if coin.at is not None}
    sets = [tuple(each for each in last if found.coins[each].at == name) for name in sorted(wallets)]
    asked = [*((each,) for each in draw.sample(range(len(found.coins)), 60)), *(each for each in sets if len(each) > 1)]
    assert sum(_agree(found, asked, label) for label in (None, Label("A"))) > 120


@pytest.mark.parametrize("number", range(20))
def test_bounds_without_flows_are_those_with_flows(number: int) -> None:
    """How many flows are kept changes no figure, and every cut holds back everything."""
    found = reach_of(random_drawing(number, "fifo"))
    with_flows, without = bounds(found, ends(found)), bounds(found, ends(found), flow_arcs=0)
    figures = [
        [(row.target, row.label, row.lower, row.upper, row.partial) for row in rows] for rows in (with_flows, without)
    ]
    assert figures[0] == figures[1]
    assert check(without, found) == ()
    assert {row.traced.flow for row in without if row.traced.value} <= {None}
    assert all(row.traced.flow is not None for row in with_flows)


def test_the_first_targets_have_flows_and_the_others_cuts() -> None:
    """Flows are kept for the targets named first until they fill their room; every bound has a cut that proves it."""
    found = dense_reach(300)
    coins = [target for target in ends(found) if target.kind is TargetKind.COIN]
    rows = [row for row in bounds(found, coins, flow_arcs=4_000) if row.label is None]
    kept = [row.untraced.flow is not None for row in rows]
    assert (kept[0], kept[-1]) == (True, False)
    assert all(first >= then for first, then in pairwise(kept))
    assert check(rows, found) == ()


@pytest.mark.parametrize("work", [0, 300, 3_000, 30_000])
def test_where_the_work_runs_out_bounds_are_wider_and_flagged(work: int) -> None:
    """A budget that is used up leaves cuts that still prove, around the exact figures, and says which are not exact."""
    found = dense_reach(600, 30)
    targets = ends(found)
    whole, cut_short = bounds(found, targets), bounds(found, targets, work, flow_arcs=0)
    assert check(cut_short, found) == ()
    assert not any(row.partial for row in whole)
    assert any(row.partial for row in cut_short)
    for exact, row in zip(whole, cut_short, strict=True):
        assert row.lower <= exact.lower <= exact.upper <= row.upper
        assert row.partial or (row.lower, row.upper) == (exact.lower, exact.upper)


def test_the_same_reach_gives_the_same_cuts() -> None:
    """Two computations give equal bounds, cuts and order of arcs included."""
    found = dense_reach(500, 20)
    assert bounds(found, ends(found), flow_arcs=0) == bounds(found, ends(found), flow_arcs=0)


def test_a_set_with_a_spent_coin_is_bounded_too() -> None:
    """A set that holds coins in the middle of the reach is bounded as one of ends is."""
    found = dense_reach(200)
    spent = next(coin for coin in found.coins if coin.spender is not None and coin.maker is not None)
    end = next(coin for coin in found.coins if coin.spender is None)
    target = BoundTarget(TargetKind.ORDER, "1", tuple((coin.outpoint, coin.output.value) for coin in (spent, end)))
    rows, others = bounds(found, [target], flow_arcs=0), bounds(found, [target])
    assert [(row.lower, row.upper, row.partial) for row in rows] == [(r.lower, r.upper, False) for r in others]
    assert check(rows, found) == ()
