"""What finding the output behind an input costs, with 1, 10 and 50 million unspent outputs to choose from."""

import time
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import MIB, Row, median
from tracer.store import linker, runs, unspent
from tracer.store.schema import NONE
from tracer.store.sorting import merge, sorted_rows

SIZES = (Sizes(1_000_000, 100_000, 4_000), Sizes(10_000_000, 1_000_000, 8_000), Sizes(50_000_000, 5_000_000, 16_000))
_BATCH = Sizes(50_000, 5_000, 200)
_BATCHES = 10
_SORTED = Sizes(1 << 20, 1 << 17, 1 << 10)
_MERGED = Sizes(1 << 17, 1 << 14, 1 << 7)


class Linked(NamedTuple):
    """Measured with one size: a look-up's nanoseconds, the table's bytes and seconds to rebuild it."""

    unspent: int
    nanoseconds: float
    table: int
    rebuild: float


class Sorted(NamedTuple):
    """Seconds per row of sorting a run, and of merging runs once."""

    sorting: float
    merging: float


class Looked(NamedTuple):
    """What one size costs, and the peak memory of its process."""

    linked: Linked
    peak: int


def smallest(bench: Bench) -> Looked:
    """Link against the smallest set."""
    return _looked(bench, SIZES[0])


def middle(bench: Bench) -> Looked:
    """Link against the one between."""
    return _looked(bench, SIZES[1])


def largest(bench: Bench) -> Looked:
    """Link against the largest set."""
    return _looked(bench, SIZES[2])


def _looked(bench: Bench, sizes: Sizes) -> Looked:
    return Looked(*bench.alone(link, bench.size(sizes), bench.size(_BATCH)))


def linking(bench: Bench) -> Iterator[Row]:
    """Linking against unspent outputs, three sizes of the set."""
    for each in (smallest, middle, largest):
        linked, peak = bench.once(each)
        size = linked.unspent
        figure = f"{1000 / linked.nanoseconds:.1f} million look-ups/s, rebuilt in {linked.rebuild:.1f} s"
        memory = f"table {linked.table / MIB:,.0f} MiB ({linked.table / size:.0f} bytes each)"
        yield Row(
            f"linking against {size:,} unspent outputs", "bounded, stated",
            f"{figure}; {memory}, process {peak / MIB:,.0f} MiB",
        )  # fmt: skip


def look_up_rows(bench: Bench) -> Iterator[Row]:
    """Sorting and merging the rows of look-ups."""
    found = bench.once(sorted_costs)
    figure = f"{1e-6 / found.sorting:.1f} million rows/s sorted, {1e-6 / found.merging:.1f} million rows/s merged"
    yield Row("look-ups: rows of a sorted run", "stated", figure)


MEASUREMENTS: tuple[Measurement, ...] = (linking, look_up_rows)


def link(size: int, batch: int) -> Linked:
    """Link batches of transactions, each with two random spends and two outputs, in a set of one output each."""
    source = np.random.default_rng(1)
    txid = source.integers(0, 1 << 64, 4 * size, dtype=np.uint64)
    first_output, spender = np.arange(size, dtype=np.uint64), np.full(size, NONE, np.uint64)
    txid.flags.writeable = first_output.flags.writeable = False
    unspent.rebuilt(txid[:4], first_output[:1], spender[:1])
    start = time.perf_counter()
    table = unspent.rebuilt(txid, first_output, spender)
    rebuild = time.perf_counter() - start
    spent = source.choice(size, 2 * batch * _BATCHES, replace=False, shuffle=True)
    nanoseconds = []
    for number in range(_BATCHES):
        mine = spent[2 * batch * number : 2 * batch * (number + 1)]
        held = unspent.HeldRows(
            txid, first_output, source.integers(0, 1 << 64, 4 * batch, dtype=np.uint64),
            np.arange(batch, dtype=np.uint64) * np.uint64(2) + np.uint64(size), size + 2 * batch,
        )  # fmt: skip
        spends = linker.Spends(
            np.arange(batch, dtype=np.uint64) * np.uint64(2), txid.reshape(-1, 4)[mine].reshape(-1),
            np.zeros(2 * batch, np.uint32), np.empty(2 * batch, np.uint64),
        )  # fmt: skip
        spenders = linker.Spenders(spender, 0, np.full(2 * batch, NONE, np.uint64))
        start = time.perf_counter()
        missing, fault = linker.link(table, held, spends, spenders)
        nanoseconds.append((time.perf_counter() - start) / (2 * batch) * 1e9)
        if missing or fault >= 0:
            raise SystemExit("a look-up failed: the measurement means nothing")
    return Linked(size, median(nanoseconds), table.bytes, rebuild)


def sorted_costs(bench: Bench) -> Sorted:
    """Return what sorting a run and merging runs cost per row."""
    source = np.random.default_rng(2)
    unsorted = source.integers(0, 1 << 63, bench.size(_SORTED), dtype=np.uint64)
    length = bench.size(_MERGED)
    parts = [sorted_rows(source.integers(0, 1 << 63, length, dtype=np.uint64)) for _ in range(runs.FAN)]
    start = time.perf_counter()
    sorted_rows(unsorted)
    sorting = (time.perf_counter() - start) / unsorted.size
    total = runs.FAN * length
    keys, rows = np.empty(total, np.uint64), np.empty(total, np.uint32)
    merged = partial(merge, tuple(k for k, _ in parts), tuple(r for _, r in parts), keys, rows)
    merged()
    start = time.perf_counter()
    merged()
    return Sorted(sorting, (time.perf_counter() - start) / total)
