"""Drawn registers whose acts on title are superseded, some in chains, and corrected before and after.

`as_of` says what such a register's acts said of a day by leaving out files alone: what supersedes later is not on file
yet. It asks nobody which acts count on which day but `act_set.in_force`, of what is left.
"""

import datetime as dt
import random
from dataclasses import replace
from functools import lru_cache

from tests.reserve.drawn_registers import ZONE, DrawnRegister, drawn, head
from tracer.chain.amount import Sats
from tracer.errors import CaseError
from tracer.reserve import act_set
from tracer.reserve.acts import (
    Act,
    ActId,
    ActKind,
    ActsInForce,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    ExecutionAct,
    LotAmounts,
    OrderAct,
    ReleaseAct,
)
from tracer.reserve.ledger import fold
from tracer.reserve.lot_claims import lot_claims

TitleAct = OrderAct | ExecutionAct | AssignmentAct | BurdenAct | ReleaseAct
_NUMBER = 301
"""The first number of what is added to a drawing."""


@lru_cache(maxsize=256)
def superseded(seed: int, *, unit: int = 1) -> DrawnRegister:
    """Return the register with this number, some of its acts superseded or corrected."""
    return superseding(drawn(seed, unit=unit), random.Random(f"superseded {seed} {unit}"))


def superseding(each: DrawnRegister, source: random.Random) -> DrawnRegister:
    """Return a register with some acts more, which supersede or correct others; one that cannot stand is left out."""
    acts = list(each.acts.acts)
    for number in range(_NUMBER, _NUMBER + source.randint(2, 10)):
        title = [act for act in acts if isinstance(act, TitleAct)]
        if not title:
            break
        old = source.choice(title)
        more = _instead(source, each, number, old) if source.random() < 0.75 else _right(source, each, number, acts)
        acts += [more] if _stands(each, [*acts, more]) else []
    return replace(each, acts=act_set.in_force(acts))


def as_of(acts: ActsInForce, day: dt.date) -> ActsInForce:
    """Return the acts that counted on a day: those on file without what superseded acts on title later."""
    left = {act.head.id: act for act in acts.all}
    while later := [act for act in left.values() if _is_later(act, left, day)]:
        for act in later:
            del left[act.head.id]
    return acts if len(left) == len(acts.all) else act_set.in_force(list(left.values()))


def _is_later(act: Act, left: dict[ActId, Act], day: dt.date) -> bool:
    """Return whether an act supersedes another later than a day, as it was corrected last, or rests on what is gone."""
    if any(name not in left for name in (act.head.corrects, act.head.supersedes) if name is not None):
        return True
    stands = act
    while found := [each for each in left.values() if each.head.corrects == stands.head.id]:
        (stands,) = found
    told = stands.replacement if isinstance(stands, CorrectionAct) else stands
    return act.head.supersedes is not None and told is not None and told.head.date > day


def _instead(source: random.Random, each: DrawnRegister, number: int, old: TitleAct) -> TitleAct:
    """Return an act that supersedes another, which it changes."""
    day = source.choice([day for day in each.days if day >= old.head.date] or [old.head.date])
    own = replace(head(number, old.head.kind, day), supersedes=old.head.id)
    return _changed(source, each, replace(old, head=own))


def _right(source: random.Random, each: DrawnRegister, number: int, acts: list[Act]) -> CorrectionAct:
    """Return a correction of an act, of its last one where it was corrected before."""
    old = source.choice([act for act in acts if isinstance(act, TitleAct | CorrectionAct)])
    own = replace(head(number, ActKind.CORRECTION, each.days[-1]), corrects=old.head.id)
    told = old.replacement if isinstance(old, CorrectionAct) else old
    assert isinstance(told, TitleAct)
    day = source.choice([told.head.date, source.choice(each.days)])
    stands = replace(told, head=replace(told.head, id=old.head.id, date=day, supersedes=None))
    return CorrectionAct(head=own, replacement=_changed(source, each, stands), txid=None, explains=None)


def _changed(source: random.Random, each: DrawnRegister, act: TitleAct) -> TitleAct:
    """Return an act that says something else."""
    match act:
        case OrderAct():
            least = act.amount and Sats(source.randint(1, act.amount))
            since = source.choice([None, act.in_force, act.head.date])
            return replace(act, in_force=since, amount=source.choice([act.amount, least]))
        case ReleaseAct():
            return replace(act, on=source.choice([act.on, source.choice(each.days)]))
        case BurdenAct():
            return replace(act, lots=_less(source, act.lots), begins=source.choice([act.begins, act.head.date]))
    return replace(act, lots=_less(source, act.lots))


def _less(source: random.Random, lots: LotAmounts) -> LotAmounts:
    return {lot: Sats(source.choice([sat, source.randint(1, sat)])) for lot, sat in lots.items()}


def _stands(each: DrawnRegister, acts: list[Act]) -> bool:
    """Return whether acts can be followed: none takes more than there is on any day."""
    try:
        counted = act_set.in_force(acts)
        ledger = fold(each.register, each.history, counted, each.lots)
        for day in each.days:
            lot_claims(ledger, each.lots, as_of(counted, day), day, ZONE)
    except CaseError:
        return False
    return True
