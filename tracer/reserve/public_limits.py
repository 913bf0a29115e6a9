"""What is published of limits: kinds, severities, whether one was broken; bounds and days where they tell no amount.

A limit on what the register holds or moves, in satoshi, in money or as a share, puts a window on an exact amount: its
bound on the one side, what broke it on the other, its day on a single transaction. Several in steps give the amount to
the satoshi. So by rule `public/1` such limits have neither bound nor day, and those of a kind are one.
"""

from collections.abc import Sequence

from tracer.reserve.days import Period
from tracer.reserve.limits.limit_rows import UNITS
from tracer.reserve.limits.period_limits import PeriodLimit
from tracer.reserve.public_rows import PublicBreach, PublicLimit

OF_AMOUNTS = frozenset(kind for kind, unit in UNITS.items() if unit not in ("days", "quality"))
"""Kinds that measure what the register holds or moves, or a share of it."""


def published_limits(limits: Sequence[PeriodLimit], told: bool) -> tuple[PublicLimit, ...]:
    """Return what is published of limits, in their order; `told`: the register publishes its addresses and all else.

    Limits on amounts are one for each kind and severity, without bounds, in the place of the first.
    """
    found: dict[tuple[str, ...], PublicLimit] = {}
    for row in limits:
        is_whole = told or row.kind not in OF_AMOUNTS
        key = (row.limit,) if is_whole else (row.kind.value, row.severity.value)
        found[key] = PublicLimit(
            kind=row.kind.value,
            severity=row.severity.value,
            unit=row.unit,
            most=row.most if is_whole else None,
            least=row.least if is_whole else None,
            broken=bool(row.breaches) or (key in found and found[key].broken),
        )
    return tuple(found.values())


def published_breaches(limits: Sequence[PeriodLimit], period: str, told: bool) -> tuple[PublicBreach, ...]:
    """Return the limits that were broken, by kind and first day; for those on amounts the period's last day stands."""
    last = Period.parse(period).last
    broken = {
        (each.first_day if told or each.kind not in OF_AMOUNTS else last, each.kind.value)
        for row in limits
        for each in row.breaches
    }
    return tuple(PublicBreach(kind, day) for day, kind in sorted(broken))


def says_too_much(limits: Sequence[PublicLimit], breaches: Sequence[PublicBreach], period: str) -> bool:
    """Return whether limits or breaches of a rounded statement tell what rule `public/1` does not."""
    hidden = {kind.value for kind in OF_AMOUNTS}
    rows = [(each.kind, each.severity) for each in limits if each.kind in hidden]
    bounds = [each for each in limits if each.kind in hidden and (each.most, each.least) != (None, None)]
    days = {each.day for each in breaches if each.kind in hidden} - {Period.parse(period).last}
    return bool(bounds or days) or len(rows) != len(set(rows))


def is_of_amounts(kind: str) -> bool:
    """Return whether a kind, as JSON has it, measures what the register holds or moves."""
    return kind in {each.value for each in OF_AMOUNTS}
