"""Two closed periods of a register compared: every figure that is not the same, and the inputs behind it."""

from dataclasses import dataclass
from pathlib import Path

from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.operations import reserve_sealed
from tracer.operations.context import Context
from tracer.operations.reserve_sealed import Closed
from tracer.reserve import period_diff
from tracer.reserve.days import Period
from tracer.reserve.period_diff import PeriodDiff
from tracer.reserve.period_rows import ChangedFigure


@dataclass(frozen=True, slots=True)
class StatementDiffRequest:
    """Two closed periods of a register, the earlier first: `2026Q3` and `2026Q4`, or `2026Q3` and `2026Q3-r1`."""

    register: Path
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StatementsCompared:
    """What is not the same in two statements."""

    found: PeriodDiff

    def as_json(self) -> dict[str, Writable]:
        """Return every figure and every input that changed; null where one statement has none."""
        return {
            "before": self.found.before,
            "after": self.found.after,
            "same": self.found.same,
            "figures": [_row("figure", each) for each in self.found.figures],
            "inputs": [_row("id", each) for each in self.found.inputs],
        }


def diff(request: StatementDiffRequest, context: Context) -> StatementsCompared:
    """Compare two closed periods; they are read, not computed again.

    Raises:
        CaseError: one of them is not closed.
        IntegrityError: one is not as it was written.
    """
    context.go_on()
    if not request.register.is_dir():
        raise CaseError(f"no register at {request.register}: it is no folder.")
    closed = reserve_sealed.read_closed(request.register)
    before, after = (_closed(closed, name) for name in (request.before, request.after))
    return StatementsCompared(period_diff.compare(before.filed.statement, after.filed.statement))


def _closed(closed: Closed, name: str) -> reserve_sealed.ClosedPeriod:
    Period.parse(name)
    if name not in closed:
        if not closed:
            raise CaseError(f"{name} is not closed; none is.")
        raise CaseError(f"{name} is not closed; closed are {', '.join(closed)}.")
    return closed[name]


def _row(name: str, each: ChangedFigure) -> dict[str, Writable]:
    return {name: each.figure, "was": each.was, "is": each.now}
