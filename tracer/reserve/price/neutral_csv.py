"""The neutral form of quotes, `prices/DAY/EXCHANGE.csv`: every tool can write it, and tests do.

Header `id,time_utc,price,amount`; whole numbers as ids, times in ISO 8601 with Z and up to six decimals, price and
amount as decimal text. Whole columns are read at once where every row has the same form; otherwise row by row, with
every fault. Both ways give the same trades.
"""

import re
from collections.abc import Collection

from tracer.reserve.price.numbers import PLACES, SECOND, TO_SECONDS, instant, plain, seconds_of
from tracer.reserve.price.trades import Trade, Trades, WrittenTimes
from tracer.visible import quoted

HEADER = "id,time_utc,price,amount"

MOST_FAULTS = 20
"""Faults of one file that are told; how many more there are is said."""

_ID = re.compile(r"[0-9]{1,20}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_FORM = re.compile(r"0{1,20},0000-00-00T00:00:00(?:\.(0{1,6}))?Z,0{1,15}(?:\.(0{1,8}))?,0{1,15}(?:\.(0{1,8}))?")
_DIGITS = str.maketrans("123456789", "000000000")
_CELLS = 4
_SHOWN = 40


def parse(content: bytes, path: str, faults: list[str]) -> Trades | None:
    """Return the trades of a file; None, the faults recorded, where it is not of the form."""
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        faults.append(f"{path}: expected digits and plain letters alone")
        return None
    head, _, body = (text.replace("\r\n", "\n") if "\r" in text else text).partition("\n")
    if head != HEADER:
        faults.append(f"{path}: expected the header {HEADER}, got {quoted(head, _SHOWN)}")
        return None
    if body and not body.endswith("\n"):
        faults.append(f"{path}: its last line has no end: it is cut off")
        return None
    return by_columns(body) or by_rows(body, path, faults)


def by_columns(body: str) -> Trades | None:
    """Return the trades of rows of one form, with the same decimals everywhere; None where there is another.

    The form of a row is what is left when every digit is the same: few forms are looked at, whatever the rows.
    """
    places = _places(set(body.translate(_DIGITS).split("\n")[:-1]))
    if places is None:
        return None
    cells = body.replace(".", "").replace("\n", ",").split(",")
    cells.pop()
    times = cells[1::_CELLS]
    try:
        for head in {text[:TO_SECONDS] for text in times}:
            seconds_of(head)
    except ValueError:
        return None
    prices, amounts = (list(map(int, cells[place::_CELLS])) for place in (2, 3))
    if 0 in prices or 0 in amounts:
        return None
    return Trades(
        list(map(int, cells[0::_CELLS])),
        WrittenTimes(times, SECOND // 10 ** places[0]),
        _scaled(prices, places[1]),
        _scaled(amounts, places[2]),
    )


def _places(forms: Collection[str]) -> tuple[int, int, int] | None:
    """Return the decimals of time, price and amount that all forms of rows have; None where one differs."""
    found = set[tuple[int, int, int]]()
    for form in forms:
        match = _FORM.fullmatch(form)
        if match is None:
            return None
        time, price, amount = (len(decimals or "") for decimals in match.groups())
        found.add((time, price, amount))
    return found.pop() if len(found) == 1 else None


def _scaled(values: list[int], places: int) -> list[int]:
    unit = 10 ** (PLACES - places)
    return values if unit == 1 else [value * unit for value in values]


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
