"""What a register costs to look at: `tracer reserve status` over many coins, each with a lot of its own."""

import datetime as dt
import os
import random
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median
from benchmarks.register_entries import NOW, enter_admissions
from benchmarks.workload import Coin, Paid, Shape, Workload, framed, transaction
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.operations.context import Context
from tracer.operations.reserve_observations import last
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.sources import ChainSource
from tracer.reserve import admission_file
from tracer.reserve.acts import LotId
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.register import Register
from tracer.reserve.register_file import parse
from tracer.reserve.satoshi_runs import SatoshiRun

COINS = Sizes(10_000, 1_000, 40)
_SCRIPTS = Sizes(1_000, 100, 4)
_WARM = 112
"""Blocks until there are coins enough to pay from."""
_TARGET = 1.0

_REGISTER = """[register]
name = "KZ-NIC"
body = "National Investment Corporation"
network = "regtest"
zone = "Asia/Almaty"

[[wallet]]
name = "Seizure wallet"
body = "National Investment Corporation"
stage = "seizure"
addresses = [{addresses}]
"""
_TEXT = b"The court orders forfeiture.\n"
_ORDER = """id = "2020-0001"
kind = "order"
date = 2020-09-01
signed_by = ["Judge"]
text = {{ file = "texts/2020-0001.txt", sha256 = "{text}" }}
authority = "Court"
order = "1-77/2020"
order_kind = "forfeiture"
in_force = 2020-09-01
case = "KZ-2020-0001"
labels = ["A"]
amount_sat = {sat}
"""


class _Payments(Workload):
    """Mines payments of one coin each to a wallet's scripts."""

    def __init__(self, coins: int, scripts: list[bytes]) -> None:
        super().__init__(Shape(min(coins, 2_500) + 2, 1_500))
        self.scripts = scripts
        self.left = coins
        self._drawn = random.Random(7)

    def _payment(self) -> Paid:
        spent: Coin = self._take()
        if self.left <= 0:
            return transaction([spent], [(spent.value - 500, b"\x51", None)], self._drawn)
        self.left -= 1
        return transaction(
            [spent], [(spent.value - 500, self.scripts[self.left % len(self.scripts)], None)], self._drawn
        )


def register_of(bench: Bench) -> Path:
    """Return a register with a wallet that was paid that many coins, observed, a lot for each of them."""
    coins = bench.size(COINS)
    scripts = [b"\x00\x20" + sha256(number.to_bytes(4, "big")).digest() for number in range(bench.size(_SCRIPTS))]
    chain = _Payments(coins, scripts)
    chain.mine(_WARM)
    while chain.left > 0:
        chain.mine(1)
    blocks, place = bench.folder / "payments.blk", bench.folder / "register"
    blocks.write_bytes(framed(chain.chain))
    (place / "acts").mkdir(parents=True)
    addresses = ", ".join(f'"{encode(script, REGTEST)}"' for script in scripts)
    (place / "register.toml").write_text(_REGISTER.format(addresses=addresses))
    context = Context(clock=lambda: NOW)
    observe(ObserveRequest(place, ChainSource(str(blocks))), context)
    register = parse((place / "register.toml").read_bytes(), "register.toml")
    (place / "texts").mkdir()
    (place / "texts" / "2020-0001.txt").write_bytes(_TEXT)
    order = _ORDER.format(sat=_admit(place, register), text=sha256(_TEXT).hexdigest())
    (place / "acts" / "2020-0001.toml").write_text(order)
    observe(ObserveRequest(place, ChainSource(str(blocks))), context)
    return place


def _admit(place: Path, register: Register) -> int:
    """Give each coin a lot, every second one of label A; return the satoshi of A but one."""
    found = last(place, register)
    wallet = {each.script for wallet in register.wallets for each in wallet.scripts}
    paid = [
        (touch.transaction.outpoint(vout), output.value)
        for touch in found.history.touches
        for vout, output in enumerate(touch.transaction.outputs)
        if output.script in wallet
    ]
    lots = tuple(_lot(number, outpoint, value) for number, (outpoint, value) in enumerate(paid, start=1))
    admission = Admission(
        case="KZ-2020-0001", bundle="0" * 64, primary="fifo", admitted=dt.date(2020, 9, 1), lots=lots, contested=(),
        supersedes=None,
    )  # fmt: skip
    folder = place / "receipts" / "KZ-2020-0001"
    folder.mkdir(parents=True)
    (folder / admission_file.FILE).write_bytes(admission_file.dumps(admission))
    enter_admissions(place)
    return sum(lot.run.sat for lot in lots if lot.label) - 1


def _lot(number: int, outpoint: Outpoint, value: int) -> Lot:
    return Lot(
        id=LotId(f"L-{number:04d}"), case="KZ-2020-0001", label="A" if number % 2 else None,
        run=SatoshiRun(outpoint, 0, value), orders=(), lower=None, upper=None, bundle="0" * 64,
    )  # fmt: skip


def status(bench: Bench) -> Iterator[Row]:
    """`tracer reserve status` at 10,000 coins, each of a lot of its own, as a command."""
    place = register_of(bench)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bench.folder / "bytecode")
    seconds = median([_spent(place, environment) for _ in range(bench.runs)])
    yield Row(
        f"tracer reserve status, {bench.size(COINS):,} coins and lots", f"<= {_TARGET:.0f} s of processor time",
        f"{seconds:.2f} s", *at_most(seconds, _TARGET),
    )  # fmt: skip


def _spent(place: Path, environment: dict[str, str]) -> float:
    """Run the command; return its processor time. It alarms of nothing but the age of the observation."""
    words = [sys.executable, "-m", "tracer", "reserve", "status", str(place)]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    pid = os.posix_spawn(sys.executable, words, environment, file_actions=quiet)
    _, ended, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(ended)
    assert code in (0, 1), f"tracer reserve status ended with exit code {code}"
    return used.ru_utime + used.ru_stime


MEASUREMENTS: tuple[Measurement, ...] = (status,)
