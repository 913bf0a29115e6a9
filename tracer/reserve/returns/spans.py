"""The stretches of time that are measured: whole calendar years back from a day, and since the beginning."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

_YEAR = 365

YEARS = (1, 3, 5)
"""Calendar years back that are always told of."""


@dataclass(frozen=True, slots=True)
class ReturnSpan:
    """From the end of one day to the end of another; `years` None: since the beginning."""

    begins: dt.date
    ends: dt.date
    years: int | None = None

    @property
    def days(self) -> int:
        """How many days it is long."""
        return (self.ends - self.begins).days

    @property
    def is_short(self) -> bool:
        """Whether it is shorter than a year, so that no figure of it stands for one."""
        return self.days < _YEAR


def years_back(day: dt.date, years: int) -> dt.date:
    """Return the same day so many calendar years earlier; of 29 February 28 February where there is no other."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def spans(to: dt.date, since: dt.date | None) -> tuple[ReturnSpan, ...]:
    """Return the spans that end with a day: one, three and five years, and since a beginning that lies before it."""
    found = [ReturnSpan(years_back(to, years), to, years) for years in YEARS]
    if since is not None and since < to:
        found.append(ReturnSpan(since, to))
    return tuple(found)


def quarter_ends(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the last days of quarters from a day to another, both included."""
    for year in range(first.year, last.year + 1):
        for month in (3, 6, 9, 12):
            day = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
            if first <= day <= last:
                yield day
