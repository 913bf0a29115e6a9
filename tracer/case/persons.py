"""Whether two names are one person's: who examines a case never reviews it, and one person signs once."""

import re
import unicodedata
from itertools import groupby

ALIKE = str.maketrans(
    "авекмнорстухіјѕһүӏԁԛԝёë" + "αβεζηικμνορτυχ" + "ıɡɑ",
    "abekmhopctyxijshyldqwee" + "abezhikmnoptyx" + "iga",
)
"""Small letters by the Latin one that they, or their capitals, look like. Source: Unicode TS 39, in part."""
DROPPED = frozenset("'’‘ʼʹ`´")
"""Marks inside a word, beside accents that stand alone and what has no width."""
_WORD = re.compile(r"[^\W\d_]+|\d+")


def same_person(one: str, other: str) -> bool:
    """Return whether two names are one person's.

    Letter case, spacing, punctuation, Unicode form and the order of the words do not tell persons apart, nor do
    Cyrillic and Greek letters that look like Latin ones; е stands for ё. So a few letters of one script fall together:
    Cyrillic н and һ, у and ү. Any other letter or accent and the order of the initials do tell persons apart.

    What it cannot tell: a name in another spelling or transliteration, in full where the other has an initial, or in
    letters of other scripts; letters of one script that look alike, as l and I; two persons of one name.
    """
    mine, theirs = _words(one), _words(other)
    return "".join(mine) == "".join(theirs) or _in_order(mine) == _in_order(theirs)


def _words(name: str) -> list[str]:
    """Return the words of a name, letters and digits apart, each letter as it looks."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(ALIKE)
    return _WORD.findall("".join(each for each in plain if not _is_dropped(each)))


def _is_dropped(letter: str) -> bool:
    return letter in DROPPED or unicodedata.category(letter) in ("Cf", "Mn")


def _in_order(words: list[str]) -> list[str]:
    """Return words in one order; initials that follow one another are one word."""
    rows = [(is_initial, [*some]) for is_initial, some in groupby(words, key=_is_initial)]
    return sorted(word for is_initial, some in rows for word in (["".join(some)] if is_initial else some))


def _is_initial(word: str) -> bool:
    return len(word) == 1 and not word.isdecimal()
