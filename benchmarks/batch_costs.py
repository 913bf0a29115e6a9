"""What a night costs: many small cases over one store, done by one worker and by two."""

import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks.measuring import MIB, Row, median, status
from benchmarks.workload import Workload, framed
from tracer.batch.night import Asked, spend
from tracer.batch.pool import Limits
from tracer.batch.tracing import Tracing
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.ingest.file_blocks import FileBlocks
from tracer.store.ingest import ingest
from tracer.store.view import StoreView

BLOCKS = 510
"""Blocks in which a million transactions lie."""
_RUNS = 3
_BACK = 6
"""Blocks between a seed and the tip: enough for a small trail."""
_CASE = """\
[case]
id = "{name}"
network = "regtest"

[[seed]]
label = "A"
outpoint = "{seed}"

[[custody]]
name = "State"
addresses = ["{custody}"]
stage = "seizure"

[method]
primary = "fifo"
compare = ["haircut"]
"""


class Spent(NamedTuple):
    """Of one night: seconds, and the most memory that a worker had of its own and with pages of mapped files."""

    seconds: float
    private: int
    peak: int


def measured(cases: int, blocks: int) -> list[Row]:
    """Mill a store and spend nights over it: one worker and two, in turns, on disk and in memory."""
    folder = Path(tempfile.mkdtemp(prefix="tracer-bench-"))
    try:
        workload = Workload()
        workload.mine(blocks)
        (folder / "blocks.blk").write_bytes(framed(workload.chain))
        transactions = ingest(FileBlocks(folder / "blocks.blk"), folder / "store").counts["transactions"]
        write_cases(folder / "store", folder / "cases", cases)
        places = {"this disk": folder}
        if Path("/dev/shm").is_dir():
            places["a memory disk"] = Path(tempfile.mkdtemp(prefix="tracer-bench-", dir="/dev/shm"))
        try:
            return [row for name, place in places.items() for row in _rows(folder, place, name, cases, transactions)]
        finally:
            for place in places.values():
                shutil.rmtree(place, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rows(folder: Path, place: Path, name: str, cases: int, transactions: int) -> list[Row]:
    nights: dict[int, list[Spent]] = {1: [], 2: []}
    for _ in range(_RUNS):
        for workers, spent in nights.items():
            spent.append(night(folder / "cases", folder / "store", place / "night", workers))
    one, two = (median([each.seconds for each in nights[workers]]) for workers in (1, 2))
    private, peak = (
        max(getattr(each, what) for row in nights.values() for each in row) for what in ("private", "peak")
    )
    what = f"batch of {cases:,} small cases on a store of {transactions:,} transactions, written to {name}"
    return [
        Row(
            what,
            "two workers >= 1.7 x one",
            f"{cases / one:,.0f} cases/s with 1 worker, {cases / two:,.0f} with 2; {private / MIB:,.0f} MiB per worker of its"
            f" own, {peak / MIB:,.0f} MiB with the pages of mapped columns",
            f"{one / two:.2f} x",
        )
    ]


def write_cases(store: Path, folder: Path, count: int) -> None:
    """Write cases that start a few blocks below the tip, each with a custody wallet that the next payment pays."""
    folder.mkdir()
    view = StoreView(store)
    number, written = view.rows.number_of(view.coinbase(view.tip().height - _BACK)), 0
    assert number is not None, "the store lacks a coinbase"
    while written < count:
        number -= 1
        seed = Outpoint(view.rows.txid(number), 0)
        for spender in view.spenders([seed]).values():
            paid = view.transactions([spender.txid])[spender.txid].transaction.outputs[-1]
            address = encode(paid.script, REGTEST)
            if address is not None:
                written += 1
                name = f"B-{written:05d}"
                (folder / f"{name}.toml").write_text(_CASE.format(name=name, seed=seed, custody=address))


def night(cases: Path, store: Path, out: Path, workers: int) -> Spent:
    """Do every case once, into a fresh folder."""
    shutil.rmtree(out, ignore_errors=True)
    asked = Asked(str(cases), out, Limits(workers, 2048, 600), None, None)
    with _Watch() as watched:
        start = time.perf_counter()
        ended = spend(asked, Tracing(str(store), None), _unshown)
        seconds = time.perf_counter() - start
    assert ended.exit_code == 0, "a case of the benchmark failed"
    return Spent(seconds, watched.private, watched.peak)


class _Watch:
    """Looks at the memory of this process's children, again and again, while its context is open."""

    def __init__(self) -> None:
        self.private = self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            for children in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
                for pid in children.read_text().split():
                    peak, mapped = status("VmHWM:", pid), status("RssFile:", pid)
                    self.peak, self.private = max(self.peak, peak), max(self.private, peak - mapped)


def _unshown(what: str, done: int, total: int) -> None:
    """Show nothing while it is timed."""


if __name__ == "__main__":
    for row in measured(int(sys.argv[1]), int(sys.argv[2])):
        print(row)  # noqa: T201
