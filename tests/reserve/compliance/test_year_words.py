"""The words of the year's page: those that every other document uses, and none that breaks off at a line's end."""

import pytest

from tracer.documents.language.languages import LANGUAGES


@pytest.mark.parametrize(("code", "no"), [("ru", "приказ"), ("kk", "бұйрық")])
def test_an_order_is_called_by_one_word(code: str, no: str) -> None:
    """A court's order is no command of an employer: documents call it as the glossary does."""
    said = LANGUAGES[code].texts
    assert [english for english, text in said.items() if no in text.lower()] == []


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_a_day_stays_with_the_words_about_it(code: str) -> None:
    """Under a title the day and the word beside it stand on one line, however narrow the page."""
    said = LANGUAGES[code].texts["{body}. To {day}"].split("{body}. ")[1]
    assert "\u00a0{day}" in said or "{day}\u00a0" in said


def test_coins_that_went_are_not_called_a_command_carried_out() -> None:
    """What was disposed of left the property: the word is that of property law, not of an order to do so."""
    assert LANGUAGES["ru"].texts["disposed of"] == "отчуждено"
    assert LANGUAGES["kk"].texts["disposed of"] == "иеліктен шығарылды"
