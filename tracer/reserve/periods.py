"""The periods that a register has closed: which comes before which, and which statement of one is in force.

Periods are closed in order and never again; what was said wrong is said anew beside it, as `2026Q3-r1`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.errors import CaseError
from tracer.reserve.days import Period

if TYPE_CHECKING:  # whoever closes or compares one has loaded it
    from tracer.reserve.period_rows import PeriodStatement


@dataclass(frozen=True, slots=True)
class FiledStatement:
    """A statement as it lies in the register: what it says, and the SHA-256 of its file."""

    statement: "PeriodStatement"
    sha256: str

    @property
    def period(self) -> Period:
        """Its period."""
        return Period.parse(self.statement.period)

    @property
    def path(self) -> str:
        """Its file, relative to the register."""
        return path_of(self.statement.period)


@dataclass(frozen=True, slots=True)
class Predecessors:
    """What a statement goes on from: that of the period before, and the one that it restates; None: there is none."""

    previous: FiledStatement | None
    restated: FiledStatement | None


def path_of(period: str) -> str:
    """Return where a period's statement lies, relative to the register."""
    return f"periods/{period}/period.json"


def in_order(period: Period) -> tuple[dt.date, int, str]:
    """Return what sorts periods by their last days, a tenth restatement after the second."""
    return period.last, period.revision, period.name


def in_force(closed: Mapping[str, FiledStatement], base: str) -> FiledStatement | None:
    """Return the last statement of a period, by the name it had when it was first closed; None: it is not closed."""
    found = [each for each in closed.values() if each.period.base == base]
    return max(found, key=lambda each: each.period.revision, default=None)


def predecessors(period: Period, closed: Mapping[str, FiledStatement]) -> Predecessors:
    """Return what closing a period goes on from, given the closed ones by name.

    Raises:
        CaseError: it is sealed, a later one is, or the one before it is not.
    """
    last = in_force(closed, period.base)
    next_one = f"{period.base}-r{1 if last is None else last.period.revision + 1}"
    if period.name in closed or (last is not None and period.revision == 0):
        raise CaseError(f"{period.name} is sealed; write a correction act and close {next_one}.")
    if last is None and period.revision:
        raise CaseError(f"{period.base} is not closed, so {period.name} has nothing to restate: close {period.base}.")
    if last is not None and period.name != next_one:
        raise CaseError(f"{last.period.name} is the last statement of {period.base}: close {next_one}.")
    if last is None:
        _refuse_later(period, closed)
    return Predecessors(_before(period, closed), last)


def _refuse_later(period: Period, closed: Mapping[str, FiledStatement]) -> None:
    """Refuse to close a period after a later one of its kind."""
    later = sorted(
        each.period.name
        for each in closed.values()
        if _is_year(each.period) == _is_year(period) and each.period.first > period.last
    )
    if later:
        raise CaseError(
            f"{later[0]} is closed already; periods are closed in order, and {period.name} comes before it."
        )


def _before(period: Period, closed: Mapping[str, FiledStatement]) -> FiledStatement | None:
    """Return the statement of the period that ends where this one begins: of the same kind, else of the other."""
    ended = period.first - dt.timedelta(days=1)
    earlier = [each.period for each in closed.values() if each.period.last <= ended]
    if not earlier:
        return None
    touching = sorted(
        (each for each in earlier if each.last == ended), key=lambda each: _is_year(each) != _is_year(period)
    )
    if not touching:
        raise CaseError(f"{period.before} is not closed; close it first: its closing is {period.name}'s opening.")
    return in_force(closed, touching[0].base)


def _is_year(period: Period) -> bool:
    return "Q" not in period.name
