"""Every transaction that pays or spends a script of the register, in chain order, up to a block."""

from dataclasses import dataclass

from tracer.chain.outpoint import BlockHash, Position
from tracer.chain.transaction import Output, Transaction


@dataclass(frozen=True, slots=True)
class ObservedBlock:
    """A block: `mtp` is its median time past, `time` what its miner declared, both Unix seconds."""

    height: int
    hash: BlockHash
    mtp: int
    time: int


@dataclass(frozen=True, slots=True)
class Touch:
    """A transaction that pays or spends a watched script.

    `prevouts` are in input order: of ours always known, of others only where the transaction spends both (its fee is
    then exact); else None. Empty for a coinbase.
    """

    transaction: Transaction
    position: Position
    mtp: int
    time: int
    prevouts: tuple[Output | None, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Touches in chain order, the last block looked at, and that of the opening where there is one."""

    touches: tuple[Touch, ...]
    block: ObservedBlock
