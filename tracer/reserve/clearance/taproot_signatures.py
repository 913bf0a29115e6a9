"""Taproot signatures of a PSBT, by the output's key or by a script of its tree, verified over the chain's coins.

Source: BIP 340 (signatures), BIP 341 (taproot, control blocks), BIP 342 (scripts of a tree), BIP 371 (fields).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embit.ec import PublicKey, SchnorrSig
from embit.hashes import tagged_hash
from embit.script import Script
from embit.transaction import Transaction

from tracer.chain.transaction import Output
from tracer.reserve.clearance.psbt import DAMAGED, FINAL_WITNESS, TAP_KEY_SIG, TAP_SCRIPT_SIG, FieldMap, Proposal
from tracer.reserve.clearance.script_items import witness_stack
from tracer.reserve.sentences import Sentence, say

TAP_LEAF_SCRIPT, TAP_INTERNAL_KEY, TAP_MERKLE_ROOT = b"\x15", b"\x17", b"\x18"
DEFAULT, ALL = 0, 1
_LEAF_VERSION = 0xC0
_SIZED = 64


@dataclass(frozen=True, slots=True)
class TaprootSigners:
    """Who has signed a taproot input, keys without their first byte: by the output's key, the internal one.

    `is_complete`: the output's key has signed, or the input is finalised.
    """

    keys: tuple[bytes, ...]
    faults: tuple[Sentence, ...]
    is_complete: bool


def taproot_signers(proposal: Proposal, number: int, coins: Sequence[Output]) -> TaprootSigners:
    """Return who has signed a taproot input; `coins` are what all inputs spend, as the chain has them."""
    fields = proposal.inputs[number].fields
    signature, is_final = fields.get(TAP_KEY_SIG), FINAL_WITNESS in fields
    keys: list[bytes] = []
    faults: list[Sentence] = []
    if is_final:
        try:
            stack = witness_stack(fields[FINAL_WITNESS])
        except ValueError:
            stack = []
        if len(stack) != 1:
            words = say("Input {number} is finalised by a script: clear it before.", number=str(number))
            return TaprootSigners((), (words,), True)
        signature = stack[0]
    if signature is not None:
        output_key = coins[number].script[2:]
        if _holds(proposal, number, coins, output_key, signature, None):
            keys.append(_internal(fields, output_key))
        else:
            faults.append(
                say(
                    "The signature of input {number} by its output's key does not hold, or not over everything.",
                    number=str(number),
                )
            )
    for key, each in fields.items():
        if key[:1] == TAP_SCRIPT_SIG:
            public, leaf = key[1:33], key[33:]
            script = next(_scripts(fields, leaf, coins[number].script[2:]), None)
            if script is None or b"\x20" + public not in script:
                faults.append(
                    say("Input {number} is signed for a script that is not known to be the coin's.", number=str(number))
                )
            elif _holds(proposal, number, coins, public, each, script):
                keys.append(public)
            else:
                faults.append(
                    say(
                        "A signature of input {number} by key {key} does not hold.",
                        number=str(number),
                        key=f"{public.hex()[:16]}…",
                    )
                )
    return TaprootSigners(tuple(keys), tuple(faults), signature is not None)


def _holds(
    proposal: Proposal, number: int, coins: Sequence[Output], public: bytes, signature: bytes, script: bytes | None
) -> bool:
    """Return whether a signature holds and commits to everything; `script` None: by the output's key."""
    sighash = signature[_SIZED] if len(signature) == _SIZED + 1 else DEFAULT
    if len(signature) not in (_SIZED, _SIZED + 1) or (len(signature) > _SIZED and sighash != ALL):
        return False
    try:
        fresh = Transaction.parse(proposal.transaction.serialize())  # embit keeps what it hashed of other coins
        digest = fresh.sighash_taproot(
            number,
            [Script(each.script) for each in coins],
            [int(each.value) for each in coins],
            sighash=sighash,
            ext_flag=0 if script is None else 1,
            script=None if script is None else Script(script),
        )
        return bool(PublicKey.from_xonly(public).schnorr_verify(SchnorrSig(signature[:_SIZED]), digest))
    except DAMAGED:
        return False


def _internal(fields: FieldMap, output_key: bytes) -> bytes:
    """Return the internal key where a PSBT states the right one, else the output's key."""
    internal, root = fields.get(TAP_INTERNAL_KEY, b""), fields.get(TAP_MERKLE_ROOT, b"")
    return internal if _tweaked(internal, root) == output_key else output_key


def _tweaked(internal: bytes, root: bytes) -> bytes | None:
    try:
        return bytes(PublicKey.from_xonly(internal).taproot_tweak(root).xonly())
    except DAMAGED:
        return None


def _scripts(fields: FieldMap, leaf: bytes, output_key: bytes) -> Iterator[bytes]:
    """Yield the scripts that a PSBT states for a leaf and that its control block leads from to the output's key."""
    for key, value in fields.items():
        control, script = key[1:], value[:-1]
        if key[:1] != TAP_LEAF_SCRIPT or value[-1:] != bytes([_LEAF_VERSION]) or len(control) % 32 != 1:
            continue
        node = bytes(tagged_hash("TapLeaf", value[-1:] + bytes(Script(script).serialize())))
        if node != leaf or control[0] & 0xFE != _LEAF_VERSION:
            continue
        for place in range(33, len(control), 32):
            pair = sorted((node, control[place : place + 32]))
            node = bytes(tagged_hash("TapBranch", b"".join(pair)))
        if _tweaked(control[1:33], node) == output_key:
            yield script
