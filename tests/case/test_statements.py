"""What the examiner says beside the figures: answers, prices and remarks of a case file."""

import datetime as dt

import pytest

from tracer.case.case import Answer, AnswerForm, Case, Price, PriceDay, Remark
from tracer.case.case_file import parse
from tracer.errors import CaseError

TXID, ADDRESS = "ab" * 32, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
CASE = f"""
case = {{id = "C", network = "regtest", questions = ["How much?", "Where?"]}}
exhibit = [{{id = "E4"}}]
seed = [{{label = "A", outpoint = "{TXID}:0"}}]
custody = [{{name = "Wallet", addresses = ["{ADDRESS}"], stage = "seizure"}}]
order = [{{id = "2-1/2026", kind = "seizure", date = 2026-01-01, labels = ["A"], custody = ["Wallet"]}}]
method = {{primary = "fifo"}}
"""
PRICE = 'date = 2026-03-14\ncurrency = "KZT"\nper_btc = "31250000.00"\nwhat = "theft"\n'
REMARK = 'text = "T"\nauthor = "P"\n'


def read(tables: str) -> Case:
    """Return the case with tables added to it."""
    return parse((CASE + tables).encode(), "case.toml")


def faults(tables: str) -> tuple[str, ...]:
    """Return what the reader says against them."""
    with pytest.raises(CaseError) as error:
        read(tables)
    return tuple(text.removeprefix("case.toml: ") for text in error.value.faults)


def test_answers_stand_in_the_order_of_their_questions() -> None:
    """Whatever their order in the file; a question may have none."""
    case = read(
        '[[answer]]\nquestion = 2\ntext = "There."\nform = "probable"\n'
        '[[answer]]\nquestion = 1\ntext = "So much."\nform = "categorical"\n'
    )
    assert case.answers == (
        Answer(1, "So much.", AnswerForm.CATEGORICAL),
        Answer(2, "There.", AnswerForm.PROBABLE),
    )


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (
            "3",
            "answer[1].question: expected the number of a question of [case], a whole number from 1 to 2, got 3",
        ),
        ("0", "answer[1].question: expected a whole number from 1 to 1000, got 0"),
    ],
)
def test_an_answer_is_to_a_question_of_the_case(question: str, fault: str) -> None:
    """Counted from 1."""
    assert faults(f'[[answer]]\nquestion = {question}\ntext = "T"\nform = "probable"\n') == (fault,)


def test_a_case_without_questions_says_so() -> None:
    """Where the answer stands."""
    text = CASE.replace(', questions = ["How much?", "Where?"]', "")
    with pytest.raises(CaseError) as error:
        parse((text + '[[answer]]\nquestion = 1\ntext = "T"\nform = "probable"\n').encode(), "case.toml")
    assert error.value.faults == (
        "case.toml: answer[1].question: expected the number of a question, and [case] puts none under questions, got 1",
    )


def test_a_question_has_one_answer() -> None:
    """The second is named, and which it doubles."""
    one = '[[answer]]\nquestion = 1\ntext = "T"\nform = "probable"\n'
    assert faults(one + one) == ("answer[2].question: question 1 is answered by answer[1]",)


def test_an_answer_has_one_of_three_forms() -> None:
    """As an expert's conclusion has."""
    assert faults('[[answer]]\nquestion = 1\ntext = "T"\nform = "probabel"\n') == (
        "answer[1].form: expected one of categorical, probable, not possible to determine, got 'probabel'; "
        "did you mean probable?",
    )


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("31250000.00", 3_125_000_000_000_000),
        ("31250000", 3_125_000_000_000_000),
        ("0.00000001", 1),
        ("84000.5", 8_400_050_000_000),
    ],
)
def test_a_price_is_read_exactly(written: str, units: int) -> None:
    """In units of the eighth decimal."""
    case = read("[[price]]\n" + PRICE.replace("31250000.00", written) + 'source = "S"\nexhibit = "E4"\n')
    assert case.prices == (
        Price(
            date=dt.date(2026, 3, 14),
            currency="KZT",
            per_btc=units,
            what=PriceDay.THEFT,
            source="S",
            exhibit="E4",
        ),
    )


@pytest.mark.parametrize(
    "written", ["31,5", "1 000", "0", "0.00", "-1", "1e3", "1.123456789", "01", "", "١", ".5", "5."]
)
def test_what_is_no_price_is_refused(written: str) -> None:
    """By one message that shows the right form."""
    (fault,) = faults("[[price]]\n" + PRICE.replace("31250000.00", written))
    assert fault == (
        "price[1].per_btc: expected a price in quotation marks, with a point and at most 8 decimals, "
        f'such as "31250000.00", got {written!r}'
    )


def test_a_price_that_is_a_number_is_refused() -> None:
    """A float is not what was written."""
    (fault,) = faults("[[price]]\n" + PRICE.replace('"31250000.00"', "31250000.00"))
    assert fault.startswith("price[1].per_btc: expected a price in quotation marks")
    assert fault.endswith("31250000.0")


def test_an_occasion_has_one_price_in_a_currency_on_a_day() -> None:
    """Another currency, day or occasion is another price."""
    other = PRICE.replace("KZT", "USD")
    assert len(read("[[price]]\n" + PRICE + "[[price]]\n" + other).prices) == 2
    assert faults("[[price]]\n" + PRICE + "[[price]]\n" + PRICE) == (
        "price[2]: the same occasion, day and currency as price[1]",
    )


def test_a_currency_and_an_exhibit_are_checked() -> None:
    """Both at once."""
    assert faults("[[price]]\n" + PRICE.replace("KZT", "kzt") + 'exhibit = "E5"\n') == (
        "price[1].currency: expected a currency's three capital letters, such as KZT, got 'kzt'",
        "price[1].exhibit: no exhibit has the id 'E5'",
    )


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("2-1/2026", "2-1/2026"),
        ("Wallet", "Wallet"),
        (TXID.upper(), TXID),
        (f"{TXID.upper()}:1", f"{TXID}:1"),
        (ADDRESS.upper(), ADDRESS),
    ],
)
def test_a_remark_stands_on_what_the_report_can_show(on: str, shown: str) -> None:
    """Written as the report writes it."""
    assert read(f'[[remark]]\non = "{on}"\n{REMARK}').remarks == (Remark(shown, "T", "P"),)


@pytest.mark.parametrize("on", ["Walet", "ab", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "A"])
def test_a_remark_on_nothing_that_is_named_is_refused(on: str) -> None:
    """A name that comes near is proposed."""
    (fault,) = faults(f'[[remark]]\non = "{on}"\n{REMARK}')
    near = "; did you mean Wallet?" if on == "Walet" else ""
    assert fault == (
        f"remark[1].on: {on!r} is no txid, outpoint or address of the case's network, "
        f"and no order or wallet is called so{near}"
    )


@pytest.mark.parametrize(
    ("table", "lacking"),
    [
        ("answer", {"question", "text", "form"}),
        ("price", {"date", "currency", "per_btc", "what"}),
        ("remark", {"on", "text", "author"}),
    ],
)
def test_what_a_table_lacks_is_named_and_nothing_else_is_taken(table: str, lacking: set[str]) -> None:
    """Each key once; an unknown one beside them."""
    found = faults(f"[[{table}]]\nnote = 1\n")
    assert {fault.split(": ")[0].removeprefix(f"{table}[1].") for fault in found} == {*lacking, "note"}
