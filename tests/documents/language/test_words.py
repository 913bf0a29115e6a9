"""The catalogs' words are those of the field: persons, empty fields, amounts and days are called what they are."""

import re
from dataclasses import replace
from importlib.resources import files

import polib
import pytest

from tests.commands import ROOT
from tests.evidence.report.test_explained import texts
from tests.result.test_path_results import dossier as recorded
from tracer.case.case import Role
from tracer.documents.language import catalog
from tracer.documents.language.language import Language
from tracer.documents.language.languages import KAZAKH, RUSSIAN
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report

each_language = pytest.mark.parametrize("language", [RUSSIAN, KAZAKH], ids=lambda language: language.code)

PERSONS = {"ru": r"свидетел(?:ь|я|ю|ем|и|ей)\b", "kk": r"\bкуә(?:гер|ні|нің|лер)?\b"}
HANDED_OVER = {"ru": r"не предоставлен", "kk": r"ұсынылма"}
MONEY = {"ru": r"(?<!себе)стоимост", "kk": r"\bқұн(?:ы|нан|ын|ының|ды|ға)\b"}
PEELED = {"ru": "отделени", "kk": r"бөліп алу"}
BOUNDS = {
    "ru": r"(?<!\w)(?<!в )предел(?:а|у|ом|е|ы|ов|ам|ами|ах)?\b",
    "kk": r"\bше(?:к(?:тер\w*|ті\w*|ке)?|гі(?:нің|не|н|нен)?)\b",
}
"""Words of what ends a trail, and of the least and the most there can be: a limit of the register has another one."""
TRAILS = re.compile(r"hop limit|no limit$|0: no limit|with other limits|a limit and no finding")
"""English of limits that no register sets."""
SCREENS = files("tracer.cli.catalogs")
ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
DOUBLE = re.compile(r"(?<!\.)\.\.(?!\.)")


def entries(language: Language) -> list[polib.POEntry]:
    """Return what stands in a language's file."""
    return list(polib.pofile(files(catalog.__package__).joinpath(f"{language.code}.po").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the recorded case's dossier."""
    return recorded()


@each_language
def test_witness_data_are_no_person(language: Language) -> None:
    """Where English speaks of witness data or witnesses of inputs, no person is called as a witness."""
    data = re.compile(r"\bwitness(?:es)?\b")
    persons = ("Witness (name, signature)", "witness", "A second person who was there.")
    found = [
        entry.msgid
        for entry in entries(language)
        if data.search(entry.msgid.lower()) and entry.msgid not in persons
        if re.search(PERSONS[language.code], entry.msgstr)
    ]
    assert found == []


@each_language
def test_an_empty_field_was_not_left_unhanded(language: Language) -> None:
    """A field that a case leaves empty is not stated; nobody failed to hand it over."""
    told = [entry.msgid for entry in entries(language) if re.search(HANDED_OVER[language.code], entry.msgstr)]
    assert told == []
    assert language.given(None) == {"ru": "не указано", "kk": "көрсетілмеген"}[language.code]


@each_language
def test_what_a_coin_holds_is_an_amount(dossier: Dossier, language: Language) -> None:
    """In a report on tracing no coin has a worth: worth is money's, and only a case with prices speaks of money."""
    for role in Role:
        paper = report(replace(dossier, language=language, case=replace(dossier.case, role=role)))
        found = [text for text in texts(paper) if re.search(MONEY[language.code], text)]
        assert found == []


@each_language
def test_a_peel_chain_is_called_what_it_is(language: Language) -> None:
    """A peel chain's name says what goes on in it, with the English word beside it."""
    assert [entry.msgid for entry in entries(language) if re.search(PEELED[language.code], entry.msgstr)] == []
    assert "peel chain" in language.known("R9-peel")


@each_language
def test_days_are_written_as_the_language_writes_them(dossier: Dossier, language: Language) -> None:
    """No part of a report has a day as programs write it, and no sentence ends twice."""
    for role in Role:
        case = replace(dossier.case, role=role, method=replace(dossier.case.method, reason="Declared."))
        for text in texts(report(replace(dossier, language=language, case=case))):
            assert not ISO.search(text), text
            assert not DOUBLE.search(text), text


@each_language
def test_no_sentence_of_a_catalog_ends_twice(language: Language) -> None:
    """A full stop stands once; three are an ellipsis."""
    assert [entry.msgid for entry in entries(language) if DOUBLE.search(entry.msgstr)] == []


def test_the_page_says_what_nobody_has_checked() -> None:
    """The page on languages names its sources and lists, in a table, what only a native reader or a code settles."""
    page = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    assert "bitcoin_kk.ts" in page
    assert "GraphSense" in page
    assert len(re.findall(r"(?m)^\| «", page)) >= 7


@each_language
def test_a_limit_of_the_register_has_one_word(language: Language) -> None:
    """It is «лимит» in both languages, on pages, screens and in the readme: never the word of bounds or of trails."""
    screens = polib.pofile(SCREENS.joinpath(f"{language.code}.po").read_text(encoding="utf-8"))
    told = [
        entry
        for entry in (*entries(language), *(each for each in screens if "reserve" in each.comment))
        if re.search(r"\blimits?\b", entry.msgid.lower()) and not TRAILS.search(entry.msgid)
        if entry.msgid != "limit" or entry.msgctxt is None
    ]
    assert len(told) > 30
    assert [entry.msgid for entry in told if re.search(BOUNDS[language.code], entry.msgstr.lower())] == []
    assert sum("лимит" in entry.msgstr.lower() for entry in told) > 30
    readme = (ROOT / f"docs/README.{language.code}.md").read_text(encoding="utf-8")
    assert {"ru": "[лимиты](limits.md)", "kk": "[лимиттер](limits.md)"}[language.code] in readme
    assert readme.count("лимит") == 2
