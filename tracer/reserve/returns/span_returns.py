"""The return of a block over a span, gross and net: linked sub-periods, held against the price of the one asset.

With every flow valued at the fixing, the gross return of coins that earn nothing is the ratio of two prices, whatever
came or left when. It is computed from the books all the same, and a difference means that the books do not close.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tracer.errors import IntegrityError
from tracer.reserve.returns.chains import ReturnChain, SubPeriod
from tracer.reserve.returns.quotes import MOST_AGE, CoinQuote, QuoteOf
from tracer.reserve.returns.ratios import Ratio, decimal_text, product
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock


@dataclass(frozen=True, slots=True)
class SpanReturn:
    """What became of one over a span: gross, net of fees and execution, and the sub-periods that were linked."""

    gross: Ratio
    net: Ratio | Unavailable
    parts: tuple[SubPeriod, ...]


def span_return(
    chains: Sequence[ReturnChain], span: ReturnSpan, quote_of: QuoteOf, scope: ValuedBlock
) -> SpanReturn | Unavailable:
    """Return what became of a scope over a span, or why that is not known.

    Raises:
        IntegrityError: the books give another gross return than the price.
    """
    lack = _gap(chains, span, scope)
    if lack is not None:
        return lack
    begins, ends = end_quote(quote_of, span.begins), end_quote(quote_of, span.ends)
    if isinstance(begins, Unavailable):
        return begins
    if isinstance(ends, Unavailable):
        return ends
    parts = tuple(
        part
        for chain in chains
        if chain.covers(span.begins, span.ends)
        for part in chain.parts
        if span.begins <= part.begins.day and part.ends.day <= span.ends
    )
    gross = product([part.gross for part in parts])
    _check_one_asset(gross, Ratio.of(ends.price / begins.price), span, scope)
    return SpanReturn(gross, _net(parts), parts)


def end_quote(quote_of: QuoteOf, day: dt.date) -> CoinQuote | Unavailable:
    """Return the price at an end of a span, which may be a few days old, or why there is none."""
    quote = quote_of(day)
    if quote is None:
        return Unavailable(Why.UNPRICED, day)
    if quote.age > MOST_AGE:
        return Unavailable(Why.OLD_FIXING, day, quote.fixing)
    return quote


def _gap(chains: Sequence[ReturnChain], span: ReturnSpan, scope: ValuedBlock) -> Unavailable | None:
    """Return why a holding does not last over a span, None where it does."""
    if any(chain.covers(span.begins, span.ends) for chain in chains):
        return None
    if not chains or chains[0].held_since >= span.ends:
        return Unavailable(Why.NEVER_HELD, span.ends)
    if span.begins < chains[0].held_since:
        return Unavailable(Why.BEGAN if scope is ValuedBlock.RESERVE else Why.HELD_SINCE, chains[0].held_since)
    for chain, later in zip(chains, (*chains[1:], None), strict=True):
        if chain.emptied is not None and chain.emptied < span.ends:
            until = None if later is None else later.held_since
            if until is None or until > span.begins:
                return Unavailable(Why.EMPTY, chain.emptied, until)
    unpriced = [chain.unpriced for chain in chains if chain.held_since <= span.begins and chain.unpriced is not None]
    return Unavailable(Why.UNPRICED, max(unpriced, default=span.begins))


def _net(parts: Sequence[SubPeriod]) -> Ratio | Unavailable:
    factors = []
    for part in parts:
        if part.net is None:
            return Unavailable(Why.COSTS, part.ends.day)
        factors.append(part.net)
    return product(factors)


def _check_one_asset(books: Ratio, price: Ratio, span: ReturnSpan, scope: ValuedBlock) -> None:
    if not books.is_equal(price):
        raise IntegrityError(
            f"{scope.value}, {span.begins.isoformat()} to {span.ends.isoformat()}: gross return by the books "
            f"{decimal_text(books.basis_points, 2)} %, by the price {decimal_text(price.basis_points, 2)} %: "
            "a day does not begin with what the day before ended with."
        )
