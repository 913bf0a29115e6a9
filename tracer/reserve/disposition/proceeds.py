"""What disposals brought: gross, costs and net by currency, and which proceeds may not be used yet, and why.

What was sold before title is held in its place: its proceeds are restricted until a forfeiture of the same satoshi, or
an order to give them back, is in force.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.acts import ActId, DisposalAct, LotId, OrderAct, OrderForm
from tracer.reserve.lots import Lot
from tracer.reserve.orders import counts_from
from tracer.reserve.price.rounding import money_text

BEFORE_TITLE = "interlocutory"
_SETTLES = (OrderForm.FORFEITURE, OrderForm.RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedsRow:
    """A sale's money in hundredths of its currency. `received` None: nobody has written down what came in.

    `restricted_by` says until what the proceeds may not be used: an order that is still to come is None. `settled_by`
    are the orders that ended it.
    """

    act: ActId
    method: str
    currency: str
    gross: int
    costs: int
    received: int | None
    account: str | None
    is_restricted: bool
    settled_by: tuple[ActId, ...]

    @property
    def net(self) -> int:
        """Gross less costs."""
        return self.gross - self.costs

    @property
    def faults(self) -> tuple[str, ...]:
        """Return where what came in is not gross less costs."""
        if self.received is None or self.received == self.net:
            return ()
        words = f"proceeds are {money_text(self.received)} {self.currency}; gross less costs is {money_text(self.net)}."
        return (f"act {self.act}: {words}",)

    def as_json(self) -> dict[str, Writable]:
        """Return the row, amounts in hundredths as texts of digits."""
        return {
            "act": self.act,
            "method": self.method,
            "currency": self.currency,
            "gross": str(self.gross),
            "costs": str(self.costs),
            "net": str(self.net),
            "received": None if self.received is None else str(self.received),
            "account": self.account,
            "restricted": self.is_restricted,
            "settled_by": self.settled_by,
        }


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """The sums of a currency's rows, in its hundredths; `received` counts what was written down, `restricted` of it."""

    gross: int
    costs: int
    net: int
    received: int
    restricted: int


def proceeds(
    acts: Iterable[DisposalAct], orders: Sequence[OrderAct], lots: Sequence[Lot], day: dt.date
) -> tuple[ProceedsRow, ...]:
    """Return what disposals with a price brought up to a day, in the order given."""
    return tuple(row for act in acts for row in _row(act, orders, {lot.id: lot for lot in lots}, day))


def sums(rows: Iterable[ProceedsRow]) -> Mapping[str, CurrencySum]:
    """Return the sums of each currency, in ascending order of its code."""
    found: dict[str, list[ProceedsRow]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return {
        currency: CurrencySum(
            gross=sum(row.gross for row in found[currency]),
            costs=sum(row.costs for row in found[currency]),
            net=sum(row.net for row in found[currency]),
            received=sum(row.received or 0 for row in found[currency]),
            restricted=sum(row.received or 0 for row in found[currency] if row.is_restricted),
        )
        for currency in sorted(found)
    }


def _row(
    act: DisposalAct, orders: Sequence[OrderAct], lots: Mapping[LotId, Lot], day: dt.date
) -> Iterator[ProceedsRow]:
    if act.sale is None or act.sale.price is None:
        return
    price, came = act.sale.price, act.sale.proceeds
    if came is not None and came.received > day:
        came = None
    settled = tuple(settling(act, orders, lots, day)) if act.method == BEFORE_TITLE else ()
    restricted = came is not None and came.restricted
    yield ProceedsRow(
        act=act.head.id,
        method=act.method,
        currency=price.currency,
        gross=price.gross,
        costs=price.costs,
        received=None if came is None else came.net,
        account=None if came is None else came.account,
        is_restricted=(act.method == BEFORE_TITLE or restricted) and not settled,
        settled_by=settled,
    )


def settling(act: DisposalAct, orders: Iterable[OrderAct], lots: Mapping[LotId, Lot], day: dt.date) -> Iterator[ActId]:
    """Yield the orders in force on a day that settle what was sold before title, where together they name every lot.

    One names a lot by its case and label, or by the coin in which it came.
    """
    found, left = [], set(act.lots)
    for order in orders:
        if order.form not in _SETTLES or order.in_force is None or (counts_from(order) or order.in_force) > day:
            continue
        named = {each for each in act.lots if each in lots and _names(order, lots[each])}
        if named:
            found.append(order.head.id)
            left -= named
    if not left:
        yield from found


def _names(order: OrderAct, lot: Lot) -> bool:
    by_label = order.case == lot.case and lot.label is not None and lot.label in order.labels
    return by_label or lot.run.receipt in order.outpoints
