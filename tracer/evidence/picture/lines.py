"""The sheet of a picture: its bands, and the lines between boxes and slips.

A trail longer than a page is wide goes on in a further band below; a line that is cut by a band's end
carries the same number where it leaves and where it goes on.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.evidence.picture.diagram import BAND, Diagram
from tracer.evidence.picture.layout import GAP, Layout

_FAINT = "#5b6470"
_STUB = 26
_MARK = 20
"""Between the marks of cut lines that enter one box."""


@dataclass(frozen=True, slots=True)
class PictureSheet:
    """Left edges, tops and widths of all places by number, the band of each, and the sheet's size, in pixels."""

    lefts: Mapping[int, int]
    tops: Mapping[int, int]
    widths: Mapping[int, int]
    bands: Mapping[int, int]
    width: int
    height: int


def marks_room(shown: Diagram) -> dict[int, int]:
    """Return the height that each box needs whose lines come from another band, so that their marks stand apart."""
    entering = Counter(slip.spender for slip in shown.slips)
    cut = {
        slip.spender
        for slip in shown.slips
        if slip.spender is not None
        and shown.layers[slip.spender] // BAND != (0 if slip.maker is None else shown.layers[slip.maker] // BAND)
    }
    return {box: _MARK * entering[box] + 8 for box in cut}


def spread(layout: Layout, head: int, margin: int, slip: int, box: int, space: int) -> PictureSheet:
    """Return where everything stands once the columns are cut into bands."""
    lefts: dict[int, int] = {}
    tops: dict[int, int] = {}
    widths: dict[int, int] = {}
    bands: dict[int, int] = {}
    top, right = head, 0
    columns = list(enumerate(layout.columns))
    for band, some in itertools.groupby(columns, key=lambda column: max(column[0] - 1, 0) // (2 * BAND)):
        members = list(some)
        left = margin + (2 * _STUB if band else 0)
        places = [number for _, column in members for number in column]
        highest = min((layout.tops[number] for number in places), default=0)
        for at, column in members:
            size = box if at % 2 else slip
            lefts |= dict.fromkeys(column, left)
            widths |= dict.fromkeys(column, size)
            bands |= dict.fromkeys(column, band)
            left += size + space
        tops |= {number: layout.tops[number] - highest + top for number in places}
        top = max((tops[number] + layout.heights[number] for number in places), default=top) + 3 * GAP
        right = max(right, left - space)
    several = len(set(bands.values())) > 1
    return PictureSheet(lefts, tops, widths, bands, right + margin + (2 * _STUB if several else 0), top - 3 * GAP)


def draw_lines(
    shown: Diagram, layout: Layout, sheet: PictureSheet, colours: Mapping[str, str], total: int
) -> Iterable[str]:
    """Yield one curve per line and label, as thick as its share of all that was seeded, and the marks of cut lines."""
    out, into = _sides(layout, sheet)
    count = len(shown.boxes)
    marks = 0
    for line in layout.lines:
        slip = shown.slips[line[0] - count if count <= line[0] < count + len(shown.slips) else line[1] - count]
        amounts = [(label, sat) for label, sat in slip.taint.items() if sat]
        thick = [1 + min(6, 7 * sat // max(1, total)) for _, sat in amounts]
        shift = -sum(thick) // 2
        cuts = [pair for pair in itertools.pairwise(line) if sheet.bands[pair[0]] != sheet.bands[pair[1]]]
        for (label, _), width in zip(amounts, thick, strict=True):
            path = _curve(line, sheet, out, into, shift + width // 2)
            shift += width + 1
            colour = colours.get(label, _FAINT)
            yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-opacity="0.75"/>'
        for start, end in cuts:
            marks += 1
            yield _mark(sheet.lefts[start] + sheet.widths[start] + _STUB, out[start, end], marks)
            yield _mark(sheet.lefts[end] - _STUB, into[end, start], marks)


def _curve(
    line: Sequence[int],
    sheet: PictureSheet,
    out: Mapping[tuple[int, int], int],
    into: Mapping[tuple[int, int], int],
    shift: int,
) -> str:
    """Return the path of a line: curves between columns, straight through empty places, cut between bands."""
    path = ""
    for start, end in itertools.pairwise(line):
        x1, x2 = sheet.lefts[start] + sheet.widths[start], sheet.lefts[end]
        y1, y2 = out[start, end] + shift, into[end, start] + shift
        path += f"{'L' if path else 'M'}{x1} {y1}"
        if sheet.bands[start] == sheet.bands[end]:
            half = (x1 + x2) // 2
            path += f"C{half} {y1} {half} {y2} {x2} {y2}"
        else:
            path += f"H{x1 + _STUB}M{x2 - _STUB} {y2}H{x2}"
    return path


def _mark(x: int, y: int, number: int) -> str:
    """Return the number of a cut line in a small disc."""
    return (
        f'<circle cx="{x}" cy="{y}" r="9" fill="#ffffff" stroke="{_FAINT}"/>'
        f'<text x="{x}" y="{y + 4}" font-family="\'DejaVu Sans\', \'Noto Sans\', Verdana, Arial, sans-serif" '
        f'font-size="10" fill="{_FAINT}" text-anchor="middle">{number}</text>'
    )


def _sides(layout: Layout, sheet: PictureSheet) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Return where each line leaves a place on its right and enters one on its left, spread over the side.

    Keys are (place, neighbour).
    """
    out: dict[int, list[int]] = {}
    into: dict[int, list[int]] = {}
    for line in layout.lines:
        for start, end in itertools.pairwise(line):
            out.setdefault(start, []).append(end)
            into.setdefault(end, []).append(start)
    return _spread(layout, sheet, out), _spread(layout, sheet, into)


def _spread(layout: Layout, sheet: PictureSheet, meeting: Mapping[int, Sequence[int]]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for number, others in meeting.items():
        ordered = sorted(others, key=lambda other: (layout.tops[other] + layout.heights[other] // 2, other))
        step = min(_MARK, (layout.heights[number] - 8) // max(1, len(ordered)))
        start = sheet.tops[number] + layout.heights[number] // 2 - step * (len(ordered) - 1) // 2
        found |= {(number, other): start + step * at for at, other in enumerate(ordered)}
    return found
