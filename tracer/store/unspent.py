"""Which transactions have outputs left to spend, by txid: what an input's prevout is looked up in.

An open-addressed table in memory, one entry of 16 bytes per transaction that still has an unspent
output: the first eight bytes of its txid, its number, and how many outputs are left. A table is between
half and three quarters full, so it takes at most 32 bytes per such transaction (32 MB per million), and two
and a half times that for the moment in which it grows. It is not kept on disk: the columns say the
same, and it is rebuilt from them.

The eight bytes only find candidates; the whole txid decides. Where they lie in the table depends on a salt
drawn for each run, so that nobody can make txids that crowd it; what is found does not.
Source: Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithms L and R.
"""

import secrets
from typing import NamedTuple

import numpy as np

from tracer.compiled import Number, borrowing, inlined
from tracer.store.arrays import U8
from tracer.store.schema import NONE

_LEFT_BITS = 24
_LEFT_MASK = (1 << _LEFT_BITS) - 1
_FIRST_SLOTS = 1 << 12
_MAX_SLOTS = (1 << 32) - 1


class HeldRows(NamedTuple):
    """The rows a number is looked up in: those on disk, and behind them those not yet written."""

    txid: U8
    """Four words per transaction."""
    first_output: U8
    new_txid: U8
    new_first_output: U8
    outputs: int
    """All outputs, those not yet written included."""


class Unspent:
    """The table. `entries` counts transactions with outputs left."""

    def __init__(self, transactions: int = 0) -> None:
        """Make an empty table with room for so many transactions."""
        self.entries = 0
        self.slots = _empty(max(_FIRST_SLOTS, transactions * 3 // 2), secrets.randbits(64) | 1)

    @property
    def bytes(self) -> int:
        """Memory in use."""
        return self.slots.nbytes

    def make_room(self, more: int) -> None:
        """Grow where so many more transactions would fill more than three quarters."""
        count = self.slots.size // 2
        if (self.entries + more) * 4 <= count * 3:
            return
        grown = _empty(min(_MAX_SLOTS, max(count * 3 // 2, (self.entries + more) * 3 // 2)), int(self.slots[-1]))
        _copy(self.slots, grown)
        self.slots = grown


def rebuilt(txid: U8, first_output: U8, spender: U8) -> Unspent:
    """Return the table that the columns stand for; every `spender` entry must be of a committed transaction."""
    table = Unspent(_count_left(first_output, spender))
    held = HeldRows(txid, first_output, txid[:0], first_output[:0], spender.size)
    table.entries = _insert_all(table.slots, held, spender)
    return table


def _empty(count: int, salt: int) -> U8:
    """Return a table of empty slots: pairs of key and value, and behind them the salt."""
    slots = np.zeros(2 * count + 1, np.uint64)
    slots[-1] = salt
    return slots


@inlined
def _home(key: Number, slots: U8) -> Number:
    """Return the slot a key would like to be in."""
    mixed = (np.uint64(key) ^ (np.uint64(key) >> np.uint64(32))) * slots[-1]
    return np.int64(((mixed >> np.uint64(32)) * np.uint64(slots.size // 2)) >> np.uint64(32))


@inlined
def first_output(held: HeldRows, transaction: Number) -> Number:
    """Return the number of a transaction's first output; of the number behind the last, of all outputs."""
    old = held.first_output.size
    if transaction < old:
        return np.int64(held.first_output[transaction])
    if transaction - old < held.new_first_output.size:
        return np.int64(held.new_first_output[transaction - old])
    return held.outputs


@inlined
def _is_of(held: HeldRows, transaction: int, spent: U8, at: int) -> bool:
    """Whether the transaction has the txid whose four words start at `at`."""
    old = held.txid.size // 4
    base = 4 * transaction
    rows = held.txid
    if transaction >= old:
        rows = held.new_txid
        base -= 4 * old
    return bool(
        rows[base] == spent[at]
        and rows[base + 1] == spent[at + 1]
        and rows[base + 2] == spent[at + 2]
        and rows[base + 3] == spent[at + 3]
    )


@inlined
def find(slots: U8, held: HeldRows, txids: U8, at: int) -> Number:
    """Return the slot of the transaction with this txid, or -1 - the empty slot where it would go."""
    count = slots.size // 2
    key = txids[at]
    slot = _home(key, slots)
    while slots[2 * slot + 1] != 0:
        if slots[2 * slot] == key and _is_of(held, slots[2 * slot + 1] >> np.uint64(_LEFT_BITS), txids, at):
            return slot
        slot += 1
        if slot == count:
            slot = 0
    return -1 - slot


@inlined
def insert(slots: U8, held: HeldRows, txids: U8, at: int, transaction: int, left: int) -> int:
    """Enter a transaction; return 1 if it is new, 0 if it takes the place of its namesake.

    Source: BIP 30: of two coinbases with one txid only the later one's outputs can be spent.
    """
    slot = find(slots, held, txids, at)
    new = slot < 0
    if new:
        slot = -1 - slot
    slots[2 * slot] = txids[at]
    slots[2 * slot + 1] = np.uint64(transaction) << np.uint64(_LEFT_BITS) | np.uint64(left)
    return 1 if new else 0


@inlined
def number_at(slots: U8, slot: Number) -> Number:
    """Return the number of the transaction in a slot."""
    return np.int64(slots[2 * slot + 1] >> np.uint64(_LEFT_BITS))


@inlined
def take_one(slots: U8, slot: Number) -> int:
    """Count one output less; return 1 if that was the last and the entry is gone, else 0."""
    slots[2 * slot + 1] -= np.uint64(1)
    if slots[2 * slot + 1] & np.uint64(_LEFT_MASK):
        return 0
    count = slots.size // 2
    hole, slot = slot, slot + 1
    while True:
        if slot == count:
            slot = 0
        if slots[2 * slot + 1] == 0:
            break
        home = _home(slots[2 * slot], slots)
        if (slot - home + count) % count >= (slot - hole + count) % count:
            slots[2 * hole], slots[2 * hole + 1] = slots[2 * slot], slots[2 * slot + 1]
            hole = slot
        slot += 1
    slots[2 * hole + 1] = np.uint64(0)
    return 1


@borrowing
def _copy(old: U8, new: U8) -> None:
    """Enter every entry of one table into a larger, empty one."""
    count = new.size // 2
    for from_slot in range(old.size // 2):
        if old[2 * from_slot + 1] != 0:
            slot = _home(old[2 * from_slot], new)
            while new[2 * slot + 1] != 0:
                slot += 1
                if slot == count:
                    slot = 0
            new[2 * slot], new[2 * slot + 1] = old[2 * from_slot], old[2 * from_slot + 1]


@inlined
def left_of(spender: U8, first: Number, end: Number) -> int:
    """Return how many outputs of a run are neither spent nor unspendable."""
    left = 0
    for output in range(first, end):
        left += spender[output] == np.uint64(NONE)
    return left


@borrowing
def _count_left(firsts: U8, spender: U8) -> int:
    """Return how many transactions have outputs left."""
    count = 0
    for i in range(firsts.size):
        end = firsts[i + 1] if i + 1 < firsts.size else np.uint64(spender.size)
        count += left_of(spender, np.int64(firsts[i]), np.int64(end)) > 0
    return count


@borrowing
def _insert_all(slots: U8, held: HeldRows, spender: U8) -> int:
    """Enter every transaction with outputs left; return how many entries that makes."""
    entries = 0
    for i in range(held.first_output.size):
        left = left_of(spender, first_output(held, i), first_output(held, i + 1))
        if left:
            entries += insert(slots, held, held.txid, 4 * i, i, left)
    return entries
