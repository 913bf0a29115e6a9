"""Which transactions spend outputs: a node's `-txospenderindex`, a whole frontier in one call.

The index is the node's word; that a transaction named here spends the output is checked by whoever reads
it. Spends in the mempool carry no block and are left out: they are not on the chain.

Source: Bitcoin Core 31, RPC `gettxspendingprevout`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tracer.chain.outpoint import BlockHash, Outpoint, Txid
from tracer.errors import SourceError
from tracer.ingest import answer
from tracer.ingest.answer import Json, Parameter
from tracer.ingest.core import CoreRpc, RpcError

AT_ONCE = 200
"""Outpoints in one call: more do not answer faster, and an answer is held twice."""

_LARGEST_VOUT = 0x7FFFFFFF
_INDEX_MISSING = -1


class ConfirmedSpend(NamedTuple):
    """A confirmed spend: the output, the transaction that spends it, the block that the node says holds it."""

    outpoint: Outpoint
    spender: Txid
    block: BlockHash


def spends(rpc: CoreRpc, outpoints: Sequence[Outpoint]) -> list[ConfirmedSpend]:
    """Return the confirmed spends of these outputs, at most `AT_ONCE` of them, in no order.

    Raises:
        SourceError: the node has no such index or does not answer for each output.
    """
    asked = [each for each in outpoints if each.vout <= _LARGEST_VOUT]
    if not asked:
        return []
    parameters: list[Parameter] = [{"txid": each.txid, "vout": each.vout} for each in asked]
    try:
        found = rpc.call("gettxspendingprevout", parameters, {"mempool_only": False})
    except RpcError as error:
        if error.code != _INDEX_MISSING or "txospenderindex" not in str(error):
            raise
        raise SourceError(
            f"node {rpc.endpoint} has no txospenderindex, or it is not built yet.\n"
            "Add txospenderindex=1 to its bitcoin.conf and restart it, or trace from a store with --chain DIR."
        ) from None
    answers = [_spend(each) for each in answer.sequence(found, "gettxspendingprevout")]
    if {outpoint for outpoint, _ in answers} != set(asked):
        raise SourceError(f"node {rpc.endpoint} did not answer for each output asked of gettxspendingprevout.")
    return [spend for _, spend in answers if spend is not None]


def _spend(found: Json) -> tuple[Outpoint, ConfirmedSpend | None]:
    said = answer.mapping(found, "gettxspendingprevout")
    txid = Txid(answer.digest(said.get("txid"), "gettxspendingprevout txid"))
    outpoint = Outpoint(txid, answer.whole(said.get("vout"), "gettxspendingprevout vout"))
    if "blockhash" not in said:
        return outpoint, None
    spender = Txid(answer.digest(said.get("spendingtxid"), "gettxspendingprevout spendingtxid"))
    block = BlockHash(answer.digest(said["blockhash"], "gettxspendingprevout blockhash"))
    return outpoint, ConfirmedSpend(outpoint, spender, block)
