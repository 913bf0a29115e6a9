"""The day from which an act counts: that on which it was signed. Before it there is no act, whatever lies on file.

Otherwise a departure could be covered by an act that is dated in a later year, and nobody would be told of it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracer.errors import CaseError
from tracer.reserve import act_set
from tracer.reserve.acts import (
    Act,
    ActId,
    ActsInForce,
    CorrectionAct,
    ExecutionAct,
    ReleaseAct,
    ScopeAct,
    StatementAct,
    StepAct,
)
from tracer.reserve.followed_acts import as_many_as_can_be
from tracer.reserve.register import Register


class DayAhead(NamedTuple):
    """A day of an act, or of its replacement, that had to come before the act counts; `key` says which."""

    act: ActId
    key: str
    day: dt.date


def ahead(acts: Iterable[Act], day: dt.date) -> tuple[DayAhead, ...]:
    """Return what of acts is dated after a day: when they were signed, and as of when a custodian's statement is."""
    return tuple(DayAhead(act.head.id, key, each) for act in acts for key, each in _days(act) if each > day)


def until(acts: ActsInForce, register: Register, day: dt.date) -> ActsInForce:
    """Return the acts that count by a day: those that are dated later, and those that rest on one, are left out.

    So are those that contradict others as soon as what put them right is left out.
    """
    return _without(acts, register, {act.head.id for act in acts.all if _last_day(act) > day})


def known_on(acts: ActsInForce, register: Register, day: dt.date) -> ActsInForce:
    """Return the same, but for acts of scope: these say themselves from which day on a wallet is in the books."""
    later = {act.head.id for act in acts.all if _last_day(act) > day and not _is_of_scope(act)}
    return _without(acts, register, later)


def _days(act: Act) -> Iterator[tuple[str, dt.date]]:
    """Yield the days that must have come before an act counts, each with its key."""
    yield "date", act.head.date
    match act:
        case StatementAct():
            yield "as_of", act.as_of
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from ((f"replacement.{key}", day) for key, day in _days(inner))


def _last_day(act: Act) -> dt.date:
    return max(day for _, day in _days(act))


def _is_of_scope(act: Act) -> bool:
    return isinstance(act.replacement if isinstance(act, CorrectionAct) else act, ScopeAct)


def _without(acts: ActsInForce, register: Register, gone: Collection[ActId]) -> ActsInForce:
    """Return acts without some of them and without what rests on these."""
    if not gone:
        return acts
    contracts = {each.name: ActId(each.contract) for each in register.accounts if each.contract is not None}
    left = _with_what_rests(acts.all, contracts, gone)
    try:
        return act_set.in_force([act for act in acts.all if act.head.id not in left])
    except CaseError:  # what acts say of one another was put right by a correction that is left out: they go with it
        replaces = {act.head.id: act.head.corrects or act.head.supersedes for act in acts.all}
        replaced = {_first(each, replaces) for each in left}
        more = {act.head.id for act in acts.all if any(_first(each, replaces) in replaced for each in _named(act))}
        left = _with_what_rests(acts.all, contracts, left | more)
        found, _ = as_many_as_can_be((act for act in acts.all if act.head.id not in left), act_set.in_force)
        return found


def _with_what_rests(acts: Sequence[Act], contracts: Mapping[str, ActId], gone: Collection[ActId]) -> set[ActId]:
    """Return the numbers of some acts, and of those that rest on them."""
    left = set(gone)
    while more := {
        act.head.id for act in acts if act.head.id not in left and not left.isdisjoint(_rests_on(act, contracts))
    }:
        left |= more
    return left


def _rests_on(act: Act, contracts: Mapping[str, ActId]) -> Iterator[ActId]:
    """Yield the acts without which an act says nothing: those that it names, and the contract of its account."""
    yield from (each for each in (act.head.corrects, act.head.supersedes) if each is not None)
    yield from _named(act)
    told = act.replacement if isinstance(act, CorrectionAct) else act
    if isinstance(told, StatementAct) and (told.deposits or told.withdrawals) and told.account in contracts:
        yield contracts[told.account]


def _named(act: Act) -> Iterator[ActId]:
    """Yield the order, the burden or the disposal that an act, or its replacement, is about."""
    match act:
        case ExecutionAct(order=number) | ReleaseAct(act=number) | StepAct(disposal=number):
            yield number
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from _named(inner)


def _first(number: ActId, replaces: Mapping[ActId, ActId | None]) -> ActId:
    """Return the act that stood first of those that replaced one another."""
    before = replaces.get(number)
    while before is not None:
        number, before = before, replaces.get(before)
    return number
