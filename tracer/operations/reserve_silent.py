"""Sources that do not name what an observation on file proves to be in their own chain: nothing they say is filed.

A transaction that lies beside an observation with its bytes and a proof up to a header of the very chain that is looked
at is in that chain, whatever a source leaves out. Only what a store stated without bytes is not proven so.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from tracer.chain.view import ChainView
from tracer.errors import IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.observation_names import height_of, is_of
from tracer.operations.reserve_observations import FiledObservation
from tracer.operations.reserve_searched import filed_at
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.register import Register


def refuse_silence(
    path: Path,
    register: Register,
    view: ChainView,
    found: RegisterHistory,
    read: Collection[FiledObservation | None],
    changed: Collection[str],
) -> None:
    """Raise where a source's history lacks transactions that observations of its own chain prove.

    `read` are observations that were read already; the highest one of the chain is held against it too, wherever it
    lies. Those that are `changed` prove nothing.

    Raises:
        IntegrityError: naming the first transaction, its block, how many there are, and the observation.
        SourceError: the source cannot answer.
    """
    tip, own = view.tip().height, [each for each in read if each is not None]
    standing = (
        name
        for name in reversed(reserve_observations.names(path))
        if name not in changed and height_of(name) <= tip and is_of(name, view.block_hash(height_of(name)))
    )
    highest = next(standing, None)
    if highest is not None and all(each.name != highest for each in own):
        last = filed_at(path, register, highest, changed)
        own += [] if last is None else [last]
    there = {each.transaction.txid for each in found.touches}
    for each in own:
        lacking = [touch for touch in _proven(each, found.block.height) if touch.transaction.txid not in there]
        if lacking:
            txid, height = lacking[0].transaction.txid, lacking[0].position.height
            raise IntegrityError(
                f"the source leaves out what observation {each.name} proves to be in the same chain: transaction "
                f"{txid} of block {height:,}, the first of {len(lacking):,}.\nNothing was filed: ask another source."
            )


def _proven(observed: FiledObservation, height: int) -> Iterator[Touch]:
    """Yield what touched a register up to a height and lies beside an observation with its proof."""
    stated = {each.transaction.txid for each in observed.held.stated}
    for touch in observed.history.touches:
        if touch.position.height <= height and touch.transaction.txid not in stated:
            yield touch
