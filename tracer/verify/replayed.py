"""A case traced again from what a bundle holds: the result, and what the trace read to come to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.chain.outpoint import BlockRef, Txid
from tracer.chain.view import ChainView
from tracer.result.document import document
from tracer.result.row_files import MAX_ROWS, Documents
from tracer.result.run import run
from tracer.trace.budget import RunBudget
from tracer.trace.tags import tags as tag_packs


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came out, and every transaction that was read for it, in ascending order: a bundle holds no other."""

    documents: Documents
    read: Sequence[Txid]


Replay = Callable[[ChainView, Case, Sequence[tuple[str, bytes]], BlockRef, RunBudget], Replayed]
"""Traces the case again, as `replay` does."""


def replay(
    view: ChainView,
    case: Case,
    tags: Sequence[tuple[str, bytes]],
    horizon: BlockRef,
    budget: RunBudget,
    most: int = MAX_ROWS,
) -> Replayed:
    """Trace a case again over the view up to the horizon, under the budget stated, and say what was read.

    The TagPacks come with the names written in the case; `case.sha256` is already that of the original case file. What
    has more than `most` rows is in a file of its own.

    Raises:
        CaseError, IntegrityError: the bundle's own material does not allow it.
    """
    packs = [tag_packs.parse(content, written, case.network) for written, content in tags]
    finished = run(case, packs, view, horizon=horizon, budget=budget)
    return Replayed(document(finished, most), finished.read)
