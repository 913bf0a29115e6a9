"""How much the price moved: standard deviation of daily log changes for a year, and the greatest fall with its days.

Decimals of fifty digits, each operation of which is correctly rounded: the same figures on every machine.

Source: IEEE 754-2008 and Python's `decimal` (ln, square root and division correctly rounded, half to even).
"""

import datetime as dt
import decimal
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from tracer.reserve.returns.quotes import CoinQuote
from tracer.reserve.returns.ratios import BASIS, half_even
from tracer.reserve.returns.unavailable import Unavailable, Why

DIGITS = 50
YEAR = 365
"""Changes in a year: bitcoin is priced every day."""
FEWEST = 2

ARITHMETIC = decimal.Context(
    prec=DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=decimal.MIN_EMIN,
    Emax=decimal.MAX_EMAX,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""Whatever the caller's own context is set to."""


class DailyChange(NamedTuple):
    """The logarithm of a day's price over that of the day before."""

    day: dt.date
    log: Decimal


@dataclass(frozen=True, slots=True)
class Volatility:
    """Standard deviation (n - 1) of daily log changes times the root of 365, in hundredths of a per cent.

    `changes` is n: days that have a fixing and whose day before has one.
    """

    basis_points: int
    changes: int


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The greatest fall from one fixing to a later one, in hundredths of a per cent, below zero.

    Of equal ones the first.
    """

    basis_points: int
    peak: dt.date
    trough: dt.date


def daily_changes(quotes: Sequence[CoinQuote]) -> tuple[DailyChange, ...]:
    """Return the changes from each day to the next, of days given in ascending order with fixings of their own.

    A day without one is no change of zero: its changes are left out.
    """
    return tuple(
        DailyChange(later.day, ARITHMETIC.ln(_decimal(later.price / earlier.price)))
        for earlier, later in pairwise(quotes)
        if (later.day - earlier.day).days == 1
    )


def volatility(changes: Sequence[DailyChange]) -> Volatility | Unavailable:
    """Return the volatility of a price by its daily changes."""
    if len(changes) < FEWEST:
        return Unavailable(Why.FEW_CHANGES)
    number = Decimal(len(changes))
    mean = ARITHMETIC.divide(_sum([each.log for each in changes]), number)
    off = [ARITHMETIC.subtract(each.log, mean) for each in changes]
    squares = _sum([ARITHMETIC.multiply(each, each) for each in off])
    variance = ARITHMETIC.divide(ARITHMETIC.multiply(squares, Decimal(YEAR)), ARITHMETIC.subtract(number, Decimal(1)))
    scaled = ARITHMETIC.multiply(ARITHMETIC.sqrt(variance), Decimal(BASIS))
    return Volatility(half_even(*scaled.as_integer_ratio()), len(changes))


def drawdown(quotes: Sequence[CoinQuote]) -> Drawdown | None:
    """Return the greatest fall of a price over the days given, in ascending order; None where it never fell."""
    found: tuple[Fraction, CoinQuote, CoinQuote] | None = None
    peak: CoinQuote | None = None
    for quote in quotes:
        if peak is None or quote.price > peak.price:
            peak = quote
        left = quote.price / peak.price
        if left < 1 and (found is None or left < found[0]):
            found = left, peak, quote
    if found is None:
        return None
    left, peak, trough = found
    points = half_even((left.numerator - left.denominator) * BASIS, left.denominator)
    return Drawdown(points, peak.day, trough.day)


def _decimal(value: Fraction) -> Decimal:
    return ARITHMETIC.divide(Decimal(value.numerator), Decimal(value.denominator))


def _sum(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for each in values:
        total = ARITHMETIC.add(total, each)
    return total
