"""Days as whole numbers: on which day of a register's zone a moment lies."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable

from tracer.reserve.days import instant

_SLACK = 2
"""Days before the one in UTC on which a zone's day may have begun."""


class DayCount:
    """The days of a zone from the first of some moments up to a last day, by their ordinal numbers."""

    def __init__(self, zone: str, moments: Iterable[int], last: dt.date) -> None:
        """Take Unix seconds, and the last day that is asked for."""
        first = min(moments, default=None)
        began = last if first is None else dt.datetime.fromtimestamp(first, dt.UTC).date()
        self._zone, self._first = zone, min(began, last).toordinal() - _SLACK
        self._ends = [instant(dt.date.fromordinal(day), zone) for day in range(self._first, last.toordinal() + 1)]

    def day(self, moment: int) -> int:
        """Return the day on which a moment lies; any one after the last day is the one after it."""
        return self._first + bisect_right(self._ends, moment)

    def ended(self, moment: int) -> int:
        """Return the day that ends at a moment, or on which it lies."""
        return self.day(moment - 1)
