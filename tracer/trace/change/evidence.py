"""What one change rule says of one transaction: the outputs it cannot rule out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tracer.trace.patterns.error_figures import CHANGE_FIGURES, NOT_MEASURED
from tracer.trace.patterns.finding import Fields


class Family(Enum):
    """Rules of one family look at the same thing, so that their agreeing counts once."""

    SCRIPT = "script"
    """Who is paid: scripts used again, clusters, keys."""
    HISTORY = "history"
    """Whether a script was paid before."""
    AMOUNT = "amount"
    """Inputs against outputs."""
    ROUNDNESS = "roundness"
    """How round a value is."""
    TYPE = "type"
    """Types of scripts."""
    FINGERPRINT = "fingerprint"
    """How the wallet that spends an output builds its transactions."""
    SHOWN = "shown only"
    """Weak or derived from other rules: shown beside them, never counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One rule's answer. `remaining` are output indices in ascending order; all spendable ones where it is silent."""

    rule: str
    family: Family
    remaining: tuple[int, ...]
    applies: bool
    """Whether the rule's conditions hold and what it needs is known."""
    fields: Fields
    failure_modes: str
    error: str = NOT_MEASURED

    @property
    def change(self) -> int | None:
        """The one output left, where the rule applies and leaves exactly one. Source: BlockSci, `unique_change`."""
        return self.remaining[0] if self.applies and len(self.remaining) == 1 else None


def evidence(
    rule: str,
    family: Family,
    remaining: Iterable[int],
    *,
    applies: bool,
    fields: Fields,
    failure_modes: str,
    figure: str | None = None,
) -> Evidence:
    """Return a rule's evidence with the published figure of the name `figure`, where there is one."""
    error = NOT_MEASURED if figure is None else CHANGE_FIGURES[figure].stated
    return Evidence(
        rule=rule,
        family=family,
        remaining=tuple(sorted(remaining)),
        applies=applies,
        fields=fields,
        failure_modes=failure_modes,
        error=error,
    )
