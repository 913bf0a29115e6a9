"""What the examiner says beside the figures: the `[[answer]]`, `[[price]]` and `[[remark]]` tables.

They change no figure. An answer is an opinion, a price an assertion, a remark a note; each is printed as such.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracer.case.assertions import exhibit_reference
from tracer.case.case import Answer, AnswerForm, Price, PriceDay, Remark
from tracer.case.parameters import outpoint_of, small
from tracer.chain import address
from tracer.chain.network import Network
from tracer.formats.fields import PROSE, FieldTable, nearest, show

PLACES = 8
"""Decimals with which a price is held: no currency is quoted with more."""

UNIT = 100_000_000
"""Units of the last of them in one of a currency."""

_TXID = re.compile("[0-9a-f]{64}")
_CURRENCY = re.compile("[A-Z]{3}")
_NO_DATE = dt.date.min
_PRICE = re.compile(rf"(0|[1-9][0-9]{{0,14}})(?:\.([0-9]{{1,{PLACES}}}))?")


@dataclass(frozen=True, slots=True)
class Named:
    """What the rest of the case names, for a remark to stand on, and how many questions it puts."""

    network: Network | None
    questions: int
    exhibits: tuple[str, ...]
    orders: tuple[str, ...]
    wallets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """The three tables, read."""

    answers: tuple[Answer, ...]
    prices: tuple[Price, ...]
    remarks: tuple[Remark, ...]


def read(root: FieldTable, named: Named) -> Statements:
    """Read the three tables."""
    return Statements(
        _answers(root.tables("answer"), named),
        _prices(root.tables("price"), named),
        tuple(_remark(table, named) for table in root.tables("remark")),
    )


def _answers(tables: Sequence[FieldTable], named: Named) -> tuple[Answer, ...]:
    """Return the answers in the order of their questions; a question has one."""
    answers = tuple(_answer(table, named) for table in tables)
    first: dict[int, str] = {}
    for table, answer in zip(tables, answers, strict=True):
        if answer.question and first.setdefault(answer.question, table.place) != table.place:
            table.fault("question", f"question {answer.question} is answered by {first[answer.question]}")
    return tuple(sorted(answers, key=lambda answer: answer.question))


def _answer(table: FieldTable, named: Named) -> Answer:
    forms = [form.value for form in AnswerForm]
    expected = f"the number of a question of [case], a whole number from 1 to {named.questions}"
    if not named.questions:
        expected = "the number of a question, and [case] puts none under questions"
    question = table.whole("question", 1, _MOST_QUESTIONS)
    if question is not None and question > named.questions:
        table.fault("question", f"expected {expected}, got {question}")
    form = table.need("form", table.choice("form", forms), f"one of {', '.join(forms)}", forms[0])
    answer = Answer(
        question=table.need("question", question, expected, 0),
        text=table.need("text", table.prose("text"), PROSE, ""),
        form=AnswerForm(form),
    )
    table.close()
    return answer


_MOST_QUESTIONS = 1_000


def _prices(tables: Sequence[FieldTable], named: Named) -> tuple[Price, ...]:
    """Return the prices in the case's order; an occasion has one in each currency on a day."""
    prices = tuple(_price(table, named) for table in tables)
    first: dict[tuple[object, ...], str] = {}
    for table, price in zip(tables, prices, strict=True):
        essence = (price.what, price.date, price.currency)
        if price.date is not _NO_DATE and first.setdefault(essence, table.place) != table.place:
            table.fault("", f"the same occasion, day and currency as {first[essence]}")
    return prices


def _price(table: FieldTable, named: Named) -> Price:
    occasions = [day.value for day in PriceDay]
    what = table.need("what", table.choice("what", occasions), f"one of {', '.join(occasions)}", occasions[0])
    price = Price(
        date=table.need("date", table.date("date"), "a date such as 2026-05-02", _NO_DATE),
        currency=table.need("currency", table.read("currency", _currency, _CURRENCY_WORDS), _CURRENCY_WORDS, ""),
        per_btc=table.need("per_btc", table.read("per_btc", _per_bitcoin, _PRICE_WORDS), _PRICE_WORDS, 0),
        what=PriceDay(what),
        source=table.prose("source"),
        exhibit=exhibit_reference(table, named.exhibits),
    )
    table.close()
    return price


_CURRENCY_WORDS = "a currency's three capital letters, such as KZT"
_PRICE_WORDS = f'a price in quotation marks, with a point and at most {PLACES} decimals, such as "31250000.00"'


def _currency(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise ValueError(f"expected {_CURRENCY_WORDS}, got {show(text)}")
    return text


def _per_bitcoin(text: str) -> int:
    """Return a price in units of the last of `PLACES` decimals."""
    found = _PRICE.fullmatch(text)
    units = int(found[1]) * UNIT + int((found[2] or "").ljust(PLACES, "0")) if found else 0
    if not units:
        raise ValueError(f"expected {_PRICE_WORDS}, got {show(text)}")
    return units


def _remark(table: FieldTable, named: Named) -> Remark:
    expected = "a txid, an outpoint, an address, the id of an order or the name of a wallet"
    remark = Remark(
        on=table.need("on", table.read("on", lambda text: _place(text, named), expected), expected, ""),
        text=table.need("text", table.prose("text"), PROSE, ""),
        author=table.need("author", table.prose("author"), "the remark's author", ""),
    )
    table.close()
    return remark


def _place(text: str, named: Named) -> str:
    """Return what a remark stands on as the report writes it.

    Raises:
        ValueError: nothing that the report could show is called so.
    """
    known = (*named.orders, *named.wallets)
    found = text if text in known else next(filter(None, (read(text, named) for read in _READERS)), None)
    if found is None:
        ways = "is no txid, outpoint or address of the case's network, and no order or wallet is called so"
        raise ValueError(f"{show(text)} {ways}{nearest(text, known)}")
    return found


def _as_txid(text: str, _: Named) -> str | None:
    return small(text) if _TXID.fullmatch(small(text)) else None


def _as_outpoint(text: str, _: Named) -> str | None:
    try:
        return str(outpoint_of(text))
    except ValueError:
        return None


def _as_address(text: str, named: Named) -> str | None:
    try:
        return None if named.network is None else address.display(address.decode(text, named.network), named.network)
    except ValueError:
        return None


_READERS = (_as_txid, _as_outpoint, _as_address)
