"""A small network's answers are those of a large one, arc for arc, whichever of the two solvers is asked."""

import random

import pytest

from tests.trace.bounds.test_bounds import claimed, reach_of
from tests.trace.random_chains import random_drawing
from tracer.trace.bounds.flow import FlowNetwork
from tracer.trace.bounds.reach import Reach
from tracer.trace.bounds.small_solver import MOST_COINS, SmallSolver
from tracer.trace.bounds.solver import Solver
from tracer.trace.bounds.work_limit import WorkLimit
from tracer.trace.passing import FlowKind

PLENTY = 10**12


def _both(network: FlowNetwork) -> tuple[Solver, SmallSolver, tuple[WorkLimit, WorkLimit]]:
    """Return both solvers over a network, and what is left to each."""
    left = WorkLimit(PLENTY), WorkLimit(PLENTY)
    laid = network.reach, network.seed, network.coin, network.other, network.ceiling
    return Solver(*laid, left[0]), SmallSolver(*laid, left[1]), left


def _sets(found: Reach) -> list[tuple[int, ...]]:
    """Return each coin alone, and some of the last ones together."""
    last = [each for each, coin in enumerate(found.coins) if coin.spender is None]
    sets = [tuple(random.Random(size).sample(last, size)) for size in range(2, min(len(last), 6))]
    return [*((each,) for each in range(len(found.coins))), *sets]


@pytest.mark.parametrize("number", range(40))
def test_flows_cuts_and_work_are_the_same(number: int) -> None:
    """Into any coins and any transaction both bring the same satoshi along the same arcs, at the same cost."""
    found = reach_of(random_drawing(number, "fifo"))
    for kind in FlowKind:
        large, small, (one, other) = _both(FlowNetwork(found, kind, None, WorkLimit(PLENTY)))
        for targets in _sets(found):
            assert small.into_coins(targets) == large.into_coins(targets)
        for each in range(len(found.transactions)):
            assert small.into_transaction(each) == large.into_transaction(each)
        assert one.left == other.left
        assert one.left < PLENTY or not found.transactions


@pytest.mark.parametrize("number", range(40))
def test_flows_that_pay_claims_are_the_same(number: int) -> None:
    """Where claims are to be paid too, both find the same flow, or neither finds one."""
    found = reach_of(claimed(number)[0])
    network = FlowNetwork(found, FlowKind.UNTRACED, None, WorkLimit(PLENTY))
    large, small, _ = _both(network)
    owed = {each: claim for each, claim in enumerate(network.claims) if claim}
    answers = []
    for targets in _sets(found):
        value = network.capacity(large.into_coins(targets)[1])
        for paid in ({each: owed[each]} for each in owed):
            shut = [each for each in owed if each not in paid]
            answers.append(large.with_claims(targets, paid, shut, value))
            assert small.with_claims(targets, paid, shut, value) == answers[-1]
    assert answers or not owed


def test_the_number_of_coins_chooses() -> None:
    """Few coins are asked about without NumPy, more with it."""
    network = FlowNetwork(reach_of(random_drawing(0, "fifo")), FlowKind.TRACED, None, WorkLimit(PLENTY))
    assert len(network.reach.coins) <= MOST_COINS
    assert isinstance(network.solver, SmallSolver)
