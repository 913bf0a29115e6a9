"""Finds recovery phrases whose words are run together, which no separator tells apart.

Two forms: a run of letters that holds a whole phrase, also with other letters before and behind it; and groups of
words, two or more in each but the last, that are a phrase together (`abandonability ableabout …`). Chinese
words have one character each, and ordinary Chinese is made of the same characters. So groups of them are read only
where all are of one length and have together 18, 21 or 24 characters, whose checksum lets one in 64 to 256 pass; and
longer runs, or fewer characters, only beside a word that announces a phrase. A run just as long as a phrase is read
where letters of another script stand right beside it, as it is where none do.
A phrase can often be cut in more ways than one; so many are tried, for a hostile text has no end of them.
Source: BIP 39.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, islice, product
from typing import NamedTuple

from tracer.formats.recovery_phrases import LONGEST_GAP, SIZES, is_phrase, listed_words, plain_form

_LETTERS = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u3099\u309a]+[^\W\d_]*)*")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST = 2 * 3
_SHORTEST_KOREAN = 2 * 2
"""Letters of two words of the shortest kind, composed."""
_LONG = 24
"""Letters, composed, of twelve words of the shortest kind, Korean ones of two syllables."""
_MOST_WAYS, _MOST_TRIED, _MOST_INSIDE = 64, 4_096, 512
"""Ways in which one run is cut; steps of that, and combinations over several runs; steps from one place in a run."""
_MOST_LETTERS = 4_000
"""Letters of one run that are looked through; a longer one is no text."""
_ANNOUNCED = re.compile(
    "助记词|助記詞|助记码|助記碼|恢复词|恢復詞|恢复短语|恢復短語|种子词|種子詞|密语|密語|备份词|備份詞|私钥|私鑰"
)
_BETWEEN = 2
"""Characters such as 是 or 为 that may stand between the announcement and the phrase."""
_NEAR = 20
_FEWEST_UNANNOUNCED = 18

_Way = tuple[int, ...]


class _Run(NamedTuple):
    start: int
    end: int
    text: str


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where letters stand that hold a phrase run together, in the order of the text."""
    yield from sorted((*_of_letters(text), *_of_han(text)))


def _of_letters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of letters that hold a phrase, and groups of runs that are one."""
    group: list[_Run] = []
    end = 0
    for match in _LETTERS.finditer(text):
        begin, stop = match.span()
        near, long = (
            begin - end <= LONGEST_GAP,
            stop - begin >= (_SHORTEST_KOREAN if text[begin] >= "가" else _SHORTEST),
        )
        if group and not (near and long):
            tail = [_run(match)] if near else []
            yield from _of_group([*group, *tail])
            group = []
        if long:
            group.append(_run(match))
        end = stop
    yield from _of_group(group)


def _run(match: re.Match[str]) -> _Run:
    return _Run(match.start(), match.end(), match[0])


def _of_group(group: Sequence[_Run]) -> Iterator[tuple[int, int]]:
    """Yield what of a group of runs holds a phrase; only the last may be too short for two words."""
    if sum(run.end - run.start for run in group) < _LONG:
        return
    end = 0
    cuts = [_ways(plain_form(run.text)) for run in group]
    for language in sorted({language for each in cuts for language in each}):
        for first, last in _sequences([each.get(language, ()) for each in cuts]):
            if group[first].start >= end and _is_one([cut[language] for cut in cuts[first:last]]):
                end = group[last - 1].end
                yield group[first].start, end
    for run in group:
        if run.start >= end and _LONG <= run.end - run.start <= _MOST_LETTERS and _holds_inside(plain_form(run.text)):
            yield run.start, run.end


def _sequences(cuts: Sequence[tuple[_Way, ...]]) -> Iterator[tuple[int, int]]:
    """Yield from where to where runs are of two words or more each; one of a single word may follow."""
    at = 0
    for several, runs in groupby(cuts, lambda ways: any(len(way) > 1 for way in ways)):
        size = len(tuple(runs))
        if several:
            yield at, at + size
            if at + size < len(cuts) and cuts[at + size]:
                yield at, at + size + 1
        at += size


def _is_one(cuts: Sequence[tuple[_Way, ...]]) -> bool:
    """Whether runs, each cut in one of these ways, are a phrase together and nothing else."""
    ways = ([index for part in way for index in part] for way in islice(product(*cuts), _MOST_TRIED))
    return any(len(way) in SIZES and is_phrase(tuple(way)) for way in ways)


@lru_cache(1 << 14)
def _ways(word: str) -> Mapping[str, tuple[_Way, ...]]:
    """Return, by language, the ways in which a run is nothing but listed words; a listed word is itself one."""
    listed = listed_words()
    whole = {language: ((index,),) for language, index in listed.get(word, {}).items()}
    if whole or len(word) < _SHORTEST:
        return whole
    return {language: cut for language in _starts(word, 0) if (cut := tuple(islice(_cut(word, language), _MOST_WAYS)))}


def _starts(word: str, at: int) -> set[str]:
    """Return the languages that have a word with which a run goes on at a place."""
    listed, lengths = listed_words(), _lengths().get(word[at : at + 2], ())
    return {language for size in lengths for language in listed.get(word[at : at + size], ())}


def _cut(word: str, language: str) -> Iterator[_Way]:
    """Yield the ways to cut a whole run into at most 24 words."""
    yield from (way for place, way in _cuts(word, language, 0, _MOST_TRIED) if place == len(word))


def _cuts(word: str, language: str, at: int, most: int) -> Iterator[tuple[int, _Way]]:
    """Yield, from a place in a run on, every sequence of up to 24 words, and where it ends; at most so many steps."""
    listed, lengths = listed_words(), _lengths()
    waiting: list[tuple[int, _Way]] = [(at, ())]
    for _ in range(most):
        if not waiting:
            return
        place, way = waiting.pop()
        if way:
            yield place, way
        if len(way) == SIZES[0]:
            continue
        for length in lengths.get(word[place : place + 2], ()):
            index = listed.get(word[place : place + length], {}).get(language)
            if index is not None and place + length <= len(word):
                waiting.append((place + length, (*way, index)))


def _holds_inside(word: str) -> bool:
    """Whether a long run holds a phrase somewhere, whatever letters stand before and behind it."""
    for at in range(len(word) - _LONG + 1):
        for language in _starts(word, at):
            if any(len(way) in SIZES and is_phrase(way) for _, way in _cuts(word, language, at, _MOST_INSIDE)):
                return True
    return False


def _of_han(text: str) -> Iterator[tuple[int, int]]:
    """Yield where Chinese words hold a phrase in groups of one length, or behind a word that announces it."""
    group: list[_Run] = []
    for match in _HAN.finditer(text):
        run = _run(match)
        yield from _of_run(run)
        if group and run.start - group[-1].end <= LONGEST_GAP and not _ANNOUNCED.fullmatch(run.text):
            if len(run.text) == len(group[0].text):
                group.append(run)
                continue
            if len(run.text) < len(group[0].text):
                yield from _of_groups([*group, run], text)
        yield from _of_groups(group, text)
        group = [] if _ANNOUNCED.fullmatch(run.text) else [run]
    yield from _of_groups(group, text)


def _of_groups(group: Sequence[_Run], text: str) -> Iterator[tuple[int, int]]:
    joined = "".join(run.text for run in group)
    if len(group) < 2 or len(group[0].text) < 2 or len(joined) not in SIZES:
        return
    before = text[max(0, group[0].start - _NEAR) : group[0].start]
    if (len(joined) >= _FEWEST_UNANNOUNCED or _ANNOUNCED.search(before)) and _is_han_phrase(joined):
        yield group[0].start, group[-1].end


def _of_run(run: _Run) -> Iterator[tuple[int, int]]:
    """Yield where a run is as long as a phrase and one, letters of other scripts beside it, or announces one."""
    if len(run.text) in SIZES and _is_han_phrase(run.text):
        yield run.start, run.end
        return
    for match in _ANNOUNCED.finditer(run.text):
        for at in range(match.end(), match.end() + _BETWEEN + 1):
            for size in SIZES:
                if len(run.text) >= at + size and _is_han_phrase(run.text[at : at + size]):
                    yield run.start + at, run.start + at + size
                    return


def _is_han_phrase(text: str) -> bool:
    listed = listed_words()
    known = [listed.get(each, {}) for each in text]
    return any(
        all(language in each for each in known) and is_phrase(tuple(each[language] for each in known))
        for language in known[0]
    )


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """Return the lengths of the listed words that begin with two letters, the shortest first."""
    found: dict[str, set[int]] = {}
    for word in listed_words():
        if len(word) > 2:
            found.setdefault(word[:2], set()).add(len(word))
    return {start: tuple(sorted(lengths)) for start, lengths in found.items()}
