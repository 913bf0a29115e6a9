"""The band as a picture: the share day by day as a line, the band that was proposed, and the limits drawn.

Own SVG of whole numbers: no font file, nothing to load, the same bytes everywhere.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tracer.documents.language.language import NO_BREAK_SPACE, Language
from tracer.documents.markup import as_html
from tracer.reserve.limits.figures import percent

WIDTH, HEIGHT = 860, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 150, 64, 72
_MARGIN = 20
_INK, _FAINT, _RULE = "#1b1f24", "#5b6470", "#d5dae0"
_LINE, _BAND, _LIMIT = "#1d5fa8", "#dff3e6", "#b3361f"
_BAND_EDGE = "#14663a"
_SANS = "font-family=\"'DejaVu Sans', 'Noto Sans', Verdana, Arial, sans-serif\""
_TICKS = (1, 2, 5)
_STEPS = 5
"""Lines of the scale at most."""
_APART = 14
"""Pixels between two labels at the right edge."""


@dataclass(frozen=True, slots=True)
class SharePoint:
    """The share of a day; None: it is not known, and the line is broken there."""

    day: dt.date
    share: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSheet:
    """What is drawn: the days in their order, the band, limits by id with their figure, and the days of breaches."""

    points: Sequence[SharePoint]
    band: tuple[Fraction, Fraction] | None
    limits: Mapping[str, Fraction] = field(default_factory=dict)
    breached: frozenset[dt.date] = frozenset()


def band_picture(sheet: BandSheet, title: str, about: str, language: Language) -> bytes:
    """Return the picture as SVG; `title` stands above it, `about` below the title."""
    scale = _Scale(sheet)
    body = [
        *_band(sheet, scale, language),
        *_grid(scale, language),
        *_days(sheet, scale, language),
        *_limits(sheet, scale),
        *_line(sheet, scale),
        *_marks(sheet, scale),
        *_edge(sheet, scale, language),
        *_legend(sheet, language),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{as_html(title)}">\n<title>{as_html(title)}</title>\n<desc>{as_html(about)}</desc>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    )
    texts = [_text(_LEFT, 26, title, 16, weight="bold"), _text(_LEFT, 46, about, 11, _FAINT)]
    return "\n".join([head, *texts, *body, "</svg>", ""]).encode()


class _Scale:
    """Where days and shares lie on the sheet, in whole pixels."""

    def __init__(self, sheet: BandSheet) -> None:
        """Choose the greatest share drawn: a round figure above everything that is."""
        shares = [each.share for each in sheet.points if each.share is not None]
        greatest = max([*shares, *(sheet.band or ()), *sheet.limits.values()], default=Fraction(0))
        self.tick = _tick(greatest)
        self.top = self.tick * max(1, _ceil(greatest / self.tick))
        if self.top - greatest < self.tick / 10:
            self.top += self.tick
        self.first = sheet.points[0].day if sheet.points else dt.date.min
        self.days = max(1, (sheet.points[-1].day - self.first).days) if sheet.points else 1

    def x(self, day: dt.date) -> int:
        """Return a day's place from the left."""
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - self.first).days // self.days

    def y(self, share: Fraction) -> int:
        """Return a share's place from the top."""
        room = HEIGHT - _TOP - _BOTTOM
        return HEIGHT - _BOTTOM - int(share / self.top * room)


def _tick(greatest: Fraction) -> Fraction:
    """Return the step of the scale: 1, 2 or 5 times a power of ten, so that few lines are drawn."""
    size = Fraction(1, 10**7)
    while True:
        for factor in _TICKS:
            if greatest <= size * factor * _STEPS:
                return size * factor
        size *= 10


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _band(sheet: BandSheet, scale: _Scale, language: Language) -> Iterator[str]:
    if sheet.band is None:
        return
    low, high = (scale.y(share) for share in sheet.band)
    width = WIDTH - _LEFT - _RIGHT
    yield f'<rect x="{_LEFT}" y="{high}" width="{width}" height="{low - high}" fill="{_BAND}"/>'
    for at in (low, high):
        yield _rule(at, _BAND_EDGE, ' stroke-dasharray="2 3"')


def _grid(scale: _Scale, language: Language) -> Iterator[str]:
    share = Fraction(0)
    while share <= scale.top:
        at = scale.y(share)
        yield _rule(at, _RULE if share else _FAINT)
        yield _text(_LEFT - 8, at + 4, _percent(share, language, scale.tick), 11, _FAINT, anchor="end")
        share += scale.tick


def _days(sheet: BandSheet, scale: _Scale, language: Language) -> Iterator[str]:
    """Yield the first and last day and each first of a month between, where there is room."""
    if not sheet.points:
        return
    base, last = HEIGHT - _BOTTOM, sheet.points[-1].day
    shown = [scale.first, *_firsts(scale.first, last), last]
    room = (WIDTH - _LEFT - _RIGHT) // 8
    placed: list[int] = []
    for day in (shown[0], shown[-1], *shown[1:-1]):
        at = scale.x(day)
        if any(abs(at - other) < room for other in placed):
            continue
        placed.append(at)
        yield f'<line x1="{at}" y1="{base}" x2="{at}" y2="{base + 5}" stroke="{_FAINT}"/>'
        yield _text(at, base + 18, language.date(day), 11, _FAINT, anchor="middle")


def _firsts(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield each first of a month after one day and before another."""
    year, month = first.year, first.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if dt.date(year, month, 1) >= last:
            return
        yield dt.date(year, month, 1)


def _limits(sheet: BandSheet, scale: _Scale) -> Iterator[str]:
    for share in sheet.limits.values():
        yield _rule(scale.y(share), _LIMIT, ' stroke-width="2"')


def _line(sheet: BandSheet, scale: _Scale) -> Iterator[str]:
    """Yield the line of the share, broken where no share is known or a day is missing."""
    parts: list[list[str]] = [[]]
    before: dt.date | None = None
    for each in sheet.points:
        if each.share is None or (before is not None and (each.day - before).days > 1):
            parts.append([])
        if each.share is not None:
            parts[-1].append(f"{scale.x(each.day)},{scale.y(each.share)}")
        before = each.day
    for part in parts:
        if len(part) > 1:
            yield f'<polyline points="{" ".join(part)}" fill="none" stroke="{_LINE}" stroke-width="2"/>'
        elif part:
            x, y = part[0].split(",")
            yield f'<circle cx="{x}" cy="{y}" r="2" fill="{_LINE}"/>'


def _marks(sheet: BandSheet, scale: _Scale) -> Iterator[str]:
    """Yield a mark on each day on which a limit was broken."""
    for each in sheet.points:
        if each.day in sheet.breached:
            base = HEIGHT - _BOTTOM
            yield f'<rect x="{scale.x(each.day) - 2}" y="{base - 6}" width="4" height="6" fill="{_LIMIT}"/>'


def _edge(sheet: BandSheet, scale: _Scale, language: Language) -> Iterator[str]:
    """Yield what the lines are, at the right edge, none over another."""
    named = [(share, f"{limit}: {_percent(share, language)}", _LIMIT) for limit, share in sheet.limits.items()]
    known = [each for each in sheet.points if each.share is not None]
    if known and known[-1].share is not None:
        named.append((known[-1].share, _percent(known[-1].share, language), _LINE))
    if sheet.band is not None:
        named += [(share, _percent(share, language), _BAND_EDGE) for share in sheet.band]
    last = -_APART
    for at, text, colour in sorted((scale.y(share), text, colour) for share, text, colour in named):
        last = max(at + 4, last + _APART)
        yield _text(WIDTH - _RIGHT + 8, last, _cut(text), 11, colour)


def _legend(sheet: BandSheet, language: Language) -> Iterator[str]:
    say, at, base = language.say, _LEFT, HEIGHT - 36
    entries = [(_LINE, say("share of the reserves"))]
    entries += [(_BAND_EDGE, say("band proposed by the last review"))] if sheet.band is not None else []
    entries += [(_LIMIT, say("limit, and days on which one was broken"))] if sheet.limits or sheet.breached else []
    for colour, text in entries:
        size = 20 + 7 * len(text)
        if at + size > WIDTH - _MARGIN and at > _LEFT:
            at, base = _LEFT, base + 20
        yield f'<rect x="{at}" y="{base - 9}" width="14" height="10" rx="2" fill="{colour}"/>'
        yield _text(at + 20, base, text, 11)
        at += size + 24


def _percent(share: Fraction, language: Language, tick: Fraction = Fraction(1, 10_000)) -> str:
    """Return a share in percent, with as many decimals as its steps need."""
    places = 2
    while (tick * 100 * 10**places).denominator > 1:
        places += 1
    gap = "" if language.code == "en" else NO_BREAK_SPACE
    return f"{percent(share, places).replace('.', language.point)}{gap}%"


def _rule(at: int, colour: str, more: str = "") -> str:
    return f'<line x1="{_LEFT}" y1="{at}" x2="{WIDTH - _RIGHT}" y2="{at}" stroke="{colour}"{more}/>'


def _cut(text: str) -> str:
    return text if len(text) <= 22 else f"{text[:8]}…{text[-12:]}"


def _text(x: int, y: int, text: str, size: int, fill: str = _INK, weight: str = "normal", anchor: str = "start") -> str:
    bold = ' font-weight="bold"' if weight == "bold" else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}" y="{y}" {_SANS} font-size="{size}" fill="{fill}"{bold}{place}>{as_html(text)}</text>'
