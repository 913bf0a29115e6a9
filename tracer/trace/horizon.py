"""The horizon: the block up to which a case looks, pinned before anything else is read."""

from tracer.case.case import Case
from tracer.chain import header
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.chain.view import ChainView
from tracer.errors import CaseError

CONFIRMATIONS = 6
"""Confirmations asked for where the case does not say; none on regtest."""

_CHUNK = 2000


def pin_horizon(case: Case, view: ChainView, tip: BlockRef | None = None) -> BlockRef:
    """Return the block up to which the case looks.

    The tip has one confirmation, so n confirmations mean a height of at most tip - (n - 1). Without a
    height or a hash in the case the highest such block is taken. `tip` is a block of the view's chain to go
    by instead of the view's own last one, so that a night's cases all look at the same chain.

    Raises:
        CaseError: the case's horizon lies closer to the tip than its confirmations allow, or not on
            the best chain.
    """
    asked = case.horizon
    default = 0 if case.network == REGTEST else CONFIRMATIONS
    confirmations = default if asked.confirmations is None else asked.confirmations
    tip = tip or view.tip()
    highest = tip.height - max(0, confirmations - 1)
    if highest < view.first_height:
        raise CaseError(f"the chain ends at height {tip.height}: no block has {confirmations} confirmations yet")
    height = asked.height
    if asked.hash is not None and height is None:
        height = _height_of(asked.hash, view)
    if height is None:
        height = highest
    if height > highest:
        raise CaseError(
            f"horizon.height: {height} is above {highest}, the highest block with {confirmations} confirmations"
            f" (the tip is {tip.height}).\nWait for more blocks, lower horizon.height, or lower horizon.confirmations."
        )
    if height < view.first_height:
        raise CaseError(f"horizon.height: {height} lies below {view.first_height}, where this source starts")
    found = view.block_hash(height)
    if asked.hash is not None and asked.hash != found:
        raise CaseError(f"horizon.hash: {asked.hash} is not on the best chain; its block at height {height} is {found}")
    return BlockRef(height, found)


def _height_of(wanted: BlockHash, view: ChainView) -> int:
    last = view.tip().height
    while last >= view.first_height:
        first = max(view.first_height, last - _CHUNK + 1)
        for height, raw in zip(range(first, last + 1), view.headers(first, last), strict=True):
            if header.decode(raw).hash == wanted:
                return height
        last = first - 1
    raise CaseError(f"horizon.hash: {wanted} is not on the best chain of this source")
