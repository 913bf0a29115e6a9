"""The worksheet: every transaction of the trail can be done again with a pencil, and what does not agree is said."""

from dataclasses import replace

import pytest

from tests.evidence.long_trail import fan, ladder, peel
from tests.evidence.story import dossier_of, tell
from tracer.documents.paper import Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables.hops import first_mixings, hops
from tracer.evidence.tables.worksheet import MOST_HOPS, MOST_LINES, worksheet, worksheet_rows
from tracer.trace.attribution import taint
from tracer.trace.policies.registry import POLICIES


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def under(dossier: Dossier, rule: str) -> Dossier:
    """Return the dossier with another primary rule."""
    return replace(dossier, trace=replace(dossier.trace, primary=rule))


def tables(dossier: Dossier, section: int) -> list[Table]:
    """Return the tables of one section of the worksheet; 0 is where trails first mix."""
    return [block for block in worksheet(dossier).sections[section].blocks if isinstance(block, Table)]


def test_done_again_every_hop_gives_the_figures_of_the_result(dossier: Dossier) -> None:
    """Amounts written down by hand and amounts worked out run by run are the same, and what goes in comes out."""
    found = list(hops(dossier, dossier.trace.main))
    assert [hop.crossing for hop in found] == list(dossier.trace.main.crossings)
    assert all(hop.agrees for hop in found)
    for hop in found:
        into = taint(tuple(run for inlet in hop.inlets for run in inlet.attribution))
        out = taint(tuple(run for outlet in hop.outlets for run in outlet.attribution))
        assert into == out
        assert all(sum(sat for _, sat in inlet.attribution) == inlet.value for inlet in hop.inlets)
        assert all(sum(sat for _, sat in outlet.attribution) == outlet.value for outlet in hop.outlets)


def test_satoshi_have_numbers_that_a_pencil_can_follow(dossier: Dossier) -> None:
    """Under FIFO the outputs take the satoshi from the front; the last to be taken are the fee's."""
    coming, going = tables(dossier, 3)
    assert [row[2] for row in coming.rows[:-1]] == [
        "1–974,980,000", "974,980,001–1,274,980,000", "1,274,980,001–2,074,980,000",
    ]  # fmt: skip
    assert coming.rows[-1][3] == "2,074,980,000"
    assert going.rows[0][2].startswith("1–")
    assert going.rows[-1][0] == "fee"
    assert going.rows[-1][2].endswith("–2,074,980,000")


def test_shares_show_their_remainders(dossier: Dossier) -> None:
    """Under haircut each payment shows v × T ÷ V, its remainder, and the satoshi that rounding gives; they add up."""
    sheet = under(dossier, "haircut")
    for section, hop in enumerate(hops(sheet, sheet.trace.main), start=1):
        going = tables(sheet, section)[1]
        total = sum(outlet.value for outlet in hop.outlets)
        traced = sum(sum(taint(inlet.attribution).values()) for inlet in hop.inlets)
        rows = [[cell.replace(",", "") for cell in row] for row in going.rows]
        for row in rows:
            assert divmod(int(row[1]) * traced, total) == (int(row[2]), int(row[3]))
            assert row[4] in ("+0", "+1")
            assert int(row[5]) == int(row[2]) + int(row[4])
        assert sum(int(row[5]) for row in rows) == traced


def test_the_first_mixing_of_each_label_is_named(dossier: Dossier) -> None:
    """A and B first meet, and first meet untraced coins, in the merge of block 15; before it they are only followed."""
    merge = next(c for c in dossier.trace.main.crossings if len(c.taint_in) > 1)
    assert tables(dossier, 0)[0].rows == tuple((label, merge.txid, "3", merge.txid, "3") for label in "AB")
    pure = peel(3)
    assert first_mixings(hops(pure, pure.trace.main)) == {"A": (None, None)}
    assert tables(pure, 0)[0].rows == (("A", "never", "—", "never", "—"),)


def test_figures_that_cannot_be_reached_are_called_out(dossier: Dossier) -> None:
    """One satoshi moved in the result makes the worksheet say at which transaction, and the CSV too."""
    main = dossier.trace.main
    spent = (*main.spent[:-1], replace(main.spent[-1], taint={"B": main.spent[-1].taint["B"] - 1}))
    wrong = replace(dossier, trace=replace(dossier.trace, methods={"fifo": replace(main, spent=spent)}))
    warning = worksheet(wrong).warnings[0]
    assert warning.startswith(
        "Done again, 1 of 5 transactions give other amounts than trace.json, the first being no. 5."
    )
    assert "Rely on no figure" in warning
    assert {row[-1] for row in worksheet_rows(wrong)} == {"yes", "NO"}
    assert worksheet(dossier).warnings == ()


def test_long_trails_are_cut_on_paper_and_whole_in_the_table() -> None:
    """Beyond the limits transactions and payments are left out on paper, which says so; the CSV has them all."""
    long, wide = ladder(MOST_HOPS), fan(MOST_LINES + 1)
    assert f"The first {MOST_HOPS} of {MOST_HOPS + 1} transactions" in worksheet(long).warnings[-1]
    assert len(worksheet(long).sections) == MOST_HOPS + 1
    assert len({row[0] for row in worksheet_rows(long)}) == MOST_HOPS + 1
    first = worksheet(wide).sections[1]
    said = " ".join(block.text for block in first.blocks if isinstance(block, Text))
    assert f"Inputs: 1; payments: {MOST_LINES + 2}. Those not shown are in trace/worksheet.csv." in said
    assert len([row for row in worksheet_rows(wide) if row[0] == wide.trace.main.crossings[0].txid]) == MOST_LINES + 3


@pytest.mark.parametrize("rule", sorted(set(POLICIES) - {"poison"}))
def test_every_rule_has_a_worksheet(dossier: Dossier, rule: str) -> None:
    """Whatever rule is declared, what goes in comes out in the tables."""
    main = replace(dossier.trace.main, name=rule)
    sheet = replace(dossier, trace=replace(dossier.trace, primary=rule, methods={rule: main}))
    assert len(worksheet(sheet).sections) == 1 + len(main.crossings)


def test_a_rule_without_amounts_has_no_steps(dossier: Dossier) -> None:
    """Poison attributes no amounts: the sheet says that nothing moved, and the table is empty."""
    sheet = under(dossier, "poison")
    assert list(worksheet_rows(sheet)) == []
    assert len(worksheet(sheet).sections) == 1
