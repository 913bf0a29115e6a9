"""Cells of tables, safe for a spreadsheet and for a screen.

A text that would be taken for a formula gets an apostrophe before it, and so does what comes after a semicolon in it:
spreadsheets set to Russian or Kazakh part cells there, quotation marks or not. A control character, a line break or one
that hides or turns text is written as its number, so that a row is one line and a cell says what it holds.

Source: OWASP, "CSV Injection", for the signs that start a formula, their full-width forms among them.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from tracer.visible import visible

Cell = str | int | None
Row = tuple[Cell, ...]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INNER_FORMULA = re.compile(r"([;|])(?=\s*[=+\-@＝＋－＠])")
"""A sign at which a spreadsheet may part a line into cells, where what comes after it would be taken for a formula."""


def csv_safe(row: Iterable[Cell]) -> Row:
    """Return the cells so that no spreadsheet runs one and none hides anything."""
    return tuple([_safe(cell) if isinstance(cell, str) else cell for cell in row])


def csv_table(columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return a table as CSV: UTF-8, lines end with a line feed, the first names the columns; every cell is safe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(csv_safe, rows))
    return text.getvalue().encode()


def _safe(text: str) -> str:
    plain = text[:1].isalnum() and text.isascii() and text.isprintable() and ";" not in text and "|" not in text
    return text if plain else visible(INNER_FORMULA.sub(r"\1'", marked(text)))


def marked(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
