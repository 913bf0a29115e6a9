"""The neutral form of quotes, `prices/DAY/EXCHANGE.csv`: every tool can write it, and tests do.

Header `id,time_utc,price,amount`; whole numbers as ids, times in ISO 8601 with Z and up to six decimals, price and
amount as decimal text. Whole columns are read at once where every row has the same form; otherwise row by row, with
every fault. Both ways give the same trades.
"""

import re
from collections.abc import Sequence

from tracer.reserve.price.numbers import PLACES, SECOND, instant, plain, seconds_of
from tracer.reserve.price.trades import Trade, Trades
from tracer.visible import quoted

HEADER = "id,time_utc,price,amount"

MOST_FAULTS = 20
"""Faults of one file that are told; how many more there are is said."""

_ID = re.compile(r"[0-9]{1,20}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_HEAD = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_HEAD_LENGTH, _ID_LENGTH, _MOST_DIGITS = 19, 20, 24
_CELLS = 4
_SHOWN = 40


def parse(content: bytes, path: str, faults: list[str]) -> Trades | None:
    """Return the trades of a file; None, the faults recorded, where it is not of the form."""
    try:
        text = content.decode("ascii").replace("\r\n", "\n")
    except UnicodeDecodeError:
        faults.append(f"{path}: expected digits and plain letters alone")
        return None
    head, _, body = text.partition("\n")
    if head != HEADER:
        faults.append(f"{path}: expected the header {HEADER}, got {quoted(head, _SHOWN)}")
        return None
    if body and not body.endswith("\n"):
        faults.append(f"{path}: its last line has no end: it is cut off")
        return None
    return by_columns(body) or by_rows(body, path, faults)


def by_columns(body: str) -> Trades | None:
    """Return the trades of rows that all have the same form, with the same number of decimals; None where not."""
    cells = body.replace("\n", ",\n,").split(",")
    if cells.pop() or len(cells) % (_CELLS + 1) or set(cells[_CELLS :: _CELLS + 1]) != {"\n"}:
        return None
    step = _CELLS + 1
    ids, times = _ids(cells[0::step]), _times(cells[1::step])
    prices, amounts = _decimals(cells[2::step]), _decimals(cells[3::step])
    if ids is None or times is None or prices is None or amounts is None:
        return None
    return Trades(ids, times, prices, amounts)


def by_rows(body: str, path: str, faults: list[str]) -> Trades | None:
    """Return the trades row by row; None, the faults recorded, where one is wrong."""
    wrong: list[str] = []
    trades = []
    for number, line in enumerate(body.splitlines(), 2):
        try:
            trades.append(_trade(line))
        except ValueError as error:
            wrong.append(f"{path}:{number}: {error}, got {quoted(line, 2 * _SHOWN)}")
    faults += wrong[:MOST_FAULTS]
    if len(wrong) > MOST_FAULTS:
        faults.append(f"{path}: {len(wrong) - MOST_FAULTS} more lines are wrong")
    return None if wrong else Trades.of(trades)


def _trade(line: str) -> Trade:
    cells = line.split(",")
    if len(cells) != _CELLS:
        raise ValueError(f"expected {_CELLS} cells")
    number, time, price, amount = cells
    if _ID.fullmatch(number) is None:
        raise ValueError("id: expected a whole number")
    if _TIME.fullmatch(time) is None:
        raise ValueError("time_utc: expected a moment such as 2026-11-30T18:05:12.250000Z")
    return Trade(int(number), instant(time), _positive("price", price), _positive("amount", amount))


def _positive(name: str, text: str) -> int:
    try:
        value = plain(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if not value:
        raise ValueError(f"{name}: expected more than 0")
    return value


def _ids(column: Sequence[str]) -> list[int] | None:
    if not "".join(column).isdigit() or "" in column or max(map(len, column)) > _ID_LENGTH:
        return None
    return list(map(int, column))


def _times(column: Sequence[str]) -> list[int] | None:
    """Return moments with the same number of decimals; all of a second are converted at once."""
    seconds = {}
    for head in {text[:_HEAD_LENGTH] for text in column}:
        if _HEAD.fullmatch(head) is None:
            return None
        try:
            seconds[head] = seconds_of(head) * SECOND
        except ValueError:
            return None
    tails = [text[_HEAD_LENGTH:] for text in column]
    places = len(tails[0]) - 2
    if places < 0:
        return [seconds[text[:_HEAD_LENGTH]] for text in column] if set(tails) == {"Z"} else None
    if not 1 <= places <= 6 or set(map(len, tails)) != {places + 2}:
        return None
    joined = "".join(tails)
    fractions = joined[1:-1].split("Z.")
    if joined[0] != "." or joined[-1] != "Z" or len(fractions) != len(tails) or not "".join(fractions).isdigit():
        return None
    unit = SECOND // 10**places
    return [seconds[text[:_HEAD_LENGTH]] + int(digits) * unit for text, digits in zip(column, fractions, strict=True)]


def _decimals(column: Sequence[str]) -> list[int] | None:
    """Return decimals above 0 with the same number of places, in hundred-millionths."""
    first = column[0]
    places = len(first) - first.index(".") - 1 if "." in first else 0
    joined = "\n".join(column)
    points = len(column) if places else 0
    if places > PLACES or joined.count(".") != points or max(map(len, column)) > _MOST_DIGITS or "" in column:
        return None
    if places and (min(map(len, column)) < places + 2 or {text[-places - 1] for text in column} != {"."}):
        return None
    digits = joined.replace(".", "").split("\n")
    if not "".join(digits).isdigit():
        return None
    values = list(map(int, digits))
    unit = 10 ** (PLACES - places)
    if min(values) <= 0:
        return None
    return values if unit == 1 else [value * unit for value in values]
