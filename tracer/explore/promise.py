"""How much more a coin that is shown can come to hold while something is not opened, where that can be promised.

Taint that arrives later can only come from what waits, and from what a limit of the case ended earlier in the chain
(too little taint, too many hops), for such an end depends on what else arrives. All labels of a coin together never
lose by it; a single label can: where labels compete for one payment, and where a seed's claim meets earlier taint.
So a promise for one label is given under rules that keep every satoshi's place, and only where no seed can collide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.case.case import Label
from tracer.chain.outpoint import Position
from tracer.explore.unfolded import Question, Unfolded
from tracer.trace.attribution import taint
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Coin

_KEEP_PLACES = ("fifo", "lifo")
"""Rules under which no label can take from another what it has already."""

_ROUNDS = "haircut"
"""The rule under which what is shown can also fall, by its rounding."""

_DEPEND = (Terminal.THRESHOLD, Terminal.HOPS)
"""Ends that more taint, or a shorter way, can undo."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A coin ends up holding no less than it shows and at most so many satoshi more, all labels together.

    `by_label` says the same of each label alone, and is None where that cannot be promised: what a single label shows
    may change in either direction. `rounds`: the rule rounds, so that what is shown can fall by single satoshi too.
    """

    together_sat: int
    by_label: Mapping[Label, int] | None
    rounds: bool


class Promises:
    """What may be promised of the coins of one unfolding; only of rules that conserve."""

    def __init__(self, question: Question, seen: Unfolded) -> None:
        """Gather what can still arrive anywhere, in chain order of where it can arrive first."""
        self._rule = question.policy.name
        self._sources = sorted(_sources(seen), key=lambda source: source[0])
        self._labels = tuple(seen.trail.books)
        first = self._sources[0][0] if self._sources else None
        places = [seed.position for seed in question.seeds]
        self._no_seed_can_collide = not seen.trail.collisions and (first is None or max(places) < first)

    def of(self, coin: Coin) -> Rise:
        """Return what may be promised of one coin."""
        arriving = [held for place, held in self._sources if place <= coin.position]
        room = coin.output.value - sum(taint(coin.attribution).values())
        together = min(sum(sum(held.values()) for held in arriving), room)
        by_label = None
        if self._rule in _KEEP_PLACES and self._no_seed_can_collide:
            by_label = {label: min(sum(held.get(label, 0) for held in arriving), room) for label in self._labels}
        return Rise(together, by_label, self._rule == _ROUNDS)


def _sources(seen: Unfolded) -> Iterator[tuple[Position, Mapping[Label, int]]]:
    for waiting in seen.waiting:
        yield waiting.spender.position, taint(waiting.coin.attribution)
    for coin in seen.trail.coins:
        if coin.terminal in _DEPEND:
            yield coin.position, taint(coin.attribution)
