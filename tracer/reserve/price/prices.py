"""The fixings on file, and the price that a day's value is computed with.

A day without a fixing carries the last one before it: its quality is then X, and its age is printed beside the value.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from tracer.errors import IntegrityError
from tracer.reserve.price import fixing_file
from tracer.reserve.price.fixing import Fixing
from tracer.reserve.price.fixing import Quality as Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPrice:
    """What a day's value is computed with.

    `day` was asked for; `fixing` is the day of the fixing used: another one than `day` is carried. `cents` are US cents
    for one bitcoin; `sha256` is that of the fixing's file.
    """

    day: dt.date
    fixing: dt.date
    cents: int
    quality: Quality
    sha256: str

    @property
    def age_days(self) -> int:
        """How many days the fixing is older than the day."""
        return (self.day - self.fixing).days

    @property
    def is_carried(self) -> bool:
        """Whether the day has no fixing of its own."""
        return self.day != self.fixing

    @property
    def closes_no_period(self) -> str | None:
        """What stops a period that ends with this day; None: nothing."""
        if not self.is_carried:
            return None
        return (
            f"fixing {self.day.isoformat()} is carried from {self.fixing.isoformat()}; a period does not close on it."
        )


class Prices:
    """The fixings on file; immutable."""

    __slots__ = ("_fixings", "_sha256", "days")

    def __init__(self, fixings: Mapping[dt.date, Fixing], hashes: Mapping[dt.date, str]) -> None:
        """Hold fixings by day, and the SHA-256 of their files."""
        self.days: tuple[dt.date, ...] = tuple(sorted(fixings))
        """The days that have a fixing, in order."""
        self._fixings = dict(fixings)
        self._sha256 = dict(hashes)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Self:
        """Read the fixings among files given by path, `fixings/2026-11-30.json`; other files are left alone.

        Raises:
            IntegrityError: one is not canonical, or is of another day than its name says.
        """
        fixings, hashes = {}, {}
        for path, content in files.items():
            if not path.startswith(f"{fixing_file.FOLDER}/"):
                continue
            fixing = fixing_file.loads(content, path)
            if fixing_file.day_of(path) != fixing.day:
                raise IntegrityError(
                    f"{path} is the fixing of {fixing.day.isoformat()}: it has another name than its day"
                )
            fixings[fixing.day], hashes[fixing.day] = fixing, sha256(content).hexdigest()
        return cls(fixings, hashes)

    def fixing(self, day: dt.date) -> Fixing | None:
        """Return the fixing of a day itself, None where it has none."""
        return self._fixings.get(day)

    def on(self, day: dt.date) -> DayPrice | None:
        """Return the price of a day: its fixing, else the last one before it; None where there is none."""
        place = bisect_right(self.days, day)
        if not place:
            return None
        last = self.days[place - 1]
        fixing = self._fixings[last]
        quality = fixing.quality if last == day else Quality.X
        return DayPrice(day=day, fixing=last, cents=fixing.cents, quality=quality, sha256=self._sha256[last])
