"""The columns of an exchange's answers out of their bytes, where every trade is written as the first one is.

What is no digit, point or sign is compared byte for byte with the first trade, and that is read as JSON. Whatever
differs anywhere is left to the reading of the answer's JSON, which names each fault; both give the same trades.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracer.reserve.price import answer_json
from tracer.reserve.price.answer_json import Json
from tracer.reserve.price.number_cells import CELL, LONGEST, NumberCells, Numbers, UnusualError, columns_of
from tracer.reserve.price.numbers import MICRO, MILLISECOND, SCALE, SECOND, json_number, seconds_of
from tracer.reserve.price.trades import Trades

_SIDES = {"kraken": bytes.maketrans(b"sm", b"bl")}
"""Letters of cells in which an exchange's trades may differ; no price depends on them."""
_SOLD, _BOUGHT = b'"sell"', b'"buy"'
_LIST = re.compile(rb"\["), re.compile(rb"\][ \t\r\n]*")
_EDGES = {
    "kraken": (
        re.compile(rb'\{"error": ?\[\], ?"result": ?\{"XXBTZUSD": ?\['),
        re.compile(rb'\], ?"last": ?"[0-9]*"\}\}[ \t\r\n]*'),
    )
}
"""What stands before and behind the trades, where that is more than a list's brackets."""
_POWER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?e[+-]?[0-9]+")
_MOMENT = re.compile(rb'"time": ?"(?=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")')
_MOMENT_CELLS = 4
"""Date, hour, minute, seconds."""
_DATE = len("2026-11-30")
_FINEST = 12
"""Decimals of a second."""
_MOST_SECONDS = 12
"""Digits, so that microseconds stay below 2^63."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """An answer's trades: each with what stands between two of them behind it; the first; how many."""

    content: bytes
    first: bytes
    count: int


def of_answers(exchange: str, answers: Sequence[bytes]) -> list[Trades | None]:
    """Return the trades of each of an exchange's answers; None for one that is to be read as JSON."""
    rows = [_rows(exchange, answer) for answer in answers]
    first = next((each.first for each in rows if each is not None), b"")
    form = _outside(exchange, first)
    alike = [each for each in rows if each is not None and _outside(exchange, each.first) == form]
    found: list[Trades | None] = [None] * len(rows)
    try:
        count = sum(each.count for each in alike)
        columns = _read(exchange, first, b"".join(each.content for each in alike), count) if alike else ()
    except ValueError:
        return found  # the reading of JSON says what it is
    begins, taken = 0, {id(each) for each in alike}
    for place, each in enumerate(rows):
        if each is not None and id(each) in taken:
            ids, times, prices, amounts = columns_of(columns, begins, begins + each.count)
            begins += each.count
            found[place] = Trades(ids, times, prices, amounts) if min(prices) > 0 and min(amounts) > 0 else None
    return found


def _rows(exchange: str, answer: bytes) -> _Rows | None:
    """Return an answer's trades where outside of numbers all are as the first; None where one differs, or none is."""
    begin, last = _EDGES.get(exchange, _LIST)
    head, ends = begin.match(answer), answer.rfind(b"]")
    if head is None or last.fullmatch(answer, ends) is None:
        return None
    body = answer[head.end() : ends].replace(_SOLD, _BOUGHT)
    size = body.find(b"]" if body.startswith(b"[") else b"}") + 1
    comma = b", " if b", " in body[: size + 2] else b","
    content = body + comma
    if exchange == "bitfinex" and b"e" in content:
        content = _without_powers(content)
        size = content.find(b"]") + 1
    if not size:
        return None
    first = content[: size + len(comma)]
    form, outside = _outside(exchange, first), _outside(exchange, content)
    count = len(outside) // len(form)
    return _Rows(content, first, count) if outside == form * count else None


def _outside(exchange: str, content: bytes) -> bytes:
    """Return what stands outside of numbers."""
    return content.translate(_SIDES.get(exchange), CELL)


def _without_powers(content: bytes) -> bytes:
    """Return numbers such as `1e-05` as `0.00001000`; what is none stays."""
    parts, begins = [], 0
    at = content.find(b"e")
    while at >= 0:
        start = max(content.rfind(sign, begins, at) for sign in (b",", b"[", b" ", b":")) + 1
        match = _POWER.match(content, start)
        if match is None or start == 0:
            return content
        try:
            units = json_number(match.group().removeprefix(b"-").decode())
        except ValueError:
            return content
        sign = b"-" if match.group().startswith(b"-") else b""
        parts += [content[begins:start], sign, f"{units // SCALE}.{units % SCALE:08}".encode()]
        begins = match.end()
        at = content.find(b"e", begins)
    return b"".join((*parts, content[begins:]))


def _read(exchange: str, first: bytes, content: bytes, count: int) -> tuple[Numbers, ...]:
    """Return ids, times, prices and amounts of trades that outside of numbers are as the first.

    Raises:
        ValueError: a number is not as usual, or is no JSON.
    """
    row = answer_json.read(first.rstrip(b", "))
    if not first.isascii() or b"\\" in first:
        raise UnusualError
    cells = NumberCells(first, content, count)
    id_, time, price, amount = (
        _in_object(cells, row, exchange) if isinstance(row, dict) else _in_list(cells, row, exchange)
    )
    used = {id_, price, amount, *range(time, time + (_MOMENT_CELLS if exchange == "coinbase" else 1))}
    for cell in range(len(cells.texts)):
        if cell not in used and not cells.is_text(cell):
            cells.whole(cell)
    return (
        cells.whole(id_),
        _TIMES[exchange](cells, time),
        cells.decimals(price),
        cells.decimals(amount, signed=exchange == "bitfinex"),
    )


def _in_object(cells: NumberCells, row: Mapping[str, Json], exchange: str) -> tuple[int, ...]:
    """Return which cells hold id, time, price and amount of a trade that is an object."""
    written = "".join(row).encode()
    flat = all(isinstance(value, str | bool | None) for value in row.values())
    if exchange not in _KEYS or not flat or "broken" in row or written.translate(None, CELL) != written:
        raise UnusualError
    places = tuple(cells.begins_at(_value_of(cells.first, key)) for key in _KEYS[exchange])
    for key, place in zip(_KEYS[exchange], places, strict=True):
        if key != "time" and cells.texts[place].group() != str(row[key]).encode():
            raise UnusualError  # more than a number stands in its value
    return places


def _value_of(first: bytes, key: str) -> int:
    """Return where the value of a key begins, behind its quotation mark where it is a text."""
    found = _MOMENT.search(first) if key == "time" else re.search(rb'"%s": ?"?' % key.encode(), first)
    if found is None:
        raise UnusualError
    return found.end()


def _in_list(cells: NumberCells, row: Json, exchange: str) -> tuple[int, ...]:
    """Return which cells hold id, time, price and amount of a trade that is a list."""
    length, *places = _LISTS.get(exchange, (0,))
    if not isinstance(row, list) or len(row) != length or not all(isinstance(value, str) for value in row):
        raise UnusualError
    order = sorted(places)
    if [str(row[place]).encode() for place in order] != [text.group() for text in cells.texts]:
        raise UnusualError
    return tuple(order.index(place) for place in places)


def _instants(cells: NumberCells, cell: int) -> Numbers:
    """Return moments such as `2026-11-30T18:05:12.250000Z`, four cells each, in microseconds since 1970."""
    dates, ends = cells.bounds(cell)
    months, days = dates + 5, dates + 8
    if not bool(((ends - dates == _DATE) & cells.is_at(b"-", months - 1) & cells.is_at(b"-", days - 1)).all()):
        raise UnusualError
    year, month, day = (
        cells.digits(begins, begins + length, length) for begins, length in ((dates, 4), (months, 2), (days, 2))
    )
    dated = year * 10_000 + month * 100 + day
    seconds = np.zeros_like(dated)
    for each in set(dated.tolist()):
        moment = f"{each // 10_000:04}-{each // 100 % 100:02}-{each % 100:02}T00:00:00"
        seconds[dated == each] = seconds_of(moment)
    for place, most, unit in ((cell + 1, 24, 3600), (cell + 2, 60, 60)):
        seconds += _below(most, cells.digits(*cells.bounds(place), 2, least=2)) * unit
    starts, ends = cells.bounds(cell + 3)
    if not bool(((starts + 2 == ends) | cells.is_at(b".", starts + 2)).all()):
        raise UnusualError
    return seconds * SECOND + _below(60 * SECOND, cells.decimals(cell + 3, MICRO, MICRO))


def _below(most: int, numbers: Numbers) -> Numbers:
    if int(numbers.max()) >= most:
        raise UnusualError
    return numbers


def _seconds(cells: NumberCells, cell: int) -> Numbers:
    return cells.decimals(cell, MICRO, _FINEST)


def _counted(unit: int, most: int) -> Callable[[NumberCells, int], Numbers]:
    """Return what reads whole Unix times of so many digits; `unit` is how many microseconds they count in."""
    return lambda cells, cell: cells.whole(cell, most) * unit


_KEYS = {
    "bitstamp": ("tid", "date", "price", "amount"),
    "coinbase": ("trade_id", "time", "price", "size"),
    "gemini": ("tid", "timestampms", "price", "amount"),
}
_LISTS = {"kraken": (7, 6, 2, 0, 1), "bitfinex": (4, 0, 1, 3, 2)}
"""By exchange, how long a trade's list is, and where in it id, time, price and amount stand."""
_TIMES: Mapping[str, Callable[[NumberCells, int], Numbers]] = {
    "kraken": _seconds,
    "bitstamp": _counted(SECOND, _MOST_SECONDS),
    "coinbase": _instants,
    "bitfinex": _counted(MILLISECOND, LONGEST),
    "gemini": _counted(MILLISECOND, LONGEST),
}
"""By exchange, how it writes a moment."""
