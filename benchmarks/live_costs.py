"""What a trace costs straight over a live node, nothing ingested: many of its transactions to a block, and one."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.evidence_costs import TrailWorkload, write_case
from benchmarks.measuring import NotMeasuredError, Row, at_least, median
from fixtures.bitcoind import Node, find_bitcoind
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest
from tracer.operations.trace import trace as trace_case


class Live(NamedTuple):
    """How many of a trail's transactions lie in a block, how long the trail is, and how many a second are aimed at."""

    per_block: int
    trail: Sizes
    target: int


LIVE = (Live(50, Sizes(5_000, 1_000, 20), 1_000), Live(1, Sizes(400, 100, 10), 100))


def live(bench: Bench) -> Iterator[Row]:
    """A trace over a live node, nothing ingested."""
    if find_bitcoind() is None:
        raise NotMeasuredError("no bitcoind here")
    for each in LIVE:
        yield _row(bench, each)


def _row(bench: Bench, each: Live) -> Row:
    trail = bench.size(each.trail)
    folder = bench.folder / f"live-{each.per_block}"
    folder.mkdir()
    workload = TrailWorkload(trail, each.per_block)
    write_case(workload, folder / "case.toml")
    with Node(folder / "node") as node:
        node.submit(workload.chain[1:])
        node.wait_for_indexes()
        seconds = [
            bench.alone(trace, folder, node.url, node.cookie, folder / f"run-{turn}")[0] for turn in range(bench.runs)
        ]
    speed = trail / median(seconds)
    return Row(
        f"live node, no ingest: trace of {trail:,} transactions, {each.per_block} of them to a block",
        f">= {each.target:,} tx/s",
        f"{speed:,.0f} tx/s, {median(seconds):.1f} s",
        *at_least(speed, each.target),
    )


def trace(folder: Path, url: str, cookie: Path, out: Path) -> float:
    """Return the seconds that the case takes over the node."""
    start = time.perf_counter()
    trace_case(TraceRequest(folder / "case.toml", ChainSource(url, cookie), out), Context())
    return time.perf_counter() - start


MEASUREMENTS: tuple[Measurement, ...] = (live,)
