"""Title: what the state may do on a day with each satoshi that it holds.

Each is judged as `judging` says. Only what is assigned, encumbered or not, is reserve.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError
from tracer.reserve.acts import ActId, ActsInForce, OrderAct, OrderForm
from tracer.reserve.judging import Judging, judging_on, marked, runs_of
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger
from tracer.reserve.lot_claims import LotClaim, claims_and_faults
from tracer.reserve.lots import Lot
from tracer.reserve.orders import Coverage, Matching, orders_on
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.title_rows import OrderRow, Title, TitleBook, TitledRun


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
    orders = orders_on(acts, day)
    judging = judging_on(Matching(ledger, lots, register.zone), orders, claims, day, upto)
    dust = frozenset(coin.outpoint for coin in ledger.coins if coin.value <= register.dust)
    runs = tuple(each for coin in ledger.held(upto) for each in _titled(coin, judging, dust))
    sums = dict.fromkeys(Title, 0)
    for each in runs:
        sums[each.title] += each.run.sat
    book = TitleBook(
        day=day,
        runs=runs,
        sums=sums,
        orders=tuple(_row(order, judging.coverages) for order in orders),
        burdens=_burdened(judging.open_burdens, runs),
        short=tuple(text for claim in claims for text in claim.short),
    )
    return book, faults


_RESERVE = (Title.ASSIGNED, Title.ENCUMBERED)


def _burdened(burdens: Iterable[LotClaim], runs: Iterable[TitledRun]) -> Mapping[ActId, int]:
    """Return how many encumbered satoshi each burden is on, by act; one that is on none is left out."""
    encumbered = marked((each.run, True) for each in runs if each.title is Title.ENCUMBERED)
    sums: dict[ActId, int] = {}
    for run, act in runs_of(burdens):
        for part, is_encumbered in encumbered.parts(run):
            if is_encumbered:
                sums[act] = sums.get(act, 0) + part.sat
    return sums


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


def _titled(coin: RegisterCoin, judging: Judging, dust: Collection[Outpoint]) -> Sequence[TitledRun]:
    """Return a coin's satoshi by title, in order; neighbours that differ in nothing are one run.

    `dust` are the receipts of at most the register's limit.
    """
    joined: list[TitledRun] = []
    place = 0
    for part, lot, order, burden, assignment, found in judging.runs(coin.runs):
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
            dust=found is Title.UNSOLICITED and part.receipt in dust,
        )
        place += part.sat
        last = joined[-1] if joined else None
        if last is None or not _go_together(last, each):
            joined.append(each)
        else:
            run = SatoshiRun(last.run.receipt, last.run.start, last.run.sat + part.sat)
            joined[-1] = replace(last, run=run)
    return joined


def _go_together(one: TitledRun, other: TitledRun) -> bool:
    """Return whether a run of a coin is another's next satoshi, with the same title by the same acts."""
    follows = one.run.receipt == other.run.receipt and one.run.end == other.run.start
    return follows and _judgement(one) == _judgement(other)


def _judgement(each: TitledRun) -> tuple[object, ...]:
    return each.lot, each.title, each.assigned, each.order, each.burden, each.dust
