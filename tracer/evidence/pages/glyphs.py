"""Which characters the printed fonts can show, so that none is ever printed as an empty box.

The text face is Noto Sans, read here from its own character map; arrows and the like come from the mono face
that the typesetter brings along. Anything else is printed as its number, visibly.

Source: OpenType 1.9, `cmap`, formats 4 and 12.
"""

import struct
from collections.abc import Iterator
from functools import cache

from tracer.visible import paragraphs

_BESIDE = frozenset("→←↑↓≤≥≠−·…│")
"""Characters that the product's own sentences use and the mono face has; a test sets every one of them."""


def legible(text: str) -> str:
    """Return the text with every character that could not be printed written as its number."""
    seen = paragraphs(text)
    if seen.isascii():
        return seen
    held = coverage()
    return "".join(each if each in "\n\t" or ord(each) in held else _number(each) for each in seen)


@cache
def coverage() -> frozenset[int]:
    """Return every code point that a printed text may hold."""
    return frozenset(_mapped(_face())) | {ord(each) for each in _BESIDE}


def _number(character: str) -> str:
    point = ord(character)
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


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
