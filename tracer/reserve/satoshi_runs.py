"""Satoshi by where they came in: a run is consecutive satoshi of one receipt.

A receipt is an output by which satoshi first come to a wallet of the register; each of them keeps its number in it for
ever, whatever coin it moves to. Lots, titles and claims are sets of such runs.
Source: Anderson, Shumailov, Ahmed, "Making Bitcoin Legal" (2018), for ordered satoshi.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracer.chain.outpoint import Outpoint


class SatoshiRun(NamedTuple):
    """`sat` satoshi of a receipt from its satoshi number `start` on; numbers begin at 0."""

    receipt: Outpoint
    start: int
    sat: int

    @property
    def end(self) -> int:
        """The number after the last one."""
        return self.start + self.sat


def joined(runs: Iterable[SatoshiRun]) -> tuple[SatoshiRun, ...]:
    """Return the runs in the same order, empty ones dropped, and one that goes on where the last ended merged."""
    merged: list[SatoshiRun] = []
    for run in runs:
        if not run.sat:
            continue
        last = merged[-1] if merged else None
        if last and last.receipt == run.receipt and last.end == run.start:
            merged[-1] = SatoshiRun(last.receipt, last.start, last.sat + run.sat)
        else:
            merged.append(run)
    return tuple(merged)


def total(runs: Iterable[SatoshiRun]) -> int:
    """Return how many satoshi runs hold."""
    return sum(run.sat for run in runs)


def poured(runs: Iterable[SatoshiRun], sizes: Iterable[int]) -> Iterator[tuple[SatoshiRun, ...]]:
    """Yield, for each size, the runs that fill it, taken from the front in order; the sizes add up to the runs.

    Raises:
        ValueError: they do not.
    """
    waiting = list(reversed(joined(runs)))
    for size in sizes:
        taken: list[SatoshiRun] = []
        left = size
        while left:
            if not waiting:
                raise ValueError(f"{left} satoshi too few were handed out")
            run = waiting.pop()
            part = min(run.sat, left)
            taken.append(SatoshiRun(run.receipt, run.start, part))
            if run.sat > part:
                waiting.append(SatoshiRun(run.receipt, run.start + part, run.sat - part))
            left -= part
        yield joined(taken)
    if waiting:
        raise ValueError(f"{total(waiting)} satoshi were left over")
