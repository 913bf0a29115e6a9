"""A store's committed rows as transactions, outputs and numbers: what every reader of the columns shares."""

from pathlib import Path

import numpy as np

from tracer.chain.amount import Sats
from tracer.chain.outpoint import BlockHash, Outpoint, Position, Txid, display, internal
from tracer.chain.transaction import Confirmed, Input, Output, Transaction
from tracer.chain.wire import sha256d
from tracer.errors import IntegrityError
from tracer.store import columns, keys
from tracer.store.columns import Rows
from tracer.store.manifest import Manifest
from tracer.store.runs import Lookup
from tracer.store.schema import FOREIGN, NONE, UNKNOWN_VALUE


class StoreRows:
    """The rows that one manifest commits, mapped into memory."""

    def __init__(self, directory: Path, held: Manifest) -> None:
        """Map every column and open the look-ups.

        Raises:
            FileNotFoundError: a look-up was merged away since the manifest was read.
            IntegrityError: a column is shorter than the manifest says.
        """
        self.manifest = held
        self.maps: dict[str, Rows] = columns.map_all(directory, held.counts)
        maps = self.maps
        by_txid = keys.of_txids(maps["txid"])
        by_script = keys.of_scripts(maps["script"], maps["first_script_byte"])
        self._by_txid = Lookup(directory, "txid", held.counts["transactions"], by_txid)
        self._by_script = Lookup(directory, "script", held.counts["outputs"], by_script)

    def header(self, height: int) -> bytes:
        """Return the header of one of the blocks."""
        row: Rows = self.maps["header"][height - self.manifest.first_height]
        return row.tobytes()

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of one of the blocks."""
        return BlockHash(display(sha256d(self.header(height))))

    def number_of(self, txid: Txid) -> int | None:
        """Return a transaction's number, the later one's where there are two (BIP 30)."""
        digest = internal(txid)
        for row in reversed(self._by_txid.rows(keys.of_txid(digest))):
            if self.maps["txid"][row].tobytes() == digest:
                return row
        return None

    def txid(self, number: int) -> Txid:
        """Return a transaction's txid."""
        return Txid(display(self.maps["txid"][number].tobytes()))

    def position(self, number: int) -> Position:
        """Return a transaction's place."""
        firsts = self.maps["first_transaction"]
        block = int(firsts.searchsorted(np.uint64(number), "right")) - 1
        return Position(self.manifest.first_height + block, number - int(firsts[block]))

    def first_transaction(self, height: int) -> int:
        """Return the number of a block's coinbase; of the block after the last, of all transactions."""
        block = height - self.manifest.first_height
        if block >= self.manifest.counts["blocks"]:
            return self.manifest.counts["transactions"]
        return int(self.maps["first_transaction"][block])

    def first_output(self, number: int) -> int:
        """Return the number of a transaction's first output; of the one after the last, of all outputs."""
        return self._first("first_output", number, "transactions", "outputs")

    def confirmed(self, number: int) -> Confirmed:
        """Return a transaction and its place."""
        outputs = range(self.first_output(number), self.first_output(number + 1))
        inputs = range(*self._inputs(number))
        maps = self.maps
        transaction = Transaction(
            self.txid(number),
            int(maps["version"][number]),
            tuple(Input(self._named(int(maps["prevout"][row])), int(maps["sequence"][row])) for row in inputs),
            tuple(self.output(row) for row in outputs),
            int(maps["locktime"][number]),
        )
        return Confirmed(transaction, self.position(number))

    def output(self, row: int) -> Output:
        """Return an output by its number."""
        start = int(self.maps["first_script_byte"][row])
        end = self._first("first_script_byte", row + 1, "outputs", "script_bytes")
        return Output(Sats(int(self.maps["value"][row])), self.maps["script"][start:end].tobytes())

    def place_in_block(self, number: int, height: int) -> tuple[int, int]:
        """Return where in its raw block a transaction's bytes start and end."""
        if number + 1 < self.first_transaction(height + 1):
            end = int(self.maps["offset"][number + 1])
        else:
            end = int(self.maps["block_bytes"][height - self.manifest.first_height])
        return int(self.maps["offset"][number]), end

    def maker(self, row: int) -> int:
        """Return the number of the transaction that made an output."""
        return int(self.maps["first_output"].searchsorted(np.uint64(row), "right")) - 1

    def spender(self, row: int) -> int | None:
        """Return the number of the transaction that spends an output."""
        number = int(self.maps["spender"][row])
        return number if number < self.manifest.counts["transactions"] else None

    def spent(self, number: int) -> tuple[Output | None, ...]:
        """Return the outputs a transaction spends; None for those below the store that nobody knew."""
        rows = (int(self.maps["prevout"][row]) for row in range(*self._inputs(number)))
        return tuple(
            self._foreign(row - FOREIGN) if row >= FOREIGN else self.output(row) for row in rows if row != NONE
        )

    def paying(self, script: bytes, first: int, end: int) -> list[int]:
        """Return the outputs numbered `first` to before `end` that have this script."""
        rows = self._by_script.rows(keys.of_script(script))
        return [row for row in rows if first <= row < end and self.output(row).script == script]

    def first_paying(self, script: bytes, end: int) -> int | None:
        """Return the lowest output numbered before `end` that has this script, None where there is none."""
        rows = sorted(row for row in self._by_script.rows(keys.of_script(script)) if row < end)
        return next((row for row in rows if self.output(row).script == script), None)

    def _inputs(self, number: int) -> tuple[int, int]:
        return (
            self._first("first_input", number, "transactions", "inputs"),
            self._first("first_input", number + 1, "transactions", "inputs"),
        )

    def _named(self, row: int) -> Outpoint | None:
        """Return the name of the output with this number in `prevout`."""
        if row == NONE:
            return None
        if row >= FOREIGN:
            txid = Txid(display(self.maps["foreign_txid"][row - FOREIGN].tobytes()))
            return Outpoint(txid, int(self.maps["foreign_vout"][row - FOREIGN]))
        maker = self.maker(row)
        if row >= self.manifest.counts["outputs"]:
            raise IntegrityError(f"the store names output {row}, which it does not hold: run tracer store check")
        return Outpoint(self.txid(maker), row - int(self.maps["first_output"][maker]))

    def _foreign(self, row: int) -> Output | None:
        value = int(self.maps["foreign_value"][row])
        if value == UNKNOWN_VALUE:
            return None
        start = int(self.maps["foreign_first_script_byte"][row])
        end = self._first("foreign_first_script_byte", row + 1, "foreign", "foreign_script_bytes")
        return Output(Sats(value), self.maps["foreign_script"][start:end].tobytes())

    def _first(self, column: str, row: int, rows: str, parts: str) -> int:
        """Return where a row's part begins; the row behind the last begins where all parts end."""
        counts = self.manifest.counts
        return int(self.maps[column][row]) if row < counts[rows] else counts[parts]
