"""All acts together: what they say of one another, and which of them count.

Nothing on file is changed: an act is taken out of force by a later one that corrects or supersedes it. A correction's
replacement keeps the number of the act that it replaces, so whatever names that act goes on to name what counts. What
names a superseded act is carried to the act that supersedes it. What a superseded act says of the days before is told
by `replaced_acts`; an act that counts on some day only can still be corrected.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tracer.errors import CaseError
from tracer.reserve.acts import (
    Act,
    ActId,
    ActKind,
    ActsInForce,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    DisposalAct,
    ExecutionAct,
    LotId,
    OrderAct,
    ReleaseAct,
    StepAct,
)
from tracer.reserve.replaced_acts import ON_TITLE, Replacements, explains, kind_of, replacements

Faults: TypeAlias = list[str]

_ORDERED = "amount_sat"
"""The key of what an order commands."""


def file_of(number: ActId) -> str:
    """Return where an act lies in the register's folder."""
    return f"acts/{number}.toml"


def in_force(acts: Sequence[Act]) -> ActsInForce:
    """Return the acts that count, corrected and superseded ones replaced by what replaces them.

    Raises:
        CaseError: every fault: an act that names one which is not on file or of the wrong kind, is dated before the
            one it replaces, replaces one that another act replaces already, or itself in a circle; an order of one
            kind, authority and number in two acts.
    """
    ordered = tuple(sorted(acts, key=lambda act: act.head.id))
    by_id: dict[ActId, Act] = {}
    faults: Faults = []
    for act in ordered:
        if by_id.setdefault(act.head.id, act) is not act:
            faults.append(f"{file_of(act.head.id)}: another act has this number")
    _check_replacements(ordered, by_id, faults)
    if faults:
        raise CaseError(*dict.fromkeys(faults))
    replaced = replacements(by_id)
    found = replaced.counted()
    _check_references(found, {act.head.id: act for act in found}, by_id, faults)
    faults += [*_ordered_twice(found), *_premature(found, replaced)]
    for day in replaced.days() if not faults else ():
        faults += _faults_before(day, replaced.counted(day), by_id)
    if faults:
        raise CaseError(*dict.fromkeys(faults))
    return ActsInForce(found, ordered)


SLIP = 100
"""An order for more than so many times everything in the wallets is a slip of the unit; for less, a shortfall."""


def amount_faults(acts: Iterable[Act], held: int) -> tuple[str, ...]:
    """Return a fault for each amount of an act that cannot be meant: more than everything in the wallets.

    What an order commands may be more than what came, and before anything came nothing can be said of it.

    Args:
        acts: those to look at: of older ones the coins may be gone.
        held: satoshi in all wallets, and those that left since what the caller calls now.
    """
    return tuple(_exceeds(act, key, sat, held) for act, key, sat in _beyond(acts, held) if _cannot_be(key, sat, held))


def shortfalls(acts: Iterable[Act], held: int) -> tuple[str, ...]:
    """Return a note for each order that commands more than everything in the wallets, as far as it is no fault."""
    return tuple(
        f"{file_of(act.head.id)}: {key} {sat} is more than everything in the wallets ({held}), a shortfall."
        for act, key, sat in _beyond(acts, held)
        if not _cannot_be(key, sat, held)
    )


def _beyond(acts: Iterable[Act], held: int) -> Iterator[tuple[Act, str, int]]:
    yield from ((act, key, sat) for act in acts for key, sat in _amounts(act) if sat > held)


def _cannot_be(key: str, sat: int, held: int) -> bool:
    """Return whether an amount beyond what is held is a fault: any but an order's, and an order's by far."""
    return not key.endswith(_ORDERED) or (held > 0 and sat > held * SLIP)


def _exceeds(act: Act, key: str, sat: int, held: int) -> str:
    return f"{file_of(act.head.id)}: {key} {sat} exceeds everything in the wallets ({held})."


def lots_named(act: Act) -> Iterator[tuple[str, LotId, int]]:
    """Yield each lot that an act names: its key, its number, its satoshi."""
    match act:
        case ExecutionAct() | AssignmentAct() | BurdenAct() | DisposalAct():
            yield from ((f"lots.{lot}", lot, sat) for lot, sat in act.lots.items())
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from ((f"replacement.{key}", lot, sat) for key, lot, sat in lots_named(inner))


def _amounts(act: Act) -> Iterator[tuple[str, int]]:
    """Yield every amount in satoshi that an act states, and its key."""
    yield from ((key, sat) for key, _, sat in lots_named(act))
    match act:
        case OrderAct(amount=sat) if sat is not None:
            yield _ORDERED, sat
        case DisposalAct():
            yield from ((f"outputs[{place}].sat", each.sat) for place, each in enumerate(act.outputs, start=1))
        case CorrectionAct(replacement=OrderAct(amount=sat)) if sat is not None:
            yield f"replacement.{_ORDERED}", sat


def _check_replacements(acts: Sequence[Act], by_id: Mapping[ActId, Act], faults: Faults) -> None:
    """Record what is wrong with acts that stand in the place of others.

    One act is corrected by one and superseded by one. What counts on no day once it is superseded is not corrected.
    """
    first = replacements(by_id).first
    replaced_by: dict[ActId, list[ActId]] = {}
    taken: dict[tuple[ActId, bool], ActId] = {}
    for act in acts:
        head = act.head
        key, old = ("corrects", head.corrects) if head.corrects else ("supersedes", head.supersedes)
        if old is None:
            continue
        where = f"{file_of(head.id)}: {key}"
        if old not in by_id:
            faults.append(f"{where}: no act {old} is on file")
            continue
        earlier = by_id[old].head
        if head.date < earlier.date:
            faults.append(f"{where}: {old} is of {earlier.date}, later than this act of {head.date}")
        if explains(act) and not explains(by_id[old]):
            continue
        _check_kind(act, by_id, old, where, faults)
        replaced_by.setdefault(old, []).append(head.id)
        place = (old, False)
        if kind_of(by_id[old]) in ON_TITLE:
            place = (old, True) if key == "corrects" else (first.get(old, old), False)
        other = taken.setdefault(place, head.id)
        if other != head.id:
            faults.append(f"{where}: {old} is replaced by {other} already; correct or supersede that one")
    faults += [f"{file_of(each)}: replaces itself in a circle" for each in _circular(replaced_by)]


def _check_kind(act: Act, by_id: Mapping[ActId, Act], old: ActId, where: str, faults: Faults) -> None:
    new, was = kind_of(act), kind_of(by_id[old])
    if new is not was:
        faults.append(f"{where}: {old} is an act of kind {was.value}, this one of kind {new.value}")


def _circular(replaced_by: Mapping[ActId, Sequence[ActId]]) -> tuple[ActId, ...]:
    """Return the acts that stand in a circle, in ascending order."""
    found = []
    for start in sorted(replaced_by):
        waiting, seen = list(replaced_by[start]), set[ActId]()
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += replaced_by.get(at, ())
        if start in seen:
            found.append(start)
    return tuple(found)


def _faults_before(day: dt.date, acts: Sequence[Act], on_file: Mapping[ActId, Act]) -> Iterator[str]:
    """Yield what is wrong with the acts that count until the day before one on which others supersede them."""
    signed = [act for act in acts if act.head.date < day]
    told: Faults = []
    title = [act for act in signed if act.head.kind in ON_TITLE]
    _check_references(title, {act.head.id: act for act in acts}, on_file, told)
    yield from (f"{text}, on the days before {day}" for text in (*told, *_ordered_twice(signed)))


def _check_references(
    acts: Sequence[Act], counted: Mapping[ActId, Act], on_file: Mapping[ActId, Act], faults: Faults
) -> None:
    """Record what is wrong with orders, burdens and disposals that acts in force name."""
    for act in acts:
        match act:
            case ExecutionAct():
                named = _named(act, "order", act.order, counted, on_file, (ActKind.ORDER,), faults)
                if isinstance(named, OrderAct) and named.money is None:
                    faults.append(f"{file_of(act.head.id)}: order: {act.order} stands in satoshi: nothing is executed")
                faults += [] if not isinstance(named, OrderAct) else _other_day(act, named)
            case ReleaseAct():
                if act.act not in counted and isinstance(on_file.get(act.act), BurdenAct):
                    continue  # it had ended before another one superseded it
                burdens = (ActKind.CLAIM, ActKind.PLEDGE)
                named = _named(act, "act", act.act, counted, on_file, burdens, faults)
                if isinstance(named, BurdenAct) and act.on < named.begins:
                    faults.append(
                        f"{file_of(act.head.id)}: on: {act.act} begins on {named.begins}, later than {act.on}"
                    )
            case StepAct():
                named = _named(act, "disposal", act.disposal, counted, on_file, (ActKind.DISPOSAL,), faults)
                if named is not None and act.head.date < named.head.date:
                    faults.append(
                        f"{file_of(act.head.id)}: date: {act.disposal} is of {named.head.date}, later than this step"
                    )


def _ordered_twice(acts: Sequence[Act]) -> Iterator[str]:
    """Yield a fault for each act that orders once more what another one in force orders: both would cover coins.

    Who ordered, by which number and of which kind is what tells orders apart, however it is spaced or capitalised.
    """
    known: dict[tuple[str, str, str], ActId] = {}
    for act in acts:
        if isinstance(act, OrderAct):
            key = (_told_apart(act.authority), _told_apart(act.order), act.form.value)
            other = known.setdefault(key, act.head.id)
            if other != act.head.id:
                yield (
                    f"{file_of(act.head.id)}: order: {other} is the {act.form.value} {act.order} of {act.authority} "
                    "already; correct or supersede that one, or name the part of the order that this act enters"
                )


def _premature(acts: Sequence[Act], replaced: Replacements) -> Iterator[str]:
    """Yield a fault for each act that executes an order before the day from which this counts."""
    for executing in (act for act in acts if isinstance(act, ExecutionAct) and act.head.date < dt.date.max):
        then = {act.head.id: act for act in replaced.counted(executing.head.date + dt.timedelta(days=1))}
        act = then.get(executing.head.id)
        order = then.get(act.order) if isinstance(act, ExecutionAct) else None
        if not isinstance(order, OrderAct) or order.money is None:
            continue
        if order.begins is None:
            yield f"{file_of(executing.head.id)}: order: {order.head.id} does not say since when it is in force"
        elif executing.head.date < max(order.begins, order.head.date):
            day = max(order.begins, order.head.date)
            yield f"{file_of(executing.head.id)}: date: {order.head.id} counts from {day}, later than this act"


def _told_apart(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _other_day(act: ExecutionAct, order: OrderAct) -> list[str]:
    """Return the fault of an execution at the fixing of another day than the one that its order fixes."""
    day = order.value_day
    if day is None or act.fixing == day:
        return []
    return [
        f"{file_of(act.head.id)}: fixing: {act.order} stands at the fixing of the day of the {order.value_on}, {day}, "
        f"got {act.fixing}"
    ]


def _named(
    act: Act,
    key: str,
    number: ActId,
    counted: Mapping[ActId, Act],
    on_file: Mapping[ActId, Act],
    kinds: Sequence[ActKind],
    faults: Faults,
) -> Act | None:
    """Return the act that another names; None, a fault recorded, where there is none or it is of another kind."""
    where = f"{file_of(act.head.id)}: {key}"
    words = " or ".join(kind.value for kind in kinds)
    named = counted.get(number)
    if named is None:
        known = on_file.get(number)
        got = f"no act {number} is on file" if known is None else f"{number} is a correction; name what it corrects"
        faults.append(f"{where}: {got}")
        return None
    if named.head.kind not in kinds:
        faults.append(f"{where}: {number} is an act of kind {named.head.kind.value}; expected {words}")
        return None
    return named
