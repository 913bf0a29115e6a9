"""What a detector answers: a verdict, the rule, what it looked at, and how it is known to fail."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tracer.trace.patterns.error_figures import NOT_MEASURED

Fields = tuple[tuple[str, int | str], ...]
"""What was looked at, in the order looked at: name and value. A yes or no is written as such."""


class Verdict(Enum):
    """How far a detector goes. Only `ASSERTED` may be stated of a transaction."""

    ASSERTED = "asserted"
    """The protocol's rule holds, and what comes before or after fits the protocol too."""
    MATCHES = "matches"
    """The rule holds for the transaction taken by itself."""
    SUSPECTED = "suspected"
    """The shape fits and so would others; enough to end a trail, not to say anything."""
    VETOED = "vetoed"
    """The rule would hold, but something seen speaks against it."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Finding:
    """One detector's answer about one transaction. It never names an output as anybody's."""

    verdict: Verdict
    rule: str
    fields: Fields
    failure_modes: str
    error: str = NOT_MEASURED
    missing: tuple[str, ...] = ()
    """What the rule asks for and did not find, or what speaks against it; empty where it holds."""

    @property
    def stops(self) -> bool:
        """Whether the finding suffices where it is better to stop once too often than to follow wrongly."""
        return self.verdict in (Verdict.ASSERTED, Verdict.MATCHES, Verdict.SUSPECTED)

    @property
    def detects(self) -> bool:
        """Whether the rule itself holds, as counted when a detector is scored."""
        return self.verdict in (Verdict.ASSERTED, Verdict.MATCHES)


def yes(condition: bool) -> str:
    """Return a condition as a field's value."""
    return "yes" if condition else "no"


def unmet(conditions: Fields) -> tuple[str, ...]:
    """Return the names of those conditions, as from `all_hold`, that do not hold."""
    return tuple(name for name, held in conditions if held == "no")


def all_hold(conditions: Iterable[tuple[str, bool]]) -> tuple[bool, Fields]:
    """Return whether every named condition holds, and the conditions as fields."""
    seen = tuple(conditions)
    return all(held for _, held in seen), tuple((name, yes(held)) for name, held in seen)
