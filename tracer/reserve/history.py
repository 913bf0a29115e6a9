"""Every transaction that pays or spends a script of the register, in chain order, up to a block."""

from dataclasses import dataclass

from tracer.chain.outpoint import BlockHash, Outpoint, Position
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondHit:
    """A payment to a script just beyond the range of a wallet's descriptor; it is warned of, and no coin."""

    wallet: str
    branch: int
    index: int
    outpoint: Outpoint
    position: Position


@dataclass(frozen=True, slots=True)
class RegisterHistory:
    """Touches in chain order, and the last block looked at.

    `beyond` are payments beyond a range, in chain order. `watched` is the SHA-256 of what was looked for: two histories
    go on from one another only where it is the same.
    """

    touches: tuple[Touch, ...]
    block: ObservedBlock
    beyond: tuple[BeyondHit, ...] = ()
    watched: str = ""
