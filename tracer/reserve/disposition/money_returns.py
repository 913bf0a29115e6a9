"""What a return that stands in money takes: the satoshi at the fixing of each day that an order may mean.

Loss, seizure, order and payment: the four differ by as much as the price does, so all are printed, and the order
decides. A day that is not on file, or has no fixing, says so.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.acts import Money
from tracer.reserve.value.day_value import taken
from tracer.reserve.value.money import DayPrices
from tracer.reserve.value.sales import DayRates


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReturn:
    """A day that an order may mean: `sat` at its fixing, None where the day or its price is not on file.

    `counts` says whether it is the day that the order names.
    """

    what: str
    day: dt.date | None
    sat: int | None
    counts: bool = False

    def as_json(self) -> dict[str, Writable]:
        """Return `{what, day, sat, counts}`."""
        return {
            "what": self.what,
            "day": None if self.day is None else self.day.isoformat(),
            "sat": None if self.sat is None else str(self.sat),
            "counts": self.counts,
        }


def money_returns(
    money: Money,
    days: Sequence[tuple[str, dt.date | None]],
    prices: DayPrices,
    rates: DayRates,
    value_on: str | None = None,
) -> tuple[MoneyReturn, ...]:
    """Return what an amount takes on each day: amount x 10^8 / price, half to even.

    A price carried from an earlier day is none here. `value_on` is the day that the order names.
    """
    return tuple(
        MoneyReturn(what=what, day=day, sat=_sat(money, day, prices, rates), counts=what == value_on)
        for what, day in days
    )


def _sat(money: Money, day: dt.date | None, prices: DayPrices, rates: DayRates) -> int | None:
    price = None if day is None else prices.on(day)
    if price is None or price.is_carried:
        return None
    return taken(money, price, rates)
