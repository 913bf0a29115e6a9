"""Bytes to text: UTF-8 and UTF-16 with or without mark, else the code page of Cyrillic in which the text reads best.

Names of the chain are ASCII, so a wrong guess among code pages cannot change one that is right; it can
only misname the letters around it. What was guessed is said.
"""

import codecs
from collections import Counter
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE, _HEAD = 4096, 1 << 16
_PAGES = ("cp1251", "koi8-r", "cp866")
_COMMON = "оеаинтсрвл"


class DecodedText(NamedTuple):
    """A text, the encoding it was read in, and whether the file itself showed which it is."""

    text: str
    encoding: str
    sure: bool


def decode(content: bytes, stated: str = "") -> DecodedText:
    """Return the text of a file, line ends made line feeds; `stated` is the encoding named by its part of a message.

    Raises:
        ValueError: it is in none of the encodings known here.
    """
    for encoding, sure in (*(((stated, True),) if stated else ()), *_attempts(content)):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return DecodedText(text.replace("\r\n", "\n").replace("\r", "\n"), encoding, sure)
    raise ValueError("is not text in UTF-8, UTF-16, Windows-1251 or KOI8-R; save it as UTF-8")


def _attempts(content: bytes) -> tuple[tuple[str, bool], ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return ((encoding, True),)
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if 4 * max(even, odd) > len(sample):
        return (("utf-16-be" if even > odd else "utf-16-le", False),)
    return (("utf-8", True), *((page, False) for page in sorted(_PAGES, key=lambda page: -_reads(content, page))))


def _reads(content: bytes, page: str) -> int:
    """Return how often the commonest small letters of Russian stand in the head of a file, read in a code page."""
    letters = Counter(content[:_HEAD].decode(page, "replace"))
    return sum(letters[letter] for letter in _COMMON)
