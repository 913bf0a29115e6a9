"""What the chart shows: values over the longest span that the reserve has, each 100 at its beginning."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from tracer.documents.language.language import Language
from tracer.reserve.returns import words
from tracer.reserve.returns.benchmarks import BenchmarkName, benchmark_value
from tracer.reserve.returns.performance import Performance, SpanFigures
from tracer.reserve.returns.quotes import QuoteOf
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.returns.risk import Drawdown
from tracer.reserve.returns.span_returns import SpanReturn
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable

_HUNDRED = 100
_COLOURS = {
    BenchmarkName.GOLD: "#a67c00",
    BenchmarkName.FX: "#1d5fa8",
    BenchmarkName.SDR: "#6d28a8",
    BenchmarkName.PORTFOLIO: "#0f6b63",
}
_OWN, _NET = "#b8460b", "#1b1f24"

_BITS = 64
"""Binary digits that a drawn value keeps; printed ones keep all."""

ValueOf = Callable[[dt.date], Fraction | None]
"""Returns what a line stands at on a day, None where it has a gap."""


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line: its name with what it ends at, its colour, whether it is dashed, and its value on a day."""

    name: str
    colour: str
    is_dashed: bool
    value_of: ValueOf


@dataclass(frozen=True, slots=True)
class ChartContent:
    """What is drawn over a span in a currency; `fall` is the greatest drawdown of the first line."""

    span: ReturnSpan
    currency: str
    lines: tuple[ChartLine, ...]
    fall: Drawdown | None


def chart_content(found: Performance, language: Language) -> ChartContent | None:
    """Return what the chart shows, None where nothing was held over any span."""
    currency = found.currencies[0]
    held = [each for each in found.spans if _return(each, found, currency) is not None]
    if not held:
        return None
    longest = max(held, key=lambda each: each.span.days)
    lines = tuple(_lines(found, longest, currency, language))
    fall = longest.by_currency[currency].drawdown
    return ChartContent(longest.span, currency, lines, fall if isinstance(fall, Drawdown) else None)


def _return(each: SpanFigures, found: Performance, currency: str) -> SpanReturn | None:
    returns = each.by_currency[currency].returns[found.headline]
    return returns if isinstance(returns, SpanReturn) else None


def _lines(found: Performance, each: SpanFigures, currency: str, language: Language) -> Iterator[ChartLine]:
    span, figures = each.span, each.by_currency[currency]
    returns = _return(each, found, currency)
    assert returns is not None, "the span was chosen by it"
    name = words.scope_name(found.headline, language)
    gross = language.say("{name}, gross: {index}", name=name, index=_index(returns.gross, language))
    yield ChartLine(gross, _OWN, False, _gross(found, span, currency))
    if isinstance(returns.net, Ratio) and returns.net.basis_points != returns.gross.basis_points:
        net = language.say("{name}, net: {index}", name=name, index=_index(returns.net, language))
        yield ChartLine(net, _NET, True, _net(returns, found.books.quotes[currency]))
    for benchmark, ratio in figures.benchmarks.items():
        if not isinstance(ratio, Unavailable):
            said = language.say(
                "{name}: {index}", name=words.benchmark_name(benchmark, language), index=_index(ratio, language)
            )
            yield ChartLine(said, _COLOURS[benchmark], False, _benchmark(found, benchmark, span, currency))


def _index(ratio: Ratio, language: Language) -> str:
    """Return what 100 became, with two decimals."""
    return words.money(ratio.basis_points + _HUNDRED * _HUNDRED, language)


def _gross(found: Performance, span: ReturnSpan, currency: str) -> ValueOf:
    quote_of = found.books.quotes[currency]
    first = quote_of(span.begins)
    assert first is not None, "the span has a return"
    base = first.price

    def value(day: dt.date) -> Fraction | None:
        quote = quote_of(day)
        return None if quote is None else _HUNDRED * quote.price / base

    return value


def _net(returns: SpanReturn, quote_of: QuoteOf) -> ValueOf:
    """Return the net line: what is left after the costs of each sub-period's last day goes on with the price."""
    days, left = [returns.parts[0].begins.day], [Fraction(_HUNDRED)]
    top, below = _HUNDRED, 1
    for part in returns.parts:
        if part.net is not None:
            top, below = top * part.net.numerator, below * part.net.denominator
            scale = max(0, below.bit_length() - _BITS)
            days.append(part.ends.day)
            left.append(Fraction(top >> scale, below >> scale))

    def value(day: dt.date) -> Fraction | None:
        at = bisect_right(days, day) - 1
        since, quote = quote_of(days[at]), quote_of(day)
        return None if since is None or quote is None else left[at] * quote.price / since.price

    return value


def _benchmark(found: Performance, name: BenchmarkName, span: ReturnSpan, currency: str) -> ValueOf:
    books, kind = found.books, found.kind
    table = books.benchmarks[name]
    base = benchmark_value(table, kind, span.begins, currency, books.rate_of)

    def value(day: dt.date) -> Fraction | None:
        there = benchmark_value(table, kind, day, currency, books.rate_of)
        return None if isinstance(there, Unavailable) or isinstance(base, Unavailable) else _HUNDRED * there / base

    return value
