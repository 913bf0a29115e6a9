"""The keys that txids and scripts are looked up by. Never proof: what a key finds is compared in full."""

import numpy as np

from tracer.store.arrays import U8
from tracer.store.columns import Rows
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
        from tracer.store.script_keys import script_keys  # compiled, loaded only where scripts are looked for

        return script_keys(script, first_script_byte, first, end)

    return keys


def of_txid(digest: bytes) -> int:
    """Return the key of one txid, given in the protocol's byte order."""
    return int.from_bytes(digest[:8], "little")


def of_script(script: bytes) -> int:
    """Return the key of one script."""
    return int(of_scripts(np.frombuffer(script + b"\0", np.uint8)[:-1], np.zeros(1, np.uint64))(0, 1)[0])
