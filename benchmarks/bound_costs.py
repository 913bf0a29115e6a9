"""What bounds cost where everything is asked for: every end and every wallet of a dense reach, nothing left partial."""

import time
from typing import NamedTuple

from benchmarks.dense_reach import dense_reach
from benchmarks.measuring import MIB, Row, in_child, private_bytes
from tracer.trace.bound_check import check
from tracer.trace.bounds import bounds, ends

TRANSACTIONS = 22_000
"""About 100,000 edges."""
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


def measured(transactions: int) -> list[Row]:
    """Bound all ends of reaches of three shapes."""
    return [_row(words, in_child(bounded, transactions, recent)[0]) for recent, words in _SHAPES]


def _row(words: str, cost: Bounded) -> Row:
    what = f"bounds of all {cost.targets:,} ends and wallets of {cost.edges:,} edges, two labels, {words}"
    figure = f"{cost.seconds:.1f} s of one core for {cost.rows:,} rows, {cost.partial} partial"
    figure += f"; {cost.check_seconds:.1f} s to check them; {cost.private / MIB:,.0f} MiB"
    return Row(what, "<= 10 s, none partial", figure, f"{cost.seconds / 10:.2f} x target")


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
