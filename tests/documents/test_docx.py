"""The report to be edited: the words and figures of the paper, the same bytes everywhere, no text ever markup."""

import io
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as opened_by_its_library
from docx.document import Document
from docx.oxml.ns import qn

from tests.documents.test_glyphs import KAZAKH
from tests.documents.test_pdf import SHEET, paper
from tests.evidence.story import dossier_of, tell
from tracer.case.case import Role
from tracer.documents.docx import as_docx
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import (
    Commands,
    Form,
    Items,
    Nature,
    Paper,
    Picture,
    Section,
    Table,
    Text,
    digest,
    number,
    table,
)
from tracer.documents.pdf import MOST_ROWS
from tracer.documents.typesetting import draw
from tracer.evidence.annexes_pdf import printed
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report

ROOT = Path(__file__).parents[2]
WIDE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect width="90" height="40"/></svg>'

needs_office = pytest.mark.skipif(
    not shutil.which("soffice") or not shutil.which("pdftotext"), reason="no LibreOffice or no pdftotext on the PATH"
)


def read(content: bytes) -> Document:
    """Return the file as its library reads it."""
    return opened_by_its_library(io.BytesIO(content))


def spoken(code: str) -> Dossier:
    """Return the story's dossier of a bundle in this language alone."""
    language = LANGUAGES[code]
    return replace(dossier_of(tell()), languages=(language,), language=language)


def words(document: Document) -> list[str]:
    """Return every paragraph's text, those in tables too, in their order."""
    return [
        "".join(piece.text or "" if piece.tag == qn("w:t") else "\n" for piece in each.iter(qn("w:t"), qn("w:br")))
        for each in document.element.body.iter(qn("w:p"))
    ]


def turned(document: Document) -> list[bool]:
    """Return which runs of sheets are turned sideways."""
    return [(section.page_width or 0) > (section.page_height or 0) for section in document.sections]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_what_the_paper_says(code: str) -> None:
    """Title, facts, warnings, headings, paragraphs and cells of the report stand in the file, in its language."""
    dossier = spoken(code)
    document, told = read(printed(dossier)[f"report/report.{code}.docx"]()), report(dossier)
    found, whole = words(document), "\n".join(words(document))
    assert [each for each in (told.title, told.subtitle) if each not in found] == []
    headings = [each.text for each in document.paragraphs if each.style is not None and each.style.name == "Heading 1"]
    assert headings == [section.title for section in told.sections]
    assert [value for name, value in told.facts if name not in found or value not in found] == []
    assert [warning for warning in told.warnings if warning not in whole] == []
    for section in told.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                cells = [cell for row in block.rows for cell in row]
                assert [cell for cell in (block.caption, *cells) if cell not in found] == []
            elif isinstance(block, Text):
                assert block.text in whole
    assert f'w:val="{code}-' in document.styles.element.xml


def test_its_parts_have_headings_of_their_own() -> None:
    """An opinion's parts are headings of the first level, its sections of the second; the contents lists both."""
    dossier = dossier_of(tell())
    document = read(
        printed(replace(dossier, case=replace(dossier.case, role=Role.SPECIALIST)))["report/report.en.docx"]()
    )
    levels = [(each.style.name, each.text) for each in document.paragraphs if each.style is not None]
    assert [text for name, text in levels if name == "Heading 1"] == [
        "1. In short", "Introduction", "Research", "Conclusions", "Annexes",
    ]  # fmt: skip
    sections = [text for name, text in levels if name == "Heading 2"]
    assert len(sections) > 20
    assert len([name for name, _ in levels if name.startswith("toc")]) == len(sections) + 5


def test_each_line_of_the_contents_leads_to_its_heading() -> None:
    """A line of the contents is a link to a mark that stands once, at the heading of that text, and names its page."""
    document = read(printed(dossier_of(tell()))["report/report.en.docx"]())
    marks = {
        mark.get(qn("w:name")): "".join(piece.text for piece in mark.getparent().iter(qn("w:t")))
        for mark in document.element.body.iter(qn("w:bookmarkStart"))
    }
    links = [
        (link.get(qn("w:anchor")), "".join(piece.text or "" for piece in link.iter(qn("w:t"))))
        for link in document.element.body.iter(qn("w:hyperlink"))
    ]
    assert len(links) == len(marks) > 20
    assert dict(links) == marks
    assert document.element.body.xml.count("PAGEREF") == len(links)


def test_no_clock_zone_locale_or_seed_shows_in_the_bytes() -> None:
    """Another process with another zone, locale and hash seed writes the same bytes, in every language."""
    program = (
        "import hashlib\nfrom tests.documents.test_docx import spoken\n"
        "from tracer.documents.language.languages import LANGUAGES\n"
        "from tracer.evidence.annexes_pdf import printed\n"
        "for code in LANGUAGES:\n"
        "    page = printed(spoken(code))\n"
        "    print([hashlib.sha256(page[name]()).hexdigest() for name in page if name.endswith('docx')])"
    )
    seen = set()
    for zone, locale, seed in (("Asia/Almaty", "ru_RU.UTF-8", "1"), ("America/New_York", "C", "2")):
        around = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program]
        seen.add(subprocess.run(command, cwd=ROOT, env=around, capture_output=True, check=True).stdout)
    assert len(seen) == 1
    assert seen.pop().count(b"[") == len(LANGUAGES)


def test_the_archive_is_stored_and_its_times_are_the_horizon_s() -> None:
    """No entry is packed or dated; the file's own description has the horizon's time, and no machine's name."""
    content = as_docx(paper(Text("said")), SHEET)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert not any("thumbnail" in name for name in archive.namelist())
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r">(2026-05-28T20:26:40Z)<", core) == ["2026-05-28T20:26:40Z"] * 2
    assert "python-docx" not in core
    assert "A. Analyst" in core


def test_text_is_never_markup() -> None:
    """What would be markup, an entity or a field stands as it was written; hidden characters are made visible."""
    traps = ("</w:t><w:br/>", "&amp; <b>", "{ PAGE }", 'TOC \\o "1-9"', "a\u202eb\x00", f"{KAZAKH} 币安")
    blocks = (
        Text(" ".join(traps), Nature.FACT), Items(traps), Commands(traps), Form(traps[0], ((traps[1], traps[2]),)),
        table(traps[0], [traps[1], digest(traps[2])], [traps[:2]]),
    )  # fmt: skip
    document = read(as_docx(paper(*blocks, title=traps[0]), SHEET))
    seen = [each if each != traps[4] else "a\\u202eb\\u0000" for each in traps]
    found = words(document)
    assert [each for each in seen if each not in found] == []
    assert "\n".join(seen) in found
    assert found[0] == traps[0]
    assert document.core_properties.title == traps[0]


def test_a_blank_is_a_line_to_write_on() -> None:
    """A field of a form without a value has an empty cell with a line under it; one with a value has none."""
    document = read(as_docx(paper(Form("", (("Name", None), ("Post", "said")))), SHEET))
    blank, said = document.tables[-1].rows
    assert (blank.cells[1].text, said.cells[1].text) == ("", "said")
    assert ("w:bottom" in blank.cells[1]._tc.xml, "w:bottom" in said.cells[1]._tc.xml) == (True, False)


def test_tables_repeat_their_heads_and_say_what_is_cut() -> None:
    """A head stands again on each page, amounts are to the right, the last row of a sum is bold, and cuts are said."""
    rows = [(f"{at:064x}", f"{at}.00000000") for at in range(MOST_ROWS + 1)]
    long = read(as_docx(paper(table("Rows", [digest("where"), number("amount")], rows, total=True)), SHEET))
    (_, cut) = long.tables
    assert len(cut.rows) == MOST_ROWS + 1
    assert "w:tblHeader" in cut.rows[0]._tr.xml
    assert "w:tblHeader" not in cut.rows[1]._tr.xml
    assert '<w:jc w:val="right"/>' in cut.rows[1].cells[1]._tc.xml
    assert "<w:b/>" not in cut.rows[-1].cells[1]._tc.xml
    assert any(f"The first {MOST_ROWS} of {MOST_ROWS + 1} rows are printed." in each for each in words(long))
    short = read(as_docx(paper(table("Rows", [digest("where"), number("amount")], rows[:3], total=True)), SHEET))
    assert "<w:b/>" in short.tables[-1].rows[-1].cells[1]._tc.xml
    assert not any("are printed" in each for each in words(short))


def test_a_wide_table_or_picture_turns_its_sheet() -> None:
    """A sheet is turned for what needs it, with the text just before a picture, and turned back after."""
    wide = table("Wide", [digest(f"h{at}") for at in range(9)], [["ab" * 32] * 9])
    document = read(as_docx(paper(Text("before"), wide, Text("after")), SHEET))
    assert turned(document) == [False, True, False]
    drawn = paper(Text("before"), Picture("The trail"))
    assert turned(read(as_docx(drawn, SHEET, [WIDE]))) == [False, True]
    upright = WIDE.replace(b"400 100", b"100 400")
    assert turned(read(as_docx(drawn, SHEET, [upright]))) == [False]
    inline = replace(drawn, sections=(Section("1", (Text("a"), Picture("The trail", inline=True))),))
    assert turned(read(as_docx(inline, SHEET, [WIDE]))) == [False]
    assert all(section.header.paragraphs[0].text for section in document.sections)


def test_the_picture_is_a_png_that_says_what_it_shows() -> None:
    """The picture is drawn at 144 dots an inch, in its own proportions, with its caption as alternative text."""
    document = read(as_docx(paper(Picture("The trail under FIFO")), SHEET, [WIDE]))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "The trail under FIFO"
    assert shape.width // shape.height in (3, 4)
    (png,) = (part.blob for part in document.part.package.iter_parts() if str(part.partname).endswith(".png"))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (800, 200)


def test_a_very_large_picture_is_drawn_smaller() -> None:
    """A picture of any size has at most 1,400 points in width and 1.6 million in all: no page needs more."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2000 40000"><rect width="90" height="40"/></svg>'
    wide, high = struct.unpack(">II", draw(svg, 2_000, 40_000)[16:24])
    assert (wide, high) == (2 * 282, 2 * 5_640)


def test_a_paper_s_mark_stands_on_every_page() -> None:
    """What lies under every page of the PDF stands in the head of every page here."""
    marked: Paper = paper(Text("said"), mark="DRAFT")
    assert "DRAFT" in read(as_docx(marked, SHEET)).sections[0].header.paragraphs[0].text


@needs_office
@pytest.mark.long
def test_a_word_processor_opens_it(tmp_path: Path) -> None:
    """LibreOffice sets the report on pages, with the pages' numbers and the letters of each language."""
    for code in ("kk", "ru"):
        dossier = spoken(code)
        path = tmp_path / f"report.{code}.docx"
        path.write_bytes(printed(dossier)[f"report/report.{code}.docx"]())
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, check=True, capture_output=True)
        read_back = subprocess.run(
            ["pdftotext", "-layout", path.with_suffix(".pdf"), "-"], check=True, capture_output=True, text=True
        ).stdout
        pages = read_back.split("\f")[:-1]
        assert len(pages) > 5
        first = dossier.language.say("page {n} of {m}", n="1", m=str(len(pages)))
        assert first in " ".join(pages[0].split())
        assert report(dossier).sections[-1].title in read_back
