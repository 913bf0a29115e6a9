"""The keys that txids and scripts are looked up by. Never proof: what a key finds is compared in full."""

import numpy as np

from tracer.store.columns import Rows
from tracer.store.compiled import U1, U8, compiled
from tracer.store.runs import Keys


def of_txids(txid: Rows) -> Keys:
    """Return the keys of transactions: the first eight bytes of each txid, in the protocol's order."""

    def keys(first: int, end: int) -> U8:
        words: U8 = txid[first:end].view("<u8")
        return words[:, 0]

    return keys


def of_scripts(script: Rows, first_script_byte: Rows) -> Keys:
    """Return the keys of outputs: a 64-bit hash of each script."""

    def keys(first: int, end: int) -> U8:
        return _script_keys(script, first_script_byte, first, end)

    return keys


def of_txid(digest: bytes) -> int:
    """Return the key of one txid, given in the protocol's byte order."""
    return int.from_bytes(digest[:8], "little")


def of_script(script: bytes) -> int:
    """Return the key of one script."""
    return int(_script_keys(np.frombuffer(script + b"\0", np.uint8)[:-1], np.zeros(1, np.uint64), 0, 1)[0])


@compiled
def _script_keys(script: U1, first_byte: U8, first: int, end: int) -> U8:
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
