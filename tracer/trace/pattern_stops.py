"""The stops that rest on a pattern: mix, fan-out, Lightning. Each carries the finding it rests on."""

from dataclasses import dataclass

from tracer.trace.patterns import fan_out
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.lightning import is_lightning, may_fund
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject
from tracer.trace.terminals import Terminal


@dataclass(frozen=True, slots=True)
class PatternStop:
    """Where a trail ends because of what spends its coin, and by which rule."""

    terminal: Terminal
    finding: Finding


@dataclass(frozen=True, slots=True)
class PatternStops:
    """Which patterns end trails. `fan_out` is the most outputs still followed; zero means no limit."""

    coinjoin: bool
    lightning: bool
    fan_out: int

    def when_spent(self, subject: Subject, lineage: Lineage = UNKNOWN) -> PatternStop | None:
        """Return the first stop in the contract's order: mix, fan-out, Lightning; None where none applies."""
        mix = is_mix(subject, lineage) if self.coinjoin else None
        if mix is not None:
            return PatternStop(Terminal.MIX, mix)
        wide = fan_out.detect(subject, self.fan_out)
        if wide.stops:
            return PatternStop(Terminal.FAN_OUT, wide)
        channel = is_lightning(subject, lineage) if self.lightning else None
        return None if channel is None else PatternStop(Terminal.LIGHTNING, channel)

    def looks_at_spender(self, script: bytes) -> bool:
        """Whether what spends an output with this script is looked at."""
        return self.lightning and may_fund(script)
