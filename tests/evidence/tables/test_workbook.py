"""The workbook: whole satoshi as numbers, texts as texts, the same bytes everywhere, nothing silently left out."""

import datetime as dt
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.evidence.story import dossier_of, tell
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.workbook import MAX_ROWS
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.readme_text import readme
from tracer.evidence.tables.leads import LEADS, leads
from tracer.evidence.tables.sheet_words import SHEET_TITLES
from tracer.evidence.tables.tables import table, tables
from tracer.evidence.tables.workbook import SHEETS, workbook
from tracer.result.trace_file import StatedGap

_HASH = (
    "import hashlib, tests.evidence.story as s; from tracer.evidence.tables.workbook import workbook; "
    "print(hashlib.sha256(workbook(s.dossier_of(s.tell()))).hexdigest())"
)


def opened(dossier: Dossier) -> openpyxl.Workbook:
    """Return the workbook as another library reads it, formulas not computed."""
    return openpyxl.load_workbook(io.BytesIO(workbook(dossier)))


def about(book: openpyxl.Workbook) -> list[str]:
    """Return the lines of the second sheet, which explains the others."""
    return [row[0].value for row in book.worksheets[1]]


def sheet(book: openpyxl.Workbook, name: str) -> Any:
    """Return the sheet of a table by the name of its CSV file."""
    return book.worksheets[2 + (*SHEETS, "leads").index(name)]


def told(book: openpyxl.Workbook, name: str, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """Return a sheet's rows as its CSV has them: amounts in satoshi alone, times as there."""
    heads = [each for name in columns for each in ([None, name] if name.endswith("_sat") or name == "sat" else [name])]
    return [
        tuple(
            cell.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(cell, dt.datetime) else cell
            for head, cell in zip(heads, row, strict=True)
            if head is not None
        )
        for row in sheet(book, name).iter_rows(min_row=2, values_only=True)
    ]


def with_gaps(dossier: Dossier, *gaps: StatedGap) -> Dossier:
    """Return the dossier with these gaps in its result."""
    return replace(dossier, trace=replace(dossier.trace, gaps=gaps))


WORDS = {
    "fifo": "FIFO", "custody": "state custody", "service": "tagged service", "mix": "CoinJoin", "fee": "fee",
    "move": "move between wallets", "in": "incoming", "out": "outgoing",
}  # fmt: skip
"""Names of the program as the workbook puts them into words."""
NAMED = ("method", "terminal", "kind", "side")


def test_each_sheet_holds_the_rows_of_its_table() -> None:
    """Every table has a sheet, which holds what the CSV of its name holds; of three the primary rule's rows only."""
    dossier = dossier_of(tell())
    book = opened(dossier)
    assert book.sheetnames == [SHEET_TITLES[name] for name in ("summary", "about", *SHEETS, "leads")]
    assert {f"{name}.csv" for name in SHEETS} == set(tables(dossier))
    for name in SHEETS:
        columns, rows = table(dossier, f"{name}.csv")
        primary = [row for row in rows if name not in ("coins", "transactions", "flows") or row[0] == "fifo"]
        cells = told(book, name, columns)
        assert len(cells) == len(primary)
        if name != "orders":
            put = [
                tuple(
                    WORDS.get(str(cell), cell) if column in NAMED and name != "bounds" else cell
                    for column, cell in zip(columns, row, strict=True)
                )
                for row in primary
            ]
            shown = [row[1:] for row in cells] if name == "bounds" else cells
            assert shown == ([row[1:] for row in put] if name == "bounds" else put)


def test_leads_stand_behind_the_tables() -> None:
    """The last sheet holds the leads, each with what to do, its amount and the time of its block."""
    dossier = dossier_of(tell())
    book = opened(dossier)
    found = list(sheet(book, "leads").iter_rows(min_row=2, values_only=True))
    assert len(found) == len(leads(dossier.trace)) > 0
    amounts = [row[8] for row in found]
    assert amounts == [lead.amount for lead in leads(dossier.trace)]
    deposit = next(row for row in found if row[0] == "service deposit")
    assert deposit[1].startswith("ask the service who was credited")
    assert isinstance(deposit[LEADS.names.index("time_utc") + 2], dt.datetime)
    assert "no findings" in " ".join(filter(None, about(book)))


def test_the_summary_comes_first_and_its_books_close() -> None:
    """The first sheet answers in words, and each label's ends in it add up to its seeds, in BTC and in satoshi."""
    dossier = dossier_of(tell())
    rows = list(opened(dossier).worksheets[0].iter_rows(values_only=True))
    texts = [row[0] for row in rows]
    assert any(text and text.startswith("Label A:") for text in texts)
    assert any(row[0] == "Examiner" and row[1] == "A. Analyst" for row in rows)
    first = texts.index("seeds")
    last = texts.index("sum of the ends")
    for at, book in enumerate(dossier.trace.main.books):
        assert rows[first][2 + 2 * at] == book.seed
        assert sum(row[2 + 2 * at] for row in rows[first + 1 : last]) == rows[last][2 + 2 * at] == book.seed
        assert rows[first][1 + 2 * at] == ENGLISH.bitcoin(book.seed)
    assert {SHEET_TITLES[name] for name in (*SHEETS, "leads")} <= set(texts[last:])


def test_amounts_stand_in_bitcoin_and_in_whole_satoshi() -> None:
    """An amount comes back as the whole number it is, up to all bitcoin there will ever be; beside it BTC as a text."""
    dossier = dossier_of(tell())
    end = replace(dossier.trace.main.ends[0], value=2_099_999_997_690_000)
    method = replace(dossier.trace.main, ends=(end,))
    changed = replace(dossier, trace=replace(dossier.trace, methods={"fifo": method}))
    for language, point in (("en", "20,999,999.97690000"), ("ru", "20\u00a0999\u00a0999,97690000")):
        book = opened(changed.written_in(LANGUAGES[language]))
        text, number = sheet(book, "coins").cell(2, 5), sheet(book, "coins").cell(2, 6)
        assert (text.value, text.data_type) == (point, "s")
        assert (number.value, number.data_type, number.number_format) == (2_099_999_997_690_000, "n", "#,##0")


@pytest.mark.parametrize(("code", "form"), [("en", "yyyy-mm-dd hh:mm:ss"), ("kk", "dd.mm.yyyy hh:mm:ss")])
def test_times_are_dates_of_the_spreadsheet(code: str, form: str) -> None:
    """A block's time is a date that can be sorted and counted with, its head says UTC, its form is the language's."""
    dossier = dossier_of(tell()).written_in(LANGUAGES[code])
    page = sheet(opened(dossier), "receipts")
    receipt = next(end for end in dossier.trace.main.ends if end.terminal == "custody")
    cell = page.cell(2, 4)
    assert cell.value == dt.datetime.fromtimestamp(dossier.time(receipt.height), dt.UTC).replace(tzinfo=None)
    assert cell.number_format == form
    assert "UTC" in page.cell(1, 4).value


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_heads_and_sheets_are_words_of_the_language(language: Language) -> None:
    """No head and no sheet's name is a program's key; a sheet's name is short enough, and none stands twice."""
    book = opened(dossier_of(tell()).written_in(language))
    assert len(set(book.sheetnames)) == len(SHEETS) + 3
    assert [name for name in book.sheetnames if len(name) > 31 or set(name) & set("[]:*?/\\")] == []
    heads = [cell.value for page in book.worksheets[2:] for cell in page[1]]
    assert [text for text in heads if "_" in text] == []
    if language.code != "en":
        plain = {"TagPack", "ActorPack", "Lightning, BTC", "CoinJoin, BTC"}
        assert [text for text in heads if text.isascii() and text not in plain] == []


def test_each_sheet_prints_on_pages_of_its_own() -> None:
    """A4 turned sideways, as wide as the paper or over few pages beside, the head and the first column on each."""
    book = opened(dossier_of(tell()))
    for page in book.worksheets:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToHeight == 0
        assert page.oddFooter.right.text == "&9&P / &N" or "&P / &N" in str(page.oddFooter.right.text)
    for page in book.worksheets[2:]:
        assert page.print_title_rows == "$1:$1"
    assert sheet(book, "gaps").page_setup.fitToWidth in (None, 1)
    assert sheet(book, "leads").page_setup.fitToWidth > 1


def test_a_text_never_becomes_a_formula_a_link_or_markup() -> None:
    """What looks like a formula, a link, XML or an escape of Excel's stays the text that was written."""
    texts = (
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "https://example.org",
        "</t><f>1</f>",
        "_x0041_",
        "{=1}",
        "Әуезов ₸",
    )
    book = opened(with_gaps(dossier_of(tell()), *(StatedGap(None, None, None, text) for text in texts)))
    cells = [row[3] for row in sheet(book, "gaps").iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells] == [
        r"'\u0009=1" if text == "\t=1" else f"'{text}" if text[0] in "=+-@" else text for text in texts
    ]
    assert all(cell.hyperlink is None for cell in cells)


def test_hidden_characters_are_made_visible() -> None:
    """A character that hides or reverses text is written out."""
    book = opened(with_gaps(dossier_of(tell()), StatedGap(None, None, None, "a\u202eb\x00")))
    assert sheet(book, "gaps").cell(2, 4).value == "a\\u202eb\\u0000"


def test_what_is_left_out_is_said() -> None:
    """Rows of other rules, and cells too long for a spreadsheet, are named on the first sheet with their file."""
    long = "x" * 40_000
    book = opened(with_gaps(dossier_of(tell()), StatedGap(None, None, None, long)))
    lines = about(book)
    assert "Sheet Where the trail ends: rows under FIFO only, 7 of 14; all rules are in coins.csv." in lines
    assert "Sheet Gaps: a cell is too long for a spreadsheet and ends in …; it is whole in gaps.csv." in lines
    assert sheet(book, "gaps").cell(2, 4).value == "x" * 31_999 + "…"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_every_column_is_explained_in_the_report_s_language(language: Language) -> None:
    """The first sheet says what each column of each sheet holds, and says it in the dossier's language."""
    book = opened(dossier_of(tell()).written_in(language))
    explained = {row[1]: row[2] for row in book.worksheets[1].iter_rows(values_only=True) if row[1] is not None}
    columns = {column for name in SHEETS for column in table(dossier_of(tell()), f"{name}.csv")[0]}
    assert columns | set(LEADS.names) <= explained.keys()
    assert explained["taint_sat"] == language.word("funds in question in it, attributed under the rule")
    assert about(book)[2] == language.word("Times are block times, declared by the miners, in UTC.")


def test_rows_beyond_the_limit_are_left_to_the_csv() -> None:
    """A sheet ends at the limit, and the first sheet says how many rows there are and where."""
    count = MAX_ROWS + 1
    book = workbook(with_gaps(dossier_of(tell()), *([StatedGap(None, None, None, "r")] * count)))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read(f"xl/worksheets/sheet{SHEETS.index('gaps') + 3}.xml")
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert sheet.count(b"<row ") == MAX_ROWS + 1
    assert f"Sheet Gaps: the first {MAX_ROWS:,} of {count:,} rows; all are in gaps.csv." in texts


def test_heads_stay_in_sight_and_can_be_filtered() -> None:
    """Every sheet's head is frozen and carries filters."""
    book = opened(dossier_of(tell()))
    assert [sheet(book, name).freeze_panes for name in SHEETS] == ["A2"] * len(SHEETS)
    assert sheet(book, "terminals").auto_filter.ref == "A1:AH5"


def test_the_bytes_depend_on_nothing_outside() -> None:
    """Another process with another locale, time zone and hash seed writes the same bytes."""
    root = Path(__file__).parents[3]
    environment = {
        **os.environ,
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(root),
    }
    done = subprocess.run([sys.executable, "-c", _HASH], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(workbook(dossier_of(tell()))).hexdigest()


def test_the_archive_is_stored_without_times() -> None:
    """No entry is compressed or carries a time, so no version of zlib and no clock shows in the bytes."""
    with zipfile.ZipFile(io.BytesIO(workbook(dossier_of(tell())))) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-05-29T00:00:00Z" in archive.read("docProps/core.xml")


def test_long_lists_of_steps_are_cut_and_said_to_be() -> None:
    """A sheet of single steps ends earlier than others; the first sheet says where the rest is."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(dossier_of(tell()), 3)))
    assert len(list(sheet(book, "worksheet").iter_rows())) == 4
    assert any(text and text.startswith("Sheet Worksheet: the first 3 of ") for text in about(book))


@pytest.mark.parametrize("code", ["en", "ru", "kk"])
def test_people_are_led_to_the_workbook(code: str) -> None:
    """Files that a reader opens first name the workbook as what to open, and the CSV as plain UTF-8 for programs."""
    dossier = dossier_of(tell()).written_in(LANGUAGES[code])
    said = readme(dossier).decode()
    assert said.index("trace/tables.xlsx") < said.index("trace/*.csv") < said.index("UTF-8")
    assert any("UTF-8" in (text or "") for text in about(opened(dossier)))
    assert all(not content.startswith(b"\xef\xbb\xbf") for content in tables(dossier).values())
