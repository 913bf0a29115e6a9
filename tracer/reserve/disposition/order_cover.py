"""Which satoshi the orders that an act names as its basis let it sell before title, or give back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tracer.reserve.acts import ActId, DisposalAct, ExecutionAct, LotId, OrderAct, OrderForm
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
        matching, taken = self._matching()
        return matching.coverage(form, self.orders, taken, self._books.title.day, _ANY_HEIGHT)

    def _matching(self) -> tuple[Matching, tuple[LotClaim, ...]]:
        books = self._books
        if self._matched is None:
            zone = books.register.zone
            claims, _ = claims_and_faults(books.ledger, books.lots, self._acts, books.title.day, zone)
            self._matched = Matching(books.ledger, books.lots, zone), tuple(claims)
        return self._matched

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

        Of an order in money, those of the lots that acts of execution name.
        """
        marks: Marks[bool] = Marks()
        for order in orders:
            named = self._named(order)
            for held in self._books.title.runs:
                if not order.wallets or held.wallet in order.wallets:
                    for part, is_named in named.parts(held.run):
                        if is_named or (order.money is None and held.coin in order.outpoints):
                            marks.add(part, True)
        return marks

    def left(self, order: OrderAct, pending: Iterable[ActId]) -> int | None:
        """Return how many satoshi an order lets go yet, less what cleared disposals will take; None: it names none."""
        if order.amount is None:
            return None
        rows = {each.act: each.covered for each in self._books.title.orders}
        return order.amount - rows.get(order.head.id, 0) - sum(self._taken(order, pending))

    def executed(self, order: OrderAct) -> Mapping[LotId, int]:
        """Return how many satoshi of each lot acts of execution let go for an order in money, less what was paid."""
        left: Counter[LotId] = Counter()
        for act in self._executions(order):
            left.update(act.lots)
        for share in self.coverage(order.form).shares if left else ():
            for part, lot in self._matching()[0].lots.parts(share.run) if share.order == order else ():
                if lot is not None:
                    left[lot.id] -= part.sat
        return left

    def _executions(self, order: OrderAct) -> Iterator[ExecutionAct]:
        day = self._books.title.day
        for act in self._books.acts:
            if isinstance(act, ExecutionAct) and act.order == order.head.id and act.head.date <= day:
                yield act

    def pending(self, order: OrderAct, pending: Iterable[ActId]) -> tuple[DisposalAct, ...]:
        """Return the cleared disposals that wait to be sent and name an order as their basis."""
        waiting = set(pending)
        disposals = (act for act in self._books.acts if isinstance(act, DisposalAct) and act.head.id in waiting)
        return tuple(act for act in disposals if names(act.basis, order))

    def _taken(self, order: OrderAct, pending: Iterable[ActId]) -> Iterator[int]:
        yield from (sum(each.sat for each in act.outputs) for act in self.pending(order, pending))

    def _named(self, order: OrderAct) -> Marks[bool]:
        """Return marks on the lots that an order names by label; of one in money, on what was executed of its lots."""
        marks: Marks[bool] = Marks()
        if order.money is not None:
            executed, (matching, _) = {lot for act in self._executions(order) for lot in act.lots}, self._matching()
            for run in matching.named(order):
                for part, named in matching.lots.parts(run):
                    if named is not None and named.id in executed:
                        marks.add(part, True)
            return marks
        for lot in self._books.lots if order.labels else ():
            if lot.case == order.case and lot.label in order.labels:
                marks.add(lot.run, True)
        return marks


def names(basis: str, order: OrderAct) -> bool:
    """Return whether words name an order: by its act's id, or by its own number."""
    words = basis.replace(",", " ").replace(";", " ").split()
    return order.head.id in words or f" {order.order} " in f" {' '.join(words)} "
