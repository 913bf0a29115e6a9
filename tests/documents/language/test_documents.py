"""The documents of a bundle in each language: complete, deterministic, and closed to foreign markup."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest

from tests.evidence.story import dossier_of, tell
from tests.result.test_path_results import dossier as recorded
from tracer.case.case import Role
from tracer.documents.html import as_page
from tracer.documents.language.glossary import TERMS
from tracer.documents.language.language import Language
from tracer.documents.language.languages import KAZAKH, LANGUAGES, RUSSIAN, chosen
from tracer.documents.markdown import as_markdown
from tracer.documents.paper import Paper, Table
from tracer.documents.words import RULE_NAMES
from tracer.errors import IntegrityError
from tracer.evidence.annexes import annexes
from tracer.evidence.bundle import read_languages
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.certificates import certificate
from tracer.evidence.report.custody_form import custody_form
from tracer.evidence.report.method_text import method_markdown
from tracer.evidence.report.readme_text import readme
from tracer.evidence.report.report import report
from tracer.evidence.tables.columns import COLUMNS
from tracer.evidence.tables.leads import LEADS
from tracer.evidence.tables.workbook import workbook
from tracer.evidence.tables.worksheet import worksheet
from tracer.formats import canonical
from tracer.result.trace_file import TraceFile

ALL = tuple(LANGUAGES.values())
FOREIGN = (RUSSIAN, KAZAKH)
SPACE = "\u00a0"

EVIL = (
    "<script>alert(1)</script>{rule}{0}",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1)) `c` **b**",
    "a | b\n| --- |\n# head",
    "\u202egnp.exe\x00",
    "блок {height} Ққ<b>",
)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def text_of(paper: Paper) -> str:
    """Return every text of a paper."""
    return as_markdown(paper).decode().replace("\\", "")


def with_text(dossier: Dossier, text: str) -> Dossier:
    """Put one text wherever the case or the result takes text."""
    case = replace(
        dossier.case, title=text, authority=text, examiner=text, reviewer=text, questions=(text,), supersedes=text,
        exhibits=tuple(replace(each, description=text, source=text) for each in dossier.case.exhibits),
        seeds=tuple(replace(seed, basis=text) for seed in dossier.case.seeds),
        custody=tuple(replace(wallet, basis=text, name=text) for wallet in dossier.case.custody),
        method=replace(dossier.case.method, reason=text),
    )  # fmt: skip
    trace: TraceFile = dossier.trace
    orders = tuple(replace(order, faults=(text,)) for order in trace.orders)
    ends = tuple(replace(end, name=text) for end in trace.main.ends)
    methods = {**trace.methods, trace.primary: replace(trace.main, ends=ends)}
    return replace(dossier, case=case, trace=replace(trace, case=text, orders=orders, methods=methods))


class Tags(HTMLParser):
    """The elements of a page, with the names of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element; lines and texts of a picture may be more or fewer."""
        if tag not in ("br", "text"):
            self.found.append((tag, tuple(name for name, _ in attrs)))


def tags_of(dossier: Dossier) -> list[tuple[str, tuple[str, ...]]]:
    """Return the elements of the report's page."""
    tags = Tags()
    tags.feed(as_page(report(dossier), picture(dossier)).decode())
    return tags.found


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
@pytest.mark.parametrize("text", EVIL)
def test_the_case_s_words_never_become_markup_in_any_language(dossier: Dossier, language: Language, text: str) -> None:
    """Hostile words add no element to the page and no heading, cell, link or fence to the Markdown."""
    plain, hostile = (with_text(dossier, each).written_in(language) for each in ("plain", text))
    assert tags_of(hostile) == tags_of(plain)
    pages = [as_markdown(report(each)).decode() + method_markdown(each).decode() for each in (plain, hostile)]
    for marks in (r"^#+ ", r"(?<!\\)\|", r"(?<!\\)\]\(", r"(?<!\\)<(?!br>)", r"(?<!\\)`"):
        counts = [len(re.findall(marks, page, re.M)) for page in pages]
        assert counts[0] == counts[1], marks
    assert readme(hostile).count(b"\n\n") == readme(plain).count(b"\n\n")


def own_words_foreign(dossier: Dossier, language: Language) -> Dossier:
    """Return a dossier whose case, wallets and services say nothing in English, to be written in the language."""
    own = with_text(dossier, "Өтініш").written_in(language)
    trace = replace(own.trace, faults=(), gaps=(), orders=tuple(replace(each, faults=()) for each in own.trace.orders))
    orders = tuple(replace(each, issued_by="Сот") for each in own.case.orders)
    return replace(own, trace=trace, case=replace(own.case, orders=orders))


@pytest.mark.parametrize("language", FOREIGN, ids=lambda language: language.code)
@pytest.mark.parametrize("made", [lambda: dossier_of(tell()), recorded], ids=["told", "recorded"])
def test_no_english_is_left_over(language: Language, made: Callable[[], Dossier]) -> None:
    """Where the case's own words are not English, no line of a report, a method, paper, picture or workbook is."""
    own = own_words_foreign(made(), language)
    page = re.sub(r"<[^>]+>", "\n", as_page(report(own), picture(own)).decode().split("</style>", 1)[1])
    papers = "".join(text_of(paper(own)) for paper in (worksheet, certificate, custody_form))
    book = openpyxl.load_workbook(io.BytesIO(workbook(own)))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    notes = [cell for cell in cells if isinstance(cell, str) and cell not in {*COLUMNS, *LEADS.names}]
    lines = {*page.splitlines(), *text_of_method(own).splitlines(), *papers.splitlines(), *notes}
    assert sorted(line for line in lines if ENGLISH_WORDS.search(foreign(line))) == []


ENGLISH_WORDS = re.compile(
    r"(?<![\w-])(?:the|of|is|and|not|under|block|label|which|rules?|coins?|outputs?|on|in|change|none|only)(?![\w-])"
)
TERMS_IN_ENGLISH = {term.english for term in TERMS}
NAMES = re.compile(r"Лист \w+:|\w+ парағы:|[\w.*/-]+[._/][\w.*/-]+|`[^`]*`")
"""Sheets, keys, files and commands: the same in every language."""
GIVEN = {
    "the order of the outputs",
    "Deposit addresses of the example exchange",
    "First in, first out is declared for all traces of this case",
}
"""What a case says itself, as `trace.json` repeats it."""


def foreign(line: str) -> str:
    """Return a line without what is English by right.

    Commands, papers cited, keys, file names, the glossary's English.
    """
    if COMMANDS.search(line) or line.split(" | ")[0].strip("| ") in TERMS_IN_ENGLISH:
        return ""
    return "" if line.strip() in TERMS_IN_ENGLISH | GIVEN else NAMES.sub("", line)


COMMANDS = re.compile(
    r"bitcoin-cli|tracer |sha256sum|Anderson|Ford and Fulkerson|Böhme|Maarek|Möser|v Noble|Federal Rules"
)


def text_of_method(dossier: Dossier) -> str:
    """Return the method's text without escapes."""
    return method_markdown(dossier).decode().replace("\\", "")


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (RUSSIAN, ("Аналитическая справка", "Заключение специалиста", "Заключение эксперта")),
        (KAZAKH, ("талдамалық анықтама", "маманның қорытындысы", "сарапшының қорытындысы")),
    ],
)
def test_the_title_follows_the_role_in_every_language(
    dossier: Dossier, language: Language, titles: tuple[str, ...]
) -> None:
    """A note never calls itself an opinion, nor a specialist an expert."""
    for role, words in zip((Role.ANALYST, Role.SPECIALIST, Role.EXPERT), titles, strict=True):
        own = replace(dossier, case=replace(dossier.case, role=role)).written_in(language)
        assert words in report(own).title


def test_all_languages_print_the_same_figures(dossier: Dossier) -> None:
    """Section by section the tables hold the same amounts; only separators and words differ."""

    def amounts(language: Language) -> list[list[str]]:
        paper = report(dossier.written_in(language))
        tables = [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]
        return [re.findall(r"[0-9]+[.,][0-9]{8}", "\n".join("\n".join(row) for row in table.rows)) for table in tables]

    english = amounts(ALL[0])
    assert sum(map(len, english)) > 50
    for language in FOREIGN:
        assert [[each.replace(",", ".") for each in row] for row in amounts(language)] == english


@pytest.mark.parametrize("language", FOREIGN, ids=lambda language: language.code)
def test_figures_follow_the_language(dossier: Dossier, language: Language) -> None:
    """A decimal comma, no-break spaces between groups, and days first."""
    assert language.bitcoin(123_456_700_000_001) == f"1{SPACE}234{SPACE}567,00000001"
    assert language.counted(1_002, "output").startswith(f"1{SPACE}002{SPACE}")
    text = text_of(report(dossier.written_in(language)))
    assert "28.05.2026 23:16:40 UTC<br>29.05.2026 04:16:40 +05:00" in text
    assert "2026-05" not in text


def test_russian_nouns_agree_with_their_number() -> None:
    """1 выход, 2 выхода, 5 выходов, 21 выход."""
    counted = [RUSSIAN.counted(count, "output").replace(SPACE, " ") for count in (1, 2, 5, 11, 21)]
    assert counted == ["1 выход", "2 выхода", "5 выходов", "11 выходов", "21 выход"]


def test_a_bundle_of_three_languages_holds_each_document_in_each(dossier: Dossier) -> None:
    """Every document per language under its own name; the leading language's picture is `flow.svg`."""
    files = annexes(replace(dossier, languages=chosen(("kk", "en", "ru"), "en")))
    for code in LANGUAGES:
        names = {f"00_README.{code}.txt", f"method/method.{code}.md", f"report/report.{code}.html"}
        assert names | {f"report/report.{code}.md"} <= set(files)
        assert f'<html lang="{code}">' in files[f"report/report.{code}.html"].decode()
    sheets = zipfile.ZipFile(io.BytesIO(files["trace/tables.xlsx"])).read("xl/sharedStrings.xml").decode()
    assert KAZAKH.word("Times are block times, declared by the miners, in UTC.") in sheets
    assert {name for name in files if name.endswith(".svg")} == {
        "trace/flow.svg", "trace/flow.en.svg", "trace/flow.ru.svg",
    }  # fmt: skip
    assert "қағидасы бойынша із" in files["trace/flow.svg"].decode()
    assert "(../trace/flow.ru.svg)" in files["report/report.ru.md"].decode()


@pytest.mark.parametrize("codes", [[], ["en", "en"], ["de"]])
def test_a_bundle_that_names_no_right_languages_is_refused(codes: list[str]) -> None:
    """`bundle.json` names known languages, each once, and at least one."""
    with pytest.raises(IntegrityError, match="languages"):
        read_languages({"bundle.json": canonical.dumps({"languages": codes})})


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_the_glossary_stands_in_every_report(dossier: Dossier, language: Language) -> None:
    """The words of the field in every language side by side, under the language's own name, in the report of each."""
    tables = [b for s in report(dossier.written_in(language)).sections for b in s.blocks if isinstance(b, Table)]
    (glossary,) = (
        table for table in tables if [column.title for column in table.columns][:3] == ["English", "Русский", "Қазақша"]
    )
    rows = [row[: len(ALL)] for row in glossary.rows]
    rules = {RULE_NAMES[rule] for rule in RULE_NAMES if rule not in dossier.trace.methods}
    assert rows == [tuple(each.term(term.english) for each in ALL) for term in TERMS if term.english not in rules]
    assert {("gap", "пробел", "олқылық"), ("label", "метка", "белгі"), ("satoshi", "сатоши", "сатоши")} <= set(rows)


def test_the_glossary_s_caption_counts_the_languages() -> None:
    """The caption says "three languages" in each of them: with another one it is to be written anew."""
    assert len(LANGUAGES) == 3, "the caption of the glossary in tracer/evidence/report/conclusions.py says three"
