"""The raw transactions, proofs and headers of what a trace read, asked of the source it read them from."""

from collections.abc import Sequence

from tracer.chain.outpoint import BlockRef, Txid
from tracer.chain.view import ChainView
from tracer.container import material
from tracer.container.material import Material
from tracer.operations.context import Context


def material_or_why(
    read: Sequence[Txid], horizon: BlockRef, view: ChainView, context: Context
) -> tuple[Material | None, tuple[str, ...]]:
    """Return the material, or none and in words why no bundle can be sealed from the source."""
    try:
        return material_of(read, horizon, view, context), ()
    except material.Unsealable as error:
        return None, (str(error),)


def material_of(
    read: Sequence[Txid], horizon: BlockRef, view: ChainView, context: Context, all_headers: bool = False
) -> Material | None:
    """Return the material of what was read; None where the source has no raw bytes."""
    return material.collect(view, read, horizon, context.progress, all_headers)
