"""Pages of a column and their sums: 4 KiB of committed rows each, held against what was committed.

A sum adds `mixed(place, word)` over a page's words of eight bytes, modulo 2^64, the place being the word's in its
file: a changed word always changes the sum, and a sum can be carried forward by differences. The last page of a
column is partly filled; its sum is over the bytes committed, the last word filled up with zeros. It finds
damage, not forgery; against forgery stand Merkle roots and proof of work.

Here in NumPy, which loads no compiler; `checksum` has the same in compiled code, for many pages.

Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014), for the mixing.
"""

import numpy as np

from tracer.store.arrays import U1, U8
from tracer.store.schema import NONE, UNSPENDABLE

PAGE = 4096
"""Bytes."""
WORDS = PAGE // 8

STEP = 0x9E37_79B9_7F4A_7C15
FIRST = 0xBF58_476D_1CE4_E5B9
SECOND = 0x94D0_49BB_1331_11EB
"""Factors of the mixing."""

_PLACES = np.arange(1, WORDS + 1, dtype=np.uint64) * np.uint64(STEP)
_SHIFTS = tuple(np.array(shift, np.uint64) for shift in (30, 27, 31))
_FACTORS = tuple(np.array(factor, np.uint64) for factor in (FIRST, SECOND))


def sums(pages: U8, numbers: U8) -> U8:
    """Return the sum of each of these pages, one a row of `WORDS` words; `numbers` says which page each is."""
    x = pages + _PLACES
    x += (numbers * np.uint64(WORDS * STEP & NONE))[:, np.newaxis]
    return np.asarray(_mixed(x).sum(axis=1, dtype=np.uint64))


def sum_of(words: U8, number: int) -> int:
    """Return the sum of one page, full or not, given as words."""
    x = words + _PLACES[: words.size]
    x += np.uint64(number * WORDS * STEP & NONE)
    return int(np.add.reduce(_mixed(x)))


def words_of(content: U1) -> U8:
    """Return bytes as words, the last one filled up with zeros."""
    words = np.zeros(-(-content.size // 8), np.uint64)
    words.view(np.uint8)[: content.size] = content
    return words


def stamps(numbers: U8, stamp: int) -> U8:
    """Return what is added to the sums of the pages of these numbers to bind them to the whole they belong to."""
    return _mixed((numbers + np.uint64(1)) * np.uint64(STEP) + np.uint64(stamp))


def _mixed(x: U8) -> U8:
    """Return words, to which what their places give has been added, after the mixing; they are used up."""
    first, second, third = _SHIFTS
    y = np.right_shift(x, first)
    np.bitwise_xor(x, y, x)
    np.multiply(x, _FACTORS[0], x)
    np.right_shift(x, second, y)
    np.bitwise_xor(x, y, x)
    np.multiply(x, _FACTORS[1], x)
    np.right_shift(x, third, y)
    np.bitwise_xor(x, y, x)
    return x


def canonical(spenders: U8, transactions: int) -> U8:
    """Return `spender` entries as they are summed: a committed transaction, `UNSPENDABLE`, else `NONE`.

    What a commit under way has entered already is `NONE` to whoever reads the store as it was before.
    """
    kept = (spenders < np.uint64(transactions)) | (spenders == np.uint64(UNSPENDABLE))
    return np.where(kept, spenders, np.uint64(NONE))
