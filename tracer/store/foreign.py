"""Outputs that a partial store's transactions spend and that were made below it.

They are asked of the source, block by block, and kept. In a store that starts at the genesis block
there are none, and an input that finds nothing is false.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from tracer.chain.transaction import Output
from tracer.errors import IntegrityError
from tracer.store.arrays import I8
from tracer.store.batch import Batch
from tracer.store.columns import Rows
from tracer.store.schema import FOREIGN, UNKNOWN_VALUE
from tracer.store.source import BlockSource


class Foreign:
    """Asks a source for what lies below a store's first block."""

    def __init__(self, source: BlockSource, first_height: int) -> None:
        """Take the store's first height; 0 means that nothing may lie below."""
        self._source = source
        self._first_height = first_height

    def rows(self, batch: Batch, counts: Mapping[str, int], missing: I8) -> dict[str, Rows]:
        """Return the `foreign_…` rows for inputs that found nothing.

        `missing` are the inputs' rows in the batch, ascending.

        Raises:
            IntegrityError: nothing lies below the store, or the source's answer does not fit the block.
        """
        if self._first_height == 0:
            row = int(missing[0])
            raise IntegrityError(f"{batch.place(row)} spends {batch.spent(row)}, which does not exist")
        outputs = self._outputs(batch, missing)
        scripts = [b"" if output is None else output.script for output in outputs]
        starts = np.cumsum([counts["foreign_script_bytes"], *(len(script) for script in scripts)], dtype=np.uint64)
        return {
            "foreign_txid": batch.spent_txid[missing],
            "foreign_vout": batch.spent_vout[missing],
            "foreign_value": np.array([UNKNOWN_VALUE if o is None else o.value for o in outputs], np.int64),
            "foreign_first_script_byte": starts[:-1],
            "foreign_script": np.frombuffer(b"".join(scripts), np.uint8),
        }

    def _outputs(self, batch: Batch, missing: I8) -> list[Output | None]:
        """Return what each of the inputs spends, None where the source cannot know."""
        outputs: list[Output | None] = []
        height, spent = -1, None
        for row in missing:
            block, index, vin = batch.transaction_of(int(row))
            if block.block.height != height:
                height = block.block.height
                spent = self._source.spent_outputs(height, block.block.hash)
            outputs.append(None if spent is None else _one(batch, int(row), spent, index, vin))
        return outputs


def numbers(counts: Mapping[str, int], missing: I8) -> Rows:
    """Return the `prevout` entries for inputs that found nothing."""
    return np.arange(missing.size, dtype=np.uint64) + np.uint64(FOREIGN + counts["foreign"])


def _one(batch: Batch, row: int, spent: Sequence[Sequence[Output]], index: int, vin: int) -> Output:
    """Return what one input spends."""
    try:
        return spent[index][vin]
    except IndexError:
        raise IntegrityError(
            f"the source does not say what {batch.place(row)} spends, though it knows its block"
        ) from None
