"""Text that others wrote, made fit to be shown: its letters stay as they are, what hides or commands is spelled out.

A name in Cyrillic, Arabic or Chinese is read by people and stays. A control character can move a terminal's cursor, a
bidirectional one turns the order of what is read, one of no width makes two texts look alike: each is shown as its
number. The table is the tracer's own and not that of the Python that runs it, so the same text gives the same bytes
on every machine.

Source: Unicode Standard 15.1, general categories Cc, Cs, Co, Zl, Zp, Cf but the number signs of Arabic and its like,
which are seen, and the property Default_Ignorable_Code_Point; UAX 9 for direction; Unicode Technical Report 36 for what
can be done with them.
"""

import re

_BREAKS = "\t\n\r"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_HIDDEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_PRIVATE = "\ud800-\uf8ff\U000f0000-\U0010ffff"
"""Surrogates and private use: nobody can say what they show."""
_PARAGRAPHS = re.compile(f"[{_CONTROL}{_HIDDEN}{_PRIVATE}]")
_LINE = re.compile(f"[{_BREAKS}{_CONTROL}{_HIDDEN}{_PRIVATE}]")


def visible(text: str, most: int | None = None) -> str:
    r"""Return the text on one line, whatever hides or commands in it written as `\u202e`.

    Beyond `most` letters cut, with `…`.
    """
    cut = text if most is None or len(text) <= most else text[:most] + "…"
    return cut if cut.isascii() and cut.isprintable() else _LINE.sub(_number, cut)


def quoted(text: str, most: int | None = None) -> str:
    """Return the text as `visible` does, between quotation marks that it cannot be taken to end."""
    return "'" + visible(text, most).replace("'", "\\'") + "'"


def paragraphs(text: str) -> str:
    """Return the text as `visible` does, its line breaks and tabs left as they are."""
    return _PARAGRAPHS.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    point = ord(found[0])
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
