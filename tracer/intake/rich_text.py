r"""The text of an RTF file: control words taken out, its escapes for letters undone.

Formatting inside a name does not break it. Links are read, for they are text of a field; tables of fonts, colours
and styles are not, nor are pictures, which are named.
Source: Rich Text Format Specification 1.9.1 (control words, `\'hh`, `\uN` with `\ucN`, destinations).
"""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_BREAKS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"cell": "\t",
    b"tab": "\t",
    b"nestcell": "\t",
}
_LETTERS = {
    b"emdash": "\u2014", b"endash": "\u2013", b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c",
    b"rdblquote": "\u201d", b"bullet": "\u2022", b"emspace": "\u2003", b"enspace": "\u2002", b"zwnj": "\u200c",
    b"zwj": "\u200d", b"zwbo": "\u200b",
}  # fmt: skip
_SIGNS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_UNREAD = {b"fonttbl", b"colortbl", b"stylesheet", b"listtable", b"listoverridetable", b"themedata",
           b"colorschememapping", b"latentstyles", b"datastore", b"generator", b"rsidtbl"}  # fmt: skip
_PICTURES = {b"pict", b"objdata"}
_MOST_DEEP = 10_000


class RichText(NamedTuple):
    """The text, and what was not read."""

    text: str
    notes: tuple[str, ...]


def read(content: bytes) -> RichText:
    """Return the text of an RTF file.

    Raises:
        ValueError: its groups are nested too deeply.
    """
    stated = re.search(rb"\\ansicpg([0-9]{3,5})", content[:2000])
    page = f"cp{int(stated[1])}" if stated else "cp1252"
    try:
        b"".decode(page)
    except LookupError:
        page = "cp1252"
    parts: list[str] = []
    notes: dict[str, None] = {}
    groups: list[tuple[bool, int]] = []
    hidden, after, skip = False, 1, 0
    for match in _TOKEN.finditer(content):
        word, number, letter, sign, brace, plain = match.groups()
        if brace == b"{":
            groups.append((hidden, after))
            if len(groups) > _MOST_DEEP:
                raise ValueError("is RTF nested too deeply; open it and save it as text")
        elif brace == b"}":
            hidden, after = groups.pop() if groups else (False, 1)
        elif word is not None and word.lower() in _UNREAD:
            hidden = True
        elif word is not None and word.lower() in _PICTURES:
            hidden = True
            notes["holds pictures or objects; what stands in them was not read"] = None
        elif hidden:
            continue
        elif word is not None and word.lower() == b"uc":
            after = min(8, max(0, int(number or 1)))
        elif word is not None and word.lower() == b"u" and number is not None:
            parts.append(chr(int(number) % 65536))
            skip = after
        elif word is not None:
            parts.append(_BREAKS.get(word.lower(), _LETTERS.get(word.lower(), "")))
        elif letter is not None:
            parts.append("" if skip else bytes.fromhex(letter.decode()).decode(page, "replace"))
            skip = max(0, skip - 1)
        elif sign is not None:
            parts.append(_SIGNS.get(sign, ""))
        elif plain is not None:
            text = plain.decode(page, "replace")
            parts.append(text[skip:])
            skip = max(0, skip - len(text))
    text = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return RichText(text, tuple(notes))
