"""Marks on satoshi: which of them are a lot's, under an order, claimed; each satoshi has at most one of a set."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from tracer.chain.outpoint import Outpoint
from tracer.reserve.satoshi_runs import Run

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
        self._marks: dict[Outpoint, list[_Mark[V]]] = defaultdict(list)

    def parts(self, run: Run) -> Iterator[tuple[Run, V | None]]:
        """Yield a run in parts, in order, each with its mark; None: it has none. Marks of a receipt are disjoint."""
        receipt, start, end = run.receipt, run.start, run.end
        if receipt not in self._marks:
            yield run, None
            return
        marks = self._marks[receipt]
        at = bisect_right(marks, start, key=_end)
        while start < end:
            if at == len(marks) or marks[at].start >= end:
                yield Run(receipt, start, end - start), None
                return
            mark = marks[at]
            if mark.start > start:
                yield Run(receipt, start, mark.start - start), None
                start = mark.start
            upto = min(mark.end, end)
            yield Run(receipt, start, upto - start), mark.value
            start, at = upto, at + 1

    def add(self, run: Run, value: V, at_most: int | None = None) -> tuple[Run, ...]:
        """Mark what of a run has no mark yet, `at_most` so many of its first satoshi, and return what was marked."""
        left = run.sat if at_most is None else at_most
        fresh: list[Run] = []
        for part, known in list(self.parts(run)):
            taken = min(part.sat, left) if known is None else 0
            if taken > 0:
                fresh.append(Run(part.receipt, part.start, taken))
                left -= taken
        for part in fresh:
            marks = self._marks[part.receipt]
            marks.insert(bisect_left(marks, part.start, key=_start), _Mark(part.start, part.end, value))
        return tuple(fresh)


def _start(mark: _Mark[V]) -> int:
    return mark.start


def _end(mark: _Mark[V]) -> int:
    return mark.end
