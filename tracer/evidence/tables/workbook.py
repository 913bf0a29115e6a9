"""Every table of a case as a sheet of one workbook.

The sheets of coins, transactions and flows hold the primary rule only, and no sheet more than `MAX_ROWS` rows, those of
single steps fewer: the first sheet says what is left out and which file holds it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from tracer.documents.language.language import Language
from tracer.documents.workbook import MAX_ROWS, AboutSheet, Sheet
from tracer.documents.workbook import workbook as as_workbook
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables import workbook_words as words
from tracer.evidence.tables.tables import table
from tracer.formats.cells import Row

SHEETS = (
    "receipts", "orders", "terminals", "coins", "transactions", "custody", "holdings", "bounds", "paths", "change",
    "collisions", "gaps", "flows", "worksheet",
)  # fmt: skip
"""The sheets after the first, in their order; each is the CSV of the same name."""

MOST_STEPS = 5_000
"""Rows of a sheet of single steps, which hardly anybody reads to its end and which take longest to write."""

_STEPS = ("change", "flows", "worksheet")
_PRIMARY_ONLY = ("coins", "transactions", "flows")


def workbook(dossier: Dossier, most_steps: int = MOST_STEPS) -> bytes:
    """Return `tables.xlsx`; sheets of single steps hold at most so many rows.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    language, trace = dossier.language, dossier.trace
    mined = dt.datetime.fromtimestamp(dossier.time(trace.horizon_height), dt.UTC)
    notes: list[str] = []
    sheets = [_sheet(dossier, name, most_steps, notes) for name in SHEETS]
    about = AboutSheet(
        lines=(*words.about(dossier), *notes),
        heads=(language.say("column"), language.say("what it holds")),
        columns=words.meanings(language, (sheet.columns for sheet in sheets)),
    )
    return as_workbook(f"Case {trace.case}", mined.replace(hour=0, minute=0, second=0), about, sheets)


def _sheet(dossier: Dossier, name: str, most_steps: int, notes: list[str]) -> Sheet:
    """Return one table as a sheet; add to `notes` what the reader must know of rows left out."""
    columns, rows = table(dossier, f"{name}.csv")
    every = list(rows)
    kept = [row for row in every if row[0] == dossier.trace.primary] if name in _PRIMARY_ONLY else every
    most = most_steps if name in _STEPS else MAX_ROWS
    sheet = Sheet(name, columns, kept[:most])
    notes += _left_out(dossier.language, dossier.trace.primary, sheet, kept, every)
    return sheet


def _left_out(
    language: Language, primary: str, sheet: Sheet, kept: Sequence[Row], every: Sequence[Row]
) -> Iterable[str]:
    if len(kept) < len(every):
        yield words.only_primary(language, sheet.name, primary, len(kept), len(every))
    if len(kept) > len(sheet.rows):
        yield words.only_first(language, sheet.name, len(sheet.rows), len(kept))
    if sheet.is_cut:
        yield words.cell_cut(language, sheet.name)
