"""Title: what the state may do on a day with each satoshi that it holds.

The first that applies: `unsolicited` (no case has admitted it and no order covers it), `untitled` (no forfeiture in
force covers it), `appealable` (one does, and the day lies not after the last one for an appeal), `encumbered` (a claim
or a pledge is open on it), `assigned`, `titled`. Only what is assigned, encumbered or not, is reserve.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError
from tracer.reserve.acts import ActId, ActKind, ActsInForce, OrderAct, OrderForm
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger
from tracer.reserve.lot_claims import LotClaim, claims_and_faults
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.orders import Coverage, Matching, orders_on
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.title_rows import OrderRow, Title, TitleBook, TitledRun

V = TypeVar("V")


def title(
    ledger: RegisterLedger, register: Register, lots: Sequence[Lot], acts: ActsInForce, day: dt.date, upto: int
) -> TitleBook:
    """Return the title of all that wallets of ours hold on a day; `upto` is the height of its closing block.

    Acts dated later than the day do not count.

    Raises:
        CaseError: an act takes more of a lot than there is to take, or names one that no admitted case has.
    """
    book, faults = title_and_faults(ledger, register, lots, acts, day, upto)
    if faults:
        raise CaseError(*faults)
    return book


def title_and_faults(
    ledger: RegisterLedger, register: Register, lots: Sequence[Lot], acts: ActsInForce, day: dt.date, upto: int
) -> tuple[TitleBook, tuple[str, ...]]:
    """Return what `title` does and the faults with which it refuses: such an act takes what there is to take."""
    claims, faults = claims_and_faults(ledger, lots, acts, day, register.zone)
    matching, orders = Matching(ledger, lots, register.zone), orders_on(acts, day)
    burdens = [claim for claim in claims if claim.act.head.kind in _BURDENS and claim.open(day)]
    coverages = {form: matching.coverage(form, orders, claims, day, upto) for form in OrderForm}
    judging = _Judging(
        day=day,
        lots=matching.lots,
        forfeitures=coverages[OrderForm.FORFEITURE].orders,
        held_under=_marked((share.run, True) for form in _HOLDING for share in coverages[form].shares),
        burdens=_marked(_runs(burdens)),
        assigned=_marked(_runs(claim for claim in claims if claim.act.head.kind is ActKind.ASSIGNMENT)),
        dust=frozenset(coin.outpoint for coin in ledger.coins if coin.value <= register.dust),
    )
    runs = tuple(each for coin in ledger.coins if _is_held(coin, ledger, upto) for each in judging.coin(coin))
    sums = dict.fromkeys(Title, 0)
    for each in runs:
        sums[each.title] += each.run.sat
    book = TitleBook(
        day=day,
        runs=runs,
        sums=sums,
        orders=tuple(_row(order, coverages) for order in orders),
        burdens=_burdened(burdens, runs),
        short=tuple(text for claim in claims for text in claim.short),
    )
    return book, faults


_RESERVE = (Title.ASSIGNED, Title.ENCUMBERED)
_BURDENS = (ActKind.CLAIM, ActKind.PLEDGE)
_HOLDING = (OrderForm.RESTRAINT, OrderForm.SEIZURE, OrderForm.INTERLOCUTORY)
"""Orders that give no title, but by which what they cover is held."""


def _is_held(coin: RegisterCoin, ledger: RegisterLedger, upto: int) -> bool:
    unspent = coin.spent is None or coin.spent.height > upto
    return ledger.counts(coin, upto) and coin.position.height <= upto and unspent


def _runs(claims: Iterable[LotClaim]) -> Iterator[tuple[SatoshiRun, ActId]]:
    for claim in claims:
        yield from ((run, claim.act.head.id) for run in claim.runs)


def _burdened(burdens: Iterable[LotClaim], runs: Iterable[TitledRun]) -> Mapping[ActId, int]:
    """Return how many encumbered satoshi each burden is on, by act; one that is on none is left out."""
    encumbered = _marked((each.run, True) for each in runs if each.title is Title.ENCUMBERED)
    sums: dict[ActId, int] = {}
    for run, act in _runs(burdens):
        for part, is_encumbered in encumbered.parts(run):
            if is_encumbered:
                sums[act] = sums.get(act, 0) + part.sat
    return sums


def _marked(runs: Iterable[tuple[SatoshiRun, V]]) -> Marks[V]:
    """Return runs as marks; a satoshi that two hold is the first one's."""
    marks: Marks[V] = Marks()
    for run, value in runs:
        marks.add(run, value)
    return marks


def _row(order: OrderAct, coverages: Mapping[OrderForm, Coverage]) -> OrderRow:
    covered = coverages[order.form].covered[order.head.id]
    return OrderRow(
        act=order.head.id,
        order=order.order,
        form=order.form.value,
        case=order.case,
        ordered=order.amount,
        covered=covered,
        shortfall=None if order.amount is None else order.amount - covered,
        currency=None if order.money is None else order.money.currency,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judging:
    """Everything by which a satoshi is judged on a day; `dust` are the coins of at most the register's limit."""

    day: dt.date
    lots: Marks[Lot]
    forfeitures: Marks[OrderAct]
    held_under: Marks[bool]
    burdens: Marks[ActId]
    assigned: Marks[ActId]
    dust: frozenset[Outpoint]

    def coin(self, coin: RegisterCoin) -> Sequence[TitledRun]:
        """Return a coin's satoshi by title, in order; neighbours that differ in nothing are one run."""
        joined: list[TitledRun] = []
        place = 0
        for part, lot, order, burden, assignment, held in self._cuts(coin.runs):
            found = self._title(lot, order, burden, assignment, held=held is not None)
            each = TitledRun(
                run=part,
                coin=coin.outpoint,
                place=place,
                wallet=coin.wallet,
                lot=None if lot is None else lot.id,
                title=found,
                assigned=assignment is not None and found in _RESERVE,
                order=None if order is None else order.head.id,
                burden=burden,
                dust=found is Title.UNSOLICITED and part.receipt in self.dust,
            )
            place += part.sat
            last = joined[-1] if joined else None
            if last is None or not _go_together(last, each):
                joined.append(each)
            else:
                run = SatoshiRun(last.run.receipt, last.run.start, last.run.sat + part.sat)
                joined[-1] = replace(last, run=run)
        return joined

    def _cuts(
        self, runs: Iterable[SatoshiRun]
    ) -> Iterator[tuple[SatoshiRun, Lot | None, OrderAct | None, ActId | None, ActId | None, bool | None]]:
        """Yield runs in parts, each with its lot, order, burden and assignment, and whether it is held under another.

        Most receipts have no mark of the last three.
        """
        for run in runs:
            rare = (self.burdens, self.assigned, self.held_under)
            is_plain = not any(marks.knows(run.receipt) for marks in rare)
            for by_lot, lot in self.lots.parts(run):
                for by_order, order in self.forfeitures.parts(by_lot):
                    if is_plain:
                        yield by_order, lot, order, None, None, None
                        continue
                    for by_burden, burden in self.burdens.parts(by_order):
                        for by_assignment, assignment in self.assigned.parts(by_burden):
                            for part, held in self.held_under.parts(by_assignment):
                                yield part, lot, order, burden, assignment, held

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


def _go_together(one: TitledRun, other: TitledRun) -> bool:
    """Return whether a run of a coin is another's next satoshi, with the same title by the same acts."""
    follows = one.run.receipt == other.run.receipt and one.run.end == other.run.start
    return follows and _judgement(one) == _judgement(other)


def _judgement(each: TitledRun) -> tuple[object, ...]:
    return each.lot, each.title, each.assigned, each.order, each.burden, each.dust
