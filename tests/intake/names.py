"""Addresses and txids that are right, drawn from a seed, and ways to damage them."""

import hashlib

from tracer.chain import address
from tracer.chain.network import Network


def _hash(seed: object) -> bytes:
    return hashlib.sha256(repr(seed).encode()).digest()


def segwit(seed: object, network: Network, version: int = 0, size: int = 20) -> str:
    """Return a segregated-witness address."""
    script = bytes((version + 0x50 if version else 0, size)) + _hash(seed)[:size]
    return address.encode(script, network) or ""


def base58(seed: object, network: Network) -> str:
    """Return a pay-to-pubkey-hash address."""
    return address.encode(b"\x76\xa9\x14" + _hash(seed)[:20] + b"\x88\xac", network) or ""


def txid(seed: object) -> str:
    """Return 64 hexadecimal digits."""
    return _hash(("txid", seed)).hex()


def quiet(what: str, done: int, total: int) -> None:
    """Hear of progress, and say nothing."""
