"""Places in a coin: spans of satoshi numbers, from the first to the one after the last, in ascending order."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """The satoshi `start` to `end` − 1 of a coin."""

    start: int
    end: int

    @property
    def sat(self) -> int:
        """How many they are."""
        return self.end - self.start


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of spans when others are taken out; both in ascending order, neither overlapping itself."""
    left: list[Span] = []
    away = sorted(taken)
    for span in spans:
        start = span.start
        for each in away:
            if each.end <= start or each.start >= span.end:
                continue
            if each.start > start:
                left.append(Span(start, each.start))
            start = each.end
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the places that any of the spans holds, in ascending order, what goes on without a gap as one span."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def common(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return what both hold, cut wherever one of either begins or ends."""
    there = sorted(others)
    return tuple(
        Span(max(span.start, each.start), min(span.end, each.end))
        for span in spans
        for each in there
        if each.start < span.end and span.start < each.end
    )


def first(spans: Iterable[Span], sat: int) -> tuple[Span, ...]:
    """Return the first so many satoshi of spans; all of them where they hold fewer."""
    taken: list[Span] = []
    for span in spans:
        part = min(sat, span.sat)
        if part > 0:
            taken.append(Span(span.start, span.start + part))
        sat -= part
    return tuple(taken)


def size(spans: Iterable[Span]) -> int:
    """Return how many satoshi spans hold."""
    return sum(span.sat for span in spans)
