"""What finding the output behind an input costs, with 1, 10 and 50 million unspent outputs to choose from."""

import time
from typing import NamedTuple

import numpy as np

from benchmarks.measuring import MIB, Row, in_child, median
from tracer.store import linker, runs, unspent
from tracer.store.schema import NONE

SIZES = (1_000_000, 10_000_000, 50_000_000)
_BATCH = 50_000
_BATCHES = 10


class Linked(NamedTuple):
    """Measured with one size: a look-up's nanoseconds, the table's bytes and seconds to rebuild it."""

    unspent: int
    nanoseconds: float
    table: int
    rebuild: float


def measured() -> tuple[list[Row], list[Linked]]:
    """Measure each size in a process of its own."""
    rows, all_linked = [], []
    for size in SIZES:
        linked, peak = in_child(link, size)
        all_linked.append(linked)
        figure = f"{1000 / linked.nanoseconds:.1f} million look-ups/s, rebuilt in {linked.rebuild:.1f} s"
        memory = (
            f"table {linked.table / MIB:,.0f} MiB ({linked.table / size:.0f} bytes each), process {peak / MIB:,.0f} MiB"
        )
        rows.append(Row(f"linking against {size:,} unspent outputs", "bounded, stated", f"{figure}; {memory}", ""))
    return rows, all_linked


def link(size: int) -> Linked:
    """Link batches of transactions, each with two random spends and two outputs, in a set of one output each."""
    source = np.random.default_rng(1)
    txid = source.integers(0, 1 << 64, 4 * size, dtype=np.uint64)
    first_output, spender = np.arange(size, dtype=np.uint64), np.full(size, NONE, np.uint64)
    txid.flags.writeable = first_output.flags.writeable = False
    unspent.rebuilt(txid[:4], first_output[:1], spender[:1])
    start = time.perf_counter()
    table = unspent.rebuilt(txid, first_output, spender)
    rebuild = time.perf_counter() - start
    spent = source.choice(size, 2 * _BATCH * _BATCHES, replace=False, shuffle=True)
    nanoseconds = []
    for number in range(_BATCHES):
        mine = spent[2 * _BATCH * number : 2 * _BATCH * (number + 1)]
        held = unspent.Held(
            txid, first_output, source.integers(0, 1 << 64, 4 * _BATCH, dtype=np.uint64),
            np.arange(_BATCH, dtype=np.uint64) * np.uint64(2) + np.uint64(size), size + 2 * _BATCH,
        )  # fmt: skip
        spends = linker.Spends(
            np.arange(_BATCH, dtype=np.uint64) * np.uint64(2), txid.reshape(-1, 4)[mine].reshape(-1),
            np.zeros(2 * _BATCH, np.uint32), np.empty(2 * _BATCH, np.uint64),
        )  # fmt: skip
        spenders = linker.Spenders(spender, 0, np.full(2 * _BATCH, NONE, np.uint64))
        start = time.perf_counter()
        missing, fault = linker.link(table, held, spends, spenders)
        nanoseconds.append((time.perf_counter() - start) / (2 * _BATCH) * 1e9)
        if missing or fault >= 0:
            raise SystemExit("a look-up failed: the measurement means nothing")
    return Linked(size, median(nanoseconds), table.bytes, rebuild)


def lookup_row_seconds() -> tuple[float, float]:
    """Return the seconds per row of sorting a run, and of merging runs once."""
    source = np.random.default_rng(2)
    parts = [runs.sorted_rows(source.integers(0, 1 << 63, 1 << 17, dtype=np.uint64)) for _ in range(runs.FAN)]
    unsorted = source.integers(0, 1 << 63, 1 << 20, dtype=np.uint64)
    start = time.perf_counter()
    runs.sorted_rows(unsorted)
    sorting = (time.perf_counter() - start) / unsorted.size
    total = runs.FAN << 17
    keys, rows = np.empty(total, np.uint64), np.empty(total, np.uint32)
    columns = tuple(k for k, _ in parts), tuple(r for _, r in parts)
    runs.merge(*columns, keys, rows)
    start = time.perf_counter()
    runs.merge(*columns, keys, rows)
    return sorting, (time.perf_counter() - start) / total
