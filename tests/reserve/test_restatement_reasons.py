"""Why a statement restates another is said in the language of the paper."""

import pytest

from tracer.documents.language.language import ENGLISH
from tracer.documents.language.languages import LANGUAGES
from tracer.reserve.statement.reasons import reasons

WRITTEN = (
    "2025-0017 corrects 2025-0014; 2025-0018 was filed after 2025Q3 was closed; tables/fx.csv was changed after "
    "2025Q3 was closed; receipts/X/admission.json was added after 2025Q3 was closed; release 0.2.0, method 2, computes "
    "otherwise; Moved by two key holders without an act."
)
"""As `period.json` has it: what acts and files gave, another release, and a person's words."""


@pytest.mark.parametrize("code", sorted(LANGUAGES.keys() - {"en"}))
def test_what_was_found_is_said_and_what_was_written_stays(code: str) -> None:
    """Acts, files and periods stay by their names; no word is left in English but a person's."""
    said = reasons(WRITTEN, LANGUAGES[code]).split("; ")
    assert said[-1] == "Moved by two key holders without an act."
    names = ("2025-0017", "2025-0018", "tables/fx.csv", "receipts/X/admission.json", "0.2.0")
    assert [name in each for name, each in zip(names, said, strict=False)] == [True] * 5
    assert "2025-0014" in said[0]
    for word in ("corrects", "filed", "changed", "added", "computes"):
        assert word not in "; ".join(said[:-1])


def test_in_english_it_is_as_it_is_written() -> None:
    """And what only looks alike is a person's sentence."""
    assert reasons(WRITTEN, ENGLISH) == WRITTEN
    sentence = "the court of the first instance corrects what it said"
    assert [reasons(sentence, language) for language in LANGUAGES.values()] == [sentence] * len(LANGUAGES)
