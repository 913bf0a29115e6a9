"""The orders of a case held against what its custody wallets received.

Walks the state's wallets once more, under the primary rule, with a mark on every satoshi: the wallet it
lies in and what forfeiture orders have made of it, so that moving a coin on never counts it twice. What
they all refuse remembers where it was refused first: that order, and that coin, keep it as excess unless another
order takes it later. The marks change no amount, under any rule.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Case, Label
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.custody.custody_book import CustodyBook, CustodyCrossing, HeldCoin, follow_marked, in_turn
from tracer.custody.reconciliation import HeldLabel, Movement, OrderReconciler, Reconciled, unforfeited
from tracer.formats.zone import zone
from tracer.trace.attribution import AnyLabel, ClaimState, MarkedLabel, Slice, Slices, joined, taint
from tracer.trace.policies.registry import Policy
from tracer.trace.reading import Reading
from tracer.trace.trail import Trail


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


def settle(case: Case, trail: Trail, policy: Policy, wallets: Mapping[bytes, str], reading: Reading) -> Settled:
    """Reconcile the orders with receipts, arrivals and departures, in chain order."""
    local = zone(case.timezone) if case.timezone else dt.UTC
    claims = OrderReconciler(case.orders, local)
    refused: list[Refused] = []

    def arrival(coin: HeldCoin[AnyLabel], crossing: CustodyCrossing[AnyLabel] | None) -> Slices[AnyLabel]:
        """Return what a coin holds once the orders that it arrives under have taken theirs."""
        time = reading.time(coin.position.height)
        counted = {
            marked: list(_count(claims, refused, marked, coin, sat, time))
            for marked, sat in taint(coin.attribution).items()
        }
        return joined(segment for each in coin.attribution for segment in in_turn(each, counted))

    book = follow_marked(trail, policy, wallets, reading, arrival, frozenset(case.method.retained))
    faults = list(_departures(book, claims, reading))
    for each in refused:
        claims.exceeded(each.order, each.arrival, Sats(each.sat))
    orders = claims.results()
    day = dt.datetime.fromtimestamp(reading.time(reading.horizon.height), local).date()
    lacking = unforfeited(_held(book), case.custody, case.orders, day)
    faults += [f"{fault.place}: {fault.text}" for fault in lacking]
    return Settled(orders, _orders_of(book, orders), claims.unordered(), tuple(faults))


@dataclass(slots=True)
class Refused:
    """Satoshi that all forfeiture orders asked were too full for, and that none has taken since.

    `order` is the earliest of them, `arrival` what came into its wallet: where they were refused for the first time.
    """

    order: int
    arrival: Movement
    sat: int


def _count(
    claims: OrderReconciler, refused: list[Refused], arrived: AnyLabel, coin: HeldCoin[AnyLabel], sat: int, time: int
) -> Iterator[Slice[AnyLabel]]:
    """Count one label's satoshi on arrival; yield them under the marks they go on with.

    A label without marks is a receipt. What was refused once keeps that number until an order takes it.
    """
    is_marked = isinstance(arrived, MarkedLabel)
    before = arrived if isinstance(arrived, MarkedLabel) else MarkedLabel(arrived, ClaimState.FREE, 0, coin.wallet)
    taken = MarkedLabel(before.label, ClaimState.TAKEN, 0, coin.wallet)
    if before.claim is ClaimState.TAKEN:
        yield Slice(taken, sat)
        return
    movement = Movement(coin.wallet, before.label, Sats(sat), str(coin.outpoint), time)
    offered = claims.arrived(movement) if is_marked else claims.received(movement)
    after, rest = before._replace(wallet=coin.wallet), sat - int(offered.taken)
    if before.claim is ClaimState.REFUSED:
        refused[before.refusal].sat -= int(offered.taken)
    elif offered.full is not None:
        after = MarkedLabel(before.label, ClaimState.REFUSED, len(refused), coin.wallet)
        refused.append(Refused(offered.full, movement, rest))
    yield Slice(taken, int(offered.taken))
    yield Slice(after, rest)


def _departures(book: CustodyBook[AnyLabel], claims: OrderReconciler, reading: Reading) -> Iterator[str]:
    """Count what left under return orders, by label, then by wallet; yield a fault for what left under none."""
    for crossing in book.crossings:
        time = reading.time(crossing.position.height)
        gone: dict[tuple[Label, str], int] = {}
        for _, attribution in crossing.left:
            for marked, sat in attribution:
                if isinstance(marked, MarkedLabel):
                    gone[marked.label, marked.wallet] = gone.get((marked.label, marked.wallet), 0) + sat
        for label, wallet in sorted(gone, key=lambda each: (each[0].encode(), each[1].encode())):
            sat = gone[label, wallet]
            rest = sat - claims.departed(Movement(wallet, label, Sats(sat), crossing.txid, time))
            if rest:
                yield f"{crossing.txid}: {rest} sat of {label} left {wallet} under no return order"


def _held(book: CustodyBook[AnyLabel]) -> list[HeldLabel]:
    """Return each label of each coin held at the horizon that no forfeiture order has counted."""
    found: dict[HeldLabel, None] = {}
    for coin in book.held:
        for label, _ in coin.attribution:
            if isinstance(label, MarkedLabel) and label.claim is not ClaimState.TAKEN:
                found[HeldLabel(coin.wallet, label.label, str(coin.outpoint))] = None
    return list(found)


def _orders_of(book: CustodyBook[AnyLabel], orders: Sequence[Reconciled]) -> dict[Txid, tuple[str, ...]]:
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
