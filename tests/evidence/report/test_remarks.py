"""Remarks stand beside what they are on, as their authors'."""

from dataclasses import replace

import pytest

from tests.result.test_path_results import dossier as recorded
from tracer.case.case import Remark, Role
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Nature, Section, Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the recorded case's dossier."""
    return recorded()


def remarked(dossier: Dossier, *places: str) -> Dossier:
    """Return the dossier with a remark on each place."""
    remarks = tuple(Remark(place, f"said of {at}", "P. Author") for at, place in enumerate(places))
    return replace(dossier, case=replace(dossier.case, remarks=remarks))


def placed(dossier: Dossier, text: str) -> list[tuple[str, object, Text]]:
    """Return the section, the block before, and the paragraph of each place at which a text is printed."""
    return [
        (section.title.partition(". ")[2], section.blocks[at - 1], block)
        for section in report(dossier).sections
        for at, block in enumerate(section.blocks)
        if isinstance(block, Text) and text in block.text
    ]


@pytest.mark.parametrize("role", list(Role))
def test_a_remark_stands_once_under_the_first_table_that_shows_what_it_is_on(dossier: Dossier, role: Role) -> None:
    """A transaction, a coin, an address, an order and a wallet: each stands once, under a table that names it."""
    end = next(end for end in dossier.trace.main.ends if end.terminal == "custody" and end.address)
    places = (
        dossier.trace.main.crossings[0].txid, str(end.outpoint), end.address or "", dossier.case.orders[0].id,
        dossier.case.custody[0].name,
    )  # fmt: skip
    told = remarked(replace(dossier, case=replace(dossier.case, role=role)), *places)
    for at, place in enumerate(places):
        ((_, before, text),) = placed(told, f"said of {at}")
        assert text == Text(f"Remark of P. Author on {place}: said of {at}", Nature.ASSERTED)
        assert isinstance(before, Table | Text)
        if isinstance(before, Table):
            lines = [line for row in before.rows for cell in row for line in cell.split("\n")]
            assert any(line == place or line.startswith(f"{place}:") for line in lines)


def test_a_remark_on_a_transaction_stands_where_its_coin_is_first_shown(dossier: Dossier) -> None:
    """Of an opinion the table of seeds comes first: a remark on a seed's transaction stands there, under its coin."""
    told = remarked(dossier, dossier.trace.main.seeds[0].outpoint.txid)
    told = replace(told, case=replace(told.case, role=Role.EXPERT))
    ((title, before, _),) = placed(told, "said of 0")
    assert title == "What the case asserts"
    assert isinstance(before, Table)


def test_a_remark_on_what_no_table_shows_is_not_lost(dossier: Dossier) -> None:
    """It stands at the end of what the case asserts, under words that say so."""
    told = remarked(dossier, "ab" * 32)
    (section,) = (each for each in report(told).sections if each.title.endswith("What the case asserts"))
    assert [block.text for block in section.blocks[-2:] if isinstance(block, Text)] == [
        "Remarks on what no table of this report shows:",
        f"Remark of P. Author on {'ab' * 32}: said of 0",
    ]


def test_a_name_inside_another_is_another(dossier: Dossier) -> None:
    """A remark on `2-1` is not printed under a table that shows `2-101/2025` alone."""
    ((title, before, _),) = placed(remarked(dossier, dossier.case.orders[0].id[:3]), "said of 0")
    assert title == "What the case asserts"
    assert isinstance(before, Text)


def test_a_case_without_remarks_prints_none(dossier: Dossier) -> None:
    """No heading waits for remarks that nobody made."""
    sections: tuple[Section, ...] = report(dossier).sections
    assert not any("emark" in block.text for each in sections for block in each.blocks if isinstance(block, Text))


@pytest.mark.parametrize("language", list(LANGUAGES.values()), ids=lambda language: language.code)
def test_a_remark_keeps_its_words_in_every_language(dossier: Dossier, language: Language) -> None:
    """The author's words are not translated, braces in them are not looked into; the sentence around them is."""
    remark = Remark(dossier.case.orders[0].id, "{author} — as written", "P. Author")
    told = replace(dossier, language=language, case=replace(dossier.case, remarks=(remark,)))
    ((_, _, text),) = placed(told, "{author} — as written")
    assert text.nature is Nature.ASSERTED
    assert text.text == language.say(
        "Remark of {author} on {place}: {text}", author="P. Author", place=remark.on, text=remark.text
    )
