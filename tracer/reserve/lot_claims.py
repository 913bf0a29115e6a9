"""Acts that name satoshi of lots: which satoshi they take.

Executions, assignments, claims and pledges say how much of a lot. They take its satoshi in the order of their numbers:
those that are held on the act's day, in a wallet of ours or in an account at a custodian; what an act of scope keeps
out of the books comes after all of them. An execution and an assignment take what no earlier act of their kind took, an
act earlier by its number; too few are a fault. An execution takes what its order names alone: of its labels or coins,
and where it names wallets what stayed in one of them at some moment of the day from which the order is in force, or
later. Claims and
pledges are what somebody asserts: rivals may name the same satoshi, and one that names more than is there takes what is
there, and says so. One that was released holds nothing from that day on. One that another supersedes takes what it took
until the day before, and then what the other one takes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError
from tracer.reserve.acts import (
    ActId,
    ActKind,
    ActsInForce,
    AssignmentAct,
    BurdenAct,
    ExecutionAct,
    LotId,
    OrderAct,
    ReleaseAct,
)
from tracer.reserve.days import instant
from tracer.reserve.ledger_rows import Exit, ExitKind, RegisterLedger, Stay, in_scope_on
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.satoshi_runs import SatoshiRun, total

_DAY = dt.timedelta(days=1)
LotAct: TypeAlias = ExecutionAct | AssignmentAct | BurdenAct


@dataclass(frozen=True, slots=True, kw_only=True)
class LotClaim:
    """The satoshi that an act takes of lots, by number of the lot, then of the satoshi.

    It holds them from the day `begins` on until the day before `ends`; None: it does not end. `short` says of each lot
    how much less was there than it claims.
    """

    act: LotAct
    runs: tuple[SatoshiRun, ...]
    begins: dt.date
    ends: dt.date | None
    short: tuple[str, ...] = ()

    def open(self, day: dt.date) -> bool:
        """Return whether it holds its satoshi on a day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


def lot_claims(
    ledger: RegisterLedger, lots: Sequence[Lot], acts: ActsInForce, day: dt.date, zone: str
) -> tuple[LotClaim, ...]:
    """Return what the acts of days up to `day` take, in ascending order of the acts' numbers; days end in a zone.

    Raises:
        CaseError: an execution or an assignment takes more of a lot than there is to take, or an act names one that no
            admitted case has; all faults.
    """
    found, faults = claims_and_faults(ledger, lots, acts, day, zone)
    if faults:
        raise CaseError(*faults)
    return found


def claims_and_faults(
    ledger: RegisterLedger, lots: Sequence[Lot], acts: ActsInForce, day: dt.date, zone: str
) -> tuple[tuple[LotClaim, ...], tuple[str, ...]]:
    """Return what `lot_claims` does, and the faults with which it refuses: such an act takes what there is to take."""
    ends: dict[ActId, dt.date] = {}
    by_day = ActsByDay(acts)
    counted = by_day.on(day)
    for act in counted:
        if isinstance(act, ReleaseAct) and act.head.date <= day:
            ends[act.act] = min(act.on, ends.get(act.act, act.on))
    by_id = {lot.id: lot for lot in lots}
    places = _Places(ledger, zone)
    faults: list[str] = []
    found: list[LotClaim] = []
    for act in counted:
        if isinstance(act, ExecutionAct | AssignmentAct | BurdenAct) and act.head.date <= day:
            is_burden = isinstance(act, BurdenAct)
            rivals = () if is_burden else [claim for claim in found if claim.act.head.kind is act.head.kind]
            lacking: list[str] = []
            order = _order_of(act, by_day) if isinstance(act, ExecutionAct) else None
            taken = _taken(act, order, by_id, rivals, places, faults, lacking if is_burden else faults)
            begins = act.begins if isinstance(act, BurdenAct) else act.head.date
            ending, short = ends.get(act.head.id), tuple(lacking)
            found.append(LotClaim(act=act, runs=taken, begins=begins, ends=ending, short=short))
    return tuple(found), tuple(faults)


def _order_of(act: ExecutionAct, by_day: ActsByDay) -> OrderAct | None:
    """Return the order that is executed, as it stood on the day of the execution."""
    then = {each.head.id: each for each in by_day.on(act.head.date)}
    same = then.get(act.head.id, act)
    order = then.get(same.order) if isinstance(same, ExecutionAct) else None
    return order if isinstance(order, OrderAct) else None


class _Places:
    """Where the satoshi of receipts were and when."""

    def __init__(self, ledger: RegisterLedger, zone: str) -> None:
        self.stays: Mapping[Outpoint, list[Stay]] = defaultdict(list)
        self.deposits: Mapping[Outpoint, list[Exit]] = defaultdict(list)
        for stay in ledger.stays:
            self.stays[stay.run.receipt].append(stay)
        for each in ledger.exits:
            if each.kind is ExitKind.DEPOSIT:
                self.deposits[each.run.receipt].append(each)
        self.charges = ledger.charges
        self.ours, self.mtps, self.times, self.zone = ledger.ours, ledger.mtps, ledger.times, zone
        self.scope = ledger.scope
        self.scripts = {coin.outpoint: coin.script for coin in ledger.coins} if ledger.scope else {}

    def held(self, run: SatoshiRun, day: dt.date) -> list[SatoshiRun]:
        """Return what of a run was held when a day ended: in the books, then beside; each by its numbers."""
        end = instant(day, self.zone)
        begun = [stay for stay in self.stays[run.receipt] if self.mtps[stay.since.height] < end]
        lying = [
            stay
            for stay in begun
            if stay.wallet in self.ours and (stay.until is None or self.mtps[stay.until.height] >= end)
        ]
        beside = [
            stay.run for stay in lying if self.scope and not in_scope_on(self.scope, self.scripts[stay.coin], day)
        ]
        held = [stay.run for stay in lying]
        for each in self.deposits[run.receipt]:
            if self.mtps[each.position.height] < end:
                back: Marks[bool] = Marks()
                for stay in begun:
                    if stay.since > each.position:
                        back.add(stay.run, True)
                for kept in self.charges:
                    if kept.day <= day:
                        for part in kept.runs:
                            back.add(part, True)
                held += [part for part, came in back.parts(each.run) if not came]
        there: Marks[bool] = Marks()
        for part in beside:
            there.add(part, False)
        for part in held:
            there.add(part, True)
        found = list(there.parts(run))
        return [part for is_first in (True, False) for part, counts in found if counts is is_first]

    def named(self, lot: Lot, order: OrderAct, day: dt.date) -> list[SatoshiRun]:
        """Return what of a lot was held when a day ended and an order names, by label or coin and by wallet."""
        if order.labels and (order.case != lot.case or lot.label not in order.labels):
            return []
        held, stays = self.held(lot.run, day), self.stays[lot.run.receipt]
        found = held if order.labels else _both(held, (stay.run for stay in stays if stay.coin in order.outpoints))
        if not order.wallets or order.begins is None:
            return found
        opens, end = instant(order.begins - _DAY, self.zone), instant(day, self.zone)
        inside = (
            stay.run
            for stay in stays
            if stay.wallet in order.wallets
            and self.mtps[stay.since.height] < end
            and (stay.until is None or self.times[stay.until.height] >= opens)
        )
        return _both(found, inside)


def _both(runs: Iterable[SatoshiRun], others: Iterable[SatoshiRun]) -> list[SatoshiRun]:
    """Return the parts of runs that lie in others too, in the runs' order."""
    there: Marks[bool] = Marks()
    for each in others:
        there.add(each, True)
    return [part for run in runs for part, is_there in there.parts(run) if is_there]


def _taken(
    act: LotAct,
    order: OrderAct | None,
    lots: Mapping[LotId, Lot],
    rivals: Sequence[LotClaim],
    places: _Places,
    unknown: list[str],
    lacking: list[str],
) -> tuple[SatoshiRun, ...]:
    """Return the satoshi that one act takes; record each lot that is `unknown`, or too few of which are there.

    `order` is the one that an execution is of; one of no order takes nothing.
    """
    held_by: Marks[bool] = Marks()
    for claim in rivals:
        for run in claim.runs:
            held_by.add(run, True)
    found: list[SatoshiRun] = []
    for lot, sat in act.lots.items():
        if lot not in lots:
            text = f"act {act.head.id} names {lot}, which no admitted case has."
            unknown.append(text)
            continue
        left: int = sat
        day, there = act.head.date, list[SatoshiRun]()
        if not isinstance(act, ExecutionAct):
            there = places.held(lots[lot].run, day)
        elif order is not None:
            there = places.named(lots[lot], order, day)
        for run in there:
            for part, is_held in held_by.parts(run):
                taken = min(part.sat, left) if not is_held else 0
                if taken:
                    found.append(SatoshiRun(part.receipt, part.start, taken))
                    left -= taken
        if left:
            lacking.append(_too_few(act, order, lot, sat, sat - left))
    assert total(found) <= sum(act.lots.values())
    return tuple(found)


def _too_few(act: LotAct, order: OrderAct | None, lot: LotId, sat: int, held: int) -> str:
    """Return that an act takes more satoshi of a lot than are there to take; `order` is the one that it executes."""
    name, day = act.head.id, act.head.date
    match act.head.kind:
        case ActKind.CLAIM:
            return f"act {name} claims {sat} satoshi of {lot}; on {day} {held} are held."
        case ActKind.PLEDGE:
            return f"act {name} pledges {sat} satoshi of {lot}; on {day} {held} are held."
        case ActKind.ASSIGNMENT:
            return (
                f"act {name} assigns {sat} satoshi of {lot}; on {day} {held} are held and under no earlier assignment."
            )
    if order is None:
        return (
            f"act {name} executes on {sat} satoshi of {lot}; on {day} {held} are held and under no earlier execution."
        )
    return (
        f"act {name} executes on {sat} satoshi of {lot}; on {day} {held} are held, named by order {order.head.id} and "
        f"under no earlier execution."
    )
