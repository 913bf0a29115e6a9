"""What changes when one thing about a run is changed: labels taken one by one, an optional stop left out.

A rule that is not additive can give a label other amounts when other labels are there; both answers
are shown. A stop that rests on an inference, on somebody's tag or on the case's own window is shown with the
result there would be without it. The result of the case stays the one under the declared rule with the declared
stops.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint
from tracer.trace.attribution import in_order, taint
from tracer.trace.budget import WHOLE, BudgetPart
from tracer.trace.engine import follow
from tracer.trace.reading import Reading
from tracer.trace.seeds import SeededCoin
from tracer.trace.terminals import Stops, Terminal
from tracer.trace.trail import LabelBook, Trail

_OPTIONAL = (Terminal.SERVICE, Terminal.MIX, Terminal.FAN_OUT, Terminal.LIGHTNING, Terminal.HORIZON)


@dataclass(frozen=True, slots=True)
class Shift:
    """One label's satoshi at one terminal in the run as declared, and in the other run."""

    label: Label
    terminal: Terminal
    declared: int
    otherwise: int

    @property
    def difference(self) -> int:
        """How many satoshi more the other run has, negative where it has fewer."""
        return self.otherwise - self.declared


@dataclass(frozen=True, slots=True)
class CoinShift:
    """One label's satoshi ending in one coin in the run as declared, and in the other run."""

    label: Label
    outpoint: Outpoint
    declared: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class VariationDiff:
    """Every difference between a run as declared and another; both empty where nothing changes.

    `seeds` holds, per label, the satoshi its seeds bring in declared and otherwise, where they differ: what
    another label already held is overlap only where that label is there. Rows are in the order of labels,
    then terminals, then coins in chain order.
    """

    declared: Trail
    otherwise: Mapping[Label, Trail]
    seeds: tuple[tuple[Label, int, int], ...]
    shifts: tuple[Shift, ...]
    coins: tuple[CoinShift, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return not (self.seeds or self.shifts or self.coins)


def label_by_label(
    seeds: Sequence[SeededCoin],
    declared: Trail,
    stops: Stops,
    reading: Reading,
    retained: frozenset[Outpoint] = frozenset(),
    budget_of: Callable[[Label], BudgetPart] = lambda _: WHOLE,
) -> VariationDiff:
    """Compare a joint run with runs in which each label is followed as if the others were untraced.

    `declared` is the joint run of these seeds. A threshold looks at a coin's whole taint, so alone it can
    end a trail that goes on when labels travel together; that too is a difference.
    """
    labels = in_order(declared.books)
    alone = {
        label: follow(_only(seeds, label), declared.policy, stops, reading, retained, budget_of(label))
        for label in labels
    }
    return _compared(declared, alone)


def without_stop(
    seeds: Sequence[SeededCoin],
    declared: Trail,
    stops: Stops,
    reading: Reading,
    retained: frozenset[Outpoint] = frozenset(),
    budget: BudgetPart = WHOLE,
) -> VariationDiff:
    """Compare a run with one under other stops: the declared ones, less one that the chain does not force.

    What lies behind a stop may be much: where the budget is used up, its trails end as `budget`.
    """
    other = follow(seeds, declared.policy, stops, reading, retained, budget)
    return _compared(declared, dict.fromkeys(in_order(declared.books), other))


def fired(trail: Trail) -> tuple[Terminal, ...]:
    """Return the stops that the chain does not force at which some trail ended: each is worth a run without it.

    A tag is its author's assertion, a pattern an inference, the window a choice of the case.
    """
    return tuple(terminal for terminal in _OPTIONAL if trail.ended(terminal))


def other_retained(
    seeds: Sequence[SeededCoin],
    declared: Trail,
    stops: Stops,
    reading: Reading,
    retained: frozenset[Outpoint],
    budget: BudgetPart = WHOLE,
) -> VariationDiff:
    """Compare a rule that rests on retained outputs with itself under another set of them."""
    other = follow(seeds, declared.policy, stops, reading, retained, budget)
    return _compared(declared, dict.fromkeys(in_order(declared.books), other))


def _only(seeds: Sequence[SeededCoin], label: Label) -> tuple[SeededCoin, ...]:
    """Return the seeds with one label's claims; coins that it does not claim are no seeds any more."""
    kept = (replace(seed, claims=tuple(claim for claim in seed.claims if claim.label == label)) for seed in seeds)
    return tuple(seed for seed in kept if seed.claims)


def _compared(declared: Trail, otherwise: Mapping[Label, Trail]) -> VariationDiff:
    labels = in_order(declared.books)
    books = {label: otherwise[label].books.get(label, LabelBook()) for label in labels}
    seeds = tuple(
        (label, declared.books[label].seed, books[label].seed)
        for label in labels
        if declared.books[label].seed != books[label].seed
    )
    shifts = (
        Shift(label, terminal, declared.books[label].terminals[terminal], books[label].terminals[terminal])
        for label in labels
        for terminal in Terminal
    )
    coins = (shift for label in labels for shift in _coin_shifts(label, declared, otherwise[label]))
    return VariationDiff(declared, otherwise, seeds, tuple(shift for shift in shifts if shift.difference), tuple(coins))


def _coin_shifts(label: Label, declared: Trail, otherwise: Trail) -> list[CoinShift]:
    before, after = _held(declared, label), _held(otherwise, label)
    places = {coin.outpoint: coin.place for coin in (*otherwise.coins, *declared.coins)}
    outpoints = sorted({*before, *after}, key=lambda outpoint: (places[outpoint], outpoint))
    pairs = ((outpoint, before.get(outpoint, 0), after.get(outpoint, 0)) for outpoint in outpoints)
    return [CoinShift(label, outpoint, first, second) for outpoint, first, second in pairs if first != second]


def _held(trail: Trail, label: Label) -> dict[Outpoint, int]:
    """Return what a label has in each coin at which a trail ends."""
    held: dict[Outpoint, int] = {}
    for coin in trail.ends:
        sat = taint(coin.attribution).get(label, 0)
        if sat:
            held[coin.outpoint] = held.get(coin.outpoint, 0) + sat
    return held
