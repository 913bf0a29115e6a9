"""What a day's price costs: `tracer reserve fix` over the trades of five exchanges, neutral and as each answers."""

import datetime as dt
import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median

TRADES = Sizes(500_000, 50_000, 2_000)
EXCHANGES = ("kraken", "bitstamp", "coinbase", "bitfinex", "gemini")
_DAY = dt.date(2026, 11, 30)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECOND = 1_000_000
"""Microseconds."""
_MILLI = 1000
"""Microseconds."""
_HOUR = 3_600_000_000
"""Microseconds."""
_BEGINS = 1_796_061_600 * _SECOND
"""2026-11-30T18:00:00Z."""
_TARGET = 1.0
_TEXT = b"How coins are priced.\n"
_REGISTER = """[register]
name = "KZ-PRICE"
body = "National Investment Corporation"
network = "regtest"
zone = "Asia/Almaty"

[[wallet]]
name = "Reserve"
body = "National Investment Corporation"
stage = "reserve"
addresses = ["bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"]

[price]
exchanges = [{exchanges}]
set_by = "2026-0001"
"""
_ACT = """id = "2026-0001"
kind = "convention"
date = 2026-01-12
text = {{ file = "texts/2026-0001.txt", sha256 = "{text}" }}
signed_by = ["A. Example", "B. Example"]
name = "price/1"

[values]
window_minutes = 60
"""


class _Drawn(NamedTuple):
    """A trade that is written in one form or the other: `at` microseconds since 1970, US cents, satoshi."""

    id: int
    at: int
    cents: int
    sat: int

    @property
    def price(self) -> str:
        """Its price as exchanges write it."""
        return f"{self.cents // 100}.{self.cents % 100:02}"

    @property
    def amount(self) -> str:
        """Its amount as exchanges write it."""
        return f"0.{self.sat:08}"

    @property
    def moment(self) -> str:
        """Its time in ISO 8601."""
        return (_EPOCH + dt.timedelta(microseconds=self.at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def fix(bench: Bench) -> Iterator[Row]:
    """`tracer reserve fix` over 500,000 trades, as a command; what it wrote is taken away before each run."""
    yield _row(bench, register_of(bench.folder / "price", bench.size(TRADES), neutral), "")


def fix_answers(bench: Bench) -> Iterator[Row]:
    """The same trades as the five exchanges answer, page after page as `tracer reserve fetch` keeps them."""
    place = register_of(bench.folder / "answers", bench.size(TRADES), answers)
    pages = len(list((place / f"prices/{_DAY.isoformat()}").iterdir()))
    yield _row(bench, place, f" in {pages:,} pages of JSON")


def _row(bench: Bench, place: Path, form: str) -> Row:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bench.folder / "bytecode")
    seconds = median([_spent(place, environment) for _ in range(bench.runs)])
    return Row(
        f"tracer reserve fix, {bench.size(TRADES):,} trades of {len(EXCHANGES)} exchanges{form}",
        f"<= {_TARGET:.0f} s of processor time", f"{seconds:.2f} s", *at_most(seconds, _TARGET),
    )  # fmt: skip


def register_of(place: Path, count: int, write: Callable[[str, Sequence[_Drawn]], Mapping[str, bytes]]) -> Path:
    """Write a register with the quotes of one day: prices walk by cents, each exchange from a seed of its own.

    Args:
        place: the register's folder.
        count: trades of all exchanges together.
        write: returns an exchange's files by name.
    """
    for name in ("acts", "texts", f"prices/{_DAY.isoformat()}"):
        (place / name).mkdir(parents=True)
    quoted = ", ".join(f'"{name}"' for name in EXCHANGES)
    (place / "register.toml").write_text(_REGISTER.format(exchanges=quoted), encoding="utf-8")
    (place / "texts/2026-0001.txt").write_bytes(_TEXT)
    (place / "acts/2026-0001.toml").write_text(_ACT.format(text=sha256(_TEXT).hexdigest()), encoding="utf-8")
    for number, exchange in enumerate(EXCHANGES):
        trades = list(_trades(random.Random(number), count // len(EXCHANGES)))
        for name, content in write(exchange, trades).items():
            (place / f"prices/{_DAY.isoformat()}" / name).write_bytes(content)
    return place


def _trades(draw: random.Random, count: int) -> Iterator[_Drawn]:
    """Yield the trades of an exchange: spread over the window, one before it and one after it."""
    cents = 6_700_000
    times = sorted(draw.randrange(_HOUR) for _ in range(count - 2))
    for id_, at in enumerate((-1_000_000, *times, _HOUR), 1):
        cents += draw.choice((-25, -1, 0, 0, 1, 25))
        yield _Drawn(id_, _BEGINS + at, cents, draw.randrange(1, 50_000_000))


def neutral(exchange: str, trades: Sequence[_Drawn]) -> Mapping[str, bytes]:
    """Return an exchange's trades as one file of the neutral form."""
    lines = (f"{each.id},{each.moment},{each.price},{each.amount}\n" for each in trades)
    return {f"{exchange}.csv": ("id,time_utc,price,amount\n" + "".join(lines)).encode()}


def answers(exchange: str, trades: Sequence[_Drawn]) -> Mapping[str, bytes]:
    """Return an exchange's trades as its own answers, pages of its own size that share the trade at their border."""
    most, write = _ANSWERS[exchange]
    starts = range(0, max(len(trades) - 1, 1), most - 1)
    return {
        f"{exchange}{f'.{page}' if page else ''}.json": json.dumps(write(trades[at : at + most])).encode()
        for page, at in enumerate(starts)
    }


def _kraken(trades: Sequence[_Drawn]) -> object:
    rows = [[f"{each.price}000", each.amount, each.at / _SECOND, "b", "l", "", each.id] for each in trades]
    return {"error": [], "result": {"XXBTZUSD": rows, "last": f"{trades[-1].at}000"}}


def _bitstamp(trades: Sequence[_Drawn]) -> object:
    return [
        {"date": str(each.at // _SECOND), "tid": str(each.id), "amount": each.amount, "type": "0", "price": each.price}
        for each in reversed(trades)
    ]


def _coinbase(trades: Sequence[_Drawn]) -> object:
    return [
        {"trade_id": each.id, "side": "buy", "size": each.amount, "price": each.price, "time": each.moment}
        for each in reversed(trades)
    ]


def _bitfinex(trades: Sequence[_Drawn]) -> object:
    return [[each.id, each.at // _MILLI, -each.sat / 10**8, each.cents / 100] for each in trades]


def _gemini(trades: Sequence[_Drawn]) -> object:
    return [
        {
            "timestamp": each.at // _SECOND, "timestampms": each.at // _MILLI, "tid": each.id, "price": each.price,
            "amount": each.amount, "exchange": "gemini", "type": "sell",
        }
        for each in trades
    ]  # fmt: skip


_ANSWERS: Mapping[str, tuple[int, Callable[[Sequence[_Drawn]], object]]] = {
    "kraken": (1000, _kraken),
    "bitstamp": (10**9, _bitstamp),
    "coinbase": (1000, _coinbase),
    "bitfinex": (10_000, _bitfinex),
    "gemini": (500, _gemini),
}
"""By exchange, the most trades of one answer, and how it writes them. Source: the exchanges' own documentation."""


def _spent(place: Path, environment: dict[str, str]) -> float:
    """Run the command over quotes that were not fixed yet; return its processor time."""
    shutil.rmtree(place / "fixings", ignore_errors=True)
    (place / "journal.jsonl").unlink(missing_ok=True)
    words = [sys.executable, "-m", "tracer", "reserve", "fix", str(place), "--day", _DAY.isoformat()]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    pid = os.posix_spawn(sys.executable, words, environment, file_actions=quiet)
    _, ended, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(ended)
    assert code == 0, f"tracer reserve fix ended with exit code {code}"
    return used.ru_utime + used.ru_stime


MEASUREMENTS: tuple[Measurement, ...] = (fix, fix_answers)
