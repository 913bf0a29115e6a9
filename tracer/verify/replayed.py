"""A case traced again from what a bundle holds: the result, and what the trace read to come to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.chain.outpoint import BlockRef, Txid
from tracer.chain.view import ChainView
from tracer.result.row_files import Documents
from tracer.trace.budget import RunBudget


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came out, and every transaction that was read for it, in ascending order: a bundle holds no other."""

    documents: Documents
    read: Sequence[Txid]


Replay = Callable[[ChainView, Case, Sequence[tuple[str, bytes]], BlockRef, RunBudget], Replayed]
"""Traces the case again over the view up to the horizon, under the budget stated. The
TagPacks come with the names written in the case. `case.sha256` is already that of the original case file."""
