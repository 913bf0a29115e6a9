"""In which block each satoshi lies from which day to which, found from stays, orders and assignments.

A satoshi lies in a block on a day when it does so at the day's end. What came and went within a day lies in none.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActKind, ActsInForce, AssignmentAct, ExecutionAct, OrderForm
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger
from tracer.reserve.lot_claims import lot_claims
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.orders import CoveredRun, Matching, counts_from, orders_on
from tracer.reserve.register import Register
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.value.day_count import DayCount
from tracer.reserve.value.day_rows import ValuedBlock

FOR_EVER = dt.date.max.toordinal()
"""The day up to which a span lasts that has not ended."""


class BlockSpan(NamedTuple):
    """A run in a block from the day `begins` to the one before `ends`, by their ordinal numbers.

    `enters` and `leaves`: an act of scope lets it into the books or out of them. What is paid into a wallet on the day
    at whose end the act counts is let in or out with the wallet, as in the books.
    """

    run: SatoshiRun
    begins: int
    ends: int
    enters: bool
    leaves: bool
    spender: Txid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuedRegister:
    """What spans are found from: the fold, the register, and the lots and acts that count."""

    ledger: RegisterLedger
    register: Register
    lots: Sequence[Lot]
    acts: ActsInForce


def block_spans(given: ValuedRegister, last: dt.date) -> Mapping[ValuedBlock, tuple[BlockSpan, ...]]:
    """Return the spans of each block up to a day, in the order in which their coins came.

    A satoshi that goes from coin to coin has a span for each; acts whose dates contradict their numbers cut spans too.

    Raises:
        CaseError: as `lot_claims`.
    """
    count = DayCount(given.register.zone, given.ledger.mtps.values(), last)
    held = tuple(_held(given, count, last))
    titled: list[BlockSpan] = []
    reserve: list[BlockSpan] = []
    matching = Matching(given.ledger, given.lots, given.register.zone)
    for first, end in _parts(given.acts, last):
        titles, assigned = _titles(given, matching, count, dt.date.fromordinal(end - 1))
        for span in held:
            cut = _within(span, first, FOR_EVER if end > last.toordinal() else end)
            for part, since in titles.parts(cut.run) if cut is not None else ():
                entered = None if since is None or cut is None else _from(cut._replace(run=part), since)
                if entered is None:
                    continue
                titled.append(entered)
                for piece, day in assigned.parts(part):
                    taken = None if day is None else _from(entered._replace(run=piece), day)
                    if taken is not None:
                        reserve.append(taken)
    return {ValuedBlock.RESERVE: tuple(reserve), ValuedBlock.TITLED: tuple(titled), ValuedBlock.HELD: held}


def scope_changes(given: ValuedRegister, last: dt.date) -> Mapping[int, int]:
    """Return what acts of scope let into the books, less what they let out, by ordinal day, up to a last one.

    It is what lies there when the act's day ends; what moves on that day is booked as before it.
    """
    ledger, scope = given.ledger, _Scope(given, last)
    count = DayCount(given.register.zone, ledger.mtps.values(), last)
    sums: Counter[int] = Counter()
    for coin in ledger.coins if ledger.scope else ():
        begins = count.day(ledger.mtps[coin.position.height])
        ends = FOR_EVER if coin.spent is None else count.day(ledger.mtps[coin.spent.height])
        for first, end in scope.spans(coin) if coin.wallet in ledger.ours else ():
            sums[first] += coin.value * (begins <= first < ends)
            sums[end] -= coin.value * (begins <= end < ends)
    return sums


def _held(given: ValuedRegister, count: DayCount, last: dt.date) -> Iterator[BlockSpan]:
    """Yield how long each run lay in each coin of ours, as far as its script was in the books."""
    ledger = given.ledger
    scope = _Scope(given, last)
    let_out = _let_out(ledger, scope, count)
    for coin in ledger.coins:
        if coin.wallet not in ledger.ours:
            continue
        begins = count.day(ledger.mtps[coin.position.height])
        ends = FOR_EVER if coin.spent is None else count.day(ledger.mtps[coin.spent.height])
        if begins > last.toordinal():
            continue
        ends = FOR_EVER if ends > last.toordinal() else ends
        for first, end in scope.spans(coin):
            since, until = max(begins, first), min(ends, end)
            if since < until:
                spender = coin.spender if until == ends else None
                for run in coin.runs:
                    for part, leaves in let_out[until].parts(run) if until in let_out else ((run, None),):
                        yield BlockSpan(part, since, until, first >= begins, end < ends or leaves is not None, spender)


def _let_out(ledger: RegisterLedger, scope: "_Scope", count: DayCount) -> Mapping[int, Marks[bool]]:
    """Return by day what came on that day into scripts that acts of scope let out of the books at its end."""
    found = defaultdict[int, Marks[bool]](Marks)
    for coin in ledger.coins if ledger.scope else ():
        begins = count.day(ledger.mtps[coin.position.height])
        ends = FOR_EVER if coin.spent is None else count.day(ledger.mtps[coin.spent.height])
        for _, end in scope.spans(coin) if coin.wallet in ledger.ours else ():
            for run in coin.runs if begins == end < ends else ():
                found[end].add(run, True)
    return found


class _Scope:
    """From which day to which scripts are in the books, by acts of scope up to a day."""

    def __init__(self, given: ValuedRegister, last: dt.date) -> None:
        scope = given.ledger.scope
        self._changes = [(each.day, each) for each in scope if each.day is not None and each.day <= last]
        self._later = [each for each in scope if each.day is None or each.day > last]

    def spans(self, coin: RegisterCoin) -> Iterator[tuple[int, int]]:
        """Yield the spans of days in which a coin's script is in the books; of acts on one day the last one counts."""
        changes = [(day.toordinal(), each.enters) for day, each in self._changes if coin.script in each.scripts]
        later = next((each for each in self._later if coin.script in each.scripts), None)
        first = changes[0][1] if changes else later.enters if later is not None else False
        since: int | None = None if first else 0
        for day, enters in dict(changes).items():
            if enters and since is None:
                since = day
            elif not enters and since is not None:
                yield since, day
                since = None
        if since is not None:
            yield since, FOR_EVER


def _parts(acts: ActsInForce, last: dt.date) -> Iterator[tuple[int, int]]:
    """Yield the parts of time, the last one to the day after `last`, in each of which no day unsays another.

    The acts up to a part's last day say of each of its days what those up to that day say. A part ends where an act
    takes satoshi of lots before one of its kind that has a later number and an earlier date, and where an act on title
    supersedes another.
    """
    by_day = ActsByDay(acts)
    takers = [act for act in by_day.ever() if isinstance(act, AssignmentAct | ExecutionAct)]
    cuts = set(by_day.days)
    for kind in (ActKind.ASSIGNMENT, ActKind.EXECUTION):
        least: dt.date | None = None
        for act in reversed([each for each in takers if each.head.kind is kind]):
            if least is not None and least < act.head.date:
                cuts.add(act.head.date)
            least = act.head.date if least is None else min(least, act.head.date)
    days = sorted(day.toordinal() for day in cuts if day <= last)
    starts = [0, *dict.fromkeys(days)]
    yield from zip(starts, [*starts[1:], last.toordinal() + 1], strict=True)


def _titles(given: ValuedRegister, matching: Matching, count: DayCount, day: dt.date) -> tuple[Marks[int], Marks[int]]:
    """Return from which day satoshi have title and from which they are assigned, by the acts up to a day."""
    claims = lot_claims(given.ledger, given.lots, given.acts, day, given.register.zone)
    scoped = {each.height for each in given.ledger.scope if each.day is not None and each.day <= day}
    moved = {height for height, mtp in given.ledger.mtps.items() if count.day(mtp) <= day.toordinal()}
    upto = max(moved | scoped, default=-1)
    found = matching.coverage(OrderForm.FORFEITURE, orders_on(given.acts, day), claims, day, upto)
    titles: Marks[int] = Marks()
    for share in found.shares:
        titles.add(share.run, _titled_from(share, count, given.register.zone))
    assigned: Marks[int] = Marks()
    for claim in claims:
        if claim.act.head.kind is ActKind.ASSIGNMENT:
            for run in claim.runs:
                assigned.add(run, claim.begins.toordinal())
    return titles, assigned


def _titled_from(share: CoveredRun, count: DayCount, zone: str) -> int:
    """Return the first day at whose end an order gives title to what it covers."""
    since = counts_from(share.order)
    assert since is not None
    covered = count.ended(share.moment) if share.order.money is not None else count.day(share.moment)
    covered = max(covered, since.toordinal())
    until = share.order.appeal_until
    return covered if until is None else max(covered, until.toordinal() + 1)


def _within(span: BlockSpan, first: int, end: int) -> BlockSpan | None:
    """Return what of a span lies from one day to before another."""
    if span.begins >= end or span.ends <= first:
        return None
    return span._replace(
        begins=max(span.begins, first),
        ends=min(span.ends, end),
        enters=span.enters and span.begins >= first,
        leaves=span.leaves and span.ends <= end,
        spender=span.spender if span.ends <= end else None,
    )


def _from(span: BlockSpan, day: int) -> BlockSpan | None:
    """Return what of a span lies on a day or later."""
    if day >= span.ends:
        return None
    return span if day <= span.begins else span._replace(begins=day, enters=False)
