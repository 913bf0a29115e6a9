"""Raw blocks and what is in them from a node, whichever way it offers them.

`Bulk` is what is needed; `rest.Rest` fetches it as binary, `RpcBulk` as hexadecimal over RPC where REST
is off. Both give the same bytes. Nothing is checked here: whoever asks recomputes hashes.

Source: Bitcoin Core 31, RPC `getblock`, `getblockhash`, `getblockheader`; `src/rpc/blockchain.cpp` (blockToJSON).
"""

import struct
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tracer.chain.outpoint import BlockHash, Txid
from tracer.errors import SourceError
from tracer.ingest import answer
from tracer.ingest.answer import Json, Parameter
from tracer.ingest.core import CoreRpc, RpcError

_HEADERS_AT_ONCE = 1_000
_OUT_OF_RANGE = -8
_HEADER = struct.Struct("<i32s32sIII")


class BlockListing(NamedTuple):
    """A block's header and the ids of its transactions in order, as the node says: neither is checked."""

    header: bytes
    txids: tuple[Txid, ...]


class Bulk(Protocol):
    """Where raw bytes come from. Methods may be called from several threads.

    All raise `SourceError` where the node cannot answer.
    """

    def block(self, name: BlockHash) -> bytes:
        """Return a block's bytes."""
        ...

    def listing(self, name: BlockHash) -> BlockListing:
        """Return a block's header and the ids of its transactions."""
        ...

    def headers(self, first: BlockHash, last: BlockHash, count: int) -> tuple[bytes, ...]:
        """Return the headers of `count` blocks of the best chain, which starts and ends with these."""
        ...

    def spent_outputs(self, name: BlockHash) -> bytes | None:
        """Return what a block's inputs spend, in the format `undo` reads; None where it is not offered."""
        ...


class RpcBulk:
    """Bulk over RPC: for nodes with REST off. Slower, and the same bytes."""

    def __init__(self, rpc: CoreRpc) -> None:
        """Ask this node."""
        self._rpc = rpc

    def block(self, name: BlockHash) -> bytes:
        """Return a block's bytes."""
        return answer.hexadecimal(self._rpc.call("getblock", name, 0), "getblock")

    def listing(self, name: BlockHash) -> BlockListing:
        """Return a block's header and the ids of its transactions."""
        return listing(self._rpc.call("getblock", name, 1), "getblock")

    def headers(self, first: BlockHash, last: BlockHash, count: int) -> tuple[bytes, ...]:
        """Return headers, of the heights from the first one's on."""
        said = answer.mapping(self._rpc.call("getblockheader", first, True), "getblockheader")
        height = answer.whole(said.get("height"), "getblockheader height")
        found: list[bytes] = []
        while len(found) < count:
            start = height + len(found)
            heights = range(start, start + min(_HEADERS_AT_ONCE, count - len(found)))
            names = self._many("getblockhash", [(each,) for each in heights])
            raws = self._many("getblockheader", [(answer.digest(name, "getblockhash"), False) for name in names])
            found += [answer.hexadecimal(each, "getblockheader") for each in raws]
        return tuple(found)

    def _many(self, method: str, calls: Sequence[Sequence[Parameter]]) -> list[Json]:
        """Return the results of calls none of which may be refused."""
        results = list[Json]()
        for each in self._rpc.batch(method, calls):
            if isinstance(each, RpcError):
                if each.code != _OUT_OF_RANGE:
                    raise each
                raise SourceError(
                    f"node {self._rpc.endpoint} has no block of a height that it had: its chain was reorganised.\n"
                    "Run this again."
                )
            results.append(each)
        return results

    def spent_outputs(self, name: BlockHash) -> bytes | None:
        """Return None: over RPC the whole block would come as JSON, so prevouts are fetched one by one."""
        return None


def listing(found: Json, what: str) -> BlockListing:
    """Read a block as Core writes it in JSON without its transactions: its header and their ids.

    Raises:
        SourceError: the answer is not of that form.
    """
    said = answer.mapping(found, what)
    parent = answer.digest(said["previousblockhash"], what) if "previousblockhash" in said else "00" * 32
    bits = answer.hexadecimal(said.get("bits"), what)
    numbers = {name: answer.whole(said.get(name), f"{what} {name}") for name in ("version", "time", "nonce")}
    try:
        header = _HEADER.pack(
            numbers["version"],
            bytes.fromhex(parent)[::-1],
            bytes.fromhex(answer.digest(said.get("merkleroot"), what))[::-1],
            numbers["time"],
            int.from_bytes(bits, "big"),
            numbers["nonce"],
        )
    except struct.error:
        raise SourceError(f"the node's answer to {what} holds a number that no header does.") from None
    return BlockListing(
        header, tuple(Txid(answer.digest(each, what)) for each in answer.sequence(said.get("tx"), what))
    )
