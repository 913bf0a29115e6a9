"""Times as a court reads them: UTC, and the case's own zone with its offset.

Rules of time zones change and editions of them differ, so the offsets used are part of the bundle:
whoever renders it again uses those, and gets the same bytes.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from tracer import moments
from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.zone import zone as rules_of

_DAY = 86400
_LAST = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone's name and its offsets from UTC in seconds, each with the Unix time from which it is used."""

    zone: str | None
    since: tuple[int, ...]
    offsets: tuple[int, ...]

    def offset(self, seconds: int) -> int | None:
        """Return the seconds that the case's zone is ahead of UTC at a Unix time, None where it names no zone."""
        at = bisect_right(self.since, seconds) - 1
        return None if self.zone is None or at < 0 else self.offsets[at]

    def local(self, seconds: int) -> str | None:
        """Return `2026-05-29 01:26:40 +05:00`, None where the case names no zone."""
        offset = self.offset(seconds)
        if offset is None:
            return None
        sign = "-" if offset < 0 else "+"
        minutes = abs(offset) // 60
        return f"{moments.written(seconds + offset)} {sign}{minutes // 60:02d}:{minutes % 60:02d}"

    def as_json(self) -> Writable:
        """Return what the bundle keeps of it."""
        return {"zone": self.zone, "offsets": list(zip(self.since, self.offsets, strict=True))}


def utc(seconds: int) -> str:
    """Return `2026-05-28 20:26:40 UTC` for a Unix time."""
    return moments.utc(seconds)


def iso(seconds: int) -> str:
    """Return `2026-05-28T20:26:40Z` for a Unix time."""
    return moments.iso(seconds)


def date(seconds: int) -> str:
    """Return the UTC date of a Unix time."""
    return moments.written(seconds)[:10]


def set_clock(zone: str | None, times: Iterable[int]) -> Clock:
    """Return the clock of a zone for these Unix times.

    Raises:
        CaseError: there is no such zone.
    """
    if zone is None:
        return Clock(None, (), ())
    try:
        rules = rules_of(zone)
    except ValueError as error:
        raise CaseError(f"case.timezone: {error}") from None
    since: list[int] = []
    offsets: list[int] = []
    for seconds in sorted(set(times)):
        shift = dt.datetime.fromtimestamp(seconds, rules).utcoffset()
        offset = 0 if shift is None else shift.days * _DAY + shift.seconds
        if not offsets or offsets[-1] != offset:
            since.append(seconds)
            offsets.append(offset)
    return Clock(zone, tuple(since), tuple(offsets))


def read_clock(place: JsonCursor) -> Clock:
    """Read back what `Clock.as_json` gave.

    Raises:
        IntegrityError: it is not of that form.
    """
    rows = [[number.as_integer() for number in row.as_rows()] for row in place.rows("offsets")]
    since = tuple(row[0] for row in rows if len(row) == 2)
    offsets = tuple(row[1] for row in rows if len(row) == 2)
    possible = all(abs(offset) < _DAY for offset in offsets) and all(0 <= start <= _LAST for start in since)
    if len(since) != len(rows) or sorted(set(since)) != list(since) or not possible:
        raise place.key("offsets").wrong("a list of times in order, each with an offset of less than a day")
    return Clock(place.maybe_text("zone"), since, offsets)
