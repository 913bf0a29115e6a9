"""Finds recovery phrases: 12, 15, 18, 21 or 24 words of one official list whose checksum holds.

Words may be in any case, composed, decomposed or without their accents, numbered, quoted, and parted by spaces, line
ends, punctuation or nothing but a capital; the first and the last may be run together with other letters. Chinese
words may also stand without spaces where they make a run of just such a length. Twelve
words have four bits of checksum, so one in sixteen sequences of twelve listed words passes by chance; that such
sequences stand in ordinary text is what hardly happens. A piece of the list itself, word by word, is none.
Nothing is derived from a phrase.
Source: BIP 39 (checksum, lists); the lists are data, see `wordlists/README.md`.
"""

import importlib.resources
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

LANGUAGES = (
    "english", "japanese", "korean", "spanish", "chinese_simplified", "chinese_traditional", "french", "italian",
    "czech", "portuguese",
)  # fmt: skip
SIZES = (24, 21, 18, 15, 12)
"""Words of a phrase, the most first."""

FEWEST = 12
"""Words of the shortest phrase."""
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u3099\u309a]+[^\W\d_]*)*")
_MARKS = re.compile("[\u0300-\u036f\u3099\u309a]+")
"""The accents of the lists, decomposed."""
_GLUED = 2
"""Words of a phrase that may be run together with other letters: the first and the last."""
LONGEST_GAP = 16
"""Characters that may stand between two words of a phrase: `", "`, `\\n12. `."""
_SHORTEST_LATIN, _LONGEST_WORD, _LONGEST_GLUED = 3, 16, 40
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")
_SHORTEST_HUMPED = 36
"""Letters of twelve words of the shortest kind, run together."""


class _Word(NamedTuple):
    start: int
    end: int
    text: str


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where runs of listed words begin and end that hold a phrase, in the order of the text."""
    segment: list[_Word] = []
    for word in _words(text):
        if segment and word.start - segment[-1].end > LONGEST_GAP:
            yield from _held(segment)
            segment = []
        if _may_be(word.text):
            segment.append(word)
        else:
            yield from _held(segment)
            segment = []
    yield from _held(segment)


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        if len(match[0]) in SIZES and all("\u4e00" <= each <= "\u9fff" for each in match[0]):
            yield from (_Word(at, at + 1, each) for at, each in enumerate(match[0], match.start()))
        elif len(match[0]) >= _SHORTEST_HUMPED and match[0].isascii():
            ends = [*(hump.start() for hump in _HUMP.finditer(match[0])), len(match[0])]
            for start, end in pairwise([0, *ends]):
                yield _Word(match.start() + start, match.start() + end, match[0][start:end])
        else:
            yield _Word(match.start(), match.end(), match[0])


def _may_be(word: str) -> bool:
    return len(word) <= _LONGEST_GLUED and (len(word) >= _SHORTEST_LATIN or not word.isascii())


def _held(segment: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Yield the runs of one list's words in a segment that hold a phrase; runs that overlap are one."""
    if len(segment) < FEWEST:
        return
    listed, nothing = listed_words(), dict[str, int]()
    begun: dict[str, list[int]] = {}
    found: list[tuple[int, int]] = []
    for at, word in enumerate([*segment, None]):
        known = nothing if word is None else listed.get(plain_form(word.text), nothing)
        for language in [each for each in begun if each not in known]:
            run = begun.pop(language)
            if len(run) >= FEWEST - _GLUED:
                found += _run_holds(segment, at - len(run), at, language, run)
        for language, index in known.items():
            begun.setdefault(language, []).append(index)
    end = -1
    for first, last in sorted(found):
        if first >= end:
            yield first, last
            end = last
        elif last > end:
            yield end, last
            end = last


def _run_holds(
    segment: Sequence[_Word], start: int, end: int, language: str, run: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield where a run of listed words holds a phrase, its first and last word perhaps glued to other letters.

    A phrase that takes in glued words and all between them is preferred to one inside the run, which may be chance.
    """
    heads: list[list[int]] = [[]]
    tails: list[list[int]] = [[]]
    if start > 0:
        heads += [[index] for index in _parts(segment[start - 1].text, language, at_end=True)]
    if end < len(segment):
        tails += [[index] for index in _parts(segment[end].text, language, at_end=False)]
    ways = [(head, tail, [*head, *run, *tail]) for head in heads for tail in tails]
    whole = [way for way in ways if len(way[2]) in SIZES and is_phrase(tuple(way[2]))]
    for head, tail, _ in whole or [way for way in ways if holds_one(way[2])]:
        yield segment[start - len(head)].start, segment[end - 1 + len(tail)].end
        return


def _parts(word: str, language: str, *, at_end: bool) -> Iterator[int]:
    """Yield the numbers of the listed words with which a word ends, or begins, the longest first."""
    plain, listed = plain_form(word), listed_words()
    for size in range(min(len(plain) - 1, _LONGEST_WORD), 1, -1):
        part = plain[-size:] if at_end else plain[:size]
        index = listed.get(part, {}).get(language)
        if index is not None:
            yield index


def holds_one(run: Sequence[int]) -> bool:
    """Whether some words of a run, one after the other, are a phrase."""
    return any(is_phrase(tuple(run[at : at + size])) for size in SIZES for at in range(len(run) - size + 1))


@lru_cache(1 << 12)
def is_phrase(indices: tuple[int, ...]) -> bool:
    """Whether the checksum of a phrase holds, and it is no piece of the list."""
    if all(after == before + 1 for before, after in pairwise(indices)):
        return False
    number = 0
    for index in indices:
        number = number << 11 | index
    checks = len(indices) // 3
    entropy = (number >> checks).to_bytes(checks * 4, "big")
    return sha256(entropy).digest()[0] >> 8 - checks == number & (1 << checks) - 1


def plain_form(word: str) -> str:
    """Return a word as the lists are compared: decomposed, in small letters."""
    return word.lower() if word.isascii() else normalize("NFKD", word).lower()


@cache
def listed_words() -> dict[str, dict[str, int]]:
    """Return every listed word with its number in each list that has it."""
    found: dict[str, dict[str, int]] = {}
    lists = [(language, plain_form(_listed(language))) for language in LANGUAGES]
    for language, plain in lists:
        for index, word in enumerate(plain.split()):
            found.setdefault(word, {})[language] = index
    for language, plain in lists:
        if plain.isascii():
            continue
        for index, word in enumerate(_MARKS.sub("", plain).split()):
            if word.isascii():
                found.setdefault(word, {}).setdefault(language, index)
    return found


def words(language: str) -> tuple[str, ...]:
    """Return the words of an official list in its order."""
    return tuple(_listed(language).split())


def _listed(language: str) -> str:
    return (importlib.resources.files("tracer.formats") / "wordlists" / f"{language}.txt").read_text("utf-8")
