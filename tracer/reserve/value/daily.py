"""The three blocks day by day, in satoshi: openings counted from where each satoshi lies, flows from what moved.

Of `held` the flows are those of the books; of the blocks by title they are what lies there on a day and did not on the
day before, and the other way round. Neither is taken from the openings, so that a day can fail to close.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracer.chain.outpoint import Position
from tracer.errors import IntegrityError
from tracer.reserve.acts import ActsInForce
from tracer.reserve.ledger_rows import EntryKind, Exit, ExitKind, MovementKind, RegisterLedger
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.value.day_count import DayCount
from tracer.reserve.value.day_rows import DayFlow, DayFlowKind, DayRow, ValuedBlock
from tracer.reserve.value.spans import FOR_EVER, BlockSpan, ValuedRegister, block_spans, scope_changes

_ENTRIES = {
    EntryKind.RECEIPT: DayFlowKind.ADDED,
    EntryKind.WITHDRAWAL: DayFlowKind.WITHDRAWN,
    EntryKind.DEPOSIT: DayFlowKind.DEPOSITED,
    EntryKind.DISPOSAL: DayFlowKind.DISPOSED,
    EntryKind.FEE: DayFlowKind.FEE,
}
"""Columns of the books as flows; what goes from one wallet of ours to another is none."""
_EXITS = {ExitKind.FEE: DayFlowKind.FEE, ExitKind.DEPOSIT: DayFlowKind.DEPOSITED, ExitKind.PAID: DayFlowKind.DISPOSED}


def daily(
    ledger: RegisterLedger,
    register: Register,
    lots: Sequence[Lot],
    acts: ActsInForce,
    first: dt.date,
    last: dt.date,
) -> Mapping[ValuedBlock, tuple[DayRow, ...]]:
    """Return the rows of each block from a first to a last day, each day once.

    Raises:
        CaseError: as `lot_claims`.
        IntegrityError: a day's flows do not lead to what lies in the block on the next.
    """
    given = ValuedRegister(ledger=ledger, register=register, lots=lots, acts=acts)
    return day_rows(given, block_spans(given, last), first, last)


def day_rows(
    given: ValuedRegister, spans: Mapping[ValuedBlock, Sequence[BlockSpan]], first: dt.date, last: dt.date
) -> Mapping[ValuedBlock, tuple[DayRow, ...]]:
    """Return the rows of each block, given its spans up to the last day.

    Raises:
        IntegrityError: as `daily`.
    """
    found: dict[ValuedBlock, tuple[DayRow, ...]] = {}
    for block in ValuedBlock:
        flows = (
            _held_flows(given, last)
            if block is ValuedBlock.HELD
            else _sums(day_flows(given, spans[block], first, last))
        )
        rows = tuple(_rows(_openings(spans[block], first, last), flows, first, last))
        _check(block, rows, _standing(spans[block], last.toordinal()))
        found[block] = rows
    return found


def day_flows(given: ValuedRegister, spans: Sequence[BlockSpan], first: dt.date, last: dt.date) -> tuple[DayFlow, ...]:
    """Return what came into a block by title and what left it, day by day; what came first, in the order of the coins.

    A satoshi that only goes from one coin to another does neither.
    """
    begun, ended = defaultdict[int, list[BlockSpan]](list), defaultdict[int, list[BlockSpan]](list)
    for span in spans:
        begun[span.begins].append(span)
        ended[span.ends].append(span)
    reasons = _Reasons(given, last)
    found: list[DayFlow] = []
    for day in sorted({*begun, *ended}):
        if first.toordinal() <= day <= last.toordinal():
            date = dt.date.fromordinal(day)
            for span in _without(begun[day], ended[day]):
                found += (DayFlow(day=date, run=run, kind=kind) for run, kind in reasons.entered(day, span))
            for span in _without(ended[day], begun[day]):
                found += reasons.left(day, span)
    return tuple(found)


def _without(spans: Sequence[BlockSpan], taken: Sequence[BlockSpan]) -> Iterator[BlockSpan]:
    """Yield the parts of spans whose satoshi are in none of others."""
    marks: Marks[bool] = Marks()
    for each in taken:
        marks.add(each.run, True)
    for span in spans:
        for part, is_taken in marks.parts(span.run):
            if not is_taken:
                yield span._replace(run=part)


class _Reasons:
    """How satoshi came and left, by day: what left the wallets, and what came back from an account."""

    def __init__(self, given: ValuedRegister, last: dt.date) -> None:
        ledger = given.ledger
        count = DayCount(given.register.zone, ledger.mtps.values(), last)
        self._exits = defaultdict[int, Marks[Exit]](Marks)
        self._back = defaultdict[int, Marks[bool]](Marks)
        outside = _outside_the_books(ledger)
        for each in reversed(ledger.exits):  # of two on a day the later one counts
            if each.wallet in ledger.ours:
                for run, is_outside in outside[each.position].parts(each.run) if outside else ((each.run, None),):
                    if not is_outside:
                        self._exits[count.day(ledger.mtps[each.position.height])].add(run, each)
        back = {each.txid for each in ledger.movements if each.kind is MovementKind.WITHDRAWAL}
        for coin in ledger.coins:
            if coin.outpoint.txid in back:
                for run in coin.runs:
                    self._back[count.day(ledger.mtps[coin.position.height])].add(run, True)

    def entered(self, day: int, span: BlockSpan) -> Iterator[tuple[SatoshiRun, DayFlowKind]]:
        """Yield how the satoshi of a span that begins on a day came in."""
        for run, is_back in self._back[day].parts(span.run):
            if is_back:
                yield run, DayFlowKind.WITHDRAWN
            else:
                yield run, DayFlowKind.SCOPE_IN if span.enters else DayFlowKind.ADDED

    def left(self, day: int, span: BlockSpan) -> Iterator[DayFlow]:
        """Yield how the satoshi of a span that ends before a day left."""
        date = dt.date.fromordinal(day)
        for run, how in self._exits[day].parts(span.run):
            if how is not None:
                yield DayFlow(day=date, run=run, kind=_EXITS[how.kind], txid=how.txid)
            elif span.leaves:
                yield DayFlow(day=date, run=run, kind=DayFlowKind.SCOPE_OUT)
            else:
                yield DayFlow(day=date, run=run, kind=DayFlowKind.DISPOSED, txid=span.spender)


def _outside_the_books(ledger: RegisterLedger) -> Mapping[Position, Marks[bool]]:
    """Return what was spent, by transaction, out of coins of ours that acts of scope had let out of the books."""
    found = defaultdict[Position, Marks[bool]](Marks)
    for coin in ledger.coins if ledger.scope else ():
        if coin.spent is not None and not ledger.counts(coin, coin.spent.height - 1):
            for run in coin.runs:
                found[coin.spent].add(run, True)
    return found


def _sums(flows: Iterable[DayFlow]) -> Mapping[int, Counter[DayFlowKind]]:
    sums = defaultdict[int, Counter[DayFlowKind]](Counter)
    for flow in flows:
        sums[flow.day.toordinal()][flow.kind] += flow.run.sat
    return sums


def _held_flows(given: ValuedRegister, last: dt.date) -> Mapping[int, Counter[DayFlowKind]]:
    """Return what the books enter on each day, and what acts of scope let in and out."""
    ledger = given.ledger
    count = DayCount(given.register.zone, ledger.mtps.values(), last)
    sums = defaultdict[int, Counter[DayFlowKind]](Counter)
    for movement in ledger.movements:
        for entry in movement.entries:
            if entry.kind in _ENTRIES:
                sums[count.day(movement.mtp)][_ENTRIES[entry.kind]] += entry.sat
    for day, sat in scope_changes(given, last).items():
        sums[day][DayFlowKind.SCOPE_IN] += sat
    return sums


def _openings(spans: Sequence[BlockSpan], first: dt.date, last: dt.date) -> Mapping[int, int]:
    """Return what lies in a block when each day begins, counted from the spans."""
    changes: Counter[int] = Counter()
    for span in spans:
        changes[max(span.begins + 1, first.toordinal())] += span.run.sat
        if span.ends < FOR_EVER:
            changes[max(span.ends + 1, first.toordinal())] -= span.run.sat
    found: dict[int, int] = {}
    there = 0
    for day in range(first.toordinal(), last.toordinal() + 1):
        there += changes[day]
        found[day] = there
    return found


def _standing(spans: Sequence[BlockSpan], day: int) -> int:
    """Return what lies in a block when a day ends."""
    return sum(span.run.sat for span in spans if span.begins <= day < span.ends)


def _rows(
    openings: Mapping[int, int], flows: Mapping[int, Counter[DayFlowKind]], first: dt.date, last: dt.date
) -> Iterator[DayRow]:
    for day in range(first.toordinal(), last.toordinal() + 1):
        sums = flows.get(day, Counter[DayFlowKind]())
        yield DayRow(
            day=dt.date.fromordinal(day),
            opening=openings[day],
            added=sums[DayFlowKind.ADDED],
            disposed=sums[DayFlowKind.DISPOSED],
            fees=sums[DayFlowKind.FEE],
            deposited=sums[DayFlowKind.DEPOSITED],
            withdrawn=sums[DayFlowKind.WITHDRAWN],
            scoped=sums[DayFlowKind.SCOPE_IN] - sums[DayFlowKind.SCOPE_OUT],
        )


def _check(block: ValuedBlock, rows: Sequence[DayRow], closing: int) -> None:
    """Raise unless each day leads to what lies in the block when the next one begins."""
    following = [*(row.opening for row in rows[1:]), closing]
    for row, counted in zip(rows, following, strict=True):
        if row.closing != counted:
            raise IntegrityError(
                f"block {block.value}: {row.day.isoformat()} leads to {row.closing} satoshi; {counted} are there."
            )
