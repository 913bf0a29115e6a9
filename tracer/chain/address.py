"""Output scripts as people write them: addresses, and words where there is no address.

An address is never repaired: a wrong character, network or form is refused with its reason. The three
public test networks share every prefix, so an address does not tell them apart.

Source: BIP 13 and Base58Check (script and key hashes), BIP 173 and BIP 350 (segregated witness), Bitcoin
Core 31 `key_io.cpp` and the `address` field of its answers (which scripts have one).
"""

from hashlib import sha256

from tracer.chain import bech32
from tracer.chain.network import NETWORKS, Network
from tracer.chain.script import kind, multisig_policy, pubkeys, witness_program

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST_BASE58 = 112
"""Characters: those of an extended key, which is read only to say what it is."""

_EXTENDED_KEY = 77
"""Bytes of an extended key after its first."""

_PRIVATE_VERSIONS = {128, 239}

_SHOWN = 40
"""Bytes of an OP_RETURN's content that `display` shows."""


def encode(script: bytes, network: Network) -> str | None:
    """Return the script's address, None where the field knows none (bare keys, OP_RETURN, non-standard)."""
    name = kind(script)
    if name == "pubkeyhash":
        return _base58check(network.p2pkh, script[3:23])
    if name == "scripthash":
        return _base58check(network.p2sh, script[2:22])
    program = witness_program(script)
    return None if program is None or name == "nonstandard" else bech32.encode(network.hrp, *program)


def decode(text: str, network: Network) -> bytes:
    """Return the script that an address of this network stands for.

    Raises:
        ValueError: it is not one; the message says why, and which network it belongs to where that is it.
    """
    if text.lower().startswith(tuple(each.hrp + "1" for each in NETWORKS.values())):
        return _decode_segwit(text, network)
    return _decode_base58(text, network)


def display(script: bytes, network: Network) -> str:
    """Return what a person reads for an output: its address, or its form and content.

    Keys are shown whole; an OP_RETURN's content up to 40 bytes, its length always.
    """
    address = encode(script, network)
    if address is not None:
        return address
    name = kind(script)
    keys = " ".join(key.hex() for key in pubkeys(script))
    if name == "pubkey":
        return f"P2PK {keys}"
    policy = multisig_policy(script)
    if policy is not None:
        return f"bare multisig {policy.required}-of-{len(policy.keys)} {keys}"
    content = script[1:] if script[:1] == b"\x6a" else script
    cut = "…" if len(content) > _SHOWN else ""
    word = "OP_RETURN" if script[:1] == b"\x6a" else "nonstandard"
    return f"{word} {content[:_SHOWN].hex()}{cut} ({len(content)} bytes)"


def _decode_segwit(text: str, network: Network) -> bytes:
    hrp, version, program = bech32.decode(text)
    if hrp != network.hrp:
        raise _wrong_network(text, [each.name for each in NETWORKS.values() if each.hrp == hrp], network)
    return bytes((version + 0x50 if version else 0, len(program))) + program


def _decode_base58(text: str, network: Network) -> bytes:
    version, payload = _base58check_decoded(text)
    if version in _PRIVATE_VERSIONS and len(payload) in (32, 33):
        raise ValueError("this is a private key, not an address: keep it out of the case")
    if len(payload) == _EXTENDED_KEY:
        raise ValueError("this is an extended key, not an address: a wallet is given as a descriptor, public keys only")
    if len(payload) != 20:
        raise ValueError(f"not an address: it holds {len(payload)} bytes where a hash has 20")
    if version == network.p2pkh:
        return b"\x76\xa9\x14" + payload + b"\x88\xac"
    if version == network.p2sh:
        return b"\xa9\x14" + payload + b"\x87"
    raise _wrong_network(text, [each.name for each in NETWORKS.values() if version in (each.p2pkh, each.p2sh)], network)


def _base58check_decoded(text: str) -> tuple[int, bytes]:
    """Return version byte and payload. Never shows the text, which may be a private key."""
    if len(text) > _LONGEST_BASE58:
        raise ValueError(f"not an address: it has {len(text)} characters")
    number = 0
    for place, character in enumerate(text, 1):
        digit = _BASE58.find(character)
        if digit < 0:
            raise ValueError(f"not an address: {character!r} at place {place} is not a Base58 character")
        number = number * 58 + digit
    raw = bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(raw) < 5:
        raise ValueError(f"not an address: {len(text)} characters are too few")
    if sha256(sha256(raw[:-4]).digest()).digest()[:4] != raw[-4:]:
        raise ValueError("not an address: its checksum is wrong, so at least one of its characters is wrong")
    return raw[0], raw[1:-4]


def _wrong_network(text: str, names: list[str], network: Network) -> ValueError:
    if not names:
        return ValueError(f"{text} is not an address of any Bitcoin network")
    return ValueError(f"{text} is an address of {' / '.join(names)}, not of {network.name}")


def _base58check(version: int, payload: bytes) -> str:
    raw = bytes((version,)) + payload
    raw += sha256(sha256(raw).digest()).digest()[:4]
    number = int.from_bytes(raw, "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits
