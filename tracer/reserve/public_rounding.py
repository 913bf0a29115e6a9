"""Rule `public/1`: how satoshi are rounded for the public, once, where they come in.

A receipt's satoshi are counted by marks: one in every `step` of them stands for all of the step, and what is published
of any set of satoshi is the steps of the marks in it. The step is the greater of 0.01 BTC and 1 % of the receipt,
rounded up to 1, 2 or 5 times a power of ten; the first mark is at a place that the receipt's outpoint gives by its
SHA-256.

Why not each figure by itself: a quarter's receipts, rounded, and the difference of its closing and its opening,
rounded, are two windows on one amount, and what lies in both can be narrower than either. Marks give one window: every
sum and difference of published figures that isolates a receipt gives the same number of the same marks, so a hundred
quarters say no more of it than one. That number determines a receipt to no fewer satoshi than its step, and what is cut
out of receipts to no fewer than the step of any of them. Figures add up without a rest, for they count the same marks,
and what is not held any more leaves nothing behind.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.satoshi_runs import SatoshiRun, joined

RULE = "public/1"
LEAST_STEP = 1_000_000
"""0.01 BTC."""
_SHARE = 100
_LEADING = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """Satoshi as published; the exact figure differs by less than `within`, or by nothing where that is 0."""

    sat: int
    within: int

    def __sub__(self, other: "PublicFigure") -> "PublicFigure":
        """Return the difference; both may be off."""
        return PublicFigure(self.sat - other.sat, self.within + other.within)


NOTHING = PublicFigure(0, 0)


def step(sat: int) -> int:
    """Return the step of an amount: 1, 2 or 5 times a power of ten, at least 0.01 BTC and 1 % of it."""
    power = LEAST_STEP
    while True:
        for leading in _LEADING:
            if leading * power * _SHARE >= sat:
                return leading * power
        power *= 10


def first_mark(receipt: Outpoint, width: int) -> int:
    """Return the number of the receipt's first marked satoshi, less than the step.

    It is the SHA-256 of `public/1 TXID:VOUT`, read as a number, first byte highest, modulo the step.
    """
    return int.from_bytes(hashlib.sha256(f"{RULE} {receipt}".encode()).digest()) % width


def rounded(runs: Iterable[SatoshiRun], values: Mapping[Outpoint, int]) -> PublicFigure:
    """Return what is published of a set of satoshi; `values` are the receipts' own, by outpoint.

    Raises:
        IntegrityError: a run is of a receipt that is not among them, or reaches beyond it.
    """
    sat = within = 0
    for run in joined(sorted(runs)):
        value = values.get(run.receipt)
        if value is None or run.end > value:
            raise IntegrityError(f"satoshi {run.start} to {run.end} of {run.receipt} are not of a receipt known.")
        width = step(value)
        at = first_mark(run.receipt, width)
        sat += width * (_marks_below(run.end, at, width) - _marks_below(run.start, at, width))
        within += width
    return PublicFigure(sat, within)


def _marks_below(number: int, first: int, width: int) -> int:
    return max(0, -(-(number - first) // width))
