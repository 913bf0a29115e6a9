"""What the register costs, each command a process of its own: a night's look, the screen of a day, and a quarter.

Two chains, one ten times as long as the other, end with the same blocks: they pay 1,000 scripts of a descriptor twice
each, and half of what came leaves again. A third register holds 10,000 coins, each
a lot. A fourth has a quarter of 1,000 movements, receipts and transfers, that is closed, sealed and verified, without
prices and with a fixing of each day.
"""

import datetime as dt
import hashlib
import os
import random
import shutil
import struct
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median
from benchmarks.mill import Mill, mill_to, write
from benchmarks.register_entries import enter_admissions
from benchmarks.workload import Coin, Paid, Shape, coinbase, compact, hash_twice, header, transaction
from tracer.case.watched import GAP_LIMIT
from tracer.chain.network import REGTEST
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations import demonstration_quotes
from tracer.reserve import admission_file
from tracer.reserve.acts import LotId
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.store.ingest import ingest
from tracer.store.view import StoreView
from tracer.wallet import descriptors

_KEY = "tpubDFcqZ2vZcasY8Mx1uW9asMvuuJneA1EeooVfRZrVpontrNsMJZU7k22S99aQoqUQ7zCyFtNSBkaThdXjFNBZVwRnyR7rYw5Y1oFaD7p9UWg"
_DESCRIPTOR = f"wpkh([d290080e/48h/1h/0h/2h]{_KEY}/<0;1>/*)#fllae3kj"
_LAST = Sizes(499, 499, 29)
"""The last index of the range; each index has two scripts."""
_SHAPE = Shape(100, 120)
_SHORT, _LONG = Sizes(100_000, 20_000, 600), Sizes(1_000_000, 200_000, 6_000)
_MANY = Sizes(10_000, 1_000, 100)
_MOVEMENTS = Sizes(1_000, 200, 20)
_QUARTER, _END, _AFTER = "2020Q3", "2020-09-30", 20 * 86_400
"""The quarter in which the chain's blocks lie, its last day, and by how many seconds the blocks after it are later."""
_SETTLING = 18
"""Blocks after the quarter's end: half of them until the median time is past it."""
_ALONE = "verify by the bundle's own verify_title.py"
_WITH_MORE = (0, 1, 4)
"""How that file ends: with 4 where another one beside it checks more, as of a bundle with prices."""
_AIMS = {"close": 5, "verify": 10, _ALONE: 10}
_DAYS = 93
"""Days of the quarter, and the one before it; one of them has no fixing."""
_ORDER = """id = "2020-0001"
kind = "order"
date = 2020-07-01
text = { file = "texts/2020-0001.txt", sha256 = "SHA256" }
signed_by = ["K. Example", "S. Sample"]
authority = "Court of Example City"
order = "1-1/2020"
order_kind = "forfeiture"
in_force = 2020-07-01
case = "KZ-BENCH-1"
labels = ["A"]
amount_sat = 2000000000
"""
_BLOCKS = "blocks.blk"
"""A file of raw blocks beside the store, kept where a statement is to be proven."""
_PAYS = 50
"""Outputs of a transaction that pays the register."""
_SAT = 100_000
_REGISTER = """[register]
name = "KZ-BENCH"
body = "NIC"
network = "regtest"
zone = "Asia/Almaty"
languages = ["en"]
currency = "KZT"
profile = "kz"

[[wallet]]
name = "Reserve"
body = "NIC"
stage = "reserve"
descriptor = "{descriptor}"
range = [0, {last}]
"""


class Watched(NamedTuple):
    """A store and a register over it: transactions of the chain, and the height of the last block but one."""

    store: Path
    register: Path
    transactions: int
    before: int


def short(bench: Bench) -> Watched:
    """Make the shorter chain."""
    return _watched(bench, "short", bench.size(_SHORT), 2 * _scripts(bench), spent=2)


def long(bench: Bench) -> Watched:
    """Make the longer one."""
    return _watched(bench, "long", bench.size(_LONG), 2 * _scripts(bench), spent=2)


def many(bench: Bench) -> Watched:
    """Make the register of many coins."""
    return _watched(bench, "many", bench.size(_SHORT), bench.size(_MANY), spent=0)


def looks(bench: Bench) -> Iterator[Row]:
    """Observing 1,000 scripts over a store: from nothing, a block later, and on a chain ten times as long."""
    spent: list[float] = []
    for make in (short, long):
        made = bench.once(make)
        first = median([_first(made) for _ in range(bench.runs)])
        night = median([_night(made) for _ in range(bench.runs)])
        ratio = f"{first / spent[0]:.2f} x the shorter chain's" if spent else ""
        spent.append(first)
        what = f"reserve observe of {_scripts(bench):,} scripts over a store of {made.transactions:,} transactions"
        yield Row(what, "<= 2 s of processor time", f"{first:.2f} s; a block later {night:.2f} s", ratio, first > 2)


def screen(bench: Bench) -> Iterator[Row]:
    """The status of a register of 10,000 coins."""
    made = bench.once(many)
    _admit(made)
    _first(made, None)
    seconds = median([_run("status", made.register) for _ in range(bench.runs)])
    what = f"reserve status of {bench.size(_MANY):,} coins"
    yield Row(what, "<= 1 s of processor time", f"{seconds:.2f} s", *at_most(seconds, 1))


def quarter(bench: Bench) -> Watched:
    """Make the register of a quarter: three receipts to two transfers, and blocks after its end."""
    return busy(bench, bench.size(_SHORT), bench.size(_MOVEMENTS))


def busy(bench: Bench, size: int, movements: int) -> Watched:
    """Make a register of so many movements in a quarter over a chain of about so many transactions more."""
    paid = movements * 3 // 5
    return _watched(bench, "quarter", size, paid, spent=0, moved=movements - paid)


def watch(made: Watched) -> None:
    """Admit what came, and observe the quarter's last day."""
    _admit(made)
    _run("observe", made.register, "--chain", made.store.with_name(_BLOCKS), "--at", _END)


def statement(bench: Bench) -> Iterator[Row]:
    """A quarter of 1,000 movements: closed, sealed whole, verified by either verifier."""
    made, movements = bench.once(quarter), bench.size(_MOVEMENTS)
    watch(made)
    yield from _sealed(bench, made.register, f"a quarter of {movements:,} movements")
    priced = made.register.with_name("priced")
    shutil.copytree(made.register, priced)
    days = price(priced)
    yield from _sealed(bench, priced, f"a quarter of {movements:,} movements and {days} fixings")


def _sealed(bench: Bench, source: Path, which: str) -> Iterator[Row]:
    """Yield what it takes to close, seal and verify a quarter of a register."""
    register, bundle = source.with_name("closing"), source.with_name("bundle")
    spent: dict[str, list[float]] = {name: [] for name in ("close", "export", "verify", _ALONE)}
    for _ in range(max(2, bench.runs)):  # twice at least: what the first leaves must not stop the second
        shutil.rmtree(register, ignore_errors=True)
        shutil.rmtree(bundle, ignore_errors=True)
        shutil.copytree(source, register)
        spent["close"].append(_run("close", register, "--period", _QUARTER))
        words = ("--period", _QUARTER, "--profile", "private", "--out", bundle)
        spent["export"].append(_run("export", register, *words))
        spent["verify"].append(_spent("-m", "tracer", "verify", bundle))
        alone = bundle / "data" / "verify" / "verify_title.py"
        spent[_ALONE].append(_spent(alone, bundle, ends=_WITH_MORE))
    for name, seconds in spent.items():
        aim = _AIMS.get(name, 0)
        what = f"{name} of {which}"
        figure = f"{median(seconds):.2f} s"
        if aim:
            yield Row(what, f"<= {aim} s of processor time", figure, *at_most(median(seconds), aim))
        else:
            yield Row(what, "stated", figure)


def price(register: Path) -> int:
    """Set a price, forfeit what came, file quotes of every day of the quarter and fix them; return how many days."""
    with (register / "register.toml").open("a", encoding="utf-8") as file:
        file.write(demonstration_quotes.PRICE)
    (register / "texts").mkdir()
    text = demonstration_quotes.TEXT
    digest = hashlib.sha256(text).hexdigest()
    act = demonstration_quotes.ACT.replace("SHA256", digest).replace("2024-12-16", "2019-12-16")
    for name, content in (("2024-0002", act), ("2020-0001", _ORDER.replace("SHA256", digest))):
        (register / "acts" / f"{name}.toml").write_text(content, encoding="utf-8")
        (register / "texts" / f"{name}.txt").write_bytes(text)
    last = dt.date.fromisoformat(_END)
    days = [last - dt.timedelta(days=number) for number in range(_DAYS - 1, -1, -1)]
    for day in days:
        for path, trades in demonstration_quotes.quotes(day, "Asia/Almaty").items():
            (register / path).parent.mkdir(parents=True, exist_ok=True)
            (register / path).write_bytes(trades)
    _run("fix", register, "--day", days[0].isoformat(), "--to", _END)
    return len(list((register / "fixings").iterdir()))


MEASUREMENTS: tuple[Measurement, ...] = (looks, screen, statement)


def _scripts(bench: Bench) -> int:
    return 2 * (bench.size(_LAST) + 1)


def _first(made: Watched, at: int | None = 0) -> float:
    """Observe from nothing, up to the last block but one; None: to the last."""
    shutil.rmtree(made.register / "observations", ignore_errors=True)
    (made.register / "journal.jsonl").unlink(missing_ok=True)
    enter_admissions(made.register)
    place = () if at is None else ("--at", str(made.before))
    return _run("observe", made.register, "--chain", made.store, *place)


def _night(made: Watched) -> float:
    """Observe the last block on top of that."""
    _first(made)
    return _run("observe", made.register, "--chain", made.store)


def _admit(made: Watched) -> None:
    """File an admission with a lot for each coin that was paid."""
    wanted = [each.script for each in descriptors.scripts(_DESCRIPTOR, 0, 499, REGTEST)]
    view = StoreView(made.store)
    came = [each.outpoint for each in view.paid_to(wanted, 0, view.tip().height)]
    made_by = view.transactions(list({outpoint.txid for outpoint in came}))
    paid = [each for each in came if made_by[each.txid].transaction.outputs[each.vout].value == _SAT]
    lots = tuple(
        Lot(
            id=LotId(f"L-{number:04}"),
            case="KZ-BENCH-1",
            label="A",
            run=SatoshiRun(outpoint, 0, _SAT),
            orders=(),
            lower=None,
            upper=None,
            bundle="0" * 64,
        )
        for number, outpoint in enumerate(paid, start=1)
    )
    admission = Admission(
        case="KZ-BENCH-1",
        bundle="0" * 64,
        primary="fifo",
        admitted=dt.date(2026, 1, 1),
        lots=lots,
        contested=(),
        supersedes=None,
    )
    place = made.register / "receipts" / "KZ-BENCH-1"
    place.mkdir(parents=True)
    (place / admission_file.FILE).write_bytes(admission_file.dumps(admission))
    enter_admissions(made.register)


def _run(*words: str | Path) -> float:
    """Run a command of the register; return its processor time. What it finds wanting is no failure."""
    return _spent("-m", "tracer", "reserve", *words)


def _spent(*words: str | Path, ends: Collection[int] = (0, 1)) -> float:
    """Run Python with these words; return its processor time. `ends` are the exit codes that it may end with."""
    arguments = [sys.executable, *map(str, words)]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    environment: Mapping[str, str] = os.environ
    pid = os.posix_spawn(sys.executable, arguments, environment, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in ends, f"{' '.join(arguments[1:])} ended with exit code {code}"
    return used.ru_utime + used.ru_stime


def _watched(bench: Bench, name: str, size: int, paid: int, spent: int, moved: int = 0) -> Watched:
    """Make a store of about so many transactions whose end pays a register `paid` coins; one of `spent` leaves.

    `moved` of them go to another of its scripts; then blocks of after the quarter follow.
    """
    folder, last = bench.folder / name, bench.size(_LAST)
    folder.mkdir()
    scripts = [each.script for each in descriptors.scripts(_DESCRIPTOR, 0, last, REGTEST)]
    mill = Mill(_SHAPE)
    if moved:  # a script near the range's end would be a fault
        scripts = scripts[: last - GAP_LIMIT]
    with (folder / _BLOCKS).open("wb") as file:
        mill_to(file, mill, size)
        end, added = _end(file, mill, scripts, paid, spent, moved)
    ingest(FileBlocks(folder / _BLOCKS), folder / "store")
    if not moved:
        (folder / _BLOCKS).unlink()
    register = folder / "register"
    (register / "acts").mkdir(parents=True)
    (register / "register.toml").write_text(_REGISTER.format(descriptor=_DESCRIPTOR, last=last), encoding="utf-8")
    return Watched(folder / "store", register, mill.transactions + added, end - 1)


def _end(file: BinaryIO, mill: Mill, scripts: Sequence[bytes], paid: int, spent: int, moved: int) -> tuple[int, int]:
    """Write the blocks that pay the scripts and spend from them; return the last height and how many transactions."""
    draw, height, last, count = random.Random(1), mill.height, mill.last, 0
    coins: list[Coin] = []
    height, last = height + 1, _block(file, last, height + 1, [])
    for start in range(0, paid, _PAYS):
        paying = (scripts[(start + number) % len(scripts)] for number in range(min(_PAYS, paid - start)))
        pays: list[tuple[int, bytes, bytes | None]] = [(_SAT, script, None) for script in paying]
        made = [transaction([Coin(_reward(height), 0, None)], pays, draw)]
        height, last = height + 1, _block(file, last, height + 1, made)
        coins += made[0].coins
        count += 2
    leaving = coins[::spent] if spent else coins[:moved]
    target = b"\x51" if spent else scripts[0]
    for start in range(0, len(leaving), _PAYS):
        pays_one = [
            transaction([coin], [(_SAT - 1_000, target, None)], draw) for coin in leaving[start : start + _PAYS]
        ]
        height, last = height + 1, _block(file, last, height + 1, pays_one)
        count += len(pays_one) + 1
    for _ in range(_SETTLING if moved else 0):
        height, last = height + 1, _block(file, last, height + 1, [], _AFTER)
        count += 1
    return height, count


def _reward(height: int) -> bytes:
    """Return the outpoint of an appended block's coinbase."""
    return coinbase(height, bytes(32))[0] + struct.pack("<I", 0)


def _block(file: BinaryIO, previous: bytes, height: int, made: Sequence[Paid], later: int = 0) -> bytes:
    """Write a block of these transactions behind its coinbase; return it. Its witnesses are not committed to."""
    txid, raw = coinbase(height, bytes(32))
    hashes = [txid, *(paid.txid for paid in made)]
    while len(hashes) > 1:
        hashes += hashes[-1:] * (len(hashes) % 2)
        hashes = [hash_twice(hashes[at] + hashes[at + 1]) for at in range(0, len(hashes), 2)]
    block = (
        header(previous[:80], hashes[0], height, later) + compact(len(made) + 1) + raw + b"".join(p.raw for p in made)
    )
    write(file, block)
    return block
