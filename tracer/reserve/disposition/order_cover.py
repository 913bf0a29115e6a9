"""Which satoshi the orders that an act names as its basis let it sell before title, or give back."""

from collections.abc import Iterable, Iterator

from tracer.reserve.acts import ActId, DisposalAct, OrderAct, OrderForm
from tracer.reserve.lot_claims import LotClaim, claims_and_faults
from tracer.reserve.marks import Marks
from tracer.reserve.orders import Coverage, Matching, counts_from, orders_on
from tracer.reserve.status import Books

HOLDING = (OrderForm.RESTRAINT, OrderForm.SEIZURE, OrderForm.FORFEITURE, OrderForm.INTERLOCUTORY)
"""Orders by which a body holds coins and may move them within its custody."""
_ANY_HEIGHT = 1 << 40
"""Above every block: a ledger holds nothing above its own."""


class OrderCover:
    """The orders on file on the day of the books, and what they cover."""

    def __init__(self, books: Books) -> None:
        """Match nothing yet: most disposals ask for no order but that of their title."""
        self._books = books
        self._acts = books.in_force
        self.orders = orders_on(self._acts, books.title.day)
        self._matched: tuple[Matching, tuple[LotClaim, ...]] | None = None

    def named(self, act: DisposalAct, form: OrderForm) -> tuple[OrderAct, ...]:
        """Return the orders of a form that are in force on the day and that an act names as its basis."""
        day = self._books.title.day
        return tuple(
            each
            for each in self.orders
            if each.form is form
            and each.in_force is not None
            and (counts_from(each) or each.in_force) <= day
            and names(act.basis, each)
        )

    def coverage(self, form: OrderForm) -> Coverage:
        """Return what the orders of a form cover on the day."""
        books, day = self._books, self._books.title.day
        if self._matched is None:
            zone = books.register.zone
            claims, _ = claims_and_faults(books.ledger, books.lots, self._acts, day, zone)
            self._matched = Matching(books.ledger, books.lots, zone), tuple(claims)
        matching, taken = self._matched
        return matching.coverage(form, self.orders, taken, day, _ANY_HEIGHT)

    def held(self) -> Marks[bool]:
        """Return marks on all satoshi that an order lets the body hold."""
        marks: Marks[bool] = Marks()
        for form in HOLDING:
            for share in self.coverage(form).shares:
                marks.add(share.run, True)
        return marks

    def under(self, form: OrderForm, orders: Iterable[OrderAct]) -> Marks[bool]:
        """Return marks on the satoshi that orders of a form cover."""
        wanted = {each.head.id for each in orders}
        marks: Marks[bool] = Marks()
        for share in self.coverage(form).shares:
            if share.order.head.id in wanted:
                marks.add(share.run, True)
        return marks

    def returnable(self, orders: Iterable[OrderAct]) -> Marks[bool]:
        """Return marks on the satoshi in the books that return orders name: of their labels or coins, in their wallets.

        Of an order in money, those that acts of execution took for it.
        """
        marks: Marks[bool] = Marks()
        in_money = [each for each in orders if each.money is not None]
        for share in self.coverage(OrderForm.RETURN).shares if in_money else ():
            if share.order in in_money:
                marks.add(share.run, True)
        for order in orders:
            named = self._named(order)
            for held in self._books.title.runs if order.money is None else ():
                if not order.wallets or held.wallet in order.wallets:
                    for part, is_named in named.parts(held.run):
                        if is_named or held.coin in order.outpoints:
                            marks.add(part, True)
        return marks

    def left(self, order: OrderAct, pending: Iterable[ActId]) -> int | None:
        """Return how many satoshi an order lets go yet, less what cleared disposals will take; None: it names none."""
        if order.amount is None:
            return None
        rows = {each.act: each.covered for each in self._books.title.orders}
        return order.amount - rows.get(order.head.id, 0) - sum(self._taken(order, pending))

    def _taken(self, order: OrderAct, pending: Iterable[ActId]) -> Iterator[int]:
        waiting = set(pending)
        for act in self._books.acts:
            if isinstance(act, DisposalAct) and act.head.id in waiting and names(act.basis, order):
                yield sum(each.sat for each in act.outputs)

    def _named(self, order: OrderAct) -> Marks[bool]:
        marks: Marks[bool] = Marks()
        for lot in self._books.lots if order.labels else ():
            if lot.case == order.case and lot.label in order.labels:
                marks.add(lot.run, True)
        return marks


def names(basis: str, order: OrderAct) -> bool:
    """Return whether words name an order: by its act's id, or by its own number."""
    words = basis.replace(",", " ").replace(";", " ").split()
    return order.head.id in words or f" {order.order} " in f" {' '.join(words)} "
