"""A store's columns as compiled loops read them: each page is held against its sum before its first number is read.

What is found wrong is written into `fault`, and `DamagedPage` raised; whoever runs the loops names the page.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tracer.compiled import Number, borrowing, inlined
from tracer.store.arrays import I8, U1, U8
from tracer.store.checked import Checked
from tracer.store.checksum import sum_of_spenders, sum_of_words
from tracer.store.columns import Rows
from tracer.store.pages import PAGE, WORDS

NAMES = (
    "first_input", "first_output", "prevout", "value", "spender", "foreign_value", "version", "locktime", "sequence",
)  # fmt: skip
"""The columns read, in the order of their numbers in `fault`."""
_FIRST_INPUT, _FIRST_OUTPUT, _PREVOUT, _VALUE, _SPENDER, _FOREIGN, _VERSION, _LOCKTIME, _SEQUENCE = range(9)

_EIGHTS, _FOURS = 9, 10
"""Rows to a page, as powers of two, where a row has eight bytes and where it has four."""


class DamagedPage(Exception):
    """A page is not what was committed; `Columns.fault` says which."""


class HeldColumn(NamedTuple):
    """A column: its rows, the same as words of its full pages, their sums, and for each page whether it was checked."""

    rows: Rows
    words: U8
    sums: U8
    seen: U1


class Columns(NamedTuple):
    """A store's columns, and how far the case looks into them."""

    first_input: HeldColumn
    first_output: HeldColumn
    prevout: HeldColumn
    value: HeldColumn
    spender: HeldColumn
    foreign_value: HeldColumn
    version: HeldColumn
    locktime: HeldColumn
    sequence: HeldColumn
    changed: U8
    """Pages of `spender`, ascending, to whose sums something is to be added."""
    amounts: U8
    committed: int
    """How many transactions the store has; a spender beyond is none."""
    fault: I8
    """The number of a damaged column, and of its page; -1 where none was found."""
    transactions: int
    """How many transactions lie at or below the horizon."""


def held(column: Checked) -> HeldColumn:
    """Return a store's column; what is checked here is checked there too."""
    return HeldColumn(column.rows, column.words, column.sums, column.seen)


def drawn_columns(parts: Sequence[Rows | Sequence[int]], transactions: int) -> Columns:
    """Return columns, in the order of `NAMES`, of a chain that was drawn and not stored: nobody has sums of them."""
    kinds = (np.uint64,) * 3 + (np.int64, np.uint64, np.int64) + (np.uint32,) * 3
    drawn = {name: _trusted(np.asarray(r, kind)) for name, r, kind in zip(NAMES, parts, kinds, strict=True)}
    nothing, fault = _trusted(np.empty(0, np.uint64)).words, np.full(2, -1, np.int64)
    return Columns(
        changed=nothing, amounts=nothing, committed=transactions, fault=fault, transactions=transactions, **drawn
    )  # fmt: skip


def _trusted(rows: Rows) -> HeldColumn:
    """Return rows as all checked."""
    nothing = np.empty(0, np.uint64)
    rows = rows.view()
    rows.flags.writeable = nothing.flags.writeable = False
    return HeldColumn(rows, nothing, nothing, np.ones(rows.nbytes // PAGE + 1, np.uint8))


@inlined
def first_input(columns: Columns, transaction: Number) -> int:
    """Return the number of a transaction's first input; of the one behind the last, of all inputs."""
    column = columns.first_input
    if transaction < column.rows.size:
        if not column.seen[transaction >> _EIGHTS]:
            _check(column.words, column.sums, column.seen, transaction >> _EIGHTS, columns.fault, _FIRST_INPUT)
        return int(np.int64(column.rows[transaction]))
    return columns.prevout.rows.size


@inlined
def first_output(columns: Columns, transaction: Number) -> int:
    """Return the number of a transaction's first output; of the one behind the last, of all outputs."""
    column = columns.first_output
    if transaction < column.rows.size:
        if not column.seen[transaction >> _EIGHTS]:
            _check(column.words, column.sums, column.seen, transaction >> _EIGHTS, columns.fault, _FIRST_OUTPUT)
        return int(np.int64(column.rows[transaction]))
    return columns.value.rows.size


@inlined
def prevout(columns: Columns, row: Number) -> np.uint64:
    """Return the number of the output that an input spends, or what stands for none."""
    column = columns.prevout
    if not column.seen[row >> _EIGHTS]:
        _check(column.words, column.sums, column.seen, row >> _EIGHTS, columns.fault, _PREVOUT)
    return np.uint64(column.rows[row])


@inlined
def value(columns: Columns, output: Number) -> int:
    """Return an output's satoshi."""
    column, row = columns.value, np.int64(output)
    if not column.seen[row >> _EIGHTS]:
        _check(column.words, column.sums, column.seen, row >> _EIGHTS, columns.fault, _VALUE)
    return int(column.rows[row])


@inlined
def spender(columns: Columns, output: Number) -> np.uint64:
    """Return the number of the transaction that spends an output; numbers beyond those committed are nobody's."""
    column, row = columns.spender, np.int64(output)
    if not column.seen[row >> _EIGHTS]:
        _check_spender(columns, row >> _EIGHTS)
    return np.uint64(column.rows[row])


@inlined
def foreign_value(columns: Columns, row: Number) -> int:
    """Return the satoshi of an output that lies below the store."""
    column, at = columns.foreign_value, np.int64(row)
    if not column.seen[at >> _EIGHTS]:
        _check(column.words, column.sums, column.seen, at >> _EIGHTS, columns.fault, _FOREIGN)
    return int(column.rows[at])


@inlined
def version(columns: Columns, transaction: Number) -> Number:
    """Return a transaction's version."""
    column = columns.version
    if not column.seen[transaction >> _FOURS]:
        _check(column.words, column.sums, column.seen, transaction >> _FOURS, columns.fault, _VERSION)
    return np.uint64(column.rows[transaction])


@inlined
def locktime(columns: Columns, transaction: Number) -> Number:
    """Return a transaction's lock time."""
    column = columns.locktime
    if not column.seen[transaction >> _FOURS]:
        _check(column.words, column.sums, column.seen, transaction >> _FOURS, columns.fault, _LOCKTIME)
    return np.uint64(column.rows[transaction])


@inlined
def sequence(columns: Columns, row: Number) -> Number:
    """Return an input's sequence."""
    column = columns.sequence
    if not column.seen[row >> _FOURS]:
        _check(column.words, column.sums, column.seen, row >> _FOURS, columns.fault, _SEQUENCE)
    return np.uint64(column.rows[row])


@borrowing
def _check(words: U8, sums: U8, seen: U1, page: Number, fault: I8, column: int) -> None:
    """Hold a page against its sum."""
    if sum_of_words(words, page * WORDS, (page + 1) * WORDS) != sums[page]:
        fault[0], fault[1] = column, np.int64(page)
        raise DamagedPage
    seen[page] = 1


@borrowing
def _check_spender(columns: Columns, page: Number) -> None:
    """Hold a page of `spender` against its sum and what is to be added to it."""
    expected = columns.spender.sums[page]
    low, high = 0, columns.changed.size
    while low < high:
        middle = (low + high) // 2
        if columns.changed[middle] < np.uint64(page):
            low = middle + 1
        else:
            high = middle
    if low < columns.changed.size and columns.changed[low] == np.uint64(page):
        expected += columns.amounts[low]
    first = page * WORDS
    if sum_of_spenders(columns.spender.words, first, first + WORDS, columns.committed) != expected:
        columns.fault[0], columns.fault[1] = _SPENDER, page
        raise DamagedPage
    columns.spender.seen[page] = 1
