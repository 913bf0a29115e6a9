"""Words that no paper says of coins: refused in templates, and said by none of our own catalogs."""

import polib
import pytest

from tests.commands import ROOT
from tracer.errors import CaseError
from tracer.reserve.compliance.avoided_words import ALLOWED, AVOIDED, avoided, refuse_avoided

LANGUAGE = ROOT / "tracer" / "documents" / "language"


@pytest.mark.parametrize("word", AVOIDED)
def test_each_word_is_found(word):
    """In any case of letters, over a line's end, and with its line."""
    assert avoided(f"a\nb {word.upper()}.") == ((2, word.upper()),)
    assert [line for line, _ in avoided(word.replace(" ", "\n"))] == [1]


@pytest.mark.parametrize(
    "text", ["официальных резервных активов", "прибылью", "международным резервам", "Profits", "пайдасы"]
)
def test_a_word_in_another_form_is_found(text):
    """Declined, or many."""
    assert [word for _, word in avoided(text)] == [text]


@pytest.mark.parametrize(
    "text", [*ALLOWED, "profitable", "пайдалану", "прибыло 3 монеты", "reserve assets", "official"]
)
def test_what_says_the_contrary_or_something_else_is_not(text):
    """The sentence that the coins are none, and words that only begin alike."""
    assert avoided(text) == ()


def test_all_of_them_are_told_at_once():
    """With the words to say instead."""
    with pytest.raises(CaseError) as raised:
        refuse_avoided("our profit\nof international  reserves", "t")
    assert raised.value.faults == (
        't line 1: says "profit". Say "state digital-asset reserve" or "revaluation".',
        't line 2: says "international reserves". Say "state digital-asset reserve" or "revaluation".',
    )


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_no_catalog_says_them(code):
    """Neither the English sentences of our papers nor their translations."""
    entries = polib.pofile(str(LANGUAGE / f"{code}.po"))
    said = [each.msgid for each in entries if avoided(each.msgid) or avoided(each.msgstr)]
    assert len(entries) > 500
    assert said == []
