"""What a node answers about itself when a case is acquired from it: a record, believed of nobody.

Names of peers and the node's own addresses are left out; nothing of it flows into a trace.

Source: Bitcoin Core 31, RPC `getblockchaininfo`, `getnetworkinfo`, `getindexinfo`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import rfc8785

from tracer.ingest import answer
from tracer.ingest.answer import Json
from tracer.ingest.core import CoreRpc

_Told: TypeAlias = "Mapping[str, _Told] | list[_Told] | str | int | bool | None"
"""JSON without decimals, which are told as text."""

_CHAIN = (
    "chain", "blocks", "headers", "bestblockhash", "time", "mediantime", "verificationprogress",
    "initialblockdownload", "chainwork", "pruned", "pruneheight", "warnings",
)  # fmt: skip
_NETWORK = ("version", "subversion", "protocolversion", "localservicesnames", "warnings")


def answers(rpc: CoreRpc, acquired_utc: str) -> bytes:
    """Ask the node and return its answers as canonical JSON; `acquired_utc` is when, by this machine's clock.

    Raises:
        SourceError: it cannot be asked.
    """
    chain = answer.mapping(rpc.call("getblockchaininfo"), "getblockchaininfo")
    about = answer.mapping(rpc.call("getnetworkinfo"), "getnetworkinfo")
    indexes = answer.mapping(rpc.call("getindexinfo"), "getindexinfo")
    told: dict[str, _Told] = {"schema": 1, "acquired_utc": acquired_utc, "mempool": "excluded"}
    told |= {name: _told(chain[name]) for name in _CHAIN if name in chain}
    told |= {name: _told(about[name]) for name in _NETWORK if name in about and name not in told}
    return rfc8785.dumps(told | {"indexes": _told(indexes)})


def _told(value: Json) -> _Told:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: _told(inside) for name, inside in value.items()}
    return [_told(inside) for inside in value] if isinstance(value, list) else value
