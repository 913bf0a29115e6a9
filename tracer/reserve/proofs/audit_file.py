"""A proofs file as bip322-audit reads it: another program, another engine, the auditor's own node.

Its messages end in a stamp of the block, `block: HEIGHT HASH TIME`. A request of ours is signed so where the holders
make it the text of a snapshot: `bip322-audit snapshot --at HEIGHT --text REQUEST`.
Source: bip322-audit 0.25.0, `*-proofs.json`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.chain import address
from tracer.chain.amount import COIN
from tracer.chain.network import Network
from tracer.errors import CaseError
from tracer.reserve.proofs.coverage import ProofCoverage
from tracer.reserve.proofs.filed_proofs import FiledProofs
from tracer.reserve.proofs.messages import stamped
from tracer.reserve.proofs.proof_rows import ProofCoin, ProofForm, SignatureState

_VARIANT = 3
"""Characters that say how a signature was made: smp, ful or pof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSource:
    """What a file is made from: proofs on file, what they cover, block hashes by height; `tool` is who writes it."""

    filed: Sequence[FiledProofs]
    coverage: ProofCoverage
    hashes: Mapping[int, str]
    network: Network
    tool: str


def dumps(source: AuditSource) -> bytes:
    """Return the file of the stamped message that proves most.

    Raises:
        CaseError: no message on file ends in a stamp and proves a coin.
    """
    found = [(message, _proofs(source, message)) for message in sorted({each.message for each in source.filed})]
    usable = [(message, rows) for message, rows in found if rows]
    if not usable:
        raise CaseError(
            "no proof on file has a message that ends in a stamp of its block, as bip322-audit asks for.\n"
            "Let the holders sign with: bip322-audit snapshot --at HEIGHT --text REQUEST"
        )
    message, rows = max(usable, key=lambda each: (sum(map(_sum, each[1])), each[0]))
    stamp = stamped(message)
    assert stamp is not None
    total = sum(map(_sum, rows))
    said = {
        "tool": source.tool,
        "chain": source.network.name,
        "stamp": {"height": stamp.height, "hash": stamp.hash, "time": stamp.time},
        "message": message.decode("ascii"),
        "message_hex": message.hex(),
        "policy": None,
        "finalized_utc": None,
        "proofs": rows,
        "total_sat": total,
        "total_btc": _btc(total),
        "spends": None,
        "spends_utc": None,
    }
    return (json.dumps(said, indent=2) + "\n").encode()


def _proofs(source: AuditSource, message: bytes) -> list[dict[str, object]]:
    """Return the signatures of a message that prove coins, one for each script, by address."""
    coins: dict[bytes, list[ProofCoin]] = {}
    for row in source.coverage.rows:
        if row.is_proven:
            coins.setdefault(row.coin.script, []).append(row.coin)
    signatures = {
        each.proof.script: each.proof.signature
        for filed in source.filed
        if filed.message == message and _is_late(filed)
        for each in filed.proofs
        if each.verdict.state is SignatureState.VALID and each.proof.form is ProofForm.BIP322
    }
    rows: list[dict[str, object]] = [
        {
            "address": address.encode(script, source.network),
            "utxos": [_utxo(coin, source.hashes) for coin in coins[script]],
            "total_sat": sum(coin.value for coin in coins[script]),
            "signature": signature,
            "variant": signature[:_VARIANT],
        }
        for script, signature in signatures.items()
        if script in coins
    ]
    return sorted(rows, key=lambda row: str(row["address"]))


def _is_late(filed: FiledProofs) -> bool:
    """Return whether the message ends in a stamp of the closing block or a later one."""
    stamp = stamped(filed.message)
    return stamp is not None and stamp.height >= filed.closing


def _utxo(coin: ProofCoin, hashes: Mapping[int, str]) -> dict[str, object]:
    return {
        "txid": coin.outpoint.txid,
        "vout": coin.outpoint.vout,
        "amount_sat": coin.value,
        "height": coin.height,
        "blockhash": hashes[coin.height],
    }


def _sum(row: Mapping[str, object]) -> int:
    total = row["total_sat"]
    assert isinstance(total, int)
    return total


def _btc(sat: int) -> str:
    return f"{sat // COIN}.{sat % COIN:08d}"
