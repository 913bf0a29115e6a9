"""The workbook: whole satoshi as numbers, texts as texts, the same bytes everywhere, nothing silently left out."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.evidence.story import dossier_of, tell
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.workbook import MAX_ROWS
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.readme_text import readme
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
    """Return the lines of the first sheet."""
    return [row[0].value for row in book["about"]]


def with_gaps(dossier: Dossier, *gaps: StatedGap) -> Dossier:
    """Return the dossier with these gaps in its result."""
    return replace(dossier, trace=replace(dossier.trace, gaps=gaps))


def test_each_sheet_holds_the_rows_of_its_table() -> None:
    """Every table has a sheet, which holds what the CSV of its name holds; of three the primary rule's rows only."""
    dossier = dossier_of(tell())
    book = opened(dossier)
    assert book.sheetnames == ["about", *SHEETS]
    assert {f"{name}.csv" for name in SHEETS} == set(tables(dossier))
    for name in SHEETS:
        columns, rows = table(dossier, f"{name}.csv")
        primary = [row for row in rows if name not in ("coins", "transactions", "flows") or row[0] == "fifo"]
        head, *cells = book[name].iter_rows(values_only=True)
        assert head == tuple(columns)
        assert [len(row) for row in cells] == [len(columns)] * len(primary)
        if name != "orders":
            assert cells == primary


def test_amounts_are_numbers_of_satoshi() -> None:
    """An amount comes back as the whole number it is, up to all bitcoin there will ever be."""
    dossier = dossier_of(tell())
    end = replace(dossier.trace.main.ends[0], value=2_099_999_997_690_000)
    method = replace(dossier.trace.main, ends=(end,))
    book = opened(replace(dossier, trace=replace(dossier.trace, methods={"fifo": method})))
    cell = book["coins"].cell(2, 5)
    assert (cell.value, cell.data_type, cell.number_format) == (2_099_999_997_690_000, "n", "#,##0")


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
    cells = [row[3] for row in book["gaps"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells] == [
        r"'\u0009=1" if text == "\t=1" else f"'{text}" if text[0] in "=+-@" else text for text in texts
    ]
    assert all(cell.hyperlink is None for cell in cells)


def test_hidden_characters_are_made_visible() -> None:
    """A character that hides or reverses text is written out."""
    book = opened(with_gaps(dossier_of(tell()), StatedGap(None, None, None, "a\u202eb\x00")))
    assert book["gaps"].cell(2, 4).value == "a\\u202eb\\u0000"


def test_what_is_left_out_is_said() -> None:
    """Rows of other rules, and cells too long for a spreadsheet, are named on the first sheet with their file."""
    long = "x" * 40_000
    book = opened(with_gaps(dossier_of(tell()), StatedGap(None, None, None, long)))
    lines = about(book)
    assert "Sheet coins: rows under FIFO only, 7 of 14; all rules are in coins.csv." in lines
    assert "Sheet gaps: a cell is too long for a spreadsheet and ends in …; it is whole in gaps.csv." in lines
    assert book["gaps"].cell(2, 4).value == "x" * 31_999 + "…"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_every_column_is_explained_in_the_report_s_language(language: Language) -> None:
    """The first sheet says what each column of each sheet holds, and says it in the dossier's language."""
    book = opened(dossier_of(tell()).written_in(language))
    explained = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True) if row[1] is not None}
    columns = {cell.value for name in SHEETS for cell in book[name][1]}
    assert columns <= explained.keys()
    assert explained["taint_sat"] == language.word("funds in question in it, attributed under the rule")
    assert about(book)[2] == language.word("Times are block times, declared by the miners, in UTC.")


def test_rows_beyond_the_limit_are_left_to_the_csv() -> None:
    """A sheet ends at the limit, and the first sheet says how many rows there are and where."""
    count = MAX_ROWS + 1
    book = workbook(with_gaps(dossier_of(tell()), *([StatedGap(None, None, None, "r")] * count)))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read(f"xl/worksheets/sheet{SHEETS.index('gaps') + 2}.xml")
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert sheet.count(b"<row ") == MAX_ROWS + 1
    assert f"Sheet gaps: the first {MAX_ROWS:,} of {count:,} rows; all are in gaps.csv." in texts


def test_heads_stay_in_sight_and_can_be_filtered() -> None:
    """Every sheet's head is frozen and carries filters."""
    book = opened(dossier_of(tell()))
    assert [book[name].freeze_panes for name in SHEETS] == ["A2"] * len(SHEETS)
    assert book["terminals"].auto_filter.ref == "A1:R5"


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
    assert len(list(book["worksheet"].iter_rows())) == 4
    assert any(text and text.startswith("Sheet worksheet: the first 3 of ") for text in about(book))


@pytest.mark.parametrize("code", ["en", "ru", "kk"])
def test_people_are_led_to_the_workbook(code: str) -> None:
    """Files that a reader opens first name the workbook as what to open, and the CSV as plain UTF-8 for programs."""
    dossier = dossier_of(tell()).written_in(LANGUAGES[code])
    said = readme(dossier).decode()
    assert said.index("trace/tables.xlsx") < said.index("trace/*.csv") < said.index("UTF-8")
    assert any("UTF-8" in (text or "") for text in about(opened(dossier)))
    assert all(not content.startswith(b"\xef\xbb\xbf") for content in tables(dossier).values())
