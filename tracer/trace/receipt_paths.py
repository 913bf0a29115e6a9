"""The paths that a run shows for its receipts: exact ones under FIFO, and pictures without amounts.

How many are shown is bounded, whole receipts at a time, and every receipt left out is named with its
reason: a path exhibit that stops half way would look like a finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint
from tracer.trace.paths import RULE, Illustration, Illustrations, Path, PathsBudgetError, SatoshiPaths
from tracer.trace.reading import Reading
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Coin, Trail

RECEIPTS = 200
"""Receipts, in chain order, whose paths are shown."""

LINKS = 5_000
"""Links that all exact paths together may have."""

SHORTEST = 3
"""Illustrative paths shown of each receipt."""

_DRAWN_STEPS = 10_000
"""Transactions of a trail up to which illustrations are looked for."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A receipt of which no paths of a kind are shown, and why."""

    receipt: Outpoint
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class PathExhibit:
    """The paths of a run's receipts, in the order of the receipts.

    `satoshi` are disjoint and exact, and add up to what their receipts hold under FIFO; empty where FIFO is not
    among the rules that were run (`rule` is None). `illustrations` are some of the shortest ways on the
    trail of the primary rule, and say nothing of amounts.
    """

    rule: str | None
    satoshi: tuple[Path, ...]
    illustrations: tuple[Illustration, ...]
    left_out: tuple[LeftOut, ...]


def path_exhibit(trails: Mapping[str, Trail], primary: str, reading: Reading, links: int = LINKS) -> PathExhibit:
    """Return the paths of the receipts of a run; `links` bounds the exact ones.

    Raises:
        IntegrityError: paths do not add up to what the trail says.
    """
    left_out: list[LeftOut] = []
    fifo = trails.get(RULE)
    satoshi = () if fifo is None else _satoshi(fifo, reading, links, left_out)
    illustrations = _illustrations(trails[primary], left_out)
    return PathExhibit(None if fifo is None else RULE, satoshi, illustrations, tuple(left_out))


def _satoshi(trail: Trail, reading: Reading, links: int, left_out: list[LeftOut]) -> tuple[Path, ...]:
    walker, found = SatoshiPaths(trail, reading), list[Path]()
    for number, receipt in enumerate(trail.ended(Terminal.CUSTODY)):
        if number >= RECEIPTS:
            left_out.append(LeftOut(receipt.outpoint, "satoshi", f"only the first {RECEIPTS} receipts are shown"))
            continue
        try:
            paths = walker.of(receipt, links - sum(len(path.links) for path in found))
        except PathsBudgetError:
            reason = f"its paths would bring the exhibit beyond {links} links"
            left_out.append(LeftOut(receipt.outpoint, "satoshi", reason))
            continue
        found += paths
    return tuple(found)


def _illustrations(trail: Trail, left_out: list[LeftOut]) -> tuple[Illustration, ...]:
    receipts = trail.ended(Terminal.CUSTODY)
    if len(trail.steps) > _DRAWN_STEPS:
        left_out += _all_out(receipts, f"the trail has more than {_DRAWN_STEPS} transactions")
        return ()
    left_out += _all_out(receipts[RECEIPTS:], f"only the first {RECEIPTS} receipts are shown")
    ways = Illustrations(trail, SHORTEST)
    return tuple(way for receipt in receipts[:RECEIPTS] for way in ways.of(receipt))


def _all_out(receipts: Sequence[Coin], reason: str) -> list[LeftOut]:
    return [LeftOut(receipt.outpoint, "illustrative", reason) for receipt in receipts]
