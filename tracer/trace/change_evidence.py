"""What the change rules say of the transactions on a trail: evidence on the edge, and nothing is decided by it.

It never joins clusters and never chooses between outputs. It is shown, and it gives one of the other
retained sets under which LIBR and proceeds-first are run for comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.trace.change.peel_chain import PeelChain, follow_peels
from tracer.trace.change.reading import ChangeReading, read_change
from tracer.trace.history import TRANSACTIONS
from tracer.trace.run_lineage import RunLineage
from tracer.trace.trail import Step


@dataclass(frozen=True, slots=True)
class ReadStep:
    """A transaction of the trail and what the change rules say of it."""

    txid: Txid
    position: Position
    reading: ChangeReading

    @property
    def verdict(self) -> Outpoint | None:
        """The output that independent families of rules agree on, None where there is none."""
        return None if self.reading.verdict is None else Outpoint(self.txid, self.reading.verdict)


@dataclass(frozen=True, slots=True)
class ChangeExhibit:
    """Change evidence on a trail's transactions in chain order; `left_out` of them were too many to be looked at.

    `peels` are the peel chains of two hops or more that begin at one of them, none inside another.
    """

    steps: tuple[ReadStep, ...]
    left_out: int
    peels: tuple[PeelChain, ...]


def change_exhibit(steps: Sequence[Step], around: RunLineage) -> ChangeExhibit:
    """Return what the change rules say of the first transactions of a trail that have something to choose from."""
    read = []
    for step in steps[:TRANSACTIONS]:
        subject = around.subject(step.txid)
        if subject is not None and len(subject.spendable) > 1:
            read.append(ReadStep(step.txid, step.position, read_change(subject, around)))
    return ChangeExhibit(tuple(read), max(len(steps) - TRANSACTIONS, 0), tuple(_peels(read, around)))


def _peels(read: Sequence[ReadStep], around: RunLineage) -> list[PeelChain]:
    chains, inside = [], set[Txid]()
    for step in read:
        subject = around.subject(step.txid)
        if step.txid in inside or subject is None:
            continue
        chain = follow_peels(subject, around)
        if len(chain.hops) > 1:
            chains.append(chain)
            inside |= {hop.txid for hop in chain.hops}
    return chains
