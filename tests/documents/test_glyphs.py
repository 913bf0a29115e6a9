"""No text is ever printed as empty boxes: what the fonts lack is printed as its number, and said to be."""

import random
from dataclasses import replace

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.documents.glyphs import coverage, lacking, legible
from tracer.documents.html import as_page
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.markup import as_html
from tracer.documents.paper import (
    Block,
    ColumnKind,
    Commands,
    Form,
    Items,
    Paper,
    PaperColumn,
    Picture,
    Section,
    Table,
    Text,
)
from tracer.documents.pdf import PdfSheet, as_pdf
from tracer.evidence.annexes_pdf import printed
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
NAMES = {
    "Arabic": "محمد", "Hebrew": "אברהם", "Chinese": "币安", "Thai": "ธนาคาร", "Devanagari": "कृष्ण",
    "emoji": "😀👨\u200d👩\u200d👧❤\ufe0f", "marks": "e\u0301n\u0336Z\u0335\u0321", "beyond the first plane": "𠜎𝔸",
    "private use": "\ue000\U000f0000", "unassigned": "\u0378\U0003fffd", "Vietnamese": "Nguyễn Thị Ngọ",
    "not equal": "a≠b", "own letters": KAZAKH, "hidden": "\u202e\u200b\x1b\x00", "blanks": "\u00a0\u2003\u3000",
}  # fmt: skip
"""One text of each kind of letters."""


def test_kazakh_letters_and_the_tenge_sign_are_covered() -> None:
    """The face holds every Kazakh and Russian letter, the tenge sign and the marks of three languages."""
    russian = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
    assert not [each for each in f"{KAZAKH}{russian}₸№«»„“”‘’—–…→≤−" if ord(each) not in coverage()]
    assert legible(f"{KAZAKH} 5 ₸ → №1") == f"{KAZAKH} 5 ₸ → №1"


def test_what_the_face_lacks_is_shown_by_its_number() -> None:
    """A run of letters without a glyph stands as its numbers in brackets.

    What hides or reverses text as a code point.
    """
    assert legible("币安 Binance 😀 \u202eevil\x00") == "[U+5E01 U+5B89] Binance [U+1F600] \\u202eevil\\u0000"
    assert (lacking("币a币安"), lacking("Әуезов e\u0301"), lacking("plain")) == ("币安", "", "")


def test_a_letter_and_its_mark_are_one_letter() -> None:
    """What is one letter in normal form C is printed as that; a mark that is none stands as its number."""
    assert (legible("e\u0301и\u0306"), legible("n\u0336")) == ("éй", "n[U+0336]")


def test_the_first_glyph_is_no_cover() -> None:
    """A private-use and an unassigned code point count as not covered."""
    assert not {0xE000, 0xFFFFF, 0x4E2D} & coverage()


def _set(texts: list[str]) -> bytes:
    """Return a PDF that holds each text in every place where a text can stand, a picture among them."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 900" width="900" height="900">' + "".join(
        f'<text x="9" y="{9 * at}" font-family="\'DejaVu Sans\', \'Noto Sans\'" '
        f'font-weight="{weight}">{as_html(legible(text))}</text>'
        for at, text in enumerate(texts)
        for weight in ("normal", "bold")
    )
    rows = tuple((text, text) for text in texts)
    blocks: tuple[Block, ...] = (
        Table("caption", (PaperColumn("text"), PaperColumn("hash", ColumnKind.HASH)), rows), Items(tuple(texts)),
        Commands(tuple(texts)), *map(Text, texts), Form("form", rows), Picture("picture"),
    )  # fmt: skip
    paper = Paper(
        title="title",
        subtitle=texts[0],
        facts=(("name", texts[0]),),
        warnings=(texts[0],),
        sections=(Section(texts[0], blocks),),
    )
    return as_pdf(
        paper, PdfSheet(texts[0], 1_700_000_000, (texts[0], "hash", "ff"), texts[0]), [f"{svg}</svg>".encode()]
    )


def test_every_letter_of_the_cover_can_be_set() -> None:
    """Each letter that counts as covered is set alone and bold, in text, in a column of hashes and in a picture."""
    every = "".join(map(chr, sorted(coverage())))
    assert _set([every[at : at + 1] for at in range(0, len(every), 4)]).startswith(b"%PDF")
    assert _set([every[at : at + 30] for at in range(0, len(every), 30)]).startswith(b"%PDF")


def test_any_text_can_be_set() -> None:
    """Texts drawn from every plane, next to letters that are covered, never stop the typesetter."""
    draw = random.Random(12)
    covered = sorted(coverage())
    texts = []
    for _ in range(150):
        points = [draw.choice(covered) for _ in range(8)] + [draw.randrange(0x110000) for _ in range(2)]
        points += [draw.choice([0x301, 0x336, 0x5E01, 0x200D, 0x202E, 0x94D, 0x1F600])]
        draw.shuffle(points)
        texts.append("".join(map(chr, points)))
    assert _set(texts).startswith(b"%PDF")


def _named(name: str, language: str) -> Dossier:
    """Return the story with this text as its case, its first label and the service that is reached."""
    dossier = dossier_of(tell())
    trace = dossier.trace
    changed = {}
    for key, method in trace.methods.items():
        ends = tuple(replace(each, name=name if each.terminal == "service" else each.name) for each in method.ends)
        changed[key] = replace(method, ends=ends)
    asserted = replace(dossier.case, examiner=name, title=name)
    made = replace(dossier, trace=replace(trace, case=name, methods=changed), case=asserted)
    return made.written_in(LANGUAGES[language])


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_case_in_any_letters_has_its_pages(language: str) -> None:
    """Case, service and examiner in any script.

    Every page is set, the PDF says what stands for the letters, HTML has them.
    """
    name = " ".join(NAMES.values()).replace("\x00", "")
    dossier = replace(_named(name, language), languages=(LANGUAGES[language],))
    for path, page in printed(dossier).items():
        assert page().startswith(b"PK" if path.endswith(".docx") else b"%PDF"), path
    html = as_page(report(dossier), b"<svg/>").decode()
    assert all(NAMES[kind] in html for kind in ("Arabic", "Hebrew", "Chinese", "Thai", "Devanagari", "own letters"))
