"""Limits of a sealed statement computed again without the tracer: as stated, and every changed value found or named."""

import contextlib
import copy
import hashlib
import io
import json
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counts import chosen
from tests.operations.test_reserve_limits import ACTS, HEDGE, LATER, LIMITS, RESERVES, REVIEW, WAIVER
from tests.reserve.changed_values import leaves, others
from tests.reserve.closing import closed, exported
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.priced import begun_with_price, quote
from tests.reserve.verifying import ITEM, run
from tests.stand_alone import OF_ITS_LIMITS, OF_ITS_MONEY
from tracer.reserve.profiles import Profile

QUARTER = "2025Q3"
LEFT = re.compile(r"review\.(act|proposed|faults|units|custody)\b")
"""Places that item L4 names as not checked, or another file checks."""
MORE = {
    "day-out": ("day_out_sat", '"1000000"', "0"),
    "wallet": ("wallet_share", '"0.40"', "0"),
    "unhedged": ("unhedged_sat", '"500000000"', "0"),
    "counterparty": ("counterparty_usd", '"4000.00"', "0"),
    "held-max": ("value_usd", '"10000.00"', "20"),
    "age": ("denominator_age_days", '"60"', "0"),
}
"""Soft limits beside those of the story: kind, greatest, days to cure."""
OPTION = (
    HEDGE.replace("2025-0901", "2025-0903")
    .replace('"future"', '"put"')
    .replace("price = ", "strike = ")
    .replace("count = 4", "count = 2")
    .replace("Example Bank", "bank  EXAMPLE")
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with limits of many kinds, positions, a review, and two quarters closed."""
    rows = "".join(
        f'\n[[limit]]\nid = "{name}"\nkind = "{kind}"\nmax = {most}\nseverity = "soft"\ncure_days = {cure}\n'
        f'set_by = "2025-08{number}"\nfrom = 2025-06-20\n'
        for number, (name, (kind, most, cure)) in enumerate(MORE.items(), start=11)
    )
    folder = begun_with_price(tmp_path_factory.mktemp("alone"), LIMITS + rows)
    (folder / "tables" / "reserves.csv").write_text(RESERVES)
    for number, text in (*ACTS.items(), ("2025-0901", HEDGE), ("2025-0903", OPTION), ("2025-0900", WAIVER)):
        (folder / "acts" / f"{number}.toml").write_text(text)
    for at, (name, (kind, most, cure)) in enumerate(MORE.items(), start=11):
        terms = {"kind": f'"{kind}"', "max": most, "severity": '"soft"', "cure_days": cure, "from_": "2025-06-20"}
        (folder / "acts" / f"2025-08{at}.toml").write_text(act_file(f"2025-08{at}", "2025-05-30", name, **terms))
    quote(folder, "2025-06-15", "2025-07-10")
    closed(folder, "2025Q2")
    digest = hashlib.sha256((folder / "periods/2025Q2/period.json").read_bytes()).hexdigest()
    (folder / "acts" / "2025-0902.toml").write_text(REVIEW.replace("SHA256", digest))
    (folder / "tables" / "reserves.csv").write_text(RESERVES + LATER)
    quote(folder, "2025-09-20", "2025-09-30")
    closed(folder, QUARTER)
    return folder


@pytest.fixture(scope="module")
def bundle(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its private bundle of the later quarter."""
    folder = tmp_path_factory.mktemp("sealed") / "private"
    exported(register, QUARTER, Profile.PRIVATE, folder)
    return folder


def loaded(path: Path, name: str) -> types.ModuleType:
    """Return a stand-alone program as a module."""
    module = types.ModuleType(name)
    module.__file__ = str(path)
    exec(compile(path.read_text(), str(path), "exec"), vars(module))
    return module


@pytest.fixture(scope="module")
def series(bundle: Path) -> Any:
    """Return the days that the program computes of the bundle, and the program."""
    program, money = loaded(OF_ITS_LIMITS, "verify_limits"), loaded(OF_ITS_MONEY, "verify_money")
    return program, program.opened(str(bundle), money, money.beside_title())


@pytest.mark.parametrize("profile", [Profile.PRIVATE, Profile.AUDITOR])
@pytest.mark.parametrize("period", ["2025Q2", QUARTER])
def test_limits_are_computed_again_without_the_tracer(
    register: Path, tmp_path: Path, profile: Profile, period: str
) -> None:
    """By the bundle's own file, of both quarters, with persons named and withheld; the file before it names it."""
    exported(register, period, profile, tmp_path / "bundle")
    programs = tmp_path / "bundle/data/verify"
    found = run(tmp_path / "bundle", program=programs / "verify_limits.py")
    assert (found.code, found.failed) == (0, [])
    assert {found.verdicts[title] for title in ("limits", "breaches", "beside the limits")} == {"PASS"}
    before = run(tmp_path / "bundle", program=programs / "verify_money.py")
    assert (before.code, before.failed) == (4, [])


def test_a_public_bundle_names_what_it_does_not_show(register: Path, tmp_path: Path) -> None:
    """Its limits are published without what they are measured by: nothing of them is said to be right."""
    exported(register, QUARTER, Profile.PUBLIC, tmp_path / "bundle")
    found = run(tmp_path / "bundle", program=tmp_path / "bundle/data/verify/verify_limits.py")
    assert (found.code, found.failed) == (0, [])
    assert found.verdicts["limits"] == found.verdicts["breaches"] == "NOT-CHECKED"


def test_the_period_has_limits_of_many_kinds(series: Any) -> None:
    """Breaches that were carried over, cured, waived, and of more than two causes, so that changes meet them all."""
    limits = series[1].period["limits"]
    rows = [row for limit in limits for row in limit["breaches"]]
    assert len({limit["kind"] for limit in limits}) == 9
    assert {row["cause"] for row in rows} >= {"movement", "limit", "denominator"}
    assert any(row["cured"] for row in rows)
    assert any(row["decision_act"] for row in rows)
    assert {limit["state"] for limit in limits} == {"within", "breached", "unknown"}


def test_the_reference_names_every_key(series: Any) -> None:
    """Of a limit, of what it measures, of a breach and of what stands beside them, and no key that is not there."""
    told = Path("docs/reserve-bundle.md").read_text().splitlines()
    limits = next(line for line in told if line.startswith('| `limits` | `[{"limit"'))
    review = next(line for line in told if line.startswith("| `review` |") and "proposed" in line)
    period = series[1].period
    rows = period["limits"]
    keys = {key for row in rows for each in (row, *row["breaches"], *row["actual"]) for key in each}
    assert set(re.findall(r'"(\w+)"', limits)) == keys
    assert set(re.findall(r'"(\w+)"', review)) | {"custody"} == set(period["review"]) | {"custody"}


def changes(period: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """Return each value of the limits and of what stands beside them, with another one as near as can be."""
    found = [((key, *place), old) for key in ("limits", "review") for place, old in leaves(period[key])]
    return [(place, other) for place, old in found for other in others(old)]


def faults(series: Any, period: Any) -> Iterator[str]:
    """Yield what the program finds of a statement that says something else."""
    program, days = series
    days.period = period
    for _, _, check in program.CHECKS:
        yield from check(days)


def test_a_thousand_changed_values_are_found_or_named(series: Any) -> None:
    """Every value of every limit and breach, and beside them each that item L4 does not name."""
    whole = series[1].period
    every = changes(whole)
    assert len(every) >= 1_000
    kinds = chosen(every, lambda change: tuple(key for key in change[0] if isinstance(key, str)), suite=2)
    passed = []
    try:
        for place, other in kinds:
            period = copy.deepcopy(whole)
            at = period
            for key in place[:-1]:
                at = at[key]
            at[place[-1]] = other
            if not next(faults(series, period), None):
                passed.append(".".join(map(str, place)))
    finally:
        series[1].period = whole
    assert [place for place in passed if not LEFT.match(place)] == []
    assert passed
    assert "period.review proposed, faults, units and custody" in series[0].LEFT


def test_a_breach_left_out_or_made_up_is_found(series: Any) -> None:
    """And a limit that is left out, or a waiver put to a breach that none covered."""
    whole = series[1].period
    try:
        for what in ("breach", "limit", "twice", "waiver"):
            period = copy.deepcopy(whole)
            rows = next(limit["breaches"] for limit in period["limits"] if limit["breaches"])
            if what == "breach":
                rows.pop()
            elif what == "twice":
                rows.append(rows[0])
            elif what == "limit":
                period["limits"].pop()
            else:
                open_row = next(
                    row for limit in period["limits"] for row in limit["breaches"] if not row["decision_act"]
                )
                open_row.update(decision_act="2025-0900", waived_until="2025-10-31")
            assert list(faults(series, period)), what
    finally:
        series[1].period = whole


def test_it_says_what_it_does_not_check(bundle: Path) -> None:
    """Its last line names it, with the command; without verify_money.py beside it, it says so and checks nothing."""
    program = loaded(OF_ITS_LIMITS, "verify_limits")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert program.main([str(bundle)]) == 0
    (left,) = [line for line in said.getvalue().splitlines() if line.startswith("NOT-CHECKED L4")]
    assert left.endswith("tracer verify BUNDLE")
    assert said.getvalue().endswith("\nNOTHING FAILED of what can be checked here.\n")
    assert ITEM.match(said.getvalue().splitlines()[0])
    errors = io.StringIO()
    program.__file__ = "/nowhere/verify_limits.py"
    with contextlib.redirect_stderr(errors):
        assert program.main([str(bundle)]) == 2
    assert "verify_money.py is not here" in errors.getvalue()
    assert json.loads((bundle / "data/bundle.json").read_bytes())["profile"] == "private"
