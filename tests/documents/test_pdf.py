"""The printed report: PDF/A-3a, the same bytes everywhere, every character shown, no text ever markup."""

import os
import re
import shutil
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents.test_glyphs import KAZAKH
from tests.evidence.story import dossier_of, tell
from tracer.case.case import Role
from tracer.documents.glyphs import _BESIDE
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import (
    Block,
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
from tracer.documents.pdf import MOST_ROWS, Attachment, PdfSheet, _table, as_pdf
from tracer.evidence.annexes_pdf import printed
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report

SHEET = PdfSheet("A. Analyst", 1_780_000_000, ("Case 1", "SHA-256", "ab" * 32), "custody-tracer")
ROOT = Path(__file__).parents[2]

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def paper(*blocks: Block, title: str = "Title", mark: str = "") -> Paper:
    """Return a paper of one section."""
    return Paper(
        title=title,
        subtitle="Subtitle",
        facts=(("Case", "1"),),
        warnings=("Take care.",),
        sections=(Section("1. Section", blocks),),
        mark=mark,
    )


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF as poppler reads it."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode()


def embedded(pdf: bytes) -> list[bytes]:
    """Return every stream of a PDF, unpacked where it is packed."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [zlib.decompressobj().decompress(each) if each[:1] == b"\x78" else each for each in streams]


def test_the_report_is_a_tagged_archive_file(dossier: Dossier) -> None:
    """It says PDF/A-3, level A; it is tagged, in the language named, with title, author and the horizon's time."""
    pdf = printed(dossier)["report/report.en.pdf"]()
    xmp = next(each for each in embedded(pdf) if b"pdfaid" in each)
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert b"A. Analyst" in xmp
    assert b"<xmp:CreateDate>2026-05-29T00:26:40" in xmp or b"2026-05-2" in xmp
    whole = b"\n".join([pdf, *embedded(pdf)])
    assert b"/MarkInfo" in whole
    assert b"/Lang (en)" in whole.replace(b"/Lang(en)", b"/Lang (en)")


def test_the_result_goes_along_inside(dossier: Dossier) -> None:
    """The attached trace.json is the bundle's, byte for byte, and is declared as the source of the report."""
    pdf = printed(dossier)["report/report.en.pdf"]()
    assert dossier.trace.content in embedded(pdf)
    whole = b"\n".join([pdf, *embedded(pdf)]).replace(b" ", b"")
    assert b"/AFRelationship/Source" in whole


def test_pages_are_the_same_in_every_process_locale_and_zone(dossier: Dossier) -> None:
    """Another process with another zone, locale and hash seed sets the same bytes."""
    program = (
        "import hashlib\nfrom tests.evidence.story import dossier_of, tell\n"
        "from tracer.evidence.annexes_pdf import printed\n"
        "for name, page in sorted(printed(dossier_of(tell())).items()): print(hashlib.sha256(page()).hexdigest())"
    )
    seen = set()
    for zone, locale, seed in (("Asia/Almaty", "ru_RU.UTF-8", "1"), ("America/New_York", "C", "2")):
        around = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program]
        seen.add(subprocess.run(command, cwd=ROOT, env=around, capture_output=True, check=True).stdout)
    assert len(seen) == 1
    assert len(seen.pop().split()) == len(printed(dossier))


@needs_poppler
def test_the_heading_of_a_section_that_begins_with_a_picture_stands_with_it() -> None:
    """A picture has a page of its own: a heading alone at the end of the page before would be lost."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="90" height="40"/></svg>'
    sections = (Section("1. Words", (Text("said"),)), Section("2. Drawn", (Picture("a caption"), Text("after"))))
    pages = text_of(as_pdf(replace(paper(), sections=sections), SHEET, [svg])).split("\f")
    (drawn,) = (number for number, page in enumerate(pages) if "2. Drawn" in page)
    assert "a caption" in pages[drawn]
    assert "said" in pages[drawn - 1]
    assert "after" in pages[drawn + 1]


@needs_poppler
def test_every_letter_is_set(dossier: Dossier) -> None:
    """Kazakh letters, the tenge sign and every mark of the product's sentences come out as they went in."""
    every = f"{KAZAKH} ₸ № {' '.join(sorted(_BESIDE))}"
    pdf = as_pdf(paper(Text(every), table("Кесте", ["қ", digest("ң")], [(KAZAKH, KAZAKH)])), SHEET)
    said = text_of(pdf)
    assert not [each for each in every if each not in said]
    assert said.count(KAZAKH) >= 3


@needs_poppler
@pytest.mark.parametrize(
    ("code", "note"),
    [("en", "Letters that the printed font lacks"), ("ru", "Буквы, которых нет"), ("kk", "Баспа қарпінде жоқ")],
)
def test_a_page_with_numbers_for_letters_says_so(code: str, note: str) -> None:
    """Where a letter cannot be printed the page says what its number is and where the exact text stands.

    Else nothing.
    """
    plain, odd = (
        " ".join(text_of(as_pdf(replace(paper(Text(text)), language=LANGUAGES[code]), SHEET)).split())
        for text in ("Әуезов", "币安")
    )
    assert (note in plain, note in odd) == (False, True)
    assert "[U+5E01 U+5B89]" in odd


@needs_poppler
def test_text_is_never_markup() -> None:
    """What would be markup, code or a path for the typesetter is printed as it stands."""
    traps = ("#panic(1)", "$x^2$", "*bold* _it_ `raw`", "= head", '#image("/etc/passwd")', "<a> @b \\u{41}", "中")
    blocks = (
        Text(" ".join(traps), Nature.FACT), Items(traps), Commands(traps), Form("#panic(2)", ((traps[0], traps[2]),)),
        table("#panic(3)", ["#a", "$b$"], [traps[:2]]),
    )  # fmt: skip
    said = " ".join(text_of(as_pdf(paper(*blocks, title="#panic(4)"), SHEET)).split())
    for trap in (*traps[:-1], "[U+4E2D]", *(f"#panic({at})" for at in range(1, 5))):
        assert trap in said, trap


@needs_poppler
def test_tables_repeat_their_heads_and_say_what_is_cut() -> None:
    """A table over several pages has its head on each; rows beyond the limit are cut, and that is said."""
    rows = [(f"{at:064x}", f"{at}.00000000") for at in range(MOST_ROWS + 1)]
    pages = text_of(as_pdf(paper(table("Rows", [digest("where"), number("amount")], rows)), SHEET)).split("\f")
    holding = [page for page in pages if ".00000000" in page]
    assert len(holding) > 2
    assert all("where" in page and "amount" in page for page in holding)
    assert f"The first {MOST_ROWS} of {MOST_ROWS + 1} rows are printed." in " ".join("".join(pages).split())
    assert f" {MOST_ROWS}.00000000" not in "".join(pages)


@needs_poppler
def test_every_page_says_which_it_is(dossier: Dossier) -> None:
    """Each page carries its number, how many there are, the case and the whole hash of the result."""
    pages = text_of(printed(dossier)["report/report.en.pdf"]()).split("\f")[:-1]
    for at, page in enumerate(pages, start=1):
        assert f"page {at} of {len(pages)}" in page
        assert dossier.trace.sha256 in page
        assert f"Case {dossier.trace.case}" in page


@needs_poppler
def test_hashes_are_whole() -> None:
    """A hash in a narrow column is broken over lines; put together again it is all there."""
    value = "0123456789abcdef" * 4
    narrow = table("t", [digest("h"), "why", "more"], [(value, "word " * 60, "word " * 60)])
    said = text_of(as_pdf(paper(narrow), SHEET))
    left = "".join(re.findall(r"^ *([0-9a-f]{16,})\b", said, re.MULTILINE))
    assert left == value


def test_a_large_result_is_not_attached(dossier: Dossier) -> None:
    """Beyond the limit the result lies beside the report only."""
    large = replace(dossier, trace=replace(dossier.trace, content=b"0" * 8_000_001))
    assert b"EmbeddedFile" not in b"".join(embedded(printed(large)["report/report.en.pdf"]()))


def test_attachments_are_kept_as_they_are() -> None:
    """What is attached comes out byte for byte."""
    content = f'{{"text": "{KAZAKH} #panic(1)"}}'.encode()
    assert content in embedded(as_pdf(paper(), SHEET, (), [Attachment("a.json", "application/json", "A", content)]))


@needs_poppler
@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXPERT])
def test_the_contents_name_the_page_of_every_section(dossier: Dossier, role: Role) -> None:
    """Behind the first section; each heading stands on the page that is named."""
    told = replace(dossier, case=replace(dossier.case, role=role))
    pages = text_of(printed(told)["report/report.en.pdf"]()).split("\f")
    listed = dict(re.findall(r"(?m)(\d+\. [^.\n]+?) *\.[. ]* (\d+)(?=\s|$)", "\n".join(pages[:2])))
    sections = [section.title for section in report(told).sections]
    assert [title for title in sections if title in listed] == sections
    for title in sections:
        assert re.search(rf"(?m)^\s*{re.escape(title)}\s*$", pages[int(listed[title]) - 1]), title


def test_no_table_of_the_story_is_set_below_eight_points(dossier: Dossier) -> None:
    """In any language: where columns need more room, hashes are folded or the sheet is turned."""
    for language in LANGUAGES.values():
        for section in report(dossier.written_in(language)).sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    assert _table(block)["scale"] == 100, block.caption
