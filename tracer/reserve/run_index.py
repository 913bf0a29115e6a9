"""What is said of satoshi, found again by the runs in which they lie: their lot, their title."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from tracer.chain.outpoint import Outpoint
from tracer.reserve.satoshi_runs import SatoshiRun

_T = TypeVar("_T")


class RunIndex(Generic[_T]):
    """Disjoint runs with a value each."""

    def __init__(self, rows: Iterable[tuple[SatoshiRun, _T]]) -> None:
        """Take the runs; no two of them hold the same satoshi."""
        found: dict[Outpoint, list[tuple[int, int, _T]]] = defaultdict(list)
        for run, value in rows:
            found[run.receipt].append((run.start, run.end, value))
        for there in found.values():
            there.sort(key=lambda row: row[0])
        self._rows = dict(found)

    def pieces(self, run: SatoshiRun) -> Iterator[tuple[SatoshiRun, _T | None]]:
        """Yield a run in parts, in order, each with the value of the run in which it lies; None: it lies in none."""
        rows = self._rows.get(run.receipt, [])
        at = run.start
        for start, end, value in rows[max(bisect_right(rows, run.start, key=lambda row: row[0]) - 1, 0) :]:
            if start >= run.end:
                break
            if end <= at:
                continue
            if start > at:
                yield SatoshiRun(run.receipt, at, start - at), None
                at = start
            last = min(end, run.end)
            yield SatoshiRun(run.receipt, at, last - at), value
            at = last
        if at < run.end:
            yield SatoshiRun(run.receipt, at, run.end - at), None
