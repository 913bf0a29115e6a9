"""Candles are no trades: they are told from trades, their columns read in each exchange's own order, and refused."""

import json

import pytest

from tests.reserve.price.quoting import DAY, ENDS, fixed, terms_for
from tracer.errors import CaseError
from tracer.reserve.price.candles import Candle, candles

START = ENDS - 86_400
UNIT = 10**8
CANDLE = Candle(starts=START, open=11 * UNIT, high=14 * UNIT, low=10 * UNIT, close=12 * UNIT, volume=5 * UNIT)

ANSWERS = {
    "coinbase": [[str(START), "10", "14", "11", "12", "5"]],
    "kraken": {
        "error": [],
        "result": {"XXBTZUSD": [[str(START), "11", "14", "10", "12", "11.5", "5", "99"]], "last": "1"},
    },
    "bitfinex": [[f"{START}000", "11", "12", "14", "10", "5"]],
    "gemini": [[f"{START}000", "11", "14", "10", "12", "5"]],
    "bitstamp": {
        "data": {
            "pair": "BTC/USD",
            "ohlc": [{"timestamp": str(START), "open": "11", "high": "14", "low": "10", "close": "12", "volume": "5"}],
        }
    },
}
"""The same candle, each exchange's columns in its own order: Coinbase low, high, open, close; Bitfinex open, close."""


@pytest.mark.parametrize("exchange", sorted(ANSWERS))
def test_each_order_of_columns(exchange: str) -> None:
    """Open 11, high 14, low 10, close 12, volume 5."""
    assert candles(exchange, ANSWERS[exchange]) == (CANDLE,)  # type: ignore[arg-type]


def told(exchange: str, answer: object) -> str:
    """Return what is said of an answer handed in as quotes."""
    with pytest.raises(CaseError) as caught:
        fixed({f"prices/{DAY}/{exchange}.json": json.dumps(answer).encode()}, terms_for((exchange, "b", "c")))
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_a_daily_candle_that_begins_at_four_by_its_own_clock() -> None:
    """It ends with no day of the register's."""
    four = ENDS - 15 * 3600
    assert told("gemini", [[four * 1000, 11, 14, 10, 12, 5]]) == (
        "prices/2026-11-30/gemini.json: candle starts 04:00Z; expected the day ending 19:00Z."
    )


@pytest.mark.parametrize("exchange", sorted(ANSWERS))
def test_a_candle_that_ends_with_the_day_is_no_trade_either(exchange: str) -> None:
    """The convention takes trades."""
    assert told(exchange, ANSWERS[exchange]) == (
        f"prices/2026-11-30/{exchange}.json: holds candles; a fixing takes the exchange's trades, one by one"
    )


def test_a_candle_with_an_open_and_a_low_of_nothing() -> None:
    """As one published file of daily candles begins."""
    assert told("gemini", [[START * 1000, "0.0", 14, "0.0", 12, 5]]) == (
        "prices/2026-11-30/gemini.json: candle that starts 19:00Z is impossible: open 0, low 0."
    )


def test_hourly_candles_are_held_against_the_end_of_the_day() -> None:
    """The last of them before it is named."""
    hours = [[(ENDS - 1800 - 3600 * each) * 1000, 11, 14, 10, 12, 5] for each in range(5)]
    assert told("gemini", hours).endswith("candle starts 18:30Z; expected the day ending 19:00Z.")


def test_a_candle_with_a_cell_that_is_no_number() -> None:
    """It has the shape of one."""
    assert told("coinbase", [[START, None, 14, 11, 12, 5]]).endswith(
        "has the shape of candles, with a cell that is no number"
    )
