"""The raw answers of five exchanges, as received: their trades, each form in a few lines.

JSON is read with every number as the text that it is, so that none passes through a binary fraction. Which side took
and which stood is not looked at: exchanges name it from opposite ends, and no price depends on it.
Sources: Kraken REST `Trades`; Bitstamp API v2 `transactions`; Coinbase Exchange `products/BTC-USD/trades`;
Bitfinex REST v2 `trades/tBTCUSD/hist`; Gemini REST v1 `trades/btcusd`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tracer.reserve.price import answer_json
from tracer.reserve.price.answer_columns import BITFINEX_CELLS, KRAKEN_CELLS, LONGEST_ID, by_columns
from tracer.reserve.price.answer_json import Json
from tracer.reserve.price.candles import candle_fault
from tracer.reserve.price.neutral_csv import MOST_FAULTS
from tracer.reserve.price.numbers import MILLISECOND, SECOND, instant, json_number, unix
from tracer.reserve.price.trades import Trade, Trades
from tracer.visible import quoted

_Row: TypeAlias = tuple[str, str, str, str]
"""Id, time, price, amount: texts, whatever the exchange's own order."""

_SHOWN = 60
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
        answer = answer_json.read(content)
        candles = candle_fault(exchange, answer, ends)
        if candles is not None:
            raise ValueError(candles)
        columns = by_columns(exchange, answer)
        if columns is not None:
            return columns
        trades, wrong = by_rows(exchange, answer)
    except ValueError as error:
        faults.append(f"{path}: {error}")
        return None
    faults += [f"{path}: {each}" for each in wrong[:MOST_FAULTS]]
    if len(wrong) > MOST_FAULTS:
        faults.append(f"{path}: {len(wrong) - MOST_FAULTS} more trades are wrong")
    return None if wrong else Trades.of(trades)


def by_rows(exchange: str, answer: Json) -> tuple[list[Trade], list[str]]:
    """Return the trades of an answer row by row, and what is wrong with those that are none.

    Raises:
        ValueError: it is no list of trades of that exchange's form.
    """
    find, moment = FORMS[exchange]
    trades, wrong = [], []
    for number, (id_, time, price, amount) in enumerate(list(find(answer)), 1):
        try:
            if not (id_.isascii() and id_.isdigit() and len(id_) <= LONGEST_ID):
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


def _kraken(answer: Json) -> Iterator[_Row]:
    result = answer.get("result") if isinstance(answer, dict) and answer.get("error") == [] else None
    if not isinstance(result, dict):
        raise ValueError(f"expected an answer with error [] and a result, got {_shown(answer)}")
    pairs = [key for key in result if key != "last"]
    if len(pairs) != 1 or pairs[0] not in _KRAKEN_PAIRS:
        raise ValueError(f"expected trades of BTC/USD alone, got {quoted(', '.join(pairs), _SHOWN)}")
    for row in _rows(result[pairs[0]]):
        price, amount, time, _, _, _, id_ = _cells(row, KRAKEN_CELLS)
        yield _text(id_), _text(time), _text(price), _text(amount)


def _bitstamp(answer: Json) -> Iterator[_Row]:
    for row in _rows(answer):
        yield _member(row, "tid"), _member(row, "date"), _member(row, "price"), _member(row, "amount")


def _coinbase(answer: Json) -> Iterator[_Row]:
    for row in _rows(answer):
        yield _member(row, "trade_id"), _member(row, "time"), _member(row, "price"), _member(row, "size")


def _bitfinex(answer: Json) -> Iterator[_Row]:
    for row in _rows(answer):
        id_, time, amount, price = map(_text, _cells(row, BITFINEX_CELLS))
        yield id_, time, price, amount.removeprefix("-")  # negative: the seller took


def _gemini(answer: Json) -> Iterator[_Row]:
    for number, row in enumerate(_rows(answer), 1):
        if isinstance(row, dict) and "broken" in row:
            if not isinstance(row["broken"], bool):
                raise ValueError(
                    f"trade {number} of the file: broken: expected true or false, got {_shown(row['broken'])}"
                )
            if row["broken"]:
                continue  # undone by the exchange: no trade
        yield _member(row, "tid"), _member(row, "timestampms"), _member(row, "price"), _member(row, "amount")


FORMS: Mapping[str, tuple[Callable[[Json], Iterator[_Row]], Callable[[str], int]]] = {
    "kraken": (_kraken, lambda text: unix(text, SECOND)),
    "bitstamp": (_bitstamp, lambda text: unix(text, SECOND)),
    "coinbase": (_coinbase, instant),
    "bitfinex": (_bitfinex, lambda text: unix(text, MILLISECOND)),
    "gemini": (_gemini, lambda text: unix(text, MILLISECOND)),
}
"""By exchange, how its trades are found in an answer, and how it writes a moment."""


def _rows(answer: Json) -> Sequence[Json]:
    if not isinstance(answer, list):
        raise ValueError(f"expected a list of trades, got {_shown(answer)}")
    return answer


def _cells(row: Json, count: int) -> Sequence[Json]:
    if not isinstance(row, list) or len(row) < count:
        raise ValueError(f"expected trades of {count} cells, got {_shown(row)}")
    return row[:count]


def _member(row: Json, key: str) -> str:
    if not isinstance(row, dict):
        raise ValueError(f"expected trades as objects, got {_shown(row)}")
    value = row.get(key)
    return value if isinstance(value, str) else _text(value, key)


def _text(value: Json, key: str = "a cell") -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a number or a text as {key}, got {_shown(value)}")
    return value


def _shown(value: Json) -> str:
    return quoted(json.dumps(value, ensure_ascii=False), _SHOWN)
