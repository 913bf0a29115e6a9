"""Which blocks may pay a script: the node's block filters are asked, in windows of heights.

A filter never misses a script it covers and now and then names a block for nothing, so every block named is
read afterwards by whoever asked. `scanblocks` passes over heights whose filters are not built yet
without a word; so the index's height is looked at first.

Source: Bitcoin Core 31, RPC `scanblocks`, `getindexinfo`; BIP 158 (what a basic filter covers).
"""

from collections.abc import Collection

from tracer.chain.outpoint import BlockHash
from tracer.errors import SourceError
from tracer.ingest import answer
from tracer.ingest.core import CoreRpc, RpcError
from tracer.progress import Progress

_WINDOW = 10_000
_PATIENCE_SECONDS = 3600.0
_SCRIPTS_AT_ONCE = 20_000
_OP_RETURN = 0x6A
_INDEX = "basic block filter index"


def covers(script: bytes) -> bool:
    """Whether filters hold outputs with this script: not the empty one, not `OP_RETURN`."""
    return bool(script) and script[0] != _OP_RETURN


def blocks_naming(
    rpc: CoreRpc, scripts: Collection[bytes], first: int, last: int, progress: Progress
) -> tuple[BlockHash, ...]:
    """Return the blocks of these heights whose filters match one of the scripts, without repetition.

    `progress` is told blocks. All scripts must be such that filters hold them (`covers`).

    Raises:
        SourceError: no filter index, or one not built so far; another scan is running; it was aborted.
    """
    _require_filters(rpc, last)
    descriptors = [f"raw({script.hex()})" for script in sorted(scripts)]
    found: dict[BlockHash, None] = {}
    for start in range(first, last + 1, _WINDOW):
        stop = min(start + _WINDOW - 1, last)
        for at in range(0, len(descriptors), _SCRIPTS_AT_ONCE):
            found.update(dict.fromkeys(_scan(rpc, descriptors[at : at + _SCRIPTS_AT_ONCE], start, stop)))
        progress("scanning", stop - first + 1, last - first + 1)
    return tuple(found)


def has_filters(rpc: CoreRpc, last: int) -> bool:
    """Return whether the node's filters are built up to this height."""
    indexes = answer.mapping(rpc.call("getindexinfo", _INDEX), "getindexinfo")
    state = answer.mapping(indexes.get(_INDEX, {}), "getindexinfo")
    return bool(state) and answer.whole(state.get("best_block_height"), "getindexinfo best_block_height") >= last


def _scan(rpc: CoreRpc, descriptors: list[str], start: int, stop: int) -> list[BlockHash]:
    try:
        found = rpc.call("scanblocks", "start", descriptors, start, stop, "basic", timeout=_PATIENCE_SECONDS)
    except RpcError as error:
        if "already in progress" not in str(error):
            raise
        raise SourceError(
            f"node {rpc.endpoint} is busy with another scan of its filters.\n"
            "Wait until it is done, or end it with: bitcoin-cli scanblocks abort"
        ) from None
    scan = answer.mapping(found, "scanblocks")
    reached = answer.whole(scan.get("to_height"), "scanblocks to_height")
    if not answer.flag(scan.get("completed"), "scanblocks completed") or reached != stop:
        raise SourceError(f"node {rpc.endpoint} ended its scan of blocks {start} to {stop} early.\nRun this again.")
    blocks = answer.sequence(scan.get("relevant_blocks"), "scanblocks relevant_blocks")
    return [BlockHash(answer.digest(each, "scanblocks relevant_blocks")) for each in blocks]


def _require_filters(rpc: CoreRpc, last: int) -> None:
    indexes = answer.mapping(rpc.call("getindexinfo", _INDEX), "getindexinfo")
    if _INDEX not in indexes:
        raise SourceError(
            f"node {rpc.endpoint} has no {_INDEX}, which seeds by address or descriptor need.\n"
            "Add blockfilterindex=1 to its bitcoin.conf and restart it, or trace from a store with --chain DIR."
        )
    state = answer.mapping(indexes[_INDEX], "getindexinfo")
    height = answer.whole(state.get("best_block_height"), "getindexinfo best_block_height")
    if height < last:
        raise SourceError(
            f"node {rpc.endpoint} has built its {_INDEX} up to block {height}; block {last} is needed.\n"
            "Wait until it is built; tracer node --chain shows how far it is."
        )
