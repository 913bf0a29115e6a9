"""Coins wait in windows of transactions: what is spent far ahead comes in its turn, whatever else happens meanwhile."""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pytest

from benchmarks.graph import milled
from tracer.case.case import Label
from tracer.errors import IntegrityError
from tracer.kernel import follow as kernel
from tracer.kernel.arrays import WINDOW_BITS, KernelLimits
from tracer.kernel.columns import Columns, drawn_columns
from tracer.store.schema import NONE
from tracer.trace.rounding import largest_remainder
from tracer.trace.terminals import Terminal

_LENGTH = 6 << WINDOW_BITS
"""Transactions: six windows of them."""


def _limits(transactions: int) -> KernelLimits:
    nothing = np.empty(0, np.uint64)
    return KernelLimits(
        custody=nothing, services=nothing, min_sat=0, max_hops=0, fan_out=0, late_from=transactions, ask=0
    )


def _line(spends: dict[int, int], length: int, false: Mapping[int, int] = MappingProxyType({})) -> Columns:
    """Return a chain in which each transaction pays 10 sat to one output, its own number, and spends what is said.

    `false` are outputs and what is said to spend them beside that.
    """
    spender = [NONE] * length
    for output, transaction in [*((output, each) for each, output in spends.items()), *false.items()]:
        spender[output] = transaction
    prevout = [spends.get(transaction, NONE) for transaction in range(length)]
    numbers = list(range(length))
    return drawn_columns([numbers, numbers, prevout, [10] * length, spender, [], [], [], []], length)


def _claimed(label: str, *transactions: int) -> list[kernel.Claimed]:
    return [kernel.Claimed(each, each, ((Label(label), 10),)) for each in transactions]


def _crossed(flow: kernel.KernelTrail) -> list[int]:
    return [int(each) for part in flow.steps for each in part.transaction]


def test_a_seed_between_a_coin_and_what_spends_it_is_begun_in_its_turn() -> None:
    """Coins of a later seed are spent before one that waited longer, in the same window and in others."""
    columns = _line({5000: 0, 3001: 3000, 3500: 3001, 5001: 3500, 5100: 5050}, _LENGTH)
    flow = kernel.follow(columns, _claimed("A", 0) + _claimed("B", 3000, 5050), "haircut", limits=_limits(_LENGTH))
    assert _crossed(flow) == [3001, 3500, 5000, 5001, 5100]
    assert flow.ends.output.tolist() == [5000, 5001, 5100]
    assert flow.books[Label("A")][Terminal.UNSPENT] == 10
    assert flow.books[Label("B")][Terminal.UNSPENT] == 20


def test_a_budget_ends_coins_of_windows_not_yet_come_to() -> None:
    """Where the budget is over, coins that wait in any window end there, and seeds not yet begun as well."""
    columns = _line({4: 0, 5000: 1, 3001: 2, 4000: 3999}, _LENGTH)
    limit = kernel.CrossingLimit(1)
    coins = _claimed("A", 0, 1, 2, 3999)
    flow = kernel.follow(columns, coins, "haircut", limits=_limits(_LENGTH), budget=limit)
    assert flow.partial
    assert _crossed(flow) == [4]
    assert flow.ends.output.tolist() == [1, 2, 4, 3999]
    assert (flow.books[Label("A")][Terminal.BUDGET], flow.books[Label("A")][Terminal.UNSPENT]) == (30, 10)


@pytest.mark.parametrize("spender", [3000, 2999, 5])
def test_an_output_spent_before_it_is_paid_is_refused(spender: int) -> None:
    """A store that says so is false: nothing is followed back in time, nor round in a ring."""
    columns = _line({3000: 0}, _LENGTH, {3000: spender})
    with pytest.raises(IntegrityError, match="an output of transaction number 3000 of the store is spent before it"):
        kernel.follow(columns, _claimed("A", 0), "haircut", limits=_limits(_LENGTH))


def test_haircut_over_many_windows_equals_a_plain_walk() -> None:
    """Every end and every fee of a milled graph, from seeds in several windows, is that of a walk in plain Python."""
    graph = milled(_LENGTH)
    columns = drawn_columns([*graph, [], [], [], []], _LENGTH)
    firsts = [*graph.first_output.tolist(), graph.value.size]
    held: dict[int, int] = defaultdict(int)
    coins = []
    for transaction in (*range(8), 900, 1500, 1501, 4000, _LENGTH - 2):
        output = firsts[transaction]
        held[output] = int(graph.value[output]) // 2
        coins.append(kernel.Claimed(output, transaction, ((Label("A"), held[output]),)))
    fees, crossed = _plain_walk(graph.first_input.tolist(), firsts, graph.prevout.tolist(), graph.value.tolist(), held)
    flow = kernel.follow(columns, coins, "haircut", limits=_limits(_LENGTH))
    assert _crossed(flow) == crossed
    assert {transaction >> WINDOW_BITS for transaction in crossed} == set(range(6))
    ends = dict(zip(flow.ends.output.tolist(), flow.ends.sat.tolist(), strict=True))
    assert ends == {output: sat for output, sat in held.items() if sat}
    assert flow.books[Label("A")][Terminal.FEE] == fees


def _plain_walk(
    first_input: list[int], first_output: list[int], prevout: list[int], value: list[int], held: dict[int, int]
) -> tuple[int, list[int]]:
    """Follow one label by haircut, transaction by transaction; return the satoshi in fees and what was crossed.

    `held` starts with what is seeded in each output, and becomes what ends in each.
    """
    fees, crossed, seeded = 0, [], dict(held)
    for transaction in range(len(first_input)):
        end = first_input[transaction + 1] if transaction + 1 < len(first_input) else len(prevout)
        spent = [output for output in prevout[first_input[transaction] : end] if output != NONE]
        came = sum(held.pop(output, 0) for output in spent)
        if not came:
            continue
        crossed.append(transaction)
        outputs = range(first_output[transaction], first_output[transaction + 1])
        pays = [value[output] for output in outputs]
        pays.append(sum(value[output] for output in spent) - sum(pays))
        *shares, fee = largest_remainder(came, pays, pays)
        fees += fee
        for output, share in zip(outputs, shares, strict=True):
            added = min(seeded.get(output, 0), value[output] - share)
            held[output] = share + added
    return fees, crossed
