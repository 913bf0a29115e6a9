"""Histories of one asset for tests: prices by day, the books' rows, and what a currency makes of them."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from tracer.chain.amount import COIN
from tracer.reserve.returns.benchmarks import Benchmark, BenchmarkName
from tracer.reserve.returns.performance import MeasuredBooks, Performance, performance
from tracer.reserve.returns.quotes import CoinQuote, QuoteOf
from tracer.reserve.value.day_rows import DayRow, ValuedBlock

START = dt.date(2026, 1, 1)
RATE = 500
"""Tenge for one dollar in tests, where nothing else is said."""


def day(number: int) -> dt.date:
    """Return the day of a number, the first being 0."""
    return START + dt.timedelta(days=number)


def quotes(prices: Mapping[dt.date, int | Fraction]) -> QuoteOf:
    """Return prices in hundredths as they are asked for: the last one on or before a day."""

    def quote(asked: dt.date) -> CoinQuote | None:
        known = [each for each in prices if each <= asked]
        return CoinQuote(asked, max(known), Fraction(prices[max(known)])) if known else None

    return quote


class Flows(NamedTuple):
    """What happens to the satoshi of a day."""

    added: int = 0
    disposed: int = 0
    fees: int = 0
    deposited: int = 0
    withdrawn: int = 0
    scoped: int = 0


def rows(flows: Mapping[int, Flows], last: int) -> tuple[DayRow, ...]:
    """Return a row for each day up to a last one, from what happens on some of them."""
    found, held = [], 0
    for number in range(last + 1):
        each = flows.get(number, Flows())
        found.append(DayRow(day=day(number), opening=held, **each._asdict()))
        held = found[-1].closing
    return tuple(found)


class History(NamedTuple):
    """Rows of books, and the price on every day of them."""

    rows: tuple[DayRow, ...]
    prices: Mapping[dt.date, Fraction]


def of_values(values: Sequence[Fraction | int], cash: Sequence[Fraction | int]) -> History:
    """Return books of one asset, a day for each value, that are worth these before flows; each flow comes after them.

    Prices follow from the values; satoshi are whole because the price of one is chosen so.
    """
    prices = [Fraction(1)]
    for number in range(1, len(values)):
        prices.append(prices[-1] * Fraction(values[number]) / (Fraction(values[number - 1]) + cash[number - 1]))
    came = [Fraction(values[0]), *(Fraction(flow) / price for flow, price in zip(cash[1:], prices[1:], strict=True))]
    whole = lcm(*(each.denominator for each in came))
    flows = {
        number: Flows(added=int(max(each, Fraction(0)) * whole), disposed=int(max(-each, Fraction(0)) * whole))
        for number, each in enumerate(came)
    }
    return History(
        rows(flows, len(values) - 1),
        {day(number): price * COIN * 100 / whole for number, price in enumerate(prices)},
    )


def drawn(seed: int, longest: int = 40) -> History:
    """Return a history with receipts, disposals, fees, deposits, scopes, and days on which nothing is left."""
    draw = random.Random(seed)
    last = draw.randint(2, longest)
    flows: dict[int, Flows] = {}
    held = 0
    for number in range(last + 1):
        if number and draw.random() < 0.5:
            continue
        added = draw.randint(0, 10 ** draw.randint(0, 10)) * (draw.random() < 0.7)
        withdrawn = draw.randint(0, 10**8) * (draw.random() < 0.1)
        there = held + added + withdrawn
        disposed = there if draw.random() < 0.15 else draw.randint(0, there) * (draw.random() < 0.4)
        fees = draw.randint(0, min(there - disposed, 10_000)) * (draw.random() < 0.3)
        deposited = draw.randint(0, there - disposed - fees) * (draw.random() < 0.1)
        left = there - disposed - fees - deposited
        scoped = draw.randint(-left, 10**8) * (draw.random() < 0.1)
        flows[number] = Flows(added, disposed, fees, deposited, withdrawn, scoped)
        held = left + scoped
    price = draw.randint(1, 10**8)
    prices = {}
    for number in range(last + 1):
        if not number or draw.random() < 0.9:
            prices[day(number)] = Fraction(price)
        price = max(1, price * draw.randint(50, 160) // 100)
    return History(rows(flows, last), prices)


def measured(
    history: History,
    *,
    held: History | None = None,
    executions: Mapping[dt.date, Fraction] | None = None,
    benchmarks: Mapping[BenchmarkName, Benchmark] | None = None,
    rates: Mapping[dt.date, Fraction] | None = None,
) -> MeasuredBooks:
    """Return books to measure: the reserve's days, all that is held (None: the same), in dollars and in tenge."""

    def rate_of(currency: str, asked: dt.date) -> Fraction | None:
        if currency == "KZT":
            return Fraction(1)
        return Fraction(RATE) if rates is None else rates.get(asked)

    def tenge(asked: dt.date) -> CoinQuote | None:
        found, rate = dollars(asked), rate_of("USD", asked)
        return None if found is None or rate is None else CoinQuote(asked, found.fixing, found.price * rate)

    dollars = quotes(history.prices)
    brought = executions or {}
    in_tenge = {when: each * (rate_of("USD", when) or 0) for when, each in brought.items()}
    return MeasuredBooks(
        rows={ValuedBlock.RESERVE: history.rows, ValuedBlock.HELD: (held or history).rows},
        executions={
            (scope, currency): brought if currency == "USD" else in_tenge
            for scope in (ValuedBlock.RESERVE, ValuedBlock.HELD)
            for currency in ("USD", "KZT")
        },
        quotes={"USD": dollars, "KZT": tenge},
        benchmarks=benchmarks or {},
        rate_of=rate_of,
    )


def performed(books: MeasuredBooks, last: int | dt.date) -> Performance:
    """Return how books did up to a day."""
    return performance(books, day(last) if isinstance(last, int) else last)
