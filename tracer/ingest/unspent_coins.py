"""Which coins a node's set of unspent outputs holds: its second word beside its indexes.

`gettxout` answers for single outputs at the node's tip; `scantxoutset` reads the whole set, which takes minutes on
mainnet, and finds what pays a script.
Source: Bitcoin Core 31, RPC `gettxout`, `scantxoutset`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Output
from tracer.errors import SourceError
from tracer.ingest import answer
from tracer.ingest.answer import Json, Parameter
from tracer.ingest.core import CoreRpc, RpcError

_AT_ONCE = 500
_PATIENCE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class UnspentOutput:
    """An unspent output as the node has it, and the height of its block."""

    outpoint: Outpoint
    output: Output
    height: int


def unspent(rpc: CoreRpc, outpoints: Sequence[Outpoint]) -> dict[Outpoint, Output]:
    """Return those of these outputs that the node has as unspent at its tip, whatever its mempool holds.

    Raises:
        SourceError: the node does not answer.
    """
    found: dict[Outpoint, Output] = {}
    for at in range(0, len(outpoints), _AT_ONCE):
        part = outpoints[at : at + _AT_ONCE]
        calls: list[list[Parameter]] = [[each.txid, each.vout, False] for each in part]
        for outpoint, said in zip(part, rpc.batch("gettxout", calls), strict=True):
            if isinstance(said, RpcError):
                raise said
            if said is not None:
                told = answer.mapping(said, "gettxout")
                key = answer.mapping(told.get("scriptPubKey"), "gettxout scriptPubKey")
                found[outpoint] = _output(told.get("value"), key.get("hex"), "gettxout")
    return found


def scanned(rpc: CoreRpc, scripts: Collection[bytes]) -> tuple[int, list[UnspentOutput]]:
    """Return the height of the node's tip and all unspent outputs that pay one of these scripts.

    Raises:
        SourceError: another scan is running, or it was ended.
    """
    descriptors: list[Parameter] = [f"raw({script.hex()})" for script in sorted(scripts)]
    try:
        said = rpc.call("scantxoutset", "start", descriptors, timeout=_PATIENCE_SECONDS)
    except RpcError as error:
        if "already in progress" not in str(error):
            raise
        raise SourceError(
            f"node {rpc.endpoint} is busy with another scan of its unspent outputs.\n"
            "Wait until it is done, or end it with: bitcoin-cli scantxoutset abort"
        ) from None
    told = answer.mapping(said, "scantxoutset")
    if not answer.flag(told.get("success"), "scantxoutset success"):
        raise SourceError(f"node {rpc.endpoint} ended its scan of unspent outputs early.\nRun this again.")
    rows = [_row(each) for each in answer.sequence(told.get("unspents"), "scantxoutset unspents")]
    return answer.whole(told.get("height"), "scantxoutset height"), rows


def _row(said: Json) -> UnspentOutput:
    told = answer.mapping(said, "scantxoutset unspents")
    txid = Txid(answer.digest(told.get("txid"), "scantxoutset txid"))
    return UnspentOutput(
        Outpoint(txid, answer.whole(told.get("vout"), "scantxoutset vout")),
        _output(told.get("amount"), told.get("scriptPubKey"), "scantxoutset"),
        answer.whole(told.get("height"), "scantxoutset height"),
    )


def _output(value: Json, script: Json, where: str) -> Output:
    return Output(answer.amount(value, f"{where} amount"), answer.hexadecimal(script, f"{where} script"))
