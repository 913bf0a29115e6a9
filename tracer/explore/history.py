"""What was opened, step by step: every step stays, undoing moves a pointer, and a step after it begins a branch."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from tracer.chain.outpoint import Txid

START = 0
"""The place before the first step, where nothing is opened."""


class StepKind(Enum):
    """What a step does to the set of transactions that are open."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """Number `number`, from 1, taken at place `after`: transactions in ascending order, all opened or all closed."""

    number: int
    after: int
    change: StepKind
    txids: tuple[Txid, ...]


@dataclass(frozen=True, slots=True)
class OpenedSteps:
    """Every step ever taken, and where one stands: the number of the last step that counts, `START` before any.

    Nothing is ever taken out of `steps`; two histories with equal steps and place show the same.
    """

    steps: tuple[HistoryStep, ...] = ()
    at: int = START

    @property
    def opened(self) -> frozenset[Txid]:
        """The transactions that are open where one stands."""
        found = set[Txid]()
        for step in self.way:
            found = found | set(step.txids) if step.change is StepKind.OPEN else found - set(step.txids)
        return frozenset(found)

    @property
    def way(self) -> tuple[HistoryStep, ...]:
        """The steps that lead from the start to where one stands, in order."""
        found: list[HistoryStep] = []
        place = self.at
        while place != START:
            found.append(self.steps[place - 1])
            place = found[-1].after
        return tuple(reversed(found))

    def open(self, txids: Iterable[Txid]) -> "OpenedSteps":
        """Take a step that opens transactions; those open already are left out, and none left is no step."""
        return self._step(StepKind.OPEN, set(txids) - self.opened)

    def close(self, txids: Iterable[Txid]) -> "OpenedSteps":
        """Take a step that closes transactions; those not open are left out, and none left is no step."""
        return self._step(StepKind.CLOSE, set(txids) & self.opened)

    def undo(self) -> "OpenedSteps":
        """Go back one step; at the start, stay there."""
        return self if self.at == START else replace(self, at=self.steps[self.at - 1].after)

    def redo(self) -> "OpenedSteps":
        """Go on by the newest step taken here, the way one came from or a later branch; where there is none, stay."""
        onward = [step.number for step in self.steps if step.after == self.at]
        return replace(self, at=max(onward, default=self.at))

    def go(self, number: int) -> "OpenedSteps":
        """Stand after the step of this number, `START` for before any.

        Raises:
            ValueError: there is no such step.
        """
        if not START <= number <= len(self.steps):
            raise ValueError(f"there is no step {number}: the last one is {len(self.steps)}")
        return replace(self, at=number)

    def _step(self, change: StepKind, txids: set[Txid]) -> "OpenedSteps":
        if not txids:
            return self
        step = HistoryStep(len(self.steps) + 1, self.at, change, tuple(sorted(txids)))
        return OpenedSteps((*self.steps, step), step.number)
