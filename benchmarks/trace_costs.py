"""What following value costs: the kernel, the reference engine and a plain walk, growth and memory."""

import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import numpy as np

from benchmarks import graph
from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import MIB, Row, at_least, at_most, median, private_bytes, timed
from tracer.case.case import Label
from tracer.kernel import follow as kernel
from tracer.kernel.arrays import KernelLimits
from tracer.kernel.columns import Columns

TRANSACTIONS = Sizes(10_000_000, 1_000_000, 20_000)
"""Of the graph, and of one a tenth as long."""
_RUNS = Sizes(3, 1, 1)
_WALKED = Sizes(20_000, 20_000, 2_000)
_MEMORY = 1_024
"""MiB, with the pages of mapped columns."""
_LONGER = 1.2
_NONE = np.empty(0, np.uint64)


class Rule(NamedTuple):
    """A rule, with so many labels, and the transactions per second and core that are aimed at; 0: no target."""

    name: str
    labels: str
    target: int


RULES = (
    Rule("haircut", "A", 1_000_000),
    Rule("haircut", "AB", 900_000),
    Rule("fifo", "AB", 1_200_000),
    Rule("poison", "AB", 0),
)


class Traced(NamedTuple):
    """A trace: seconds by the clock and of a core, transactions crossed, ends, memory beside mapped files in bytes."""

    seconds: float
    core_seconds: float
    transactions: int
    ends: int
    private: int


def graphs(bench: Bench) -> dict[int, Path]:
    """Write a graph and one a tenth as long; return where they lie, by their transactions."""
    scale = bench.size(TRANSACTIONS)
    made = {size: bench.folder / str(size) for size in (scale // 10, scale)}
    for size, directory in made.items():
        bench.alone(_made, directory, size)
    return made


def _made(directory: Path, size: int) -> None:
    graph.write(graph.milled(size), directory)


def walked(bench: Bench) -> float:
    """Return the transactions per second of a plain walk."""
    directory = bench.once(graphs)[bench.size(TRANSACTIONS)]
    return bench.alone(walk, directory, bench.size(_WALKED))[0]


def rules(bench: Bench) -> Iterator[Row]:
    """Speed and memory of a trace of most of a graph, under each rule."""
    for rule in RULES:
        yield from _of_rule(bench, rule)


def _of_rule(bench: Bench, rule: Rule) -> Iterator[Row]:
    size = bench.size(TRANSACTIONS)
    directory = bench.once(graphs)[size]
    found = [bench.alone(many, directory, rule.name, rule.labels, size) for _ in range(bench.size(_RUNS))]
    traced, peak = sorted(found, key=lambda each: each[0].core_seconds)[len(found) // 2]
    speed, plain = traced.transactions / traced.core_seconds, f"{_speed(bench, traced):,.0f} x plain Python"
    ratio, missed = at_least(speed, rule.target) if rule.target else ("", None)
    labels = "one label" if len(rule.labels) == 1 else "two labels"
    yield Row(
        f"{rule.name}: trace of {traced.transactions:,} of {size:,} transactions, {labels}, {traced.ends:,} ends",
        f">= {rule.target:,} tx/s per core" if rule.target else "no target",
        f"{speed:,.0f} tx/s per core, {traced.transactions / traced.seconds:,.0f} by the clock",
        f"{ratio}; {plain}" if ratio else plain,
        missed,
    )
    yield Row(
        f"{rule.name}, {labels}: peak memory of that trace",
        f"<= {_MEMORY:,} MiB",
        f"{traced.private / MIB:,.0f} MiB of its own, {peak / MIB:,.0f} MiB with the pages of mapped columns",
        *at_most(traced.private / MIB, _MEMORY),
    )


def _speed(bench: Bench, traced: Traced) -> float:
    return traced.transactions / traced.core_seconds / bench.once(walked)


def plain_walk(bench: Bench) -> Iterator[Row]:
    """A plain walk, to compare with."""
    what = f"plain walk, networkx and Fraction, {bench.size(_WALKED):,} transactions"
    yield Row(what, "(comparison)", f"{bench.once(walked):,.0f} tx/s", "1 x")


def growth(bench: Bench) -> Iterator[Row]:
    """The same trace on a chain ten times as long."""
    (short_size, short), (_, long) = bench.once(graphs).items()
    spent: dict[Path, list[float]] = {short: [], long: []}
    crossed = 0
    for _ in range(bench.size(_RUNS)):
        for directory, seconds in spent.items():
            traced, _ = bench.alone(few, directory, short_size)
            seconds.append(traced.seconds)
            crossed = traced.transactions
    ratio = median(spent[long]) / median(spent[short])
    figure = f"{median(spent[long]) * 1000:.1f} ms against {median(spent[short]) * 1000:.1f} ms"
    what = f"same trace ({crossed:,} transactions) on a 10 x longer chain"
    yield Row(what, f"<= {_LONGER} x", figure, f"{ratio:.2f} x", at_most(ratio, _LONGER)[1])


MEASUREMENTS: tuple[Measurement, ...] = (rules, plain_walk, growth)


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

    results = [timed(whole) for _ in range(3)]
    return results[0][1]._replace(seconds=median([seconds for seconds, _ in results]))


def walk(directory: Path, size: int) -> float:
    """Return the transactions per second of the textbook way: a graph, a topological walk, exact shares."""
    columns = graph.mapped(directory, size)
    first_input, first_output = (
        columns.first_input.rows[: size + 1].tolist(),
        columns.first_output.rows[: size + 1].tolist(),
    )
    prevout, value = columns.prevout.rows[: first_input[-1]].tolist(), columns.value.rows[: first_output[-1]].tolist()
    maker = np.repeat(np.arange(size), np.diff(np.array(first_output))).tolist()
    tainted = 0

    def whole() -> None:
        nonlocal tainted
        chain: nx.DiGraph[int] = nx.DiGraph()
        chain.add_nodes_from(range(size))
        for t in range(size):
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


def _traced(columns: Columns, rule: str, coins: list[kernel.Claimed], limits: KernelLimits) -> Traced:
    crossed = 0

    def count(steps: kernel.Steps) -> None:
        nonlocal crossed
        crossed += steps.transaction.size

    start = time.process_time()
    seconds, flow = timed(kernel.follow, columns, coins, rule, limits=limits, take_steps=count)
    return Traced(seconds, time.process_time() - start, crossed, flow.ends.output.size, private_bytes())


def _seed(columns: Columns, transaction: int, label: str) -> kernel.Claimed:
    output = int(columns.first_output.rows[transaction])
    return kernel.Claimed(output, transaction, ((Label(label), int(columns.value.rows[output])),))


def _limits(transactions: int, min_sat: int) -> KernelLimits:
    return KernelLimits(
        custody=_NONE, services=_NONE, min_sat=min_sat, max_hops=0, fan_out=0, late_from=transactions, ask=0
    )


def _warm(columns: Columns, rule: str) -> None:
    """Have the code compiled and loaded before anything is timed."""
    few_columns = columns._replace(transactions=2_000)
    kernel.follow(few_columns, [_seed(columns, 0, "A")], rule, limits=_limits(2_000, 0))
