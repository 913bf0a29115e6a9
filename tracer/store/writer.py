"""Writing a store: rows are added, committed, and given up again where the chain reorganises.

A commit goes like this, so that it may be cut off anywhere:
  1. all new rows are on the disk, behind the committed counts, and the sums of their pages;
  2. the manifest says how far inputs were linked (`linked_inputs`);
  3. the new spends are entered at the outputs committed earlier;
  4. the manifest takes over the new counts.
Whoever opens the store after a cut takes back the spends of step 3 by the inputs of step 1. To give
blocks up, the manifest first lowers the counts, and then the same is done.

What was committed before the store was opened is held against its sums before anything is made of it.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np

from tracer.chain.header import decode as decode_header
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.errors import IntegrityError
from tracer.store import columns, growing, keys, linker, manifest, runs, sums_files, unspent
from tracer.store.arrays import U8
from tracer.store.batch import Batch, counts_at
from tracer.store.checked import Checked
from tracer.store.columns import Rows
from tracer.store.committed import opened
from tracer.store.foreign import Foreign, numbers
from tracer.store.growing import Growing, NewSpends
from tracer.store.manifest import Manifest, PageSums
from tracer.store.schema import BY_NAME, COLUMNS

_WRITABLE = frozenset({"spender"})


class Writer:
    """The one writer of a store. The caller holds the lock."""

    def __init__(self, directory: Path) -> None:
        """Prepare to write a store whose manifest exists; open it with `with`."""
        self._directory = directory
        self._files = columns.Appender(directory)
        self.manifest = manifest.read(directory)
        self._counts = dict(self.manifest.counts)
        self._tip = self.manifest.tip
        self._maps: dict[str, Rows] = {}
        self._held: dict[str, Checked] = {}
        self._growing: dict[str, Growing] = {}
        self._table: unspent.Unspent | None = None

    def __enter__(self) -> "Writer":
        """Open the files, take back what an interrupted commit left behind, make look-ups that are missing.

        Raises:
            IntegrityError: a file is shorter than the manifest says, or a column's last page is not what was committed.
            SourceError: the disk refuses.
        """
        self._open_held()
        self._files.__enter__()
        if self.manifest.linked_inputs > self.manifest.counts["inputs"]:
            self._take_back()
        self._remap()
        self._purge(self.manifest)
        self._build_runs(self._counts)
        return self

    def _open_held(self) -> None:
        """Open what is committed now, to be checked before it is read, and to go on behind it."""
        held = self.manifest
        try:
            self._held = {column.name: opened(self._directory, column, held) for column in COLUMNS}
        except FileNotFoundError as error:
            raise IntegrityError(f"{error.filename} is missing. Copy the store again, or ingest anew") from error
        self._growing = {
            column.name: Growing(held.pages[column.name], self._held[column.name])
            for column in COLUMNS
            if column.append_only
        }

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files; what was not committed is forgotten."""
        self._files.__exit__()

    @property
    def tip(self) -> BlockRef | None:
        """The last block added, committed or not."""
        return self._tip

    @property
    def next_height(self) -> int:
        """The height of the block to be added next."""
        return self.manifest.first_height + self._counts["blocks"]

    @property
    def transactions(self) -> int:
        """Transactions added so far, committed or not."""
        return self._counts["transactions"]

    @property
    def uncommitted_bytes(self) -> int:
        """Bytes of rows that a crash would lose."""
        return sum((self._counts[c.rows] - self.manifest.counts[c.rows]) * c.row_bytes for c in COLUMNS)

    def hash_at(self, height: int) -> BlockHash:
        """Return the hash of one of the blocks held, committed or not."""
        row = height - self.manifest.first_height
        self._sure("header", row, row + 1)
        return decode_header(self._maps["header"][row].tobytes()).hash

    def add(self, batch: Batch, foreign: Foreign) -> None:
        """Link and write a run of blocks that follow the tip.

        Raises:
            IntegrityError: an input spends what does not exist or is already spent.
            SourceError: the disk is full, or refuses.
        """
        counts = self._counts
        rows = batch.rows(counts)
        held = unspent.HeldRows(
            _words(self._maps["txid"]), self._maps["first_output"], _words(rows["txid"]), rows["first_output"],
            counts["outputs"] + rows["value"].shape[0],
        )  # fmt: skip
        spends = linker.Spends(batch.first_input, _words(batch.spent_txid), batch.spent_vout, rows["prevout"])
        spenders = linker.Spenders(self._maps["spender"], self.manifest.counts["outputs"], rows["spender"])
        missing, fault = linker.link(self._unspent(), held, spends, spenders)
        if fault >= 0:
            raise IntegrityError(f"{batch.place(fault)} spends {batch.spent(fault)}, which is already spent")
        if missing:
            unfound = np.flatnonzero(rows["prevout"] == np.uint64(linker.MISSING))
            rows |= foreign.rows(batch, counts, unfound)
            rows["prevout"][unfound] = numbers(counts, unfound)
        for name, part in rows.items():
            column = BY_NAME[name]
            first = counts[column.rows]
            self._files.write(name, first, part)
            if column.append_only:
                self._growing[name].add(np.ascontiguousarray(part, column.dtype).reshape(-1).view(np.uint8))
        lengths = {BY_NAME[name].rows: part.shape[0] for name, part in rows.items()}
        self._counts = {name: count + lengths.get(name, 0) for name, count in counts.items()}
        self._tip = batch.tip
        self._remap()

    def commit(self) -> None:
        """Make everything that was added permanent.

        Raises:
            IntegrityError: an output was spent twice. Nothing was committed.
            SourceError: the disk is full, or refuses. Nothing was committed.
        """
        old, counts = self.manifest, self._counts
        if counts == old.counts:
            return
        with ThreadPoolExecutor(columns.FLUSHED_AT_ONCE) as beside:  # sorting goes on while the disk writes
            built = beside.submit(self._build_runs, counts)
            written = {name: beside.submit(each.write, self._directory) for name, each in self._growing.items()}
            self._files.sync()
            sums = {name: each.result() for name, each in written.items()}
            spends = self._spends_behind(old.counts, counts)
            sums["spender"] = growing.spends_added(self._directory, old, counts, spends, self._maps["spender"])
            known = built.result()
        self._write_manifest(replace(old, linked_inputs=counts["inputs"]))
        fault = linker.mark_spent(
            self._maps["spender"], old.counts["outputs"], spends.prevout, spends.first_input, counts["inputs"],
            old.counts["transactions"],
        )  # fmt: skip
        if fault >= 0:
            self._take_back()
            raise IntegrityError(
                f"input {old.counts['inputs'] + fault} of the store spends an output that is already spent"
            )
        self._files.touch("spender")
        self._files.sync()
        self._write_manifest(
            replace(old, tip=self._tip, counts=dict(counts), pages=sums, runs=known, linked_inputs=counts["inputs"])
        )
        self._purge(old)

    def _spends_behind(self, before: Mapping[str, int], counts: Mapping[str, int]) -> NewSpends:
        """Return the inputs behind these counts; where some of them were committed before, they are checked."""
        first, transaction = before["inputs"], before["transactions"]
        self._sure("prevout", first, counts["inputs"])
        self._sure("first_input", transaction, counts["transactions"])
        return NewSpends(
            self._maps["prevout"][first : counts["inputs"]],
            self._maps["first_input"][transaction : counts["transactions"]],
            counts["inputs"],
            transaction,
        )

    def lower(self, height: int) -> None:
        """Give up every block above this height, those not committed included.

        A height below the store's first empties it.
        """
        old = self.manifest
        blocks = max(0, min(height + 1 - old.first_height, old.counts["blocks"]))
        if blocks < old.counts["blocks"]:
            self._open_held()
            self._maps = {name: each.rows for name, each in self._held.items()}
            counts = counts_at(self._held, old.counts, blocks)
            sums = {
                column.name: growing.cut(
                    old.pages[column.name], self._held[column.name], counts[column.rows] * column.row_bytes
                )
                for column in COLUMNS
                if column.append_only
            }
            spends = self._spends_behind(counts, old.counts)
            sums["spender"] = growing.spends_taken_back(self._directory, old, counts, spends, self._held["spender"])
            known = self._build_runs(counts)
            tip = None
            if blocks:
                tip = BlockRef(old.first_height + blocks - 1, self.hash_at(old.first_height + blocks - 1))
            self._write_manifest(
                replace(old, tip=tip, counts=counts, pages=sums, runs=known, generation=old.generation + 1)
            )
            self._take_back()
            self._purge(old)
        self._counts = dict(self.manifest.counts)
        self._tip, self._table = self.manifest.tip, None
        self._open_held()
        self._remap()

    def _sure(self, name: str, first: int, end: int) -> None:
        """Make sure of a column's rows, as far as they were committed when the store was opened or lowered."""
        self._held[name].sure_rows(first, min(end, self._held[name].rows.shape[0]))

    def _take_back(self) -> None:
        """Void the spends that the manifest does not vouch for.

        Where the inputs they came from are no longer there either, every entry is looked at.
        """
        now = self.manifest
        spender = columns.mapped(self._directory, BY_NAME["spender"], now.counts["outputs"], writable=True)
        try:
            prevout = columns.mapped(self._directory, BY_NAME["prevout"], now.linked_inputs)
        except IntegrityError:
            linker.forget_uncommitted(spender, now.counts["transactions"])
        else:
            linker.mark_unspent(spender, prevout[now.counts["inputs"] :], now.counts["transactions"])
        self._files.touch("spender")
        self._files.sync()
        self._write_manifest(replace(now, linked_inputs=now.counts["inputs"]))

    def _write_manifest(self, new: Manifest) -> None:
        manifest.write(self._directory, new)
        self.manifest = new

    def _remap(self) -> None:
        self._maps = columns.map_all(self._directory, self._counts, _WRITABLE)

    def _unspent(self) -> unspent.Unspent:
        """Return the table, rebuilt where there is none yet; only while all rows are committed."""
        if self._table is None:
            maps = self._maps
            for name in ("txid", "first_output", "spender"):
                self._held[name].whole()
            self._table = unspent.rebuilt(_words(maps["txid"]), maps["first_output"], maps["spender"])
        return self._table

    def _build_runs(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Make the look-ups that so many rows call for; return the sum of each."""
        maps, known = self._maps, self.manifest.runs
        by_txid, by_script = keys.of_txids(maps["txid"]), keys.of_scripts(maps["script"], maps["first_script_byte"])

        def txids(first: int, end: int) -> U8:
            self._sure("txid", first, end)
            return by_txid(first, end)

        def scripts(first: int, end: int) -> U8:
            firsts = maps["first_script_byte"]
            self._sure("first_script_byte", first, end + 1)
            stop = int(firsts[end]) if end < firsts.size else maps["script"].size
            self._sure("script", int(firsts[first]), stop)
            return by_script(first, end)

        made = runs.build(self._directory, "txid", counts["transactions"], txids, known)
        return made | runs.build(self._directory, "script", counts["outputs"], scripts, known)

    def _purge(self, before: Manifest) -> None:
        """Remove look-ups that are no longer called for, and sums that neither this nor the last manifest names."""
        runs.purge(self._directory, "txid", self.manifest.counts["transactions"])
        runs.purge(self._directory, "script", self.manifest.counts["outputs"])
        spenders = [self.manifest.pages["spender"], before.pages["spender"]]
        sums_files.purge(self._directory, {file.name for each in spenders for file in _files_of(each)})


def _files_of(sums: PageSums) -> list[sums_files.SumsFile]:
    return [sums.sums] if sums.changes is None else [sums.sums, sums.changes]


def _words(rows: Rows) -> U8:
    """Return 32-byte rows as four words each."""
    words: U8 = rows.reshape(-1).view("<u8")
    return words
