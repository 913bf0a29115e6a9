"""What a night costs: many small cases over one store, done by one worker and by two."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks.bench import Bench, Measurement, Scale, Sizes
from benchmarks.measuring import MIB, Row, at_least, median, status
from benchmarks.workload import FEW, USUAL, Workload, framed
from tracer.batch.batch_run import BatchRequest, run_batch
from tracer.batch.pool import BatchLimits
from tracer.batch.tracing import Tracing
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations.sources import ChainSource
from tracer.store.ingest import ingest
from tracer.store.view import StoreView

BLOCKS = Sizes(510, 220, 160)
"""The first: blocks in which a million transactions lie."""
CASES = Sizes(1_000, 100, 2)
_FASTER = 1.7
"""Two workers against one."""
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
_FEW_SIZES = (Size("small cases", 36, 2),)


class Spent(NamedTuple):
    """Of one night: seconds, and the most memory that a worker had of its own and with pages of mapped files."""

    seconds: float
    private: int
    peak: int


class Prepared(NamedTuple):
    """How many transactions the store holds, and which sizes there are cases of."""

    transactions: int
    sizes: tuple[Size, ...]


def prepared(bench: Bench) -> Prepared:
    """Mill a store and write cases of each size."""
    tiny = bench.scale is Scale.TINY
    workload = Workload(FEW if tiny else USUAL)
    workload.mine(bench.size(BLOCKS))
    blocks = bench.folder / "blocks.blk"
    blocks.write_bytes(framed(workload.chain))
    transactions = ingest(FileBlocks(blocks), bench.folder / "store").counts["transactions"]
    sizes = _FEW_SIZES if tiny else SIZES
    for size in sizes:
        write_cases(bench.folder / "store", bench.folder / size.name, bench.size(CASES), size)
    return Prepared(transactions, sizes)


@contextmanager
def _memory_disk() -> Iterator[Path]:
    """Give a folder in memory."""
    folder = Path(tempfile.mkdtemp(prefix="tracer-bench-", dir="/dev/shm"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def nights(bench: Bench) -> Iterator[Row]:
    """Nights of many small cases, by one worker and by two."""
    found = bench.once(prepared)
    places = {"this disk": bench.folder}
    if Path("/dev/shm").is_dir():
        places["a memory disk"] = bench.kept(_memory_disk())
    about = f"on a store of {found.transactions:,} transactions, written to"
    for size in found.sizes:
        for name, place in places.items():
            yield _row(f"batch of {bench.size(CASES):,} {size.name}, {about} {name}", bench, size, place)


MEASUREMENTS: tuple[Measurement, ...] = (nights,)


def _row(what: str, bench: Bench, size: Size, place: Path) -> Row:
    spent: dict[int, list[Spent]] = {1: [], 2: []}
    for _ in range(bench.runs):
        for workers, each in spent.items():
            each.append(night(bench.folder / size.name, bench.folder / "store", place / "night", workers))
    one, two = (median([each.seconds for each in spent[workers]]) for workers in (1, 2))
    private = max(each.private for row in spent.values() for each in row)
    peak = max(each.peak for row in spent.values() for each in row)
    cases = bench.size(CASES)
    return Row(
        what,
        f"two workers >= {_FASTER} x one",
        f"{cases / one:,.0f} cases/s with 1 worker, {cases / two:,.0f} with 2; {private / MIB:,.0f} MiB per worker of "
        f"its own, {peak / MIB:,.0f} MiB with the pages of mapped columns",
        f"{one / two:.2f} x",
        at_least(one / two, _FASTER)[1],
    )


def write_cases(store: Path, folder: Path, count: int, size: Size) -> None:
    """Write cases, each with a custody wallet that is paid by the last transaction of a way from its seed."""
    folder.mkdir()
    view = StoreView(store)
    number, written = view.rows.first_transaction(view.tip().height - size.blocks), 0
    while written < count:
        number -= 1
        assert number > 0, f"the store holds {written} such cases, not {count}"
        seed = Outpoint(view.rows.txid(number), 0)
        address = _paid_after(view, seed, size.hops)
        if address is not None:
            written += 1
            name = f"B-{written:05d}"
            (folder / f"{name}.toml").write_text(_CASE.format(name=name, seed=seed, custody=address))


def _paid_after(view: StoreView, coin: Outpoint, hops: int) -> str | None:
    """Return an address that is paid so many transactions after a coin, by way of spent outputs.

    None if they end or spread.
    """
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
    request = BatchRequest(str(cases), out, BatchLimits(workers, 2048, 600), None, None)
    with _Watch() as watched:
        start = time.perf_counter()
        ended = run_batch(request, Tracing(ChainSource(str(store))), _unshown)
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
