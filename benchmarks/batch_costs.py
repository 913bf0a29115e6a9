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
_RUNS = 5
_WIDE = 10
"""Outputs of a transaction beyond which a case is not small: it would follow thousands."""
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


class Size(NamedTuple):
    """How large cases are: blocks between their seeds and the tip, hops from a seed to the custody wallet."""

    name: str
    blocks: int
    hops: int


SIZES = (Size("small cases (of one or two transactions each)", 6, 1), Size("small cases (of about four each)", 100, 6))


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
        for size in SIZES:
            write_cases(folder / "store", folder / size.name, cases, size)
        places = {"this disk": folder}
        if Path("/dev/shm").is_dir():
            places["a memory disk"] = Path(tempfile.mkdtemp(prefix="tracer-bench-", dir="/dev/shm"))
        about = f"on a store of {transactions:,} transactions, written to"
        try:
            return [
                _row(f"batch of {cases:,} {size.name}, {about} {name}", folder, size, place, cases)
                for size in SIZES
                for name, place in places.items()
            ]
        finally:
            for place in places.values():
                shutil.rmtree(place, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _row(what: str, folder: Path, size: Size, place: Path, cases: int) -> Row:
    nights: dict[int, list[Spent]] = {1: [], 2: []}
    for _ in range(_RUNS):
        for workers, spent in nights.items():
            spent.append(night(folder / size.name, folder / "store", place / "night", workers))
    one, two = (median([each.seconds for each in nights[workers]]) for workers in (1, 2))
    private, peak = (
        max(getattr(each, which) for row in nights.values() for each in row) for which in ("private", "peak")
    )
    return Row(
        what,
        "two workers >= 1.7 x one",
        f"{cases / one:,.0f} cases/s with 1 worker, {cases / two:,.0f} with 2; {private / MIB:,.0f} MiB per worker of its"
        f" own, {peak / MIB:,.0f} MiB with the pages of mapped columns",
        f"{one / two:.2f} x",
    )


def write_cases(store: Path, folder: Path, count: int, size: Size) -> None:
    """Write cases, each with a custody wallet that is paid by the last transaction of a way from its seed."""
    folder.mkdir()
    view = StoreView(store)
    number, written = view.rows.number_of(view.coinbase(view.tip().height - size.blocks)), 0
    assert number is not None, "the store lacks a coinbase"
    while written < count:
        number -= 1
        seed = Outpoint(view.rows.txid(number), 0)
        address = _paid_after(view, seed, size.hops)
        if address is not None:
            written += 1
            name = f"B-{written:05d}"
            (folder / f"{name}.toml").write_text(_CASE.format(name=name, seed=seed, custody=address))


def _paid_after(view: StoreView, coin: Outpoint, hops: int) -> str | None:
    """Return an address that is paid so many transactions after a coin, by way of spent outputs; None if they end or spread."""
    coins, script = [coin], b""
    for _ in range(hops):
        spenders = view.spenders(coins)
        txid = next((spenders[coin].txid for coin in coins if coin in spenders), None)
        if txid is None:
            return None
        outputs = view.transactions([txid])[txid].transaction.outputs
        if len(outputs) > _WIDE:
            return None
        coins, script = [Outpoint(txid, vout) for vout in range(len(outputs))], outputs[-1].script
    return encode(script, REGTEST)


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
