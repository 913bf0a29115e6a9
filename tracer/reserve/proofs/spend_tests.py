"""Spend tests: a payment that an auditor orders by his nonce, and the holders make to themselves.

What is ordered is an amount that follows from the nonce, paid back to a script that the transaction spends from; or
an output of data that holds the nonce. Nobody knew either before the nonce was drawn. A coin that such a transaction
spends in a block behind the closing one was under control then, for everybody to see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracer.chain.outpoint import Outpoint
from tracer.chain.transaction import Transaction
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.sentences import Sentence, say

LEAST, SPAN = 100_000, 900_000
"""Amounts ordered are of LEAST satoshi and up to SPAN more, the last left out: no dust, and seldom met by chance."""

_DATA = b"\x6a\x10"
"""OP_RETURN and the push of sixteen bytes."""


def ordered_amount(nonce: str) -> int:
    """Return the satoshi that a nonce of 32 hexadecimal digits orders to be paid."""
    return LEAST + int.from_bytes(sha256(bytes.fromhex(nonce)).digest(), "big") % SPAN


def ordered_data(nonce: str) -> bytes:
    """Return the script of an output of data that holds a nonce."""
    return _DATA + bytes.fromhex(nonce)


@dataclass(frozen=True, slots=True)
class SpendTest:
    """A transaction that is said to carry out what a nonce orders, and the height of its block."""

    nonce: str
    transaction: Transaction
    height: int


def fault_of(test: SpendTest, coins: Mapping[Outpoint, ProofCoin], nonces: frozenset[str]) -> Sentence | None:
    """Return why a transaction is no spend test, None where it is one; `coins` are those of the closing block."""
    txid = test.transaction.txid
    if test.nonce not in nonces:
        return say("spend test {txid}: nobody asked with nonce {nonce}.", txid=txid, nonce=test.nonce)
    scripts = {coin.script for coin in spent_by(test, coins)}
    if not scripts:
        return say("spend test {txid}: it spends no coin of the closing block.", txid=txid)
    amount, data = ordered_amount(test.nonce), ordered_data(test.nonce)
    paid = ((each.value, each.script) for each in test.transaction.outputs)
    if not any((value == amount and script in scripts) or script == data for value, script in paid):
        return say(
            "spend test {txid}: it neither pays {sat} satoshi to a script that it spends from, nor has the nonce in an "
            "output of data.",
            txid=txid,
            sat=str(amount),
        )
    return None


def spent_by(test: SpendTest, coins: Mapping[Outpoint, ProofCoin]) -> Sequence[ProofCoin]:
    """Return which coins of the closing block a transaction spends, in the order of its inputs."""
    return tuple(_spent(test, coins))


def _spent(test: SpendTest, coins: Mapping[Outpoint, ProofCoin]) -> Iterator[ProofCoin]:
    for each in test.transaction.inputs:
        coin = None if each.prevout is None else coins.get(each.prevout)
        if coin is not None:
            yield coin
