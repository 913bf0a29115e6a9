"""Holds what reached the state against what was ordered.

Pure bookkeeping, no knowledge of how amounts were traced: whoever walks the chain tells, in chain
order, what was received, what arrived from another wallet of the state, and what departed.

A satoshi may count under one order of each kind. Within a kind the orders that name both wallet and
label take it in the order of their dates, then of the file, each up to its amount; an order
without an amount takes all. What is left when all of them are full is excess of the earliest one; under
forfeiture orders only once the satoshi have come to no wallet of another order that has room, and then
of the order and the coin where they were offered in vain for the first time.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer.case.case import CustodyWallet, Label, Order, OrderKind, Stage
from tracer.chain.amount import Sats


@dataclass(frozen=True, slots=True)
class OrderFault:
    """Something that does not agree with an order. `place` is an outpoint or txid, None for the order as such."""

    code: str
    place: str | None
    text: str


class Movement(NamedTuple):
    """Satoshi of one label that came into, or left, one custody wallet."""

    wallet: str
    label: Label
    sat: Sats
    place: str
    """What the movement is called in the report: an outpoint, or the txid of a departure."""
    time: int
    """The block's time as declared by the miner, seconds since 1970 UTC."""


class Taken(NamedTuple):
    """What forfeiture orders took of a movement.

    `full` is the earliest order that had no room for the rest, None where nothing is left or no order
    names it.
    """

    taken: Sats
    full: int | None
    named: bool
    """Whether any forfeiture order names the wallet and the label."""


class OrderShare(NamedTuple):
    """How much of a movement counts under an order. `order` counts from 0 in file order."""

    order: int
    sat: Sats


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One order beside what was received, or returned, under it. Amounts in satoshi.

    `received` includes `excess`; `shortfall` is 0 for an order without an amount.
    """

    order: Order
    received: Sats
    shortfall: Sats
    excess: Sats
    receipts: tuple[str, ...]
    faults: tuple[OrderFault, ...]


class OrderReconciler:
    """The orders of a case and what has counted under each so far."""

    def __init__(self, orders: Sequence[Order], zone: dt.tzinfo = dt.UTC) -> None:
        """Begin with nothing received; `zone` is the case's, where days begin and end."""
        self._ledgers = [_Ledger(order) for order in orders]
        self._zone = zone
        self._eligible = _by_subject(orders)
        self._unordered: dict[Label, int] = defaultdict(int)

    def received(self, receipt: Movement) -> "Taken":
        """Count a first-book receipt under restraint, seizure and forfeiture orders.

        Returns:
            What of it forfeiture orders took, and so must not be offered to them again.
        """
        shares = [self.count(kind, receipt) for kind in (OrderKind.RESTRAINT, OrderKind.SEIZURE)]
        offered = self.arrived(receipt)
        if not any(shares) and not offered.named:
            self._unordered[receipt.label] += receipt.sat
        return offered

    def arrived(self, arrival: Movement) -> "Taken":
        """Offer an arrival to the forfeiture orders that name its wallet and label.

        What finds all of them full may still come to a wallet of another order, so it is not excess yet:
        `exceeded` says so once nothing has taken it.
        """
        orders = self._eligible.get((OrderKind.FORFEITURE, arrival.wallet, arrival.label), ())
        left = int(arrival.sat)
        day = dt.datetime.fromtimestamp(arrival.time, self._zone).date()
        for order in orders:
            taken = self._ledgers[order].take(left)
            left -= taken
            if taken:
                self._ledgers[order].note(arrival.place, day)
        return Taken(Sats(int(arrival.sat) - left), orders[0] if orders and left else None, bool(orders))

    def exceeded(self, order: int, arrival: Movement, sat: Sats) -> None:
        """Count as an order's excess what it was offered of an arrival when it was full, and no later order took.

        The arrival is among the order's receipts then, with what its day is at fault with, like any other.
        """
        if sat:
            self._ledgers[order].exceed(int(sat))
            self._ledgers[order].note(arrival.place, dt.datetime.fromtimestamp(arrival.time, self._zone).date())

    def departed(self, departure: Movement) -> Sats:
        """Count a departure under return orders; return how much counts."""
        return _total(self.count(OrderKind.RETURN, departure))

    def count(self, kind: OrderKind, movement: Movement) -> tuple[OrderShare, ...]:
        """Count a movement under the orders of one kind that name its wallet and label.

        Returns:
            The shares, all of the movement or none of it; excess belongs to the earliest order.
        """
        orders = self._eligible.get((kind, movement.wallet, movement.label), ())
        if not orders or not movement.sat:
            return ()
        taken = dict.fromkeys(orders, 0)
        left = int(movement.sat)
        for order in orders:
            taken[order] = self._ledgers[order].take(left)
            left -= taken[order]
        if left:
            self._ledgers[orders[0]].exceed(left)
            taken[orders[0]] += left
        day = dt.datetime.fromtimestamp(movement.time, self._zone).date()
        for order, sat in taken.items():
            if sat:
                self._ledgers[order].note(movement.place, day)
        return tuple(OrderShare(order, Sats(sat)) for order, sat in taken.items() if sat)

    def results(self) -> tuple[Reconciled, ...]:
        """Return every order with what counted under it, in file order."""
        return tuple(ledger.closed() for ledger in self._ledgers)

    def unordered(self) -> Mapping[Label, Sats]:
        """Return, per label, first-book receipts that no restraint, seizure or forfeiture order names."""
        return {label: Sats(self._unordered[label]) for label in sorted(self._unordered, key=str.encode)}


class HeldLabel(NamedTuple):
    """A coin of one label that lies in a custody wallet at the horizon."""

    wallet: str
    label: Label
    place: str
    """Its outpoint."""


def unforfeited(
    held: Iterable[HeldLabel], wallets: Sequence[CustodyWallet], orders: Sequence[Order], day: dt.date
) -> tuple[OrderFault, ...]:
    """Return a fault for each coin in a reserve wallet that no forfeiture order in force covers.

    Args:
        held: coins at the horizon, in the order the faults are wanted in.
        wallets: the custody wallets of the case.
        orders: the orders of the case.
        day: the day of the horizon in the case's time zone.
    """
    reserves = {wallet.name for wallet in wallets if wallet.stage is Stage.RESERVE}
    covered = {
        (wallet, label)
        for order in orders
        if order.kind is OrderKind.FORFEITURE and order.in_force is not None and order.in_force <= day
        for wallet in order.custody
        for label in order.labels
    }
    return tuple(
        OrderFault(
            "reserve_without_forfeiture",
            coin.place,
            f"held in {coin.wallet}, a reserve, with no forfeiture order for {coin.label} in force on {day}",
        )
        for coin in held
        if coin.wallet in reserves and (coin.wallet, coin.label) not in covered
    )


_FIRST_BOOK = (OrderKind.RESTRAINT, OrderKind.SEIZURE, OrderKind.FORFEITURE)
_VERB = dict.fromkeys(_FIRST_BOOK, "received") | {OrderKind.RETURN: "returned"}


class _Ledger:
    """What has counted under one order."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._ordered = 0
        self._excess = 0
        self._receipts: dict[str, None] = {}
        self._faults: dict[OrderFault, None] = {}

    def take(self, sat: int) -> int:
        """Count as much of this as the order has room for; return how much."""
        room = sat if self._order.amount is None else min(sat, self._order.amount - self._ordered)
        self._ordered += room
        return room

    def exceed(self, sat: int) -> None:
        """Count this beyond the order's amount."""
        self._excess += sat

    def note(self, place: str, day: dt.date) -> None:
        """Keep the name of what counted, and what its day is at fault with."""
        self._receipts[place] = None
        verb = _VERB[self._order.kind]
        if day < self._order.date:
            self._fault("before_order", place, f"{verb} on {day}, before the order of {self._order.date}")
        if self._order.kind is not OrderKind.FORFEITURE:
            return
        if self._order.in_force is None:
            self._fault("not_in_force", None, f"{verb} under an order that states no day from which it is in force")
        elif day < self._order.in_force:
            self._fault("not_in_force", place, f"{verb} on {day}, before the order is in force, {self._order.in_force}")

    def closed(self) -> Reconciled:
        """Return the order's result."""
        amount, received = self._order.amount, self._ordered + self._excess
        verb = _VERB[self._order.kind]
        faults = list(self._faults)
        if amount is not None and not received:
            faults.append(OrderFault("nothing_" + verb, None, f"nothing of the {amount} sat ordered was {verb}"))
        if self._excess:
            faults.append(OrderFault("excess", None, f"{verb} {self._excess} sat more than the {amount} sat ordered"))
        return Reconciled(
            order=self._order,
            received=Sats(received),
            shortfall=Sats(0 if amount is None else amount - self._ordered),
            excess=Sats(self._excess),
            receipts=tuple(self._receipts),
            faults=tuple(faults),
        )

    def _fault(self, code: str, place: str | None, text: str) -> None:
        self._faults[OrderFault(code, place, text)] = None


def _by_subject(orders: Sequence[Order]) -> Mapping[tuple[OrderKind, str, Label], tuple[int, ...]]:
    """Return, for each kind, wallet and label, the orders that name them, earliest date first."""
    subjects: dict[tuple[OrderKind, str, Label], list[int]] = defaultdict(list)
    for number in sorted(range(len(orders)), key=lambda number: (orders[number].date, number)):
        order = orders[number]
        for wallet in order.custody:
            for label in order.labels:
                subjects[order.kind, wallet, label].append(number)
    return {subject: tuple(numbers) for subject, numbers in subjects.items()}


def _total(shares: Iterable[OrderShare]) -> Sats:
    return Sats(sum(share.sat for share in shares))
