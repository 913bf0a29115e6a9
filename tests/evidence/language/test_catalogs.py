"""Every sentence of the documents exists in every language, with the same fields."""

import pytest

from tests.evidence.language.sentences import nouns, sentences
from tracer.evidence.language.language import fields_of
from tracer.evidence.language.languages import LANGUAGES

OTHERS = [language for code, language in LANGUAGES.items() if code != "en"]


def test_sentences_are_found_and_given_their_fields() -> None:
    """The search of the source finds the sentences of every part; each is given just the fields it names."""
    found = sentences()
    assert {"tracer/evidence/report_figures.py", "tracer/evidence/limits.py"} <= {s.place.split(":")[0] for s in found}
    assert [s for s in found if set(fields_of(s.text)) != s.given and "**" not in s.given] == []


def test_fields_have_names() -> None:
    """A field is found by its name, for its place differs from language to language."""
    assert [s for s in sentences() if not all(name.isidentifier() for name in fields_of(s.text))] == []


def test_counted_things_are_found() -> None:
    """Nouns that are counted are found in the source too."""
    assert {"gap", "transaction"} <= {noun.text for noun in nouns()}


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_sentence_is_in_the_catalog_with_the_same_fields(language) -> None:
    """No sentence lacks a translation, and no translation loses or invents a field."""
    assert sorted({s.text for s in sentences()} - set(language.texts)) == []
    wrong = [text for text in language.texts if set(fields_of(text)) != set(fields_of(language.texts[text]))]
    assert wrong == []
