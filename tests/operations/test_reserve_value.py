"""Money of closed periods: the story's second register with prices, closed, sealed, verified and tampered with."""

import datetime as dt
import json
import runpy
import shutil
import types
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.commands import tracer
from tests.reserve.closing import begun, closed, context, exported
from tests.reserve.priced import ZONE, begun_with_price, file_rates, quote
from tests.reserve.verifying import run
from tracer.cli.reserve.status_report import grouped
from tracer.container.bag import make_bag
from tracer.container.verification import StepVerdict
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.operations import demonstration_quotes
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_fix import FixRequest, fix
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve import period_file, public_file
from tracer.reserve.price import fixing_file
from tracer.reserve.price.rounding import half_even
from tracer.reserve.profiles import Profile

CLOSING_TITLED = 839_920_000
LATER = "2025-07-01", "2025-09-30"


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with quotes of its second quarter of 2025 and that quarter closed."""
    register = begun_with_price(tmp_path_factory.mktemp("priced"))
    quote(register, "2025-03-31", "2025-06-30")
    closed(register, "2025Q2")
    return register


@pytest.fixture(scope="module")
def third(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with the third quarter closed and restated as well."""
    register = Path(shutil.copytree(second, tmp_path_factory.mktemp("third") / "register"))
    quote(register, *LATER)
    closed(register, "2025Q3", "2025Q3-r1")
    return register


@pytest.fixture
def register(second: Path, tmp_path: Path) -> Path:
    """Return a copy of the register with its first period closed."""
    return Path(shutil.copytree(second, tmp_path / "register"))


def said(register: Path, period: str) -> Any:
    """Return what a statement says."""
    return json.loads((register / "periods" / period / "period.json").read_bytes())


def cents_of(register: Path, on: str) -> int:
    """Return the fixing of a day."""
    return fixing_file.loads((register / "fixings" / f"{on}.json").read_bytes(), on).cents


def money(sat: int, cents: int) -> int:
    """Return what satoshi are worth."""
    return half_even(Fraction(sat * cents, 10**8))


def added_cents(register: Path) -> int:
    """Return what came under the forfeiture on its two days."""
    parts = ((399_960_000, "2025-06-20"), (439_960_000, "2025-06-24"))
    return half_even(sum((Fraction(sat * cents_of(register, on), 10**8) for sat, on in parts), Fraction(0)))


def test_the_first_quarter_is_valued_by_hand(second: Path) -> None:
    """Additions at their days' fixings, the closing at its own; the revaluation is what is left.

    The forfeiture of the story is in force from 20 June 2025 on, in the wallets of Enforcement and of the reserve:
    3.99960000 BTC lie in the first that day, and 4.39960000 come to the second on 24 June. Nothing titled leaves.
    """
    value = said(second, "2025Q2")["value"]
    closing = cents_of(second, "2025-06-30")
    rows = {key: int(text) for key, text in value["usd_cents"].items()}
    assert rows == {
        "opening": 0,
        "additions": added_cents(second),
        "withdrawals": 0,
        "scope": 0,
        "disposals": 0,
        "fees": 0,
        "deposits": 0,
        "revaluation": money(CLOSING_TITLED, closing) - added_cents(second),
        "closing": money(CLOSING_TITLED, closing),
    }
    assert value["fixing"]["day"] == "2025-06-30"
    assert value["fixing"]["quality"] == "A"
    assert value["execution_cents"] == "0"
    assert value["fixings"] == {"A": 90, "C": 0, "carried": 1, "none": 0}
    assert value["fair_value"]["units"] == "8.39920000"
    assert [block["block"] for block in value["blocks"]] == ["reserve", "titled", "held"]


def test_tenge_are_of_the_exact_product(second: Path) -> None:
    """Each block in tenge is satoshi times price times rate, rounded once."""
    value = said(second, "2025Q2")["value"]
    cents, rate = cents_of(second, "2025-06-30"), Fraction(value["kzt_per_usd"])
    for block in value["blocks"]:
        sat = int(block["sat"]["closing"])
        assert int(block["kzt_hundredths"]) == half_even(Fraction(sat * cents, 10**8) * rate)
    assert value["rate"]["source"] == "tables/fx.csv"
    assert value["rate"]["as_of"] == "2025-06-30"


def test_every_block_rolls_forward(third: Path) -> None:
    """Printed rows add up in every block of every statement, and each opens with what the last one closed with."""
    statements = [said(third, name) for name in ("2025Q2", "2025Q3-r1")]
    for one in statements:
        for block in one["value"]["blocks"]:
            for rows in (block["sat"], block["usd_cents"]):
                assert _closes({key: int(text) for key, text in rows.items()})
    before, after = (one["value"]["blocks"] for one in statements)
    assert [each["usd_cents"]["closing"] for each in before] == [each["usd_cents"]["opening"] for each in after]
    assert [each["sat"]["closing"] for each in before] == [each["sat"]["opening"] for each in after]


def _closes(rows: Mapping[str, int]) -> bool:
    came = rows["additions"] + rows["withdrawals"] + rows["scope"] + rows.get("revaluation", 0)
    return rows["opening"] + came - rows["disposals"] - rows["fees"] - rows["deposits"] == rows["closing"]


def test_held_satoshi_are_those_of_the_books(second: Path) -> None:
    """The block of what is held has the columns of the books."""
    one = said(second, "2025Q2")
    sat, books = one["value"]["blocks"][2]["sat"], one["books_sat"]
    assert (sat["additions"], sat["disposals"], sat["fees"], sat["closing"]) == (
        books["receipts"], books["disposals"], books["fees"], books["closing"],
    )  # fmt: skip


def test_costs_are_the_fixing_of_the_title(second: Path) -> None:
    """What got title in June costs the fixings of its days; seizure was before the first fixing: not known."""
    cost = said(second, "2025Q2")["cost_basis"]
    assert cost["method"] == "specific"
    assert int(cost["usd_cents"]) == added_cents(second)
    assert cost["at"]["receipt"]["sat"] == str(CLOSING_TITLED)
    assert cost["at"]["seizure"] == {"missing": ["2025-03-20"], "sat": str(CLOSING_TITLED), "usd_cents": None}


def test_inputs_list_fixings_and_rates(second: Path) -> None:
    """Every fixing of the quarter and the one before it, the table of rates, and no raw quotes."""
    paths = [row["id"] for row in said(second, "2025Q2")["inputs"]]
    fixings = [path for path in paths if path.startswith("fixings/")]
    assert (fixings[0], fixings[-1], len(fixings)) == ("fixings/2025-03-31.json", "fixings/2025-06-30.json", 91)
    assert "fixings/2025-06-10.json" not in fixings  # of that day there is none
    assert [path for path in paths if path.startswith("tables/")] == ["tables/fx.csv"]
    assert not [path for path in paths if path.startswith("prices/")]


def test_a_table_may_grow_after_a_closing(third: Path, tmp_path: Path) -> None:
    """The quarter keeps its own copy of the table, so that rows of later days change nothing of it."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    file_rates(register, "2025-03-01", "2026-03-31")
    assert tracer("reserve", "check", str(register)).code == 0
    assert (register / "periods" / "2025Q2" / "tables" / "fx.csv").read_bytes() != (
        register / "tables" / "fx.csv"
    ).read_bytes()


def test_rates_that_were_added_are_no_reason_for_a_restatement(register: Path) -> None:
    """Rows of later days change no figure of a quarter: its restatement names its acts alone, and no hash."""
    quote(register, *LATER)
    closed(register, "2025Q3")
    file_rates(register, "2025-03-01", "2026-03-31")
    closed(register, "2025Q3-r1")
    restates = said(register, "2025Q3-r1")["restates"]
    assert "tables/fx.csv" not in restates["reason"]
    assert restates["acts"]
    assert not [row["figure"] for row in restates["figures"] if row["figure"].endswith("sha256")]
    was, now = (
        {row["id"]: row["sha256"] for row in said(register, period)["inputs"]} for period in ("2025Q3", "2025Q3-r1")
    )
    assert was["tables/fx.csv"] != now["tables/fx.csv"]
    bundle = register.parent / "bundle"
    exported(register, "2025Q3-r1", Profile.PRIVATE, bundle)
    assert run(bundle).failed == []


def thinned(content: bytes) -> bytes:
    """Return quotes with a trade before the last hour of 30 June, its last three, and what comes after, renumbered."""
    head, *rows = content.decode().splitlines()
    before = [row for row in rows if row.split(",")[1] < "2025-06-30T18:00"]
    inside = [row for row in rows if "2025-06-30T18:00" <= row.split(",")[1] < "2025-06-30T19:00"]
    kept = [*before[-1:], *inside[-3:], *rows[len(before) + len(inside) :]]
    named = (f"{number},{row.partition(',')[2]}" for number, row in enumerate(kept, 1))
    return "\n".join((head, *named, "")).encode()


def test_a_quarter_closes_on_quality_c_and_says_so(tmp_path: Path) -> None:
    """Two exchanges with trades enough are too few for A: the last trades count, and the letter stands everywhere.

    Only what is carried (X) closes no period.
    """
    register = begun_with_price(tmp_path)
    quote(register, "2025-06-15", "2025-06-29")
    last = dt.date(2025, 6, 30)
    lasts = []
    for at, (path, content) in enumerate(demonstration_quotes.quotes(last, ZONE).items()):
        (register / path).parent.mkdir(parents=True, exist_ok=True)
        (register / path).write_bytes(thinned(content) if at > 1 else content)
        rows = [row.split(",") for row in content.decode().splitlines()[1:]]
        lasts.append(int(max(row for row in rows if row[1] < "2025-06-30T19:00")[2].replace(".", "")))
    assert len(lasts) == 4
    assert len(list(fix(FixRequest(register, last, last), context()))) == 1
    cents = half_even(Fraction(sum(sorted(lasts)[1:3]), 2))
    closed(register, "2025Q2")
    value = said(register, "2025Q2")["value"]
    assert (value["fixing"]["quality"], value["fixing"]["usd_cents"]) == ("C", str(cents))
    assert (value["fixings"]["A"], value["fixings"]["C"]) == (15, 1)
    assert value["usd_cents"]["closing"] == str(money(CLOSING_TITLED, cents))
    ended = tracer("reserve", "status", str(register), "--day", "2025-06-30")
    assert f"Value at the fixing of 2025-06-30, USD {grouped(cents)}, quality C" in ended.out
    for profile in (Profile.PRIVATE, Profile.PUBLIC):
        exported(register, "2025Q2", profile, tmp_path / profile.value)
        assert run(tmp_path / profile.value).failed == []
    told = json.loads((tmp_path / "public/data/public.json").read_bytes())["value"]["fixing"]
    assert told["quality"] == "C"


def test_a_carried_fixing_closes_no_period(register: Path) -> None:
    """A quarter ends with a fixing of its own last day, or is not closed: exit 1."""
    quote(register, "2025-07-01", "2025-09-28")
    with pytest.raises(TracerError) as error:
        closed(register, "2025Q3")
    assert str(error.value) == "fixing 2025-09-30 is carried from 2025-09-28; a period does not close on it."
    assert error.value.exit_code == 1


def test_without_any_fixing_no_period_closes(tmp_path: Path) -> None:
    """A register that sets a price and has none of the last day says which command gives it: exit 1."""
    register = begun_with_price(tmp_path)
    with pytest.raises(TracerError) as error:
        closed(register, "2025Q2")
    assert str(error.value) == (
        "no fixing is on file for 2025-06-30 or before; run tracer reserve fix --day 2025-06-30."
    )
    assert error.value.exit_code == 1


def test_a_status_shows_the_value(second: Path) -> None:
    """The screen has each block in bitcoin, dollars and tenge; a day without a fixing says how old the last one is."""
    ended = tracer("reserve", "status", str(second), "--day", "2025-06-30")
    value = said(second, "2025Q2")["value"]
    assert f"Value at the fixing of 2025-06-30, USD {grouped(cents_of(second, '2025-06-30'))}, quality A" in ended.out
    for block in value["blocks"]:
        name = {"titled": "with title"}.get(block["block"], block["block"])  # a title's own row above has another sum
        row = next(line for line in ended.out.splitlines() if line.strip().startswith(name))
        assert grouped(int(block["usd_cents"]["closing"])) in row
        assert grouped(int(block["kzt_hundredths"])) in row
    told = json.loads(tracer("reserve", "status", str(second), "--day", "2025-06-30", "--json").out)["value"]
    assert told["usd_cents"] == {each["block"]: each["usd_cents"]["closing"] for each in value["blocks"]}
    carried = tracer("reserve", "status", str(second), "--day", "2025-06-10")
    assert "value of 2025-06-10 by the fixing of 2025-06-09, 1 day old." in " ".join(carried.out.split())


def test_quotes_that_changed_close_no_period(register: Path) -> None:
    """A file of quotes that is another one than a fixing was made of, or is missing, is named: exit 4."""
    quote(register, *LATER)
    one, other = (
        register / "prices" / name for name in ("2025-07-04/steppe-example.csv", "2025-08-01/almaty-example.csv")
    )
    one.write_bytes(one.read_bytes().replace(b",0.", b",1.", 1))
    other.unlink()
    said = [
        "prices/2025-07-04/steppe-example.csv is not the file that fixings/2025-07-04.json was made of.",
        "prices/2025-08-01/almaty-example is missing; fixings/2025-08-01.json was made of it.",
    ]
    with pytest.raises(IntegrityError) as error:
        closed(register, "2025Q3")
    assert str(error.value).splitlines() == said
    with pytest.raises(IntegrityError) as error:
        check_register(RegisterCheckRequest(register), context())
    assert str(error.value).splitlines() == said


def test_a_check_holds_quotes_against_the_fixings(register: Path) -> None:
    """Of closed periods too, and where acts are wrong; what lies among them and cannot be read is named."""
    assert check_register(RegisterCheckRequest(register), context()).faults == ()
    (register / "acts" / "2025-0999.toml").write_text("id = ")
    day = register / "prices" / "2025-06-11"
    (day / "more.csv").write_bytes(b"x")
    assert refused(register) == "prices/2025-06-11/more.csv was not there when fixings/2025-06-11.json was made."
    (day / "more.csv").unlink()
    (day / "more.csv").mkdir()
    assert refused(register) == "file of quotes prices/2025-06-11/more.csv is not a regular file"


def refused(register: Path) -> str:
    """Return why stored data is not what was written; the act that is wrong is told beside it."""
    with pytest.raises(IntegrityError) as error:
        check_register(RegisterCheckRequest(register), context())
    assert any("acts/2025-0999.toml" in note for note in error.value.__notes__)
    return str(error.value)


def test_a_fixing_that_was_changed_closes_no_period(register: Path) -> None:
    """The journal has its hash: `close`, `check` and `status` end with 4 before anything is sealed with it."""
    quote(register, *LATER)
    fixing = register / "fixings" / "2025-09-30.json"
    said = "fixings/2025-09-30.json"
    fixing.write_bytes(fixing.read_bytes().replace(b'"usd_cents":"', b'"usd_cents":"9', 1))
    with pytest.raises(IntegrityError, match=said):
        closed(register, "2025Q3")
    with pytest.raises(IntegrityError, match=said):
        check_register(RegisterCheckRequest(register), context())
    assert reserve_status(StatusRequest(register), context()).exit_code == 4


@pytest.fixture(scope="module")
def bundle(third: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the private bundle of the restated quarter."""
    out = tmp_path_factory.mktemp("sealed") / "bundle"
    exported(third, "2025Q3-r1", Profile.PRIVATE, out)
    return out


@pytest.mark.parametrize("profile", list(Profile))
def test_every_profile_verifies(third: Path, tmp_path: Path, profile: Profile) -> None:
    """The private and the auditor's bundle recompute fixings and value; the public one has no quotes and no fixings."""
    out = tmp_path / "bundle"
    exported(third, "2025Q3-r1", profile, out)
    checked = verify(VerifyRequest(out), context()).verification
    assert checked.passed
    numbers = {step.number: step.verdict for step in checked.steps}
    kept = [path for path in out.rglob("*") if path.suffix in (".csv", ".json") and "prices" in path.parts]
    if profile is Profile.PUBLIC:
        assert "6.1" not in numbers
        assert not kept
        assert not (out / "data" / "fixings").exists()
    else:
        assert (numbers["6.1"], numbers["8.1"]) == (StepVerdict.PASS, StepVerdict.PASS)
        assert kept


@pytest.fixture(scope="module")
def public(third: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the public bundle of the restated quarter, in three languages."""
    out = tmp_path_factory.mktemp("public") / "bundle"
    exported(third, "2025Q3-r1", Profile.PUBLIC, out, "kk", "ru", "en")
    return out


def test_a_citizen_repeats_the_value(public: Path, third: Path) -> None:
    """Every amount of the public page is its rounded satoshi times the price, and times the rate."""
    one = json.loads((public / "data" / "public.json").read_bytes())
    value, price = one["value"], int(one["value"]["fixing"]["usd_cents"])
    assert price == cents_of(third, "2025-09-30")
    rounded = {
        "held": one["books"]["closing"]["sat"],
        **{key: one["title"][key]["sat"] for key in ("lawful", "reserve", "without")},
    }
    for name, text in rounded.items():
        assert int(text) % 1_000_000 == 0  # nothing finer than 0.01 BTC is behind an amount of money
        assert int(value["usd_cents"][name]) == money(int(text), price)
        exact = Fraction(int(text) * price, 10**8) * Fraction(value["kzt_per_usd"])
        assert int(value["kzt_hundredths"][name]) == half_even(exact)
    assert [row["name"] for row in value["exchanges"]] == [
        "almaty-example", "astana-example", "caspian-example", "steppe-example",
    ]  # fmt: skip
    others = {row["name"]: int(row["usd_cents"]) for row in value["others"]}
    assert others.keys() == {"16:00 Europe/London", "24:00 UTC"}
    assert all(0 < abs(cents - price) < price // 10 for cents in others.values())


def test_public_money_never_undoes_the_rounding(public: Path, third: Path) -> None:
    """No amount of the exact value, and no exact satoshi, is anywhere in the public bundle."""
    exact = said(third, "2025Q3-r1")["value"]
    closings = {block["usd_cents"]["closing"] for block in exact["blocks"] if block["usd_cents"]["closing"] != "0"}
    satoshi = {block["sat"]["closing"] for block in exact["blocks"] if block["sat"]["closing"] != "0"}
    told = b"".join(path.read_bytes() for path in public.rglob("*") if path.suffix in (".json", ".csv", ".html"))
    for text in closings | satoshi:
        assert text.encode() not in told
        assert f"{int(text) // 100:,}".encode() not in told


def test_a_value_names_the_fixing_of_the_last_day(second: Path) -> None:
    """A statement that is valued at another day's fixing is refused by the sentence that names both days: exit 2."""
    content = (second / "periods" / "2025Q2" / "period.json").read_bytes()
    cents = said(second, "2025Q2")["value"]["fixing"]["day"]
    other = content.replace(f'"fixing":{{"day":"{cents}"'.encode(), b'"fixing":{"day":"2025-06-29"', 1)
    with pytest.raises(CaseError) as error:
        period_file.loads(other, "period.json")
    assert str(error.value) == "value for 2025-06-30 uses fixing 2025-06-29: not the period's last day."
    assert error.value.exit_code == 2


def test_public_money_that_was_changed_is_refused(public: Path) -> None:
    """An amount that is not that of its satoshi is found when the page is read."""
    content = (public / "data" / "public.json").read_bytes()
    cents = json.loads(content)["value"]["usd_cents"]["held"]
    other = content.replace(f'"held":"{cents}"'.encode(), f'"held":"{int(cents) + 1}"'.encode(), 1)
    with pytest.raises(IntegrityError) as error:
        public_file.loads(other, "public.json")
    assert str(error.value) == "public.json: an amount of money is not that of its satoshi at the price"


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (
            "en",
            [
                "What it is worth",
                "How we priced it",
                "You can repeat it with a calculator",
                "steppe-example",
                "These bitcoin are rounded, and so is the money",
            ],
        ),
        (
            "ru",
            [
                "Сколько это стоит",
                "Как это оценено",
                "Это можно повторить на калькуляторе",
                "Биржи по конвенции",
                "Эти биткоины округлены, а с ними и деньги",
            ],
        ),
        (
            "kk",
            [
                "Бұл қанша тұрады",
                "Қалай бағаланды",
                "Мұны калькулятормен қайталауға болады",
                "АҚШ доллары",
                "Бұл биткоиндер дөңгелектелген, ақша да солай",
            ],
        ),
    ],
)
def test_the_public_page_says_price_and_value(public: Path, code: str, texts: list[str]) -> None:
    """In each language the page tells the price, its exchanges, and how to repeat the value."""
    page = (public / "data" / "statement" / f"statement.{code}.html").read_text()
    assert [text for text in texts if text.lower() not in page.lower()] == []


def test_the_full_statement_prints_the_roll_forward(bundle: Path) -> None:
    """Value, cost and fixing stand in the full statement, and in tables beside it."""
    page = (bundle / "data" / "statement" / "statement.en.html").read_text()
    value = said_of(bundle)["value"]
    closing = int(value["usd_cents"]["closing"])
    assert f"{closing // 100:,}.{closing % 100:02d}" in page
    for text in ("Value in US dollars", "revaluation", value["fixing"]["sha256"], "What the coins with title cost"):
        assert text in page
    rows = (bundle / "data" / "statement" / "value.csv").read_text().splitlines()
    assert rows[0] == "block,row,value_of_sat,usd_cents,kzt_hundredths"
    assert f"titled,closing,{value['blocks'][1]['sat']['closing']},{closing}," in "\n".join(rows)


def changed(bundle: Path, out: Path, name: str, was: bytes, now: bytes) -> list[str]:
    """Change a file of a bundle and seal it again; return the findings."""
    files = {path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    payload = {key.removeprefix("data/"): content for key, content in files.items() if key.startswith("data/")}
    assert was in payload[name]
    payload[name] = payload[name].replace(was, now, 1)
    info = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines())
    entries = {key: value for key, value in info.items() if key not in ("Payload-Oxum",)}
    for key, content in make_bag(payload, entries).items():
        (out / key).parent.mkdir(parents=True, exist_ok=True)
        (out / key).write_bytes(content)
    checked = verify(VerifyRequest(out), context()).verification
    assert not checked.passed
    return [f"{step.number} {each}" for step in checked.steps for each in step.findings]


def test_one_byte_of_a_quote_is_found_and_named(bundle: Path, tmp_path: Path) -> None:
    """A digit of one trade, and all hashes made again: the fixing names the file."""
    found = changed(bundle, tmp_path / "b", "prices/2025-07-04/steppe-example.csv", b",0.", b",1.")
    assert found == [
        "6.1 data/prices/2025-07-04/steppe-example.csv: is not the file that fixings/2025-07-04.json was made of"
    ]


def test_a_fixing_that_was_changed_is_found(bundle: Path, tmp_path: Path) -> None:
    """A cent more in a fixing's price is not what its quotes give, and the statement lists another file."""
    cents = str(cents_of(bundle / "data", "2025-08-20"))
    name = "fixings/2025-08-20.json"
    found = changed(bundle, tmp_path / "b", name, cents.encode(), str(int(cents) + 1).encode())
    assert f"6.1 data/{name}: is not what its quotes give" in found
    assert any(each.startswith("9 data/period.json: computed again it differs under") for each in found)


def test_a_value_that_was_changed_is_found(bundle: Path, tmp_path: Path) -> None:
    """A figure of money that was changed is named by its place."""
    revaluation = said_of(bundle)["value"]["blocks"][2]["usd_cents"]["revaluation"]
    was = f'"revaluation":"{revaluation}"'.encode()
    found = changed(bundle, tmp_path / "b", "period.json", was, b'"revaluation":"1"')
    assert f"8.1 data/period.json: value.blocks.held.usd_cents.revaluation is 1; computed it is {revaluation}" in found


def alone(bundle: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the file of a bundle that checks its money; return its code and what it printed."""
    code = runpy.run_path(str(bundle / "data" / "verify" / "verify_money.py"))["main"]([str(bundle)])
    return code, capsys.readouterr().out


def test_the_money_is_checked_without_the_tracer(
    bundle: Path, public: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file and those beside it roll every block forward again; of a public bundle they multiply."""
    code, said = alone(bundle, capsys)
    assert code == 4
    before = said.partition("PASS        M1")[0]
    assert "FAIL" not in before
    assert said.splitlines()[before.count("\n") :] == [
        "PASS        M1  value of each block: as stated",
        "PASS        M2  published money: as stated",
        "PASS        M3  published price: as stated",
        "PASS        M4  value.csv: as stated",
        "NOT-CHECKED M5  costs, execution, rates of exchange, what other conventions give: tracer verify BUNDLE",
        "NOTHING FAILED of what can be checked here.",
        "NOT ALL IS CHECKED: more of this bundle is by python3 data/verify/verify_limits.py.",
    ]
    code, said = alone(public, capsys)
    assert code == 4
    assert said.splitlines()[-6:] == [
        "PASS        M2  published money: as stated",
        "NOT-CHECKED M3  published price: a public bundle holds no fixing: of public.value these are as stated: "
        "fixing.(day, usd_cents, quality, from, to), exchanges, others, kzt_per_usd, rate_day",
        "PASS        M4  value.csv: as stated",
        "NOT-CHECKED M5  costs, execution, rates of exchange, what other conventions give: tracer verify BUNDLE",
        "NOTHING FAILED of what can be checked here.",
        "NOT ALL IS CHECKED: more of this bundle is by python3 data/verify/verify_limits.py.",
    ]


@pytest.mark.parametrize(
    ("key", "other"),
    [
        (("fixing", "quality"), "C"),
        (("fixing", "usd_cents"), "1"),
        (("fixing", "from"), "2025-09-30T18:00:01Z"),
        (("exchanges", 0, "reason"), "hole"),
        (("exchanges", 0, "used"), False),
        (("kzt_per_usd",), "1"),
        (("rate_day",), "2025-09-01"),
    ],
)
def test_a_published_price_that_was_changed_is_found_without_the_tracer(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: tuple[str | int, ...], other: object
) -> None:
    """Quality, window, exchanges with reasons, rate: each as the fixing and the statement in the bundle say."""
    copy = Path(shutil.copytree(bundle, tmp_path / "b"))
    public = json.loads((copy / "data" / "public.json").read_bytes())
    place = public["value"]
    for each in key[:-1]:
        place = place[each]
    place[key[-1]] = other
    (copy / "data" / "public.json").write_bytes(json.dumps(public).encode())
    code, said = alone(copy, capsys)
    assert code == 1
    assert "FAIL        M3  published price: public.value" in said


@pytest.mark.parametrize("kind", ["private", "public"])
def test_a_table_that_was_changed_is_found_without_the_tracer(
    bundle: Path, public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """One figure of value.csv, of the statement or of the public page; or no such table."""
    copy = Path(shutil.copytree(bundle if kind == "private" else public, tmp_path / "b"))
    path = copy / "data" / "statement" / "value.csv"
    path.write_text(path.read_text().replace(",", ",1", 9))
    assert "FAIL        M4  value.csv" in alone(copy, capsys)[1]
    path.unlink()
    assert "FAIL        M4  value.csv" in alone(copy, capsys)[1]


@pytest.mark.parametrize(
    ("was", "now", "text"),
    [
        ('"revaluation":"', '"revaluation":"1', "block held: usd_cents.revaluation says 1"),
        ('"additions":"', '"additions":"1', "block held: "),
        ('"kzt_hundredths":"', '"kzt_hundredths":"1', "is not the kzt of the exact product"),
        ('"fees":"', '"fees":"7', "block reserve: "),
    ],
)
def test_money_that_was_changed_is_found_without_the_tracer(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], was: str, now: str, text: str
) -> None:
    """A row of money that is another one is named with what it should be."""
    content = (bundle / "data" / "period.json").read_text()
    place = content.index('"block":"held"') if "held" in text or "tenge" in text else content.index('"block":"reserve"')
    changed_text = content[:place] + content[place:].replace(was, now, 1)
    copy = Path(shutil.copytree(bundle, tmp_path / "b"))
    (copy / "data" / "period.json").write_text(changed_text)
    said = runpy.run_path(str(copy / "data" / "verify" / "verify_money.py"))
    beside = types.ModuleType("beside")
    beside.__file__ = str(copy / "data" / "verify" / "verify_title.py")
    exec(Path(beside.__file__).read_text(), vars(beside))
    found = list(said["value_faults"](_looked_at(beside, bundle, copy), beside))
    assert found
    assert any(text in each for each in found)
    assert capsys.readouterr().out == ""


def _looked_at(beside: Any, whole: Path, other: Path) -> Any:
    """Return what verify_title.py computes of a whole bundle, told another statement."""
    checked = beside.opened(str(whole))
    assert "FAIL" not in {verdict for verdict, *_ in checked.items()}
    checked.period = json.loads((other / "data" / "period.json").read_text())
    return checked


def said_of(bundle: Path) -> Any:
    """Return the statement of a bundle."""
    return json.loads((bundle / "data" / "period.json").read_bytes())


def test_a_register_without_price_has_no_money(tmp_path: Path) -> None:
    """Money stays null where the register sets no price, fixings or not."""
    register = begun(tmp_path)
    closed(register, "2025Q2")
    one = said(register, "2025Q2")
    assert one["value"] is None
    assert one["cost_basis"] is None
    assert [each for each in one["restricted"] if "usd_cents" in each] == []
