"""What evidence costs: a trail of 10,000 transactions traced, sealed into a bundle, and checked by its reader.

And what ten times the trail costs.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import MIB, Row, at_most, private_bytes
from benchmarks.workload import Coin, Paid, Workload, framed, transaction
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid, display
from tracer.disk.child_process import in_child_process
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations.check import load_case
from tracer.operations.context import Context
from tracer.operations.export import ExportRequest
from tracer.operations.export import export as export_run
from tracer.operations.sources import Chain
from tracer.operations.trace import trace_over
from tracer.store.ingest import ingest
from tracer.store.view import StoreView
from tracer.trace.budget import UNLIMITED
from tracer.verify.verify import verify as verify_bundle

TRAIL = Sizes(10_000, 1_000, 30)
"""Transactions of the trail; each spends two coins from elsewhere, so three times as many raw ones are read."""

PAIRS = (Sizes(10_000, 1_000, 5),)
"""Trails that every rule crosses whole, each held against one of ten times its length."""
_LONGER, _DEARER = 10, 11
_WARM_UP = 112
_COINS = 3
"""Coins there must be for each transaction of the trail: two are spent, and some are too small."""
_PER_BLOCK = 100
_DUST = 2_000
_FEE = 400
_MEMORY = 512
"""MiB that are aimed at."""
_KEPT = 200
"""One coin in so many is paid to the state and stays there."""

CUSTODY = (b"\x00\x20" + sha256(b"\x75\x6d\x51").digest(), b"\x75\x6d\x51")
"""The state's script, and what its hash is of."""
_CASE = """\
[case]
id = "EVIDENCE"
network = "regtest"
timezone = "Asia/Almaty"

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

[stop]
min_sat = 0
"""


class Cost(NamedTuple):
    """Seconds by the clock and of all cores, children included, and the memory of the largest process in bytes."""

    seconds: float
    core_seconds: float
    private: int


class TrailWorkload(Workload):
    """A workload through which one reward is followed; `seed` is its coin, `trail` how many transactions it passes.

    Where its last coins are spent first, value falls fast: some of the transactions are reached by the bounds, and no
    longer by a rule. Where it is `broad`, its first coins are, and every rule crosses every transaction.
    """

    def __init__(self, trail: int, per_block: int = _PER_BLOCK, *, broad: bool = False) -> None:
        """Mine the chain: makers of the coins from elsewhere, a hundred to a block, then the trail."""
        super().__init__()
        self.mine(_WARM_UP)
        while len(self._coins) < _COINS * trail:
            self.mine(1)
        self.trail, self._broad = trail, broad
        self.seed = self._rewards.popleft()
        makers = [self._maker() for _ in range(2 * trail)]
        for start in range(0, len(makers), _PER_BLOCK):
            self._add(len(self.chain), makers[start : start + _PER_BLOCK])
        dust = [paid.coins[0] for paid in makers]
        alive = [self.seed]
        for start in range(0, trail, per_block):
            steps = [self._step(alive, dust) for _ in range(min(per_block, trail - start))]
            self._add(len(self.chain), steps)

    def _maker(self) -> Paid:
        """Pay a little to somebody."""
        coin = next(coin for coin in iter(self._take, None) if coin.value >= 2 * _DUST + _FEE)
        values = _DUST, coin.value - _DUST - _FEE
        return transaction([coin], [(value, *self._script()) for value in values], self._random)

    def _step(self, alive: list[Coin], dust: list[Coin]) -> Paid:
        """Spend one of the last or first coins of the trail, and two from elsewhere, to two new ones.

        Sometimes one to the state.
        """
        draw = self._random
        back = draw.randrange(500)
        place = back % min(500, len(alive)) if self._broad else max(0, len(alive) - 1 - back)
        coin = alive.pop(place)
        spent = [coin, dust.pop(), dust.pop()]
        left = coin.value + 2 * _DUST - _FEE
        first = left * draw.randint(300, 700) // 1_000
        state = draw.randrange(_KEPT) == 0 and bool(alive)
        scripts = [self._script(), CUSTODY if state else self._script()]
        values = first, left - first
        paid = transaction(spent, [(value, *pay) for value, pay in zip(values, scripts, strict=True)], draw)
        alive += paid.coins[: 1 if state else 2]
        return paid


def prepared(bench: Bench) -> None:
    """Mill a chain with a trail, and write its store and its case."""
    bench.alone(prepare, bench.folder, bench.size(TRAIL))


def costs(bench: Bench) -> Iterator[Row]:
    """A whole case: trace, export, verify, the bundle's own verify.py."""
    bench.once(prepared)
    trail = bench.size(TRAIL)
    for work, name, seconds in WORKS:
        cost = bench.alone(spent_on, work, bench.folder)[0]
        ratio, slow = at_most(cost.seconds, seconds)
        yield Row(
            f"{name} of {trail:,} trail transactions, {3 * trail:,} with prevouts: {crossed(bench.folder)}",
            f"<= {seconds} s and {_MEMORY} MiB",
            f"{cost.seconds:.1f} s by the clock, {cost.core_seconds:.1f} s of all cores, {cost.private / MIB:,.0f} MiB",
            ratio,
            slow or cost.private > _MEMORY * MIB,
        )


def tenfold(bench: Bench) -> Iterator[Row]:
    """Ten times the trail: trace, export, verify, the bundle's own verify.py."""
    for sizes in PAIRS:
        yield from _against_ten_times(bench, bench.size(sizes))


def _against_ten_times(bench: Bench, short: int) -> Iterator[Row]:
    """Do everything with a trail and with one of ten times its length."""
    folders = [bench.folder / str(trail) for trail in (short, _LONGER * short)]
    for folder in folders:
        bench.alone(prepare, folder, int(folder.name), broad=True)
    for work, name, _ in WORKS:
        what = f"{name} of {_LONGER * short:,} trail transactions, against {short:,}"
        mine, long = (bench.alone(spent_on, work, folder)[0] for folder in folders)
        ratio = long.seconds / mine.seconds
        figure = f"{long.seconds:,.1f} s against {mine.seconds:,.1f} s by the clock, "
        figure += f"{long.core_seconds:,.1f} s against {mine.core_seconds:,.1f} s of all cores, "
        figure += f"{long.private / MIB:,.0f} MiB against {mine.private / MIB:,.0f} MiB"
        what += f": {crossed(folders[1])}"
        yield Row(what, f"<= {_DEARER} x", figure, f"{ratio:.1f} x", at_most(ratio, _DEARER)[1])
    for folder in folders:
        shutil.rmtree(folder)


WHOLE_CASE: tuple[Measurement, ...] = (costs,)
TENFOLD: tuple[Measurement, ...] = (tenfold,)


def prepare(folder: Path, trail: int, broad: bool = False) -> None:
    """Write the blocks, their store and the case."""
    folder.mkdir(parents=True, exist_ok=True)
    workload = TrailWorkload(trail, broad=broad)
    (folder / "blocks.blk").write_bytes(framed(workload.chain))
    ingest(FileBlocks(folder / "blocks.blk"), folder / "store")
    write_case(workload, folder / "case.toml")


def write_case(workload: TrailWorkload, path: Path) -> None:
    """Write the case that follows the trail."""
    txid = Txid(display(workload.seed.outpoint[:32]))
    seed = Outpoint(txid, int.from_bytes(workload.seed.outpoint[32:], "little"))
    path.write_text(_CASE.format(seed=seed, custody=encode(CUSTODY[0], REGTEST)))


def crossed(folder: Path) -> str:
    """Return in words how much of a trail the run crosses, by each rule and for the bounds."""
    run = json.loads((folder / "run" / "trace.json").read_bytes())
    rules = {name: rows_in(method["transactions"]) for name, method in run["methods"].items()}
    counts = {**rules, "the bounds": run["reach"]["transactions"]}
    return f"crossed by {', '.join(f'{name} {count:,}' for name, count in counts.items())}"


def rows_in(key: object) -> int:
    """Return how many rows a key of `trace.json` has: a list, or the name of the file beside it that holds them.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(key, dict):
        return int(key["rows"])
    if isinstance(key, list):
        return len(key)
    raise TypeError(f"{key!r} has no rows")


def spent_on(work: Callable[[Path], None], folder: Path) -> Cost:
    """Do some work once and return what it cost."""
    start, before = time.perf_counter(), os.times()
    work(folder)
    spent = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Cost(spent, sum(os.times()[:4]) - sum(before[:4]), max(private_bytes(), children))


def trace(folder: Path) -> None:
    """Trace the case over its store, with raw transactions out of its blocks."""
    loaded = load_case(folder / "case.toml")
    view = StoreView(folder / "store", FileBlocks(folder / "blocks.blk"))
    chain = Chain(view, "store", (), lambda: None, lambda: None)
    trace_over(chain, loaded, view.tip(), folder / "run", Context(), UNLIMITED, runner=in_child_process)


def export(folder: Path) -> None:
    """Seal the run."""
    export_run(ExportRequest(folder / "run", folder / "bundle", large=True), Context())


def verify(folder: Path) -> None:
    """Check the bundle."""
    failed = verify_bundle(folder / "bundle", large=True).verification.failed
    assert not failed, f"the bundle of the benchmark fails in step {failed}"


def verify_alone(folder: Path) -> None:
    """Check the bundle with the verifier that it holds, as the other side does."""
    verifier = folder / "bundle" / "data" / "verify" / "verify.py"
    subprocess.run([sys.executable, verifier, "--large", folder / "bundle"], check=True, capture_output=True)


WORKS: tuple[tuple[Callable[[Path], None], str, float], ...] = (
    (trace, "trace", 5),
    (export, "export", 10),
    (verify, "verify", 4),
    (verify_alone, "verify by the bundle's own verify.py", 3.5),
)
"""What is done with a case, one after the other, and the seconds that are aimed at."""
