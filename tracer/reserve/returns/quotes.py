"""What one bitcoin is in a currency on a day: that day's fixing, or the last one before it, which is said."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

MOST_AGE = 5
"""Days that a price or a benchmark's value may be old at the end of a span; flows take an older one and say so."""


@dataclass(frozen=True, slots=True)
class CoinQuote:
    """The price of a day: hundredths of a currency for one bitcoin, and the day of the fixing that it is from."""

    day: dt.date
    fixing: dt.date
    price: Fraction

    @property
    def age(self) -> int:
        """How many days the fixing is old."""
        return (self.day - self.fixing).days

    @property
    def is_carried(self) -> bool:
        """Whether the day has no fixing of its own."""
        return self.fixing != self.day


QuoteOf: TypeAlias = Callable[[dt.date], CoinQuote | None]
"""Returns the price of a day, None where there is no fixing on or before it."""


def own_quotes(quote_of: QuoteOf, days: Iterable[dt.date]) -> tuple[CoinQuote, ...]:
    """Return the prices of those days that have a fixing of their own."""
    found = (quote_of(day) for day in days)
    return tuple(quote for quote in found if quote is not None and not quote.is_carried)
