"""The pages of disposals: every sentence of gates in three languages, what a page holds, and what went back."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tracer.reserve.disposition as room
from tests.reserve.acts import on
from tests.reserve.disposition.test_disposal_rows import LATER, LOTS, SCRIPT, SENT, TITLE, row, sale
from tests.reserve.small_ledgers import txid
from tracer.chain.network import REGTEST
from tracer.documents.html import as_page
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Items, Paper, Table, Text
from tracer.reserve.act_terms import Authorisation, Counterparty, SaleTerms, ShareTerms
from tracer.reserve.acts import DisposalAct
from tracer.reserve.clearance.cleared import DisposalClearance
from tracer.reserve.disposition.disposal_page import DisposalSubject, disposal_page
from tracer.reserve.disposition.disposal_rows import DisposalRow
from tracer.reserve.disposition.disposal_sentences import SENTENCES, told
from tracer.reserve.disposition.disposal_words import ASKED, BIDS, METHODS, RETURN_DAYS, STATES
from tracer.reserve.disposition.disposals_page import disposals_page
from tracer.reserve.disposition.gate_rows import GateCheck, GateState
from tracer.reserve.disposition.given_back import GivenBack, given_back
from tracer.reserve.disposition.title_gates import NO_LOT
from tracer.reserve.sale_tables import METHODS as TYPED_METHODS
from tracer.reserve.sentences import say

SAYING = ("states", "shares")
"""Modules whose texts of several words are English text alone, recognised on a page."""
RUSSIAN, KAZAKH = LANGUAGES["ru"], LANGUAGES["kk"]


def texts(module: str) -> Iterator[str]:
    """Yield every text of a module that is no docstring, with `X` for each field."""
    tree = ast.parse((Path(room.__path__[0]) / f"{module}.py").read_text(encoding="utf-8"))
    passed = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for whole in (each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr)):
        passed |= {id(part) for part in ast.walk(whole) if part is not whole}
    for each in ast.walk(tree):
        if id(each) in passed:
            continue
        if isinstance(each, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in each.values)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def test_every_sentence_of_a_step_is_said_in_every_language():
    """Whatever the modules of steps and shares can say is one of the page's sentences; gates say theirs by value."""
    seen = 0
    for module in SAYING:
        for text in texts(module):
            words = text.removesuffix(".").split()
            if not text.endswith(".") or len(words) < 3:
                continue
            seen += 1
            parts = [each.strip(" .;:,") for each in text.split("X")]
            assert any(all(part in whole for part in parts) for whole in SENTENCES), text
    assert seen > 5


@pytest.mark.parametrize(
    ("english", "russian", "kazakh"),
    [
        (
            say(
                "{lot}: {btc} of {other_btc} BTC has no forfeiture in force.",
                lot="L-0003",
                btc="0.10080000",
                other_btc="1.00000000",
            ),
            "L-0003: на 0,10080000 из 1,00000000 BTC нет действующей конфискации.",
            "L-0003: 1,00000000 BTC-дің 0,10080000 бойынша күшіне енген тәркілеу жоқ.",
        ),
        (
            say("{lot}: {btc} of {other_btc} BTC is encumbered.", lot=NO_LOT, btc="0.00000001", other_btc="1.00000000"),
            "сатоши вне лотов: 0,00000001 из 1,00000000 BTC обременено.",
            "лотсыз сатоши: 1,00000000 BTC-дің 0,00000001 ауыртпалықпен.",
        ),
        (
            say(
                "{money} {currency} for one bitcoin; the fixing of {day} is {other_money} {other_currency}, the floor "
                "{share} of it.",
                money="118000.00",
                currency="USD",
                day="2025-10-13",
                other_money="102736.01",
                other_currency="USD",
                share="0.98",
            ),
            "118 000,00 USD за один биткоин; фиксинг за 13.10.2025 – 102 736,01 USD, нижняя граница – 0,98 от него.",
            "Бір биткоин үшін 118 000,00 USD; 13.10.2025 күнгі фиксинг – 102 736,01 USD, төменгі шек – оның 0,98 "
            "үлесі.",
        ),
        (
            "act 2025-0005 skips offered, awarded: no act says so, and it stands at sent.",
            "акт 2025-0005 пропускает: выставлено, присуждено; ни один акт этого не говорит, и он остаётся в состоянии "
            "«отправлено».",
            "2025-0005 актісі мыналарды аттап өтеді: сатуға қойылды, жеңімпазға берілді; бірде-бір акт оны айтпайды, "
            "ол «жіберілді» күйінде қалады.",
        ),
        ("bid 2 was not sealed.", "заявка 2: не была запечатана.", "2 өтінімі: мөрленбеген."),
        (
            say("Is no return: {method}.", method="otc"),
            "Не возврат: внебиржевая продажа.",
            "Қайтару емес: биржадан тыс сату.",
        ),
        (
            say("Authorised by {names}.", names=("K. A", "S. B")),
            "Санкционировали: K. A, S. B.",
            "Санкциялағандар: K. A, S. B.",
        ),
        ("Somebody wrote this.", "Somebody wrote this.", "Somebody wrote this."),
    ],
)
def test_a_sentence_is_said_with_figures_days_and_words_of_the_language(english, russian, kazakh):
    """What nobody knows stays as it is; English stays as it is."""

    def plain(text: str) -> str:
        return text.replace("\u202f", " ").replace("\u00a0", " ")

    assert (plain(told(english, RUSSIAN)), plain(told(english, KAZAKH))) == (russian, kazakh)
    assert told(english, LANGUAGES["en"]) == english


def test_every_method_state_gate_and_bid_has_its_word():
    """The methods that an act may have, and all gates."""
    assert set(METHODS) == set(TYPED_METHODS)
    assert list(ASKED) == [f"D{number}" for number in range(1, 11)]
    assert (len(STATES), len(BIDS), len(RETURN_DAYS)) == (8, 8, 4)


def subject() -> DisposalSubject:
    """Return a register of the small drawing."""
    return DisposalSubject(
        register="KZ", body="Body", day=on("2025-01-10"), network=REGTEST,
        lots={each.id: each for each in LOTS}, orders=(TITLE,),
    )  # fmt: skip


def cells(paper: Paper) -> list[str]:
    """Return every cell and text of a page."""
    found: list[str] = []
    for block in (each for section in paper.sections for each in section.blocks):
        match block:
            case Table():
                found += [block.caption, *(cell for line in block.rows for cell in line)]
            case Text():
                found.append(block.text)
            case Items():
                found += block.texts
    return found


def sold(**terms: object) -> DisposalAct:
    """Return the drawing's sale of 300,000 by order 1, with a receiver."""
    assert SENT.sale is not None
    other = Counterparty(
        name="Buyer", licence="L-1", ivms101=None, screened=on("2025-01-01"), screening_sha256="ab" * 32
    )
    known: dict[str, object] = {
        "authorised": (Authorisation("P-01", on("2025-01-01")), Authorisation("P-02", on("2025-01-01"))),
        "counterparty": other, "price": SENT.sale.price, "proceeds": None,
    }  # fmt: skip
    return replace(SENT, basis=TITLE.order, sale=SaleTerms(**(known | terms)))  # type: ignore[arg-type]


def test_a_page_holds_what_was_ordered_sent_and_is_open():
    """Order, lot, receiver, persons, states, gates, transaction, outputs, money, and what it waits for."""
    found = row(sold())
    shown = disposal_page(subject(), found, LANGUAGES["en"])
    said = cells(shown)
    for each in (
        TITLE.order, "0.01000000\u00a0BTC", LOTS[0].id, "0.00310000", "Buyer", "L-1", "ab" * 32, "P-01", "P-02", "sent",
        "D1", "D10", "passed", txid("sale"), "Paid to others: 0.00300000\u00a0BTC.", "0.00300000",
        "not written down yet", "nothing says that its money came in",
        "The journal has no clearance of a transaction for it.",
    ):  # fmt: skip
        assert each in said, (each, said)
    assert shown.facts[-1] == ("By what, as the act says", TITLE.order)
    assert len(shown.warnings) == 1 + len(found.faults)
    assert b"<script" not in as_page(shown, b"")


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_a_page_in_another_language_has_no_english_of_ours(code):
    """Every text is another than in English but names, numbers, hashes and units; faults and waits among them."""
    found = replace(row(sold(), sale(6, 210_000, {LATER: 200_000}, None)), faults=("bid 2 was not sealed.",))
    for each in (row(sold()), found):
        english = cells(disposal_page(subject(), each, LANGUAGES["en"]))
        other = cells(disposal_page(subject(), each, LANGUAGES[code]))
        same = {one for one in english if one in other and re.search(r"[a-z]{3,} [a-z]{2,}", one)}
        assert len(english) == len(other)
        assert same <= {"Court of Example City"}


def test_a_clearance_is_shown_as_the_journal_has_it():
    """Its entry, day, block, transaction, PSBT and fee, and whether it was sent so."""
    cleared = DisposalClearance(
        entry=206, act=SENT.head.id, day=on("2025-01-01"), txid=txid("sale"), psbt="cd" * 32, height=1, fee=10_000,
        is_sent=True,
    )  # fmt: skip
    said = cells(disposal_page(subject(), replace(row(sold()), cleared=(cleared,)), LANGUAGES["en"]))
    at = said.index("Before the signature: journal entry 206")
    assert said[at + 1 : at + 13] == [
        "cleared on", "2025-01-01", "looked at up to block", "1", "transaction to expect", txid("sale"),
        "SHA-256 of the PSBT", "cd" * 32, "fee, BTC", "0.00010000", "on the chain", "sent as cleared",
    ]  # fmt: skip
    other = replace(cleared, is_sent=False, psbt=None, fee=None)
    said = cells(disposal_page(subject(), replace(row(sold()), cleared=(other,)), LANGUAGES["en"]))
    assert said[said.index("on the chain") + 1] == "not sent as cleared"
    assert cleared.as_json()["sent"] is True


def test_shares_stand_in_a_table_that_adds_up():
    """1.00 in parts of 2, 3 and 1 is 0.33, 0.50 and 0.17; a sale that shares its price."""
    parts = (ShareTerms("State", 2), ShareTerms("Province", 3), ShareTerms("City", 1))
    assert SENT.sale is not None
    assert SENT.sale.price is not None
    price = replace(SENT.sale.price, gross=100, costs=0)
    said = cells(disposal_page(subject(), row(sold(shares=parts, price=price)), LANGUAGES["en"]))
    at = said.index("Who gets which share")
    assert said[at + 1 : at + 13] == [
        "State", "2 of 6", "0.33", "Province", "3 of 6", "0.50", "City", "1 of 6", "0.17", "together", "", "1.00",
    ]  # fmt: skip
    assert "The money is what was agreed, less costs." in said


def test_coins_that_are_shared_stand_in_bitcoin():
    """By the method sharing: 300,000 in parts of 1 and 2 are 100,000 and 200,000."""
    parts = (ShareTerms("State", 1), ShareTerms("City", 2))
    act = replace(sold(shares=parts, price=None), method="sharing")
    said = cells(disposal_page(subject(), row(act), LANGUAGES["en"]))
    at = said.index("Who gets which share")
    assert said[at + 1 : at + 10] == [
        "State", "1 of 3", "0.00100000", "City", "2 of 3", "0.00200000", "together", "", "0.00300000",
    ]  # fmt: skip


def test_what_fails_stands_at_the_top():
    """A gate that fails, a fault, a departure: each a warning under the title."""
    bare = row(sold())
    failing = replace(
        bare,
        gates=(GateCheck("D2", GateState.FAIL, (say("Nothing leaves."), say("No hard limit stops it."))),),
        faults=("bid 2 was not sealed.",),
        journey=replace(bare.journey, departures=(txid("sale"),)),
    )
    assert failing.is_wrong
    shown = disposal_page(subject(), failing, LANGUAGES["en"])
    assert list(shown.warnings[1:]) == [
        f"Transaction {txid('sale')} took satoshi without title: it is a departure.",
        "Gate D2 fails: see the section on gates.",
        "bid 2 was not sealed.",
    ]
    assert "Nothing leaves.\nNo hard limit stops it." in cells(shown)
    assert disposals_page(subject(), (failing,), LANGUAGES["en"]).warnings[1:] == (
        f"Something is wrong with: {SENT.head.id}.",
    )


def rows() -> tuple[DisposalRow, DisposalRow]:
    """Return the sale of 300,000 and a return of 200,000, both sent."""
    first = row(SENT)
    back = replace(sale(6, 210_000, {LATER: 200_000}, "next"), method="return")
    return first, row(SENT, back)


def test_what_went_back_is_a_share_of_what_was_paid():
    """300,000 were sold and 200,000 returned: 40 %; nothing paid has no share."""
    found = given_back(rows())
    assert found == GivenBack(paid=500_000, back=200_000)
    assert found.words == "returned to victims: 0.00200000 of 0.00500000 BTC paid, 40 %"
    assert found.as_json() == {"paid_sat": "500000", "returned_sat": "200000"}
    assert given_back(()).words == "returned to victims: 0.00000000 of 0.00000000 BTC paid"


def test_the_page_over_all_has_a_line_for_each_and_the_share():
    """Both disposals, the table of what went back, and what sales brought."""
    said = cells(disposals_page(subject(), rows(), LANGUAGES["ru"]))
    at = said.index("возвращено потерпевшим")
    assert said[at : at + 9] == [
        "возвращено потерпевшим", "0,00200000", "40,00\u00a0%",
        "продано, разделено или востребовано", "0,00300000", "60,00\u00a0%",
        "вместе", "0,00500000", "100,00\u00a0%",
    ]  # fmt: skip
    assert {SENT.head.id, "2025-0006"} <= set(said)
    empty = cells(disposals_page(subject(), (), LANGUAGES["en"]))
    assert empty[:2] == ["No disposal is on file.", "Nothing was paid yet."]


def test_what_was_sent_is_paid_and_what_left_without_title_is_not():
    """300,000 went to others of 310,000 with the fee; before it is sent nothing did."""
    assert (row(SENT).paid, row(sale(5, 310_000, {SCRIPT: 300_000}, None)).paid) == (300_000, 0)
    assert row(SENT).as_json()["paid_sat"] == "300000"
