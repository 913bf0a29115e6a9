"""The same rule with other outputs taken for retained: how much of a result rests on what the case declares.

LIBR and proceeds-first need to know which outputs were kept. That is declared, an inference about
ownership; so the rule is also run with none retained, with each declared output left out, and
with those that the change rules agree on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint
from tracer.trace.budget import BudgetPart
from tracer.trace.change_evidence import change_exhibit
from tracer.trace.reading import Reading
from tracer.trace.run_lineage import RunLineage
from tracer.trace.seeds import SeededCoin
from tracer.trace.terminals import Stops
from tracer.trace.trail import Trail
from tracer.trace.variations import VariationDiff, other_retained

SINGLY = 10
"""Declared outputs that are left out one at a time."""

NONE = "none retained"
BY_RULES = "retained by the change rules"


@dataclass(frozen=True, slots=True)
class OtherRetained:
    """A rule run with another retained set: which one, in words and by name, and what it changes."""

    rule: str
    name: str
    retained: tuple[Outpoint, ...]
    comparison: VariationDiff

    @property
    def run(self) -> str:
        """The name under which its budget is kept."""
        return f"{self.rule}, {self.name}"


def retained_sets(
    trails: Mapping[str, Trail],
    seeds: Sequence[SeededCoin],
    declared: Sequence[Outpoint],
    *,
    stops: Stops,
    reading: Reading,
    around: RunLineage,
    budget_of: Callable[[str], BudgetPart],
) -> tuple[OtherRetained, ...]:
    """Return, for each rule that looks at the declared change, what other sets would give.

    `budget_of` gives each run its part by the run's name; where that is used up, trails end as `budget`.
    """
    found = []
    for name, trail in trails.items():
        if trail.policy.retains:
            for words, retained in _sets(declared, trail, around):
                part = budget_of(f"{name}, {words}")
                compared = other_retained(seeds, trail, stops, reading, frozenset(retained), part)
                found.append(OtherRetained(name, words, retained, compared))
    return tuple(found)


def _sets(declared: Sequence[Outpoint], trail: Trail, around: RunLineage) -> list[tuple[str, tuple[Outpoint, ...]]]:
    """Return the other sets, none of them the declared one and none twice."""
    verdicts = (step.verdict for step in change_exhibit(trail.steps, around).steps)
    sets = [(NONE, ()), (BY_RULES, tuple(sorted(each for each in verdicts if each is not None)))]
    if len(declared) > 1:
        rest = ((out, tuple(each for each in declared if each != out)) for out in declared[:SINGLY])
        sets += [(f"{out} not retained", others) for out, others in rest]
    known, kept = {frozenset(declared)}, []
    for words, retained in sets:
        if frozenset(retained) not in known:
            known.add(frozenset(retained))
            kept.append((words, retained))
    return kept
