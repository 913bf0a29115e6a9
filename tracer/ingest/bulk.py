"""Raw blocks and transactions from a node, whichever way it offers them.

`Bulk` is what is needed; `rest.Rest` fetches it as binary, `RpcBulk` as hexadecimal over RPC where REST
is off. Both give the same bytes. Nothing is checked here: whoever asks recomputes hashes.

Source: Bitcoin Core 31, RPC `getblock`, `getrawtransaction`, `getblockheader`.
"""

from typing import NamedTuple, Protocol

from tracer.chain.outpoint import BlockHash, Txid
from tracer.ingest import answer
from tracer.ingest.core import CoreRpc, RpcError


class Located(NamedTuple):
    """A transaction's bytes and the block the node says holds it; None while it is unconfirmed."""

    raw: bytes
    block: BlockHash | None


class Bulk(Protocol):
    """Where raw bytes come from. Methods may be called from several threads.

    All raise `SourceError` where the node cannot answer.
    """

    def block(self, name: BlockHash) -> bytes:
        """Return a block's bytes."""
        ...

    def transaction(self, txid: Txid) -> bytes | None:
        """Return a transaction's bytes, None where the node knows none of this id."""
        ...

    def located(self, txid: Txid) -> Located | None:
        """Return a transaction's bytes and its block, None where the node knows none of this id."""
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

    def transaction(self, txid: Txid) -> bytes | None:
        """Return a transaction's bytes."""
        try:
            found = self._rpc.call("getrawtransaction", txid, 0)
        except RpcError as error:
            if error.code == RpcError.NOT_FOUND:
                return None
            raise
        return answer.hexadecimal(found, "getrawtransaction")

    def located(self, txid: Txid) -> Located | None:
        """Return a transaction's bytes and its block."""
        try:
            found = self._rpc.call("getrawtransaction", txid, 1)
        except RpcError as error:
            if error.code == RpcError.NOT_FOUND:
                return None
            raise
        return located(found, "getrawtransaction")

    def headers(self, first: BlockHash, last: BlockHash, count: int) -> tuple[bytes, ...]:
        """Return headers, walked backwards from the last one by the parent that each names."""
        found: list[bytes] = []
        name = last
        for _ in range(count):
            raw = answer.hexadecimal(self._rpc.call("getblockheader", name, False), "getblockheader")
            found.append(raw)
            name = BlockHash(raw[4:36][::-1].hex())
        return tuple(reversed(found))

    def spent_outputs(self, name: BlockHash) -> bytes | None:
        """Return None: over RPC the whole block would come as JSON, so prevouts are fetched one by one."""
        return None


def located(found: answer.Json, what: str) -> Located:
    """Read a transaction as Core writes it in JSON: its bytes and its block.

    Raises:
        SourceError: the answer is not of that form.
    """
    described = answer.mapping(found, what)
    block = described.get("blockhash")
    raw = answer.hexadecimal(described.get("hex"), what)
    return Located(raw, None if block is None else BlockHash(answer.digest(block, what)))
