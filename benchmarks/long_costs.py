"""What a trail without an end costs: `tracer trace` on it with its usual budget, and `tracer clusters` on its store.

Early coins of a long chain under poison and under haircut without a threshold reach most of what comes after.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import MIB, Row, in_child, private_bytes
from benchmarks.workload import Workload, framed
from tracer import pipeline
from tracer.chain.address import encode
from tracer.ingest.file_blocks import FileBlocks
from tracer.store.ingest import ingest
from tracer.store.view import StoreView
from tracer.store_clusters import ask_clusters

BLOCKS = 510
"""Blocks in which a million transactions lie."""

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


def measured(blocks: int) -> list[Row]:
    """Mill a chain, trace its early coins with the budget that is usual, and cluster all of it."""
    folder = Path(tempfile.mkdtemp(prefix="tracer-bench-"))
    try:
        transactions, outputs = in_child(prepare, folder, blocks)[0]
        size = f"a store of {transactions:,} transactions, {outputs:,} outputs"
        for warm in (first_trace, clusters):
            in_child(warm, folder)
        traced, clustered = (in_child(spent_on, work, folder)[0] for work in (trace, clusters))
        return [
            Row(f"trace, haircut without a threshold and poison, on {size}", "ends, flagged", _said(folder, traced), ""),
            Row(f"clusters of {size}", "column speed", _figure(clustered),
                f"{transactions / clustered.core_seconds:,.0f} tx/s per core"),
        ]  # fmt: skip
    finally:
        shutil.rmtree(folder)


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


def prepare(folder: Path, blocks: int) -> tuple[int, int]:
    """Write the store and the case; return how many transactions and outputs there are."""
    workload = Workload()
    workload.mine(blocks)
    (folder / "blocks.blk").write_bytes(framed(workload.chain))
    counts = ingest(FileBlocks(folder / "blocks.blk"), folder / "store").counts
    (folder / "blocks.blk").unlink()
    rows = StoreView(folder / "store").rows
    first = [rows.txid(rows.first_transaction(_FIRST + number) + 1) for number in range(_SEEDS)]
    (folder / "case.toml").write_text(_CASE + "".join(_SEED.format(txid=txid) for txid in first))
    return counts["transactions"], counts["outputs"]


def spent_on(work: Callable[[Path], None], folder: Path) -> Spent:
    """Do some work once and return what it cost."""
    start, core = time.perf_counter(), time.process_time()
    work(folder)
    return Spent(time.perf_counter() - start, time.process_time() - core, private_bytes())


def trace(folder: Path) -> None:
    """Trace the case over the store as the command does."""
    pipeline.trace(folder / "case.toml", str(folder / "store"), folder / "run", None, _unshown)


def first_trace(folder: Path) -> None:
    """Trace it hardly at all, so that the code of the survey is compiled before anything is timed."""
    pipeline.trace(folder / "case.toml", str(folder / "store"), folder / "first", None, _unshown, pipeline.Budget(1))


def clusters(folder: Path) -> None:
    """Cluster the whole store and ask about the first address that it pays."""
    view = StoreView(folder / "store")
    paid = (encode(view.rows.output(row).script, view.network) for row in range(view.rows.manifest.counts["outputs"]))
    address = next(address for address in paid if address is not None)
    ask_clusters(folder / "store", [address], None, (), _unshown)


def _unshown(what: str, done: int, total: int) -> None:
    """Show nothing while it is timed."""
