"""What satoshi of a block cost, by three methods: which ones they are, first in first out, weighted average.

Nothing was paid for them: what a satoshi cost is the fixing of the day on which title came into force. Specific
identification follows each satoshi by its number and is what the statement uses; the other two are for comparison.
What goes to a custodian's account, or out of the books by an act of scope, takes its cost along and brings it back.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.satoshi_runs import SatoshiRun


class Inventory(Protocol):
    """Satoshi with what they cost in US cents a satoshi."""

    def put(self, run: SatoshiRun, each: Fraction) -> None:
        """Add satoshi at a cost each."""
        ...

    def take(self, run: SatoshiRun) -> Fraction:
        """Take satoshi out; return what they cost."""
        ...

    def lend(self, run: SatoshiRun) -> Fraction:
        """Put satoshi aside; return what they cost."""
        ...

    def back(self, run: SatoshiRun, each: Fraction) -> Fraction:
        """Put back what was set aside, at what it cost; what never was, at a cost each; return the cost."""
        ...

    @property
    def cost(self) -> Fraction:
        """What is there cost."""
        ...


class SpecificInventory:
    """Every satoshi by its number."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.there, self._away = _NumberedCosts(), _NumberedCosts()

    def put(self, run: SatoshiRun, each: Fraction) -> None:
        """Add satoshi at a cost each, and forget what they cost when they were set aside.

        Raises:
            IntegrityError: some are there already.
        """
        self._away.drop(run)
        self.there.put(run, each)

    def take(self, run: SatoshiRun) -> Fraction:
        """Take satoshi out; return what they cost.

        Raises:
            IntegrityError: some are not there.
        """
        return sum((part.sat * each for part, each in self.there.take(run)), Fraction(0))

    def lend(self, run: SatoshiRun) -> Fraction:
        """Put satoshi aside; return what they cost.

        Raises:
            IntegrityError: some are not there.
        """
        cost = Fraction(0)
        for part, each in self.there.take(run):
            self._away.put(part, each)
            cost += part.sat * each
        return cost

    def back(self, run: SatoshiRun, each: Fraction) -> Fraction:
        """Put back what was set aside, at what it cost; what never was, at a cost each; return the cost."""
        cost = Fraction(0)
        for part, known in self._away.parts(run):
            price = each if known is None else known
            if known is not None:
                self._away.drop(part)
            self.there.put(part, price)
            cost += part.sat * price
        return cost

    @property
    def cost(self) -> Fraction:
        """What is there cost."""
        return self.there.cost


class FifoInventory:
    """What came first goes first."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._there: deque[tuple[int, Fraction]] = deque()
        self._away: deque[tuple[int, Fraction]] = deque()

    def put(self, run: SatoshiRun, each: Fraction) -> None:
        """Add satoshi at a cost each."""
        self._there.append((run.sat, each))

    def take(self, run: SatoshiRun) -> Fraction:
        """Take the first satoshi out; return what they cost."""
        return sum((sat * each for sat, each in _first(self._there, run.sat)), Fraction(0))

    def lend(self, run: SatoshiRun) -> Fraction:
        """Put the first satoshi aside; return what they cost."""
        moved = list(_first(self._there, run.sat))
        self._away.extend(moved)
        return sum((sat * each for sat, each in moved), Fraction(0))

    def back(self, run: SatoshiRun, each: Fraction) -> Fraction:
        """Put back what was set aside first; what never was, at a cost each; return the cost."""
        there = sum(sat for sat, _ in self._away)
        moved = list(_first(self._away, min(run.sat, there)))
        moved += [(run.sat - there, each)] if run.sat > there else []
        self._there.extend(moved)
        return sum((sat * price for sat, price in moved), Fraction(0))

    @property
    def cost(self) -> Fraction:
        """What is there cost."""
        return sum((sat * each for sat, each in self._there), Fraction(0))


class AverageInventory:
    """Every satoshi costs what all of them cost on average."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._sat, self._cost = 0, Fraction(0)
        self._away_sat, self._away_cost = 0, Fraction(0)

    def put(self, run: SatoshiRun, each: Fraction) -> None:
        """Add satoshi at a cost each."""
        self._sat, self._cost = self._sat + run.sat, self._cost + run.sat * each

    def take(self, run: SatoshiRun) -> Fraction:
        """Take satoshi out; return what they cost.

        Raises:
            IntegrityError: there are not so many.
        """
        if run.sat > self._sat:
            raise IntegrityError(f"{run.sat} satoshi leave where {self._sat} are.")
        cost = self._cost * run.sat / self._sat if self._sat else Fraction(0)
        self._sat, self._cost = self._sat - run.sat, self._cost - cost
        return cost

    def lend(self, run: SatoshiRun) -> Fraction:
        """Put satoshi aside; return what they cost."""
        cost = self.take(run)
        self._away_sat, self._away_cost = self._away_sat + run.sat, self._away_cost + cost
        return cost

    def back(self, run: SatoshiRun, each: Fraction) -> Fraction:
        """Put back what was set aside; what never was, at a cost each; return the cost."""
        known = min(run.sat, self._away_sat)
        cost = self._away_cost * known / self._away_sat if known else Fraction(0)
        self._away_sat, self._away_cost = self._away_sat - known, self._away_cost - cost
        cost += (run.sat - known) * each
        self._sat, self._cost = self._sat + run.sat, self._cost + cost
        return cost

    @property
    def cost(self) -> Fraction:
        """What is there cost."""
        return self._cost


class _NumberedCosts:
    """Costs by satoshi, each receipt's in ascending order."""

    def __init__(self) -> None:
        self._spans: dict[Outpoint, list[tuple[int, int, Fraction]]] = {}

    def parts(self, run: SatoshiRun) -> list[tuple[SatoshiRun, Fraction | None]]:
        """Return a run in parts, each with its cost; None: it is not here."""
        found: list[tuple[SatoshiRun, Fraction | None]] = []
        at = run.start
        spans = self._spans.get(run.receipt, [])
        for start, end, each in spans[max(bisect_right(spans, run.start, key=_begin) - 1, 0) :]:
            if start >= run.end:
                break
            if end <= at:
                continue
            if start > at:
                found.append((SatoshiRun(run.receipt, at, start - at), None))
                at = start
            upto = min(end, run.end)
            found.append((SatoshiRun(run.receipt, at, upto - at), each))
            at = upto
        if at < run.end:
            found.append((SatoshiRun(run.receipt, at, run.end - at), None))
        return found

    def put(self, run: SatoshiRun, each: Fraction) -> None:
        """Add satoshi that are not here."""
        if any(known is not None for _, known in self.parts(run)):
            raise IntegrityError(f"satoshi of {run.receipt} come in that are there already.")
        spans = self._spans.setdefault(run.receipt, [])
        spans.insert(bisect_right(spans, run.start, key=_begin), (run.start, run.end, each))

    def take(self, run: SatoshiRun) -> list[tuple[SatoshiRun, Fraction]]:
        """Take satoshi out, each part with its cost."""
        found: list[tuple[SatoshiRun, Fraction]] = []
        for part, each in self.parts(run):
            if each is None:
                raise IntegrityError(f"{part.sat} satoshi of {part.receipt} leave that are not there.")
            found.append((part, each))
        self.drop(run)
        return found

    def drop(self, run: SatoshiRun) -> None:
        """Forget satoshi, here or not."""
        kept: list[tuple[int, int, Fraction]] = []
        for start, end, each in self._spans.get(run.receipt, []):
            if end <= run.start or start >= run.end:
                kept.append((start, end, each))
                continue
            if start < run.start:
                kept.append((start, run.start, each))
            if end > run.end:
                kept.append((run.end, end, each))
        self._spans[run.receipt] = kept

    @property
    def cost(self) -> Fraction:
        """What is here cost."""
        spans = (span for found in self._spans.values() for span in found)
        return sum(((end - start) * each for start, end, each in spans), Fraction(0))


def _begin(span: tuple[int, int, Fraction]) -> int:
    return span[0]


def _first(queue: deque[tuple[int, Fraction]], sat: int) -> Iterator[tuple[int, Fraction]]:
    """Yield the first satoshi of a queue, and take them out of it."""
    while sat:
        if not queue:
            raise IntegrityError(f"{sat} satoshi leave that are not there.")
        there, each = queue.popleft()
        taken = min(there, sat)
        if there > taken:
            queue.appendleft((there - taken, each))
        yield taken, each
        sat -= taken
