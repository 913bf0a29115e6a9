"""Where the boxes and slips of a diagram stand: columns from left to right, integer coordinates.

Columns alternate between slips (even) and boxes (odd). A slip whose spender stands further right than the
next column is led there through empty places, so that no line crosses a slip.

Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures"
(1981), for layers, empty places and barycentres.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from tracer.evidence.picture.diagram import Diagram

GAP = 16
_SWEEPS = 12
_SCALE = 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """Places by number: boxes first, then slips, then the empty places of lines.

    `columns` are the numbers in each column from top to bottom, `tops` and `heights` in pixels, `lines` the
    places each line passes, one line per slip and end.
    """

    columns: tuple[tuple[int, ...], ...]
    tops: tuple[int, ...]
    heights: tuple[int, ...]
    lines: tuple[tuple[int, ...], ...]


def lay_out(diagram: Diagram, heights: Sequence[int]) -> Layout:
    """Return the layout; `heights` are those of the boxes, then of the slips."""
    boxes = len(diagram.boxes)
    columns: list[list[int]] = [[] for _ in range(2 * max(diagram.layers, default=-1) + 3)]
    for number, layer in enumerate(diagram.layers):
        columns[2 * layer + 1].append(number)
    sizes = list(heights)
    lines: list[tuple[int, ...]] = []
    for number, slip in enumerate(diagram.slips, start=boxes):
        column = 0 if slip.maker is None else 2 * diagram.layers[slip.maker] + 2
        columns[column].append(number)
        if slip.maker is not None:
            lines.append((slip.maker, number))
        if slip.spender is not None:
            line = [number]
            for between in range(column + 1, 2 * diagram.layers[slip.spender] + 1):
                columns[between].append(len(sizes))
                line.append(len(sizes))
                sizes.append(10)
            lines.append((*line, slip.spender))
    left, right = _neighbours(len(sizes), lines)
    _order(columns, left, right)
    tops = _place(columns, sizes, left, right)
    return Layout(tuple(map(tuple, columns)), tuple(tops), tuple(sizes), tuple(lines))


def _neighbours(count: int, lines: Sequence[Sequence[int]]) -> tuple[list[list[int]], list[list[int]]]:
    left: list[list[int]] = [[] for _ in range(count)]
    right: list[list[int]] = [[] for _ in range(count)]
    for line in lines:
        for start, end in itertools.pairwise(line):
            right[start].append(end)
            left[end].append(start)
    return left, right


def _order(columns: list[list[int]], left: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> None:
    """Sort each column by where its neighbours stand, from left to right and back."""
    rank = {number: at * _SCALE for column in columns for at, number in enumerate(column)}
    for sweep in range(_SWEEPS):
        neighbours = right if sweep % 2 else left
        for column in reversed(columns) if sweep % 2 else columns:
            wanted = {number: _mean([rank[near] for near in neighbours[number]], rank[number]) for number in column}
            column.sort(key=lambda number: (wanted[number], rank[number]))
            rank |= {number: at * _SCALE for at, number in enumerate(column)}


def _place(
    columns: Sequence[Sequence[int]],
    heights: Sequence[int],
    left: Sequence[Sequence[int]],
    right: Sequence[Sequence[int]],
) -> list[int]:
    """Return tops such that places stand near their neighbours and never overlap."""
    tops = [0] * len(heights)
    for column in columns:
        at = 0
        for number in column:
            tops[number] = at
            at += heights[number] + GAP
    for sweep in range(_SWEEPS):
        near = (left, right)[sweep % 2] if sweep < _SWEEPS - 2 else [[*a, *b] for a, b in zip(left, right, strict=True)]
        for column in reversed(columns) if sweep % 2 else columns:
            middles = {number: tops[number] + heights[number] // 2 for number in range(len(heights))}
            wanted = [
                _mean([middles[other] for other in near[number]], middles[number]) - heights[number] // 2
                for number in column
            ]
            for number, top in zip(column, apart(wanted, [heights[number] + GAP for number in column]), strict=True):
                tops[number] = top
    highest = min(tops, default=0)
    return [top - highest for top in tops]


def apart(wanted: Sequence[int], steps: Sequence[int]) -> list[int]:
    """Return tops in order, each at least a step below the last, as near to the wanted ones as can be.

    Pools neighbours that would overlap and moves them together.
    """
    blocks: list[tuple[int, int]] = []
    offsets = [sum(steps[:at]) for at in range(len(steps))]
    for want, offset in zip(wanted, offsets, strict=True):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] * count >= total * blocks[-1][1]:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    starts = [total // count for total, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _mean(values: Sequence[int], otherwise: int) -> int:
    return sum(values) // len(values) if values else otherwise
