"""Where a change of value comes from: prices, receipts, disposals, execution, fees; the parts add up to the change.

Each is exact and printed rounded; the effect of prices is what is left of the printed figures.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.chain.amount import COIN
from tracer.errors import IntegrityError
from tracer.reserve.returns.chains import has_moved
from tracer.reserve.returns.quotes import QuoteOf
from tracer.reserve.returns.ratios import half_even
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.value.day_rows import DayRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A change of value in whole hundredths of a currency: opening + price + receipts - disposals + execution + fees.

    `receipts` is what came in, at the fixing of its day: withdrawals from custodians and wallets that entered too.
    `disposals` is what was got for what left, `execution` by how much that is more than its fixing; what left without a
    price, deposits and wallets that left among it, is taken at the fixing. `fees` is negative.
    """

    opening: int
    price: int
    receipts: int
    disposals: int
    execution: int
    fees: int
    closing: int


def attribution(
    rows: Sequence[DayRow], span: ReturnSpan, quote_of: QuoteOf, executions: Mapping[dt.date, Fraction]
) -> Attribution:
    """Return where the change of a block's value over a span comes from. Every day from its beginning on has a price.

    Args:
        rows: the block's days in ascending order; days on which nothing moved may be left out.
        span: from the end of one day to that of another, flows done.
        quote_of: the price of a day.
        executions: hundredths by which a day's disposals brought more than their satoshi at the fixing.

    Raises:
        IntegrityError: the days' effects of prices are not the change of value less its other parts.
    """
    held = _closing(rows, span.begins)
    before = _price(quote_of, span.begins)
    opening = held * before
    moved = receipts = disposals = execution = fees = Fraction(0)
    for row in rows:
        if not span.begins < row.day <= span.ends or not has_moved(row):
            continue
        price, more = _price(quote_of, row.day), executions.get(row.day, Fraction(0)) * COIN
        moved += row.opening * (price - before)
        receipts += (row.added + row.withdrawn + max(row.scoped, 0)) * price
        disposals += (row.disposed + row.deposited + max(-row.scoped, 0)) * price + more
        execution += more
        fees -= row.fees * price
        before = price
    last = _price(quote_of, span.ends)
    held = _closing(rows, span.ends)
    closing = held * last
    moved += held * (last - before)
    if moved != closing - opening - receipts + disposals - execution - fees:
        raise IntegrityError(
            f"effect of prices by days {_rounded(moved)}, by balance "
            f"{_rounded(closing - opening - receipts + disposals - execution - fees)} "
            f"({span.begins.isoformat()} to {span.ends.isoformat()})."
        )
    printed = [_rounded(each) for each in (opening, receipts, disposals, execution, fees, closing)]
    begun, came, left, sold, paid, ended = printed
    return Attribution(
        opening=begun,
        price=ended - begun - came + left - sold - paid,
        receipts=came,
        disposals=left,
        execution=sold,
        fees=paid,
        closing=ended,
    )


def _closing(rows: Sequence[DayRow], day: dt.date) -> int:
    """Return what was held at the end of a day."""
    return next((row.closing for row in reversed(rows) if row.day <= day), 0)


def _price(quote_of: QuoteOf, day: dt.date) -> Fraction:
    quote = quote_of(day)
    if quote is None:
        raise IntegrityError(f"{day.isoformat()} has no price, and a day before it has.")
    return quote.price


def _rounded(times_coin: Fraction) -> int:
    """Return satoshi times a price as whole hundredths."""
    return half_even(times_coin.numerator, times_coin.denominator * COIN)
