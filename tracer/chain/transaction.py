"""Transactions as the engine reads them: which coins are spent, which are made.

Signatures and witnesses are not kept here; the raw bytes are evidence and travel separately
(`ChainView.raw`). What a source says of a transaction is equal for every source.
"""

from dataclasses import dataclass

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Position, Txid


@dataclass(frozen=True, slots=True)
class Input:
    """A spend of an earlier output. `prevout` is None for the input of a coinbase."""

    prevout: Outpoint | None
    sequence: int


@dataclass(frozen=True, slots=True)
class Output:
    """A payment: how much, and the script that must be satisfied to spend it."""

    value: Sats
    script: bytes


@dataclass(frozen=True, slots=True)
class Transaction:
    """What a transaction spends and pays. `txid` is computed from the original bytes."""

    txid: Txid
    version: int
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    locktime: int

    @property
    def is_coinbase(self) -> bool:
        """Whether this is the transaction that pays a block's miner."""
        return self.inputs[0].prevout is None

    def outpoint(self, vout: int) -> Outpoint:
        """Return the name of one of the outputs."""
        return Outpoint(self.txid, vout)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A transaction and its place on the best chain."""

    transaction: Transaction
    position: Position
