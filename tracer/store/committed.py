"""A store's columns as one manifest commits them, opened so that nothing damaged is read."""

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import numpy as np

from tracer.errors import IntegrityError, SourceError
from tracer.store import columns, keys, manifest, pages
from tracer.store.arrays import U8
from tracer.store.checked import Checked
from tracer.store.columns import Rows
from tracer.store.manifest import Manifest
from tracer.store.pages import PAGE, WORDS
from tracer.store.runs import Keys
from tracer.store.schema import NONE, Column
from tracer.store.sums_files import SumsFile, changes_of

_AT_ONCE = 1 << 17
"""A file of so many sums is checked when it is opened; of a longer one each sum only by the page that it is of."""


def opened(directory: Path, column: Column, held: Manifest) -> Checked:
    """Return a column's committed rows, its last page checked, the others to be checked as they are read.

    Raises:
        FileNotFoundError: a file of sums was merged away since the manifest was read, or lost.
        IntegrityError: a file is shorter than the manifest says, or the last page is not what was committed.
        SourceError: a file cannot be read, or the store was lowered by a reorganisation meanwhile.
    """
    found = uncertain(directory, column, held, columns.mapped(directory, column, held.counts[column.rows]))
    known = held.pages[column.name]
    for file in (known.sums, known.changes):
        if file is not None and file.entries <= _AT_ONCE and sum_of(file.mapped(directory)) != file.sum:
            raise_if_lowered(directory, held)
            raise IntegrityError(_damaged_sums(directory, column, file))
    if tail_of(found) != known.tail:
        found.refuse(found.sums.size)
    return found


def uncertain(directory: Path, column: Column, held: Manifest, rows: Rows) -> Checked:
    """Return a column's committed rows as `opened` does, with neither the last page nor the changes of sums checked."""
    known = held.pages[column.name]

    def refuse(page: int) -> NoReturn:
        raise_if_lowered(directory, held)
        raise IntegrityError(damaged(directory, column, held, page))

    full = held.counts[column.rows] * column.row_bytes // PAGE
    found = Checked(column, rows, known.sums.mapped(directory, full), refuse)
    if known.changes is not None:
        found.changed = changes_of(known.changes.mapped(directory), known.changes.name)
    if not column.append_only:
        found.transactions = held.counts["transactions"]
    return found


def tail_of(found: Checked) -> int:
    """Return the sum of a column's last page, 0 where it ends with a full one."""
    full = found.sums.size
    content = found.rows.reshape(-1).view(np.uint8)[full * PAGE :]
    if not content.size:
        return 0
    words = pages.words_of(content)
    if found.transactions is not None:
        words = pages.canonical(words, found.transactions)
    return pages.sum_of(words, full)


def sum_of(entries: U8) -> int:
    """Return the sum of a file of sums, as the manifest holds it."""
    full = entries.size // WORDS
    pages_of = entries[: full * WORDS].reshape(-1, WORDS)
    total = int(pages.sums(pages_of, np.arange(full, dtype=np.uint64)).sum(dtype=np.uint64))
    rest = entries[full * WORDS :]
    return (total + (pages.sum_of(rest, full) if rest.size else 0)) & NONE


def damaged(directory: Path, column: Column, held: Manifest, page: int) -> str:
    """Return the words for a page that is not what was committed, or whose sum is not."""
    path = columns.path_of(directory, column)
    known = held.pages[column.name]
    try:
        is_sums = sum_of(known.sums.mapped(directory)) != known.sums.sum
    except (FileNotFoundError, IntegrityError):
        is_sums = True
    if is_sums:
        return _damaged_sums(directory, column, known.sums)
    per_page = PAGE // column.row_bytes
    return (
        f"page {page} of column {column.name}, {path}, from row {page * PAGE // column.row_bytes} on (some {per_page} "
        f"rows), is not what was committed: bytes have changed. Run tracer store check {directory}; copy the store "
        "again, or ingest anew"
    )


def _damaged_sums(directory: Path, column: Column, file: SumsFile) -> str:
    return (
        f"the page sums of column {column.name}, {directory / file.name}, are not what was committed: its pages cannot "
        f"be checked. Run tracer store check {directory}; copy the store again, or ingest anew"
    )


def raise_if_lowered(directory: Path, held: Manifest) -> None:
    """Raise SourceError where the store was lowered by a reorganisation since this manifest was read."""
    if manifest.read(directory).generation != held.generation:
        raise SourceError(
            f"store {directory} was lowered by a reorganisation while it was being read. Run the same command again"
        )


def sure_keys(of: Mapping[str, Checked]) -> tuple[Keys, Keys]:
    """Return the keys of txids and of scripts, taken from checked rows only."""
    by_txid = keys.of_txids(of["txid"].rows)
    by_script = keys.of_scripts(of["script"].rows, of["first_script_byte"].rows)

    def txids(first: int, end: int) -> U8:
        """Return the keys of transactions numbered `first` to before `end`, their rows checked first."""
        of["txid"].sure_rows(first, end)
        return by_txid(first, end)

    def scripts(first: int, end: int) -> U8:
        """Return the keys of outputs numbered `first` to before `end`, their rows checked first."""
        firsts = of["first_script_byte"]
        firsts.sure_rows(first, min(end + 1, firsts.rows.size))
        if end > first:
            stop = firsts.at(end) if end < firsts.rows.size else of["script"].rows.size
            of["script"].sure_rows(firsts.at(first), stop)
        return by_script(first, end)

    return txids, scripts
