"""The raw answers of five exchanges, as received: their trades, each form in a few lines.

JSON is read with every number as the text that it is, so that none passes through a binary fraction. Which side took
and which stood is not looked at: exchanges name it from opposite ends, and no price depends on it.
Sources: Kraken REST `Trades`; Bitstamp API v2 `transactions`; Coinbase Exchange `products/BTC-USD/trades`;
Bitfinex REST v2 `trades/tBTCUSD/hist`; Gemini REST v1 `trades/btcusd`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NoReturn, TypeAlias

from tracer.reserve.price.candles import candle_fault
from tracer.reserve.price.neutral_csv import MOST_FAULTS
from tracer.reserve.price.numbers import SECOND, instant, json_number, json_numbers, unix
from tracer.reserve.price.trades import Trade, Trades
from tracer.visible import quoted

Answer: TypeAlias = "str | bool | list[Answer] | dict[str, Answer] | None"
"""JSON whose numbers are texts."""

_Row: TypeAlias = tuple[str, str, str, str]
"""Id, time, price, amount: texts, whatever the exchange's own order."""

MILLISECOND = 1000
"""Microseconds."""
_SHOWN = 60
_LONGEST_ID = 20
_FEW = 8
"""Objects of an answer that is no list of trades as objects, at most."""
_KEYS = (b"tid", b"trade_id", b"date", b"time", b"timestampms", b"price", b"amount", b"size", b"broken")
"""Keys of a trade that are read."""
_KRAKEN_PAIRS = ("XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD", "BTCUSD")


def parse(exchange: str, content: bytes, path: str, faults: list[str], ends: int) -> Trades | None:
    """Return the trades of an exchange's raw answer; None, the faults recorded, where it is not of its form.

    Args:
        exchange: whose form it has, one of `FORMS`.
        content: the bytes as received.
        path: what messages call the file.
        faults: where faults are added.
        ends: the window's end in Unix seconds, which a candle taken for trades is held against.
    """
    try:
        answer = _read(content)
        candles = candle_fault(exchange, answer, ends)
        if candles is not None:
            raise ValueError(candles)
        find, moment = FORMS[exchange]
        rows = list(find(answer))
    except ValueError as error:
        faults.append(f"{path}: {error}")
        return None
    columns = _columns(rows, moment)
    if columns is not None:
        return columns
    trades, wrong = _trades(rows, moment)
    faults += [f"{path}: {each}" for each in wrong[:MOST_FAULTS]]
    if len(wrong) > MOST_FAULTS:
        faults.append(f"{path}: {len(wrong) - MOST_FAULTS} more trades are wrong")
    return None if wrong else Trades.of(trades)


def _columns(rows: Sequence[_Row], moment: Callable[[str], int]) -> Trades | None:
    """Return the trades of rows that are all right; None where one is not, or there is none."""
    if not rows:
        return None
    ids, times, prices, amounts = zip(*rows, strict=True)
    try:
        several = list(set(prices))
        known = dict(zip(several, json_numbers(several), strict=True))
        found = Trades(
            list(map(int, ids)),
            list(map(moment, times)),
            [known[text] for text in prices],
            json_numbers(amounts),
        )
    except ValueError:
        return None
    digits = "".join(ids)
    is_right = digits.isdigit() and digits.isascii() and max(map(len, ids)) <= _LONGEST_ID
    return found if is_right and min(found.prices) > 0 and min(found.amounts) > 0 else None


def _trades(rows: Sequence[_Row], moment: Callable[[str], int]) -> tuple[list[Trade], list[str]]:
    """Return the trades and what is wrong with those that are none."""
    trades, wrong = [], []
    for number, (id_, time, price, amount) in enumerate(rows, 1):
        try:
            if not (id_.isascii() and id_.isdigit() and len(id_) <= _LONGEST_ID):
                raise ValueError(f"id: expected a whole number, got {quoted(id_, _SHOWN)}")
            trades.append(
                Trade(int(id_), _told("time", moment, time), _above("price", price), _above("amount", amount))
            )
        except ValueError as error:
            wrong.append(f"trade {number} of the file: {error}")
    return trades, wrong


def _told(name: str, read: Callable[[str], int], text: str) -> int:
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}, got {quoted(text, _SHOWN)}") from None


def _above(name: str, text: str) -> int:
    value = _told(name, json_number, text)
    if value <= 0:
        raise ValueError(f"{name}: expected more than 0, got {quoted(text, _SHOWN)}")
    return value


def _kraken(answer: Answer) -> Iterator[_Row]:
    result = answer.get("result") if isinstance(answer, dict) and answer.get("error") == [] else None
    if not isinstance(result, dict):
        raise ValueError(f"expected an answer with error [] and a result, got {_shown(answer)}")
    pairs = [key for key in result if key != "last"]
    if len(pairs) != 1 or pairs[0] not in _KRAKEN_PAIRS:
        raise ValueError(f"expected trades of BTC/USD alone, got {quoted(', '.join(pairs), _SHOWN)}")
    for row in _rows(result[pairs[0]]):
        price, amount, time, _, _, _, id_ = _cells(row, 7)
        yield _text(id_), _text(time), _text(price), _text(amount)


def _bitstamp(answer: Answer) -> Iterator[_Row]:
    for row in _rows(answer):
        yield _member(row, "tid"), _member(row, "date"), _member(row, "price"), _member(row, "amount")


def _coinbase(answer: Answer) -> Iterator[_Row]:
    for row in _rows(answer):
        yield _member(row, "trade_id"), _member(row, "time"), _member(row, "price"), _member(row, "size")


def _bitfinex(answer: Answer) -> Iterator[_Row]:
    for row in _rows(answer):
        id_, time, amount, price = map(_text, _cells(row, 4))
        yield id_, time, price, amount.removeprefix("-")  # negative: the seller took


def _gemini(answer: Answer) -> Iterator[_Row]:
    for number, row in enumerate(_rows(answer), 1):
        if isinstance(row, dict) and "broken" in row:
            if not isinstance(row["broken"], bool):
                raise ValueError(
                    f"trade {number} of the file: broken: expected true or false, got {_shown(row['broken'])}"
                )
            if row["broken"]:
                continue  # undone by the exchange: no trade
        yield _member(row, "tid"), _member(row, "timestampms"), _member(row, "price"), _member(row, "amount")


FORMS: Mapping[str, tuple[Callable[[Answer], Iterator[_Row]], Callable[[str], int]]] = {
    "kraken": (_kraken, lambda text: unix(text, SECOND)),
    "bitstamp": (_bitstamp, lambda text: unix(text, SECOND)),
    "coinbase": (_coinbase, instant),
    "bitfinex": (_bitfinex, lambda text: unix(text, MILLISECOND)),
    "gemini": (_gemini, lambda text: unix(text, MILLISECOND)),
}
"""By exchange, how its trades are found in an answer, and how it writes a moment."""


def _read(content: bytes) -> Answer:
    """Return an answer's JSON, every number a text.

    Raises:
        ValueError: it is no JSON, a key stands twice, or it nests too deeply.
    """
    try:
        answer: Answer = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=None if _has_each_key_once(content) else _unique,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise ValueError("is no answer of an exchange: it nests too deeply") from None
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from None
    return answer


def _has_each_key_once(content: bytes) -> bool:
    """Return whether it is seen at once that no object of a list of trades holds a key twice that is read."""
    objects = content.count(b"{")
    counts = {content.count(b'"%s"' % key) for key in _KEYS}
    return objects > _FEW and b"\\" not in content and counts <= {0, objects}


def _unique(pairs: list[tuple[str, Answer]]) -> dict[str, Answer]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _rows(answer: Answer) -> Sequence[Answer]:
    if not isinstance(answer, list):
        raise ValueError(f"expected a list of trades, got {_shown(answer)}")
    return answer


def _cells(row: Answer, count: int) -> Sequence[Answer]:
    if not isinstance(row, list) or len(row) < count:
        raise ValueError(f"expected trades of {count} cells, got {_shown(row)}")
    return row[:count]


def _member(row: Answer, key: str) -> str:
    if not isinstance(row, dict):
        raise ValueError(f"expected trades as objects, got {_shown(row)}")
    value = row.get(key)
    return value if isinstance(value, str) else _text(value, key)


def _text(value: Answer, key: str = "a cell") -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a number or a text as {key}, got {_shown(value)}")
    return value


def _shown(value: Answer) -> str:
    return quoted(json.dumps(value, ensure_ascii=False), _SHOWN)
