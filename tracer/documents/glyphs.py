"""Which characters the printed fonts can show, so that none is ever printed as an empty box.

The text face is Noto Sans, read here from its own character map; arrows and the like come from the mono face
that the typesetter brings along. Anything else is printed as its number, visibly, and the page says so: a font of its
own for each script of the world would weigh more than the product, and whoever checks a bundle would need each.

Source: OpenType 1.9, `cmap`, formats 4 and 12.
"""

import re
import struct
from collections.abc import Iterator
from functools import cache
from unicodedata import normalize

from tracer.visible import paragraphs

_BESIDE = frozenset("→←↑↓≤≥−·…│")
"""Characters that the product's own sentences use and the mono face has; a test sets every one of them."""


_ALPHABETS = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x24F), (0x370, 0x482), (0x48A, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x2027),
    (0x2030, 0x205E), (0x20A0, 0x20C0), (0x2100, 0x214F),
)  # fmt: skip
"""Latin, Greek and Cyrillic with their signs, money and letter-like symbols, first and last. Of other scripts the face
holds some letters too, Devanagari among them; but a shaped cluster of those has glyphs that stand for no letter, which
PDF/A forbids, and so have combining marks."""

_UNNAMED = frozenset(map(ord, "ǹḿṃṅṣẹịọụ"))
"""Letters whose glyph the face gives no name of its own: the same fault."""


def legible(text: str) -> str:
    """Return the text as it is printed: each run of letters that cannot be as their numbers, `[U+5E01 U+5B89]`.

    A letter and a mark that are one letter in normal form C are printed as that.
    """
    seen = paragraphs(text)
    return seen if seen.isascii() else _strange().sub(_stated, normalize("NFC", seen))


def lacking(text: str) -> str:
    """Return the letters of a text that cannot be printed, each once, in their order."""
    if text.isascii():
        return ""
    return "".join(dict.fromkeys("".join(_strange().findall(normalize("NFC", paragraphs(text))))))


def _stated(run: re.Match[str]) -> str:
    return f"[{' '.join(f'U+{ord(each):04X}' for each in run[0])}]"


@cache
def _strange() -> re.Pattern[str]:
    """Return what finds a run of letters that cannot be printed."""
    held = "".join(map(re.escape, map(chr, sorted(coverage()))))
    return re.compile(f"[^{held}\n\t\r]+")


@cache
def coverage() -> frozenset[int]:
    """Return every code point that a printed text may hold."""
    known = {point for first, last in _ALPHABETS for point in range(first, last + 1)}
    return frozenset(known & set(_mapped(_face())) - _UNNAMED) | {ord(each) for each in _BESIDE}


def _face() -> bytes:
    """Return the bytes of the upright text face."""
    from fontpkg_noto_sans import ROOT

    with (ROOT / "files" / "NotoSans[wdth,wght].ttf").open("rb") as file:
        content: bytes = file.read()
    return content


def _mapped(face: bytes) -> Iterator[int]:
    """Yield every code point that a TrueType file maps to a glyph."""
    (tables,) = struct.unpack_from(">H", face, 4)
    for at in range(12, 12 + 16 * tables, 16):
        tag, _, start, _ = struct.unpack_from(">4sIII", face, at)
        if tag == b"cmap":
            yield from _segments(face, start)


def _segments(face: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", face, start + 2)
    for at in range(start + 4, start + 4 + 8 * count, 8):
        _, _, offset = struct.unpack_from(">HHI", face, at)
        if struct.unpack_from(">H", face, start + offset) == (12,):
            yield from _groups(face, start + offset)


def _groups(face: bytes, start: int) -> Iterator[int]:
    """Yield the code points of a format 12 subtable; glyph 0 is the empty box."""
    (count,) = struct.unpack_from(">I", face, start + 12)
    for at in range(start + 16, start + 16 + 12 * count, 12):
        first, last, glyph = struct.unpack_from(">III", face, at)
        yield from range(first if glyph else first + 1, last + 1)
