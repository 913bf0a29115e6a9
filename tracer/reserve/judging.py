"""How satoshi are judged on a day: by the orders in force, the burdens that are open, and what is assigned.

The first that applies: `unsolicited` (no case has admitted it and no order covers it), `untitled` (no forfeiture in
force covers it), `appealable` (one does, and the day lies not after the last one for an appeal), `encumbered` (a claim
or a pledge is open on it), `assigned`, `titled`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from tracer.reserve.acts import ActId, ActKind, OrderAct, OrderForm
from tracer.reserve.lot_claims import LotClaim
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.orders import Coverage, Matching
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.title_rows import Title

V = TypeVar("V")


class JudgedRun(NamedTuple):
    """A run of one title on a day, and what gives it: its lot, the forfeiture, the first burden, the assignment."""

    run: SatoshiRun
    lot: Lot | None
    order: OrderAct | None
    burden: ActId | None
    assignment: ActId | None
    title: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Everything by which a satoshi is judged on a day; `open_burdens` are the claims and pledges of that day."""

    day: dt.date
    lots: Marks[Lot]
    coverages: Mapping[OrderForm, Coverage]
    open_burdens: Sequence[LotClaim]
    held_under: Marks[bool]
    burdens: Marks[ActId]
    assigned: Marks[ActId]

    def runs(self, runs: Iterable[SatoshiRun]) -> Iterator[JudgedRun]:
        """Yield runs in parts of one title, in order.

        Most receipts have no mark of burdens, assignments and orders that give no title.
        """
        forfeitures = self.coverages[OrderForm.FORFEITURE].orders
        rare = (self.burdens, self.assigned, self.held_under)
        for run in runs:
            is_plain = not any(marks.knows(run.receipt) for marks in rare)
            for by_lot, lot in self.lots.parts(run):
                for by_order, order in forfeitures.parts(by_lot):
                    if is_plain:
                        title = self._title(lot, order, None, None, held=False)
                        yield JudgedRun(by_order, lot, order, None, None, title)
                        continue
                    for by_burden, burden in self.burdens.parts(by_order):
                        for by_assignment, assignment in self.assigned.parts(by_burden):
                            for part, held in self.held_under.parts(by_assignment):
                                title = self._title(lot, order, burden, assignment, held=held is not None)
                                yield JudgedRun(part, lot, order, burden, assignment, title)

    def _title(
        self, lot: Lot | None, order: OrderAct | None, burden: ActId | None, assignment: ActId | None, *, held: bool
    ) -> Title:
        """Return the first title of the table that applies; `held`: an order that gives no title covers it."""
        if order is None:
            return Title.UNSOLICITED if lot is None and not held else Title.UNTITLED
        if order.appeal_until is not None and self.day <= order.appeal_until:
            return Title.APPEALABLE
        if burden is not None:
            return Title.ENCUMBERED
        return Title.TITLED if assignment is None else Title.ASSIGNED


def judging_on(
    matching: Matching, orders: Sequence[OrderAct], claims: Sequence[LotClaim], day: dt.date, upto: int
) -> Judging:
    """Return by what satoshi are judged on a day, seen up to a block; `orders` and `claims` are those of that day."""
    coverages = {form: matching.coverage(form, orders, claims, day, upto) for form in OrderForm}
    burdens = tuple(claim for claim in claims if claim.act.head.kind in _BURDENS and claim.open(day))
    return Judging(
        day=day,
        lots=matching.lots,
        coverages=coverages,
        open_burdens=burdens,
        held_under=marked((share.run, True) for form in _HOLDING for share in coverages[form].shares),
        burdens=marked(runs_of(burdens)),
        assigned=marked(runs_of(claim for claim in claims if claim.act.head.kind is ActKind.ASSIGNMENT)),
    )


def runs_of(claims: Iterable[LotClaim]) -> Iterator[tuple[SatoshiRun, ActId]]:
    """Yield the runs that claims take, each with its act."""
    for claim in claims:
        yield from ((run, claim.act.head.id) for run in claim.runs)


def marked(runs: Iterable[tuple[SatoshiRun, V]]) -> Marks[V]:
    """Return runs as marks; a satoshi that two hold is the first one's."""
    marks: Marks[V] = Marks()
    for run, value in runs:
        marks.add(run, value)
    return marks


_BURDENS = (ActKind.CLAIM, ActKind.PLEDGE)
_HOLDING = (OrderForm.RESTRAINT, OrderForm.SEIZURE, OrderForm.INTERLOCUTORY)
"""Orders that give no title, but by which what they cover is held."""
