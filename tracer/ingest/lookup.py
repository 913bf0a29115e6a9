"""An index from 64-bit keys to rows: twelve bytes an entry, so that a large file's index fits in memory.

Keys are Python hashes: they may collide and live no longer than the process. A lookup gives candidates,
and whoever asks compares the full txid, outpoint or script.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

_FEW = 20_000
"""Entries that Python has sorted before NumPy is loaded (measured)."""


class KeyLookup:
    """Entries are added, then `seal`ed once, then looked up."""

    def __init__(self) -> None:
        """Start empty."""
        self._keys = array("q")
        self._rows = array("I")

    def add(self, key: int, row: int) -> None:
        """Add an entry."""
        self._keys.append(key)
        self._rows.append(row)

    def seal(self, heights: "array[int]") -> None:
        """Sort the entries whose row has a height, drop the others, whose height is negative."""
        sort = sorted_few if len(self._keys) <= _FEW else sorted_many
        self._keys, self._rows = sort(self._keys, self._rows, heights)

    def rows(self, key: int) -> list[int]:
        """Return the rows added under this key, each once, in ascending order."""
        first = bisect_left(self._keys, key)
        return sorted(set(self._rows[first : bisect_right(self._keys, key, first)]))

    def shared(self) -> Iterator[tuple[int, int]]:
        """Yield each two neighbouring rows under one key."""
        before: int | None = None
        for at, key in enumerate(self._keys):
            if key == before:
                yield self._rows[at - 1], self._rows[at]
            before = key


def sorted_few(keys: "array[int]", rows: "array[int]", heights: "array[int]") -> "tuple[array[int], array[int]]":
    """Return the entries whose row has a height, by their keys and then as they were added."""
    order = [at for at, row in enumerate(rows) if heights[row] >= 0]
    order.sort(key=keys.__getitem__)
    return array("q", [keys[at] for at in order]), array("I", [rows[at] for at in order])


def sorted_many(keys: "array[int]", rows: "array[int]", heights: "array[int]") -> "tuple[array[int], array[int]]":
    """Return what `sorted_few` does."""
    import numpy as np  # slow to load, and a small file has no need of it

    of_keys, of_rows = np.frombuffer(keys, dtype=np.int64), np.frombuffer(rows, dtype=np.uint32)
    chosen = (np.frombuffer(heights, dtype=np.int32) >= 0)[of_rows]
    of_keys, of_rows = of_keys[chosen], of_rows[chosen]
    order = np.argsort(of_keys, kind="stable")
    return array("q", of_keys[order].tobytes()), array("I", of_rows[order].tobytes())
