"""Quotes for tests: trades by seconds from the window's beginning, as neutral CSV and as five exchanges write them."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracer.reserve.price import fixing_rule, quotes, windows
from tracer.reserve.price.fixing_rule import FixingOutcome
from tracer.reserve.price.windows import Window
from tracer.reserve.terms import PriceTerms

DAY = dt.date(2026, 11, 30)
ZONE = "Asia/Almaty"
NAMES = ("alpha", "beta", "gamma")
ENDS = 1_796_065_200
"""2026-11-30T19:00:00Z: midnight in Almaty."""
BEGINS = ENDS - 3600
MINUTE = 60


class Told(NamedTuple):
    """A trade as a test tells it: `at` seconds from the window's beginning, price and amount as text."""

    id: int
    at: float | int | str
    price: str
    amount: str = "1"


def moment(at: float | int | str) -> str:
    """Return a time in ISO 8601 with six decimals; `at` may be a text of seconds with decimals."""
    whole, _, decimals = str(at).partition(".")
    seconds = dt.datetime.fromtimestamp(BEGINS + int(whole), dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{seconds}.{decimals.ljust(6, '0')}Z" if decimals else f"{seconds}Z"


def csv_of(trades: Iterable[Told]) -> bytes:
    """Return trades in the neutral form, in the order given."""
    lines = [f"{each.id},{moment(each.at)},{each.price},{each.amount}\n" for each in trades]
    return ("id,time_utc,price,amount\n" + "".join(lines)).encode()


def around(trades: Sequence[Told], first: int = 1) -> list[Told]:
    """Return trades renumbered from `first + 1` on, with one a second before the window and one at its end."""
    inside = [each._replace(id=first + number) for number, each in enumerate(trades, 1)]
    return [Told(first, -1, trades[0].price), *inside, Told(first + len(trades) + 1, 3600, trades[-1].price)]


def steady(price: str, count: int = 12, amount: str = "1") -> list[Told]:
    """Return a trade in the middle of each of so many equal parts of the window, all of one price, and one around."""
    step = 3600 // count
    return around([Told(0, number * step + step // 2, price, amount) for number in range(count)])


def files_of(by_name: Mapping[str, Iterable[Told]]) -> dict[str, bytes]:
    """Return the CSV files of a day by path."""
    return {f"prices/{DAY}/{name}.csv": csv_of(trades) for name, trades in by_name.items()}


def window_of(terms: PriceTerms) -> Window:
    """Return the window of the tests' day."""
    return windows.window(DAY, terms, ZONE)


def terms_for(names: Sequence[str] = NAMES, **more: object) -> PriceTerms:
    """Return the convention's usual parameters for some exchanges."""
    return PriceTerms(exchanges=tuple(names), **more)  # type: ignore[arg-type]


def fixed(files: Mapping[str, bytes], terms: PriceTerms | None = None) -> FixingOutcome:
    """Return what comes of a day's files."""
    terms = terms or terms_for()
    window = window_of(terms)
    return fixing_rule.fix(quotes.read(files, DAY, terms.exchanges, window), terms, window, "price/1", DAY)


def of(by_name: Mapping[str, Iterable[Told]], terms: PriceTerms | None = None) -> FixingOutcome:
    """Return what comes of trades, each exchange's as its CSV file."""
    return fixed(files_of(by_name), terms or terms_for(tuple(by_name)))


def kraken(trades: Iterable[Told]) -> bytes:
    """Return Kraken's answer: a number with decimals as time, the id last."""
    rows = ",".join(f'["{each.price}0","{each.amount}",{_unix(each.at)},"s","l","",{each.id}]' for each in trades)
    return f'{{"error":[],"result":{{"XXBTZUSD":[{rows}],"last":"1796065199123456789"}}}}'.encode()


def bitstamp(trades: Iterable[Told]) -> bytes:
    """Return Bitstamp's answer, the newest first."""
    return _dumps(
        [
            {
                "date": str(_seconds(each.at)),
                "tid": str(each.id),
                "amount": each.amount,
                "type": "0",
                "price": each.price,
            }
            for each in reversed(list(trades))
        ]
    )


def coinbase(trades: Iterable[Told], side: str = "buy") -> bytes:
    """Return Coinbase's answer, the newest first; the side is the maker's."""
    return _dumps(
        [
            {"trade_id": each.id, "side": side, "size": each.amount, "price": each.price, "time": moment(each.at)}
            for each in reversed(list(trades))
        ]
    )


def bitfinex(trades: Iterable[Told]) -> bytes:
    """Return Bitfinex' answer: numbers, the amount before the price, negative where the seller took."""
    rows = ",".join(f"[{each.id},{_milli(each.at)},-{each.amount},{each.price}]" for each in trades)
    return f"[{rows}]".encode()


def gemini(trades: Iterable[Told]) -> bytes:
    """Return Gemini's answer, the newest first."""
    return _dumps(
        [
            {
                "timestamp": _seconds(each.at),
                "timestampms": _milli(each.at),
                "tid": each.id,
                "price": each.price,
                "amount": each.amount,
                "exchange": "gemini",
                "type": "sell",
            }
            for each in reversed(list(trades))
        ]
    )


RAW = {"kraken": kraken, "bitstamp": bitstamp, "coinbase": coinbase, "bitfinex": bitfinex, "gemini": gemini}
"""By exchange, trades as it answers."""


def _seconds(at: float | int | str) -> int:
    return BEGINS + int(str(at).partition(".")[0])


def _unix(at: float | int | str) -> str:
    whole, _, decimals = str(at).partition(".")
    return f"{BEGINS + int(whole)}.{decimals or '0'}"


def _milli(at: float | int | str) -> int:
    whole, _, decimals = str(at).partition(".")
    return (BEGINS + int(whole)) * 1000 + int((decimals or "0")[:3].ljust(3, "0"))


def _dumps(value: object) -> bytes:
    return json.dumps(value).encode()
