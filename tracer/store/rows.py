"""A store's committed rows as transactions, outputs and numbers: what every reader of the columns shares."""

from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from tracer.chain.amount import Sats
from tracer.chain.outpoint import BlockHash, Outpoint, Position, Txid, display, internal
from tracer.chain.transaction import Confirmed, Input, Output, Transaction
from tracer.chain.wire import sha256d
from tracer.errors import IntegrityError
from tracer.store import keys
from tracer.store.checked import Refuse
from tracer.store.columns import Rows
from tracer.store.committed import opened, raise_if_lowered, sure_keys
from tracer.store.manifest import Manifest
from tracer.store.runs import RunLookup, damaged
from tracer.store.schema import COLUMNS, FOREIGN, NONE, UNKNOWN_VALUE


class StoreRows:
    """The rows that one manifest commits, mapped into memory. Whatever is read is held against its sum first."""

    def __init__(self, directory: Path, held: Manifest) -> None:
        """Map every column, check the last page of each, and open the look-ups.

        Raises:
            FileNotFoundError: a look-up or a file of sums was merged away since the manifest was read.
            IntegrityError: a file is shorter than the manifest says, or a column's last page not what was committed.
        """
        self.manifest = held
        self.columns = {column.name: opened(directory, column, held) for column in COLUMNS}
        self._directory = directory
        by_txid, by_script = sure_keys(self.columns)
        counts, known = held.counts, held.runs
        self._by_txid = RunLookup(directory, "txid", counts["transactions"], by_txid, known, self._refuse)
        self._by_script = RunLookup(directory, "script", counts["outputs"], by_script, known, self._refuse)

    def _refuse(self, name: str) -> Refuse:
        """Return whom to tell of a page of a run."""

        def refuse(page: int) -> NoReturn:
            raise_if_lowered(self._directory, self.manifest)
            raise IntegrityError(damaged(self._directory / name, page))

        return refuse

    def whole(self, name: str) -> Rows:
        """Return a whole column, after making sure of each of its pages."""
        return self.columns[name].whole()

    def part(self, name: str, first: int, end: int) -> Rows:
        """Return rows of a column, after making sure of them."""
        self.columns[name].sure_rows(first, end)
        return self.columns[name].rows[first:end]

    def header(self, height: int) -> bytes:
        """Return the header of one of the blocks."""
        row = height - self.manifest.first_height
        return self.columns["header"].bytes_of(row, row + 1)

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of one of the blocks."""
        return BlockHash(display(sha256d(self.header(height))))

    def number_of(self, txid: Txid) -> int | None:
        """Return a transaction's number, the later one's where there are two (BIP 30)."""
        digest = internal(txid)
        for row in reversed(self._by_txid.rows(keys.of_txid(digest))):
            if self.columns["txid"].bytes_of(row, row + 1) == digest:
                return row
        return None

    def txid(self, number: int) -> Txid:
        """Return a transaction's txid."""
        return Txid(display(self.columns["txid"].bytes_of(number, number + 1)))

    def position(self, number: int) -> Position:
        """Return a transaction's place."""
        firsts = self.columns["first_transaction"]
        block = firsts.place_of(number)
        return Position(self.manifest.first_height + block, number - firsts.at(block))

    def first_transaction(self, height: int) -> int:
        """Return the number of a block's coinbase; of the block after the last, of all transactions."""
        block = height - self.manifest.first_height
        if block >= self.manifest.counts["blocks"]:
            return self.manifest.counts["transactions"]
        return self.columns["first_transaction"].at(block)

    def first_output(self, number: int) -> int:
        """Return the number of a transaction's first output; of the one after the last, of all outputs."""
        return self._first("first_output", number, "transactions", "outputs")

    def confirmed(self, number: int) -> Confirmed:
        """Return a transaction and its place."""
        columns = self.columns
        first, end = self._inputs(number)
        prevouts = map(self._named, columns["prevout"].numbers(first, end))
        transaction = Transaction(
            self.txid(number),
            columns["version"].at(number),
            tuple(map(Input, prevouts, columns["sequence"].numbers(first, end))),
            self._outputs(number),
            columns["locktime"].at(number),
        )
        return Confirmed(transaction, self.position(number))

    def output(self, row: int) -> Output:
        """Return an output by its number."""
        start = self.columns["first_script_byte"].at(row)
        end = self._first("first_script_byte", row + 1, "outputs", "script_bytes")
        return Output(Sats(self.columns["value"].at(row)), self.columns["script"].bytes_of(start, end))

    def place_in_block(self, number: int, height: int) -> tuple[int, int]:
        """Return where in its raw block a transaction's bytes start and end."""
        if number + 1 < self.first_transaction(height + 1):
            end = self.columns["offset"].at(number + 1)
        else:
            end = self.columns["block_bytes"].at(height - self.manifest.first_height)
        return self.columns["offset"].at(number), end

    def maker(self, row: int) -> int:
        """Return the number of the transaction that made an output."""
        return self.columns["first_output"].place_of(row)

    def spender(self, row: int) -> int | None:
        """Return the number of the transaction that spends an output."""
        number = self.columns["spender"].at(row)
        return number if number < self.manifest.counts["transactions"] else None

    def spent(self, number: int) -> tuple[Output | None, ...]:
        """Return the outputs a transaction spends; None for those below the store that nobody knew."""
        rows = self.columns["prevout"].numbers(*self._inputs(number))
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
        first, end = self._parts("first_input", number, number + 1, "transactions", "inputs")
        return first, end

    def _outputs(self, number: int) -> tuple[Output, ...]:
        """Return the outputs of a transaction; their scripts lie one behind the other."""
        first, end = self._parts("first_output", number, number + 1, "transactions", "outputs")
        places = self._parts("first_script_byte", first, end, "outputs", "script_bytes")
        scripts = self.columns["script"].bytes_of(places[0], places[-1])
        values = self.columns["value"].numbers(first, end)
        start = places[0]
        return tuple(
            Output(Sats(value), scripts[low - start : high - start])
            for value, (low, high) in zip(values, pairwise(places), strict=True)
        )

    def _named(self, row: int) -> Outpoint | None:
        """Return the name of the output with this number in `prevout`."""
        if row == NONE:
            return None
        if row >= FOREIGN:
            row -= FOREIGN
            txid = Txid(display(self.columns["foreign_txid"].bytes_of(row, row + 1)))
            return Outpoint(txid, self.columns["foreign_vout"].at(row))
        maker = self.maker(row)
        if row >= self.manifest.counts["outputs"]:
            raise IntegrityError(f"the store names output {row}, which it does not hold: run tracer store check")
        return Outpoint(self.txid(maker), row - self.columns["first_output"].at(maker))

    def _foreign(self, row: int) -> Output | None:
        value = self.columns["foreign_value"].at(row)
        if value == UNKNOWN_VALUE:
            return None
        start = self.columns["foreign_first_script_byte"].at(row)
        end = self._first("foreign_first_script_byte", row + 1, "foreign", "foreign_script_bytes")
        return Output(Sats(value), self.columns["foreign_script"].bytes_of(start, end))

    def _parts(self, column: str, first: int, end: int, rows: str, parts: str) -> list[int]:
        """Return where the parts of rows `first` to `end` begin; behind the last row, where all parts end."""
        if end < self.manifest.counts[rows]:
            return self.columns[column].numbers(first, end + 1)
        return [*self.columns[column].numbers(first, end), self.manifest.counts[parts]]

    def _first(self, column: str, row: int, rows: str, parts: str) -> int:
        """Return where a row's part begins; the row behind the last begins where all parts end."""
        counts = self.manifest.counts
        return self.columns[column].at(row) if row < counts[rows] else counts[parts]
