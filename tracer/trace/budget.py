"""How much the following of value may cost, and how that is shared among the runs of one trace.

A trace is several runs: each rule, each variation and the reach that the bounds rest on. A number of
transactions holds for each of them alike. Seconds are shared; where the clock stops a run, the number of
transactions that it had crossed is kept, so that whoever computes again needs no clock and gets the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

DEFAULT_TRANSACTIONS = 25_000
"""Transactions that each run crosses where nothing else is asked for, so that no trace runs away.

Over a store two rules that both come so far take less than a minute of one core and 1 GiB in all, and what they
read still fits into a bundle that is sealed in minutes. Where every satoshi ended beyond it, `kernel.survey` says.
"""

Clock = Callable[[], float]
"""Seconds that pass, from any beginning."""


@dataclass(frozen=True, slots=True)
class RunBudget:
    """What was asked for; zero means no limit. `stopped` names the runs that the clock stopped.

    A run is named after its rule, after its variation, after `label by label` and the label, or `reach`; its
    number is the transactions it had crossed, at least one.
    """

    transactions: int = 0
    seconds: int = 0
    stopped: Mapping[str, int] = field(default_factory=dict)

    def most(self, run: str, own: int = 0) -> int:
        """Return how many transactions a run of this name may cross, 0 for no limit; `own` is a limit of its own."""
        return min((limit for limit in (self.transactions, own, self.stopped.get(run, 0)) if limit), default=0)


UNLIMITED = RunBudget()


class BudgetPart(NamedTuple):
    """What one run may do. `expired` is asked after each transaction crossed; zero and None mean no limit."""

    transactions: int = 0
    expired: Callable[[], bool] | None = None

    def is_used_up(self, crossed: int) -> bool:
        """Whether a run that has crossed so many transactions goes no further."""
        return bool(self.transactions and crossed >= self.transactions)

    def is_late(self) -> bool:
        """Whether the time is over."""
        return self.expired is not None and self.expired()


WHOLE = BudgetPart()
"""No limit."""


class Sharing:
    """Hands every run of a trace its part of a budget, and notes which runs the clock stopped."""

    def __init__(self, budget: RunBudget, clock: Clock | None) -> None:
        """Begin now. Without a clock, `budget.stopped` says where runs stop."""
        self._budget = budget
        self._clock = clock if budget.seconds else None
        self._end = self._clock() + budget.seconds if self._clock else 0.0
        self._stopped = {} if self._clock else dict(budget.stopped)
        self._parts: dict[str, BudgetPart] = {}

    def part(self, name: str, to_come: int = 1, most: int = 0) -> BudgetPart:
        """Return what the run of this name may do: an equal part of the time that is left.

        `to_come` counts the runs that share it, this one included. `most` is a limit of its own, 0 for none.
        """
        limits = [limit for limit in (self._budget.transactions, most, self._stopped.get(name, 0)) if limit]
        clock = self._clock
        expired = None
        if clock is not None:
            now = clock()
            end = now + max(self._end - now, 0.0) / to_come
            expired = partial(_is_past, clock, end)
        self._parts[name] = BudgetPart(min(limits, default=0), expired)
        return self._parts[name]

    def note(self, name: str, crossed: int, cut: bool) -> None:
        """Take down what a run did: how many transactions it crossed, and whether anything was cut off."""
        if cut and not self._parts[name].is_used_up(crossed):
            self._stopped[name] = crossed

    @property
    def used(self) -> RunBudget:
        """The budget with what whoever computes again needs to know."""
        return RunBudget(self._budget.transactions, self._budget.seconds, dict(sorted(self._stopped.items())))


def _is_past(clock: Clock, end: float) -> bool:
    return clock() >= end
