"""The text of a copied web page, and what its attributes say, each with its line and column in the file.

Nothing is loaded and no script runs. Tags inside a line of text do not end it but leave a character of no
width, so that names which a page only sets apart by markup do not run together, and one that markup breaks
is found as broken. A name that the page shows shortened often stands whole in a link.
"""

from html.parser import HTMLParser

from tracer.intake.piece import Origin, Piece, Place

_INLINE = {"a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "kbd", "mark", "s", "samp", "small", "span",
           "strong", "sub", "sup", "tt", "u"}  # fmt: skip
_SEAM = "\u200b"
_SHORTEST = 25
"""Characters of an attribute that may hold a name."""


def pieces(text: str, sheet: str | None = None) -> tuple[Piece, ...]:
    """Return runs of text and attributes in the order of the file."""
    page = _Page(sheet)
    page.feed(text)
    page.close()
    page.flush()
    return tuple(page.found)


class _Page(HTMLParser):
    def __init__(self, sheet: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self._sheet = sheet
        self._parts: list[str] = []
        self._origins: list[Origin] = []
        self._length = 0
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes, whose values may hold what the page shows as a link only."""
        self._boundary(tag)
        line, column = self.getpos()
        for name, value in attrs:
            if value and len(value) >= _SHORTEST:
                place = Place(self._sheet, line, column + 1, None)
                self.found.append(Piece(value, place, (f"in the attribute {name[:40]}",)))
        self._inside = tag if tag in ("script", "style") else self._inside

    def handle_endtag(self, tag: str) -> None:
        self._boundary(tag)
        self._inside = None if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        line, column = self.getpos()
        for number, part in enumerate(data.split("\n")):
            if number:
                self._add("\n", line + number - 1, 1)
            self._add(part, line + number, 1 if number else column + 1)

    def handle_comment(self, data: str) -> None:
        self.flush()
        line, column = self.getpos()
        self.found.append(Piece(data, Place(self._sheet, line, column + 1, None), ("in a comment of the page",)))

    def flush(self) -> None:
        """End the present run of text."""
        text = "".join(self._parts)
        if text.strip():
            note = (f"in a {self._inside} of the page",) if self._inside else ()
            first = self._origins[0]
            self.found.append(
                Piece(text, Place(self._sheet, first.line, first.column, None), note, tuple(self._origins))
            )
        self._parts, self._origins, self._length = [], [], 0

    def _boundary(self, tag: str) -> None:
        """End the run at a tag, or mark the place of one inside a line; `wbr` only allows a line to break there."""
        if tag in _INLINE:
            line, column = self.getpos()
            self._add(_SEAM, line, column + 1)
        elif tag != "wbr":
            self.flush()

    def _add(self, text: str, line: int, column: int) -> None:
        if text:
            self._parts.append(text)
            self._origins.append(Origin(self._length, line, column))
            self._length += len(text)
