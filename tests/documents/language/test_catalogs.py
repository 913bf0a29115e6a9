"""Every sentence of the documents exists in every language, with the same fields."""

import ast
from importlib.resources import files
from pathlib import Path

import polib
import pytest

from tests.documents.language.sentences import ROOT, SPEAKERS, nouns, sentences
from tracer.custody import reconciliation
from tracer.documents.language import catalog
from tracer.documents.language.glossary import TERMS
from tracer.documents.language.language import fields_of
from tracer.documents.language.languages import KAZAKH, LANGUAGES
from tracer.trace.patterns import error_figures, whirlpool
from tracer.trace.policies.texts import TEXTS

RECORDED = "tracer/documents/language/recorded.py"
HELD = "held in {wallet}, a reserve, with no forfeiture order for {label} in force on {day}"

FORMS = {"ru": 3, "kk": 1}
"""How many forms a noun has after a number, by language.

Source: Unicode CLDR 46, plural rules, for whole numbers.
"""

OTHERS = [language for code, language in LANGUAGES.items() if code != "en"]


def test_sentences_are_found_and_given_their_fields() -> None:
    """The search of the source finds the sentences of every part; each is given just the fields it names."""
    found = sentences()
    files = {each.place.split(":")[0] for each in found}
    assert {"tracer/evidence/report/figures.py", "tracer/evidence/not_shown.py"} <= files
    assert [s for s in found if set(fields_of(s.text)) != s.given and "**" not in s.given] == []


def test_fields_have_names() -> None:
    """A field is found by its name, for its place differs from language to language."""
    assert [s for s in sentences() if not all(name.isidentifier() for name in fields_of(s.text))] == []


def test_counted_things_are_found() -> None:
    """Nouns that are counted are found in the source too."""
    assert {"output", "transaction"} <= {noun.text for noun in nouns()}


def entries(language) -> list[polib.POEntry]:
    """Return what stands in a language's file, as a translator sees it."""
    text = files(catalog.__package__).joinpath(f"{language.code}.po").read_text(encoding="utf-8")
    return list(polib.pofile(text))


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_a_catalog_is_a_whole_gettext_file(language) -> None:
    """Each sentence stands once in its context and is translated; none is left fuzzy or kept though nobody says it."""
    found = entries(language)
    names = [(entry.msgctxt, entry.msgid) for entry in found]
    assert sorted({name[1] for name in names if names.count(name) > 1}) == []
    assert [entry.msgid for entry in found if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    assert len(found) == len(language.texts) + len(language.recorded) + len(language.terms) + len(language.nouns)


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_what_has_fields_says_so_to_a_translators_tools(language) -> None:
    """A sentence with fields carries the flag by which gettext's own tools hold a translation to them."""
    assert [e.msgid for e in entries(language) if bool(fields_of(e.msgid)) != ("python-brace-format" in e.flags)] == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_sentence_is_in_the_catalog_with_the_same_fields(language) -> None:
    """No sentence lacks a translation, and no translation loses or invents a field."""
    needed = {s.text for s in sentences() if not s.place.startswith(RECORDED)}
    assert sorted(needed - set(language.texts)) == []
    for texts in (language.texts, language.recorded):
        assert [text for text in texts if set(fields_of(text)) != set(fields_of(texts[text]))] == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_no_catalog_keeps_what_nobody_says(language) -> None:
    """A sentence that left the documents leaves the catalogs."""
    said = {s.text for s in sentences()} | set(TEXTS.values())
    assert sorted(set(language.texts) - said) == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_counted_noun_has_all_its_forms(language) -> None:
    """Each noun is there with as many forms as the language's numbers ask for."""
    assert language.code in FORMS, (
        f"add {language.code} to FORMS: how many forms its nouns have after a number, by CLDR"
    )
    assert {noun.text for noun in nouns()} == set(language.nouns)
    assert {noun: words for noun, words in language.nouns.items() if len(words) != FORMS[language.code]} == {}


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_term_of_the_glossary_is_in_the_catalog_and_no_other(language) -> None:
    """Each word of the field has its own in each language."""
    terms = {term.english for term in TERMS}
    assert sorted(terms - set(language.terms)) == []
    assert sorted(set(language.terms) - terms) == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_what_the_result_holds_in_english_is_said_again(language) -> None:
    """Faults of orders, reasons of gaps, detectors' words and their failures are recognised, with what they name."""
    assert {s.text for s in sentences() if s.place.startswith(RECORDED)} <= set(language.recorded)
    txid = "ab" * 32
    for text in (
        f"{txid}:1: received on 2026-05-28, before the order of 2026-06-01",
        f"{txid}: 5 sat of A left Agency wallet under no return order",
        "independent families agree: roundness, fingerprint",
        "cut after 50 hops: the chain may go on",
        f"{txid}:1 not retained",
        "nothing of the 600 sat ordered was returned",
        f"the output {txid}:0 that it also spends cannot be read from this source",
        error_figures.SCDH,
        whirlpool.FAILURE_MODES,
    ):
        assert language.known(text) != text
    assert language.known(f"{txid}:1: held in W, a reserve, with no forfeiture order for A in force on 2026-06-01") == (
        f"{txid}:1: " + language.recorded[HELD].format(wallet="W", label="A", day="01.06.2026")
    )


def _written_faults() -> list[str]:
    """Return every fault that reconciliation writes, with letters for its fields."""
    found = []
    for node in ast.walk(ast.parse(Path(reconciliation.__file__).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name in (reconciliation.OrderFault.__name__, "_fault") and isinstance(
            node.args[-1], ast.JoinedStr | ast.Constant
        ):
            parts = node.args[-1].values if isinstance(node.args[-1], ast.JoinedStr) else [node.args[-1]]
            texts = [str(part.value) if isinstance(part, ast.Constant) else "\0" for part in parts]
            for verb in ("received", "returned"):
                text = "".join(texts)
                text = text.replace("\0", verb, 1) if text.startswith("\0") else text.replace("was \0", f"was {verb}")
                found.append(text.replace("\0", "x"))
    return found


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_fault_that_reconciliation_writes_is_recognised(language) -> None:
    """No fault of an order is printed in English in another language's report."""
    faults = set(_written_faults())
    assert len(faults) > 6
    unknown = {text for text in faults if language.known(text) == text}
    assert {
        text
        for text in unknown
        if not text.startswith("returned on x, before the order is") and "returned under" not in text
    } == set()


def test_no_two_terms_of_the_glossary_share_a_word() -> None:
    """A word of the glossary means one thing in each language.

    No two terms have the same, and an output is no departure.
    """
    for language in LANGUAGES.values():
        words = [language.term(term.english) for term in TERMS]
        assert sorted({word for word in words if words.count(word) > 1}) == []
    assert KAZAKH.term("departure") not in KAZAKH.nouns["output"]


def test_no_other_room_speaks() -> None:
    """A room whose sentences nobody collects says none: what it says would be in no catalog, and in no test."""
    spoken = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in SPEAKERS and "documents.language" in path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("say", "word")
    }
    assert spoken == set()
