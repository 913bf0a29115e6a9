"""Output scripts by their kind, as Bitcoin Core names them.

Only standard forms are recognised, byte for byte; nothing is executed. How a script is written as an
address is `address`'s matter.

Source: Bitcoin Core 31, `script/solver.cpp` (Solver), `script/script.cpp` (operations, witness programs,
push-only, unspendable), `pubkey.h` (valid sizes).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from embit.hashes import hash160

MAX_SCRIPT = 10_000
"""Bytes; a longer script can never be satisfied."""

ANCHOR = bytes.fromhex("51024e73")
"""Pay to anchor, which anyone may spend."""

_OP_PUSHDATA1 = 0x4C
_OP_PUSHDATA4 = 0x4E
_OP_1 = 0x51
_OP_16 = 0x60
_OP_RETURN = 0x6A
_OP_CHECKSIG = 0xAC
_COMPRESSED = 33
_OP_CHECKMULTISIG = 0xAE
_MAX_MULTISIG = 20
_KEY_SIZES = {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}
"""A public key's length by its first byte; 6 and 7 are the old hybrid form."""


@dataclass(frozen=True, slots=True)
class Multisig:
    """A bare multisig policy: how many of these keys must sign."""

    required: int
    keys: tuple[bytes, ...]


def kind(script: bytes) -> str:
    """Return the script's type as in the `scriptPubKey.type` of Core's answers."""
    size = len(script)
    if size == 23 and script[:2] == b"\xa9\x14" and script[22] == 0x87:
        return "scripthash"
    program = witness_program(script)
    if program is not None:
        return _witness_kind(*program)
    if script[:1] == b"\x6a" and _is_push_only(script[1:]):
        return "nulldata"
    if _lone_key(script) is not None:
        return "pubkey"
    if size == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return "pubkeyhash"
    return "nonstandard" if multisig_policy(script) is None else "multisig"


def is_unspendable(script: bytes) -> bool:
    """Whether nobody can ever spend the output: it starts with OP_RETURN or is too long to be run."""
    return script[:1] == b"\x6a" or len(script) > MAX_SCRIPT


def witness_program(script: bytes) -> tuple[int, bytes] | None:
    """Return a segregated-witness script's version and program, None for any other script."""
    if not 4 <= len(script) <= 42 or script[1] + 2 != len(script):
        return None
    if script[0] == 0:
        return 0, script[2:]
    return (script[0] - _OP_1 + 1, script[2:]) if _OP_1 <= script[0] <= _OP_16 else None


def pubkeys(script: bytes) -> tuple[bytes, ...]:
    """Return the public keys that stand openly in a pay-to-pubkey or bare multisig script, else none."""
    key = _lone_key(script)
    if key is not None:
        return (key,)
    policy = multisig_policy(script)
    return () if policy is None else policy.keys


def lone_key_hash(script: bytes) -> bytes | None:
    """Return the HASH160 of the key that a pay-to-pubkey script pays, None for any other script."""
    key = _lone_key(script)
    return None if key is None else _hash160(key)


def key_hash(script: bytes) -> bytes | None:
    """Return the HASH160 of the key that a pay-to-pubkey-hash script, of either kind, pays.

    None for any other script.
    """
    if len(script) == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return script[3:23]
    return script[2:] if len(script) == 22 and script[:2] == b"\x00\x14" else None


def same_key(script: bytes) -> tuple[bytes, ...]:
    """Return every form in which the key that a script pays can be paid: openly, by hash, by witness program.

    The script's own form is among them. Empty for a script that pays no single key; from a hash alone the key is not
    known, so its open forms are left out. A witness program takes a compressed key only.
    """
    key = _lone_key(script)
    if key is None:
        digest = key_hash(script)
        return () if digest is None else (_by_hash(digest), *_by_program(digest))
    from embit.util import secp256k1  # loads a library that hardly any command needs

    forms = [key]
    with suppress(ValueError):  # no point of the curve: nobody can spend it in any form
        point = secp256k1.ec_pubkey_parse(key)
        forms = [
            secp256k1.ec_pubkey_serialize(point, flag) for flag in (secp256k1.EC_COMPRESSED, secp256k1.EC_UNCOMPRESSED)
        ]
        forms += [] if key in forms else [key]
    openly = [bytes([len(form)]) + form + bytes([_OP_CHECKSIG]) for form in forms]
    programs = [each for form in forms if len(form) == _COMPRESSED for each in _by_program(_hash160(form))]
    return (*openly, *(_by_hash(_hash160(form)) for form in forms), *programs)


def _by_hash(digest: bytes) -> bytes:
    return b"\x76\xa9\x14" + digest + b"\x88\xac"


def _by_program(digest: bytes) -> tuple[bytes, bytes]:
    """Return the witness program of a key's hash, bare and wrapped in a script hash."""
    program = b"\x00\x14" + digest
    return program, b"\xa9\x14" + _hash160(program) + b"\x87"


def multisig_policy(script: bytes) -> Multisig | None:
    """Return the policy of a bare multisig script, None for any other script.

    Up to 20 keys by consensus, though nodes relay no more than three.
    """
    if script[-1:] != b"\xae":
        return None
    operations = list(_operations(script))
    if len(operations) < 4 or operations[-1] != (_OP_CHECKMULTISIG, b""):
        return None
    required, total = _small_number(*operations[0]), _small_number(*operations[-2])
    keys = tuple(pushed for _, pushed in operations[1:-2])
    if required is None or total is None or not required <= total == len(keys) or not all(map(_is_key, keys)):
        return None
    return Multisig(required, keys)


def leading_height(script: bytes) -> int | None:
    """Return the height a coinbase's signature script starts with, None where it starts otherwise.

    Source: BIP 34, as Core checks it: the number must be pushed in its one shortest form.
    """
    if not script:
        return None
    size = script[0]
    if _OP_1 <= size <= _OP_16:
        return size - _OP_1 + 1
    pushed = script[1 : 1 + size]
    if not 1 <= size <= 5 or len(pushed) != size:
        return None
    height = int.from_bytes(pushed, "little")
    shortest = height.bit_length() // 8 + 1
    return height if height > 16 and shortest == size else None


def _witness_kind(version: int, program: bytes) -> str:
    size = len(program)
    if version == 0:
        return {20: "witness_v0_keyhash", 32: "witness_v0_scripthash"}.get(size, "nonstandard")
    if version == 1 and size == 32:
        return "witness_v1_taproot"
    return "anchor" if version == 1 and program == ANCHOR[2:] else "witness_unknown"


def _lone_key(script: bytes) -> bytes | None:
    """Return the key of a pay-to-pubkey script."""
    size = len(script) - 2
    if size not in (33, 65) or script[0] != size or script[-1] != _OP_CHECKSIG:
        return None
    return script[1:-1] if _is_key(script[1:-1]) else None


def _hash160(preimage: bytes) -> bytes:
    digest: bytes = hash160(preimage)
    return digest


def _is_key(pushed: bytes) -> bool:
    """Whether the bytes have a public key's first byte and length; the curve is not asked, as in Core."""
    return bool(pushed) and _KEY_SIZES.get(pushed[0]) == len(pushed)


def _is_push_only(script: bytes) -> bool:
    return all(0 <= opcode <= _OP_16 for opcode, _ in _operations(script))


def _small_number(opcode: int, pushed: bytes) -> int | None:
    """Return a count from 1 to 20 in its one shortest form."""
    if _OP_1 <= opcode <= _OP_16:
        return opcode - _OP_1 + 1
    if opcode == 1 and 16 < pushed[0] <= _MAX_MULTISIG:
        return pushed[0]
    return None


def _operations(script: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each opcode with what it pushes; -1 and stop where a push goes beyond the end."""
    at = 0
    while at < len(script):
        opcode = script[at]
        at += 1
        size = opcode if opcode < _OP_PUSHDATA1 else 0
        if _OP_PUSHDATA1 <= opcode <= _OP_PUSHDATA4:
            width = 1 << (opcode - _OP_PUSHDATA1)
            if at + width > len(script):
                yield -1, b""
                return
            size = int.from_bytes(script[at : at + width], "little")
            at += width
        if at + size > len(script):
            yield -1, b""
            return
        yield opcode, script[at : at + size]
        at += size
