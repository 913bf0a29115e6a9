"""The orders of a case held against what its custody wallets received.

Walks the state's wallets once more, under the primary rule, with a mark on every satoshi: the wallet it
lies in and whether a forfeiture order has counted it, so that moving a coin on never counts it twice.
Under FIFO the marks change no amount; under a rule that rounds they may move single satoshi between
the marks of one label.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Case, Label
from tracer.case.reconciliation import Claims, Held, Movement, Reconciled, unforfeited
from tracer.case.zone import zone
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.trace.custody_book import MARK, Crossing, CustodyBook, HeldCoin, follow_custody, unmarked
from tracer.trace.policies.registry import Policy
from tracer.trace.purse import UNTRACED, Purse, Segment, joined, taint
from tracer.trace.reading import Reading
from tracer.trace.trail import Coin


@dataclass(frozen=True, slots=True)
class Settled:
    """Every order with what counts under it, what no order covers, and what else is at fault.

    `orders_of` names, for each transaction of the second book, the orders under which the coins it
    spends had counted.
    """

    orders: tuple[Reconciled, ...]
    orders_of: Mapping[Txid, tuple[str, ...]]
    unordered: Mapping[Label, Sats]
    faults: tuple[str, ...]


def settle(
    case: Case, receipts: Sequence[Coin], policy: Policy, wallets: Mapping[bytes, str], reading: Reading
) -> Settled:
    """Reconcile the orders with receipts, arrivals and departures, in chain order."""
    local = zone(case.timezone) if case.timezone else dt.UTC
    claims = Claims(case.orders, local)

    def arrival(coin: HeldCoin, crossing: Crossing | None) -> Purse:
        time = reading.time(coin.position.height)
        counted = {marked: _count(claims, Label(marked), coin, sat, time) for marked, sat in taint(coin.purse).items()}
        return joined(Segment(counted.get(label, label), sat) for label, sat in coin.purse)

    book = follow_custody(receipts, policy, wallets, reading, arrival, frozenset(case.method.retained))
    for crossing in book.crossings:
        for _, purse in crossing.left:
            for marked, sat in taint(purse).items():
                label, _, wallet = marked.split(MARK)
                time = reading.time(crossing.position.height)
                claims.departed(Movement(wallet, Label(label), Sats(sat), crossing.txid, time))
    orders = claims.results()
    day = dt.datetime.fromtimestamp(reading.time(reading.horizon.height), local).date()
    faults = unforfeited(list(_held(book)), case.custody, case.orders, day)
    texts = tuple(f"{fault.place}: {fault.text}" for fault in faults)
    return Settled(orders, _orders_of(book, orders), claims.unordered(), texts)


def _count(claims: Claims, marked: Label, coin: HeldCoin, sat: int, time: int) -> Label:
    """Count one label's satoshi on arrival; return the label with the marks it goes on with."""
    label, *marks = marked.split(MARK)
    movement = Movement(coin.wallet, Label(label), Sats(sat), str(coin.outpoint), time)
    claimed = marks[0] == "claimed" or claims.arrived(movement) > 0 if marks else claims.received(movement) > 0
    return Label(MARK.join((label, "claimed" if claimed else "free", coin.wallet)))


def _held(book: CustodyBook) -> list[Held]:
    """Return each label of each coin held at the horizon, marks taken off."""
    found: dict[Held, None] = {}
    for coin in book.held:
        for label, _ in coin.purse:
            if label != UNTRACED:
                found[Held(coin.wallet, unmarked(label), str(coin.outpoint))] = None
    return list(found)


def _orders_of(book: CustodyBook, orders: Sequence[Reconciled]) -> dict[Txid, tuple[str, ...]]:
    """Carry the orders of each coin from crossing to crossing."""
    under: dict[str, set[str]] = {}
    for entry in orders:
        for place in entry.receipts:
            under.setdefault(place, set()).add(entry.order.id)
    of: dict[Txid, tuple[str, ...]] = {}
    for crossing in book.crossings:
        carried = set().union(*(under.get(str(coin.outpoint), set()) for coin in crossing.spent))
        of[crossing.txid] = tuple(entry.order.id for entry in orders if entry.order.id in carried)
        for coin in crossing.kept:
            under.setdefault(str(coin.outpoint), set()).update(carried)
    return of
