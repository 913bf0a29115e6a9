"""Stretches of text out of a received file, and where in the file each character of them stands."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

_LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a received file, counted from 1: a cell (`cell` as spreadsheets call it) or a line and column."""

    sheet: str | None
    row: int
    column: int
    cell: str | None

    def __str__(self) -> str:
        """Return `sheet Payments, row 17, cell C17`, `row 17, cell C17` or `line 17, column 3`."""
        where = f"row {self.row}, cell {self.cell}" if self.cell else f"line {self.row}, column {self.column}"
        return f"sheet {self.sheet}, {where}" if self.sheet else where


class TextOrigin(NamedTuple):
    """From this offset of a piece on, text comes from this line and column."""

    offset: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell's text or a run of lines. Without `origins` every character has the piece's own place."""

    text: str
    place: Place
    notes: tuple[str, ...] = ()
    origins: tuple[TextOrigin, ...] = ()

    def at(self, offset: int) -> Place:
        """Return where the character at this offset stands."""
        if not self.origins:
            return self.place
        origin = self.origins[max(0, bisect_right(self.origins, (offset, 1 << 62, 0)) - 1)]
        return Place(self.place.sheet, origin.line, origin.column + offset - origin.offset, None)


def lines(text: str, sheet: str | None = None, notes: tuple[str, ...] = ()) -> Piece:
    """Return a whole text as one piece whose places are lines and columns."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    origins = tuple(TextOrigin(start, number, 1) for number, start in enumerate(starts, start=1))
    return Piece(text, Place(sheet, 1, 1, None), notes, origins)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name in a spreadsheet: row 17, column 3 is `C17`."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row}"
