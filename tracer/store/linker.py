"""Linking: which output each input spends, and which transaction spends each output.

Works on a run of new transactions in chain order, before they are written. Outputs that were
committed earlier are left alone here: their `spender` entries change only while a commit is under way.
"""

from typing import NamedTuple

import numpy as np

from tracer.compiled import Number, borrowing, compiled, inlined
from tracer.store.arrays import I8, U4, U8
from tracer.store.schema import NONE
from tracer.store.unspent import HeldRows, Unspent, find, first_output, insert, left_of, number_at, take_one

MISSING = 0xFFFF_FFFF_FFFF_FFFD
"""In `prevout`, for a moment: the table does not hold the output."""


class Spends(NamedTuple):
    """The new transactions' inputs: where each transaction's begin, and what each names."""

    first_input: U8
    """From the run's own first input."""
    txid: U8
    """Four words per input."""
    vout: U4
    prevout: U8
    """Filled by `link`: an output's number, `NONE` or `MISSING`."""


class Spenders(NamedTuple):
    """`spender` rows: those on disk, of which the first `frozen` stay as they are, and the new ones."""

    old: U8
    frozen: int
    new: U8


def link(table: Unspent, held: HeldRows, spends: Spends, spenders: Spenders) -> tuple[int, int]:
    """Fill `prevout` and `spender`; return how many inputs found nothing, and the input at fault or -1.

    An input is at fault where it spends what is already spent. The table then holds nonsense.
    """
    table.make_room(spends.first_input.size)
    table.entries, missing, fault = _link(table.slots, table.entries, held, spends, spenders)
    return missing, fault


@borrowing
def _link(slots: U8, entries: int, held: HeldRows, spends: Spends, spenders: Spenders) -> tuple[int, int, int]:
    """Take up the transactions one after the other: what each spends, then what it makes."""
    old = held.first_output.size
    missing = 0
    count = spends.first_input.size
    for i in range(count):
        start = np.int64(spends.first_input[i])
        end = np.int64(spends.first_input[i + 1]) if i + 1 < count else spends.vout.size
        for row in range(start, end):
            if spends.vout[row] == np.uint32(0xFFFFFFFF) and _is_null(spends.txid, 4 * row):
                spends.prevout[row] = np.uint64(NONE)
                continue
            slot = find(slots, held, spends.txid, 4 * row)
            output = np.int64(-1)
            if slot >= 0:
                transaction = number_at(slots, slot)
                output = first_output(held, transaction) + np.int64(spends.vout[row])
                if output >= first_output(held, transaction + 1):
                    output = np.int64(-1)
            if output < 0:
                spends.prevout[row] = np.uint64(MISSING)
                missing += 1
                continue
            spends.prevout[row] = np.uint64(output)
            if not _mark(spenders, output, old + i):
                return entries, missing, row
            entries -= take_one(slots, slot)
        first = first_output(held, old + i) - spenders.old.size
        left = left_of(spenders.new, first, first_output(held, old + i + 1) - spenders.old.size)
        if left:
            entries += insert(slots, held, held.new_txid, 4 * i, old + i, left)
    return entries, missing, -1


@inlined
def _is_null(words: U8, at: int) -> bool:
    """Whether 32 bytes are all zero."""
    return bool(words[at] == 0 and words[at + 1] == 0 and words[at + 2] == 0 and words[at + 3] == 0)


@inlined
def _mark(spenders: Spenders, output: Number, transaction: int) -> bool:
    """Write down who spends an output; False where somebody already does."""
    if output < spenders.frozen:
        return True
    rows, at = spenders.old, output
    if output >= spenders.old.size:
        rows, at = spenders.new, output - spenders.old.size
    if rows[at] != np.uint64(NONE):
        return False
    rows[at] = np.uint64(transaction)
    return True


@compiled
def mark_spent(spender: U8, frozen: int, prevouts: U8, first_inputs: U8, end_input: int, first: int) -> int:
    """Write down who spends the first `frozen` outputs; return the input at fault, or -1.

    `prevouts` are the rows from `first_inputs[0]` up to `end_input`, `first` is the first transaction's
    number.
    """
    base = first_inputs[0] if first_inputs.size else np.uint64(0)
    for i in range(first_inputs.size):
        end = first_inputs[i + 1] if i + 1 < first_inputs.size else np.uint64(end_input)
        for row in range(first_inputs[i] - base, end - base):
            output = prevouts[row]
            if output < np.uint64(frozen):
                if spender[output] != np.uint64(NONE):
                    return row
                spender[output] = np.uint64(first + i)
    return -1


@compiled
def mark_unspent(spender: U8, prevouts: U8, transactions: int) -> None:
    """Take back every spend by these inputs that is of no committed transaction."""
    for row in range(prevouts.size):
        output = prevouts[row]
        if output < np.uint64(spender.size) and np.uint64(transactions) <= spender[output] < np.uint64(NONE - 1):
            spender[output] = np.uint64(NONE)


@compiled
def forget_uncommitted(spender: U8, transactions: int) -> I8:
    """Take back every spend of no committed transaction, wherever it stands; return how many there were."""
    found = np.zeros(1, np.int64)
    for output in range(spender.size):
        if np.uint64(transactions) <= spender[output] < np.uint64(NONE - 1):
            spender[output] = np.uint64(NONE)
            found[0] += 1
    return found
