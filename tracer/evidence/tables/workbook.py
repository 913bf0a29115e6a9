"""Every table of a case as a sheet of one workbook, behind a summary.

The sheets of coins, transactions and flows hold the primary rule only, and no sheet more than `MAX_ROWS` rows, those of
single steps fewer: the sheet about the tables says what is left out and which file holds it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from tracer.chain import header
from tracer.documents.language.language import Language
from tracer.documents.workbook import MAX_ROWS, AboutSheet, Sheet, SheetColumn, SheetKind
from tracer.documents.workbook import workbook as as_workbook
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables import leads
from tracer.evidence.tables import workbook_words as words
from tracer.evidence.tables.columns import COLUMNS
from tracer.evidence.tables.sheet_words import SHEET_TITLES, head, worded
from tracer.evidence.tables.tables import table
from tracer.evidence.tables.workbook_summary import summary
from tracer.formats.cells import Cell, Row
from tracer.formats.table_schema import CellKind, TableColumn

SHEETS = (
    "receipts", "orders", "terminals", "coins", "transactions", "custody", "holdings", "bounds", "paths", "change",
    "collisions", "gaps", "flows", "worksheet",
)  # fmt: skip
"""The sheets after the first two, in their order, each the CSV of the same name; behind them that of the leads."""

MOST_STEPS = 5_000
"""Rows of a sheet of single steps, which hardly anybody reads to its end and which take longest to write."""

_STEPS = ("change", "flows", "worksheet")
_PRIMARY_ONLY = ("coins", "transactions", "flows")
_KINDS = {
    CellKind.SATOSHI: SheetKind.SATOSHI,
    CellKind.TIME: SheetKind.TIME,
    CellKind.NUMBER: SheetKind.NUMBER,
    CellKind.HASH: SheetKind.LONG,
    CellKind.OUTPOINT: SheetKind.LONG,
}
_TIMES = {"en": "yyyy-mm-dd hh:mm:ss", "ru": "dd.mm.yyyy hh:mm:ss", "kk": "dd.mm.yyyy hh:mm:ss"}
_LIKE_TEXT = ("address", "receipts", "coins", "looked_at", "reason", "faults", "what_to_do", "tag_pack", "tag_source")
"""Columns of long texts, broken over lines."""


def workbook(dossier: Dossier, most_steps: int = MOST_STEPS) -> bytes:
    """Return `tables.xlsx`; sheets of single steps hold at most so many rows.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    language, trace = dossier.language, dossier.trace
    mined = dt.datetime.fromtimestamp(dossier.time(trace.horizon_height), dt.UTC)
    notes: list[str] = []
    named: dict[str, TableColumn] = {}
    sheets = []
    for name in (*SHEETS, "leads"):
        columns, rows = _rows(dossier, name, most_steps, notes)
        named |= {column.name: column for column in columns if column.name not in named}
        sheets.append(_sheet(language, name, columns, rows))
    about = AboutSheet(
        lines=(*words.about(dossier), *notes),
        heads=(language.say("column"), language.say("name in the CSV files"), language.say("what it holds")),
        columns=words.meanings(language, named.values()),
        name=language.word(SHEET_TITLES["about"]),
    )
    title = language.say("Case {id}", id=trace.case)
    listed = [(sheet, f"{name}.csv") for sheet, name in zip(sheets, (*SHEETS, "leads"), strict=True)]
    day = mined.replace(hour=0, minute=0, second=0)
    return as_workbook(title, day, about, sheets, summary(dossier, listed), _TIMES[language.code])


def _rows(
    dossier: Dossier, name: str, most_steps: int, notes: list[str]
) -> tuple[Sequence[TableColumn], Sequence[Row]]:
    """Return one table's columns and rows; add to `notes` what the reader must know of rows left out."""
    if name == "leads":
        heights = leads.heights(dossier.trace)
        headers = {height: header.decode(dossier.material.header(height)) for height in heights}
        every: Sequence[Row] = leads.lead_rows(dossier.trace, headers, dossier.packs)
        columns: Sequence[TableColumn] = leads.LEADS.columns
    else:
        names, rows = table(dossier, f"{name}.csv")
        every, columns = list(rows), [COLUMNS[each] for each in names]
    kept = [row for row in every if row[0] == dossier.trace.primary] if name in _PRIMARY_ONLY else every
    most = most_steps if name in _STEPS else MAX_ROWS
    shown = kept[:most]
    is_cut = Sheet(name, (), shown).is_cut
    title = dossier.language.word(SHEET_TITLES[name])
    notes += _left_out(
        dossier.language, dossier.trace.primary, (title, name), (len(shown), len(kept), len(every)), is_cut
    )
    return columns, shown


def _sheet(language: Language, name: str, columns: Sequence[TableColumn], rows: Sequence[Row]) -> Sheet:
    """Return a table as a sheet: its heads in words, each amount in bitcoin too, names in the reader's language."""
    heads = [each for column in columns for each in _heads(language, column)]
    cells = [
        tuple(each for column, cell in zip(columns, row, strict=True) for each in _cells(language, column, cell))
        for row in rows
    ]
    return Sheet(language.word(SHEET_TITLES[name]), heads, cells)


def _heads(language: Language, column: TableColumn) -> Iterable[SheetColumn]:
    words_of = head(column.name, language)
    if column.kind is CellKind.SATOSHI:
        yield SheetColumn(language.say("{name}, BTC", name=words_of), SheetKind.BITCOIN)
        yield SheetColumn(language.say("{name}, satoshi", name=words_of), SheetKind.SATOSHI)
    elif column.name in _LIKE_TEXT:
        yield SheetColumn(words_of, SheetKind.LONG)
    else:
        yield SheetColumn(words_of, _KINDS.get(column.kind, SheetKind.TEXT))


def _cells(language: Language, column: TableColumn, cell: Cell) -> Iterable[Cell]:
    if column.kind is CellKind.SATOSHI:
        yield language.bitcoin(cell) if isinstance(cell, int) else cell
        yield cell
    else:
        yield worded(column.name, cell, language)


def _left_out(
    language: Language, primary: str, names: tuple[str, str], counts: tuple[int, int, int], is_cut: bool
) -> Iterable[str]:
    """Yield what a sheet leaves out: `counts` are its rows, those of the primary rule, and all of the table."""
    (title, file), (shown, kept, every) = names, counts
    if kept < every:
        yield words.only_primary(language, title, file, primary, kept, every)
    if kept > shown:
        yield words.only_first(language, title, file, shown, kept)
    if is_cut:
        yield words.cell_cut(language, title, file)
