"""The draw of coins for an auditor."""

import hashlib
from dataclasses import replace

from tests.reserve.proofs.test_coverage import NONCE, coin
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.proofs.sample import number, sample

COINS = [replace(coin("a"), outpoint=Outpoint(Txid(f"{at:064x}"), at)) for at in range(9)]


def test_the_number_is_over_nonce_and_outpoint() -> None:
    """Sixteen bytes, then the outpoint as a transaction writes it."""
    written = bytes.fromhex(NONCE) + b"\x02" + bytes(31) + b"\x01\x00\x00\x00"
    assert number(NONCE, Outpoint(Txid(f"{2:064x}"), 1)) == hashlib.sha256(written).digest()


def test_the_least_are_drawn_in_any_order_of_the_coins() -> None:
    """More asked for are the same ones first; others under another nonce; what is not counted is never drawn."""
    drawn = sample(NONCE, COINS, 4)
    assert drawn == sample(NONCE, COINS[::-1], 4) == sample(NONCE, COINS, 9)[:4]
    numbers = [number(NONCE, each.outpoint) for each in drawn]
    assert numbers == sorted(number(NONCE, each.outpoint) for each in COINS)[:4]
    assert drawn != sample("00" * 16, COINS, 4)
    assert len(sample(NONCE, COINS, 20)) == 9
    assert sample(NONCE, [replace(each, is_ours=False) for each in COINS], 4) == ()
