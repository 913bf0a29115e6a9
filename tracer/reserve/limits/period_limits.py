"""`limits` of `period.json` and of a status: each limit with what it measures, and its breaches, written and read back.

What a statement says of a breach that is still open is where the next period goes on from.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from tracer.chain.outpoint import Txid
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.acts import ActId
from tracer.reserve.limits.limit_rows import Breach, BreachCause, LimitSide, LimitState
from tracer.reserve.terms import LimitKind, LimitSeverity

_E = TypeVar("_E", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitActual:
    """What a limit measures, of a wallet, a custodian or a counterparty where it looks at each: a figure in its unit.

    `value` None: it is not known, and `why` says why.
    """

    subject: str | None
    value: str | None
    state: LimitState
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLimit:
    """A limit as a statement says it; figures are texts in its `unit`.

    `day` is the last one with a fixing, None where none has one, or where the limit is not in force yet.
    """

    limit: str
    kind: LimitKind
    severity: LimitSeverity
    unit: str
    most: str | None
    least: str | None
    cure_days: int
    begins: dt.date
    set_by: ActId | None
    day: dt.date | None
    state: LimitState | None
    actual: tuple[LimitActual, ...]
    breaches: tuple[Breach, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "limit": self.limit,
            "kind": self.kind.value,
            "severity": self.severity.value,
            "unit": self.unit,
            "max": self.most,
            "min": self.least,
            "cure_days": self.cure_days,
            "from": self.begins.isoformat(),
            "set_by": self.set_by,
            "day": None if self.day is None else self.day.isoformat(),
            "state": None if self.state is None else self.state.value,
            "actual": [
                {"subject": each.subject, "value": each.value, "state": each.state.value, "why": each.why}
                for each in self.actual
            ],
            "breaches": [each.as_json() for each in self.breaches],
        }


def read(place: JsonCursor) -> PeriodLimit:
    """Read a limit of a statement.

    Raises:
        IntegrityError: it is not of the form written.
    """
    state = place.maybe_text("state")
    set_by = place.maybe_text("set_by")
    return PeriodLimit(
        limit=place.text("limit"),
        kind=_one_of(place, "kind", LimitKind),
        severity=_one_of(place, "severity", LimitSeverity),
        unit=place.text("unit"),
        most=place.maybe_text("max"),
        least=place.maybe_text("min"),
        cure_days=place.amount("cure_days"),
        begins=_day(place, "from"),
        set_by=None if set_by is None else ActId(set_by),
        day=_maybe_day(place, "day"),
        state=None if state is None else _one_of(place, "state", LimitState),
        actual=tuple(
            LimitActual(
                subject=row.maybe_text("subject"),
                value=row.maybe_text("value"),
                state=_one_of(row, "state", LimitState),
                why=row.maybe_text("why"),
            )
            for row in place.rows("actual")
        ),
        breaches=tuple(map(_read_breach, place.rows("breaches"))),
    )


def breaches(limits: Iterable[PeriodLimit]) -> tuple[Breach, ...]:
    """Return the breaches of a statement's limits."""
    return tuple(breach for each in limits for breach in each.breaches)


def _read_breach(place: JsonCursor) -> Breach:
    act = place.maybe_text("decision_act")
    return Breach(
        limit=place.text("limit"),
        kind=_one_of(place, "kind", LimitKind),
        severity=_one_of(place, "severity", LimitSeverity),
        subject=place.maybe_text("subject"),
        bound=_one_of(place, "bound", LimitSide),
        first_day=_day(place, "first_day"),
        last_day=_day(place, "last_day"),
        peak=place.maybe_text("peak"),
        cause=_one_of(place, "cause", BreachCause),
        txids=tuple(map(Txid, place.texts("txids"))),
        acts=tuple(map(ActId, place.texts("acts"))),
        why=place.maybe_text("why"),
        decision_act=None if act is None else ActId(act),
        waived_until=_maybe_day(place, "waived_until"),
        cure_by=_maybe_day(place, "cure_by"),
        cured=_maybe_day(place, "cured"),
    )


def _one_of(place: JsonCursor, name: str, kind: type[_E]) -> _E:
    try:
        return kind(place.text(name))
    except ValueError:
        raise place.key(name).wrong(f"one of {', '.join(str(each.value) for each in kind)}") from None


def _day(place: JsonCursor, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(place.text(name))
    except ValueError:
        raise place.key(name).wrong("a day such as 2026-09-30") from None


def _maybe_day(place: JsonCursor, name: str) -> dt.date | None:
    return None if place.maybe_text(name) is None else _day(place, name)
