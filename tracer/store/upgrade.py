"""Bringing a store of schema 1 up to date: its columns are held against that schema's sums, then its pages get theirs.

Nothing of what was acquired changes. Cut off anywhere, the store is still of schema 1 and the upgrade can be
run again: the manifest is replaced last.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tracer.compiled import compiled
from tracer.disk.lock import only_writer
from tracer.errors import IntegrityError
from tracer.store import checksum, columns, keys, manifest, pages, runs, sums_files
from tracer.store.arrays import U8
from tracer.store.check import is_sorted
from tracer.store.checksum import mixed
from tracer.store.columns import Rows
from tracer.store.manifest import Manifest, PageSums, sums_name
from tracer.store.pages import PAGE
from tracer.store.runs import KeyRun, Keys
from tracer.store.schema import COLUMNS, NONE, Column
from tracer.store.sums_files import SumsFile


def upgrade(directory: Path, say: Callable[[str], None] = lambda _: None) -> Manifest:
    """Give a store of schema 1 the sums of its pages, and return what is then committed.

    `say` is told what is worked on next.

    Raises:
        CaseError: there is no store, it is of another schema, or it is being written.
        IntegrityError: it is not what was committed, column by column or run by run.
        SourceError: the disk is full, or refuses.
    """
    manifest.read_older(directory)
    with only_writer(directory):
        held, sums = manifest.read_older(directory)
        maps = columns.map_all(directory, held.counts)
        known = {}
        for column in COLUMNS:
            say(f"column {column.name}")
            if _older_sum(column, maps[column.name], held.counts["transactions"]) != sums[column.name]:
                raise IntegrityError(
                    f"column {column.name} of store {directory} is not what was committed: bytes have changed. "
                    "Copy the store again, or ingest anew"
                )
            known[column.name] = _page_sums(directory, column, maps[column.name], held.counts["transactions"])
        by_script = keys.of_scripts(maps["script"], maps["first_script_byte"])
        made: dict[str, int] = {}
        for name, count, of in (
            ("txid", held.counts["transactions"], keys.of_txids(maps["txid"])),
            ("script", held.counts["outputs"], by_script),
        ):
            say(f"look-ups by {name}")
            sound = {run.path(directory).name: _bound(directory, run, of) for run in runs.runs_for(name, count)}
            made |= runs.build(directory, name, count, of, {name: each for name, each in sound.items() if each >= 0})
        new = replace(held, pages=known, runs=made)
        manifest.write(directory, new)
        return new


def _page_sums(directory: Path, column: Column, rows: Rows, transactions: int) -> PageSums:
    """Write the sums of a column's full pages; return what the manifest is to hold."""
    content = rows.reshape(-1).view(np.uint8)
    full = content.size // PAGE
    words, count = content[: full * PAGE].view("<u8"), checksum.EVERY if column.append_only else transactions
    sums = checksum.sums_of(words, np.arange(full, dtype=np.uint64), np.uint64(count))
    name = sums_name(column, 0)
    if full:
        sums_files.written(directory, name, sums)
    tail, rest = 0, content[full * PAGE :]
    if rest.size:
        last = pages.words_of(rest)
        tail = pages.sum_of(last if column.append_only else pages.canonical(last, transactions), full)
    file = SumsFile(name, full, int(checksum.sum_of_entries(sums, 0)))
    return PageSums((int(sums.sum(dtype=np.uint64)) + tail) & NONE, tail, file)


def _bound(directory: Path, run: KeyRun, of: Keys) -> int:
    """Put sums behind a run that holds its rows' keys, and return the run's sum; -1 where there is no such run."""
    path = run.path(directory)
    try:
        words = columns.mapped_words(path, 12 * run.size // 8)
    except (FileNotFoundError, IntegrityError):
        return -1
    if not is_sorted(words[: run.size], words[run.size :].view("<u4"), of(run.start, run.start + run.size)):
        path.unlink()
        return -1
    return runs.bind(path, words)


def _older_sum(column: Column, rows: Rows, transactions: int) -> int:
    """Return a column's sum by the rule of schema 1: over elements, of `spender` over committed spenders only."""
    if not column.append_only:
        return int(_sum_of_spent(rows, transactions))
    flat, kind = rows.reshape(-1), "<u8" if column.dtype == "<i8" or column.width % 8 == 0 else column.dtype
    return int(_sum_of_elements(flat.view(kind), 0))


@compiled
def _sum_of_elements(elements: Rows, first: int) -> np.uint64:
    """Return the sum over elements, each mixed with its place."""
    total = np.uint64(0)
    for i in range(elements.size):
        total += mixed(first + i, elements[i])
    return total


@compiled
def _sum_of_spent(spenders: U8, transactions: int) -> np.uint64:
    """Return the sum over `spender`, entries of no committed transaction left out."""
    total = np.uint64(0)
    for output in range(spenders.size):
        if spenders[output] < np.uint64(transactions):
            total += mixed(output, spenders[output])
    return total
