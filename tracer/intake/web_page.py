"""The text of a copied web page, and what its attributes say, each with its line and column in the file.

Nothing is loaded and no script runs. Tags inside a line of text do not end it but leave a character of no
width, so that names which a page only sets apart by markup do not run together, and one that markup breaks
is found as broken. A name that the page shows shortened often stands whole in a link.
Each end of a comment, tag or attribute is sought once from left to right, so the cost grows with the page, also with
one whose markup never closes: such markup is text.
Source: the HTML standard, "Tokenization", as far as text, comments, tags and attributes go.
"""

import re
from bisect import bisect_right
from html import unescape

from tracer.intake.piece import Piece, Place, TextOrigin

_INLINE = {"a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "kbd", "mark", "s", "samp", "small", "span",
           "strong", "sub", "sup", "tt", "u"}  # fmt: skip
_SEAM = "\u200b"
_SHORTEST = 25
"""Characters of an attribute that may hold a name."""
_LONGEST_VALUE = 1 << 20
"""Characters of an attribute; a quotation mark that closes later than that closes something else."""
_MARKUP = re.compile(r"<(?:!--|(/?)([A-Za-z][^\s/>]{0,99})|[!?])")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s=/<>]{0,100})[^\s=/<>]*(?:\s{0,20}=\s{0,20}(?=([\"'])|([^\s<>]*)))?")
_LINE = re.compile("\n")


def pieces(text: str, sheet: str | None = None) -> tuple[Piece, ...]:
    """Return runs of text and attributes in the order of the file."""
    page = _Page(text, sheet)
    page.read()
    page.flush()
    return tuple(page.found)


class _Next:
    """Where a mark next stands from some place on; places only ever grow, so that the text is searched once."""

    def __init__(self, text: str, mark: str) -> None:
        self._text, self._mark, self._at = text, mark, -1
        self._ended = False

    def after(self, place: int) -> int | None:
        """Return the first place at or behind this one; None where there is no more."""
        if self._at < place and not self._ended:
            self._at = self._text.find(self._mark, place)
            self._ended = self._at < 0
        return None if self._ended else self._at


class _Page:
    """Reads a page from its beginning to its end; `found` grows."""

    def __init__(self, text: str, sheet: str | None) -> None:
        self.found: list[Piece] = []
        self._text, self._sheet = text, sheet
        self._starts = [0, *(match.end() for match in _LINE.finditer(text))]
        self._comment, self._tag = _Next(text, "-->"), _Next(text, ">")
        self._quotes = {mark: _Next(text, mark) for mark in "\"'"}
        lower = text.lower() if len(text.lower()) == len(text) else text
        self._closing = {tag: _Next(lower, f"</{tag}") for tag in ("script", "style")}
        self._parts: list[str] = []
        self._origins: list[TextOrigin] = []
        self._length = 0

    def read(self) -> None:
        """Read all of it."""
        at = 0
        while (markup := _MARKUP.search(self._text, at)) is not None:
            self._data(at, markup.start())
            end = self._markup(markup)
            if end is None:
                self._data(markup.start(), markup.start() + 1)
                end = markup.start() + 1
            at = end
        self._data(at, len(self._text))

    def flush(self, note: tuple[str, ...] = ()) -> None:
        """End the present run of text."""
        text = "".join(self._parts)
        if text.strip():
            first = self._origins[0]
            place = Place(self._sheet, first.line, first.column, None)
            self.found.append(Piece(text, place, note, tuple(self._origins)))
        self._parts, self._origins, self._length = [], [], 0

    def _markup(self, markup: re.Match[str]) -> int | None:
        """Take a comment, a tag or a declaration; return where it ends, None where it never does."""
        if markup[0] == "<!--":
            end = self._comment.after(markup.end())
            if end is None:
                return None
            self.flush()
            self._add_piece(markup.end(), end, "in a comment of the page")
            return end + 3
        if markup[2] is None:
            end = self._tag.after(markup.end())
            return None if end is None else end + 1
        tag = markup[2].lower()
        held = self._attributes(markup.end())
        if held is None:
            return None
        if tag in _INLINE:
            self._add(_SEAM, markup.start())
        elif tag != "wbr":
            self.flush()
        end, values = held
        for name, value in values:
            place = self._place(markup.start())
            self.found.append(Piece(unescape(value), place, (f"in the attribute {name[:40]}",)))
        if not markup[1] and tag in self._closing:
            closing = self._closing[tag].after(end)
            inside = len(self._text) if closing is None else closing
            self._data(end, inside, raw=True)
            self.flush((f"in a {tag} of the page",))
            end = inside
        return end

    def _attributes(self, at: int) -> tuple[int, list[tuple[str, str]]] | None:
        """Return where a tag ends and its attributes that may hold a name.

        None where it ends nowhere or another begins in it.
        """
        found = []
        while (match := _ATTRIBUTE.match(self._text, at)) is not None:
            at = match.end()
            value = match[3] or ""
            if match[2]:
                closed = self._quotes[match[2]].after(at + 1)
                if closed is None or closed - at > _LONGEST_VALUE:
                    return None
                value, at = self._text[at + 1 : closed], closed + 1
            elif match[3] is not None:
                at += len(value)
            if len(value) >= _SHORTEST:
                found.append((match[1].lower(), value))
            if self._text[at : at + 1] == ">":
                return at + 1, found
            if at == match.start():
                return None
        return None

    def _data(self, start: int, end: int, raw: bool = False) -> None:
        """Add text, line by line so that each has its place."""
        while start < end:
            line = bisect_right(self._starts, start)
            stop = min(end, self._starts[line]) if line < len(self._starts) else end
            part = self._text[start:stop]
            self._add(part if raw else unescape(part), start)
            start = stop

    def _add_piece(self, start: int, end: int, note: str) -> None:
        self._data(start, end, raw=True)
        self.flush((note,))

    def _place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(self._sheet, line, offset - self._starts[line - 1] + 1, None)

    def _add(self, text: str, offset: int) -> None:
        if text:
            place = self._place(offset)
            self._parts.append(text)
            self._origins.append(TextOrigin(self._length, place.row, place.column))
            self._length += len(text)
