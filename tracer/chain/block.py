"""A block: a header and the transactions its Merkle root commits to."""

from dataclasses import dataclass

from tracer.chain import merkle, script, wire
from tracer.chain.header import Header
from tracer.chain.outpoint import BlockHash, display, internal
from tracer.chain.transaction import Transaction
from tracer.errors import IntegrityError


@dataclass(frozen=True, slots=True)
class Block:
    """A decoded block. `raws` are the original bytes of its transactions, witnesses included."""

    header: Header
    transactions: tuple[Transaction, ...]
    raws: tuple[bytes, ...]

    @property
    def hash(self) -> BlockHash:
        """The block's name, the hash of its header."""
        return self.header.hash


def check_merkle(block: Block) -> None:
    """Make sure that these transactions, in this order and number, are the ones the header commits to.

    Witnesses are not covered by this tree; the wtxids' own commitment is not checked.

    Raises:
        IntegrityError: another root, or a list made longer by repeating its end.

    Source: Bitcoin Core 31, `consensus/merkle.cpp` (CVE-2012-2459).
    """
    hashes = [internal(each.txid) for each in block.transactions]
    if merkle.is_mutated(hashes):
        raise IntegrityError(f"block {block.hash} repeats transactions to hide behind an equal Merkle root")
    computed = merkle.root(hashes)
    if computed != block.header.merkle_root:
        stated = display(block.header.merkle_root)
        raise IntegrityError(
            f"block {block.hash} commits to Merkle root {stated}; its transactions have {display(computed)}"
        )


def stated_height(block: Block) -> int | None:
    """Return the height that the coinbase states, None where the block states none.

    The miner's statement: consensus makes it true only from the network's `bip34_height` on.

    Source: BIP 34 (blocks of version 2 and above; the height is the first thing pushed).
    """
    if block.header.version < 2:
        return None
    raw = block.raws[0]
    return script.leading_height(wire.script_sigs(raw, wire.walk_whole(raw))[0])
