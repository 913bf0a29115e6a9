"""Every table as a sheet of one workbook: the file for people, as the CSV files beside it are for programs.

A CSV is plain UTF-8 without a mark at its beginning, which a spreadsheet of another alphabet opens garbled; the
workbook is the same everywhere. Amounts are whole satoshi as numbers, never formulas; every text is written as a text.
The sheets of coins, transactions and flows hold the primary rule only, and no sheet more than `MAX_ROWS` rows, those of
single steps
fewer: the first sheet says what is left out and which file holds it. The archive is stored without compression and
without times, so that its bytes depend neither on the machine nor on its version of zlib.

Source: ECMA-376 (Office Open XML); Excel's limits of 1,048,576 rows and 32,767 characters per cell.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracer.evidence.dossier import Dossier
from tracer.evidence.tables import workbook_words as words
from tracer.evidence.tables.tables import table
from tracer.formats.cells import Row, csv_safe
from tracer.visible import paragraphs

MAX_ROWS = 100_000
"""Rows of one sheet below its head: a spreadsheet stays usable; Excel itself ends at 1,048,575."""

SHEETS = (
    "receipts", "orders", "terminals", "coins", "transactions", "custody", "holdings", "bounds", "paths", "change",
    "collisions", "gaps", "flows", "worksheet",
)  # fmt: skip
"""The sheets after the first, in their order; each is the CSV of the same name."""

MOST_STEPS = 5_000
"""Rows of a sheet of single steps, which hardly anybody reads to its end and which take longest to write."""

_STEPS = ("change", "flows", "worksheet")
_PRIMARY_ONLY = ("coins", "transactions", "flows")
_LONGEST = 32_000
_WIDEST = 66
_LINE, _LINE_LETTERS = 15, 110
"""Points of a row, and letters that fit one line of the first sheet."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def workbook(dossier: Dossier, most_steps: int = MOST_STEPS) -> bytes:
    """Return `tables.xlsx`; sheets of single steps hold at most so many rows.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    mined = dt.datetime.fromtimestamp(dossier.time(dossier.trace.horizon_height), dt.UTC)
    day = mined.replace(hour=0, minute=0, second=0)
    book.set_properties({"title": f"Case {paragraphs(dossier.trace.case)}", "created": day})
    about = book.add_worksheet("about")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
    amount = book.add_format({"num_format": "#,##0"})
    left_out = [note for name in SHEETS for note in _sheet(book, dossier, name, head, amount, most_steps)]
    _about(about, dossier, left_out, head, book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return _stored(target.getvalue())


def _sheet(book: Workbook, dossier: Dossier, name: str, head: Format, amount: Format, most_steps: int) -> Iterable[str]:
    """Write one table; yield what the reader must know of rows left out."""
    columns, rows = table(dossier, f"{name}.csv")
    every = list(rows)
    kept = [row for row in every if row[0] == dossier.trace.primary] if name in _PRIMARY_ONLY else every
    most = most_steps if name in _STEPS else MAX_ROWS
    _fill(book.add_worksheet(name), columns, kept[:most], head, amount)
    language = dossier.language
    if len(kept) < len(every):
        yield words.only_primary(language, name, dossier.trace.primary, len(kept), len(every))
    if len(kept) > most:
        yield words.only_first(language, name, most, len(kept))
    if any(isinstance(cell, str) and len(cell) > _LONGEST for row in kept[:most] for cell in row):
        yield words.cell_cut(language, name)


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Row], head: Format, amount: Format) -> None:
    widths = [len(name) + 3 for name in columns]
    for at, name in enumerate(columns):
        sheet.write_string(0, at, name, head)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(csv_safe(row)):
            if isinstance(cell, int):
                sheet.write_number(number, at, cell, amount if columns[at].endswith("_sat") else None)
                widths[at] = max(widths[at], len(f"{cell:,}") + 1)
            elif cell is not None:
                text = cell if len(cell) <= _LONGEST else _shown(cell)
                sheet.write_string(number, at, text)
                widths[at] = max(widths[at], len(text) + 1)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width, _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)


def _shown(text: str) -> str:
    safe = paragraphs(text)
    return safe if len(safe) <= _LONGEST else f"{safe[: _LONGEST - 1]}…"


def _about(sheet: Worksheet, dossier: Dossier, left_out: Sequence[str], head: Format, wrapped: Format) -> None:
    """Write what the tables are, what they leave out, and what each column holds."""
    language = dossier.language
    lines = (*words.about(dossier), *left_out)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    for at, line in enumerate(lines):
        sheet.merge_range(at, 0, at, 1, "", wrapped)
        sheet.write_string(at, 0, _shown(line), head if at == 0 else wrapped)
        sheet.set_row(at, _LINE * (1 + len(line) // _LINE_LETTERS))
    first = len(lines) + 1
    sheet.write_string(first, 0, language.say("column"), head)
    sheet.write_string(first, 1, language.say("what it holds"), head)
    columns = words.meanings(language, (table(dossier, f"{name}.csv")[0] for name in SHEETS))
    for at, (name, meaning) in enumerate(columns, start=first + 1):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, _shown(meaning))


def _stored(archive: bytes) -> bytes:
    """Return the same archive without compression, with constant times."""
    target = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(target, "w", ZIP_STORED) as stored:
        for name in source.namelist():
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = 0o600 << 16
            stored.writestr(entry, source.read(name))
    return target.getvalue()
