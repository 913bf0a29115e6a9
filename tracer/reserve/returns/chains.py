"""Sub-periods of a block of satoshi, and the chains that they make: a chain ends when nothing is left.

A sub-period ends on each day on which something came or left, at each quarter's end, and where a span begins or ends.
A day's flows come after its valuation: what was held through the sub-period is valued at its last day's fixing first.

Source: CFA Institute, Global Investment Performance Standards (2020): valuation at each large external flow, geometric
linking.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.chain.amount import COIN
from tracer.reserve.returns.quotes import CoinQuote, QuoteOf
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.value.day_rows import DayRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SubPeriod:
    """From the end of one day, its flows done, to the valuation of a later one.

    `held` are satoshi at its beginning as the books leave them, `last` the books of its last day; `execution` are
    hundredths of the currency by which disposals of that day brought more than their satoshi at the fixing.
    """

    begins: CoinQuote
    ends: CoinQuote
    held: int
    last: DayRow
    execution: Fraction

    @property
    def gross(self) -> Ratio:
        """Value before the last day's flows over value at the beginning: fees and execution are flows like others."""
        return Ratio.of((self.last.opening * self.ends.price) / (self.held * self.begins.price))

    @property
    def kept(self) -> Fraction:
        """Value before the last day's flows and after its fees and what its disposals cost, times satoshi of a coin."""
        return (self.last.opening - self.last.fees) * self.ends.price + self.execution * COIN

    @property
    def net(self) -> Ratio | None:
        """The same with fees and execution in the result.

        None where they are more than all there was, as they can be of coins that came on the same day, or all of it
        while something is left.
        """
        if self.kept < 0 or (self.kept == 0 and self.last.closing > 0):
            return None
        return Ratio.of(self.kept / (self.held * self.begins.price))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChain:
    """An unbroken holding: since when something is held, and from and to which day it is measured.

    It is measured from `measured` on: the first day that has a price and after which none lacks one where something
    came or left; `unpriced` is the last that does. `emptied` is the day on which nothing was left, None while it lasts.
    """

    held_since: dt.date
    measured: dt.date | None
    unpriced: dt.date | None
    emptied: dt.date | None
    parts: tuple[SubPeriod, ...]

    def covers(self, begins: dt.date, ends: dt.date) -> bool:
        """Return whether something was held from the end of a day to another's valuation, and measured."""
        return self.measured is not None and self.measured <= begins and (self.emptied is None or ends <= self.emptied)


class _Growing:
    """A chain while its days are read."""

    def __init__(self, row: DayRow, quote: CoinQuote | None) -> None:
        self.since = row.day
        self._begin(row, quote)

    def _begin(self, row: DayRow, quote: CoinQuote | None) -> None:
        self.last, self.quote = row, quote
        self.measured = None if quote is None else row.day
        self.unpriced = row.day if quote is None else None
        self.parts: list[SubPeriod] = []

    def go_on(self, row: DayRow, quote: CoinQuote | None, execution: Fraction) -> None:
        """Take the next day on which something moved or a figure ends."""
        if self.quote is None or quote is None:
            unpriced = self.unpriced
            self._begin(row, quote)
            self.unpriced = self.unpriced or unpriced
            return
        part = SubPeriod(begins=self.quote, ends=quote, held=self.last.closing, last=row, execution=execution)
        self.parts.append(part)
        self.last, self.quote = row, quote

    def chain(self, emptied: dt.date | None) -> ReturnChain:
        """Return what was read."""
        return ReturnChain(
            held_since=self.since,
            measured=None if self.measured == emptied else self.measured,
            unpriced=self.unpriced,
            emptied=emptied,
            parts=tuple(self.parts),
        )


def chains(
    rows: Sequence[DayRow], quote_of: QuoteOf, executions: Mapping[dt.date, Fraction], cuts: Collection[dt.date]
) -> tuple[ReturnChain, ...]:
    """Return the chains of a block in the order of time.

    Args:
        rows: the block's days in ascending order; days on which nothing moved may be left out.
        quote_of: the price of a day.
        executions: hundredths of the currency by which a day's disposals brought more than their satoshi at the fixing.
        cuts: days at which sub-periods end beside those of flows.
    """
    found: list[ReturnChain] = []
    growing: _Growing | None = None
    for row in _days(rows, cuts):
        quote = quote_of(row.day)
        if growing is not None:
            growing.go_on(row, quote, executions.get(row.day, Fraction(0)))
            if row.closing <= 0:
                found.append(growing.chain(row.day))
                growing = None
        elif row.closing > 0:
            growing = _Growing(row, quote)
    if growing is not None:
        found.append(growing.chain(None))
    return tuple(found)


def has_moved(row: DayRow) -> bool:
    """Return whether anything came or left on a day."""
    return any((row.added, row.disposed, row.fees, row.deposited, row.withdrawn, row.scoped))


def _days(rows: Sequence[DayRow], cuts: Collection[dt.date]) -> Iterator[DayRow]:
    """Yield the days of flows and of cuts in order; a cut without a row is a day on which nothing moved."""
    known = {row.day: row for row in rows}
    wanted = {row.day for row in rows if has_moved(row)} | set(cuts)
    if rows:
        wanted.add(rows[0].day)
    held = 0
    for day in sorted(wanted):
        row = known.get(day) or DayRow(day=day, opening=held)
        yield row
        held = row.closing
