"""What the reserve is compared with: series of values, of price or of total return, like with like or not at all."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Protocol, TypeAlias

from tracer.errors import CaseError
from tracer.reserve.returns.quotes import MOST_AGE
from tracer.reserve.returns.ratios import Ratio, product
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable, Why

RateOf: TypeAlias = Callable[[str, dt.date], Fraction | None]
"""Returns tenge for one unit of a currency on a day, None where there is no rate."""


_YEAR = 36_500
"""Days of a year, times the per cent that a rate is stated in."""


class BenchmarkName(Enum):
    """A benchmark, by the name of its table, in the order of every list."""

    GOLD = "gold"
    FX = "fx_reserves"
    SDR = "sdr"
    PORTFOLIO = "portfolio"

    @property
    def path(self) -> str:
        """The file in the register's folder."""
        return f"tables/{self.value}.csv"


class ReturnKind(Enum):
    """What a series measures: the price alone, or with all that the asset paid."""

    PRICE = "price"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """Values at the ends of days, in ascending order of the days."""

    days: tuple[dt.date, ...]
    values: tuple[Fraction, ...]

    def on(self, day: dt.date) -> tuple[dt.date, Fraction] | None:
        """Return the last value on or before a day with its own day, None where there is none."""
        at = bisect_right(self.days, day)
        return (self.days[at - 1], self.values[at - 1]) if at else None


@dataclass(frozen=True, slots=True)
class AccruingSeries:
    """Values of a currency that earns interest: rates in per cent a year, each from its day on.

    Interest is simple up to the next rate and is added then; before the first rate there is no value.
    """

    values: ValueSeries
    rates: tuple[tuple[dt.date, Fraction], ...]

    def on(self, day: dt.date) -> tuple[dt.date, Fraction] | None:
        """Return the last value on or before a day, grown by the interest since the first rate, with its own day."""
        found = self.values.on(day)
        if found is None or not self.rates or found[0] < self.rates[0][0]:
            return None
        as_of, value = found
        begun = [rate for rate in self.rates if rate[0] < as_of]
        ends = [*(begins for begins, _ in begun[1:]), as_of]
        grown = product(
            [
                Ratio.of(1 + rate * (until - begins).days / _YEAR)
                for (begins, rate), until in zip(begun, ends, strict=False)
            ]
        )
        return as_of, value * Fraction(grown.numerator, grown.denominator)


class DatedValues(Protocol):
    """Values by day."""

    def on(self, day: dt.date) -> tuple[dt.date, Fraction] | None:
        """Return the last value on or before a day with its own day, None where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A benchmark's table as read; `sources` are what it names, each once, in the order of its rows."""

    name: BenchmarkName
    currency: str
    series: Mapping[ReturnKind, DatedValues]
    sources: tuple[str, ...]


def common_kind(benchmarks: Iterable[Benchmark]) -> ReturnKind:
    """Return which kind of return all benchmarks are compared in: total where all have it, else price.

    Coins earn nothing, so that their price return is their total return: they are of either kind.

    Raises:
        CaseError: they have none in common, or foreign exchange is without what it earned.
    """
    known = list(benchmarks)
    faults = [
        f"{each.name.path}: a price series leaves out what foreign exchange earns; returns need a total series."
        for each in known
        if each.name is BenchmarkName.FX and ReturnKind.TOTAL not in each.series
    ]
    if faults:
        raise CaseError(*faults)
    for kind in (ReturnKind.TOTAL, ReturnKind.PRICE):
        if all(kind in each.series for each in known):
            return kind
    price = next(each for each in known if ReturnKind.TOTAL not in each.series)
    total = next(each for each in known if ReturnKind.PRICE not in each.series)
    raise CaseError(
        f"{price.name.path} is a price series and {total.name.path} a total one: like is compared with like.\n"
        "State both where an asset pays nothing, or file rows of both kinds."
    )


def benchmark_return(
    benchmark: Benchmark | None, kind: ReturnKind, span: ReturnSpan, currency: str, rate_of: RateOf
) -> Ratio | Unavailable:
    """Return what became of one in a benchmark over a span, in a currency, or why that is not known."""
    if benchmark is None:
        return Unavailable(Why.NO_FILE)
    ends = []
    for day in (span.begins, span.ends):
        value = benchmark_value(benchmark, kind, day, currency, rate_of)
        if isinstance(value, Unavailable):
            return value
        ends.append(value)
    return Ratio.of(ends[1] / ends[0])


def benchmark_value(
    benchmark: Benchmark, kind: ReturnKind, day: dt.date, currency: str, rate_of: RateOf
) -> Fraction | Unavailable:
    """Return a benchmark's value on a day in a currency, a few days old at most, or why that is not known."""
    found = benchmark.series[kind].on(day)
    if found is None:
        return Unavailable(Why.NO_ROW, day)
    as_of, value = found
    if (day - as_of).days > MOST_AGE:
        return Unavailable(Why.OLD_ROW, day, as_of)
    if currency == benchmark.currency:
        return value
    own, other = rate_of(benchmark.currency, day), rate_of(currency, day)
    if own is None or other is None:
        return Unavailable(Why.NO_RATE, day)
    return value * own / other
