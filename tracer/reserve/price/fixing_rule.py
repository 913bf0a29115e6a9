"""The rule of a fixing, convention `price/1`: trades of several exchanges in, one price out, or the reason for none.

Nothing but the quotes decides. Quality A is the mean of the volume-weighted medians of the window's parts, over the
joint list of all exchanges that are whole, busy enough and within the allowed deviation. Where there are too few trades
for that, and only there, quality C is the median of the exchanges' last trades before the window's end. Exchanges that
disagree give no fixing: two that differ have no majority.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import mul

from tracer.reserve.price import coverage
from tracer.reserve.price.fixing import ExclusionReason, FixedExchange, FixedPartition, Fixing, Quality
from tracer.reserve.price.medians import WeighedTrades, dollars, middle, weighted_median
from tracer.reserve.price.numbers import SCALE, SECOND
from tracer.reserve.price.quotes import ExchangeQuotes
from tracer.reserve.price.rounding import decimal_text, half_even, percent_text
from tracer.reserve.price.trades import Trade, Trades
from tracer.reserve.price.windows import Window
from tracer.reserve.terms import PriceTerms

CENTS = 100


@dataclass(frozen=True, slots=True)
class FixingOutcome:
    """What came of a day's quotes: a fixing, or the sentence that says why there is none.

    `notes` say what a reader should know besides: which files have holes, and who was left out.
    """

    fixing: Fixing | None
    why: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOfExchange:
    """What an exchange brought to a window, part by part.

    `volume` is in satoshi, `median` the weighted median over the window, None without trades; `hole` says in words what
    may be missing. `last` is its last trade before the window's end; of several at one instant the one with the
    greatest number.
    """

    quotes: ExchangeQuotes
    parts: Sequence[WeighedTrades]
    volume: int
    median: Fraction | None
    hole: str | None
    last: Trade | None

    @property
    def trades(self) -> int:
        """How many trades the window has."""
        return sum(len(part.prices) for part in self.parts)


def fix(
    quotes: Sequence[ExchangeQuotes], terms: PriceTerms, window: Window, convention: str, day: dt.date
) -> FixingOutcome:
    """Return the fixing of a day, or why there is none.

    Args:
        quotes: those of every exchange of the convention, in its order.
        terms: its parameters.
        window: its window of that day.
        convention: its name, for the file.
        day: which day.
    """
    found = [_in_window(each, window) for each in quotes]
    return _Rule(found, terms, window, convention, day).outcome()


def _in_window(quotes: ExchangeQuotes, window: Window) -> WindowOfExchange:
    """Cut an exchange's trades, which are in the order of their times, into the window's parts."""
    trades = quotes.trades
    borders = [
        bisect_left(trades.times, (window.begins + number * window.partition_seconds) * SECOND)
        for number in range(window.partitions + 1)
    ]
    parts = [
        WeighedTrades(trades.prices[first:beyond], trades.amounts[first:beyond]) for first, beyond in pairwise(borders)
    ]
    volume = sum(trades.amounts[borders[0] : borders[-1]])
    return WindowOfExchange(
        quotes=quotes,
        parts=parts,
        volume=volume,
        median=weighted_median(parts) if volume else None,
        hole=coverage.hole(quotes, window) if quotes.pages else None,
        last=_last(trades, borders[-1]),
    )


def _last(trades: Trades, beyond: int) -> Trade | None:
    """Return the last of the first so many trades; of several at one instant the one with the greatest number."""
    if not beyond:
        return None
    first = bisect_left(trades.times, trades.times[beyond - 1])
    place = max(range(first, beyond), key=lambda each: trades.ids[each])
    return Trade(trades.ids[place], trades.times[place], trades.prices[place], trades.amounts[place])


class _Rule:
    """One day's computation: which exchanges stand for what, and what comes of it."""

    def __init__(
        self, found: Sequence[WindowOfExchange], terms: PriceTerms, window: Window, convention: str, day: dt.date
    ) -> None:
        self._found = found
        self._terms = terms
        self._window = window
        self._convention = convention
        self._day = day
        self._notes = [
            f"{each.quotes.pages[0].path}: {each.hole}" for each in found if each.quotes.pages and each.hole is not None
        ]

    def outcome(self) -> FixingOutcome:
        """Return a fixing of quality A, else one of quality C, else why there is none."""
        reasons = [self._unusable(each) for each in self._found]
        medians = {
            each.quotes.name: median
            for each, reason in zip(self._found, reasons, strict=True)
            if reason is None and (median := each.median) is not None
        }
        if len(medians) < self._terms.min_exchanges:
            apart = self._apart(medians)
            if apart is not None:
                return self._none(_differ_words(len(medians), percent_text(apart)))
            return self._by_last_trades(reasons, _usable_words(len(medians)))
        outliers = self._outliers(medians)
        if len(medians) - len(outliers) < self._terms.min_exchanges:
            return self._none(self._disagreement(len(medians), medians, outliers))
        reasons = [
            ExclusionReason.DEVIATION if each.quotes.name in outliers else reason
            for each, reason in zip(self._found, reasons, strict=True)
        ]
        used = [each for each, reason in zip(self._found, reasons, strict=True) if reason is None]
        filled = sum(any(each.parts[place].prices for each in used) for place in range(self._window.partitions))
        if filled < self._terms.min_partitions:
            return self._by_last_trades(reasons, _filled_words(filled, self._window.partitions))
        return self._by_partitions(used, reasons)

    def _unusable(self, each: WindowOfExchange) -> ExclusionReason | None:
        """Return why an exchange's trades of the window cannot be used, None where they can."""
        if not each.quotes.pages:
            return ExclusionReason.MISSING
        if each.hole is not None:
            return ExclusionReason.HOLE
        return ExclusionReason.FEW_TRADES if each.trades < self._terms.min_trades else None

    def _apart(self, medians: Mapping[str, Fraction]) -> Fraction | None:
        """Return how far the greatest of too few prices lies above the least, where that is more than is allowed."""
        if not medians:
            return None
        apart = max(medians.values()) / min(medians.values()) - 1
        return apart if apart > self._terms.max_deviation else None

    def _outliers(self, prices: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Return who lies further from the median of all than is allowed, and how far; all are judged at once."""
        centre = middle(list(prices.values()))
        return {
            name: price / centre - 1
            for name, price in prices.items()
            if abs(price / centre - 1) > self._terms.max_deviation
        }

    def _disagreement(self, usable: int, prices: Mapping[str, Fraction], outliers: Mapping[str, Fraction]) -> str:
        """Say that too few exchanges are left once those that differ are out."""
        off = ", ".join(f"{name} {percent_text(abs(by))}" for name, by in outliers.items())
        centre = decimal_text(dollars(middle(list(prices.values()))))
        return _disagree_words(_usable_words(usable), usable - len(outliers), self._share(), centre, off)

    def _share(self) -> str:
        return percent_text(self._terms.max_deviation)

    def _none(self, reason: str) -> FixingOutcome:
        return FixingOutcome(None, _none_words(self._day, reason, self._terms.min_exchanges), tuple(self._notes))

    def _by_partitions(
        self, used: Sequence[WindowOfExchange], reasons: Sequence[ExclusionReason | None]
    ) -> FixingOutcome:
        """Return the fixing of quality A: the mean of the medians of the parts that have trades."""
        partitions: list[FixedPartition | None] = []
        medians: list[Fraction] = []
        for place in range(self._window.partitions):
            joint = [each.parts[place] for each in used]
            trades = sum(len(each.prices) for each in joint)
            if not trades:
                partitions.append(None)
                continue
            medians.append(weighted_median(joint))
            begins = self._window.begins + place * self._window.partition_seconds
            partitions.append(FixedPartition(begins=begins, trades=trades, median=_printed(medians[-1])))
        exact = dollars(sum(medians, Fraction(0)) / len(medians))
        turnover = sum(sum(map(mul, part.prices, part.amounts)) for each in used for part in each.parts)
        vwap = Fraction(turnover, sum(each.volume for each in used))
        return self._fixing(
            exact,
            Quality.A,
            [self._row(each, reason, each.median) for each, reason in zip(self._found, reasons, strict=True)],
            partitions,
            (_printed(vwap), _printed(min(medians)), _printed(max(medians))),
        )

    def _by_last_trades(self, reasons: Sequence[ExclusionReason | None], why: str) -> FixingOutcome:
        """Return the fixing of quality C: the median of the last trades before the window's end.

        Args:
            reasons: what kept each exchange from quality A.
            why: what the window wanted for it.
        """
        oldest = self._window.ends * SECOND - self._terms.max_age_seconds * SECOND
        fresh = {
            each.quotes.name: Fraction(each.last.price)
            for each in self._found
            if each.last is not None and each.last.time >= oldest
        }
        if len(fresh) < self._terms.min_exchanges:
            return self._none(_old_words(why, len(fresh), self._terms.max_age_seconds))
        outliers = self._outliers(fresh)
        left = {name: price for name, price in fresh.items() if name not in outliers}
        if len(left) < self._terms.min_exchanges:
            return self._none(_apart_words(why, len(fresh), len(left), self._share()))
        rows = []
        for each, reason in zip(self._found, reasons, strict=True):
            name = each.quotes.name
            kept = reason
            if name in outliers:
                kept = ExclusionReason.DEVIATION
            elif name not in left and each.quotes.pages:
                kept = ExclusionReason.STALE
            price = None if each.last is None else Fraction(each.last.price)
            rows.append(self._row(each, kept, price, used=name in left))
        nothing = (None,) * self._window.partitions
        return self._fixing(dollars(middle(list(left.values()))), Quality.C, rows, nothing, (None, None, None))

    def _row(
        self, each: WindowOfExchange, reason: ExclusionReason | None, price: Fraction | None, used: bool | None = None
    ) -> FixedExchange:
        return FixedExchange(
            name=each.quotes.name,
            used=reason is None if used is None else used,
            reason=reason,
            trades=each.trades,
            volume=each.volume,
            median=None if price is None else _printed(price),
            sha256=each.quotes.sha256,
        )

    def _fixing(
        self,
        exact: Fraction,
        quality: Quality,
        exchanges: Sequence[FixedExchange],
        partitions: Sequence[FixedPartition | None],
        about: tuple[str | None, str | None, str | None],
    ) -> FixingOutcome:
        vwap, least, greatest = about
        fixing = Fixing(
            convention=self._convention,
            day=self._day,
            begins=self._window.begins,
            ends=self._window.ends,
            pair=self._terms.pair,
            cents=half_even(exact * CENTS),
            exact=exact,
            quality=quality,
            exchanges=tuple(exchanges),
            partitions=tuple(partitions),
            vwap=vwap,
            least=least,
            greatest=greatest,
        )
        return FixingOutcome(fixing, None, tuple(self._notes))


def _printed(units: Fraction) -> str:
    return decimal_text(units / SCALE)


def _none_words(day: dt.date, reason: str, needed: int) -> str:
    return f"{day.isoformat()}: {reason}; a fixing needs {needed}."


def _usable_words(number: int) -> str:
    return "1 usable exchange" if number == 1 else f"{number} usable exchanges"


def _filled_words(number: int, whole: int) -> str:
    return f"1 part of {whole} with trades" if number == 1 else f"{number} parts of {whole} with trades"


def _differ_words(number: int, percent: str) -> str:
    return f"{number} usable exchanges, they differ by {percent}"


def _disagree_words(words: str, left: int, share: str, median: str, off: str) -> str:
    return f"{words}, {left} of them within {share} of their median {median} (off: {off})"


def _old_words(words: str, recent: int, seconds: int) -> str:
    return f"{words} in the window, and {recent} with a trade in the last {seconds} seconds before its end"


def _apart_words(words: str, recent: int, left: int, share: str) -> str:
    return (
        f"{words} in the window; of the last trades before its end, {recent} are recent, {left} of them within {share} "
        "of their median"
    )
