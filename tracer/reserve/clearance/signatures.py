"""Signatures of a PSBT, partial or final: each is verified over the coin as the chain has it, or it fails.

Read are signatures of key hashes and multisignature scripts, and of taproot; what cannot be verified never passes.
Source: BIP 143 (segwit version 0), BIP 174 (partial signatures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from embit.ec import PublicKey, Signature
from embit.hashes import hash160
from embit.script import Script, p2pkh

from tracer.chain.script import kind, multisig_policy
from tracer.chain.transaction import Output
from tracer.reserve.clearance.psbt import (
    DAMAGED,
    FINAL_SCRIPTSIG,
    FINAL_WITNESS,
    REDEEM,
    WITNESS_SCRIPT,
    FieldMap,
    Proposal,
)
from tracer.reserve.clearance.script_items import pushed, witness_stack
from tracer.reserve.clearance.taproot_signatures import taproot_signers
from tracer.reserve.sentences import Sentence, say

ALL = 1


class StatedScript(Enum):
    """A script that an input states of its coin."""

    REDEEM = "redeem"
    WITNESS = "witness"


def other_script(script: bytes, fields: FieldMap) -> StatedScript | None:
    """Return which of the redeem and witness scripts that an input states is not the coin's, None: they are."""
    redeem, witness = fields.get(REDEEM), fields.get(WITNESS_SCRIPT)
    program = script
    if redeem is not None:
        if script != b"\xa9\x14" + hash160(redeem) + b"\x87":
            return StatedScript.REDEEM
        program = redeem
    if witness is not None and program != b"\x00\x20" + sha256(witness).digest():
        return StatedScript.WITNESS
    return None


@dataclass(frozen=True, slots=True)
class InputSigners:
    """Who has signed an input: the public keys whose signatures hold, and what is wrong with others.

    `is_complete`: as many have as the coin's script takes, so that nothing is left to sign.
    """

    keys: tuple[bytes, ...]
    faults: tuple[Sentence, ...] = ()
    is_complete: bool = False


def signers(proposal: Proposal, number: int, coins: Sequence[Output]) -> InputSigners:
    """Return who has signed an input; `coins` are what all inputs spend, as the chain has them."""
    fields, coin = proposal.inputs[number].fields, coins[number]
    if kind(coin.script) == "witness_v1_taproot":
        taproot = taproot_signers(proposal, number, coins)
        return InputSigners(taproot.keys, taproot.faults, taproot.is_complete)
    if FINAL_SCRIPTSIG in fields or FINAL_WITNESS in fields:
        return _final(proposal, number, coin)
    held: list[bytes] = []
    faults: list[Sentence] = []
    for public, signature in proposal.inputs[number].signatures():
        if signature[-1:] != bytes([ALL]):
            faults.append(say("A signature of input {number} has another sighash than ALL.", number=str(number)))
        elif _holds(proposal, fields, number, coin, public, signature):
            held.append(public)
        else:
            faults.append(
                say(
                    "A signature of input {number} by key {key} does not hold.",
                    number=str(number),
                    key=f"{public.hex()[:16]}…",
                )
            )
    return InputSigners(tuple(held), tuple(faults), len(held) >= _needed(coin.script, fields))


def _needed(script: bytes, fields: FieldMap) -> int:
    """Return how many signatures a coin takes: of a multisignature script as many as it says, else one."""
    policy = multisig_policy(fields.get(WITNESS_SCRIPT) or fields.get(REDEEM) or script)
    return 1 if policy is None else policy.required


def _final(proposal: Proposal, number: int, coin: Output) -> InputSigners:
    """Return who has signed a finalised input: its stack is what a key hash or a multisignature script takes."""
    words = say("Input {number} is finalised in a form that is not read here: clear it before.", number=str(number))
    unread = InputSigners((), (words,), True)
    fields = proposal.inputs[number].fields
    try:
        stack = witness_stack(fields.get(FINAL_WITNESS, b"\0"))
        pushes = list(pushed(fields.get(FINAL_SCRIPTSIG, b"")))
    except ValueError:
        return unread
    if kind(coin.script) == "scripthash" and pushes:
        fields = dict(fields) | {REDEEM: pushes.pop()}
    items = stack or pushes
    program = fields.get(REDEEM, coin.script)
    if kind(program) == "witness_v0_scripthash" and items:
        fields = dict(fields) | {WITNESS_SCRIPT: items.pop()}
    policy = multisig_policy(fields.get(WITNESS_SCRIPT, program))
    if (bool(stack) and bool(pushes)) or other_script(coin.script, fields) is not None:
        return unread
    if policy is None:
        pairs = [(items[1], items[0])] if len(items) == 2 else []
    else:
        found = ((_signer(proposal, fields, number, coin, policy.keys, item), item) for item in items if item)
        pairs = [(public, item) for public, item in found if public is not None]
    wanted = 1 if policy is None else policy.required
    good = [
        public
        for public, item in pairs
        if item[-1:] == bytes([ALL]) and _holds(proposal, fields, number, coin, public, item)
    ]
    signed = [item for item in items if item] if policy is not None else items[:1]
    if len(set(good)) != wanted or len(signed) != wanted:
        words = say("Input {number} is finalised by signatures that do not hold.", number=str(number))
        return InputSigners(tuple(good), (words,), True)
    return InputSigners(tuple(good), (), True)


def _signer(
    proposal: Proposal, fields: FieldMap, number: int, coin: Output, keys: Sequence[bytes], item: bytes
) -> bytes | None:
    return next((public for public in keys if _holds(proposal, fields, number, coin, public, item)), None)


def _holds(proposal: Proposal, fields: FieldMap, number: int, coin: Output, public: bytes, signature: bytes) -> bool:
    try:
        digest = _digest(proposal, fields, number, coin, public)
        return digest is not None and bool(PublicKey.parse(public).verify(Signature.parse(signature[:-1]), digest))
    except DAMAGED:
        return False


def _digest(proposal: Proposal, fields: FieldMap, number: int, coin: Output, public: bytes) -> bytes | None:
    """Return what a key of the coin's script signs, None where the key is none of it."""
    transaction = proposal.transaction
    if other_script(coin.script, fields) is not None:
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
