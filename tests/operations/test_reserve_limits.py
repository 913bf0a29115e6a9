"""Limits from end to end: status, a closing refused, a waiver, a review, what a statement says."""

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.commands import tracer
from tests.reserve.closing import LAST_ACTS, admit, begun, closed, context, exported, file_acts, look
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.priced import begun_with_price, quote
from tracer.cli.reserve.close_report import close_lines
from tracer.container.verification import StepVerdict
from tracer.errors import TracerError
from tracer.operations import demonstration_quotes
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.limits.denominators import COLUMNS
from tracer.reserve.limits.figures import percent
from tracer.reserve.limits.units import COLUMNS as UNIT_COLUMNS
from tracer.reserve.profiles import Profile
from tracer.reserve.status import Severity

LIMITS = """
[[limit]]
id = "share-max"
kind = "share_excl"
max = "0.0100"
severity = "hard"
cure_days = 30
set_by = "2025-0801"
from = 2025-06-01

[[limit]]
id = "untitled-max"
kind = "untitled_share"
max = "0.10"
severity = "hard"
set_by = "2025-0802"
from = 2025-06-22

[[limit]]
id = "cover-min"
kind = "cover_ratio"
min = "0.50"
severity = "soft"
set_by = "2025-0803"
from = 2025-06-01
"""
SHARE = act_file("2025-0801", "2025-05-30", "share-max", kind='"share_excl"', max='"0.0100"', severity='"hard"',
                 cure_days="30", from_="2025-06-01")  # fmt: skip
UNTITLED = act_file("2025-0802", "2025-05-30", "untitled-max", kind='"untitled_share"', max='"0.10"',
                    severity='"hard"', from_="2025-06-22")  # fmt: skip
COVER = act_file("2025-0803", "2025-05-30", "cover-min", kind='"cover_ratio"', min='"0.50"', severity='"soft"',
                 from_="2025-06-01")  # fmt: skip
ACTS = {"2025-0801": SHARE, "2025-0802": UNTITLED, "2025-0803": COVER}
"""The acts that set the limits, by their numbers."""
WAIVER = """id = "2025-0900"
kind = "waiver"
date = 2025-06-23
signed_by = ["K. Example", "S. Sample"]
limit = "untitled-max"
until = 2025-10-31
reason = "Two cases are not decided yet."
"""
HEDGE = """id = "2025-0901"
kind = "hedge"
date = 2025-06-20
signed_by = ["K. Example"]
instrument = "future"
side = "short"
venue = "Example Exchange"
counterparty = "Example Bank"
contract_sat = 100000000
count = 4
price = "95000.00"
currency = "USD"
opened = 2025-06-20
expires = 2025-12-20
margin = { amount = "5000.00", currency = "USD" }
valuation = "the venue's settlement price"
"""
REVIEW = """id = "2025-0902"
kind = "review"
date = 2025-07-20
signed_by = ["K. Example", "S. Sample"]
period = "2025Q2"
period_sha256 = "SHA256"
present = ["K. Example", "S. Sample"]
band = { min = "0.0050", max = "0.0100" }
decision = "keep"
reasons = "The share lies inside the band."
next = 2025-10-20

[votes]
"K. Example" = "for"
"S. Sample" = "for"

[answers]
untitled-max = "Two cases are not decided yet."
"""
RESERVES = f"{','.join(COLUMNS)}\n2025-04-30,2025-05-20,120000000,100000000,,,,false,National Bank (example),\n"
LATER = "2025-07-31,2025-08-20,121000000,100000000,,,,false,National Bank (example),\n"
UNITS = f"{','.join(UNIT_COLUMNS)}\n2025-05-31,Example fund,1000.5,350.125,USD,administrator,\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with limits, tables, a hedge, and quotes of the end of its second quarter, nothing closed."""
    register = begun_with_price(tmp_path_factory.mktemp("limits"), LIMITS)
    (register / "tables" / "reserves.csv").write_text(RESERVES)
    (register / "tables" / "units.csv").write_text(UNITS)
    for number, text in (*ACTS.items(), ("2025-0901", HEDGE)):
        (register / "acts" / f"{number}.toml").write_text(text)
    quote(register, "2025-06-15", "2025-06-30")
    with pytest.raises(TracerError):  # files the acts and observes; the closing itself is refused
        closed(register, "2025Q2")
    return register


@pytest.fixture(scope="module")
def second(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its waiver and its second quarter closed."""
    register = Path(shutil.copytree(made, tmp_path_factory.mktemp("second") / "register"))
    (register / "acts" / "2025-0900.toml").write_text(WAIVER)
    closed(register, "2025Q2")
    return register


@pytest.fixture
def register(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the register before anything is closed."""
    return Path(shutil.copytree(made, tmp_path / "register"))


def said(register: Path, period: str) -> Any:
    """Return what a statement says."""
    return json.loads((register / "periods" / period / "period.json").read_bytes())


def alarms(register: Path, on: str) -> list[str]:
    """Return the hard alarms of a day that limits raise."""
    found = reserve_status(StatusRequest(register, dt.date.fromisoformat(on)), context())
    assert found.exit_code == (1 if found.status.is_alarming else 0)
    return [
        each.text for each in found.status.alarms
        if each.severity is Severity.HARD and each.kind in ("limit", "review")
    ]  # fmt: skip


def test_a_hard_breach_refuses_the_closing(register: Path) -> None:
    """Nothing is written, and the message says which limit is broken since when."""
    with pytest.raises(TracerError) as error:
        close(CloseRequest(register, "2025Q2"), context())
    assert error.value.exit_code == 1
    assert str(error.value).startswith("limit untitled-max is broken since 2025-06-22: ")
    assert str(error.value).endswith("no waiver covers it.")
    assert not (register / "periods" / "2025Q2").exists()


def test_a_status_ends_with_one(register: Path) -> None:
    """From the limit's first day on; the day before it nothing of limits alarms."""
    assert alarms(register, "2025-06-21") == []
    (told,) = alarms(register, "2025-06-30")
    assert told.startswith("limit untitled-max is broken since 2025-06-22")
    (register / "acts" / "2025-0900.toml").write_text(WAIVER)
    assert alarms(register, "2025-06-30") == []


def test_the_screen_shows_limits_and_what_stands_beside_them(register: Path) -> None:
    """Each limit with what it measures, the share over the days, hedges, and units in no sum."""
    done = tracer("reserve", "status", str(register), "--day", "2025-06-30")
    assert done.code == 1
    out = " ".join(done.out.split())
    assert "Limits on 2025-06-30, those on the price at the fixing of 2025-06-30" in out
    for word in ("share-max", "untitled-max", "cover-min", "share_excl", "max 1.00000 %", "unknown", "breached"):
        assert word in out
    assert "open to the price: " in out
    assert "share of the reserves " in out
    assert "beside the coins, in no sum with them: Example fund, 350300.06 USD as of 2025-05-31" in out
    assert "until 2025-12-20: short future (act 2025-0901)" in out
    assert "ALARM: limit untitled-max is broken since 2025-06-22" in out


def test_a_status_as_json(register: Path) -> None:
    """The limits stand under their key, and the share is titled satoshi at the fixing over the reserves."""
    found: Any = reserve_status(StatusRequest(register, dt.date(2025, 6, 30)), context()).as_json()
    rows = {row["limit"]: row for row in found["limits"]}
    assert {name: row["state"] for name, row in rows.items()} == {
        "share-max": "within", "untitled-max": "breached", "cover-min": "unknown",
    }  # fmt: skip
    assert found["review"]["reserves"]["as_of"] == "2025-04-30"
    assert found["review"]["units"][0]["worth_hundredths"] == "35030006"


def test_a_waived_breach_is_in_the_statement(second: Path) -> None:
    """With its act and its end, cause and days; the other limits with what they measure."""
    one = said(second, "2025Q2")
    rows = {row["limit"]: row for row in one["limits"]}
    (breach,) = rows["untitled-max"]["breaches"]
    assert (breach["first_day"], breach["last_day"], breach["cured"]) == ("2025-06-22", "2025-06-30", None)
    assert (breach["decision_act"], breach["waived_until"]) == ("2025-0900", "2025-10-31")
    assert rows["cover-min"]["actual"] == [
        {
            "subject": None,
            "value": None,
            "state": "unknown",
            "why": "no insurance policy is on file",
        }
    ]
    titled, cents = 839_920_000, int(one["value"]["fixing"]["usd_cents"])
    share = Fraction(titled * cents, 10**8 * 100) / 120_000_000
    assert rows["share-max"]["actual"][0]["value"] == percent(share, 5)


def test_the_tables_are_inputs_and_may_grow(second: Path, tmp_path: Path) -> None:
    """Both are listed; a row that is added later changes no closed period."""
    names = {row["id"] for row in said(second, "2025Q2")["inputs"]}
    assert {"tables/reserves.csv", "tables/units.csv", "tables/fx.csv"} <= names
    register = Path(shutil.copytree(second, tmp_path / "register"))
    (register / "tables" / "reserves.csv").write_text(RESERVES + LATER)
    found = reserve_status(StatusRequest(register, dt.date(2025, 6, 30)), context())
    assert found.is_whole


def test_the_next_quarter_goes_on_and_prints_proposed_against_actual(second: Path, tmp_path: Path) -> None:
    """The breach goes on from its first day; the review's band stands against the share at the quarter's end."""
    register = Path(shutil.copytree(second, tmp_path / "register"))
    sealed = hashlib.sha256((register / "periods" / "2025Q2" / "period.json").read_bytes()).hexdigest()
    (register / "acts" / "2025-0902.toml").write_text(REVIEW.replace("SHA256", sealed))
    (register / "tables" / "reserves.csv").write_text(RESERVES + LATER)
    quote(register, "2025-07-01", "2025-07-04")
    quote(register, "2025-09-25", "2025-09-30")
    done = closed(register, "2025Q3")
    one = said(register, "2025Q3")
    share = percent(Fraction(one["review"]["proposed"]["share_excl"]) / 100)
    assert (
        f"review 2025-0902 of 2025Q2: band 0.50 % to 1.00 %, decided: keep; actual {share} %, inside the band."
    ) in close_lines(done)
    assert done.as_json()["proposed"] == one["review"]["proposed"]
    (first,) = [row for row in one["limits"] if row["limit"] == "untitled-max"]
    assert first["breaches"][0]["first_day"] == "2025-06-22"
    assert one["review"]["act"] == "2025-0902"
    assert one["review"]["faults"] == []
    assert one["review"]["reserves"]["as_of"] == "2025-07-31"
    proposed = one["review"]["proposed"]
    assert (proposed["act"], proposed["period"], proposed["decision"]) == ("2025-0902", "2025Q2", "keep")


@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_every_profile_verifies(second: Path, tmp_path: Path, profile: Profile) -> None:
    """By the product and, where it is written, by the bundle's own verifier."""
    bundle = tmp_path / "bundle"
    exported(second, "2025Q2", profile, bundle, "en")
    assert verify(VerifyRequest(bundle), context()).verification.passed
    own = subprocess.run(
        [sys.executable, "data/verify/verify_limits.py"], cwd=bundle, capture_output=True, text=True, check=False
    )
    assert own.returncode == 0, own.stdout


@pytest.mark.parametrize("profile", [Profile.PRIVATE, Profile.AUDITOR], ids=lambda profile: profile.value)
def test_the_review_page_lies_in_a_bundle_in_every_language(second: Path, tmp_path: Path, profile: Profile) -> None:
    """As a page and set, with the picture beside it; the statement has the picture, too, and the tables their rows."""
    bundle = tmp_path / "bundle"
    exported(second, "2025Q2", profile, bundle, "kk", "ru", "en")
    place = bundle / "data" / "statement"
    for code, title in (("en", "Review of limits and hedges"), ("ru", "Пересмотр лимитов"), ("kk", "Лимиттер мен")):
        drawn = (place / f"band.{code}.svg").read_text()
        for name in ("review", "statement"):
            assert drawn in (place / f"{name}.{code}.html").read_text()
            assert (place / f"{name}.{code}.pdf").read_bytes().startswith(b"%PDF")
        assert title in (place / f"review.{code}.html").read_text()
    days = (place / "shares.csv").read_text().splitlines()
    assert days[0] == "day,usd_cents,titled_sat,reserves_usd,share_excl,share_incl"
    assert len(days) == 1 + 16
    assert days[-1].startswith("2025-06-30,")
    assert ",839920000,120000000.00," in days[-1]
    assert "untitled-max,untitled_share,,2025-06-22,2025-06-30," in (place / "breaches.csv").read_text()
    assert "cover-min,cover_ratio,soft,ratio,,0.50000,,,unknown" in (place / "limits.csv").read_text()
    numbers = {step.number: step.verdict for step in verify(VerifyRequest(bundle), context()).verification.steps}
    assert numbers["8.2"] is StepVerdict.PASS


def test_the_public_is_told_kind_and_day_alone(second: Path, tmp_path: Path) -> None:
    """No figure of a limit, no name of one, no act, no transaction."""
    bundle = tmp_path / "bundle"
    exported(second, "2025Q2", Profile.PUBLIC, bundle, "en")
    found = json.loads((bundle / "data" / "public.json").read_bytes())
    assert {"kind": "untitled_share", "day": "2025-06-30"} in found["breaches"]
    assert found["limits"][0] == {
        "kind": "share_excl", "severity": "hard", "unit": "percent", "max": None, "min": None, "broken": False,
    }  # fmt: skip
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and path.suffix in (".json", ".html", ".csv"):
            text = path.read_text()
            assert "untitled-max" not in text
            assert "2025-0900" not in text
    page = (bundle / "data" / "statement" / "statement.en.html").read_text()
    assert "share without title" in page
    assert "Limits broken, by kind and first day" in page


def test_a_table_that_is_wrong_names_its_lines(register: Path) -> None:
    """A check ends with 2, every fault at once; a status says that limits are not measured, and what is held."""
    (register / "tables" / "reserves.csv").write_text(RESERVES + "2025-07-31,2025-07-01,1,,,,,false,x,\n")
    (register / "tables" / "units.csv").write_text("fund\n")
    wrong = (
        "tables/reserves.csv line 3: published: expected a day not before as_of",
        "tables/units.csv: expected the header",
    )
    checked = tracer("reserve", "check", str(register))
    assert checked.code == 2
    assert all(text in checked.err for text in wrong)
    found = reserve_status(StatusRequest(register), context())
    texts = [each.text for each in found.status.alarms if each.kind == "limit" and each.severity is Severity.HARD]
    assert [text.partition(text_of)[1] for text, text_of in zip(texts, wrong, strict=True)] == list(wrong)
    assert all(text.startswith("limits are not measured: ") for text in texts)
    assert (found.exit_code, found.status.limits) == (1, None)
    assert found.status.held > 0


RAISED = act_file("2025-0804", "2025-06-25", "untitled-max", kind='"untitled_share"', max='"0.99"', severity='"hard"',
                  from_="2025-06-25")  # fmt: skip


def edited(register: Path, was: str, now: str) -> None:
    """Change a text of `register.toml` that stands there once."""
    text = (register / "register.toml").read_text()
    assert text.count(was) == 1
    (register / "register.toml").write_text(text.replace(was, now))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('max = "0.10"', 'max = "0.99"', "max is 0.99, but act 2025-0802 set 0.1: a limit changes by an act"),
        ('severity = "hard"\nset_by = "2025-0802"', 'severity = "soft"\nset_by = "2025-0802"', "severity is soft, but"),
        ("from = 2025-06-22", "from = 2025-07-22", "from is 2025-07-22, but act 2025-0802 set 2025-06-22"),
        ("2025-0802", "2025-0801", "set_by: act 2025-0801 is no convention named limit/untitled-max"),
        ('set_by = "2025-0802"\n', "", "set_by: missing; expected the act of kind convention named limit/untitled-max"),
        ('id = "untitled-max"', 'id = "another"', "is missing, but act 2025-0802 set it: put it back, or end it"),
    ],
    ids=["max", "severity", "from", "another act", "no act", "gone"],
)
def test_who_edits_the_register_alone_moves_no_limit(register: Path, was: str, now: str, told: str) -> None:
    """The check ends with 2, the status with 1 and with the breach as before, and nothing closes."""
    before = alarms(register, "2025-06-30")
    edited(register, was, now)
    checked = tracer("reserve", "check", str(register))
    assert checked.code == 2
    assert told in checked.err
    found = reserve_status(StatusRequest(register, dt.date(2025, 6, 30)), context())
    texts = [each.text for each in found.status.alarms if each.severity is Severity.HARD]
    assert any(told in text for text in texts)
    assert set(before) <= set(texts)
    with pytest.raises(TracerError, match="untitled-max"):
        close(CloseRequest(register, "2025Q2"), context())


def test_a_limit_that_is_raised_holds_from_its_act_on(register: Path) -> None:
    """The days before stay broken under the one before, and are told as cured on its first day."""
    edited(register, 'max = "0.10"', 'max = "0.99"')
    edited(register, "2025-0802", "2025-0804")
    edited(register, "from = 2025-06-22", "from = 2025-06-25")
    (register / "acts" / "2025-0804.toml").write_text(RAISED)
    assert tracer("reserve", "check", str(register)).code == 0
    assert alarms(register, "2025-06-24")[0].startswith("limit untitled-max is broken since 2025-06-22")
    assert alarms(register, "2025-06-30") == []
    closed(register, "2025Q2")
    (row,) = [row for row in said(register, "2025Q2")["limits"] if row["limit"] == "untitled-max"]
    (breach,) = row["breaches"]
    assert (breach["first_day"], breach["last_day"], breach["cured"]) == ("2025-06-22", "2025-06-24", "2025-06-25")
    assert (row["max"], row["from"], row["set_by"], row["state"]) == ("99.00000", "2025-06-25", "2025-0804", "within")


def test_an_act_that_begins_before_itself_is_refused(register: Path) -> None:
    """And what it would change is measured as before."""
    edited(register, 'max = "0.10"', 'max = "0.99"')
    edited(register, "2025-0802", "2025-0804")
    (register / "acts" / "2025-0804.toml").write_text(RAISED.replace("from = 2025-06-25", "from = 2025-06-22"))
    checked = tracer("reserve", "check", str(register))
    assert checked.code == 2
    assert "acts/2025-0804.toml: values.from: 2025-06-22 lies before 2025-06-25, the day of the act" in checked.err
    assert alarms(register, "2025-06-24")[0].startswith("limit untitled-max is broken since 2025-06-22")


def test_no_act_of_later_changes_a_closed_period(second: Path, tmp_path: Path) -> None:
    """Not even one that is dated in it."""
    register = Path(shutil.copytree(second, tmp_path / "register"))
    edited(register, 'max = "0.10"', 'max = "0.99"')
    edited(register, "2025-0802", "2025-0804")
    edited(register, "from = 2025-06-22", "from = 2025-06-25")
    (register / "acts" / "2025-0804.toml").write_text(RAISED)
    checked = tracer("reserve", "check", str(register))
    assert checked.code == 2
    assert "limit that is set later begins after 2025-06-30" in checked.err


NET = """id = "2025-0950"
kind = "convention"
date = 2025-06-01
signed_by = ["K. Example", "S. Sample"]
name = "reserves/1"
values = { reserves = "gross" }
"""
CORRECTED = """id = "2025-0951"
kind = "correction"
date = 2025-07-25
text = { file = "texts/2024-0002.txt", sha256 = "SHA256" }
signed_by = ["K. Example", "S. Sample"]
corrects = "2025-0950"

[replacement]
kind = "convention"
date = 2025-06-01
name = "reserves/1"
values = { reserves = "net" }
"""


def test_shares_alone_restate_a_period(made: Path, tmp_path: Path) -> None:
    """Net reserves instead of gross ones: no satoshi and no money changes, each share does, and it is restated."""
    register = Path(shutil.copytree(made, tmp_path / "register"))
    (register / "acts" / "2025-0900.toml").write_text(WAIVER)
    (register / "acts" / "2025-0950.toml").write_text(NET)
    closed(register, "2025Q2")
    digest = hashlib.sha256((register / "texts/2024-0002.txt").read_bytes()).hexdigest()
    (register / "acts" / "2025-0951.toml").write_text(CORRECTED.replace("SHA256", digest))
    close(CloseRequest(register, "2025Q2-r1"), context())
    was, now = said(register, "2025Q2"), said(register, "2025Q2-r1")
    restates = now["restates"]
    assert (restates["acts"], restates["reason"]) == (["2025-0951"], "2025-0951 corrects 2025-0950")
    names = [row["figure"] for row in restates["figures"]]
    assert all(name.startswith(("limits.", "review.")) for name in names)
    assert {"review.share_excl", "limits.share-max.actual.value", "review.reserves.kind"} <= {*names}
    assert (was["value"], was["title_sat"]) == (now["value"], now["title_sat"])
    shares = {row["figure"]: (row["was"], row["is"]) for row in restates["figures"]}["review.share_excl"]
    titled = Fraction(int(was["value"]["usd_cents"]["closing"]), 100)
    assert [
        abs(Fraction(share) - 100 * titled / usd) < Fraction(1, 10_000)
        for share, usd in zip(shares, (120_000_000, 100_000_000), strict=True)
    ] == [True, True]
    exported(register, "2025Q2-r1", Profile.PRIVATE, bundle := tmp_path / "bundle", "en")
    page = (bundle / "data/statement/statement.en.html").read_text()
    assert "2025-0951 corrects 2025-0950" in page
    assert shares[0] in page


SECURITY = {
    "sites": '[[site]]\nid = "S-1"\nkind = "vault"\ncity = "Almaty"\nowner = "Example"\n',
    "policies": """[[policy]]
id = "P-1"
insurer = "Example Insurance"
number = "7"
perils = ["theft by outsiders"]
limit = "600000.00"
currency = "USD"
insured = "Example"
wallets = ["Agency seizure wallet", "Enforcement service", "State reserve wallet", "Border seizure wallet",
  "Old Agency address"]
sites = ["S-1"]
from = 2025-01-01
until = 2026-01-01
reviewed = 2025-01-01
""",
}


def test_insurance_is_measured_and_its_bundle_verifies(made: Path, tmp_path: Path) -> None:
    """By peril against the day's value; the statement has what it was measured by, and no file of `security/`."""
    register = Path(shutil.copytree(made, tmp_path / "register"))
    (register / "security").mkdir()
    for name, text in SECURITY.items():
        (register / "security" / f"{name}.toml").write_text(text)
    (register / "acts" / "2025-0900.toml").write_text(WAIVER)
    closed(register, "2025Q2")
    one = said(register, "2025Q2")
    (row,) = [row for row in one["limits"] if row["limit"] == "cover-min"]
    held, cents = int(one["books_sat"]["closing"]), int(one["value"]["fixing"]["usd_cents"])
    ratio = Fraction(60_000_000, round(Fraction(held * cents, 10**8)))
    state = "breached" if ratio < Fraction(1, 2) else "within"
    assert row["actual"] == [
        {"subject": "theft by outsiders", "value": percent(ratio / 100, 5), "state": state, "why": None}
    ]
    assert one["review"]["custody"]["policies"]["P-1"]["limit"] == "60000000"
    (register / "security" / "policies.toml").unlink()
    assert tracer("reserve", "check", str(register)).code == 0
    for profile in Profile:
        bundle = tmp_path / profile.value
        exported(register, "2025Q2", profile, bundle, "en", "ru", "kk")
        assert not list(bundle.rglob("policies*"))
        assert verify(VerifyRequest(bundle), context()).verification.passed
        own = subprocess.run(
            [sys.executable, "data/verify/verify_limits.py"], cwd=bundle, capture_output=True, text=True, check=False
        )
        assert own.returncode == 0, own.stdout


OUT = """
[[limit]]
id = "out-max"
kind = "day_out_sat"
max = "1"
severity = "hard"
set_by = "2025-0805"
from = 2025-06-01
"""
OUT_ACT = act_file("2025-0805", "2025-05-30", "out-max", kind='"day_out_sat"', max='"1"', severity='"hard"',
                   from_="2025-06-01")  # fmt: skip


def unpriced(folder: Path, limits: str, *acts: tuple[str, str]) -> Path:
    """Return a register without a price and with limits, its second quarter observed."""
    register = begun(folder)
    edited(register, "[[account]]", f"{limits}\n[[account]]")
    (register / "tables").mkdir()
    (register / "tables" / "reserves.csv").write_text(RESERVES)
    for number, text in acts:
        (register / "acts" / f"{number}.toml").write_text(text)
    file_acts(register, LAST_ACTS["2025Q2"])
    look(register, "2025-06-30")
    return register


def test_without_a_price_a_hard_limit_on_it_is_broken(tmp_path: Path) -> None:
    """As unknown: the status ends with 1 and nothing closes; a soft one is warned of, and closes."""
    share = LIMITS.partition("\n\n")[0]
    register = unpriced(tmp_path, share, ("2025-0801", SHARE))
    why = "unknown, no fixing of a day that is looked at is on file; no waiver covers it."
    assert [text.partition(": ")[2] for text in alarms(register, "2025-06-30")] == [why]
    with pytest.raises(TracerError, match="limit share-max is broken since 2025-06-01: unknown, no fixing"):
        close(CloseRequest(register, "2025Q2"), context())
    edited(register, '"hard"', '"soft"')
    (register / "acts" / "2025-0801.toml").write_text(SHARE.replace('"hard"', '"soft"'))
    done = closed(register, "2025Q2")
    assert "limit share-max is unknown: no fixing of a day that is looked at is on file." in close_lines(done)
    (row,) = said(register, "2025Q2")["limits"]
    assert (row["state"], row["day"], row["breaches"]) == ("unknown", None, [])
    assert "tables/reserves.csv" in {each["id"] for each in said(register, "2025Q2")["inputs"]}


def test_without_a_price_what_needs_none_is_measured(tmp_path: Path) -> None:
    """Every day, by the status and the closing: the fee of the consolidation left; the bundles verify."""
    register = unpriced(tmp_path, OUT, ("2025-0805", OUT_ACT))
    (told,) = alarms(register, "2025-06-24")
    assert told.startswith("limit out-max is broken since 2025-06-24: 50000 satoshi at worst, cause movement (")
    closed(register, "2025Q2")
    (row,) = said(register, "2025Q2")["limits"]
    (breach,) = row["breaches"]
    assert (breach["peak"], breach["last_day"], breach["cured"]) == ("50000", "2025-06-24", "2025-06-25")
    assert (said(register, "2025Q2")["value"], row["day"]) == (None, "2025-06-30")
    for profile in (Profile.PRIVATE, Profile.PUBLIC):
        bundle = tmp_path / profile.value
        exported(register, "2025Q2", profile, bundle, "en")
        assert verify(VerifyRequest(bundle), context()).verification.passed
        own = subprocess.run(
            [sys.executable, "data/verify/verify_limits.py"], cwd=bundle, capture_output=True, text=True, check=False
        )
        assert own.returncode == 0, own.stdout


def dear(folder: Path, days: int) -> Path:
    """Return a register whose titled coins may be worth 880,500 dollars at most, with so many days to cure that.

    8.3992 BTC with title are worth 880,463.02 by the fixing of 26 June 2025, 887,520.53 on the day after, 880,563.06 on
    the 30th, and 874,903.84 on 1 July.
    """
    terms = {"kind": '"value_usd"', "max": '"880500.00"', "severity": '"hard"', "cure_days": f"{days}"}
    stated = "\n".join(f"{key} = {text}" for key, text in terms.items())
    limit = f'\n[[limit]]\nid = "dear"\n{stated}\nset_by = "2025-0806"\nfrom = 2025-06-26\n'
    register = begun_with_price(folder, limit)
    text = act_file("2025-0806", "2025-05-30", "dear", **terms, from_="2025-06-26")
    (register / "acts" / "2025-0806.toml").write_text(text)
    quote(register, "2025-06-25", "2025-06-30")
    return register


def test_a_hard_breach_by_the_price_is_cured_in_time(tmp_path: Path) -> None:
    """Up to its last day to cure a period closes over it; the next statement says on which day it held again."""
    register = dear(tmp_path, 3)
    done = closed(register, "2025Q2")
    assert close_lines(done)[-1].startswith("limit dear is broken since 2025-06-27: ")
    assert close_lines(done)[-1].endswith(" USD at worst, cause market; to be cured by 2025-06-30.")
    ((breach,),) = (row["breaches"] for row in said(register, "2025Q2")["limits"])
    assert (breach["first_day"], breach["last_day"], breach["cure_by"]) == ("2025-06-27", "2025-06-30", "2025-06-30")
    assert (breach["cause"], breach["cured"]) == ("market", None)
    quote(register, "2025-07-01", "2025-07-01")
    assert alarms(register, "2025-07-01") == []
    quote(register, "2025-09-30", "2025-09-30")
    closed(register, "2025Q3")
    (row,) = said(register, "2025Q3")["limits"]
    assert row["state"] == "within"
    assert row["breaches"] == [{**breach, "cured": "2025-07-01"}]
    exported(register, "2025Q3", Profile.PRIVATE, tmp_path / "bundle")
    assert verify(VerifyRequest(tmp_path / "bundle"), context()).verification.passed
    alone = subprocess.run(
        [sys.executable, "data/verify/verify_limits.py"], cwd=tmp_path / "bundle", capture_output=True, text=True
    )
    assert alone.returncode == 0, alone.stdout


def test_a_hard_breach_that_was_not_cured_in_time_closes_nothing(tmp_path: Path) -> None:
    """From the day after its last day to cure; the status of the day before it only warns."""
    register = dear(tmp_path, 2)
    with pytest.raises(TracerError) as error:
        closed(register, "2025Q2")
    assert error.value.exit_code == 1
    assert str(error.value).startswith("limit dear is broken since 2025-06-27: ")
    assert str(error.value).endswith("; it was to be cured by 2025-06-29, and no waiver covers it.")
    assert not (register / "periods" / "2025Q2").exists()
    assert alarms(register, "2025-06-29") == []
    assert alarms(register, "2025-06-30") == [str(error.value)]


PRICE = demonstration_quotes.PRICE


@pytest.mark.parametrize("gone", [PRICE, LIMITS, PRICE + LIMITS], ids=["price", "limits", "both"])
def test_what_is_deleted_after_a_period_was_closed_silences_nothing(second: Path, tmp_path: Path, gone: str) -> None:
    """Without `[price]` or limits: every alarm stands as before, what is gone is named, and nothing closes."""
    register = Path(shutil.copytree(second, tmp_path / "register"))
    quote(register, "2025-07-01", "2025-07-04")
    file_acts(register, LAST_ACTS["2025Q3"])
    admit(register, 1)
    look(register, "2025-09-30")
    look(register, "2025-12-31")
    before = alarms(register, "2025-11-05")
    assert any(text.startswith("limit untitled-max is broken since 2025-06-22") for text in before)
    text = (register / "register.toml").read_text()
    assert text.count(gone) == 1
    (register / "register.toml").write_text(text.replace(gone, ""))
    assert set(before) <= set(alarms(register, "2025-11-05"))
    found = reserve_status(StatusRequest(register, dt.date(2025, 11, 5)), context())
    texts = " ".join(each.text for each in found.status.alarms if each.severity is Severity.HARD)
    named = {PRICE: "price is none and was set when 2025Q2 was closed", LIMITS: 'limit "share-max" is missing, but act'}
    assert all(said in texts for table, said in named.items() if table in gone)
    with pytest.raises(TracerError) as error:
        close(CloseRequest(register, "2025Q3"), context())
    assert all(said in str(error.value) for table, said in named.items() if table in gone)


def _hard(register: Path) -> list[str]:
    found = reserve_status(StatusRequest(register, dt.date(2025, 7, 5)), context())
    return [each.text for each in found.status.alarms if each.severity is Severity.HARD]


def _seen(register: Path) -> list[str]:
    return [fault.text for fault in look(register, "2025-09-30").observation.faults]


def test_a_row_of_a_closed_period_s_days_is_told_everywhere(second: Path, tmp_path: Path) -> None:
    """A figure typed later for a day of the closed quarter: every look alarms, check ends with 2, nothing closes.

    A row of a later day is no change: neither a look nor a status says anything of the table.
    """
    register = Path(shutil.copytree(second, tmp_path / "register"))
    file_acts(register, LAST_ACTS["2025Q3"])
    admit(register, 1)
    table = register / "tables" / "reserves.csv"
    table.write_text(RESERVES + LATER)
    assert not [text for text in _seen(register) if "tables/" in text]
    assert not [text for text in _hard(register) if "tables/" in text]
    table.write_text(RESERVES + "2025-05-31,2025-06-20,99000000000,99000000000,,,,false,typed later,\n" + LATER)
    said = "tables/reserves.csv: a row of 2025-06-20 was added after 2025Q2 was closed."
    assert [text for text in _hard(register) if text.startswith(said)]
    assert [text for text in _seen(register) if text.startswith(said)]
    checked = tracer("reserve", "check", str(register))
    assert checked.code == 2
    assert said in checked.err
    with pytest.raises(TracerError, match="a row of 2025-06-20 was added after 2025Q2 was closed"):
        close(CloseRequest(register, "2025Q3"), context())
