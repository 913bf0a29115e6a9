"""What bounds cost where everything is asked for: every end and every wallet of a dense reach, nothing left partial."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.dense_reach import dense_reach
from benchmarks.measuring import MIB, Row, at_most, private_bytes
from tracer.trace.bounds.bound_check import check
from tracer.trace.bounds.bounds import bounds, ends

TRANSACTIONS = Sizes(22_000, 2_200, 100)
"""The first: about 100,000 edges."""
_SECONDS = 10
_SHAPES = (0, "coins taken from all that wait"), (500, "coins taken from the last 500"), (50, "from the last 50")


class Bounded(NamedTuple):
    """Core seconds for all bounds and for checking them, what they are of, and the most memory of its own in bytes."""

    seconds: float
    check_seconds: float
    edges: int
    targets: int
    rows: int
    partial: int
    private: int


def all_bounds(bench: Bench) -> Iterator[Row]:
    """Bounds of all ends and wallets of a dense reach, three shapes."""
    for recent, words in _SHAPES:
        yield _row(words, bench.alone(bounded, bench.size(TRANSACTIONS), recent)[0])


MEASUREMENTS: tuple[Measurement, ...] = (all_bounds,)


def _row(words: str, cost: Bounded) -> Row:
    what = f"bounds of all {cost.targets:,} ends and wallets of {cost.edges:,} edges, two labels, {words}"
    figure = f"{cost.seconds:.1f} s of one core for {cost.rows:,} rows, {cost.partial} partial"
    figure += f"; {cost.check_seconds:.1f} s to check them; {cost.private / MIB:,.0f} MiB"
    ratio, missed = at_most(cost.seconds, _SECONDS)
    return Row(what, f"<= {_SECONDS} s, none partial", figure, ratio, missed or cost.partial > 0)


def bounded(transactions: int, recent: int) -> Bounded:
    """Compute the bounds of one reach under the default limit on work, and check them. Compiling is not counted."""
    _warm()
    reach = dense_reach(transactions, recent)
    targets, start = ends(reach), time.process_time()
    rows = bounds(reach, targets)
    solved = time.process_time()
    faults = check(rows, reach)
    assert not faults, f"a bound of the benchmark is not proven: {faults[0]}"
    seconds = solved - start, time.process_time() - solved
    return Bounded(*seconds, reach.edges, len(targets), len(rows), sum(row.partial for row in rows), private_bytes())


def _warm() -> None:
    """Have the code compiled and loaded before anything is timed."""
    few = dense_reach(50)
    bounds(few, ends(few), flow_arcs=0)
