"""Marks on satoshi: which of them are a lot's, under an order, claimed; each satoshi has at most one of a set."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from tracer.chain.outpoint import Outpoint
from tracer.reserve.satoshi_runs import SatoshiRun

V = TypeVar("V")


class _Mark(NamedTuple, Generic[V]):
    """The satoshi from `start` to the one before `end` of a receipt."""

    start: int
    end: int
    value: V


class Marks(Generic[V]):
    """Values by satoshi. What is marked stays marked."""

    def __init__(self) -> None:
        """Begin with no mark."""
        self._marks: dict[Outpoint, list[_Mark[V]]] = {}

    def knows(self, receipt: Outpoint) -> bool:
        """Return whether satoshi of a receipt may be marked."""
        return receipt in self._marks

    def parts(self, run: SatoshiRun) -> Sequence[tuple[SatoshiRun, V | None]]:
        """Return a run in parts, in order, each with its mark; None: it has none."""
        marks = self._marks.get(run.receipt)
        if marks is None:
            return ((run, None),)
        receipt, start, sat = run
        end = start + sat
        at = bisect_right(marks, start, key=_end)
        if sat and at < len(marks) and marks[at].start <= start and end <= marks[at].end:
            return ((run, marks[at].value),)
        found: list[tuple[SatoshiRun, V | None]] = []
        while start < end:
            mark = marks[at] if at < len(marks) else None
            if mark is None or mark.start >= end:
                found.append((SatoshiRun(receipt, start, end - start), None))
                break
            if mark.start > start:
                found.append((SatoshiRun(receipt, start, mark.start - start), None))
                start = mark.start
            upto = min(mark.end, end)
            found.append((SatoshiRun(receipt, start, upto - start), mark.value))
            start, at = upto, at + 1
        return found

    def add(self, run: SatoshiRun, value: V, at_most: int | None = None) -> tuple[SatoshiRun, ...]:
        """Mark what of a run has no mark yet, `at_most` so many of its first satoshi, and return what was marked."""
        marks = self._marks.setdefault(run.receipt, [])
        if not marks or marks[-1].end <= run.start:
            first = run if at_most is None or at_most >= run.sat else SatoshiRun(run.receipt, run.start, at_most)
            if first.sat:
                marks.append(_Mark(first.start, first.end, value))
            return (first,) if first.sat else ()
        left = run.sat if at_most is None else at_most
        fresh: list[SatoshiRun] = []
        for part, known in self.parts(run):
            taken = min(part.sat, left) if known is None else 0
            if taken > 0:
                fresh.append(SatoshiRun(part.receipt, part.start, taken))
                left -= taken
        for part in fresh:
            marks.insert(bisect_left(marks, part.start, key=_start), _Mark(part.start, part.end, value))
        return tuple(fresh)


def _start(mark: _Mark[V]) -> int:
    return mark.start


def _end(mark: _Mark[V]) -> int:
    return mark.end
