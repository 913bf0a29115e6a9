"""The keys that txids and scripts are looked up by. Never proof: what a key finds is compared in full."""

from itertools import pairwise

import numpy as np

from tracer.store.arrays import U8
from tracer.store.columns import Rows
from tracer.store.runs import Keys

_FEW = 5_000
"""Scripts up to which plain Python costs less than loading a compiler."""

_OFFSET, _FACTOR, _WORD = 0xCBF29CE484222325, 0x9E3779B97F4A7C15, (1 << 64) - 1
"""Where a script's key starts, what it is multiplied by, and the 64 bits it is kept to; as in `script_keys`."""


def of_txids(txid: Rows) -> Keys:
    """Return the keys of transactions: the first eight bytes of each txid, in the protocol's order."""

    def keys(first: int, end: int) -> U8:
        words: U8 = txid[first:end].view("<u8")
        return words[:, 0]

    return keys


def of_scripts(script: Rows, first_script_byte: Rows) -> Keys:
    """Return the keys of outputs: a 64-bit hash of each script."""

    def keys(first: int, end: int) -> U8:
        """Return the keys of outputs numbered `first` to before `end`; few of them without a compiler."""
        if end - first <= _FEW:
            begins = [int(at) for at in first_script_byte[first : end + 1]]
            if len(begins) == end - first:
                begins.append(script.size)
            return np.array([of_script(script[at:stop].tobytes()) for at, stop in pairwise(begins)], np.uint64)
        from tracer.store.script_keys import script_keys  # compiled, loaded only where scripts are looked for

        return script_keys(script, first_script_byte, first, end)

    return keys


def of_txid(digest: bytes) -> int:
    """Return the key of one txid, given in the protocol's byte order."""
    return int.from_bytes(digest[:8], "little")


def of_script(script: bytes) -> int:
    """Return the key of one script: `script_keys` said once more in plain Python, for one needs no compiler."""
    key = _OFFSET ^ len(script)
    for at in range(0, len(script), 8):
        key = (key ^ int.from_bytes(script[at : at + 8], "little")) * _FACTOR & _WORD
        key ^= key >> 32
    return key
