"""Transactions by id: a node's `-txindex`, many in one request.

Asked one by one over REST each costs a request; here a request holds as many as `AT_ONCE`. Nothing is checked here:
whoever asks recomputes ids, and which block a transaction is in is the node's word.

Source: Bitcoin Core 31, RPC `getrawtransaction`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tracer.chain.outpoint import BlockHash, Txid
from tracer.ingest import answer
from tracer.ingest.answer import Json
from tracer.ingest.core import CoreRpc, RpcError

AT_ONCE = 50
"""Transactions in one request: more do not answer faster (measured), and an answer is held twice."""


class Located(NamedTuple):
    """A transaction's bytes and the block the node says holds it; None while it is unconfirmed."""

    raw: bytes
    block: BlockHash | None


def located(rpc: CoreRpc, txids: Sequence[Txid]) -> list[Located | None]:
    """Return bytes and block of each transaction, None where the node knows none of this id.

    Raises:
        SourceError: the node cannot answer.
    """
    return [None if isinstance(found, RpcError) else _located(found) for found in _asked(rpc, txids, 1)]


def raws(rpc: CoreRpc, txids: Sequence[Txid]) -> list[bytes | None]:
    """Return the bytes of each transaction, None where the node knows none of this id.

    Raises:
        SourceError: the node cannot answer.
    """
    found = _asked(rpc, txids, 0)
    return [None if isinstance(each, RpcError) else answer.hexadecimal(each, "getrawtransaction") for each in found]


def _asked(rpc: CoreRpc, txids: Sequence[Txid], verbosity: int) -> "list[Json | RpcError]":
    """Return an answer for each id; the refusal itself where the node says that it knows none."""
    found = rpc.batch("getrawtransaction", [(txid, verbosity) for txid in txids])
    for each in found:
        if isinstance(each, RpcError) and each.code != RpcError.NOT_FOUND:
            raise each
    return found


def _located(found: Json) -> Located:
    described = answer.mapping(found, "getrawtransaction")
    block = described.get("blockhash")
    raw = answer.hexadecimal(described.get("hex"), "getrawtransaction")
    return Located(raw, None if block is None else BlockHash(answer.digest(block, "getrawtransaction")))
