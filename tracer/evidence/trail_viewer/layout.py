"""Where the boxes of the interactive picture stand: whole pixels, the same for every rule.

Boxes stand in columns, each to the right of all that pay it. A column that grows too tall goes on beside itself;
columns that do not fit side by side go on in a band below, like lines of text.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from tracer.evidence.picture.layout import apart

WIDTH, PITCH, GAP, BAND_GAP = 172, 268, 22, 70
_LEAST_COLUMNS = 8
_LEAST_HEIGHT = 900


@dataclass(frozen=True, slots=True)
class BoxPlaces:
    """The upper left corner of each box, the band it stands in, and the top of each band."""

    lefts: tuple[int, ...]
    tops: tuple[int, ...]
    bands: tuple[int, ...]
    band_tops: tuple[int, ...]


def lay_out(parents: Sequence[Sequence[int]], heights: Sequence[int]) -> BoxPlaces:
    """Return the places of boxes; `parents` are lower numbers, those that pay each."""
    area = sum(height + GAP for height in heights) * PITCH
    tallest = max(_LEAST_HEIGHT, isqrt(area * 9 // 16))
    columns = [part for column in _columns(parents) for part in _cut(column, heights, tallest)]
    across = max(_LEAST_COLUMNS, isqrt(area * 16 // 9) // PITCH)
    lefts, tops, bands = [0] * len(heights), [0] * len(heights), [0] * len(heights)
    band_tops = []
    begin = 0
    for band, start in enumerate(range(0, len(columns), across)):
        members = columns[start : start + across]
        _stand(members, parents, heights, tops)
        inside = [number for column in members for number in column]
        highest = min(tops[number] for number in inside)
        band_tops.append(begin)
        for at, column in enumerate(members):
            for number in column:
                lefts[number], bands[number] = at * PITCH, band
                tops[number] += begin - highest
        begin = max(tops[number] + heights[number] for number in inside) + BAND_GAP
    return BoxPlaces(tuple(lefts), tuple(tops), tuple(bands), tuple(band_tops))


def _columns(parents: Sequence[Sequence[int]]) -> list[list[int]]:
    layers: list[int] = []
    columns: list[list[int]] = []
    for number, above in enumerate(parents):
        layer = max((layers[parent] + 1 for parent in above), default=0)
        layers.append(layer)
        if layer == len(columns):
            columns.append([])
        columns[layer].append(number)
    return columns


def _cut(column: Sequence[int], heights: Sequence[int], tallest: int) -> list[list[int]]:
    parts: list[list[int]] = [[]]
    filled = 0
    for number in column:
        if parts[-1] and filled + heights[number] > tallest:
            parts.append([])
            filled = 0
        parts[-1].append(number)
        filled += heights[number] + GAP
    return parts


def _stand(
    columns: Sequence[list[int]], parents: Sequence[Sequence[int]], heights: Sequence[int], tops: list[int]
) -> None:
    """Set the tops of a band's boxes near their parents', none over another; parents of other bands do not count."""
    known: dict[int, int] = {}
    for column in columns:
        wanted = {number: _mean([known[each] for each in parents[number] if each in known]) for number in column}
        column.sort(key=lambda number: (wanted[number], number))
        steps = [heights[number] + GAP for number in column]
        places = apart([wanted[number] - heights[number] // 2 for number in column], steps)
        if places[-1] - places[0] > 2 * sum(steps):
            places = [step - sum(steps) // 2 for step in itertools.accumulate(steps[:-1], initial=0)]
        for number, top in zip(column, places, strict=True):
            tops[number] = top
            known[number] = top + heights[number] // 2


def _mean(values: Sequence[int]) -> int:
    return sum(values) // len(values) if values else 0
