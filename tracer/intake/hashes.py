"""Hashes in a text: stretches of hexadecimal digits as long as a txid, alone or run together with other text.

Sixty-four digits are well-formed and no more: a txid has no checksum, and the hash of a block or of a file, a key or
a txid with its bytes reversed look the same. Where digits or the letters a to f stand right beside a hash
nobody can tell where it begins; then nothing is chosen and every reading is listed, unless a word of the
field ends or begins there (`txid`, `BTC`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

SIZE = 64
_DIGITS = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64,}")
_FIELD = 2**256 - 2**32 - 977
_MOST_TOO_MANY = 8
_MOST_TOGETHER = 16
_BEFORE = ("txid", "txhashid", "id", "outpointid", "paid", "received", "sent", "and", "code", "prevtxid", "need")
"""Words that end in letters which are also hexadecimal digits."""
_BEHIND = (
    "btc",
    "addr",
    "address",
    "amount",
    "and",
    "comment",
    "date",
    "fee",
    "block",
    "confirmed",
    "bitcoin",
    "by",
    "at",
)
"""Words that begin so."""
_LETTERS_BEFORE = re.compile(r"[A-Za-z]{0,12}\Z")
_LETTERS_BEHIND = re.compile(r"[A-Za-z]{0,12}")


class Hash(NamedTuple):
    """A stretch of digits: its first character, one past its last, and the readings of 64 digits it has.

    One reading: that is the hash. Several: nobody can tell. None: it is a public key. `together`: how many
    hashes stand in one run.
    """

    start: int
    end: int
    readings: tuple[str, ...]
    together: int = 1


def hashes(text: str) -> Iterator[Hash]:
    """Yield every hash, and every stretch that holds one nobody can cut out."""
    for match in _DIGITS.finditer(text):
        start, end = _trimmed(text, *match.span())
        size = end - start
        if match.span() == (start, end) and _is_key(match[0]) and not text[max(0, start - 1) : start].isalnum():
            yield Hash(start, end, ())
        elif size == SIZE:
            yield Hash(start, end, (text[start:end],))
        elif size % SIZE == 0 and size <= _MOST_TOGETHER * SIZE and not _is_raw(text[start:end]):
            for at in range(start, end, SIZE):
                yield Hash(at, at + SIZE, (text[at : at + SIZE],), size // SIZE)
        elif SIZE < size <= SIZE + _MOST_TOO_MANY:
            places = dict.fromkeys((start, end - SIZE, *range(start, end - SIZE + 1)))
            yield Hash(start, end, tuple(text[at : at + SIZE] for at in places))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without the letters that belong to a word of the field before or behind it."""
    for cut in range(1, min(_MOST_TOO_MANY, end - start - SIZE) + 1):
        before = _LETTERS_BEFORE.search(text[max(0, start + cut - 12) : start + cut])
        if before is not None and before[0].lower() in _BEFORE:
            start += cut
            break
    for cut in range(1, min(_MOST_TOO_MANY, end - start - SIZE) + 1):
        behind = _LETTERS_BEHIND.match(text, end - cut)
        if behind is not None and behind[0].lower() in _BEHIND:
            return start, end - cut
    return start, end


def _is_raw(digits: str) -> bool:
    """Whether the digits begin as a raw transaction does: version 1 or 2."""
    return digits.startswith(("01000000", "02000000"))


def _is_key(digits: str) -> bool:
    """Whether the digits are a public key, compressed or not: a point of the curve secp256k1.

    Source: SEC 2, the curve's field; SEC 1, the two forms.
    """
    if not (len(digits) == 66 and digits[:2] in ("02", "03")) and not (len(digits) == 130 and digits[:2] == "04"):
        return False
    x = int(digits[2:66], 16)
    square = (pow(x, 3, _FIELD) + 7) % _FIELD
    if len(digits) == 130:
        return pow(int(digits[66:], 16), 2, _FIELD) == square
    return x < _FIELD and pow(square, (_FIELD - 1) // 2, _FIELD) == 1
