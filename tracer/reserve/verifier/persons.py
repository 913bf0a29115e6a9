"""Who is one person, by the letters of a name: what verify_title.py asks, beside which this file lies.

It carries out no item. Two names are one person's where they look alike, whatever letters, spaces, marks and order they
are written in; a word in letters of two scripts is no person's. Source: docs/title.md of custody-tracer, item T1.
"""

from __future__ import annotations

import re
import sys
import unicodedata

ALIKE = str.maketrans(  # small letters by the Latin one that they, or their capitals, look like
    "авекмнорстухіјѕһүӏԁԛԝёëαβεζηικμνορτυχıɡɑøłđħ", "abekmhopctyxijshyldqweeabezhikmnoptyxigaoldh"
)
BY_SIGHT = str.maketrans("Il1|\u0406\u0399\u04c0\u04cf0O\u041e\u039f", "\u01c3" * 8 + "o" * 4)  # none tells these apart
AS_WRITTEN = str.maketrans("νυηγωгпьЬзЗбΓΛΠΦΘλπφθ", "vunywrnbb336ГЛПФӨлnфө")  # as small letters or as capitals alone
LIGATURES = str.maketrans({"æ": "ae", "ӕ": "ae", "œ": "oe"})
NO_WIDTH = "'’‘ʼʹ`´"  # marks inside a word, beside accents and what is not seen
KNOWN = ("LATIN", "CYRILLIC", "GREEK")  # scripts of which a name may have several, but a word of it one
OF_NAMES = re.compile(  # what Unicode calls the letters of names; Cyrillic ones stand in blocks
    r"LATIN (CAPITAL|SMALL) (LETTER|LIGATURE) ([A-Z]|AE|OE|ETH|THORN|SHARP S|DOTLESS I|SCHWA|ENG)( WITH .+)?|"
    r"GREEK (CAPITAL|SMALL) LETTER (ALPHA|BETA|GAMMA|DELTA|EPSILON|ZETA|ETA|THETA|IOTA|KAPPA|LAMDA|MU|NU|XI|OMICRON|PI|"
    r"RHO|(FINAL )?SIGMA|TAU|UPSILON|PHI|CHI|PSI|OMEGA)( WITH .+)?"
)
CYRILLIC = re.compile("[\u0400-\u045f\u048a-\u04ff\u0510-\u0519\u051e-\u052f]")
PHONETIC = re.compile("[\u01c0-\u01c3\u0250-\u0258\u025a-\u02af\u1d00-\u1dbf\ua720-\ua7ff\uab30-\uab6f]")


def looks(name: str) -> tuple[str, ...]:
    """Return a name's letters as they look, its words in one order with initials in a row as one, and both by sight."""
    found, apart = list[str](), unicodedata.normalize("NFKD", name)
    for text, word in ((apart, r"[^\W\d_]+|\d+"), (apart.translate(BY_SIGHT | AS_WRITTEN), r"[^\W_]+")):
        plain = unicodedata.normalize("NFKD", text.casefold()).translate(ALIKE).translate(LIGATURES)
        words = " ".join(re.findall(word, seen(plain)))
        initials = re.sub(r"\b([^\W\d_]) (?=[^\W\d_]\b)", r"\1", words)
        found += [words.replace(" ", ""), " ".join(sorted(initials.split()))]
    return (*found,)


def seen(text: str) -> str:
    """Return a text without marks inside words, accents and what has no width."""
    return "".join(each for each in text if each not in NO_WIDTH and unicodedata.category(each) not in ("Cf", "Mn"))


def is_mixed(name: str) -> bool:
    """Return whether a name has a word in letters of two scripts, or letters beside others that no name has there."""
    words = re.findall(r"[^\W_]+", seen(unicodedata.normalize("NFKC", name)))
    kinds = {"" if each in KNOWN else each for each in scripts(name)}
    return len(kinds) > 1 or any(len(scripts(word)) > 1 for word in words)


def scripts(text: str) -> set[str]:
    """Return the scripts of a text's letters in normal form; what that makes of a Greek letter does not hide it."""
    greek = "".join(each for each in text if unicodedata.name(each, "").startswith("GREEK "))
    letters = {*greek, *unicodedata.normalize("NFKC", text)}
    return {script(each) for each in letters if unicodedata.category(each) in ("Lu", "Ll", "Lt", "Lo")}


def script(letter: str) -> str:
    """Return the script of a letter, the first word of its Unicode name; one of its own for such as no name has."""
    name = unicodedata.name(letter, "OTHER")
    found = name.split()[0]
    if PHONETIC.match(letter):
        return "phonetic"
    if found in KNOWN and not (CYRILLIC.match(letter) if found == "CYRILLIC" else OF_NAMES.fullmatch(name)):
        return "unusual"
    return "CJK" if found in ("HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO") else found


def alike(text: str) -> str:
    """Return a text without spaces and capitals, so that what tells orders apart is no more than that."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


if __name__ == "__main__":  # whoever runs it is not told that anything is right
    sys.exit("persons.py checks nothing alone: run python3 verify_title.py, which lies beside it.")
