"""Tables as sheets of one workbook: the file for people, as the CSV files beside it are for programs.

A CSV is plain UTF-8 without a mark at its beginning, which a spreadsheet of another alphabet opens garbled; the
workbook is the same everywhere. Amounts are whole satoshi as numbers, never formulas; every text is written as a text.
The archive is stored without compression and without times, so that its bytes depend neither on the machine nor on its
version of zlib.

Source: ECMA-376 (Office Open XML); Excel's limits of 1,048,576 rows and 32,767 characters per cell.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracer.documents.stored_archive import stored
from tracer.formats.cells import Row, csv_safe
from tracer.visible import paragraphs

MAX_ROWS = 100_000
"""Rows of one sheet below its head: a spreadsheet stays usable; Excel itself ends at 1,048,575."""

_LONGEST = 32_000
_WIDEST = 66
_LINE, _LINE_LETTERS = 15, 110
"""Points of a row, and letters that fit one line of the first sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns' names, and rows with a cell for each; `_sat` ends the name of an amount's."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]

    @property
    def is_cut(self) -> bool:
        """Whether a cell is too long for a spreadsheet and ends in `…`."""
        return any(isinstance(cell, str) and len(cell) > _LONGEST for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class AboutSheet:
    """The first sheet: lines for the reader, the first a title, then each column with what it holds.

    `heads` stand over the two columns of that list.
    """

    lines: Sequence[str]
    heads: tuple[str, str]
    columns: Sequence[tuple[str, str]]


def workbook(title: str, day: dt.datetime, about: AboutSheet, sheets: Iterable[Sheet]) -> bytes:
    """Return the workbook, an XLSX file that says it was made on the day given."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": paragraphs(title), "created": day})
    first = book.add_worksheet("about")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
    amount = book.add_format({"num_format": "#,##0"})
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, head, amount)
    _about(first, about, head, book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return stored(target.getvalue())


def _fill(target: Worksheet, sheet: Sheet, head: Format, amount: Format) -> None:
    columns = sheet.columns
    widths = [len(name) + 3 for name in columns]
    for at, name in enumerate(columns):
        target.write_string(0, at, name, head)
    for number, row in enumerate(sheet.rows, start=1):
        for at, cell in enumerate(csv_safe(row)):
            if isinstance(cell, int):
                target.write_number(number, at, cell, amount if columns[at].endswith("_sat") else None)
                widths[at] = max(widths[at], len(f"{cell:,}") + 1)
            elif cell is not None:
                text = cell if len(cell) <= _LONGEST else _shown(cell)
                target.write_string(number, at, text)
                widths[at] = max(widths[at], len(text) + 1)
    for at, width in enumerate(widths):
        target.set_column(at, at, min(width, _WIDEST))
    target.freeze_panes(1, 0)
    target.autofilter(0, 0, max(1, len(sheet.rows)), len(columns) - 1)


def _shown(text: str) -> str:
    safe = paragraphs(text)
    return safe if len(safe) <= _LONGEST else f"{safe[: _LONGEST - 1]}…"


def _about(target: Worksheet, about: AboutSheet, head: Format, wrapped: Format) -> None:
    """Write what the tables are, what they leave out, and what each column holds."""
    target.set_column(0, 0, 24)
    target.set_column(1, 1, 96)
    for at, line in enumerate(about.lines):
        target.merge_range(at, 0, at, 1, "", wrapped)
        target.write_string(at, 0, _shown(line), head if at == 0 else wrapped)
        target.set_row(at, _LINE * (1 + len(line) // _LINE_LETTERS))
    first = len(about.lines) + 1
    for at, text in enumerate(about.heads):
        target.write_string(first, at, text, head)
    for at, (name, meaning) in enumerate(about.columns, start=first + 1):
        target.write_string(at, 0, name)
        target.write_string(at, 1, _shown(meaning))
