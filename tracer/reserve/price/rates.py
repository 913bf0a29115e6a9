"""Official rates of exchange of the National Bank: tenge for one unit of a currency, by day.

They come as the bank publishes them, `tables/fx/2026-11-30.xml`, or typed in `tables/fx.csv`. A currency is quoted for
`quant` units; what is computed with is one. A rate that differs from the one before it by more than the convention
allows is a slip until somebody confirms it: in `tables/fx.csv`, column `confirmed`.
Source: National Bank of Kazakhstan, get_rates.cfm (title, quant, description, date).
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Self

from tracer.errors import CaseError
from tracer.reserve.price import rate_files
from tracer.reserve.price.rate_files import CSV, QuotedRate
from tracer.reserve.price.rounding import percent_text, short_decimal
from tracer.reserve.terms import PriceTerms

DOLLAR = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRate:
    """Tenge for one unit of a currency: `kzt`, exact. `source` is the path of the file that gave it."""

    currency: str
    as_of: dt.date
    kzt: Fraction
    source: str
    sha256: str

    def age_days(self, day: dt.date) -> int:
        """Return how many days older than a day the rate is."""
        return (day - self.as_of).days


class Rates:
    """The rates on file of a few currencies; immutable."""

    __slots__ = ("_days", "_max_age", "_rates")

    def __init__(self, rates: Mapping[str, tuple[DayRate, ...]], max_age_days: int) -> None:
        """Hold rates by currency, each in the order of days."""
        self._rates = dict(rates)
        self._days = {currency: [each.as_of for each in found] for currency, found in rates.items()}
        self._max_age = max_age_days

    @classmethod
    def of(cls, files: Mapping[str, bytes], terms: PriceTerms, currencies: Collection[str] = (DOLLAR,)) -> Self:
        """Read the rates of the currencies among files given by path; other files are left alone.

        Raises:
            CaseError: every fault of every file: a form, a date, a quant, two rates of one day that differ, or a change
                beyond the convention that nobody confirmed.
        """
        faults: list[str] = []
        quoted: dict[str, dict[dt.date, list[QuotedRate]]] = {currency: {} for currency in sorted(currencies)}
        for each in rate_files.read(files, faults):
            if each.currency in quoted:
                quoted[each.currency].setdefault(each.as_of, []).append(each)
        found = {}
        for currency, by_day in quoted.items():
            days = [by_day[day] for day in sorted(by_day)]
            faults += _disagreements(days)
            faults += _jumps(days, terms.max_fx_change)
            found[currency] = tuple(_rate(one[0]) for one in days)
        if faults:
            raise CaseError(*faults)
        return cls(found, terms.max_fx_age_days)

    def on(self, currency: str, day: dt.date) -> DayRate | None:
        """Return the last rate on or before a day; None where there is none, or it is older than is allowed."""
        place = bisect_right(self._days.get(currency, []), day)
        if not place:
            return None
        rate = self._rates[currency][place - 1]
        return None if rate.age_days(day) > self._max_age else rate


def _rate(quote: QuotedRate) -> DayRate:
    return DayRate(currency=quote.currency, as_of=quote.as_of, kzt=quote.kzt, source=quote.path, sha256=quote.sha256)


def _disagreements(days: list[list[QuotedRate]]) -> Iterator[str]:
    """Yield a fault for each day of which two files say different things."""
    for quotes in days:
        for other in quotes[1:]:
            if other.kzt != quotes[0].kzt:
                yield (
                    f"{other.place}: {other.words}, but {quotes[0].words} in {quotes[0].place}: "
                    f"one of them is not the bank's rate of {other.as_of.isoformat()}"
                )


def _jumps(days: list[list[QuotedRate]], most: Fraction) -> Iterator[str]:
    """Yield a fault for each rate that changed by more than `most`, a share, and that nobody confirmed."""
    for before, after in pairwise(days):
        last, quote = before[0], after[0]
        change = abs(quote.kzt / last.kzt - 1)
        if change > most and not any(each.confirmed for each in after):
            one_day = quote.as_of - last.as_of == dt.timedelta(days=1)
            whose = "yesterday's" if one_day else f"{last.as_of.isoformat()}'s"
            yield (
                f"{quote.place}: {quote.words}: {percent_text(change)} off {whose} "
                f"{short_decimal(last.kzt * quote.quant)}.\n"
                f"Put it right; or where it is the bank's rate, say who saw it, in {CSV}, column confirmed."
            )
