"""A run of decoded blocks on its way into the columns, and the counts a run of blocks amounts to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tracer.chain.outpoint import BlockRef, Outpoint, Txid, display
from tracer.store.arrays import U1, U4, U8
from tracer.store.checked import Checked
from tracer.store.columns import Rows
from tracer.store.decoder import BlockRows
from tracer.store.linker import MISSING
from tracer.store.schema import FOREIGN


class ReadBlock(NamedTuple):
    """A block that was read: which it is, and its rows."""

    block: BlockRef
    rows: BlockRows


class Batch:
    """Decoded blocks that follow each other. Its numbers count from its own first rows."""

    def __init__(self, blocks: Sequence[ReadBlock]) -> None:
        """Join the rows of one or more blocks."""
        self.blocks = tuple(blocks)
        parts = [block.rows for block in blocks]
        self._parts = parts
        self._first_transaction = _starts([part.txid.shape[0] for part in parts])
        self._first_input = _starts([part.sequence.size for part in parts])
        self._first_output = _starts([part.value.size for part in parts])
        self._first_script_byte = _starts([part.script.size for part in parts])
        self.first_input: U8 = _joined([part.first_input for part in parts], self._first_input)
        self.spent_txid: U1 = np.concatenate([part.spent_txid for part in parts])
        self.spent_vout: U4 = np.concatenate([part.spent_vout for part in parts])

    @property
    def tip(self) -> BlockRef:
        """The last block."""
        return self.blocks[-1].block

    def rows(self, counts: Mapping[str, int]) -> dict[str, Rows]:
        """Return new rows by column, to be put behind so many; `prevout` is still to be filled."""
        parts = self._parts
        return {
            "header": np.stack([part.header for part in parts]),
            "first_transaction": self._first_transaction + np.uint64(counts["transactions"]),
            "block_bytes": np.array([part.block_bytes for part in parts], np.uint32),
            "txid": np.concatenate([part.txid for part in parts]),
            "first_input": self.first_input + np.uint64(counts["inputs"]),
            "first_output": _joined([p.first_output for p in parts], self._first_output, counts["outputs"]),
            "version": np.concatenate([part.version for part in parts]),
            "locktime": np.concatenate([part.locktime for part in parts]),
            "offset": np.concatenate([part.offset for part in parts]),
            "prevout": np.full(self.spent_vout.size, MISSING, np.uint64),
            "sequence": np.concatenate([part.sequence for part in parts]),
            "value": np.concatenate([part.value for part in parts]),
            "first_script_byte": _joined(
                [p.first_script_byte for p in parts], self._first_script_byte, counts["script_bytes"]
            ),
            "spender": np.concatenate([part.spender for part in parts]),
            "script": np.concatenate([part.script for part in parts]),
        }

    def transaction_of(self, row: int) -> tuple[ReadBlock, int, int]:
        """Return the block of an input, its transaction's index there, and the input's index in that."""
        number = int(np.searchsorted(self._first_input, np.uint64(row), "right")) - 1
        block = self.blocks[number]
        inside = np.uint64(row) - self._first_input[number]
        index = int(np.searchsorted(block.rows.first_input, inside, "right")) - 1
        return block, index, int(inside - block.rows.first_input[index])

    def place(self, row: int) -> str:
        """Return, for a message, which input this is."""
        block, index, vin = self.transaction_of(row)
        txid = display(block.rows.txid[index].tobytes())
        return f"input {vin} of transaction {txid} in block {block.block.height}"

    def spent(self, row: int) -> Outpoint:
        """Return what an input names as the output it spends."""
        return Outpoint(Txid(display(self.spent_txid[row].tobytes())), int(self.spent_vout[row]))


def counts_at(of: Mapping[str, Checked], counts: Mapping[str, int], blocks: int) -> dict[str, int]:
    """Return the counts a store had when it held only so many of its blocks."""
    if blocks >= counts["blocks"]:
        return dict(counts)
    transactions = of["first_transaction"].at(blocks)
    inputs, outputs = of["first_input"].at(transactions), of["first_output"].at(transactions)
    of["prevout"].sure_rows(inputs, counts["inputs"])
    later = of["prevout"].rows[inputs:]
    later = later[(later >= np.uint64(FOREIGN)) & (later < np.uint64(MISSING))]
    foreign = int(later.min()) - FOREIGN if later.size else counts["foreign"]
    if foreign < counts["foreign"]:
        foreign_script_bytes = of["foreign_first_script_byte"].at(foreign)
    else:
        foreign_script_bytes = counts["foreign_script_bytes"]
    return {
        "blocks": blocks,
        "transactions": transactions,
        "inputs": inputs,
        "outputs": outputs,
        "script_bytes": of["first_script_byte"].at(outputs),
        "foreign": foreign,
        "foreign_script_bytes": foreign_script_bytes,
    }


def _starts(lengths: Sequence[int]) -> U8:
    """Return where each part begins when they are put one behind the other."""
    starts = np.zeros(len(lengths), np.uint64)
    starts[1:] = np.cumsum(lengths[:-1], dtype=np.uint64)
    return starts


def _joined(parts: Sequence[U8], starts: U8, base: int = 0) -> U8:
    """Return the parts in one, each raised by where it begins."""
    joined: U8 = np.concatenate([part + (start + np.uint64(base)) for part, start in zip(parts, starts, strict=True)])
    return joined
