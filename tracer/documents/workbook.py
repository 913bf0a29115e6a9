"""Tables as sheets of one workbook: the file for people, as the CSV files beside it are for programs.

A CSV is plain UTF-8 without a mark at its beginning, which a spreadsheet of another alphabet opens garbled; the
workbook is the same everywhere. Amounts are whole satoshi as numbers, never formulas; every text is written as a text.
Amounts in bitcoin beside them are texts: a spreadsheet's numbers are binary fractions, which hold no bitcoin exactly.
Each sheet is set to be printed on pages of its own: turned sideways, its head on each page, as wide as the paper.
The archive is stored without compression and without times, so that its bytes depend neither on the machine nor on its
version of zlib.

Source: ECMA-376 (Office Open XML); Excel's limits of 1,048,576 rows and 32,767 characters per cell.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from tracer.documents.stored_archive import stored
from tracer.formats.cells import Cell, Row, csv_safe
from tracer.visible import paragraphs

MAX_ROWS = 100_000
"""Rows of one sheet below its head: a spreadsheet stays usable; Excel itself ends at 1,048,575."""

_LONGEST = 32_000
_WIDEST = 66
_SUMMARY_FIRST, _SUMMARY_COLUMN = 34, 21
"""Letters that the first and each further column of the summary holds."""
_A4 = 9
_HIGHEST = 409
"""Points of a row, at most."""
_PAGE_LETTERS = 170
"""Letters side by side on a printed page; a wider sheet goes on over pages beside, its first column on each."""
_CONSTANT = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
_LONG_ROOM = 36
"""Letters of a long text or a hash that stand on one line of a cell."""
_ISO = "%Y-%m-%dT%H:%M:%SZ"
_LINE, _LINE_LETTERS = 15, 110
"""Points of a row, and letters that fit one line of the first sheet."""


class SheetKind(Enum):
    """How the cells of a sheet's column are set; long texts and hashes are broken over lines."""

    TEXT = "text"
    NUMBER = "number"
    SATOSHI = "satoshi"
    BITCOIN = "bitcoin"
    TIME = "time"
    LONG = "long"


_RIGHT = (SheetKind.NUMBER, SheetKind.SATOSHI, SheetKind.BITCOIN)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column's head, and how its cells are set; a cell of a time is ISO 8601 in UTC, as in the CSV."""

    head: str
    kind: SheetKind = SheetKind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, and rows with a cell for each."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Row]

    @property
    def is_cut(self) -> bool:
        """Whether a cell is too long for a spreadsheet and ends in `…`."""
        return any(isinstance(cell, str) and len(cell) > _LONGEST for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class AboutSheet:
    """The sheet that explains: lines for the reader, the first a title, then each column with what it holds.

    `heads` stand over the columns of that list, two or three; `name` is the sheet's.
    """

    lines: Sequence[str]
    heads: Sequence[str]
    columns: Sequence[Sequence[str]]
    name: str = "about"


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """The sheet that answers: a title, facts by name, lines in words, and tables, each under its caption."""

    name: str
    title: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[str]
    tables: Sequence[tuple[str, Sequence[SheetColumn], Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of cells."""

    head: Format
    head_right: Format
    title: Format
    wrapped: Format
    kinds: dict[SheetKind, Format | None]


def workbook(
    title: str,
    day: dt.datetime,
    about: AboutSheet,
    sheets: Iterable[Sheet],
    summary: SummarySheet | None = None,
    time_format: str = "yyyy-mm-dd hh:mm:ss",
) -> bytes:
    """Return the workbook, an XLSX file that says it was made on the day given; the summary, if any, comes first."""
    target = BytesIO()
    book = Workbook(target, {**_CONSTANT, "in_memory": True})
    book.set_properties({"title": paragraphs(title), "created": day})
    looks = _looks(book, time_format)
    if summary is not None:
        _summary(_printable(book.add_worksheet(summary.name), title), summary, looks)
    first = _printable(book.add_worksheet(about.name), title)
    for sheet in sheets:
        _fill(_printable(book.add_worksheet(sheet.name), title), sheet, looks)
    _about(first, about, looks)
    book.close()
    return stored(target.getvalue())


def _looks(book: Workbook, time_format: str) -> _Looks:
    top, left = {"valign": "top"}, {"valign": "top", "indent": 1}
    kinds: dict[SheetKind, Format | None] = {
        SheetKind.TEXT: book.add_format(left),
        SheetKind.NUMBER: book.add_format({"align": "right", **top}),
        SheetKind.SATOSHI: book.add_format({"num_format": "#,##0", **top}),
        SheetKind.BITCOIN: book.add_format({"align": "right", **top}),
        SheetKind.TIME: book.add_format({"num_format": time_format, "align": "left", **left}),
        SheetKind.LONG: book.add_format({"text_wrap": True, **left}),
    }
    head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
    return _Looks(
        head=book.add_format({**head, "indent": 1}),
        head_right=book.add_format({**head, "align": "right"}),
        title=book.add_format({"bold": True, "font_size": 14}),
        wrapped=book.add_format({"text_wrap": True, **top}),
        kinds=kinds,
    )


def _printable(target: Worksheet, title: str) -> Worksheet:
    """Set a sheet to be printed: A4 turned sideways, as wide as the paper, named and numbered on each page."""
    target.set_landscape()
    target.set_paper(_A4)
    target.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    target.fit_to_pages(1, 0)
    named = paragraphs(title)[:100].replace("&", "&&")
    target.set_header(f"&L&9{' ' if named[:1].isdigit() else ''}{named}&R&9&A")
    target.set_footer("&R&9&P / &N")
    return target


def _fill(target: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    widths = _rows(target, 0, sheet.columns, sheet.rows, looks)
    narrowed = [min(width, _WIDEST) for width in widths]
    for at, width in enumerate(narrowed):
        target.set_column(at, at, width)
    target.fit_to_pages(-(-sum(narrowed) // _PAGE_LETTERS), 0)
    target.repeat_columns(0)
    target.freeze_panes(1, 0)
    target.repeat_rows(0)
    target.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    _as_meant(target, 0, sheet.columns, len(sheet.rows))


def _as_meant(target: Worksheet, top: int, columns: Sequence[SheetColumn], count: int) -> None:
    """Have no spreadsheet complain that amounts in bitcoin are texts."""
    ranges = [
        f"{xl_rowcol_to_cell(top + 1, at)}:{xl_rowcol_to_cell(top + count, at)}"
        for at, column in enumerate(columns)
        if column.kind is SheetKind.BITCOIN and count
    ]
    if ranges:
        target.ignore_errors({"number_stored_as_text": " ".join(ranges)})


def _rows(target: Worksheet, top: int, columns: Sequence[SheetColumn], rows: Sequence[Row], looks: _Looks) -> list[int]:
    """Write a head and the rows below it; return how wide each column wants to be, in letters."""
    widths = [max(map(len, column.head.split(" "))) + 4 for column in columns]
    for at, column in enumerate(columns):
        target.write_string(top, at, column.head, looks.head_right if column.kind in _RIGHT else looks.head)
    for number, row in enumerate(rows, start=top + 1):
        lines = 1
        for at, cell in enumerate(csv_safe(row)):
            kind = columns[at].kind
            width = _cell(target, (number, at), cell, kind, looks)
            if kind is SheetKind.LONG:
                lines = max(lines, -(-width // _LONG_ROOM))
                width = min(width, _LONG_ROOM)
            widths[at] = max(widths[at], width)
        if lines > 1:
            target.set_row(number, min(_LINE * lines, _HIGHEST))
    return widths


def _cell(target: Worksheet, place: tuple[int, int], cell: Cell, kind: SheetKind, looks: _Looks) -> int:
    """Write one cell; return how many letters it takes."""
    if cell is None:
        return 0
    look = looks.kinds[kind]
    if isinstance(cell, int):
        target.write_number(*place, cell, look)
        return len(f"{cell:,}") + 2
    moment = _moment(cell) if kind is SheetKind.TIME else None
    if moment is not None:
        target.write_datetime(*place, moment, look)
        return len(cell)
    text = cell if len(cell) <= _LONGEST else _shown(cell)
    target.write_string(*place, text, look)
    return len(text) + 2


def _moment(text: str) -> dt.datetime | None:
    """Return the time that a cell states, None where it states none."""
    try:
        return dt.datetime.strptime(text, _ISO).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _shown(text: str) -> str:
    safe = paragraphs(text)
    return safe if len(safe) <= _LONGEST else f"{safe[: _LONGEST - 1]}…"


def _summary(target: Worksheet, summary: SummarySheet, looks: _Looks) -> None:
    """Write the answer: title, facts, lines, tables one below another."""
    last = max((len(columns) for _, columns, _ in summary.tables), default=2) - 1
    target.write_string(0, 0, _shown(summary.title), looks.title)
    at = 2
    for name, value in summary.facts:
        target.write_string(at, 0, name, looks.kinds[SheetKind.TEXT])
        target.merge_range(at, 1, at, last, "", looks.wrapped)
        target.write_string(at, 1, _shown(value), looks.wrapped)
        at += 1
    at += 1
    for line in summary.lines:
        target.merge_range(at, 0, at, last, "", looks.wrapped)
        target.write_string(at, 0, _shown(line), looks.wrapped)
        target.set_row(at, _LINE * (1 + len(line) // (_SUMMARY_COLUMN * last + _SUMMARY_FIRST)))
        at += 1
    for caption, columns, rows in summary.tables:
        target.write_string(at + 1, 0, _shown(caption), looks.title)
        _rows(target, at + 2, columns, rows, looks)
        at += len(rows) + 4
    target.set_column(0, 0, _SUMMARY_FIRST)
    target.set_column(1, last, _SUMMARY_COLUMN)


def _about(target: Worksheet, about: AboutSheet, looks: _Looks) -> None:
    """Write what the tables are, what they leave out, and what each column holds."""
    last = len(about.heads) - 1
    target.set_column(0, last - 1, 26)
    target.set_column(last, last, 96)
    for at, line in enumerate(about.lines):
        target.merge_range(at, 0, at, last, "", looks.wrapped)
        target.write_string(at, 0, _shown(line), looks.title if at == 0 else looks.wrapped)
        target.set_row(at, _LINE * (1 + len(line) // _LINE_LETTERS))
    first = len(about.lines) + 1
    for at, text in enumerate(about.heads):
        target.write_string(first, at, text, looks.head)
    for at, texts in enumerate(about.columns, start=first + 1):
        for column, text in enumerate(texts):
            target.write_string(at, column, _shown(text), looks.wrapped)
