"""An index from 64-bit keys to rows: twelve bytes an entry, so that a large file's index fits in memory.

Keys are Python hashes: they may collide and live no longer than the process. A lookup gives candidates,
and whoever asks compares the full txid, outpoint or script.
"""

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt


class KeyLookup:
    """Entries are added, then `seal`ed once, then looked up."""

    def __init__(self) -> None:
        """Start empty."""
        self._keys = array("q")
        self._rows = array("I")
        self._sorted: tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]

    def add(self, key: int, row: int) -> None:
        """Add an entry."""
        self._keys.append(key)
        self._rows.append(row)

    def seal(self, wanted: npt.NDArray[np.bool_]) -> None:
        """Sort the entries whose row is wanted, drop the others."""
        keys = np.frombuffer(self._keys, dtype=np.int64) if self._keys else np.empty(0, dtype=np.int64)
        rows = np.frombuffer(self._rows, dtype=np.uint32) if self._rows else np.empty(0, dtype=np.uint32)
        chosen = wanted[rows]
        keys, rows = keys[chosen], rows[chosen]
        order = np.argsort(keys, kind="stable")
        self._sorted = keys[order], rows[order]
        self._keys, self._rows = array("q"), array("I")

    def rows(self, key: int) -> list[int]:
        """Return the rows added under this key, each once, in ascending order."""
        keys, rows = self._sorted
        first = int(keys.searchsorted(key, "left"))
        last = int(keys.searchsorted(key, "right"))
        return sorted(set(rows[first:last].tolist()))

    def shared(self) -> Iterator[tuple[int, int]]:
        """Yield each two neighbouring rows under one key."""
        keys, rows = self._sorted
        for at in np.flatnonzero(keys[1:] == keys[:-1]).tolist():
            yield int(rows[at]), int(rows[at + 1])
