"""The stand-alone check of fixings agrees with the product on drawn days, and finds what was changed."""

import datetime as dt
import importlib.util
import json
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reserve.price.quoting import BEGINS, DAY, RAW, ZONE, Told, around, csv_of, steady
from tests.reserve.price.registers import convention, quote, register, steady_quotes, usual_quotes, write_price
from tests.stand_alone import OF_ITS_LIMITS, OF_ITS_MONEY, OF_ITS_VALUE
from tracer.operations.context import Context
from tracer.operations.reserve_files import read_register
from tracer.operations.reserve_fix import FixRequest, fix
from tracer.reserve.plain_json import plain_acts, plain_register
from tracer.reserve.price import fixed_day, fixing_file
from tracer.reserve.price.conventions import Convention, Conventions, parameters
from tracer.reserve.terms import PriceTerms

NAMES = ("kraken", "bitstamp", "coinbase", "alpha")


@cache
def loaded() -> ModuleType:
    """Return the program as a module."""
    spec = importlib.util.spec_from_file_location("stand_alone_value_verifier", OF_ITS_VALUE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@st.composite
def days(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw a day's files: exchanges that agree or do not, with few trades or many, with holes, in pages, raw or CSV."""
    files = {}
    for name in NAMES:
        count = draw(st.sampled_from([0, 1, 9, 12, 30]))
        base = draw(st.sampled_from([60_000, 60_000, 60_000, 65_999, 66_001, 80_000]))
        rows = [
            (draw(st.integers(0, 3599)), 100 * base + draw(st.integers(-300, 300)), draw(st.integers(1, 10**9)))
            for _ in range(count)
        ]
        trades = around([_told(each) for each in sorted(rows)]) if rows else []
        trades = trades[draw(st.integers(0, 1)) : len(trades) - draw(st.integers(0, 1))]
        step, missing = draw(st.sampled_from([1, 1, 3])), draw(st.sets(st.integers(3, 30), max_size=1))
        trades = [each._replace(id=each.id * step) for each in trades if each.id not in missing]
        write, kind = (RAW[name], "json") if name in RAW and draw(st.booleans()) else (csv_of, "csv")
        cut, overlap = draw(st.integers(0, len(trades))), draw(st.integers(0, 1))
        if draw(st.booleans()):
            files[f"prices/{DAY}/{name}.{kind}"] = write(trades)
        elif draw(st.booleans()):
            files[f"prices/{DAY}/{name}.{kind}"] = write(trades[: cut + overlap])
            files[f"prices/{DAY}/{name}.1.{kind}"] = write(trades[cut:])
    return files


def _told(row: tuple[int, int, int]) -> Told:
    at, cents, sat = row
    return Told(0, at, f"{cents // 100}.{cents % 100:02}", f"{sat // 10**8}.{sat % 10**8:08}")


TERMS = PriceTerms(exchanges=NAMES)
OWN = Convention(number=1, act="2026-0001", dated=dt.date(2026, 1, 1), begins=dt.date(2026, 1, 1), stated={})  # type: ignore[arg-type]


@settings(max_examples=120)
@given(days())
def test_both_give_the_same_bytes_or_none(files: dict[str, bytes]) -> None:
    """Whatever quality, whatever reason for none."""
    agree(files)


def agree(files: dict[str, bytes]) -> None:
    """Compute a day twice."""
    product = fixed_day.compute(files, DAY, Conventions((OWN,), OWN.act, TERMS), ZONE)
    module = loaded()
    terms = {**module.USUAL, **parameters(TERMS)}
    pages = module.by_exchange(NAMES, sorted(files))
    window = product.window
    exchanges = [
        module.Exchange(
            name, [(path.rpartition("/")[2], files[path]) for path in pages[name]], terms, window.begins, window.ends
        )
        for name in NAMES
    ]
    again = module.fixing(exchanges, terms, "price/1", DAY.isoformat())
    fixing = product.outcome.fixing
    assert (None if fixing is None else json.loads(fixing_file.dumps(fixing))) == again


def _last(at: int | str) -> bytes:
    return csv_of([Told(1, -1, "60000.00"), Told(2, at, "60000.00"), Told(3, 3600, "60000.00")])


EDGES: dict[str, dict[str, bytes]] = {
    "ten percent off": {
        f"{n}.csv": csv_of(steady(p)) for n, p in zip(NAMES, ("60000", "60000", "60000", "66000"), strict=True)
    },
    "a cent more": {
        f"{n}.csv": csv_of(steady(p)) for n, p in zip(NAMES, ("60000", "60000", "60000", "66000.01"), strict=True)
    },
    "two that differ": {
        "kraken.csv": csv_of(steady("60000")),
        "alpha.csv": csv_of(steady("66000.01")),
        "coinbase.csv": _last(3599),
    },
    "three of which one differs": {
        f"{n}.csv": csv_of(steady(p)) for n, p in zip(NAMES, ("60000", "60000", "67000"), strict=False)
    },
    "just recent": {f"{name}.csv": _last(3300) for name in NAMES},
    "too old": {f"{name}.csv": _last("3299.999999") for name in NAMES},
    "one cut off": {
        f"{name}.csv": csv_of(steady("60000")[1:-1] if name != "alpha" else steady("61000")[1:-2]) for name in NAMES
    },
    "gaps of other pairs": {f"{n}.csv": csv_of([each for each in steady("60000", 24) if each.id != 9]) for n in NAMES},
    "five parts": {f"{n}.csv": csv_of(around([Told(0, 300 * (k % 5) + k, "60000") for k in range(15)])) for n in NAMES},
    "six parts": {f"{n}.csv": csv_of(around([Told(0, 300 * (k % 6) + k, "60000") for k in range(18)])) for n in NAMES},
}
"""Days at the edges of the rule, each exchange's file by name."""


@pytest.mark.parametrize("edge", EDGES)
def test_both_agree_at_the_edges(edge: str) -> None:
    """What is just allowed and what is just not."""
    agree({f"prices/{DAY}/{name}": content for name, content in EDGES[edge].items()})


def bundle(tmp_path: Path, folder: Path, *, on: tuple[dt.date, ...] = (DAY,)) -> Path:
    """Fix days of a register and lay out what a bundle holds of them."""
    for day in on:
        assert [each.fixing is not None for each in fix(FixRequest(folder, day), Context(who="a test"))] == [True]
    read = read_register(folder, Context())
    place = tmp_path / "bundle"
    for name in ("fixings", "prices"):
        shutil.copytree(folder / name, place / "data" / name)
    (place / "data/register.json").write_bytes(plain_register(read.register, {}))
    (place / "data/acts.json").write_bytes(plain_acts(read.acts.all))
    (place / "data/verify").mkdir()
    shutil.copy(OF_ITS_VALUE, place / "data/verify/verify_value.py")
    return place


MORE = "NOT ALL IS CHECKED: more of this bundle is by python3 data/verify/verify_limits.py.\n"
MAX_FILE = 64 << 20
NO_VERDICT = "NO VERDICT: the check itself failed: MemoryError: fixings/2026-12-01.json is larger than 67108864 bytes\n"


def said(place: Path, *more: str) -> tuple[int, str]:
    """Run the program as an opponent does, nothing of the tracer in reach."""
    program = place / "data/verify/verify_value.py"
    ran = subprocess.run(
        [sys.executable, "-S", "-E", str(program), *more], capture_output=True, text=True, timeout=60, check=False
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """Return a bundle of one day, its quotes CSV and raw."""
    folder = register(tmp_path, names=("alpha", "kraken", "gemini"))
    quote(folder, steady_quotes(alpha="67000.00") | {"kraken.json": RAW["kraken"](steady("67010.00"))})
    trades = steady("67020.00")
    quote(folder, {"gemini.json": RAW["gemini"](trades[:8]), "gemini.1.json": RAW["gemini"](trades[7:])})
    return bundle(tmp_path, folder)


def test_a_bundle_as_it_was_made(sealed: Path) -> None:
    """Passes, wherever the program is called from."""
    passed = (
        "PASS        V1  fixings from raw quotes: as stated\n",
        "PASS        V2  windows by time zone: as stated\n",
    )
    assert said(sealed) == (4, "".join((*passed, MORE)))
    assert said(sealed, str(sealed))[0] == 4


def test_a_window_taken_as_stated_is_said_to_be_not_checked(sealed: Path, tmp_path: Path) -> None:
    """Where the machine knows no such zone, of the register or of a convention, its name stands with the reason."""
    edited(sealed / "data/register.json", {"zone": "Nowhere/Here"})
    code, text = said(sealed)
    assert code == 4
    assert text.splitlines()[1] == (
        "NOT-CHECKED V2  windows by time zone: this machine knows no time zone Nowhere/Here: V1 took each window's end "
        "as its fixing states it"
    )
    other = register(tmp_path / "other", price='fixing = "16:00 Europe/London"\n')
    shifted = [each._replace(at=int(each.at) - 3 * 3600) for each in steady("67000.00")]
    quote(other, {f"{name}.csv": csv_of(shifted) for name in ("alpha", "beta", "gamma")})
    place = bundle(tmp_path / "other", other)
    register_json = place / "data/register.json"
    register_json.write_bytes(register_json.read_bytes().replace(b"Europe/London", b"Europe/Atlantis"))
    assert "NOT-CHECKED V2  windows by time zone: this machine knows no time zone Europe/Atlantis" in said(place)[1]


def test_what_was_found_before_the_check_breaks_off_stands(sealed: Path) -> None:
    """It is told with its item, and the bundle is found wanting: exit 1, not 3, which is no verdict."""
    program, most = sealed / "data/verify/verify_value.py", 1 << 20
    program.write_text(program.read_text().replace("MAX_FILE, MAX_FILES = 512 << 20", f"MAX_FILE, MAX_FILES = {most}"))
    (sealed / "data/fixings/2026-12-01.json").write_bytes(b" " * (most + 1))
    broken = f"MemoryError: fixings/2026-12-01.json is larger than {most} bytes"
    no_verdict = f"NO VERDICT: the check itself failed: {broken}\n"
    assert said(sealed) == (3, no_verdict)
    quotes = sealed / "data/prices/2026-11-30/alpha.csv"
    quotes.write_bytes(quotes.read_bytes().replace(b"67000.00", b"67000.01", 1))
    code, words = said(sealed)
    first, rest = words.split("\n", 1)
    assert (code, rest) == (1, f"{no_verdict}FOUND WANTING before that: item V1.\n")
    assert first == (
        "FAIL        V1  fixings from raw quotes: fixings/2026-11-30.json: was made of other quotes: "
        "prices/2026-11-30/alpha.csv is another file"
    )


@pytest.mark.parametrize("file", [OF_ITS_VALUE, OF_ITS_MONEY], ids=lambda each: each.stem)
def test_no_item_takes_back_what_an_earlier_one_found(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does a check that ends early take back its own: found, it cannot say more, it is malformed, it breaks off."""
    module = module_of(file)
    module.before = lambda *_: None  # the items of the files that lie beside are not of this
    nothing = 4 if file == OF_ITS_VALUE else 0
    (tmp_path / "data").mkdir()
    for error, code, says in (
        (
            module.Unknown("no zone"),
            1,
            ["FAIL        X1  a: one", "and not all was checked: no zone", "PASS "],
        ),
        (KeyError("k"), 1, ["FAIL        X1  a: one", "the bundle is malformed: KeyError: 'k'", "PASS        X2"]),
        (MemoryError("m"), 1, ["FAIL        X1  a: one", "NO VERDICT: the check itself failed: MemoryError: m"]),
    ):
        module.CHECKS = (("X1", "a", _ends(error, "one")), ("X2", "b", _ends(None)))
        assert module.main([str(tmp_path)]) == code
        told = [line.strip() for line in capsys.readouterr().out.splitlines()]
        assert [told[at].startswith(each) for at, each in enumerate(says)] == [True] * len(says), told
        assert ("FOUND WANTING before that: item X1." in told) == isinstance(error, MemoryError)
    for error, code in ((module.Unknown("no zone"), nothing), (KeyError("k"), 1), (MemoryError("m"), 3)):
        module.CHECKS = (("X1", "a", _ends(error)), ("X2", "b", _ends(None)))
        assert module.main([str(tmp_path)]) == code
        words = capsys.readouterr().out
        assert ("FOUND WANTING before" in words, "X2" in words) == (False, code != 3)


def test_what_the_verifier_of_limits_found_stands_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Its items come after those of money: what either found before a check breaks off is told, and counted."""
    money, limits = (module_of(file) for file in (OF_ITS_MONEY, OF_ITS_LIMITS))
    money.CHECKS = (("M1", "a", _ends(None, "one")),)
    limits.opened = lambda *_: "a series"
    limits.CHECKS = (("L1", "b", _ends(MemoryError("m"), "two")), ("L2", "c", _ends(None)))
    failed = list[str]()
    with pytest.raises(MemoryError):
        limits.judge("", money, None, failed)
    assert failed == ["M1", "L1"]
    told = capsys.readouterr().out.splitlines()
    assert (told[0], told[-1]) == ("FAIL        M1  a: one", "FAIL        L1  b: two")
    limits.CHECKS = (("L1", "b", _ends(KeyError("k"), "two")), ("L2", "c", _ends(None)))
    assert limits.judge("", money, None, []) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-4:-1] == [
        "FAIL        L1  b: two",
        " " * 16 + "the bundle is malformed: KeyError: 'k'",
        "PASS        L2  c: as stated",
    ]


def module_of(file: Path) -> Any:
    """Return a stand-alone program as a module that knows where it lies."""
    module = types.ModuleType(file.stem)
    module.__file__ = str(file)
    exec(compile(file.read_text(), str(file), "exec"), vars(module))
    return module


def _ends(error: BaseException | None, *faults: str) -> Callable[..., Iterator[str]]:
    """Return a check that finds faults and ends with an error."""

    def check(*_: object) -> Iterator[str]:
        yield from faults
        if error is not None:
            raise error

    return check


@pytest.mark.parametrize("name", ["alpha.csv", "kraken.json", "gemini.json", "gemini.1.json"])
def test_a_byte_of_a_quote(sealed: Path, name: str) -> None:
    """One digit of an amount, and the exchange's files are named."""
    place = sealed / "data/prices/2026-11-30" / name
    content = place.read_bytes()
    at = content.index(b"67") + 4
    place.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    code, words = said(sealed)
    assert code == 1
    assert f"fixings/2026-11-30.json: was made of other quotes: prices/2026-11-30/{name.partition('.')[0]}" in words
    assert "is another file" in words
    assert "is not what its quotes give" not in words
    assert "cannot be computed again" not in words


def test_a_page_that_is_absent_among_others(sealed: Path) -> None:
    """The fixing is not computed from the pages that are left, whatever hash it states."""
    place = sealed / "data/prices/2026-11-30/gemini.1.json"
    place.rename(place.with_name("gemini.2.json"))
    code, words = said(sealed)
    assert code == 1
    folder = "prices/2026-11-30"
    assert f"{folder}/gemini.json, {folder}/gemini.2.json: a page is missing, or of two kinds" in words


@pytest.mark.parametrize("said_of_it", ["true", None], ids=repr)
def test_a_trade_that_is_neither_broken_nor_whole(sealed: Path, said_of_it: object) -> None:
    """Of a fixing that was made with it, if its maker counted it, the stand-alone check says so."""
    place = sealed / "data/prices/2026-11-30/gemini.json"
    rows = json.loads(place.read_bytes())
    place.write_bytes(json.dumps([{**rows[0], "broken": said_of_it}, *rows[1:]]).encode())
    fixing = sealed / "data/fixings/2026-11-30.json"
    pages = [(name, (place.parent / name).read_bytes()) for name in ("gemini.json", "gemini.1.json")]
    lines = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in pages]
    stated = json.loads(fixing.read_bytes())["exchanges"]
    stated[2]["sha256"] = sha256("".join(lines).encode()).hexdigest()
    edited(fixing, {"exchanges": stated})
    code, words = said(sealed)
    assert code == 1
    assert "cannot be computed again: says of a trade neither that it is broken nor that it is not" in words


def edited(place: Path, change: Mapping[str, object]) -> None:
    """Change keys of a canonical file."""
    stored = json.loads(place.read_bytes()) | change
    place.write_bytes(json.dumps(stored, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    "change",
    [{"usd_cents": "6701001"}, {"exact": "67011/1"}, {"quality": "C"}, {"vwap": "1.00"}, {"convention": "price/2"},
     {"more": 1}, {"to": "2026-11-30T20:00:00Z"}, {"pair": "BTC/USDT"}, {"partitions": [None] * 12}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_fixing_that_was_changed(sealed: Path, change: dict[str, object]) -> None:
    """Whatever key: its quotes do not give it."""
    edited(sealed / "data/fixings/2026-11-30.json", change)
    code, words = said(sealed)
    assert code == 1
    assert "fixings/2026-11-30.json: is not what its quotes give" in words


def test_files_that_are_gone_or_nobodys(sealed: Path) -> None:
    """A quote, a fixing, a name: each is said."""
    prices = sealed / "data/prices/2026-11-30"
    (prices / "alpha.csv").rename(prices / "okx.csv")
    assert "prices/2026-11-30/okx.csv is no file of an exchange of the convention" in said(sealed)[1]
    (prices / "okx.csv").unlink()
    (sealed / "data/prices/2026-11-29").mkdir()
    (sealed / "data/prices/2026-11-29/alpha.csv").write_bytes(b"x")
    assert "prices/2026-11-29/alpha.csv is of a day that has no fixing" in said(sealed)[1]
    assert "was made of other quotes: no file of alpha is another file" in said(sealed)[1]
    (sealed / "data/fixings/2026-11-30.json").rename(sealed / "data/fixings/2026-11-29.json")
    code, words = said(sealed)
    assert code == 1
    assert "is of another day than its name says" in words
    (sealed / "data/fixings/2026-11-29.json").unlink()
    shutil.rmtree(sealed / "data/prices")
    assert said(sealed)[0] == 4
    assert "NOT-CHECKED V1  fixings from raw quotes: this bundle holds no fixings and no raw quotes" in said(sealed)[1]


def test_what_is_no_bundle_or_malformed(sealed: Path, tmp_path: Path) -> None:
    """Wrong use is 2; what cannot be read is the bundle's fault."""
    assert said(sealed, str(tmp_path))[0] == 2
    assert said(sealed, "a", "b")[0] == 2
    (sealed / "data/register.json").write_bytes(b"[]")
    code, words = said(sealed)
    assert code == 1
    assert "the bundle is malformed" in words


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("partitions", "9999"),
        ("partitions", "7"),
        ("window_minutes", "0"),
        ("max_deviation", "1e999999999"),
        ("min_trades", "-1"),
    ],
)
def test_parameters_that_cannot_be_borne(sealed: Path, key: str, value: str) -> None:
    """A malformed register is told at once: nothing is computed by it."""
    stored = json.loads((sealed / "data/register.json").read_bytes())
    stored["price"]["parameters"][key] = value
    (sealed / "data/register.json").write_bytes(json.dumps(stored).encode())
    code, words = said(sealed)
    assert code == 1
    assert "the bundle is malformed: " in words


def test_two_conventions(tmp_path: Path) -> None:
    """Each day by the one that held on it."""
    folder = register(tmp_path)
    convention(folder, 1, "2026-01-12", 'exchanges = ["alpha", "beta", "gamma"]')
    quote(folder, usual_quotes())
    tomorrow = DAY + dt.timedelta(days=1)
    files = {name: content.replace(b"2026-11-30", b"2026-12-01") for name, content in usual_quotes().items()}
    quote(folder, files, tomorrow.isoformat())
    assert [each.fixing is not None for each in fix(FixRequest(folder, DAY), Context(who="a test"))] == [True]
    convention(folder, 2, "2026-11-30", "min_trades = 99")
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0002"\nmin_trades = 99\n')
    place = bundle(tmp_path, folder, on=(DAY, tomorrow))
    assert json.loads((place / "data/fixings/2026-12-01.json").read_bytes())["quality"] == "C"
    assert said(place)[0] == 4
    edited(place / "data/fixings/2026-12-01.json", {"convention": "price/1"})
    assert said(place)[0] == 1


def test_a_fixing_at_four_in_london(tmp_path: Path) -> None:
    """The window ends at that time of the day."""
    folder = register(tmp_path, price='fixing = "16:00 Europe/London"\n')
    shifted = [each._replace(at=int(each.at) - 3 * 3600) for each in steady("67000.00")]
    quote(folder, {f"{name}.csv": csv_of(shifted) for name in ("alpha", "beta", "gamma")})
    assert said(bundle(tmp_path, folder))[0] == 4


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        ("2026-03-28", "2026-03-28T16:00:00Z"),
        ("2026-03-29", "2026-03-29T15:00:00Z"),
        ("2026-10-24", "2026-10-24T15:00:00Z"),
        ("2026-10-25", "2026-10-25T16:00:00Z"),
    ],
)
def test_four_in_london_follows_the_clocks_of_london(tmp_path: Path, day: str, ends: str) -> None:
    """On the days on which clocks change, and on those before: the product's window, and that of the program alone."""
    folder = register(tmp_path, price='fixing = "16:00 Europe/London"\n')
    at = int(dt.datetime.fromisoformat(ends).timestamp()) - 3600 - BEGINS
    trades = [each._replace(at=int(each.at) + at) for each in steady("67000.00")]
    quote(folder, {f"{name}.csv": csv_of(trades) for name in ("alpha", "beta", "gamma")}, day)
    place = bundle(tmp_path, folder, on=(dt.date.fromisoformat(day),))
    assert json.loads((place / f"data/fixings/{day}.json").read_bytes())["to"] == ends
    assert said(place)[0] == 4


@pytest.mark.parametrize(
    ("zone", "day", "ends"),
    [
        ("Europe/London", "2026-03-28", "2026-03-29T00:00:00Z"),
        ("Europe/London", "2026-03-29", "2026-03-29T23:00:00Z"),
        ("Europe/London", "2026-10-25", "2026-10-26T00:00:00Z"),
        ("Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z"),
        ("Africa/Cairo", "2026-04-24", "2026-04-24T21:00:00Z"),
        ("Asia/Almaty", "2028-02-29", "2028-02-29T19:00:00Z"),
    ],
)
def test_a_day_ends_where_the_zone_has_its_midnight(tmp_path: Path, zone: str, day: str, ends: str) -> None:
    """Of days of 23 and 25 hours, where midnight itself is left out, and of 29 February."""
    folder = register(tmp_path)
    file = folder / "register.toml"
    file.write_text(file.read_text().replace('zone = "Asia/Almaty"', f'zone = "{zone}"'))
    at = int(dt.datetime.fromisoformat(ends).timestamp()) - 3600 - BEGINS
    trades = [each._replace(at=int(each.at) + at) for each in steady("67000.00")]
    quote(folder, {f"{name}.csv": csv_of(trades) for name in ("alpha", "beta", "gamma")}, day)
    place = bundle(tmp_path, folder, on=(dt.date.fromisoformat(day),))
    assert json.loads((place / f"data/fixings/{day}.json").read_bytes())["to"] == ends
    assert said(place)[0] == 4
