"""How much a bundle may hold: counts and bytes, beyond which nothing is judged.

They do not depend on the machine, so that both verifiers end alike everywhere. The stand-alone verifier, which shares
no code with this, states the same numbers; a test holds the two tables together. A bundle within them is judged in
bounded time and memory: what it holds is hashed bit by bit, and only what a verdict is computed from is kept.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from tracer.errors import SourceError

FILES = 400_000
"""Files and folders in a bundle, and lines of a manifest."""
FILE = 512 << 20
"""Bytes of one file."""
TOTAL = 2 << 30
"""Bytes of all files that the manifests list."""
SOURCES = 512 << 20
"""Bytes of those from which a verdict is computed: see `is_source`."""
JSON_WEIGHT = 896 << 20
"""Bytes that all JSON among the sources (`weight`) and the rows beside it (`weight_of_rows`) may take in memory."""
LARGE_JSON_WEIGHT = 4 * JSON_WEIGHT
"""The same where whoever checks asks for it: a trail of 100,000 transactions under two rules weighs two thirds of that.
Then neither time nor memory is bounded as otherwise."""
ROWS = 600_000
"""Rows of a table of transactions or proofs: a trail of 100,000 transactions may spend from 200,000 others, and each of
these 300,000 brings the coinbase of its block."""
RAW = 4_000_000
"""Bytes of one raw transaction; the weight of a block lets none be larger."""
PROOF = 1 << 20
"""Bytes of one Merkle proof; one that shows every transaction of the fullest block has half of it."""
HEADERS = 1_500_000
"""Block headers."""
ENDS = 3_000_000
"""Inputs and outputs of all transactions together."""
STATEMENT_FILE = 64 << 20
"""Bytes of one file of a register in the bundle of a statement; the chain's files have their own bounds."""

WEIGHTS: Mapping[bytes, int] = MappingProxyType({b"{": 240, b"[": 72, b",": 60, b"\n": 700})
"""Bytes that a value of JSON or a row may take in memory, by the mark that shows it."""

_ROWS = re.compile(r"data/trace/[a-z]+\.[a-z0-9_]+\.csv")
_ASTRAL = re.compile(rb"[\xf0-\xff]|\\u[dD]")
_SOURCES = ("data/chain/", "data/case/")
_SINGLE = ("data/trace/trace.json", "data/bundle.json")


class BeyondCapacityError(SourceError):
    """A bundle holds more than is judged; there is no verdict on it."""

    def __init__(self, what: str) -> None:
        """Say what there is too much of."""
        super().__init__(f"{what}.\nThere is no verdict: neither that the bundle is sound nor that it is not.")


def is_source(name: str) -> bool:
    """Return whether a verdict is computed from a file's bytes; the others are compared and not kept."""
    return name.startswith(_SOURCES) or name in _SINGLE


def weight(raw: bytes) -> int:
    """Return how many bytes reading a JSON file may take in memory, from marks that are cheap to count.

    A text is held in one to four bytes a letter, four where one letter of it lies beyond the basic plane; the
    file's own bytes, its text and the values read from it are there at once.
    """
    return (9 if _ASTRAL.search(raw) else 5) * len(raw) + _marks(raw)


def is_rows(name: str) -> bool:
    """Return whether a file may hold rows of `trace.json`."""
    return _ROWS.fullmatch(name) is not None


def weight_of_rows(part: bytes) -> int:
    """Return how many bytes reading rows may take in memory; a file weighs what its parts weigh together."""
    return 9 * len(part) + _marks(part)


def _marks(raw: bytes) -> int:
    return sum(raw.count(mark) * each for mark, each in WEIGHTS.items())
