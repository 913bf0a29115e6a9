"""What following value costs: the kernel, the reference engine and a plain walk, growth and memory."""

import shutil
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import numpy as np

from benchmarks import graph
from benchmarks.measuring import MIB, Row, in_child, median, private_bytes, timed
from tracer.case.case import Label
from tracer.kernel import follow as kernel
from tracer.kernel.arrays import Columns, Limits

_RUNS = 3
_WALKED = 20_000
_NONE = np.empty(0, np.uint64)


class Traced(NamedTuple):
    """One trace: seconds by the clock and of one core, transactions crossed, ends, and memory beside mapped files in bytes."""

    seconds: float
    core_seconds: float
    transactions: int
    ends: int
    private: int


def measured(scale: int) -> list[Row]:
    """Measure on a graph of `scale` transactions and on one a tenth as long."""
    folder = Path(tempfile.mkdtemp(prefix="tracer-bench-"))
    try:
        for size in (scale // 10, scale):
            in_child(_made, folder / str(size), size)
        return [*_speeds(folder / str(scale), scale), *_growth(folder, scale)]
    finally:
        shutil.rmtree(folder)


def _made(directory: Path, size: int) -> None:
    graph.write(graph.milled(size), directory)


def _speeds(directory: Path, size: int) -> list[Row]:
    walked, _ = in_child(walk, directory)
    rows = []
    for rule, labels, target in (
        ("haircut", "A", 1_000_000), ("haircut", "AB", 1_000_000), ("fifo", "AB", 500_000), ("poison", "AB", 0),
    ):  # fmt: skip
        results = sorted(
            (in_child(many, directory, rule, labels, size) for _ in range(_RUNS)), key=lambda r: r[0].core_seconds
        )
        traced, peak = results[_RUNS // 2]
        speed = traced.transactions / traced.core_seconds
        rows.append(
            Row(
                f"{rule}: trace of {traced.transactions:,} of {size:,} transactions, {len(labels)} label{'s' * (len(labels) > 1)}, {traced.ends:,} ends",
                f">= {target:,} tx/s per core" if target else "no target",
                f"{speed:,.0f} tx/s per core, {traced.transactions / traced.seconds:,.0f} by the clock",
                f"{speed / target:.2f} x target; {speed / walked:,.0f} x plain Python"
                if target
                else f"{speed / walked:,.0f} x",
            )
        )
        rows.append(
            Row(
                f"{rule}: peak memory of that trace",
                "<= 1,024 MiB",
                f"{traced.private / MIB:,.0f} MiB of its own, {peak / MIB:,.0f} MiB with the pages of mapped columns",
                f"{traced.private / MIB / 1024:.2f} x target",
            )
        )
    rows.append(
        Row(
            f"plain walk, networkx and Fraction, {_WALKED:,} transactions", "(comparison)", f"{walked:,.0f} tx/s", "1 x"
        )
    )
    return rows


def _growth(folder: Path, scale: int) -> list[Row]:
    """Follow the same seeds to the same horizon in the short and the ten times longer chain, in turns."""
    short: list[float] = []
    long: list[float] = []
    crossed = 0
    for _ in range(_RUNS):
        for size, seconds in ((scale // 10, short), (scale, long)):
            traced, _ = in_child(few, folder / str(size), scale // 10)
            seconds.append(traced.seconds)
            crossed = traced.transactions
    ratio = median(long) / median(short)
    figure = f"{median(long) * 1000:.1f} ms against {median(short) * 1000:.1f} ms"
    return [Row(f"same trace ({crossed:,} transactions) on a 10 x longer chain", "<= 1.2 x", figure, f"{ratio:.2f} x")]


def many(directory: Path, rule: str, labels: str, size: int) -> Traced:
    """Trace early coins without limits: most of the graph; the steps are counted and let go."""
    columns = graph.mapped(directory, size)
    _warm(columns, rule)
    coins = [_seed(columns, transaction, labels[transaction % len(labels)]) for transaction in range(20)]
    return _traced(columns, rule, coins, _limits(size, 0))


def few(directory: Path, horizon: int) -> Traced:
    """Trace some late coins up to a horizon; opening the columns is part of the time."""
    _warm(graph.mapped(directory, horizon), "haircut")

    def whole() -> Traced:
        columns = graph.mapped(directory, horizon)
        start = horizon // 2
        coins = [_seed(columns, start + number, "A") for number in range(200)]
        return _traced(columns, "haircut", coins, _limits(horizon, 0))

    results = [timed(whole) for _ in range(_RUNS)]
    return results[0][1]._replace(seconds=median([seconds for seconds, _ in results]))


def walk(directory: Path) -> float:
    """Return the transactions per second of the textbook way: a graph, a topological walk, exact shares."""
    columns = graph.mapped(directory, _WALKED)
    first_input, first_output = (
        columns.first_input[: _WALKED + 1].tolist(),
        columns.first_output[: _WALKED + 1].tolist(),
    )
    prevout, value = columns.prevout[: first_input[-1]].tolist(), columns.value[: first_output[-1]].tolist()
    maker = np.repeat(np.arange(_WALKED), np.diff(np.array(first_output))).tolist()
    tainted = 0

    def whole() -> None:
        nonlocal tainted
        chain: nx.DiGraph[int] = nx.DiGraph()
        chain.add_nodes_from(range(_WALKED))
        for t in range(_WALKED):
            for output in prevout[first_input[t] : first_input[t + 1]]:
                if output < len(value):
                    chain.add_edge(maker[output], t)
        taint = dict.fromkeys(range(first_output[20]), 1)
        share = {output: Fraction(value[output]) for output in taint}
        for t in nx.topological_sort(chain):
            spent = [o for o in prevout[first_input[t] : first_input[t + 1]] if o < len(value)]
            came = sum((share.pop(o, Fraction(0)) for o in spent), Fraction(0))
            if came:
                tainted += 1
                total = sum(value[o] for o in spent)
                for o in range(first_output[t], first_output[t + 1]):
                    share[o] = Fraction(int(came * value[o]), total)

    start = time.process_time()
    whole()
    return tainted / (time.process_time() - start)


def _traced(columns: Columns, rule: str, coins: list[kernel.Claimed], limits: Limits) -> Traced:
    crossed = 0

    def count(steps: kernel.Steps) -> None:
        nonlocal crossed
        crossed += steps.transaction.size

    start = time.process_time()
    seconds, flow = timed(kernel.follow, columns, coins, rule, limits, take_steps=count)
    return Traced(seconds, time.process_time() - start, crossed, flow.ends.output.size, private_bytes())


def _seed(columns: Columns, transaction: int, label: str) -> kernel.Claimed:
    output = int(columns.first_output[transaction])
    return kernel.Claimed(output, transaction, ((Label(label), int(columns.value[output])),))


def _limits(transactions: int, min_sat: int) -> Limits:
    return Limits(_NONE, _NONE, min_sat, 0, 0, transactions, 0)


def _warm(columns: Columns, rule: str) -> None:
    """Have the code compiled and loaded before anything is timed."""
    few_columns = columns._replace(transactions=2_000)
    kernel.follow(few_columns, [_seed(columns, 0, "A")], rule, _limits(2_000, 0))
