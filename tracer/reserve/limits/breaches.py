"""Breaches of limits over days: one step a day, so that a year at once and day by day say the same.

A breach goes on while the same bound of the same limit, and of the same wallet, custodian or counterparty, is broken on
each day of the series. Its cause is found on its first day: where the limit came into force since the day before, and
what there was on that day broke it already, the limit itself; with the quantities of the day before and today's price
and denominator still broken, the market or the denominator, whichever alone suffices, the market first; else a
movement. What was not known has the cause data.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tracer.reserve.act_terms import WaiverTerms
from tracer.reserve.acts import Act, ActId, OtherAct
from tracer.reserve.limits.limit_rows import (
    Breach,
    BreachCause,
    LimitDay,
    LimitReading,
    LimitSide,
    Measure,
    Quantities,
    written,
)
from tracer.reserve.limits.measures import BY_HEDGES, BY_PRICE, BY_RESERVES, BY_TITLE, broken, measure, state
from tracer.reserve.terms import Limit, LimitKind


@dataclass(frozen=True, slots=True)
class Waiver:
    """An act by which a limit is not enforced from its date to a day, both included."""

    act: ActId
    limit: str
    begins: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class LimitBook:
    """Every breach up to a day, in the order of first days, then of limits; `before` is the last day of the series."""

    breaches: tuple[Breach, ...] = ()
    before: LimitDay | None = None


def waivers(acts: Iterable[Act]) -> tuple[Waiver, ...]:
    """Return the waivers of acts that count, in the order of their numbers."""
    return tuple(
        Waiver(act.head.id, act.terms.limit, act.head.date, act.terms.until)
        for act in acts
        if isinstance(act, OtherAct) and isinstance(act.terms, WaiverTerms)
    )


def evaluate(
    limits: Sequence[Limit], waived: Sequence[Waiver], days: Iterable[LimitDay], book: LimitBook | None = None
) -> LimitBook:
    """Return the breaches after further days, each after the last one; `book` is what was found up to there.

    Its `before` counts as the day before the first, and none of its breaches is found again.
    """
    found = book or LimitBook()
    for day in days:
        found = _step(limits, waived, found, day)
    return found


def readings(limits: Iterable[Limit], day: LimitDay) -> tuple[LimitReading, ...]:
    """Return what each limit that is in force on a day measures."""
    return tuple(
        LimitReading(limit, tuple((each, state(limit, each)) for each in measure(limit.kind, day)))
        for limit in limits
        if limit.holds(day.day)
    )


def _step(limits: Sequence[Limit], waived: Sequence[Waiver], book: LimitBook, day: LimitDay) -> LimitBook:
    """Return the breaches after a day; what is not known on it cures nothing."""
    done = [each for each in book.breaches if not each.is_open]
    going = {_key(each.limit, each.subject, each.bound): each for each in book.breaches if each.is_open}
    unknown = set[tuple[str, str | None]]()
    for limit in limits:
        if not limit.holds(day.day):
            continue
        for found in measure(limit.kind, day):
            bound = broken(limit, found)
            if not found.is_known:
                unknown.add((limit.id, found.subject))
            if bound is None:
                continue
            key = _key(limit.id, found.subject, bound)
            old = going.get(key)
            if old is not None and old.bound is bound:
                going[key] = _longer(old, limit, found, day, waived)
                continue
            if old is not None:
                done.append(replace(old, cured=day.day))
            going[key] = _begun(limit, found, bound, day, book.before, waived)
    for each in going.values():
        stays = each.last_day == day.day or _is_unknown(each, unknown)
        done.append(each if stays else replace(each, cured=day.day))
    return LimitBook(tuple(sorted(done, key=_order)), day)


def _key(limit: str, subject: str | None, bound: LimitSide) -> tuple[str, str | None, bool]:
    """Return what two breaches of one part have in common: that it is not known is a breach beside the others."""
    return limit, subject, bound is LimitSide.NONE


def _is_unknown(breach: Breach, unknown: Collection[tuple[str, str | None]]) -> bool:
    """Return whether what a breach is of is not known on a day, so that nobody can say that it is cured."""
    return breach.bound is not LimitSide.NONE and bool(
        {(breach.limit, None), (breach.limit, breach.subject)} & {*unknown}
    )


def merged(books: Sequence[LimitBook]) -> LimitBook:
    """Return the breaches of several series of days, each of other limits, as one book, without its last day."""
    return LimitBook(tuple(sorted((breach for book in books for breach in book.breaches), key=_order)))


def _order(each: Breach) -> tuple[dt.date, str, str, str]:
    return each.first_day, each.limit, each.subject or "", each.bound.value


def _begun(
    limit: Limit,
    found: Measure,
    bound: LimitSide,
    day: LimitDay,
    before: LimitDay | None,
    waived: Sequence[Waiver],
) -> Breach:
    cause = _cause(limit, found.subject, bound, day, before)
    moved = day.quantities if cause is BreachCause.MOVEMENT else None
    breach = Breach(
        limit=limit.id,
        kind=limit.kind,
        severity=limit.severity,
        subject=found.subject,
        bound=bound,
        first_day=day.day,
        last_day=day.day,
        peak=written(limit.kind, found.value, found.letter),
        cause=cause,
        txids=() if moved is None or limit.kind is LimitKind.COUNTERPARTY_USD else moved.txids,
        acts=_acting(limit, cause, moved),
        why=found.why,
        decision_act=None,
        waived_until=None,
        cure_by=_cure_by(limit, cause, day.day),
        cured=None,
    )
    return _decided(breach, day.day, waived)


def _acting(limit: Limit, cause: BreachCause, moved: Quantities | None) -> tuple[ActId, ...]:
    """Return the acts behind a breach: what set the limit where that did it, else what can have moved what it is of."""
    if cause is BreachCause.LIMIT:
        return () if limit.set_by is None else (limit.set_by,)
    return () if moved is None else _moving(limit.kind, moved)


def _moving(kind: LimitKind, moved: Quantities) -> tuple[ActId, ...]:
    """Return the acts that can have moved what a kind looks at."""
    return (moved.acts if kind in BY_TITLE else ()) + (moved.positions if kind in BY_HEDGES else ())


def _cure_by(limit: Limit, cause: BreachCause, first: dt.date) -> dt.date | None:
    """Return the last day on which a breach may be cured before it stops anything; None: it stops at once."""
    return first + dt.timedelta(days=limit.cure_days) if cause.is_passive and limit.cure_days else None


def _longer(old: Breach, limit: Limit, found: Measure, day: LimitDay, waived: Sequence[Waiver]) -> Breach:
    now = written(limit.kind, found.value, found.letter)
    longer = replace(old, severity=limit.severity, last_day=day.day, peak=_worse(old, now), why=found.why)
    return _decided(longer, day.day, waived)


def _worse(old: Breach, now: str | None) -> str | None:
    """Return the worse of two figures as written: rounding keeps their order."""
    if old.peak is None or now is None:
        return old.peak or now
    if old.kind is LimitKind.PRICE_QUALITY:
        return max(old.peak, now)
    worst = min if old.bound is LimitSide.LEAST else max
    return worst((old.peak, now), key=Fraction)


def _decided(breach: Breach, day: dt.date, waived: Sequence[Waiver]) -> Breach:
    """Return a breach with the waiver that covers it on a day: of several the one that ends last."""
    covering = [each for each in waived if each.limit == breach.limit and each.begins <= day <= each.until]
    if not covering:
        return breach
    last = max(covering, key=lambda each: (each.until, each.act))
    return replace(breach, decision_act=last.act, waived_until=last.until)


def _cause(limit: Limit, subject: str | None, bound: LimitSide, day: LimitDay, before: LimitDay | None) -> BreachCause:
    if bound is LimitSide.NONE:
        return BreachCause.DATA
    if before is not None and _came_into_force(limit, before) and _breaks(limit, subject, bound, before):
        return BreachCause.LIMIT
    if before is None or not _breaks(limit, subject, bound, replace(day, quantities=before.quantities)):
        return BreachCause.MOVEMENT
    market, denominator = limit.kind in BY_PRICE, limit.kind in BY_RESERVES
    if market and _breaks(limit, subject, bound, replace(before, fixing=day.fixing)):
        return BreachCause.MARKET
    if denominator and (not market or _breaks(limit, subject, bound, replace(before, reserves=day.reserves))):
        return BreachCause.DENOMINATOR
    return BreachCause.MARKET if market else BreachCause.MOVEMENT


def _came_into_force(limit: Limit, before: LimitDay) -> bool:
    """Return whether a limit on what lies there is another than on the day before; what leaves, leaves by itself."""
    return limit.begins > before.day and limit.kind is not LimitKind.DAY_OUT_SAT


def _breaks(limit: Limit, subject: str | None, bound: LimitSide, day: LimitDay) -> bool:
    """Return whether the same bound, of the same subject, would be broken on a day."""
    return any(each.subject == subject and broken(limit, each) is bound for each in measure(limit.kind, day))


def by_limit(book: LimitBook) -> Mapping[str, tuple[Breach, ...]]:
    """Return the breaches of each limit that has any, in their order."""
    found: dict[str, list[Breach]] = {}
    for each in book.breaches:
        found.setdefault(each.limit, []).append(each)
    return {limit: tuple(several) for limit, several in found.items()}


def standing(book: LimitBook, waived: Sequence[Waiver], day: dt.date) -> tuple[Breach, ...]:
    """Return the breaches that are open, with the waivers of a day, which may lie after the last of the series."""
    return tuple(_decided(each, day, waived) for each in book.breaches if each.is_open)


def enforced(book: LimitBook, waived: Sequence[Waiver], day: dt.date) -> tuple[Breach, ...]:
    """Return the breaches that stop closing and disposals on a day."""
    return tuple(each for each in standing(book, waived, day) if each.is_enforced(day))
