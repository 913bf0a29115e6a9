"""What a day's price costs: `tracer reserve fix` over the trades of five exchanges in the neutral form."""

import datetime as dt
import os
import random
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median

TRADES = Sizes(500_000, 50_000, 2_000)
EXCHANGES = ("kraken", "bitstamp", "coinbase", "bitfinex", "gemini")
_DAY = dt.date(2026, 11, 30)
_BEGINS = dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC)
_HOUR = 3_600_000_000
"""Microseconds."""
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


def fix(bench: Bench) -> Iterator[Row]:
    """`tracer reserve fix` over 500,000 trades, as a command; what it wrote is taken away before each run."""
    count = bench.size(TRADES)
    place = register_of(bench, count)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bench.folder / "bytecode")
    seconds = median([_spent(place, environment) for _ in range(bench.runs)])
    yield Row(
        f"tracer reserve fix, {count:,} trades of {len(EXCHANGES)} exchanges", f"<= {_TARGET:.0f} s of processor time",
        f"{seconds:.2f} s", *at_most(seconds, _TARGET),
    )  # fmt: skip


def register_of(bench: Bench, count: int) -> Path:
    """Write a register with the quotes of one day: prices walk by cents, each exchange from a seed of its own."""
    place = bench.folder / "price"
    for name in ("acts", "texts", f"prices/{_DAY.isoformat()}"):
        (place / name).mkdir(parents=True)
    quoted = ", ".join(f'"{name}"' for name in EXCHANGES)
    (place / "register.toml").write_text(_REGISTER.format(exchanges=quoted), encoding="utf-8")
    (place / "texts/2026-0001.txt").write_bytes(_TEXT)
    (place / "acts/2026-0001.toml").write_text(_ACT.format(text=sha256(_TEXT).hexdigest()), encoding="utf-8")
    for number, name in enumerate(EXCHANGES):
        lines = _lines(random.Random(number), count // len(EXCHANGES))
        (place / f"prices/{_DAY.isoformat()}/{name}.csv").write_text("".join(lines), encoding="ascii")
    return place


def _lines(draw: random.Random, count: int) -> Iterator[str]:
    """Yield the lines of an exchange's file: trades spread over the window, one before it and one after it."""
    yield "id,time_utc,price,amount\n"
    cents = 6_700_000
    times = sorted(draw.randrange(_HOUR) for _ in range(count - 2))
    for id_, at in enumerate((-1_000_000, *times, _HOUR), 1):
        moment = (_BEGINS + dt.timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        cents += draw.choice((-25, -1, 0, 0, 1, 25))
        sat = draw.randrange(1, 50_000_000)
        yield f"{id_},{moment},{cents // 100}.{cents % 100:02},0.{sat:08}\n"


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


MEASUREMENTS: tuple[Measurement, ...] = (fix,)
