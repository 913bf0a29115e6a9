"""The 64-bit hashes of scripts that outputs are looked up by, in compiled code."""

import numpy as np

from tracer.compiled import compiled
from tracer.store.arrays import U1, U8


@compiled
def script_keys(script: U1, first_byte: U8, first: int, end: int) -> U8:
    """Return the keys of scripts numbered `first` to before `end`.

    Source: Fowler, Noll, Vo, FNV-1a, here eight bytes at a time and with a final mixing.
    """
    keys = np.empty(end - first, np.uint64)
    for i in range(first, end):
        at = np.int64(first_byte[i])
        stop = np.int64(first_byte[i + 1]) if i + 1 < first_byte.size else script.size
        x = np.uint64(0xCBF29CE484222325) ^ np.uint64(stop - at)
        while at < stop:
            word = np.uint64(0)
            for j in range(min(8, int(stop - at))):
                word |= np.uint64(script[at + j]) << np.uint64(8 * j)
            x = (x ^ word) * np.uint64(0x9E3779B97F4A7C15)
            x ^= x >> np.uint64(32)
            at += 8
        keys[i - first] = x
    return keys
