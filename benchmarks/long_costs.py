"""What a trail without an end costs: `tracer trace` on it with its usual budget, and `tracer clusters` on its store.

Early coins of a long chain under poison and under haircut without a threshold reach most of what comes after.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement, Scale, Sizes
from benchmarks.measuring import MIB, Row, private_bytes
from benchmarks.workload import FEW, USUAL, Shape, Workload, framed
from tracer.chain.address import encode
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations.clusters import ClustersRequest, ask_clusters
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest
from tracer.operations.trace import trace as trace_case
from tracer.store.ingest import ingest
from tracer.store.view import StoreView
from tracer.trace.budget import RunBudget

BLOCKS = Sizes(510, 160, 120)
"""The first: blocks in which a million transactions lie."""
BUDGET = Sizes(25_000, 2_500, 20)
"""Transactions after which a rule's trace is cut; the first is what is usual."""

_FIRST = 101
"""The first block that fans a reward out."""
_SEEDS = 5
_CASE = """\
[case]
id = "LONG"
network = "regtest"

[method]
primary = "haircut"
compare = ["poison"]

[stop]
min_sat = 0
"""
_SEED = """
[[seed]]
label = "A"
txid = "{txid}"
"""


class Spent(NamedTuple):
    """Seconds by the clock and of one core, and bytes of memory beside mapped files."""

    seconds: float
    core_seconds: float
    private: int


class Prepared(NamedTuple):
    """What a store holds."""

    transactions: int
    outputs: int

    def __str__(self) -> str:
        """Return it in words."""
        return f"a store of {self.transactions:,} transactions, {self.outputs:,} outputs"


def prepared(bench: Bench) -> Prepared:
    """Mill a chain, store it, and write a case of its early coins."""
    shape = FEW if bench.scale is Scale.TINY else USUAL
    return bench.alone(prepare, bench.folder, bench.size(BLOCKS), shape)[0]


def long_trace(bench: Bench) -> Iterator[Row]:
    """A trace without an end, with the budget that is usual."""
    size = bench.once(prepared)
    bench.alone(first_trace, bench.folder)
    spent = bench.alone(spent_on, trace, bench.folder, bench.size(BUDGET))[0]
    what = f"trace, haircut without a threshold and poison, on {size}"
    yield Row(what, "ends, flagged", _said(bench.folder, spent))


def long_clusters(bench: Bench) -> Iterator[Row]:
    """Clusters of a whole store."""
    size = bench.once(prepared)
    for _ in range(min(2, bench.runs)):
        spent = bench.alone(spent_on, clusters, bench.folder, 0)[0]
    speed = f"{size.transactions / spent.core_seconds:,.0f} tx/s per core"
    yield Row(f"clusters of {size}", "column speed", _figure(spent), speed)


MEASUREMENTS: tuple[Measurement, ...] = (long_trace, long_clusters)


def _figure(spent: Spent) -> str:
    return f"{spent.core_seconds:.1f} s of one core, {spent.seconds:.1f} s by the clock, {spent.private / MIB:,.0f} MiB"


def _said(folder: Path, spent: Spent) -> str:
    """Say what the run says of itself: that it was cut, and how far the survey of the same trails came."""
    methods = json.loads((folder / "run" / "trace.json").read_bytes())["methods"]
    surveyed = json.loads((folder / "run" / "survey.json").read_bytes())["methods"]
    cut = [name for name, method in methods.items() if method["partial"]]
    assert sorted(cut) == sorted(surveyed), "what was cut off was not surveyed"
    whole = ", ".join(f"{name} {surveyed[name]['transactions']:,}" for name in methods)
    return f"{_figure(spent)}; {' and '.join(cut)} flagged as cut, surveyed to the end: {whole} transactions"


def prepare(folder: Path, blocks: int, shape: Shape) -> Prepared:
    """Write the store and the case."""
    workload = Workload(shape)
    workload.mine(blocks)
    (folder / "blocks.blk").write_bytes(framed(workload.chain))
    counts = ingest(FileBlocks(folder / "blocks.blk"), folder / "store").counts
    (folder / "blocks.blk").unlink()
    rows = StoreView(folder / "store").rows
    first = [rows.txid(rows.first_transaction(_FIRST + number) + 1) for number in range(_SEEDS)]
    (folder / "case.toml").write_text(_CASE + "".join(_SEED.format(txid=txid) for txid in first))
    return Prepared(counts["transactions"], counts["outputs"])


def spent_on(work: Callable[[Path, int], None], folder: Path, most: int) -> Spent:
    """Do some work once and return what it cost."""
    start, core = time.perf_counter(), time.process_time()
    work(folder, most)
    return Spent(time.perf_counter() - start, time.process_time() - core, private_bytes())


def trace(folder: Path, most: int) -> None:
    """Trace the case over the store as the command does, across so many transactions per rule."""
    source = ChainSource(str(folder / "store"))
    trace_case(TraceRequest(folder / "case.toml", source, folder / "run", RunBudget(most)), Context())


def first_trace(folder: Path) -> None:
    """Trace it hardly at all, so that the code of the survey is compiled before anything is timed."""
    source = ChainSource(str(folder / "store"))
    trace_case(TraceRequest(folder / "case.toml", source, folder / "first", RunBudget(1)), Context())


def clusters(folder: Path, most: int) -> None:
    """Cluster the whole store and ask about the first address that it pays."""
    view = StoreView(folder / "store")
    paid = (encode(view.rows.output(row).script, view.network) for row in range(view.rows.manifest.counts["outputs"]))
    address = next(address for address in paid if address is not None)
    ask_clusters(ClustersRequest(folder / "store", [address]), Context())
