"""The report's first page: what each label lost, what reached the state, what holds, where the rest is; the answers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.case.case import Answer, AnswerForm, Price, PriceDay
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Form, Items, Nature, Paper, Section, Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.answer import answer_sections
from tracer.evidence.report.money import hundredths, in_money, written_price
from tracer.evidence.report.report import report
from tracer.result.trace_file import TERMINALS, BoundRow, CustodyTotals

KZT = Price(
    date=dt.date(2026, 3, 14),
    currency="KZT",
    per_btc=3_125_000_000_000_000,
    what=PriceDay.THEFT,
    source="Closing price, E4",
    exhibit=None,
)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier: A lost 12 bitcoin and B lost 8; bounds are left out."""
    told = dossier_of(tell())
    return replace(told, trace=replace(told.trace, bounds=()))


def texts(section: Section) -> list[str]:
    """Return the paragraphs of a section."""
    return [block.text for block in section.blocks if isinstance(block, Text)]


def bounded(dossier: Dossier, *rows: BoundRow) -> str:
    """Return the paragraph on label A where those bounds were computed."""
    return texts(answer_sections(replace(dossier, trace=replace(dossier.trace, bounds=rows)))[0])[0]


def test_a_label_is_told_in_a_paragraph_and_a_list(dossier: Dossier) -> None:
    """Figures by hand: 12 = 9.7498 in custody + 1.5 at the exchange + 0.75 unspent + 0.0002 in fees."""
    section = answer_sections(dossier)[0]
    assert texts(section)[0].startswith(
        "Label A: 12.00000000 BTC are in question. 9.74980000 BTC of them (81.24%) reached wallets of the state, "
        "as attributed under FIFO, under order 2-1234/2026"
    )
    rest = next(block for block in section.blocks if isinstance(block, Items))
    assert rest.texts == (
        "1.50000000 BTC were paid to addresses that a tag attributes to a service",
        "0.75000000 BTC lie unspent elsewhere",
        "0.00020000 BTC went to miners as fees",
    )


def test_every_way_a_trail_can_end_has_its_words(dossier: Dossier) -> None:
    """Whatever a label's books hold is told, each end with its own amount, in each language; nothing is left out."""
    book = dossier.trace.main.books[0]
    ends = {name: at for at, name in enumerate(TERMINALS, start=1)}
    full = replace(book, seed=sum(ends.values()), terminals=ends)
    main = replace(dossier.trace.main, books=(full,))
    told = replace(dossier, trace=replace(dossier.trace, methods={**dossier.trace.methods, "fifo": main}))
    for language in LANGUAGES.values():
        section = answer_sections(told.written_in(language))[0]
        rest = next(block for block in section.blocks if isinstance(block, Items))
        amounts = [language.bitcoin(sat) for name, sat in ends.items() if name != "custody"]
        assert [next(amount for amount in amounts if amount in text) for text in rest.texts] == amounts
        assert len(set(rest.texts)) == len(TERMINALS) - 1


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [("Agency seizure wallet", 500_000_000, 1_100_000_000)],
            "Whatever the rule, at least 5.00000000 BTC and at most 11.00000000 BTC of them reached the state.",
        ),
        (
            [("Agency seizure wallet", 500_000_000, 1_100_000_000), ("Reserve 1", 100_000_000, 300_000_000)],
            "Whatever the rule, at least 6.00000000 BTC and at most 12.00000000 BTC of them reached the state.",
        ),
        ([("Agency seizure wallet", 974_980_000, 974_980_000)], "Under every rule it is 9.74980000 BTC."),
        (
            [("Agency seizure wallet", 0, 1_100_000_000)],
            "This rests wholly on the rule declared: under another it may be anything from nothing to 11.00000000 BTC.",
        ),
        ([("Agency seizure wallet", 980_000_000, 1_100_000_000)], "Why the figure is lower: the declared rule’s"),
    ],
)
def test_what_holds_whatever_the_rule_stands_beside_the_figure(
    dossier: Dossier, rows: list[tuple[str, int, int]], told: str
) -> None:
    """Wallets share no coin, so their least add up; their most too, up to what the label lost, here 12 bitcoin."""
    others = (
        BoundRow("custody", "Reserve 1", "B", 1, 2, False),
        BoundRow("custody", "Reserve 1", None, 3, 4, False),
        BoundRow("order", "Reserve 1", "A", 5, 6, False),
    )
    own = (BoundRow("custody", name, "A", least, most, False) for name, least, most in rows)
    assert told in bounded(dossier, *own, *others)


def test_a_label_of_which_the_state_has_nothing_is_said_to_have_nothing(dossier: Dossier) -> None:
    """And that it is so under every rule only where the bound says so."""
    book = replace(dossier.trace.main.books[0], terminals={**dict.fromkeys(TERMINALS, 0), "unspent": 1_200_000_000})
    main = replace(dossier.trace.main, books=(book,))
    told = replace(dossier, trace=replace(dossier.trace, methods={**dossier.trace.methods, "fifo": main}))
    none = "None of them reached a wallet of the state, as attributed under FIFO."
    assert none in texts(answer_sections(told)[0])[0]
    assert "under every rule" not in texts(answer_sections(told)[0])[0]
    nothing = bounded(told, BoundRow("custody", "Reserve 1", "A", 0, 0, False))
    assert f"{none} That is so under every rule." in nothing


def test_what_came_in_under_no_order_is_told(dossier: Dossier) -> None:
    """Beside the orders, or alone where there are none."""
    loose = replace(dossier, trace=replace(dossier.trace, unordered={"A": 974_980_000}, orders=()))
    assert "under no order of the case." in texts(answer_sections(loose)[0])[0]
    part = replace(dossier, trace=replace(dossier.trace, unordered={"A": 7}))
    assert "under order 2-1234/2026, and 0.00000007 BTC under no order." in texts(answer_sections(part)[0])[0]


@pytest.mark.parametrize(
    "change",
    [{"labels": ("B",)}, {"kind": "return"}, {"receipts": ()}, {"receipts": ("00" * 32 + ":0",)}],
    ids=["another label’s", "a return", "nothing received", "another coin"],
)
def test_only_orders_that_received_of_the_label_are_named(dossier: Dossier, change: dict[str, Any]) -> None:
    """An order under which none of the label’s coins came in is not named."""
    orders = tuple(replace(order, **change) for order in dossier.trace.orders if order.id == "2-1234/2026")
    told = replace(dossier, trace=replace(dossier.trace, orders=orders))
    assert "of the state, as attributed under FIFO, under no order of the case." in texts(answer_sections(told)[0])[0]


def test_a_coin_of_another_label_alone_names_no_order(dossier: Dossier) -> None:
    """The order names both labels; label A has nothing of the coin received under it."""
    order = next(order for order in dossier.trace.orders if order.id == "2-1234/2026")
    main = dossier.trace.main
    ends = tuple(
        replace(end, taint={**end.taint, "A": 0}) if str(end.outpoint) in order.receipts else end for end in main.ends
    )
    methods = {**dossier.trace.methods, "fifo": replace(main, ends=ends)}
    told = replace(dossier, trace=replace(dossier.trace, methods=methods, orders=(order,)))
    assert "under no order of the case." in texts(answer_sections(told)[0])[0]


@pytest.mark.parametrize(
    ("departed", "fee", "told"),
    [
        (0, 0, ""),
        (3, 0, "holds 0.00000100 BTC of what it received. 0.00000003 BTC left its wallets again."),
        (0, 2, "holds 0.00000100 BTC of what it received. 0.00000002 BTC went in fees of its own transactions."),
        (
            3,
            2,
            "holds 0.00000100 BTC of what it received. 0.00000003 BTC left its wallets again. "
            "0.00000002 BTC went in fees of its own transactions.",
        ),
    ],
)
def test_what_became_of_it_since_is_told_where_anything_did(
    dossier: Dossier, departed: int, fee: int, told: str
) -> None:
    """Held at the horizon, gone again, paid in fees: each only where it is not nothing."""
    totals = CustodyTotals("A", 100 + departed + fee, 100, departed, fee, 0)
    custody = replace(dossier.trace.custody, totals=(totals,))
    paragraph = texts(answer_sections(replace(dossier, trace=replace(dossier.trace, custody=custody)))[0])[0]
    assert paragraph.endswith(told)
    assert ("holds" in paragraph) == bool(told)


def test_the_answers_follow_the_figures_and_a_blank_line_waits_for_those_not_given(dossier: Dossier) -> None:
    """An answer is the examiner's and marked as such; it stands in the conclusions too."""
    section = answer_sections(dossier)[0]
    (form,) = (block for block in section.blocks if isinstance(block, Form))
    assert form.caption == "Question 1. How much of A and B reached the state’s wallets?"
    assert form.fields == (("Answer of the examiner", None),)
    answer = Answer(1, "As stated.", AnswerForm.PROBABLE)
    answered = replace(dossier, case=replace(dossier.case, answers=(answer,)))
    given = Text("The examiner’s answer (probable): As stated.", Nature.ASSERTED)
    assert given in answer_sections(answered)[0].blocks
    rows = list(_rows(report(answered), "Conclusions"))
    assert ("1", "How much of A and B reached the state’s wallets?", "probable", "As stated.") in rows


def test_a_case_without_questions_says_so(dossier: Dossier) -> None:
    """On the first page."""
    quiet = replace(dossier, case=replace(dossier.case, questions=()))
    assert "Questions put: not provided." in texts(answer_sections(quiet)[0])


def test_money_is_the_exact_product_rounded_once(dossier: Dossier) -> None:
    """12 bitcoin at 31,250,000.00 are 375,000,000.00; 9.7498 are 304,681,250.00, worked with a pencil."""
    priced = replace(dossier, case=replace(dossier.case, prices=(KZT,)))
    money = answer_sections(priced)[1]
    first = next(row for row in _cells(money) if row[0] == "A")
    assert first == (
        "A", "at the theft, 2026-03-14", "375,000,000.00 KZT", "304,681,250.00 KZT", "70,318,750.00 KZT",
    )  # fmt: skip
    assert texts(money)[0].startswith("The prices are the case’s.")
    assert len(answer_sections(dossier)) == 1


@pytest.mark.parametrize(
    ("sats", "units", "cents"),
    [
        (1, 50_000_000_000_000, 0),
        (3, 50_000_000_000_000, 2),
        (1, 50_000_000_000_001, 1),
        (100_000_000, 1_000_000, 1),
        (100_000_000, 500_000, 0),
        (100_000_000, 1_500_000, 2),
    ],
)
def test_halves_go_to_the_even_hundredth(sats: int, units: int, cents: int) -> None:
    """One satoshi at 500,000.00 is half a hundredth: down to nothing; three are one and a half: up to two."""
    assert hundredths(sats, replace(KZT, per_btc=units)) == cents


def test_prices_and_amounts_are_written_by_the_language(dossier: Dossier) -> None:
    """Two decimals, and as many more as a price has."""
    assert written_price(KZT, LANGUAGES["en"]) == "31,250,000.00"
    assert written_price(replace(KZT, per_btc=1), LANGUAGES["en"]) == "0.00000001"
    assert written_price(KZT, LANGUAGES["ru"]) == "31\xa0250\xa0000,00"
    assert in_money(150_000_000, KZT, LANGUAGES["kk"]) == "46\xa0875\xa0000,00"


def _cells(section: Section) -> Iterator[tuple[str, ...]]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield from block.rows


def _rows(paper: Paper, title: str) -> Iterator[tuple[str, ...]]:
    for section in paper.sections:
        if section.title.endswith(title):
            yield from _cells(section)
