"""Re-verifying a store: everything that its columns can show against each other and against the headers.

Scripts, amounts and the numbers of versions and lock times are covered by checksums here and by the
txids only where the raw bytes are read again.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tracer.chain import header
from tracer.chain.outpoint import display
from tracer.compiled import compiled
from tracer.errors import IntegrityError
from tracer.store import checksum, columns, keys, manifest, runs
from tracer.store.arrays import U4, U8
from tracer.store.columns import Rows
from tracer.store.committed import tail_of, uncertain
from tracer.store.decoder import has_root
from tracer.store.manifest import Manifest
from tracer.store.schema import COLUMNS, NONE, Column


class StoreFinding(NamedTuple):
    """One thing that was looked at, and what is wrong with it."""

    subject: str
    faults: tuple[str, ...]


_SHOWN = 10
"""So many damaged pages of a column are named."""


def check(directory: Path, say: Callable[[str], None] = lambda _: None) -> tuple[StoreFinding, ...]:
    """Return what was looked at and every fault; a store without faults has none in any finding.

    `say` is told what is looked at next.

    Raises:
        CaseError: there is no store, or one that another version of the tracer made.
        IntegrityError: the manifest is damaged, or a column is missing or cut, so that nothing can be compared.
        SourceError: it cannot be read.
    """
    held = manifest.read(directory)
    maps = columns.map_all(directory, held.counts)
    parts: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("checksums of pages", lambda: _sums(directory, held, maps)),
        ("numbering of rows", lambda: _numbering(held, maps)),
        ("header chain and tip", lambda: _headers(held, maps)),
        ("txids against Merkle roots", lambda: _roots(held, maps)),
        ("inputs against spenders", lambda: _spends(held, maps)),
        ("look-ups by txid and script", lambda: _lookups(directory, held, maps)),
    )
    findings = []
    for subject, look in parts:
        say(subject)
        findings.append(StoreFinding(subject, tuple(look())))
        if findings[-1].faults and subject == "numbering of rows":
            break
    return tuple(findings)


def _sums(directory: Path, held: Manifest, maps: dict[str, Rows]) -> Iterator[str]:
    """Compare each column's pages with their sums, and these with the manifest's."""
    for column in COLUMNS:
        known = held.pages[column.name]
        try:
            wrong, total = _wrong_pages(directory, column, held, maps[column.name])
        except (FileNotFoundError, IntegrityError) as error:
            yield f"the page sums of column {column.name} are missing or cut: {error}"
            continue
        if total != known.total:
            yield f"column {column.name} is not what was committed: bytes have changed"
        for file in (known.sums, *([] if known.changes is None else [known.changes])):
            if int(checksum.sum_of_entries(file.mapped(directory), 0)) != file.sum:
                yield f"{directory / file.name} is not what was committed: bytes have changed"
        if wrong:
            shown = ", ".join(str(page) for page in wrong[:_SHOWN]) + (" …" if len(wrong) > _SHOWN else "")
            yield f"column {column.name}: {len(wrong)} of its pages do not have their sums: {shown}"


def _wrong_pages(directory: Path, column: Column, held: Manifest, rows: Rows) -> tuple[list[int], int]:
    """Return the pages of a column that do not have their sums, and the sum of all of them."""
    found = uncertain(directory, column, held, rows)
    full = found.sums.size
    numbers = np.arange(full, dtype=np.uint64)
    count = checksum.EVERY if found.transactions is None else found.transactions
    sums = checksum.sums_of(found.words, numbers, np.uint64(count))
    tail = tail_of(found)
    wrong = [int(page) for page in numbers[sums != found.expected(numbers)]]
    if tail != held.pages[column.name].tail:
        wrong.append(full)
    return wrong, (int(sums.sum(dtype=np.uint64)) + tail) & NONE


def _numbering(held: Manifest, maps: dict[str, Rows]) -> Iterator[str]:
    """Make sure that every `first_…` column ascends and stays inside what it points into."""
    for name, end in (
        ("first_transaction", "transactions"),
        ("first_input", "inputs"),
        ("first_output", "outputs"),
        ("first_script_byte", "script_bytes"),
        ("foreign_first_script_byte", "foreign_script_bytes"),
    ):
        if not _ascends(maps[name], held.counts[end]):
            yield f"column {name} does not ascend from 0 to {held.counts[end]}"


def _headers(held: Manifest, maps: dict[str, Rows]) -> Iterator[str]:
    """Apply the network's rules to the headers, and compare the tip."""
    raws = [row.tobytes() for row in maps["header"]]
    for fault in header.check(raws, held.first_height, held.network).faults:
        yield f"header {fault.height}: {fault.text}"
    last = held.first_height + len(raws) - 1
    if raws and (held.tip is None or held.tip.height != last or held.tip.hash != header.decode(raws[-1]).hash):
        yield f"the manifest's tip is not the last header, {header.decode(raws[-1]).hash} at height {last}"


def _roots(held: Manifest, maps: dict[str, Rows]) -> Iterator[str]:
    """Compute each block's Merkle root."""
    firsts = [int(first) for first in maps["first_transaction"]] + [held.counts["transactions"]]
    for block in range(held.counts["blocks"]):
        txids = maps["txid"][firsts[block] : firsts[block + 1]]
        if not len(txids) or not has_root(txids, len(txids), maps["header"][block][36:68]):
            yield f"block {held.first_height + block}: its txids do not lead to its header's Merkle root"


def _spends(held: Manifest, maps: dict[str, Rows]) -> Iterator[str]:
    """Make sure that every input's prevout names it as spender, and no other output is spent."""
    counts = held.counts
    row, spends = _first_disagreement(
        maps["prevout"], maps["first_input"], maps["first_output"], maps["spender"], counts["transactions"]
    )
    if row >= 0:
        number = int(np.searchsorted(maps["first_input"], np.uint64(row), "right")) - 1
        yield f"input {row}, of {display(maps['txid'][number].tobytes())}, and the spender of its prevout do not agree"
    elif spends != _count_spent(maps["spender"], counts["transactions"]):
        yield (
            f"{_count_spent(maps['spender'], counts['transactions'])} outputs have a spender, {spends} inputs spend one"
        )


def _lookups(directory: Path, held: Manifest, maps: dict[str, Rows]) -> Iterator[str]:
    """Make sure that each run holds the keys of its rows, in order."""
    by_script = keys.of_scripts(maps["script"], maps["first_script_byte"])
    for name, count, made in (
        ("txid", held.counts["transactions"], keys.of_txids(maps["txid"])),
        ("script", held.counts["outputs"], by_script),
    ):
        for run in runs.runs_for(name, count):
            try:
                held_keys, rows = runs.sound(directory, run, held.runs)
            except (FileNotFoundError, IntegrityError) as error:
                yield f"{run.path(directory)} is missing or damaged: {error}"
                continue
            if not is_sorted(held_keys, rows, made(run.start, run.start + run.size)):
                yield f"{run.path(directory)} does not hold its rows' keys. Remove it and run tracer ingest again"


@compiled
def _ascends(firsts: U8, end: int) -> bool:
    """Whether the numbers start at 0, never fall and do not pass the end."""
    previous = np.uint64(0)
    for i in range(firsts.size):
        if firsts[i] < previous or (i == 0 and firsts[i] != 0):
            return False
        previous = firsts[i]
    return bool(previous <= np.uint64(end))


@compiled
def _first_disagreement(prevout: U8, first_input: U8, first_output: U8, spender: U8, count: int) -> tuple[int, int]:
    """Return the first input whose prevout is spent by another, or made later; -1 and how many spend one."""
    spends = 0
    for t in range(count):
        end = np.int64(first_input[t + 1]) if t + 1 < count else prevout.size
        for row in range(np.int64(first_input[t]), end):
            output = prevout[row]
            if output < np.uint64(spender.size):
                spends += 1
                if spender[output] != np.uint64(t) or output >= first_output[t]:
                    return row, spends
            elif output != np.uint64(NONE) and output < np.uint64(1 << 63):
                return row, spends
    return -1, spends


@compiled
def _count_spent(spender: U8, transactions: int) -> int:
    """Return how many outputs have a committed spender."""
    count = 0
    for output in range(spender.size):
        count += spender[output] < np.uint64(transactions)
    return count


@compiled
def is_sorted(held: U8, rows: U4, made: U8) -> bool:
    """Whether a run holds every row once, with its key, in order."""
    seen = np.zeros(made.size, np.uint8)
    for i in range(held.size):
        if i and (held[i] < held[i - 1] or (held[i] == held[i - 1] and rows[i] <= rows[i - 1])):
            return False
        if rows[i] >= made.size or made[rows[i]] != held[i] or seen[rows[i]]:
            return False
        seen[rows[i]] = 1
    return True
