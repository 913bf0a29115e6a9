"""By how much disposals brought more or less than their satoshi at the day's fixing, by scope and day, in US cents."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from tracer.chain.amount import COIN
from tracer.chain.outpoint import Txid
from tracer.reserve.ledger_rows import ExitKind, RegisterLedger
from tracer.reserve.returns.quotes import QuoteOf
from tracer.reserve.value.day_count import DayCount
from tracer.reserve.value.day_rows import DayFlow, DayFlowKind
from tracer.reserve.value.sales import Sale, by_transaction


class Paid(NamedTuple):
    """Satoshi that a transaction paid away on a day."""

    day: dt.date
    txid: Txid
    sat: int


def paid_from_books(ledger: RegisterLedger, zone: str, last: dt.date) -> tuple[Paid, ...]:
    """Return what transactions paid out of all wallets of the register up to a day."""
    count = DayCount(zone, ledger.mtps.values(), last)
    return tuple(
        Paid(dt.date.fromordinal(day), each.txid, each.run.sat)
        for each in ledger.exits
        if each.kind is ExitKind.PAID and each.wallet in ledger.ours
        if (day := count.day(ledger.mtps[each.position.height])) <= last.toordinal()
    )


def paid_from_block(flows: Iterable[DayFlow]) -> tuple[Paid, ...]:
    """Return what transactions paid out of a block, by its flows."""
    return tuple(
        Paid(flow.day, flow.txid, flow.run.sat)
        for flow in flows
        if flow.kind is DayFlowKind.DISPOSED and flow.txid is not None
    )


def executions(paid: Iterable[Paid], sold: Sequence[Sale], quote_of: QuoteOf) -> Mapping[dt.date, Fraction]:
    """Return US cents by day by which sales brought more than the fixing; less is negative.

    What a transaction paid that was sold for no money left at its fixing, with no difference; so did what left before
    the first fixing. `quote_of` gives cents.
    """
    sales = by_transaction(sold)
    found = defaultdict[dt.date, Fraction](Fraction)
    for day, txid, sat in paid:
        quote = quote_of(day)
        if txid in sales and quote is not None:
            found[day] += sat * (sales[txid].per_satoshi - quote.price / COIN)
    return dict(found)
