"""Whether two names are one person's: who examines a case never reviews it, and one person signs once."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from string import ascii_uppercase

ALIKE = str.maketrans(
    "авекмнорстухіјѕһүӏԁԛԝёë" + "αβεζηικμνορτυχ" + "ıɡɑøłđħ",
    "abekmhopctyxijshyldqwee" + "abezhikmnoptyx" + "igaoldh",
)
"""Small letters by the Latin one that they, or their capitals, look like. Source: Unicode TS 39, in part."""
BY_SIGHT = str.maketrans("Il1|\u0406\u0399\u04c0\u04cf0O\u041e\u039f", "\u01c3" * 8 + "o" * 4)
"""Letters and figures that no reader tells apart: capital i, small l and 1; capital o and 0; in three scripts."""
AS_WRITTEN = str.maketrans("νυηγωгпьЬзЗбΓΛΠΦΘλπφθ", "vunywrnbb336ГЛПФӨлnфө")
"""Letters by what they look like as they are written, small or capital: the other of the pair looks otherwise."""
LIGATURES = str.maketrans({"æ": "ae", "ӕ": "ae", "œ": "oe"})
"""Two letters written as one."""
DROPPED = frozenset("'’‘ʼʹ`´")
"""Marks inside a word, beside accents that stand alone and what has no width."""
_RUN_TOGETHER = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Letters side by side, and the one that they look like in print."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_WORD_BY_SIGHT = re.compile(r"[^\W_]+")
_COMPARED = {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "GREEK": "Greek"}
"""Scripts of which letters that look alike are known, so that a name may have some of each."""
_ASIAN = {"CJK": "Chinese", "HIRAGANA": "Chinese", "KATAKANA": "Chinese", "HANGUL": "Chinese", "BOPOMOFO": "Chinese"}
"""Scripts that are written together."""
_LATIN = frozenset([*ascii_uppercase, "AE", "OE", "ETH", "THORN", "SHARP S", "DOTLESS I", "SCHWA", "ENG"])
_GREEK = frozenset({"ALPHA", "BETA", "GAMMA", "DELTA", "EPSILON", "ZETA", "ETA", "THETA", "IOTA", "KAPPA", "LAMDA",
                    "MU", "NU", "XI", "OMICRON", "PI", "RHO", "SIGMA", "FINAL SIGMA", "TAU", "UPSILON", "PHI", "CHI",
                    "PSI", "OMEGA"})  # fmt: skip
"""What Unicode calls the letters that names have, but for what is added WITH them."""
_NAMED = re.compile(r"[A-Z]+ (?:CAPITAL|SMALL) (?:LETTER|LIGATURE) (.+)")
_CYRILLIC = ((0x0400, 0x045F), (0x048A, 0x04FF), (0x0510, 0x0519), (0x051E, 0x052F))
"""Cyrillic letters of living alphabets, first and last: between and after them stand those of older ones."""
_PHONETIC = ((0x01C0, 0x01C3), (0x0250, 0x02AF), (0x1D00, 0x1DBF), (0xA720, 0xA7FF), (0xAB30, 0xAB6F))
"""Blocks of Latin letters of phonetic writing and the like, first and last; names have one of them, U+0259."""
_SCHWA = 0x0259
_ONE_SCRIPT = "write a person in the letters of one script"


def same_person(one: str, other: str) -> bool:
    """Return whether two names are one person's.

    Letter case, spacing, punctuation, accents, Unicode form and the order of the words do not tell persons apart, nor
    do Cyrillic and Greek letters that look like Latin ones, strokes through o, l, d and h, capital i beside small l and
    1, capital o beside 0, Cyrillic з beside 3, two letters written as one. So a few letters of one script fall
    together: Cyrillic н and һ, у and ү, и and й, в and ь. Any other letter and the order of the initials do tell
    persons apart. Letters of two scripts in a word, and such as no name has, are no person's: see `mixed_letters`.

    What it cannot tell: a name in another spelling or transliteration, in full where the other has an initial, with a
    title before it, or wholly in letters of another script; two persons of one name.
    """
    return any(mine == theirs for mine, theirs in zip(looks(one), looks(other), strict=True))


@lru_cache(maxsize=1024)
def looks(name: str) -> tuple[str, str, str, str]:
    """Return a name as it looks: its letters in a row, its words in one order, and both by sight alone."""
    taken_apart = unicodedata.normalize("NFKD", name)
    words = _WORD.findall(_plain(taken_apart))
    by_sight = _WORD_BY_SIGHT.findall(_plain(taken_apart.translate(BY_SIGHT | AS_WRITTEN)))
    return "".join(words), _in_order(words), "".join(by_sight), _in_order(by_sight)


def look_alike(one: str, other: str) -> bool:
    """Return whether two names are told apart by so little that a person should look whether they are two persons.

    That is a tail, a bar or a hook of a letter (Қ beside К, Ұ beside Ү, Ğ beside G), and letters that run together
    in print: rn beside m, vv beside w, cl beside d. Each may be two persons' names: nothing is refused over it.
    """
    return not same_person(one, other) and same_person(_at_a_glance(one), _at_a_glance(other))


@lru_cache(maxsize=1024)
def _at_a_glance(name: str) -> str:
    """Return a name without what a letter has beside its base, and with letters that run together as one.

    Source: Unicode names a letter after its base, WITH what is added to it.
    """
    bare = "".join(map(_base, unicodedata.normalize("NFKC", name)))
    small = unicodedata.normalize("NFKD", bare.casefold()).translate(ALIKE)
    for printed, seen in _RUN_TOGETHER:
        small = small.replace(printed, seen)
    return small


def _base(letter: str) -> str:
    """Return the letter that a letter is named after, itself where there is none."""
    base = unicodedata.name(letter, "").partition(" WITH ")[0]
    try:
        return unicodedata.lookup(base)
    except KeyError:
        return letter


def mixed_letters(name: str) -> str | None:
    """Return why a name is none that can be compared: its letters are of more than one script; None: it can be.

    Latin, Cyrillic and Greek count as one here, but not within one word: no name has a word of two, and such a word is
    how one person is written as another. Letters of phonetic writing, and such as no name has, look like others of
    their script and are a script of their own.
    """
    scripts = mixed_scripts(name)
    if scripts:
        return f"has {' and '.join(scripts)} letters: {_ONE_SCRIPT}"
    word = next((word for word in _words(name) if len(_scripts(word)) > 1), "")
    if not word:
        return None
    usual, _ = Counter(script for letter in word for script in _scripts_of(letter)).most_common(1)[0]
    strange = [each for each in dict.fromkeys(word) if _scripts(each) not in ((), (usual,))]
    told = ", ".join(f"{each} is U+{ord(each):04X}" for each in strange)
    return f"has {' and '.join(_scripts(word))} letters in one word ({told}): {_ONE_SCRIPT}"


def mixed_scripts(name: str) -> tuple[str, ...]:
    """Return the scripts of a name's letters, in their order there, where they count as more than one."""
    found = _scripts(name)
    kinds = {each if each not in _COMPARED.values() else "" for each in found}
    return found if len(kinds) > 1 else ()


def _words(name: str) -> list[str]:
    """Return the words of a name: neither what no reader sees between two letters parts them nor an apostrophe."""
    plain = unicodedata.normalize("NFKC", name)
    return _WORD_BY_SIGHT.findall("".join(each for each in plain if not _is_dropped(each)))


def _scripts(text: str) -> tuple[str, ...]:
    """Return the scripts of a text's letters, in their order there, each once."""
    return tuple(dict.fromkeys(script for letter in text for script in _scripts_of(letter)))


def _scripts_of(letter: str) -> Iterator[str]:
    """Yield the script of each letter that a character stands for; of a Greek one also as it is written."""
    written = [letter] if unicodedata.name(letter, "").startswith("GREEK ") else []
    for each in dict.fromkeys([*written, *unicodedata.normalize("NFKC", letter)]):
        if unicodedata.category(each) in ("Lu", "Ll", "Lt", "Lo"):
            yield _script(each)


def _script(letter: str) -> str:
    """Return the script of a letter by its name in Unicode; `unusual` for one that no living alphabet has in names."""
    point = ord(letter)
    if point != _SCHWA and any(first <= point <= last for first, last in _PHONETIC):
        return "phonetic"
    name = unicodedata.name(letter, "OTHER")
    script = name.partition(" ")[0]
    if script in _COMPARED:
        return _COMPARED[script] if _is_usual(script, name, point) else "unusual"
    return _ASIAN.get(script) or script.capitalize()


def _is_usual(script: str, name: str, point: int) -> bool:
    """Return whether names have a letter; `name` is such as LATIN SMALL LETTER O WITH STROKE."""
    if script == "CYRILLIC":
        return any(first <= point <= last for first, last in _CYRILLIC)
    found = _NAMED.fullmatch(name.partition(" WITH ")[0])
    return found is not None and found[1] in (_LATIN if script == "LATIN" else _GREEK)


def _plain(taken_apart: str) -> str:
    """Return a text with each letter as it looks, small and without accents."""
    small = unicodedata.normalize("NFKD", taken_apart.casefold()).translate(ALIKE).translate(LIGATURES)
    return "".join(each for each in small if not _is_dropped(each))


def _is_dropped(letter: str) -> bool:
    return letter in DROPPED or unicodedata.category(letter) in ("Cf", "Mn")


def _in_order(words: list[str]) -> str:
    """Return words in one order; initials that follow one another are one word."""
    rows = [(is_initial, [*some]) for is_initial, some in groupby(words, key=_is_initial)]
    return " ".join(sorted(word for is_initial, some in rows for word in (["".join(some)] if is_initial else some)))


def _is_initial(word: str) -> bool:
    return len(word) == 1 and not word.isdecimal()
