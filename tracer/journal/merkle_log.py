"""The head of a log: one hash over all entries in order, and the proof that a longer log continues it.

Source: RFC 6962, section 2.1 (Merkle hash trees); RFC 9162 keeps the same hashes.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from tracer.visible import quoted

_HEAD = re.compile(r"(0|[1-9][0-9]{0,8}):([0-9a-f]{64})")


class Head(NamedTuple):
    """How many entries a log has, and their Merkle root in lower-case hexadecimal."""

    size: int
    root: str

    def __str__(self) -> str:
        """Return `5:3f…`, as it is printed and signed."""
        return f"{self.size}:{self.root}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read what `str` gives.

        Raises:
            ValueError: it is not of that form.
        """
        found = _HEAD.fullmatch(text)
        if found is None:
            raise ValueError(f"expected SIZE:ROOT, a number and 64 hexadecimal digits, got {quoted(text, 100)}")
        return cls(int(found[1]), found[2])


def head_of(entries: Sequence[bytes]) -> Head:
    """Return the head of a log; each entry is the bytes of one line without its end."""
    return Head(len(entries), _root([hashlib.sha256(b"\x00" + entry).digest() for entry in entries]).hex())


def continues(entries: Sequence[bytes], earlier: Head) -> bool:
    """Return whether the log begins with exactly the entries that gave an earlier head."""
    return len(entries) >= earlier.size and head_of(entries[: earlier.size]) == earlier


def _root(leaves: list[bytes]) -> bytes:
    """Return the Merkle tree hash: halves are split at the largest power of two below their number."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(leaves[:middle]) + _root(leaves[middle:])).digest()
