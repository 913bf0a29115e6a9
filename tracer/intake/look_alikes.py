"""Characters that a hand, a scan or a font takes for one another."""

from unicodedata import normalize

_FOREIGN = {
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X",
    "У": "Y", "З": "3", "Ѕ": "S", "І": "I", "Ј": "J", "Ԛ": "Q", "Ԝ": "W", "Ү": "Y", "Ь": "b",
    "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "х": "x",
    "у": "y", "з": "3", "ѕ": "s", "і": "i", "ј": "j", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "w", "ү": "v", "ь": "b",
    "б": "6", "г": "r", "п": "n", "и": "u", "Б": "6", "ч": "4", "ѵ": "v", "ё": "e", "Ё": "E",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
    "Τ": "T", "Υ": "Y", "Χ": "X", "α": "a", "ο": "o", "ρ": "p", "ν": "v", "υ": "u", "κ": "k", "ι": "i", "χ": "x",
    "ı": "i", "ł": "l", "Ł": "L", "ß": "B",
}  # fmt: skip
"""Letters of other alphabets by the Latin character they look like."""

_GROUPS = ("0OoQDC", "1lIijLtT7|!", "2Zz", "3E", "4A9", "5Ss", "6bG", "8B3&", "9gqy", "uv", "vy", "wvv", "ce", "ao",
"ad",
           "hbn", "mn", "rn", "nu", "ft", "kx", "pq", "rv", "db", "6 8", "0 8", "5 6", "1 4", "qg", "yg")  # fmt: skip


def latin(character: str) -> str:
    """Return the Latin letter or digit that a character of another alphabet or width looks like, else itself."""
    if character.isascii():
        return character
    plain = normalize("NFKC", character)
    return _FOREIGN.get(character, plain if len(plain) == 1 and plain.isascii() else character)


def folded(text: str) -> str:
    """Return the text with every letter that looks Latin made Latin; of the same length."""
    return text if text.isascii() else "".join(map(latin, text))


def alike(character: str) -> str:
    """Return the ASCII characters that a character may be taken for, the other case of a letter first."""
    plain = latin(character)
    found = [plain] if plain != character else []
    found += [plain.swapcase(), *(each for group in _GROUPS if plain in group for each in group)]
    found += [each for group in _GROUPS if plain.swapcase() in group for each in group if plain.isalpha()]
    return "".join(dict.fromkeys(each for each in found if each != character and not each.isspace()))
