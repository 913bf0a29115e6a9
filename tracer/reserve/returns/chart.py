"""The chart as SVG: own drawing, whole coordinates, no script and no font file, the same bytes everywhere."""

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction

from tracer.documents.language.language import Language
from tracer.documents.markup import as_html
from tracer.reserve.returns import words
from tracer.reserve.returns.chart_lines import ChartContent, ChartLine
from tracer.reserve.returns.ratios import half_even

WIDTH = 920
LEFT, RIGHT, TOP, BOTTOM = 70, 890, 84, 424
"""The field of the lines."""
_STEPS = (1, 2, 5)
_MOST_MARKS = 6
_MONTHS = (1, 3, 6, 12, 24, 60)
_MOST_DAYS_MARKED = 9
_LINE = 18
_LETTER = 7
"""Width of a letter of the legend, at most."""
_SANS = "font-family=\"'DejaVu Sans', 'Noto Sans', Verdana, Arial, sans-serif\""
_INK, _FAINT, _RULE, _FALL = "#1b1f24", "#5b6470", "#d5dae0", "#fdf3f0"

_Point = tuple[int, Fraction]
"""How far right a value stands, and the value."""


def chart(content: ChartContent, language: Language) -> bytes:
    """Return the chart in a language."""
    drawn = [list(_points(content, line)) for line in content.lines]
    top = _top([value for parts in drawn for part in parts for _, value in part])
    legend, height = _legend(content.lines)
    say, span = language.say, content.span
    title = say("What became of 100 {currency}", currency=content.currency)
    about = say(
        "From {begins} to {ends}, each line 100 at its beginning.",
        begins=language.date(span.begins),
        ends=language.date(span.ends),
    )
    warning = language.word(words.NO_FORECAST)
    body = [
        _text(LEFT - 50, 32, title, 18, weight="bold"),
        _text(LEFT - 50, 52, f"{about} {warning}", 11, _FAINT),
        *_fall(content, language),
        *_values(top, language),
        *_days(content, language),
        *(_drawn(line, parts, top) for line, parts in zip(content.lines, drawn, strict=True)),
        *legend,
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{as_html(title)}">\n<title>{as_html(title)}</title>\n<desc>{as_html(about)}</desc>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    )
    return "\n".join([head, *body, "</svg>", ""]).encode()


def _points(content: ChartContent, line: ChartLine) -> Iterator[list[_Point]]:
    """Yield the parts of a line between its gaps: of the days that fall on one place the last."""
    span = content.span
    part: list[_Point] = []
    for number in range(span.days + 1):
        right = _right(content, number)
        if number < span.days and _right(content, number + 1) == right and number:
            continue
        value = line.value_of(span.begins + dt.timedelta(days=number))
        if value is not None:
            part.append((right, value))
        elif part:
            yield part
            part = []
    if part:
        yield part


def _right(content: ChartContent, number: int) -> int:
    return LEFT + number * (RIGHT - LEFT) // content.span.days


def _up(value: Fraction, top: int) -> int:
    return BOTTOM - half_even(value.numerator * (BOTTOM - TOP), value.denominator * top)


def _top(values: Sequence[Fraction]) -> int:
    """Return the value of the highest mark: a whole number of steps, none of the values above it."""
    step = _step(max(values))
    return -int(-max(values) // step) * step


def _step(most: Fraction) -> int:
    """Return the distance of marks: 1, 2 or 5 times a power of ten, so that there are few of them."""
    power = 1
    while True:
        for each in _STEPS:
            if most <= _MOST_MARKS * each * power:
                return each * power
        power *= 10


def _values(top: int, language: Language) -> Iterator[str]:
    for value in range(0, top + 1, _step(Fraction(top))):
        up = _up(Fraction(value), top)
        yield f'<line x1="{LEFT}" y1="{up}" x2="{RIGHT}" y2="{up}" stroke="{_INK if not value else _RULE}"/>'
        yield _text(LEFT - 8, up + 4, language.number(value), 11, _FAINT, anchor="end")


def _days(content: ChartContent, language: Language) -> Iterator[str]:
    """Yield marks at firsts of months, few enough to be read."""
    span = content.span
    months = (span.ends.year - span.begins.year) * 12 + span.ends.month - span.begins.month
    step = next((each for each in _MONTHS if months <= each * _MOST_DAYS_MARKED), _MONTHS[-1])
    for month in range(months + 2):
        year, at = divmod(span.begins.year * 12 + span.begins.month - 1 + month, 12)
        first = dt.date(year, at + 1, 1)
        if (year * 12 + at) % step == 0 and span.begins <= first <= span.ends:
            right = _right(content, (first - span.begins).days)
            yield f'<line x1="{right}" y1="{BOTTOM}" x2="{right}" y2="{BOTTOM + 5}" stroke="{_INK}"/>'
            yield _text(right, BOTTOM + 20, language.date(first), 10, _FAINT, anchor="middle")


def _fall(content: ChartContent, language: Language) -> Iterator[str]:
    """Yield the band of the greatest fall of the first line."""
    fall, span = content.fall, content.span
    if fall is None:
        return
    left, right = (_right(content, (day - span.begins).days) for day in (fall.peak, fall.trough))
    yield f'<rect x="{left}" y="{TOP}" width="{max(1, right - left)}" height="{BOTTOM - TOP}" fill="{_FALL}"/>'
    said = language.say(
        "greatest fall {percent}, {peak} to {trough}",
        percent=words.percent(fall.basis_points, language),
        peak=language.date(fall.peak),
        trough=language.date(fall.trough),
    )
    room = _LETTER * len(said)
    yield _text(max(LEFT, min(left, RIGHT - room)), TOP - 8, said, 11, "#b3361f")


def _drawn(line: ChartLine, parts: Sequence[Sequence[_Point]], top: int) -> str:
    dashed, width = (' stroke-dasharray="6 4"', 1) if line.is_dashed else ("", 2)
    ways = " ".join("M" + " ".join(f"{right},{_up(value, top)}" for right, value in part) for part in parts)
    return (
        f'<path d="{ways}" fill="none" stroke="{line.colour}" stroke-width="{width}" stroke-linejoin="round"{dashed}/>'
    )


def _legend(lines: Sequence[ChartLine]) -> tuple[list[str], int]:
    """Return the legend and the height at which the picture ends."""
    found, left, base = [], LEFT, BOTTOM + 48
    for line in lines:
        room = 40 + _LETTER * len(line.name)
        if left > LEFT and left + room > RIGHT:
            left, base = LEFT, base + _LINE
        dashed = ' stroke-dasharray="6 4"' if line.is_dashed else ""
        found.append(
            f'<line x1="{left}" y1="{base - 4}" x2="{left + 22}" y2="{base - 4}" stroke="{line.colour}" '
            f'stroke-width="3"{dashed}/>'
        )
        found.append(_text(left + 28, base, line.name, 11))
        left += room
    return found, base + 20


def _text(
    x: int, y: int, text: str, size: int, fill: str = _INK, *, weight: str = "normal", anchor: str = "start"
) -> str:
    bold = ' font-weight="bold"' if weight == "bold" else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}" y="{y}" {_SANS} font-size="{size}" fill="{fill}"{bold}{place}>{as_html(text)}</text>'
