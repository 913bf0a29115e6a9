"""Keys that outputs pay openly, found by their hash: no look-up knows them, so a store's outputs are looked through.

Only the places of scripts are read for all outputs, eight bytes each; of those as long as a pay-to-pubkey script, the
script.
"""

from collections.abc import Collection, Iterator

import numpy as np

from tracer.chain.script import lone_key_hash
from tracer.store.rows import StoreRows

_AT_ONCE = 1 << 20
_LENGTHS = (35, 67)


def paying_keys(rows: StoreRows, hashes: Collection[bytes], first: int, end: int) -> Iterator[int]:
    """Yield the outputs numbered `first` to before `end` that pay to a public key with one of these HASH160."""
    wanted = frozenset(hashes)
    for start in range(first, end, _AT_ONCE):
        stop = min(start + _AT_ONCE, end)
        for row in _as_long(rows, start, stop):
            if lone_key_hash(rows.output(row).script) in wanted:
                yield row


def _as_long(rows: StoreRows, start: int, stop: int) -> list[int]:
    """Return the outputs whose script is as long as one that pays to a public key."""
    counts = rows.manifest.counts
    places = np.asarray(rows.part("first_script_byte", start, min(stop + 1, counts["outputs"])), dtype=np.uint64)
    if stop >= counts["outputs"]:
        places = np.append(places, np.uint64(counts["script_bytes"]))
    found: list[int] = (np.flatnonzero(np.isin(np.diff(places), _LENGTHS)) + start).tolist()
    return found
