"""`tracer reserve fix`: what it prints, writes and enters, what it refuses, and that a fixing is written once."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.price.quoting import BEGINS, Told, around, csv_of, steady
from tests.reserve.price.registers import convention, quote, register, steady_quotes, usual_quotes, write_price
from tracer.operations import reserve_journal

FIX = ("reserve", "fix")


def fix(folder: Path, *more: str, day: str = "2026-11-30"):
    """Run the command."""
    return tracer(*FIX, folder, "--day", day, *more, TRACER_WHO="A. Example")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a register with quotes that agree."""
    made = register(tmp_path)
    quote(made, usual_quotes())
    return made


def test_a_day_is_fixed_written_and_entered(folder: Path) -> None:
    """The price, who was used, what other conventions give; the file; and an entry with its hash."""
    ended = fix(folder)
    content = (folder / "fixings/2026-11-30.json").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "2026-11-30: BTC/USD 67010.00, quality A, by the parts of the window",
        "  alpha: 67000.00, 12 trades",
        "  beta: 67010.00, 12 trades",
        "  gamma: 67020.00, 12 trades",
        "  medians from 67010.00 to 67010.00; by volume alone 67010.00",
        "  16:00 Europe/London: the files do not cover its window",
        "  24:00 UTC: the files do not cover its window",
        f"Filed as fixings/2026-11-30.json, SHA-256 {digest}",
    ]
    entry = reserve_journal.load(folder, "KZ-TEST").entries[-1]
    assert (entry.kind, entry.object, entry.who, entry.why) == ("fixed", digest, "A. Example", "tracer reserve fix")
    assert entry.details == {
        "day": "2026-11-30",
        "convention": "price/1",
        "usd": "67010.00",
        "quality": "A",
        "parameters": "exchanges = alpha, beta, gamma; max_age_seconds = 300; max_deviation = 0.1; "
        "max_fx_age_days = 7; max_fx_change = 0.1; min_exchanges = 3; min_partitions = 6; min_trades = 10; "
        "pair = BTC/USD; partitions = 12; window_minutes = 60",
    }


def test_another_run_with_the_same_quotes_says_and_changes_nothing(folder: Path) -> None:
    """Not a byte of the register, not a line on the screen."""
    assert fix(folder).code == 0
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert fix(folder) == (0, "", "")
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} == before


def test_as_json(folder: Path) -> None:
    """The file's own content, what was new, and the other conventions."""
    told = json.loads(fix(folder, "--json").out)
    assert told["fixing"] == json.loads((folder / "fixings/2026-11-30.json").read_bytes())
    assert (told["new"], told["entry"], told["why"], told["notes"]) == (True, 2, None, [])
    assert told["beside"][0] == {
        "name": "16:00 Europe/London", "usd_cents": None, "quality": None, "why": "the files do not cover its window",
    }  # fmt: skip
    again = json.loads(fix(folder, "--json").out)
    assert (again["new"], again["entry"], again["sha256"]) == (False, None, told["sha256"])


def test_quotes_that_changed_are_refused_and_named(folder: Path) -> None:
    """Exit 4: the fixing stands, and the file that is another one is named with both hashes."""
    assert fix(folder).code == 0
    was = hashlib.sha256((folder / "prices/2026-11-30/beta.csv").read_bytes()).hexdigest()
    quote(folder, steady_quotes(beta="67012.00"))
    now = hashlib.sha256((folder / "prices/2026-11-30/beta.csv").read_bytes()).hexdigest()
    stands = (folder / "fixings/2026-11-30.json").read_bytes()
    ended = fix(folder)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.strip() == (
        "Error: fixings/2026-11-30.json stands at 67010.00, and its quotes now give 67012.00: "
        f"prices/2026-11-30/beta.csv had the SHA-256 {was} and has {now}. "
        "Put them back from a copy: a fixing is never written again."
    )
    assert (folder / "fixings/2026-11-30.json").read_bytes() == stands


def test_a_quote_that_is_gone_or_came_later_is_named(folder: Path) -> None:
    """A file that is missing, and one that was not there."""
    quote(folder, steady_quotes(delta="67030.00"))
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma", "delta"]\nset_by = "2026-0001"\n')
    (folder / "prices/2026-11-30/gamma.csv").rename(folder / "gamma")
    assert fix(folder).code == 0
    (folder / "gamma").rename(folder / "prices/2026-11-30/gamma.csv")
    (folder / "prices/2026-11-30/delta.csv").unlink()
    ended = fix(folder)
    assert ended.code == 4
    assert "prices/2026-11-30/gamma.csv was not there; prices/2026-11-30/delta.csv or .json is missing." in ended.err


def test_quotes_that_give_none_any_more(folder: Path) -> None:
    """Also are another result than what stands."""
    assert fix(folder).code == 0
    (folder / "prices/2026-11-30/alpha.csv").unlink()
    quote(folder, steady_quotes(beta="99999.00"))
    ended = fix(folder)
    assert ended.code == 4
    assert (
        "stands at 67010.00, and its quotes now give none: prices/2026-11-30/alpha.csv or .json is missing" in ended.err
    )


def test_a_fixing_that_was_changed_or_removed(folder: Path) -> None:
    """The journal has its hash."""
    assert fix(folder).code == 0
    place = folder / "fixings/2026-11-30.json"
    content = place.read_bytes()
    place.write_bytes(content.replace(b'"6701000"', b'"6701001"'))
    assert "fixings/2026-11-30.json is not as the journal has it: it was changed since it was fixed." in fix(folder).err
    place.unlink()
    assert fix(folder).code == 0
    assert place.read_bytes() == content
    place.unlink()
    quote(folder, steady_quotes(beta="67011.00"))
    ended = fix(folder)
    assert ended.code == 4
    assert (
        f"the journal has 2026-11-30 fixed as {hashlib.sha256(content).hexdigest()}, and its quotes now give"
        in ended.err
    )


def test_a_fixing_that_is_gone_with_its_quotes(folder: Path) -> None:
    """The journal has it: that the quotes give none now is no answer."""
    assert fix(folder).code == 0
    (folder / "fixings/2026-11-30.json").unlink()
    (folder / "prices/2026-11-30/alpha.csv").unlink()
    ended = fix(folder)
    assert ended.code == 4
    assert "fixings/2026-11-30.json is missing: the journal has 2026-11-30 fixed as " in ended.err
    assert "and its quotes now give none." in ended.err


def test_a_fixing_without_its_entry_is_entered_by_the_next_run(folder: Path) -> None:
    """As after a command that was interrupted; what lies there must be what the quotes give."""
    assert fix(folder).code == 0
    (folder / "journal.jsonl").unlink()
    assert fix(folder) == (0, "", "")
    assert [each.kind for each in reserve_journal.load(folder, "KZ-TEST").entries] == ["opened", "fixed"]
    (folder / "journal.jsonl").unlink()
    place = folder / "fixings/2026-11-30.json"
    place.write_bytes(place.read_bytes().replace(b'"6701000"', b'"6701001"'))
    ended = fix(folder)
    assert ended.code == 4
    assert "was fixed at 67010.01 by price/1; the same quotes now give 67010.00" in ended.err


def test_a_day_without_a_fixing_writes_none(tmp_path: Path) -> None:
    """Exit 1, the reason on stderr, nothing filed and nothing entered."""
    folder = register(tmp_path, names=("bitstamp", "bitfinex", "kraken"))
    quote(folder, steady_quotes(bitstamp="1390.86", bitfinex="1533.00"))
    ended = fix(folder)
    assert ended == (1, "", "2026-11-30: 2 usable exchanges, they differ by 10.22 %; a fixing needs 3.\n")
    assert not (folder / "fixings").exists()
    assert not (folder / "journal.jsonl").exists()
    told = json.loads(fix(folder, "--json").out)
    assert (told["fixing"], told["sha256"], told["why"]) == (
        None, None, "2026-11-30: 2 usable exchanges, they differ by 10.22 %; a fixing needs 3.",
    )  # fmt: skip


def test_a_hole_is_said_and_the_others_give_the_price(tmp_path: Path) -> None:
    """A warning that names what is missing; the file is not malformed by it."""
    folder = register(tmp_path, names=("alpha", "beta", "gamma", "bitfinex"))
    trades = [Told(77_000 + number, number * 20, "67000.00") for number in range(181)]
    holed = csv_of([each for each in trades if not 77_120 <= each.id <= 77_125])
    quote(folder, usual_quotes() | {"bitfinex.csv": holed})
    ended = fix(folder)
    assert ended.code == 0
    assert ended.err == (
        "Warning: prices/2026-11-30/bitfinex.csv: trades 77120–77125 are missing inside the window; fetch again.\n"
    )
    assert "  bitfinex: 67000.00, 174 trades; not used: its files do not show that no trade is missing" in ended.out


def test_a_malformed_file_is_refused(folder: Path) -> None:
    """Exit 2 with every fault of every file, and nothing written."""
    quote(folder, {"alpha.csv": b"id,price\n", "okx.csv": b""})
    ended = fix(folder)
    assert (ended.code, ended.out) == (2, "")
    assert "prices/2026-11-30/alpha.csv: expected the header id,time_utc,price,amount, got 'id,price'" in ended.err
    assert "'prices/2026-11-30/okx.csv': is no file of an exchange of [price]" in ended.err
    assert not (folder / "fixings").exists()


def test_what_begins_with_a_dot_is_left_alone(folder: Path) -> None:
    """Other programs leave such files; a folder among the quotes is none."""
    quote(folder, {".DS_Store": b"x"})
    assert fix(folder).code == 0
    (folder / "prices/2026-12-01/alpha.csv").mkdir(parents=True)
    ended = fix(folder, day="2026-12-01")
    assert ended.code == 2
    assert "is not a regular file" in ended.err


def test_no_price_is_fixed_backwards(folder: Path) -> None:
    """Not before the act that set the convention; on its own day it is."""
    ended = fix(folder, day="2026-01-11")
    assert ended.code == 2
    assert ended.err.strip() == (
        "Error: 2026-01-11 lies before act 2026-0001 of 2026-01-12, which set price/1: no price is fixed backwards."
    )
    assert fix(folder, day="2026-01-12").code == 1


def test_parameters_that_were_changed_without_an_act(folder: Path) -> None:
    """The journal has what a day was fixed by: the same convention cannot have others later."""
    assert fix(folder).code == 0
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0001"\nmin_trades = 5\n')
    ended = fix(folder, day="2026-12-01")
    assert ended.code == 2
    assert ended.err.strip().splitlines() == [
        "Error: price/1 is not what it was when 2026-11-30 was fixed by it: min_trades was '10' and is '5'.",
        "A change is a convention of its own, price/2, set by an act, from the day after it.",
    ]


def test_a_value_that_the_act_did_not_set(folder: Path) -> None:
    """`[price]` is what its act states."""
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0001"\nmax_deviation = "0.20"\n')
    ended = fix(folder)
    assert ended.code == 2
    assert ended.err.strip() == (
        "Error: register.toml: price.max_deviation is '0.2', but act 2026-0001 set '0.1': "
        "a change is a convention of its own, with the next number, from a day ahead"
    )


def test_a_new_convention_begins_on_the_day_after_its_act(folder: Path) -> None:
    """Days up to the act keep the old one, whose parameters its act states; `[price]` has the new one's."""
    convention(folder, 1, "2026-01-12", 'exchanges = ["alpha", "beta", "gamma"]')
    assert fix(folder).code == 0
    convention(folder, 2, "2026-11-30", "min_trades = 99")
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0002"\nmin_trades = 99\n')
    assert fix(folder) == (0, "", "")
    quote(
        folder,
        {name: content.replace(b"2026-11-30", b"2026-12-01") for name, content in usual_quotes().items()},
        "2026-12-01",
    )
    told = json.loads(fix(folder, "--json", day="2026-12-01").out)
    assert (told["fixing"]["convention"], told["fixing"]["quality"]) == ("price/2", "C")
    assert json.loads((folder / "fixings/2026-11-30.json").read_bytes())["convention"] == "price/1"


def test_a_convention_that_was_superseded_keeps_its_days(folder: Path) -> None:
    """The later act takes its place, from the day after it on: what was fixed by the earlier one stands."""
    convention(folder, 1, "2026-01-12", 'exchanges = ["alpha", "beta", "gamma"]')
    assert fix(folder).code == 0
    convention(folder, 2, "2026-11-30", "min_trades = 99", supersedes="2026-0001")
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0002"\nmin_trades = 99\n')
    assert fix(folder) == (0, "", "")


def test_an_old_convention_whose_act_does_not_state_its_exchanges(folder: Path) -> None:
    """Cannot be computed with once `[price]` has those of a later one."""
    convention(folder, 2, "2026-11-30", "min_trades = 99")
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0002"\nmin_trades = 99\n')
    ended = fix(folder)
    assert ended.code == 2
    assert "acts/2026-0001.toml: values.exchanges: missing; expected a list of names" in ended.err
    assert "The parameters of price/1 are those that acts/2026-0001.toml states" in ended.err


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("no-price", "register.toml: has no [price]: it says by which convention coins are priced."),
        ("no-act", "register.toml: price.set_by: missing: expected the act of kind convention that set it."),
        (
            "other",
            "register.toml: price.set_by: act 2026-0001 is not in force as a convention named price/1, price/2, …",
        ),
        ("order", "acts/2026-0002.toml: price/2 of 2026-01-11 does not begin after price/1, which is of 2026-01-12"),
        ("value", "acts/2026-0001.toml: values.colour: unknown key"),
    ],
)
def test_registers_that_fix_nothing(folder: Path, change: str, fault: str) -> None:
    """Each is exit 2, with its sentence."""
    if change == "no-price":
        place = folder / "register.toml"
        place.write_text(place.read_text(encoding="utf-8").partition("[price]")[0], encoding="utf-8")
    elif change == "no-act":
        write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\n')
    elif change == "other":
        convention(folder, 1, "2026-01-12", "x = 1", "fork/BCH")
    elif change == "order":
        convention(folder, 2, "2026-01-11", "min_trades = 99")
    else:
        convention(folder, 1, "2026-01-12", 'colour = "red"')
    ended = fix(folder)
    assert ended.code == 2
    assert fault in ended.err


def checked(folder: Path):
    """Run the check of the register."""
    return tracer("reserve", "check", folder)


def test_the_register_is_checked_with_its_prices(folder: Path) -> None:
    """Fixings are what the journal has; what `[price]` and the rates of exchange do wrong is told with all else."""
    assert fix(folder).code == 0
    assert checked(folder).code == 0
    place = folder / "fixings/2026-11-30.json"
    content = place.read_bytes()
    place.write_bytes(content.replace(b'"6701000"', b'"6701001"'))
    assert checked(folder).code == 4
    assert "fixings/2026-11-30.json is not as the journal has it" in checked(folder).err
    place.unlink()
    assert checked(folder).code == 4
    assert "fixings/2026-11-30.json is missing: the journal has it." in checked(folder).err
    place.write_bytes(content)
    (folder / "tables").mkdir()
    rows = "2026-11-29,USD,1,530.47,bank\n2026-11-30,USD,1,5304.7,bank\n"
    (folder / "tables/fx.csv").write_text(f"as_of,currency,quant,kzt,source\n{rows}", encoding="utf-8")
    write_price(folder, 'exchanges = ["alpha", "beta", "gamma"]\nset_by = "2026-0001"\nmax_deviation = "0.20"\n')
    ended = checked(folder)
    assert ended.code == 2
    assert "register.toml: price.max_deviation is '0.2', but act 2026-0001 set '0.1'" in ended.err
    assert "tables/fx.csv:3: USD quant 1, 5304.7: 900 % off yesterday's 530.47." in ended.err


def covering() -> list[Told]:
    """Return trades of one exchange from before 16:00 in London to after 24:00 UTC: the price falls by the hour."""
    hours = {-3: "68000.00", 0: "67000.00", 5: "66000.00"}
    return around(
        [Told(0, 3600 * hour + 300 * part + 150, price) for hour, price in sorted(hours.items()) for part in range(12)]
    )


def test_what_the_other_usual_conventions_give(tmp_path: Path) -> None:
    """Where the files cover their windows; more than a percent off is said and averaged into nothing."""
    folder = register(tmp_path)
    trades = [each._replace(at=-10_801) if each.at == -1 else each for each in covering()]
    trades[-1] = trades[-1]._replace(at=6 * 3600)
    quote(folder, {f"{name}.csv": csv_of(trades) for name in ("alpha", "beta", "gamma")})
    ended = fix(folder)
    assert ended.code == 0
    assert "  16:00 Europe/London: 68000.00 (A)" in ended.out
    assert "  24:00 UTC: 66000.00 (A)" in ended.out
    assert ended.err.splitlines() == [
        "Warning: 16:00 Europe/London gives another price, 1.49 % off the fixing.",
        "Warning: 24:00 UTC gives another price, 1.49 % off the fixing.",
    ]
    assert json.loads((folder / "fixings/2026-11-30.json").read_bytes())["usd_cents"] == "6700000"


def test_a_fixing_at_four_in_london(tmp_path: Path) -> None:
    """One key: the window ends at that time of the day, and the end of the day stands beside it."""
    folder = register(tmp_path, price='fixing = "16:00 Europe/London"\n')
    shifted = [each._replace(at=int(each.at) - 3 * 3600) for each in steady("67000.00")]
    quote(folder, {f"{name}.csv": csv_of(shifted) for name in ("alpha", "beta", "gamma")})
    ended = fix(folder)
    stored = json.loads((folder / "fixings/2026-11-30.json").read_bytes())
    assert (stored["from"], stored["to"]) == ("2026-11-30T15:00:00Z", "2026-11-30T16:00:00Z")
    assert "  end of the day in Asia/Almaty: the files do not cover its window" in ended.out
    assert "16:00 Europe/London" not in ended.out
    assert dt.datetime.fromtimestamp(BEGINS, dt.UTC).hour == 18


def test_several_days_at_once(tmp_path: Path) -> None:
    """Each that has a price is filed; the worst exit code is the command's."""
    folder = register(tmp_path)
    quote(folder, usual_quotes())
    quote(
        folder,
        {name: content.replace(b"2026-11-30", b"2026-12-02") for name, content in usual_quotes().items()},
        "2026-12-02",
    )
    ended = fix(folder, "--to", "2026-12-02")
    assert ended.code == 1
    assert sorted(path.name for path in (folder / "fixings").iterdir()) == ["2026-11-30.json", "2026-12-02.json"]
    assert ended.err.startswith("2026-12-01: 0 usable exchanges in the window")
    backwards = fix(folder, "--to", "2026-11-29")
    assert backwards.code == 2
    assert "--to 2026-11-29: expected a day from 2026-11-30 on, ten years at most." in backwards.err


@pytest.mark.parametrize("name", ["Alpha", "\u0430lpha", "alpha.1", "../alpha", "alpha_1", "-alpha", "alpha--1", "a b"])
def test_exchanges_whose_names_look_alike_are_refused(tmp_path: Path, name: str) -> None:
    """One exchange under two names would have two voices among three: no two names may look alike."""
    folder = register(tmp_path, names=("alpha", "beta", name))
    ended = fix(folder)
    assert ended.code == 2
    assert "register.toml: price.exchanges[3]: expected small letters a to z, digits and single hyphens" in ended.err
    assert not (folder / "fixings").exists()
