"""A performance as JSON: shares as decimal text in per cent, money as digits of hundredths, and n/a with its reason."""

from collections.abc import Mapping

from tracer.documents.language.language import ENGLISH
from tracer.formats.canonical import Writable
from tracer.reserve.returns import words
from tracer.reserve.returns.attribution import Attribution
from tracer.reserve.returns.performance import SCOPES, CurrencyFigures, Performance, SpanFigures
from tracer.reserve.returns.quotes import QuoteOf
from tracer.reserve.returns.ratios import Ratio, decimal_text
from tracer.reserve.returns.risk import Drawdown, Volatility
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable
from tracer.reserve.value.day_rows import ValuedBlock

CONVENTION = "returns/1"
_PLAIN = str.maketrans({"\u00a0": " "})


def as_json(found: Performance) -> dict[str, Writable]:
    """Return `{convention, to, kind, headline, fixing, net_of, spans}`, each span with its figures by currency."""
    return {
        "convention": CONVENTION,
        "to": found.to.isoformat(),
        "kind": found.kind.value,
        "headline": found.headline.value,
        "fixing": {currency: _fixing(quote, found) for currency, quote in found.books.quotes.items()},
        "net_of": {"fees": True, "sales": list(found.books.sold), "custody": []},
        "spans": [_span(each) for each in found.spans],
        "says": [ENGLISH.word(words.NO_FORECAST), ENGLISH.word(words.AS_IF_BOUGHT)],
    }


def plain(text: str) -> str:
    """Return a text for a screen or a program, where a space is a space."""
    return text.translate(_PLAIN)


def _fixing(quote_of: QuoteOf, found: Performance) -> Writable:
    quote = quote_of(found.to)
    return None if quote is None else {"day": quote.fixing.isoformat(), "age_days": quote.age}


def _span(each: SpanFigures) -> Writable:
    span = each.span
    return {
        "span": plain(words.span_name(span, ENGLISH)),
        "years": span.years,
        "from": span.begins.isoformat(),
        "to": span.ends.isoformat(),
        "days": span.days,
        "currencies": {currency: _figures(figures, span) for currency, figures in each.by_currency.items()},
    }


def _figures(found: CurrencyFigures, span: ReturnSpan) -> Writable:
    name = plain(words.span_name(span, ENGLISH))
    return {
        "scopes": {scope.value: _scope(found, scope, span, name) for scope in SCOPES},
        "benchmarks": {
            each.value: _share(ratio, span, plain(words.benchmark_name(each, ENGLISH)))
            for each, ratio in found.benchmarks.items()
        },
        "price_of_bitcoin": _share(found.price, span, name),
        "volatility": _volatility(found.volatility, name),
        "drawdown": _drawdown(found.drawdown, name),
    }


def _scope(found: CurrencyFigures, scope: ValuedBlock, span: ReturnSpan, name: str) -> Writable:
    returns = found.returns[scope]
    if isinstance(returns, Unavailable):
        return _lack(returns, name)
    rate, parts = found.money_weighted[scope], found.attributions[scope]
    return {
        "gross": _share(returns.gross, span, name),
        "net": _share(returns.net, span, name),
        "sub_periods": len(returns.parts),
        "attribution_hundredths": _lack(parts, name) if isinstance(parts, Unavailable) else _attribution(parts),
        "money_weighted": _money_weighted(rate, span, name),
    }


def _share(ratio: Ratio | Unavailable, span: ReturnSpan, name: str) -> Writable:
    if isinstance(ratio, Unavailable):
        return _lack(ratio, name)
    yearly = None if span.years is None else decimal_text(ratio.annualised(span.years), 2)
    return {"percent": decimal_text(ratio.basis_points, 2), "percent_a_year": yearly}


def _attribution(found: Attribution) -> Mapping[str, Writable]:
    return {
        "opening": str(found.opening),
        "price": str(found.price),
        "receipts": str(found.receipts),
        "disposals": str(found.disposals),
        "execution": str(found.execution),
        "fees": str(found.fees),
        "closing": str(found.closing),
    }


def _money_weighted(rate: int | Unavailable, span: ReturnSpan, name: str) -> Writable:
    if isinstance(rate, Unavailable):
        return _lack(rate, name)
    key = "percent" if span.is_short else "percent_a_year"
    return {key: decimal_text(rate, 2)}


def _volatility(found: Volatility | Unavailable, name: str) -> Writable:
    if isinstance(found, Unavailable):
        return _lack(found, name)
    return {"percent_a_year": decimal_text(found.basis_points, 2), "changes": found.changes}


def _drawdown(found: Drawdown | Unavailable | None, name: str) -> Writable:
    if isinstance(found, Unavailable):
        return _lack(found, name)
    if found is None:
        return None
    return {
        "percent": decimal_text(found.basis_points, 2),
        "from": found.peak.isoformat(),
        "to": found.trough.isoformat(),
    }


def _lack(found: Unavailable, name: str) -> dict[str, Writable]:
    return {"na": plain(words.lack(found, name, ENGLISH))}
