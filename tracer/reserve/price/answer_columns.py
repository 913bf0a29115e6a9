"""The columns of an exchange's answer at once, where every trade of it has the usual form.

What differs anywhere is left to the reading row by row, which names each fault; both give the same trades.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

from tracer.reserve.price.answer_json import Json
from tracer.reserve.price.numbers import MICRO, MILLISECOND, SECOND, TO_SECONDS, json_numbers, seconds_of
from tracer.reserve.price.trades import Trades

_Texts: TypeAlias = Sequence[str]
_Rows: TypeAlias = Sequence[tuple[str, str, str, str]]
"""Id, time, price, amount."""

LONGEST_ID = 20
KRAKEN_CELLS = 7
BITFINEX_CELLS = 4
_LONGEST_TIME = 15
_FINEST = 12
"""Decimals of a second."""
_DIGITS = str.maketrans("123456789", "000000000")
_MOMENT = "0000-00-00T00:00:00"


def by_columns(exchange: str, answer: Json) -> Trades | None:
    """Return the trades of an answer; None where one is not of the usual form, or there is none."""
    cells, moments = _FORMS[exchange]
    try:
        rows = cells(answer)
        if not rows:
            return None
        ids, times, prices, amounts = zip(*rows, strict=True)
        digits = "".join(ids)
        if not (digits.isdigit() and digits.isascii() and max(map(len, ids)) <= LONGEST_ID):
            return None
        several = list(set(prices))
        known = dict(zip(several, json_numbers(several), strict=True))
        found = Trades(list(map(int, ids)), moments(times), [known[text] for text in prices], json_numbers(amounts))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # the reading row by row says what it is
    return found if min(found.prices) > 0 and min(found.amounts) > 0 else None


def _objects(*keys: str) -> Callable[[Json], _Rows]:
    """Return what takes the values of these keys out of a list of objects; none where one may be undone."""
    take = itemgetter(*keys)

    def cells(answer: Json) -> _Rows:
        rows = answer if isinstance(answer, list) else []
        objects = [row for row in rows if isinstance(row, dict) and "broken" not in row]
        return list(map(take, objects)) if len(objects) == len(rows) else ()

    return cells


def _lists(answer: Json, length: int, *places: int) -> _Rows:
    """Return the cells at these places of a list of lists, each of so many cells at least; none where one is other."""
    rows = answer if isinstance(answer, list) else []
    lists = [row for row in rows if isinstance(row, list) and len(row) >= length]
    return list(map(itemgetter(*places), lists)) if len(lists) == len(rows) else ()


def _kraken(answer: Json) -> _Rows:
    if not isinstance(answer, dict) or answer.keys() != {"error", "result"} or answer["error"] != []:
        return ()
    result = answer["result"]
    if not isinstance(result, dict) or result.keys() != {"XXBTZUSD", "last"}:
        return ()
    return _lists(result["XXBTZUSD"], KRAKEN_CELLS, 6, 2, 0, 1)


def _bitfinex(answer: Json) -> _Rows:
    rows = _lists(answer, BITFINEX_CELLS, 0, 1, 3, 2)
    return [(id_, time, price, amount.removeprefix("-")) for id_, time, price, amount in rows]


def _counted(unit: int) -> Callable[[_Texts], list[int]]:
    """Return what reads whole Unix times; `unit` is how many microseconds they count in."""

    def moments(texts: _Texts) -> list[int]:
        digits = "".join(texts)
        if not (digits.isdigit() and digits.isascii() and max(map(len, texts)) <= _LONGEST_TIME):
            raise ValueError("is no whole Unix time")
        return [int(text) * unit for text in texts]

    return moments


def _seconds(texts: _Texts) -> list[int]:
    """Return Unix times in seconds with decimals in microseconds; what is finer is cut off."""
    found = []
    for text in texts:
        whole, point, decimals = text.partition(".")
        digits = whole + decimals
        usual = whole and (decimals or not point) and len(whole) <= _LONGEST_TIME and len(decimals) <= _FINEST
        if not (usual and digits.isdigit() and digits.isascii()):
            raise ValueError("is no usual Unix time")
        found.append(int(whole + decimals[:MICRO].ljust(MICRO, "0")))
    return found


def _instants(texts: _Texts) -> list[int]:
    """Return moments with as many decimals each, `2026-11-30T18:05:12.250000Z`, in microseconds since 1970."""
    form, *others = {text.translate(_DIGITS) for text in texts}
    places = len(form) - len(_MOMENT) - len(".Z")
    if others or form != f"{_MOMENT}.{'0' * places}Z" or not 0 < places <= MICRO:
        raise ValueError("is not of one form")
    begins = {head: seconds_of(head) * SECOND for head in {text[:TO_SECONDS] for text in texts}}
    unit = 10 ** (MICRO - places)
    return [begins[text[:TO_SECONDS]] + int(text[TO_SECONDS + 1 : -1]) * unit for text in texts]


_FORMS: Mapping[str, tuple[Callable[[Json], _Rows], Callable[[_Texts], list[int]]]] = {
    "kraken": (_kraken, _seconds),
    "bitstamp": (_objects("tid", "date", "price", "amount"), _counted(SECOND)),
    "coinbase": (_objects("trade_id", "time", "price", "size"), _instants),
    "bitfinex": (_bitfinex, _counted(MILLISECOND)),
    "gemini": (_objects("tid", "timestampms", "price", "amount"), _counted(MILLISECOND)),
}
"""By exchange, how the texts of its trades are found, and how it writes a moment."""
