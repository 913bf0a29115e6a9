"""Amounts, counts, dates and lists by each language's rules."""

import datetime as dt

import pytest

from tracer.documents.language.catalog import no_catalog
from tracer.documents.language.language import ENGLISH, Language, MissingTranslation, fields_of, pattern_of
from tracer.documents.language.languages import chosen, language
from tracer.documents.local_time import Clock
from tracer.errors import CaseError

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", {0: "outputs", 1: "output", 2: "outputs", 21: "outputs"}),
        ("ru", {
            0: "выходов", 1: "выход", 2: "выхода", 4: "выхода", 5: "выходов", 11: "выходов", 12: "выходов",
            14: "выходов", 21: "выход", 22: "выхода", 111: "выходов", 112: "выходов", 1001: "выход",
        }),
        ("kk", {0: "шығыс", 1: "шығыс", 2: "шығыс", 5: "шығыс"}),
    ],
)  # fmt: skip
def test_nouns_take_the_form_that_their_number_asks_for(code: str, expected: dict[int, str]) -> None:
    """English has two forms, Russian three (CLDR: one, few, many), Kazakh one; gettext chooses."""
    said = {
        count: language(code).counted(count, "output").rpartition(SPACE if code != "en" else " ")[2]
        for count in expected
    }
    assert said == expected


def test_english_counts_and_amounts() -> None:
    """Groups of three by commas, a decimal point, all eight decimals, and no float on the way."""
    assert [ENGLISH.counted(n, noun) for n, noun in ((1, "gap"), (2000, "gap"), (2, "address"), (3, "day"))] == [
        "1 gap", "2,000 gaps", "2 addresses", "3 days",
    ]  # fmt: skip
    assert ENGLISH.bitcoin(2_099_999_997_690_000) == "20,999,999.97690000"
    assert ENGLISH.bitcoin(-1) == "-0.00000001"
    assert ENGLISH.sat(1_234_567) == f"1,234,567{SPACE}sat"
    assert ENGLISH.percent(1, 3) == "33.33%"
    assert ENGLISH.percent(1, 0) == "—"


def test_times_carry_their_offset() -> None:
    """A time is UTC, or local with its offset, or as a person wrote it down."""
    clock = Clock("Asia/Almaty", (0,), (18_000,))
    assert ENGLISH.utc(1_780_000_000) == "2026-05-28 20:26:40 UTC"
    assert ENGLISH.local(clock, 1_780_000_000) == "2026-05-29 01:26:40 +05:00"
    assert ENGLISH.local(Clock(None, (), ()), 1_780_000_000) is None
    west = dt.datetime(2026, 3, 16, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30)))
    assert ENGLISH.moment(west) == "2026-03-16 10:00:00 -03:30"


def test_a_field_is_never_looked_into() -> None:
    """Braces in the case's own words are printed, not taken for fields."""
    assert ENGLISH.say("label {label}", label="{label.__class__}{0}") == "label {label.__class__}{0}"


def test_a_missing_translation_is_a_fault_and_never_english() -> None:
    """A sentence or noun that a catalog lacks raises; nothing is printed in another language instead."""
    other = Language(code="xx", name="Other", group=" ", point=",", date_format="%d")
    with pytest.raises(MissingTranslation, match=r"no xx for 'label \{label\}'"):
        other.say("label {label}", label="A")
    with pytest.raises(MissingTranslation, match="no xx for the noun 'gap'"):
        other.counted(2, "gap")


def test_sentences_of_the_result_are_recognised_with_their_fields() -> None:
    """A sentence that trace.json holds in English is said again in the language; any other stays as it is."""
    template = "nothing of the {amount} sat ordered was {verb}"
    said = no_catalog()._replace(recorded={template: "{verb}: 0 / {amount}"})
    other = Language(
        code="xx",
        name="Other",
        group=" ",
        point=",",
        date_format="%d",
        catalog=lambda: said,
        patterns=lambda: ((pattern_of(template), template),),
    )
    assert fields_of(template) == ("amount", "verb")
    assert other.known("nothing of the 5 sat ordered was received") == "received: 0 / 5"
    assert other.known("something else") == "something else"


def test_a_bundle_is_written_in_the_languages_asked_for_or_in_the_case_s() -> None:
    """Each language once, in the order asked for; an unknown one is the analyst's fault."""
    assert [each.code for each in chosen((), "en")] == ["en"]
    assert [each.code for each in chosen(("en", "en"), "en")] == ["en"]
    with pytest.raises(CaseError, match="language 'de': expected one of en"):
        language("de")
