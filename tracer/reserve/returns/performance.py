"""How a register did up to a day: every span, in every currency, beside what it is compared with."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tracer.chain.amount import COIN
from tracer.reserve.acts import ActId
from tracer.reserve.returns.attribution import Attribution, attribution
from tracer.reserve.returns.benchmarks import (
    Benchmark,
    BenchmarkName,
    RateOf,
    ReturnKind,
    benchmark_return,
    common_kind,
)
from tracer.reserve.returns.chains import ReturnChain, chains
from tracer.reserve.returns.money_weighted import YEAR, money_weighted
from tracer.reserve.returns.quotes import MOST_AGE, CoinQuote, QuoteOf, own_quotes
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.returns.risk import DailyChange, Drawdown, Volatility, daily_changes, drawdown, volatility
from tracer.reserve.returns.span_returns import SpanReturn, end_quote, span_return
from tracer.reserve.returns.spans import ReturnSpan, quarter_ends, spans
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import DayRow, ValuedBlock

_T = TypeVar("_T")

SCOPES = (ValuedBlock.RESERVE, ValuedBlock.HELD)
"""What is measured, the headline first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredBooks:
    """What is measured: the days of each scope, and by how much disposals brought more than their fixing.

    `executions` are hundredths by scope, currency and day; `quotes` the price in each currency, dollars first. `sold`
    are the acts of sales up to the last day, whose differences to the fixing are in the net returns.
    """

    rows: Mapping[ValuedBlock, Sequence[DayRow]]
    executions: Mapping[tuple[ValuedBlock, str], Mapping[dt.date, Fraction]]
    quotes: Mapping[str, QuoteOf]
    benchmarks: Mapping[BenchmarkName, Benchmark]
    rate_of: RateOf
    sold: tuple[ActId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyFigures:
    """Everything of a span in one currency."""

    returns: Mapping[ValuedBlock, SpanReturn | Unavailable]
    benchmarks: Mapping[BenchmarkName, Ratio | Unavailable]
    price: Ratio | Unavailable
    volatility: Volatility | Unavailable
    drawdown: Drawdown | Unavailable | None
    attributions: Mapping[ValuedBlock, Attribution | Unavailable]
    money_weighted: Mapping[ValuedBlock, int | Unavailable]


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """A span with its figures by currency, dollars first."""

    span: ReturnSpan
    by_currency: Mapping[str, CurrencyFigures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """How a register did up to a day. `headline` is the scope that the span since the beginning is of."""

    to: dt.date
    kind: ReturnKind
    headline: ValuedBlock
    spans: tuple[SpanFigures, ...]
    chains: Mapping[tuple[ValuedBlock, str], tuple[ReturnChain, ...]]
    books: MeasuredBooks

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies, dollars first."""
        return tuple(self.books.quotes)


def performance(books: MeasuredBooks, to: dt.date) -> Performance:
    """Return how books did up to the end of a day.

    Raises:
        CaseError: benchmarks measure different things.
        IntegrityError: the books do not close.
    """
    kind = common_kind(books.benchmarks.values())
    wanted = spans(to, None)
    first = min((rows[0].day for rows in books.rows.values() if rows), default=to)
    own = _own(books, first, to)
    priced = (found[0].day for found in own.values() if found)
    cuts = {to, *(span.begins for span in wanted), *quarter_ends(first, to), *priced}
    dollar = next(iter(books.quotes))
    headline = next((scope for scope in SCOPES if _linked(books, scope, dollar, to, cuts)), SCOPES[0])
    since = _since(_linked(books, headline, dollar, to, cuts), to)
    if since is not None:
        cuts.add(since)
    linked = {
        (scope, currency): _linked(books, scope, currency, to, cuts) for scope in SCOPES for currency in books.quotes
    }
    changes = {currency: daily_changes(quotes) for currency, quotes in own.items()}
    measured = _Measured(books, kind, linked, own, changes)
    return Performance(
        to=to,
        kind=kind,
        headline=headline,
        spans=tuple(
            SpanFigures(span, {currency: measured.figures(span, currency) for currency in books.quotes})
            for span in spans(to, since)
        ),
        chains=linked,
        books=books,
    )


def _linked(
    books: MeasuredBooks, scope: ValuedBlock, currency: str, to: dt.date, cuts: Collection[dt.date]
) -> tuple[ReturnChain, ...]:
    rows = [row for row in books.rows[scope] if row.day <= to]
    return chains(rows, books.quotes[currency], books.executions[scope, currency], cuts)


def _since(linked: Sequence[ReturnChain], to: dt.date) -> dt.date | None:
    """Return since when the chain that lasts to a day is measured, None where none does."""
    lasting = (chain for chain in linked if chain.measured is not None and chain.covers(chain.measured, to))
    return next((chain.measured for chain in lasting), None)


def _own(books: MeasuredBooks, first: dt.date, to: dt.date) -> Mapping[str, Sequence[CoinQuote]]:
    """Return the fixings of every day from the earliest end of a span on, by currency."""
    begins = min(first, *(span.begins for span in spans(to, None)))
    days = [begins + dt.timedelta(days=number) for number in range((to - begins).days + 1)]
    return {currency: own_quotes(quote, days) for currency, quote in books.quotes.items()}


@dataclass(frozen=True, slots=True)
class _Measured:
    """Books with their chains and fixings, from which each span takes its part."""

    books: MeasuredBooks
    kind: ReturnKind
    linked: Mapping[tuple[ValuedBlock, str], tuple[ReturnChain, ...]]
    own: Mapping[str, Sequence[CoinQuote]]
    changes: Mapping[str, Sequence[DailyChange]]

    def figures(self, span: ReturnSpan, currency: str) -> CurrencyFigures:
        """Return everything of a span in a currency."""
        books, quote_of = self.books, self.books.quotes[currency]
        price = self._explained(_price(quote_of, span), span)
        returns = {
            scope: self._explained(span_return(self.linked[scope, currency], span, quote_of, scope), span)
            for scope in SCOPES
        }
        moved = [each for each in self.changes[currency] if span.begins < each.day <= span.ends]
        inside = [quote for quote in self.own[currency] if span.begins <= quote.day <= span.ends]
        return CurrencyFigures(
            returns=returns,
            benchmarks={
                name: benchmark_return(books.benchmarks.get(name), self.kind, span, currency, books.rate_of)
                for name in BenchmarkName
            },
            price=price,
            volatility=price if isinstance(price, Unavailable) else volatility(moved),
            drawdown=price if isinstance(price, Unavailable) else drawdown(inside),
            attributions={scope: self._attribution(returns[scope], scope, span, currency) for scope in SCOPES},
            money_weighted={scope: self._money_weighted(returns[scope], scope, span, currency) for scope in SCOPES},
        )

    def _explained(self, found: _T, span: ReturnSpan) -> _T | Unavailable:
        """Return a figure; where a day has no price, whether that is for its fixing, and how old, or for a rate."""
        if not isinstance(found, Unavailable) or found.why is not Why.UNPRICED or found.day is None:
            return found
        fixing = next(iter(self.books.quotes.values()))(found.day)
        if fixing is None:
            return found
        if fixing.age > MOST_AGE and found.day in (span.begins, span.ends):
            return Unavailable(Why.OLD_FIXING, found.day, fixing.fixing)
        return Unavailable(Why.NO_RATE, found.day)

    def _attribution(
        self, found: SpanReturn | Unavailable, scope: ValuedBlock, span: ReturnSpan, currency: str
    ) -> Attribution | Unavailable:
        if isinstance(found, Unavailable):
            return found
        books = self.books
        return attribution(books.rows[scope], span, books.quotes[currency], books.executions[scope, currency])

    def _money_weighted(
        self, found: SpanReturn | Unavailable, scope: ValuedBlock, span: ReturnSpan, currency: str
    ) -> int | Unavailable:
        if isinstance(found, Unavailable):
            return found
        flows = _flows(found, self.books.rows[scope], span, self.books.executions[scope, currency])
        return money_weighted(flows, span.days if span.is_short else YEAR)


def _price(quote_of: QuoteOf, span: ReturnSpan) -> Ratio | Unavailable:
    begins, ends = end_quote(quote_of, span.begins), end_quote(quote_of, span.ends)
    if isinstance(begins, Unavailable):
        return begins
    if isinstance(ends, Unavailable):
        return ends
    return Ratio.of(ends.price / begins.price)


def _flows(
    found: SpanReturn, rows: Sequence[DayRow], span: ReturnSpan, executions: Mapping[dt.date, Fraction]
) -> Mapping[int, Fraction]:
    """Return money by the number of its day: the value at the beginning and receipts put in, the rest taken out."""
    first, last = found.parts[0], found.parts[-1]
    flows = {0: -first.held * first.begins.price / COIN}
    for part in found.parts:
        row, price = part.last, part.ends.price
        came = row.added + row.withdrawn + row.scoped - row.disposed - row.deposited
        flows[(row.day - span.begins).days] = executions.get(row.day, Fraction(0)) - came * price / COIN
    flows[span.days] += last.last.closing * last.ends.price / COIN
    return {day: flow for day, flow in flows.items() if flow}
