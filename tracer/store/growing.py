"""The sums of a column's pages while rows are put behind it, and of `spender` while its entries change."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tracer.store import checksum, pages, sums_files
from tracer.store.arrays import U1, U8
from tracer.store.checked import Checked
from tracer.store.manifest import Manifest, PageSums, sums_name
from tracer.store.pages import PAGE, WORDS
from tracer.store.schema import BY_NAME, NONE
from tracer.store.sums_files import SumsFile


class Growing:
    """The sums of a column to which rows are only added. Nothing is written before `write`."""

    def __init__(self, held: PageSums, rows: Checked) -> None:
        """Start behind a column's committed rows, whose last page has been checked."""
        self._held = held
        self._tail: U1 = rows.rows.reshape(-1).view(np.uint8)[rows.sums.size * PAGE :].copy()
        self._full, self._total = held.sums.entries, (held.total - held.tail) & NONE
        self._fresh: list[U8] = []

    def add(self, content: U1) -> None:
        """Take the bytes of rows that are put behind the last ones."""
        joined = np.concatenate([self._tail, content]) if self._tail.size else content
        full = joined.size // PAGE
        if full:
            sums = checksum.page_sums(joined[: full * PAGE].view("<u8"), self._full)
            self._fresh.append(sums)
            self._full += full
            self._total = (self._total + int(sums.sum(dtype=np.uint64))) & NONE
        self._tail = joined[full * PAGE :].copy()

    def write(self, directory: Path) -> PageSums:
        """Write the sums of pages that became full behind those committed; return what the manifest is to hold.

        Raises:
            SourceError: the disk is full, or refuses.
        """
        held = self._held.sums
        if self._fresh:
            fresh = np.concatenate(self._fresh)
            sums_files.grown(directory, held.name, held.entries, fresh)
            total = (held.sum + int(checksum.sum_of_entries(fresh, held.entries))) & NONE
            held = SumsFile(held.name, self._full, total)
            self._fresh = []
        tail = pages.sum_of(pages.words_of(self._tail), self._full) if self._tail.size else 0
        self._held = PageSums((self._total + tail) & NONE, tail, held)
        return self._held


def cut(held: PageSums, rows: Checked, size: int) -> PageSums:
    """Return what the manifest is to hold of an append-only column of which only the first bytes remain.

    Raises:
        IntegrityError: the page in which they end is not what was committed.
    """
    full = size // PAGE
    sums, tail = rows.sums[:full], 0
    if size % PAGE:
        if full < rows.sums.size:
            rows.sure(full, full + 1)
        tail = pages.sum_of(pages.words_of(rows.rows.reshape(-1).view(np.uint8)[full * PAGE : size]), full)
    file = SumsFile(held.sums.name, full, int(checksum.sum_of_entries(sums, 0)))
    return PageSums((int(sums.sum(dtype=np.uint64)) + tail) & NONE, tail, file)


class NewSpends(NamedTuple):
    """Inputs by which `spender` changes.

    Their rows of `prevout`, and of `first_input` from their first transaction on.
    """

    prevout: U8
    first_input: U8
    end_input: int
    first_transaction: int


def spends_added(
    directory: Path, held: Manifest, counts: Mapping[str, int], spends: NewSpends, spender: U8
) -> PageSums:  # fmt: skip
    """Write the sums of `spender` after a commit; `spender` holds the rows added, the earlier ones are not read.

    Raises:
        IntegrityError: the file of what has changed until now is damaged.
        SourceError: the disk is full, or refuses.
    """
    known, old = held.pages["spender"], held.counts["outputs"]
    first, full = old // WORDS, counts["outputs"] // WORDS
    changes = np.zeros(max(first, full) + 1, np.uint64)
    checksum.add_spends(
        changes, spends.prevout, spends.first_input, spends.end_input, spends.first_transaction, old, False
    )  # fmt: skip
    checksum.add_rows(changes, spender, old, counts["outputs"], counts["transactions"])
    total = known.total + int(changes.sum(dtype=np.uint64))
    if old % WORDS:
        changes[first : first + 1] += np.uint64(known.tail)
    tail = int(changes[full]) if counts["outputs"] % WORDS else 0
    changed = np.flatnonzero(changes[:full]).astype(np.uint64)
    pair = changed, changes[changed]
    if known.changes is not None:
        entries = known.changes.mapped(directory)
        pair = _joined(sums_files.changes_of(entries, known.changes.name), pair)
    sums, written = known.sums, None
    if known.sums.entries and sums_files.is_short(pair[0].size, known.sums.entries):
        if pair[0].size:
            written = _write(directory, f"spender-{_version(known)}.changes", np.concatenate(pair))
    else:
        dense = np.zeros(full, np.uint64)
        dense[: known.sums.entries] = known.sums.mapped(directory)
        dense[pair[0]] += pair[1]
        sums = _write(directory, sums_name(BY_NAME["spender"], _version(known)), dense)
    return PageSums(total & NONE, tail, sums, written)


def spends_taken_back(
    directory: Path, held: Manifest, counts: Mapping[str, int], spends: NewSpends, spender: Checked
) -> PageSums:  # fmt: skip
    """Write the sums of `spender` after the store was lowered to these counts, all of them anew.

    Raises:
        IntegrityError: the page in which the rows end is not what was committed.
        SourceError: the disk is full, or refuses.
    """
    outputs = counts["outputs"]
    full = outputs // WORDS
    changes = np.zeros(full + 1, np.uint64)
    checksum.add_spends(
        changes, spends.prevout, spends.first_input, spends.end_input, spends.first_transaction, outputs, True
    )  # fmt: skip
    dense = spender.expected(np.arange(full, dtype=np.uint64)) + changes[:full]
    tail = 0
    if outputs % WORDS:
        spender.sure_rows(full * WORDS, outputs)
        words = pages.canonical(spender.rows[full * WORDS : outputs], counts["transactions"])
        tail = pages.sum_of(words, full)
    sums = _write(directory, sums_name(BY_NAME["spender"], _version(held.pages["spender"])), dense)
    return PageSums((int(dense.sum(dtype=np.uint64)) + tail) & NONE, tail, sums)


def _joined(one: tuple[U8, U8], other: tuple[U8, U8]) -> tuple[U8, U8]:
    """Return two lists of changes as one."""
    changed, places = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    amounts = np.zeros(changed.size, np.uint64)
    np.add.at(amounts, places, np.concatenate([one[1], other[1]]))
    return changed, amounts


def _version(known: PageSums) -> int:
    """Return a version that no file named until now has."""
    names = [known.sums.name] + ([] if known.changes is None else [known.changes.name])
    return 1 + max(int(name.split("-")[1].split(".")[0]) for name in names)


def _write(directory: Path, name: str, entries: U8) -> SumsFile:
    """Write a file of a new version."""
    sums_files.written(directory, name, entries)
    return SumsFile(name, entries.size, int(checksum.sum_of_entries(entries, 0)))
