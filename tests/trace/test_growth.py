"""What a trace costs grows with what it crosses: four times the coins are about four times the work and the memory."""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from tracer.trace.bounds.reach import ReachedCoin

if TYPE_CHECKING:
    from _typeshed import TraceFunction

from benchmarks.dense_reach import dense_reach
from tests.counts import count
from tests.pictures import Picture, script_of, txid_of
from tests.trace.drawing import Drawing, seed
from tracer.case import case_file
from tracer.case.case import Order, OrderKind
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Confirmed
from tracer.chain.view import Created
from tracer.result.run import run
from tracer.trace.bounds.bound_check import check
from tracer.trace.bounds.bound_targets import case_bounds
from tracer.trace.bounds.bounds import Bound, bounds, ends
from tracer.trace.bounds.reach import Reach
from tracer.trace.budget import RunBudget
from tracer.trace.seeds import resolve
from tracer.trace.terminals import Terminal

pytestmark = pytest.mark.long

SIZE = count(suite=200, laws=500)
"""Transactions of the smaller of two inputs, or so many parts of them."""
TIMES = 4
MOST = 6.0
"""What `TIMES` the input may cost: n log n is below it, n squared is sixteen."""

CASE = """\
[case]
id = "WIDE"
network = "regtest"

[method]
primary = "fifo"
compare = ["haircut", "lifo"]

[stop]
min_sat = 0
coinjoin = false

[[custody]]
name = "safe"
stage = "seizure"
"""


def steps(work: Callable[[], object]) -> int:
    """Return how many bytecode instructions of Python some work takes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> "TraceFunction":
        """Count an instruction."""
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return counted

    sys.settrace(counted)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


def peak(work: Callable[[], object]) -> int:
    """Return the bytes that some work holds at most, beside what was held before."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def cut_reach(transactions: int) -> Reach:
    """Return a reach of which every end but the receipts was cut off by a budget."""
    found = dense_reach(transactions)
    coins = (replace(c, terminal=Terminal.BUDGET) if c.terminal is Terminal.UNSPENT else c for c in found.coins)
    return replace(found, coins=tuple(coins), partial=True)


def proven(found: Reach) -> tuple[Bound, ...]:
    """Bound every end without flows, and see that each bound is proven."""
    rows = bounds(found, ends(found), flow_arcs=0)
    assert check(rows, found) == ()
    return rows


@pytest.mark.parametrize("measure", [steps, peak])
def test_bounds_of_a_reach_that_was_cut_grow_with_it(measure: Callable[[Callable[[], object]], int]) -> None:
    """Ways beyond the cut belong to every target, and are neither copied nor walked for each."""
    proven(cut_reach(100))
    few, many = (measure(partial(proven, cut_reach(size))) for size in (SIZE, TIMES * SIZE))
    assert many < MOST * few


def test_cuts_beside_the_ways_beyond_a_reach_are_no_more_than_there_is_room_for() -> None:
    """When the cuts of both are many arcs, targets share the cut of all sources.

    A limit that holds for each of them.
    """
    found = cut_reach(400)
    small = replace(found, coins=tuple(_smaller_ways(found)))
    rows = bounds(small, ends(small), flow_arcs=0)
    assert check(rows, small) == ()
    assert all(row.partial and row.lower <= row.upper for row in rows)
    distinct = {id(row.traced.cut): len(row.traced.cut) for row in rows}
    assert sum(distinct.values()) < 4 * len(small.coins)


def _smaller_ways(found: Reach) -> list[ReachedCoin]:
    """Let only one coin in fifty lead beyond the reach, so that it cannot fill the others."""
    number = 0
    coins: list[ReachedCoin] = []
    for coin in found.coins:
        number += coin.terminal is Terminal.BUDGET
        rests = coin.terminal is Terminal.BUDGET and number % 50
        coins.append(replace(coin, terminal=Terminal.UNSPENT) if rests else coin)
    return coins


@pytest.mark.parametrize("measure", [steps, peak])
def test_orders_of_the_same_wallets_share_what_is_known_of_their_coins(
    measure: Callable[[Callable[[], object]], int],
) -> None:
    """Hundreds of orders over thousands of receipts of one wallet cost little more than one order."""
    found = dense_reach(4 * SIZE)
    one, many = (measure(partial(_checked, found, number)) for number in (1, 4 * SIZE // 10))
    assert many < 2 * one


def _checked(found: Reach, orders: int) -> tuple[str, ...]:
    return check(case_bounds(found, _orders(orders), ()), found)


def _orders(orders: int) -> list[Order]:
    wallets = tuple(f"wallet {number}" for number in range(10))
    order = Order(
        id="",
        kind=OrderKind.SEIZURE,
        date=None,  # type: ignore[arg-type]
        in_force=None,
        issued_by=None,
        labels=("A", "B"),  # type: ignore[arg-type]
        amount=None,
        custody=wallets,
        exhibit=None,
    )
    return [replace(order, id=f"o{number}") for number in range(orders)]


def fanned(coins: int) -> str:
    """Draw two transactions that pay out many coins, which are joined two by two and paid on, partly to the state."""
    half = coins // 2
    pays = " ".join(["10"] * half)
    lines = [f"s{number}: -> {pays}" for number in range(2)]
    for number in range(half):
        to = "@safe" if number % 3 == 0 else ""
        lines += ["", f"t{number}: s0.{number} s1.{number} -> 11 9{to}", f"u{number}: t{number}.0 -> 5 5"]
    return "\n".join(lines)


def traced(view: Picture, tables: str, most: int) -> object:
    """Trace a case whose wallet `safe` is the state's."""
    text = f'{CASE}addresses = ["{encode(script_of("safe"), REGTEST)}"]\n{tables}'
    return run(case_file.parse(text.encode(), "case.toml"), (), view, horizon=view.tip(), budget=RunBudget(most))


@pytest.mark.parametrize("measure", [steps, peak])
def test_a_seed_with_many_outputs_costs_as_much_as_it_has(measure: Callable[[Callable[[], object]], int]) -> None:
    """A whole trace with three rules, cut halfway, grows with the coins seeded and the transactions crossed."""
    tables = "".join(f'[[seed]]\nlabel = "A"\ntxid = "{txid_of(f"s{number}")}"\n' for number in range(2))
    traced(Picture(fanned(20)), tables, 5)
    few, many = (
        measure(partial(traced, Picture(fanned(size)), tables, size // 2))
        for size in (SIZE // 5 * 2, TIMES * SIZE // 5 * 2)
    )
    assert many < MOST * few


class Counted(Picture):
    """A drawn chain that counts what it is asked for."""

    def __init__(self, text: str) -> None:
        """Draw the chain."""
        super().__init__(text)
        self.scans: list[Collection[bytes]] = []
        self.loads: list[Sequence[Txid]] = []

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Count a scan for scripts."""
        self.scans.append(scripts)
        return super().paid_to(scripts, first, last)

    def transactions(self, txids: Sequence[Txid]) -> dict[Txid, Confirmed]:
        """Count a request for transactions."""
        self.loads.append(txids)
        return dict(super().transactions(txids))


def test_thousands_of_addresses_are_one_scan_for_each_window() -> None:
    """All address seeds of one window are looked for together, and what pays them is read many at a time."""
    lines = [f"p{number}: -> {number + 1}@owner{number}" for number in range(1_200)]
    seeds = [seed("A", owner=f"owner{number}") for number in range(1_200)]
    seeds += [seed("B", owner="owner7", from_height=1, to_height=1)]
    drawing = Drawing("\n".join(lines), seeds)
    drawing.view = Counted(drawing.text)
    reading = type(drawing.reading)(drawing.view, drawing.reading.horizon)
    coins = resolve(seeds, reading)
    assert [coin.output.value for coin in coins] == [number + 1 for number in range(1_200)]
    assert [len(scripts) for scripts in drawing.view.scans] == [1_200, 1]
    assert len(drawing.view.loads) == 3
    assert [claim.label for claim in coins[7].claims] == ["A", "B"]
