"""What ten years of performance cost: monthly receipts and transfers, a fixing a day, four benchmarks by the day.

Fixings are written as `tracer reserve fix` writes them and entered in the journal; nobody traded at their prices.
"""

import datetime as dt
import os
import random
import sys
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median
from benchmarks.workload import BEGAN, SPACING, Coin, Paid, Shape, Workload, framed, transaction
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.journal.journal import Event
from tracer.operations import journal_files
from tracer.operations.context import Context
from tracer.operations.reserve_journal import journal_of
from tracer.operations.reserve_observations import last
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.sources import ChainSource
from tracer.reserve import admission_file
from tracer.reserve.acts import LotId
from tracer.reserve.days import instant
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.price import fixing_file
from tracer.reserve.price.fixing import FixedExchange, FixedPartition, Fixing, Quality
from tracer.reserve.register_file import parse
from tracer.reserve.satoshi_runs import SatoshiRun

MONTHS = Sizes(120, 24, 14)
_TO = dt.date(2026, 6, 30)
_ZONE = "Asia/Almaty"
_SCRIPTS = 20
_RECEIPTS = 4
"""Coins that come each month; one of an earlier month goes to another wallet script."""
_WARM = 112
_MONTH = 30
_TARGET = 2.0
_NOW = 1_790_000_000
_EXCHANGES = ("kraken", "bitstamp", "coinbase", "bitfinex", "gemini")
_TEXT = b"The court orders forfeiture.\n"
_BASKET = (("USD", "0.57813", "1"), ("EUR", "0.37379", "0.867"), ("CNY", "1.0993", "7.1804"), ("JPY", "13.452", "144"),
           ("GBP", "0.080870", "0.7365"))  # fmt: skip
_REGISTER = """[register]
name = "KZ-YEARS"
body = "NIC"
network = "regtest"
zone = "Asia/Almaty"
languages = ["en"]

[[wallet]]
name = "Reserve"
body = "NIC"
stage = "reserve"
addresses = [{addresses}]

[price]
exchanges = ["kraken", "bitstamp", "coinbase", "bitfinex", "gemini"]
"""
_ORDER = """id = "{year}-0001"
kind = "order"
date = {day}
signed_by = ["Judge"]
text = {{ file = "texts/order.txt", sha256 = "{text}" }}
authority = "Court"
order = "1-77"
order_kind = "forfeiture"
in_force = {day}
case = "KZ-1"
labels = ["A"]
amount_sat = 2100000000000000
"""
_ASSIGNMENT = """id = "{year}-{number:04}"
kind = "assignment"
date = {day}
signed_by = ["A. Example", "B. Sample"]
text = {{ file = "texts/order.txt", sha256 = "{text}" }}
lots = {{ {lots} }}
"""


class _Months(Workload):
    """Mines a block a month, after those that make its coins: receipts of the scripts, and a transfer between them."""

    def __init__(self, months: int, scripts: list[bytes]) -> None:
        super().__init__(Shape(_RECEIPTS + 3, 600))
        self.scripts = scripts
        self.first = _TO - dt.timedelta(days=_MONTH * (months - 1) + _MONTH // 2)
        self._draw = random.Random(11)
        self._ours: list[Coin] = []
        self._place = 0

    def day(self, height: int) -> dt.date:
        """Return the day of a block: all until there are coins lie on the first."""
        return self.first + dt.timedelta(days=_MONTH * max(0, height - _WARM))

    def median_day(self, height: int) -> dt.date:
        """Return the day of a block's median time: five blocks back."""
        return self.day(height - 5)

    def _later(self, height: int) -> int:
        time = instant(self.day(height), _ZONE) - 50_000 - max(0, _WARM - height) * SPACING // 10
        return time - BEGAN - SPACING * height

    def _payment(self) -> Paid:
        self._place += 1
        script = self.scripts[self._place % len(self.scripts)]
        if self._place % (_RECEIPTS + 1) == 0 and len(self._ours) > 10 * _RECEIPTS:
            spent = self._ours.pop(0)
            return transaction([spent], [(spent.value - 700, script, None)], self._draw)
        coin = self._take()
        paid = transaction([coin], [(coin.value - 500, script, None)], self._draw)
        self._ours += paid.coins
        return paid


def perform(bench: Bench) -> Iterator[Row]:
    """`tracer reserve perform` over ten years, as a command; the documents in one language beside it."""
    months = bench.size(MONTHS)
    place = register_of(bench, months)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bench.folder / "bytecode")
    seconds = median([_spent(environment, place) for _ in range(bench.runs)])
    what = f"tracer reserve perform, {months * _MONTH:,} fixings and {months * (_RECEIPTS + 1):,} movements"
    yield Row(what, f"<= {_TARGET:.0f} s of processor time", f"{seconds:.2f} s", *at_most(seconds, _TARGET))
    outs = [bench.folder / f"performance-{number}" for number in range(bench.runs)]
    written = median([_spent(environment, place, "--out", str(out)) for out in outs])
    yield Row(f"{what}, its documents in one language too", "stated", f"{written:.2f} s")


def register_of(bench: Bench, months: int) -> Path:
    """Return a register that was paid each month, with lots, assignments of each year, fixings, rates, benchmarks."""
    scripts = [b"\x00\x20" + sha256(b"years" + number.to_bytes(4, "big")).digest() for number in range(_SCRIPTS)]
    chain = _Months(months, scripts)
    chain.mine(_WARM + months)
    blocks, place = bench.folder / "years.blk", bench.folder / "years"
    blocks.write_bytes(framed(chain.chain))
    for name in ("acts", "texts", "fixings", "tables", "receipts/KZ-1"):
        (place / name).mkdir(parents=True)
    addresses = ", ".join(f'"{encode(script, REGTEST)}"' for script in scripts)
    (place / "register.toml").write_text(_REGISTER.format(addresses=addresses))
    (place / "texts/order.txt").write_bytes(_TEXT)
    context = Context(clock=lambda: _NOW)
    observe(ObserveRequest(place, ChainSource(str(blocks))), context)
    _admit(place, chain)
    days = [_TO - dt.timedelta(days=number) for number in reversed(range(months * _MONTH))]
    _fix(place, days)
    _tables(place, days)
    observe(ObserveRequest(place, ChainSource(str(blocks))), context)
    return place


def _admit(place: Path, chain: _Months) -> None:
    """Give each receipt a lot, file the order that covers them all, and an assignment at the end of each year."""
    found = last(place, parse((place / "register.toml").read_bytes(), "register.toml"))
    ours = set(chain.scripts)
    spent: set[str] = set()
    lots: list[tuple[dt.date, Lot]] = []
    for touch in found.history.touches:
        transfer = any(str(each.prevout) in spent for each in touch.transaction.inputs)
        for vout, output in enumerate(touch.transaction.outputs):
            outpoint = touch.transaction.outpoint(vout)
            if output.script in ours:
                spent.add(str(outpoint))
                if not transfer:
                    lot = Lot(
                        id=LotId(f"L-{len(lots) + 1:04d}"), case="KZ-1", label="A",
                        run=SatoshiRun(outpoint, 0, output.value), orders=(), lower=None, upper=None, bundle="0" * 64,
                    )  # fmt: skip
                    lots.append((chain.median_day(touch.position.height), lot))
    admission = Admission(
        case="KZ-1", bundle="0" * 64, primary="fifo", admitted=_TO, lots=tuple(lot for _, lot in lots), contested=(),
        supersedes=None,
    )  # fmt: skip
    (place / "receipts/KZ-1" / admission_file.FILE).write_bytes(admission_file.dumps(admission))
    text, begins = sha256(_TEXT).hexdigest(), chain.first
    order = _ORDER.format(year=begins.year, day=begins.isoformat(), text=text)
    (place / f"acts/{begins.year}-0001.toml").write_text(order)
    left = lots
    for year in range(begins.year, _TO.year):
        day = dt.date(year, 12, 31)
        ripe = [lot for came, lot in left if came < day]
        left = [(came, lot) for came, lot in left if came >= day]
        if ripe:
            amounts = ", ".join(f'"{lot.id}" = {lot.run.sat - 10_000}' for lot in ripe)
            act = _ASSIGNMENT.format(year=year, number=2, day=day.isoformat(), text=text, lots=amounts)
            (place / f"acts/{year}-0002.toml").write_text(act)


def _fix(place: Path, days: list[dt.date]) -> None:
    """File a fixing for each day and enter it."""
    events = []
    draw = random.Random(3)
    cents = 900_000
    for day in days:
        cents = max(100_000, cents * draw.randint(975, 1_027) // 1_000)
        content = fixing_file.dumps(_fixing(day, cents))
        (place / fixing_file.path_of(day)).write_bytes(content)
        events.append(
            Event(
                kind="fixed",
                who="B. Bench",
                why="tracer reserve fix",
                object=sha256(content).hexdigest(),
                details={"day": day.isoformat(), "convention": "price/1", "quality": "A"},
                time=_NOW,
                tool="bench",
            )
        )
    journal_files.append(journal_of(place), "KZ-YEARS", events)


def _fixing(day: dt.date, cents: int) -> Fixing:
    ends = instant(day, _ZONE)
    text = f"{cents // 100}.{cents % 100:02d}"
    return Fixing(
        convention="price/1",
        day=day,
        begins=ends - 3_600,
        ends=ends,
        pair="BTC/USD",
        cents=cents,
        exact=Fraction(cents, 100),
        quality=Quality.A,
        exchanges=tuple(
            FixedExchange(
                name=name, used=True, reason=None, trades=400, volume=5_000_000_000, median=text, sha256="ab" * 32
            )
            for name in _EXCHANGES
        ),
        partitions=tuple(
            FixedPartition(begins=ends - 3_600 + 300 * part, trades=160, median=text) for part in range(12)
        ),
        vwap=text,
        least=text,
        greatest=text,
    )


def _tables(place: Path, days: list[dt.date]) -> None:
    """File rates of exchange and the four benchmarks, a row for each working day."""
    working = [day.isoformat() for day in days if day.weekday() < 5]
    rates = [f"{day},USD,1,{500 + at % 30}.{at % 100:02d},example" for at, day in enumerate(working)]
    (place / "tables/fx.csv").write_text("\n".join(["as_of,currency,quant,kzt,source", *rates, ""]))
    head = "as_of,value,currency,kind,frequency,source"
    for name, kind in (("gold", "both"), ("fx_reserves", "total"), ("portfolio", "total")):
        rows = [f"{day},{1_000 + at}.5,USD,{kind},day-end,example" for at, day in enumerate(working)]
        (place / f"tables/{name}.csv").write_text("\n".join([head, *rows, ""]))
    parts = [
        f"{day},{currency},{amount},{rate},{'USD per USD' if currency == 'USD' else f'{currency} per USD'},day-end,F"
        for day in working
        for currency, amount, rate in _BASKET
    ]
    control = [f"{day},XDR,1,1.365,USD per XDR,day-end,I" for day in working]
    head = "as_of,currency,amount,rate,quoted,frequency,source"
    (place / "tables/sdr.csv").write_text("\n".join([head, *parts, *control, ""]))
    interest = [f"{day},3.{at % 100:02d},I" for at, day in enumerate(working[::5])]
    (place / "tables/sdr_interest.csv").write_text("\n".join(["as_of,rate,source", *interest, ""]))


def _spent(environment: dict[str, str], place: Path, *more: str) -> float:
    """Run the command; return its processor time."""
    words = [sys.executable, "-m", "tracer", "reserve", "perform", str(place), "--to", _TO.isoformat(), *more]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    pid = os.posix_spawn(sys.executable, words, environment, file_actions=quiet)
    _, ended, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(ended)
    assert code == 0, f"tracer reserve perform ended with exit code {code}"
    return used.ru_utime + used.ru_stime


MEASUREMENTS: tuple[Measurement, ...] = (perform,)
