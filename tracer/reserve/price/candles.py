"""Candles that were taken for trades: found by their shape, and refused.

Column orders differ between exchanges, and a "daily" candle of one begins at 04:00 by its own clock. The convention
takes raw trades; a candle names what was fetched instead, so that the right thing is fetched.
Sources: Kraken `OHLC` (time, open, high, low, close, vwap, volume, count); Coinbase `candles` (time, low, high, open,
close, volume); Bitfinex `candles` (time, open, close, high, low, volume); Gemini `candles` (time, open, high, low,
close, volume); Bitstamp `ohlc` (objects).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from tracer.moments import written
from tracer.reserve.price.numbers import SCALE, SECOND, json_number, unix
from tracer.reserve.price.rounding import short_decimal

_Json: TypeAlias = "str | bool | list[_Json] | dict[str, _Json] | None"

_DAY = 86_400
_MILLISECOND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """A candle: its beginning in Unix seconds, and four prices and a volume in hundred-millionths."""

    starts: int
    open: int
    high: int
    low: int
    close: int
    volume: int

    @property
    def is_possible(self) -> bool:
        """Whether no price is 0, and open and close lie between low and high."""
        return 0 < self.low <= min(self.open, self.close) and max(self.open, self.close) <= self.high


_ORDERS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "kraken": (SECOND, ("starts", "open", "high", "low", "close", "vwap", "volume", "count")),
    "coinbase": (SECOND, ("starts", "low", "high", "open", "close", "volume")),
    "bitfinex": (_MILLISECOND, ("starts", "open", "close", "high", "low", "volume")),
    "gemini": (_MILLISECOND, ("starts", "open", "high", "low", "close", "volume")),
    "bitstamp": (SECOND, ("timestamp", "open", "high", "low", "close", "volume")),
}
"""By exchange: how many microseconds its times count in, and the order of its columns."""


def candles(exchange: str, answer: _Json) -> tuple[Candle, ...]:
    """Return the candles of an answer; none where it holds none.

    Raises:
        ValueError: it has the shape of candles, and a cell is no number.
    """
    unit, order = _ORDERS[exchange]
    return tuple(_candle(cells, unit, order) for cells in _found(exchange, answer, order))


def candle_fault(exchange: str, answer: _Json, ends: int) -> str | None:
    """Return what is wrong with an answer of candles, None where it holds none; `ends` is the end of the window."""
    found = sorted(candles(exchange, answer), key=lambda each: each.starts)
    if not found:
        return None
    length = min((after.starts - before.starts for before, after in pairwise(found)), default=_DAY)
    earlier = [each for each in found if each.starts < ends] or found
    if not any(each.starts + length == ends for each in found):
        return f"candle starts {_clock(earlier[-1].starts)}; expected the day ending {_clock(ends)}."
    if not all(each.is_possible for each in found):
        bad = next(each for each in found if not each.is_possible)
        return f"candle that starts {_clock(bad.starts)} is impossible: open {_plain(bad.open)}, low {_plain(bad.low)}."
    return "holds candles; a fixing takes the exchange's trades, one by one"


def _found(exchange: str, answer: _Json, order: Sequence[str]) -> Iterator[Sequence[_Json]]:
    """Yield the cells of every candle, in the exchange's order."""
    rows = answer
    if exchange == "kraken":
        rows = next((each for each in _inside(answer, "result").values() if isinstance(each, list)), None)
    if exchange == "bitstamp":
        rows = _inside(answer, "data").get("ohlc")
    for row in rows if isinstance(rows, list) else []:
        if exchange == "bitstamp" and isinstance(row, dict):
            yield [row.get(key) for key in order]
        elif isinstance(row, list) and len(row) == len(order):
            yield row


def _inside(answer: _Json, key: str) -> dict[str, _Json]:
    inner = answer.get(key) if isinstance(answer, dict) else None
    return inner if isinstance(inner, dict) else {}


def _candle(cells: Sequence[_Json], unit: int, order: Sequence[str]) -> Candle:
    texts = dict(zip(order, map(_text, cells), strict=True))
    return Candle(
        starts=unix(texts[order[0]], unit) // SECOND,
        open=json_number(texts["open"]),
        high=json_number(texts["high"]),
        low=json_number(texts["low"]),
        close=json_number(texts["close"]),
        volume=json_number(texts["volume"]),
    )


def _text(value: _Json) -> str:
    if not isinstance(value, str):
        raise ValueError("has the shape of candles, with a cell that is no number")
    return value


def _clock(seconds: int) -> str:
    return f"{written(seconds)[11:16]}Z"


def _plain(units: int) -> str:
    return short_decimal(Fraction(units, SCALE))
