"""What changed between an earlier run of a case and this one, and whether coins moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracer.result.run_digest import CustodyStep, DigestCoin, OrderLine, Receipt, RunDigest
from tracer.result.trace_file import TERMINALS, Book

_MADE_SO = frozenset({"unspent", "burned", "custody", "service", "threshold", "hops"})
"""Ends that say nothing of a spend: the coin lies where it was, even where another case names its end otherwise."""

HORIZON = "horizon"
"""The cause that alone means: the same question, asked of a longer chain."""


@dataclass(frozen=True, slots=True)
class DigestShift:
    """How much of a label ended somewhere before and now, in satoshi."""

    label: str
    terminal: str
    before: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed. `causes` names what the run is made from and was not the same.

    `left`: coins that were unspent and are spent; `received` and `served`: coins that arrived at a
    custody wallet or a service since; `steps`: the state's own transactions since; `orders`: those with
    another result, as they are now; `lost`: receipts that are in the run no more.
    """

    causes: tuple[str, ...]
    shifts: tuple[DigestShift, ...]
    left: tuple[DigestCoin, ...]
    received: tuple[Receipt, ...]
    served: tuple[DigestCoin, ...]
    steps: tuple[CustodyStep, ...]
    orders: tuple[OrderLine, ...]
    lost: tuple[Receipt, ...]

    @property
    def moved(self) -> bool:
        """Whether traced coins or coins in custody moved."""
        return bool(self.left or self.received or self.served or self.steps)

    @property
    def anything(self) -> bool:
        """Whether any figure of the run is another one."""
        return self.moved or bool(self.shifts or self.orders or self.lost)


def between(before: RunDigest, now: RunDigest, causes: tuple[str, ...]) -> Change:
    """Return what changed between two runs of a case, given the causes that differ.

    Where only the horizon differs, whatever is new moved since. Where the case itself was changed, only
    what lies above the earlier horizon did; the rest is the analyst's doing and shows in the amounts.
    """
    only_longer = causes == (HORIZON,)

    def fresh(height: int) -> bool:
        return only_longer or height > before.horizon_height

    ends = {end.outpoint: end for end in before.ends}
    lying = {end.outpoint for end in now.ends if end.terminal in _MADE_SO}
    known = {receipt.outpoint for receipt in before.receipts}
    still = {receipt.outpoint for receipt in now.receipts}
    steps = {(step.txid, step.kind) for step in before.steps}
    orders = {order.id: order for order in before.orders}
    return Change(
        causes=causes,
        shifts=_shifts(before.books, now.books),
        left=tuple(
            end
            for end in before.ends
            if end.terminal == "unspent" and end.outpoint not in lying and end.outpoint in now.trail
        ),
        received=tuple(each for each in now.receipts if each.outpoint not in known and fresh(each.height)),
        served=tuple(
            end for end in now.ends if end.terminal == "service" and end.outpoint not in ends and fresh(end.height)
        ),
        steps=tuple(step for step in now.steps if (step.txid, step.kind) not in steps and fresh(step.height)),
        orders=tuple(order for order in now.orders if orders.get(order.id) != order),
        lost=tuple(each for each in before.receipts if each.outpoint not in still),
    )


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the causes that are not the same, in the order in which they are kept."""
    return tuple(name for name in {**now, **before} if before.get(name) != now.get(name))


def _shifts(before: tuple[Book, ...], now: tuple[Book, ...]) -> tuple[DigestShift, ...]:
    old = {book.label: book for book in before}
    new = {book.label: book for book in now}
    labels = sorted({*old, *new}, key=str.encode)
    pairs = (
        DigestShift(label, terminal, _ended(old.get(label), terminal), _ended(new.get(label), terminal))
        for label in labels
        for terminal in TERMINALS
    )
    return tuple(shift for shift in pairs if shift.before != shift.now)


def _ended(book: Book | None, terminal: str) -> int:
    return 0 if book is None else book.terminals[terminal]
