"""Sorting and merging the keys of look-ups with their rows, in compiled code."""

import numpy as np

from tracer.compiled import compiled
from tracer.store.arrays import U4, U8


def sorted_rows(keys: U8) -> tuple[U8, U4]:
    """Return the keys in ascending order and the row of each, equal keys in the order of their rows."""
    sorted_keys, rows = np.array(keys, np.uint64), np.arange(keys.size, dtype=np.uint32)
    _radix_sort(sorted_keys, rows)
    return sorted_keys, rows


@compiled
def _radix_sort(keys: U8, rows: U4) -> None:
    """Sort both by key, least significant byte first.

    Source: Knuth, The Art of Computer Programming, volume 3, section 5.2.5, algorithm R.
    """
    other_keys, other_rows = np.empty_like(keys), np.empty_like(rows)
    counts = np.zeros((8, 256), np.int64)
    for key in keys:
        for digit in range(8):
            counts[digit, (key >> np.uint64(8 * digit)) & np.uint64(255)] += 1
    for digit in range(8):
        place = 0
        for value in range(256):
            counts[digit, value], place = place, place + counts[digit, value]
        for i in range(keys.size):
            value = (keys[i] >> np.uint64(8 * digit)) & np.uint64(255)
            to = counts[digit, value]
            counts[digit, value] = to + 1
            other_keys[to], other_rows[to] = keys[i], rows[i]
        keys, other_keys = other_keys, keys
        rows, other_rows = other_rows, rows


@compiled
def merge(keys: tuple[U8, ...], rows: tuple[U4, ...], out_keys: U8, out_rows: U4) -> None:
    """Merge runs of equal length, equal keys in the order of the runs."""
    length, parts = keys[0].size, len(keys)
    heads = np.zeros(parts, np.int64)
    for place in range(out_keys.size):
        best = -1
        for part in range(parts):
            if heads[part] < length and (best < 0 or keys[part][heads[part]] < keys[best][heads[best]]):
                best = part
        out_keys[place] = keys[best][heads[best]]
        out_rows[place] = rows[best][heads[best]] + np.uint32(best * length)
        heads[best] += 1
