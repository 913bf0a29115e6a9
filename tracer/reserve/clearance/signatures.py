"""Partial signatures of a PSBT: each is verified over the coin as the chain has it, or it fails.

Read are signatures of key hashes and multisignature scripts, not of taproot; what cannot be verified never passes.
Source: BIP 143 (segwit version 0), BIP 174 (partial signatures).
"""

from collections.abc import Mapping
from hashlib import sha256

from embit.ec import PublicKey, Signature
from embit.hashes import hash160
from embit.script import Script, p2pkh

from tracer.chain.script import kind, multisig_policy
from tracer.reserve.clearance.psbt import (
    DAMAGED,
    FINAL_SCRIPTSIG,
    FINAL_WITNESS,
    REDEEM,
    TAP_KEY_SIG,
    TAP_SCRIPT_SIG,
    WITNESS_SCRIPT,
    FieldMap,
    Proposal,
)
from tracer.reserve.ledger_rows import RegisterCoin

ALL = 1


def scripts_fault(script: bytes, fields: FieldMap) -> str | None:
    """Return what is wrong with the redeem and witness scripts that an input states, None: they are the coin's."""
    redeem, witness = fields.get(REDEEM), fields.get(WITNESS_SCRIPT)
    program = script
    if redeem is not None:
        if script != b"\xa9\x14" + hash160(redeem) + b"\x87":
            return "states a redeem script that is not the coin's"
        program = redeem
    if witness is not None and program != b"\x00\x20" + sha256(witness).digest():
        return "states a witness script that is not the coin's"
    return None


def signers(proposal: Proposal, number: int, coin: RegisterCoin) -> tuple[tuple[bytes, ...], list[str]]:
    """Return the public keys whose signatures of an input hold, and what is wrong with the others."""
    fields = proposal.inputs[number].fields
    if FINAL_SCRIPTSIG in fields or FINAL_WITNESS in fields:
        return (), [f"Input {number} is finalised: a transaction is cleared before it is complete."]
    if any(key[:1] in (TAP_KEY_SIG, TAP_SCRIPT_SIG) for key in fields):
        return (), [f"Input {number} has a taproot signature, which is not verified here: clear it unsigned."]
    held: list[bytes] = []
    faults: list[str] = []
    for public, signature in proposal.inputs[number].signatures():
        if signature[-1:] != bytes([ALL]):
            faults.append(f"A signature of input {number} has another sighash than ALL.")
        elif _holds(proposal, number, coin, public, signature):
            held.append(public)
        else:
            faults.append(f"A signature of input {number} by key {public.hex()[:16]}… does not hold.")
    return tuple(held), faults


def _holds(proposal: Proposal, number: int, coin: RegisterCoin, public: bytes, signature: bytes) -> bool:
    try:
        digest = _digest(proposal, number, coin, public)
        return digest is not None and bool(PublicKey.parse(public).verify(Signature.parse(signature[:-1]), digest))
    except DAMAGED:
        return False


def _digest(proposal: Proposal, number: int, coin: RegisterCoin, public: bytes) -> bytes | None:
    """Return what a key of the coin's script signs, None where the key is none of it."""
    fields, transaction = proposal.inputs[number].fields, proposal.transaction
    if scripts_fault(coin.script, fields) is not None:
        return None
    program = fields.get(REDEEM, coin.script) if kind(coin.script) == "scripthash" else coin.script
    form = kind(program)
    if form == "witness_v0_keyhash" and program[2:] == hash160(public):
        code = p2pkh(PublicKey.parse(public))
        return bytes(transaction.sighash_segwit(number, code, coin.value, ALL))
    if form == "witness_v0_scripthash":
        witness = fields.get(WITNESS_SCRIPT, b"")
        policy = multisig_policy(witness)
        if policy is None or public not in policy.keys:
            return None
        return bytes(transaction.sighash_segwit(number, Script(witness), coin.value, ALL))
    if form == "pubkeyhash" and program[3:23] == hash160(public):
        return bytes(transaction.sighash_legacy(number, Script(program), ALL))
    policy = multisig_policy(program)
    if policy is not None and public in policy.keys:
        return bytes(transaction.sighash_legacy(number, Script(program), ALL))
    return None


def signed_size(proposal: Proposal, scripts: Mapping[int, bytes]) -> int:
    """Return the virtual bytes of the transaction once signed, by the coins' scripts; at least as small as it will be.

    Signatures count 71 bytes with their sighash, of taproot 64: a rate is judged by the smallest size.
    """
    weight = 4 * len(proposal.transaction.serialize())
    witnesses = False
    for number, script in scripts.items():
        fields = proposal.inputs[number].fields
        nested = fields.get(REDEEM, b"") if kind(script) == "scripthash" else b""
        program = nested or script
        form = kind(program)
        weight += 4 * (len(nested) + 1 if nested else 0)
        if form == "witness_v0_keyhash":
            witnesses, weight = True, weight + 1 + 72 + 34
        elif form == "witness_v0_scripthash":
            witness = fields.get(WITNESS_SCRIPT, b"")
            policy = multisig_policy(witness)
            witnesses, weight = True, weight + 2 + 72 * (policy.required if policy else 0) + len(witness) + 1
        elif form == "witness_v1_taproot":
            witnesses, weight = True, weight + 66
        elif form == "pubkeyhash":
            weight += 4 * (72 + 34)
        else:
            policy = multisig_policy(program)
            weight += 4 * (1 + 72 * (policy.required if policy else 0))
    return (weight + (2 if witnesses else 0) + 3) // 4
