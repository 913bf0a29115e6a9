"""Coins drawn for an auditor by his nonce, so that nobody who knows the coins can steer which are looked at.

A coin's number is SHA-256 over the nonce's 16 bytes and the outpoint as transactions write it: the 32 bytes of the txid
in the protocol's order, and the output's number in four bytes, least significant first. The least numbers are drawn.
"""

import hashlib
import struct
from collections.abc import Sequence

from tracer.chain.outpoint import Outpoint, internal
from tracer.reserve.proofs.proof_rows import ProofCoin


def number(nonce: str, outpoint: Outpoint) -> bytes:
    """Return what a coin is ordered by under a nonce of 32 hexadecimal digits."""
    place = internal(outpoint.txid) + struct.pack("<I", outpoint.vout)
    return hashlib.sha256(bytes.fromhex(nonce) + place).digest()


def sample(nonce: str, coins: Sequence[ProofCoin], count: int) -> tuple[ProofCoin, ...]:
    """Return the coins of the books with the least numbers, the least first: `count`, or all where there are fewer."""
    ours = [coin for coin in coins if coin.is_ours]
    return tuple(sorted(ours, key=lambda coin: number(nonce, coin.outpoint))[:count])
