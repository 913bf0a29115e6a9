"""Answers read by their bytes: the trades that their JSON gives, or nothing."""

import json
import random
import re
from collections.abc import Sequence

import pytest

from tests.counts import count
from tests.reserve.price.quoting import ENDS, RAW, Told
from tracer.reserve.price import answer_bytes, exchanges
from tracer.reserve.price.trades import Trade, Trades

CELLS = (
    "0",
    "00.5",
    "007",
    "1.",
    ".5",
    "-1",
    "--1",
    "1.2.3",
    "1-2",
    "1e-05",
    "2.5e-7",
    "1e400",
    "99999999999.5",
    "7" * 19,
)
"""What a number may be replaced with; most is none, or is not as usual."""
BYTES = b'0159.-",:[]{} \\/bselmuyeT\n\x00\xc3\xa9'


def by_json(exchange: str, answer: bytes) -> list[Trade] | None:
    """Return the trades of an answer by its JSON, None where it is refused."""
    faults: list[str] = []
    found = exchanges.parse(exchange, answer, "", faults, ENDS)
    return None if found is None else list(found.rows)


def by_bytes(exchange: str, answers: Sequence[bytes]) -> list[Trades | None]:
    """Return what the bytes give, after holding it to the JSON."""
    found = answer_bytes.of_answers(exchange, answers)
    assert len(found) == len(answers)
    for each, answer in zip(found, answers, strict=True):
        assert each is None or list(each.rows) == by_json(exchange, answer), answer
    return found


def drawn(draw: random.Random, exchange: str) -> bytes:
    """Return an answer of a few trades as the exchange writes it, or with the spaces that JSON allows."""
    told = [
        Told(
            10**8 + draw.randrange(10**6) * 10 + each,
            f"{draw.randrange(3600)}.{draw.randrange(10**6):06}",
            f"{draw.randrange(1, 99_999)}.{draw.randrange(100):02}",
            f"{draw.randrange(3)}.{draw.randrange(1, 10**8):08}",
        )
        for each in range(draw.randint(1, 5))
    ]
    answer = RAW[exchange](told)
    if exchange != "kraken" and draw.random() < 0.5:
        answer = answer.replace(b'"sell"', b'"buy"', 1)
    return (
        answer.replace(b":", b": ").replace(b",", b", ") if draw.random() < 0.3 and exchange != "coinbase" else answer
    )


def changed(draw: random.Random, answer: bytes) -> bytes:
    """Return an answer of which one number or one byte is another, one more or one less."""
    if draw.random() < 0.4:
        number = draw.choice(list(re.finditer(rb"[0-9.-]+", answer)))
        return answer[: number.start()] + draw.choice(CELLS).encode() + answer[number.end() :]
    at, kind = draw.randrange(len(answer)), draw.randrange(3)
    put = bytes([draw.choice(BYTES)]) if kind else b""
    return answer[:at] + put + answer[at + (kind != 1) :]


@pytest.mark.parametrize("exchange", sorted(RAW))
def test_bytes_and_json_of_an_answer_agree(exchange):
    """Whatever one number or byte is changed to, in whichever page, bytes give the trades that JSON gives, or none."""
    draw = random.Random(exchange)
    for _ in range(count(suite=400, laws=20_000)):
        pages = [drawn(draw, exchange) for _ in range(draw.randint(1, 3))]
        pages[draw.randrange(len(pages))] = changed(draw, draw.choice(pages))
        by_bytes(exchange, pages)


@pytest.mark.parametrize("exchange", sorted(RAW))
def test_usual_answers_are_read_by_their_bytes(exchange):
    """All pages of one form, together; what is of another form is left to its JSON, and none of the others with it."""
    draw = random.Random(exchange)
    told = [Told(10 + each, f"{each}.250000", "67123.10", "0.25000000") for each in range(4)]
    pages = [RAW[exchange](told[:1]), RAW[exchange](told), RAW[exchange](told[2:])]
    assert None not in by_bytes(exchange, pages)
    for other in (b"[]", b"", b"{}", b"[1]", b"null", pages[0] + b" x", changed(draw, b"[[[1]]]")):
        found = by_bytes(exchange, [pages[0], other, pages[1]])
        assert [each is None for each in found] == [False, True, False], other


def test_powers_of_ten_are_read_exactly() -> None:
    """Bitfinex writes an amount below a ten-thousandth as 1e-05: 1,000 satoshi, and no binary fraction."""
    answer = b"[[7,1796061600000,-1e-05,66936.5],[8,1796061600001,9.9e-05,66936],[9,1796061600002,0.5,1e3]]"
    (found,) = by_bytes("bitfinex", [answer])
    assert found is not None
    assert (found.amounts, found.prices) == ([1000, 9900, 50_000_000], [6_693_650_000_000, 6_693_600_000_000, 10**11])


@pytest.mark.parametrize(
    ("exchange", "old", "new"),
    [
        ("gemini", b'"price":', b'"broken":false,"price":'),
        ("gemini", b'"timestamp":', b'"timestamp":0'),
        ("gemini", b'"tid"', b'"price":"1","tid"'),
        ("gemini", b'"exchange"', b'"a1":1,"exchange"'),
        ("coinbase", b"T18:", b"T24:"),
        ("coinbase", b":00.250000Z", b":60.250000Z"),
        ("coinbase", b":00.250000Z", b":0.250000Z"),
        ("coinbase", b":00.250000Z", b":000.25000Z"),
        ("coinbase", b"2026-11-30T", b"2026-02-30T"),
        ("kraken", b'"XXBTZUSD"', b'"XETHZUSD"'),
        ("kraken", b'"error":[]', b'"error":["EGeneral"]'),
        ("bitfinex", b"67123.10", b"-67123.10"),
        ("bitfinex", b"67123.10", b"67123.123456789"),
        ("bitstamp", b'"0.25000000"', b'"0.00000000"'),
    ],
)  # fmt: skip
def test_what_its_bytes_do_not_show_is_left_to_its_json(exchange, old, new):
    """Numbers that JSON does not allow, moments that are none, keys that stand twice or say that a trade was undone."""
    pages = [RAW[exchange]([Told(10, "0.250000", "67123.10", "0.25000000")])]
    assert old in pages[0]
    assert by_bytes(exchange, [pages[0].replace(old, new)]) == [None]


def test_numbers_beyond_sixty_four_bits_are_left_to_json() -> None:
    """Eleven digits before the point with eight places behind it: beyond what a word of the processor holds."""
    for price, taken in (("9999999999.99999999", True), ("10000000000.5", False)):
        answer = json.dumps([{"date": "1796061600", "tid": "1", "amount": "1.5", "type": "0", "price": price}]).encode()
        (found,) = by_bytes("bitstamp", [answer])
        assert (found is not None) is taken
        assert by_json("bitstamp", answer) is not None
