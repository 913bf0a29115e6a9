"""Windows of time in which trades are looked at, each ending at an instant of a day."""

import datetime as dt
from dataclasses import dataclass

from tracer.formats.zone import zone as zone_of
from tracer.reserve.days import instant
from tracer.reserve.terms import PriceTerms

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window: its beginning and its end in Unix seconds, the end not in it, and into how many parts it is cut."""

    begins: int
    ends: int
    partitions: int

    @property
    def partition_seconds(self) -> int:
        """How long a part is."""
        return (self.ends - self.begins) // self.partitions


def window(day: dt.date, terms: PriceTerms, zone: str) -> Window:
    """Return the window of a day: it ends with the day in the zone, unless the convention names a time of its own.

    Raises:
        CaseError: the day lies outside of the years that are counted.
    """
    ends = instant(day, zone)
    return _ending(ends if terms.fixing is None else at(day, *terms.fixing), terms)


def at(day: dt.date, time: dt.time, zone: str) -> int:
    """Return a time of a day by the clocks of a zone, in Unix seconds; of two such times the first."""
    return int(dt.datetime.combine(day, time, zone_of(zone)).timestamp())


def usual(day: dt.date, terms: PriceTerms, zone: str) -> tuple[tuple[str, Window], ...]:
    """Return the other usual conventions of a day by name, each the same rule over another window."""
    midnight = at(day + dt.timedelta(days=1), dt.time.min, "UTC")
    ends = {
        f"end of the day in {zone}": instant(day, zone),
        "16:00 Europe/London": at(day, dt.time(16), "Europe/London"),
        "24:00 UTC": midnight,
    }
    own = window(day, terms, zone).ends
    return tuple((name, _ending(end, terms)) for name, end in ends.items() if end != own)


def _ending(ends: int, terms: PriceTerms) -> Window:
    return Window(begins=ends - terms.window_minutes * _MINUTE, ends=ends, partitions=terms.partitions)
