"""Daily values of a quarter, for a bank that keeps or lends the coins: the average and the highest.

Source: Basel Committee, SCO60 and DIS55, in force from 2026-01-01: exposures to cryptoassets of group 2 have a risk
weight of 1,250 %, which at a ratio of 8 % is capital of the exposure itself, and stay below 1 % and never exceed 2 % of
Tier 1 capital; averages are of daily values. A central bank is not within its scope.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tracer.formats.canonical import Writable
from tracer.reserve.price.rounding import half_even, usd_cents
from tracer.reserve.value.day_rows import DayRow
from tracer.reserve.value.money import DayPrices

RISK_WEIGHT, CAPITAL_RATIO = Fraction(1_250, 100), Fraction(8, 100)
_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterExposure:
    """A quarter's daily values of what is held, in US cents.

    `days` have a value, `carried` of them by an earlier day's fixing, `unpriced` have none. `highest` was on `day`.
    """

    quarter: str
    days: int
    carried: int
    unpriced: int
    average: int | None
    highest: int | None
    day: dt.date | None

    @property
    def capital(self) -> int | None:
        """What a bank that bore the average itself would hold: 1,250 % x 8 % of it, in US cents."""
        return None if self.average is None else half_even(self.average * RISK_WEIGHT * CAPITAL_RATIO)

    def as_json(self) -> dict[str, Writable]:
        """Return the row, amounts as texts of digits."""
        return {
            "quarter": self.quarter,
            "days": self.days,
            "carried": self.carried,
            "without_value": self.unpriced,
            "average_cents": None if self.average is None else str(self.average),
            "highest_cents": None if self.highest is None else str(self.highest),
            "highest_day": None if self.day is None else self.day.isoformat(),
            "capital_cents": None if self.capital is None else str(self.capital),
        }


def exposures(rows: Iterable[DayRow], prices: DayPrices) -> tuple[QuarterExposure, ...]:
    """Return the quarters of daily rows, in order; the average is exact until it is rounded once, half to even."""
    quarters: dict[str, list[DayRow]] = {}
    for row in rows:
        quarters.setdefault(f"{row.day.year}Q{(row.day.month - 1) // _MONTHS + 1}", []).append(row)
    return tuple(_quarter(name, found, prices) for name, found in quarters.items())


def _quarter(name: str, rows: list[DayRow], prices: DayPrices) -> QuarterExposure:
    valued, carried = list[tuple[int, dt.date]](), 0
    for row in rows:
        price = prices.on(row.day)
        if price is not None:
            valued.append((usd_cents(row.closing, price.cents), row.day))
            carried += price.is_carried
    highest = max((value for value, _ in valued), default=None)
    return QuarterExposure(
        quarter=name,
        days=len(valued),
        carried=carried,
        unpriced=len(rows) - len(valued),
        average=half_even(Fraction(sum(value for value, _ in valued), len(valued))) if valued else None,
        highest=highest,
        day=next((day for value, day in valued if value == highest), None),
    )
