"""Where limits, positions and reserves change on a day: a sealed statement computed again without the tracer."""

from pathlib import Path
from typing import Any

import pytest

from tests.operations.test_reserve_limits import ACTS, HEDGE, LIMITS, WAIVER, said
from tests.reserve.closing import DOCUMENT, closed, exported
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.priced import begun_with_price, quote
from tests.reserve.verifying import run
from tracer.reserve.limits.denominators import COLUMNS
from tracer.reserve.profiles import Profile

ROWS = (
    "2025-07-31,2025-09-05,100000000,80000000,,,,true,second publication,",
    "2025-07-31,2025-08-20,99000000,70000000,,,,true,first publication,",
    "2025-04-30,2025-05-20,120000000,100000000,,,,false,National Bank (example),",
)
"""Reserves that hold the coins already, two publications of one day, the later one first in the file."""
NET = """id = "{number}"
kind = "convention"
date = {day}
signed_by = ["K. Example", "S. Sample"]
name = "reserves/{version}"
values = {{ reserves = "{which}" }}
"""
SOFT: dict[str, dict[str, str]] = {
    "share-min": {"kind": '"share_excl"', "min": '"0.5"', "from_": "2025-06-01"},
    "age": {"kind": '"denominator_age_days"', "max": '"30"', "from_": "2025-06-01"},
    "keeper": {"kind": '"custodian_share"', "max": '"0.01"', "from_": "2025-06-01"},
    "out": {"kind": '"day_out_sat"', "max": '"100000"', "from_": "2025-06-01"},
    "unhedged": {"kind": '"unhedged_sat"', "max": '"1000"', "from_": "2025-06-01"},
    "value": {"kind": '"value_usd"', "min": '"878000.00"', "from_": "2025-07-02"},
}
"""Soft limits beside those of the story, each set by an act of its own."""


def limited(folder: Path) -> Path:
    """Return the register with limits that acts set anew and end, positions that end, and reserves as in `ROWS`."""
    acts = dict(ACTS)
    more = ""
    for at, (name, values) in enumerate(SOFT.items(), start=11):
        acts[f"2025-08{at}"] = act_file(f"2025-08{at}", "2025-05-30", name, severity='"soft"', **values)
        stated = "".join(f"{key.rstrip('_')} = {text}\n" for key, text in values.items())
        more += f'\n[[limit]]\nid = "{name}"\n{stated}severity = "soft"\nset_by = "2025-08{at}"\n'
    loose = {"kind": '"unhedged_sat"', "severity": '"soft"'}
    acts["2025-0850"] = act_file("2025-0850", "2025-06-01", "turned", max='"1000"', from_="2025-06-01", **loose)
    acts["2025-0849"] = act_file("2025-0849", "2025-07-10", "turned", max='"900000000000"', from_="2025-07-10", **loose)
    acts["2025-0851"] = act_file("2025-0851", "2025-06-01", "ended", max='"1000"', from_="2025-06-01", **loose)
    acts["2025-0852"] = act_file("2025-0852", "2025-07-10", "ended", until="2025-07-15")
    acts["2025-0855"] = act_file("2025-0855", "2025-06-01", "quiet", max='"900000000000"', from_="2025-06-01", **loose)
    acts["2025-0856"] = act_file("2025-0856", "2025-07-10", "quiet", until="2025-07-15")
    acts["2025-0854"] = NET.format(number="2025-0854", day="2025-06-01", version=1, which="gross")
    acts["2025-0853"] = NET.format(number="2025-0853", day="2025-07-01", version=2, which="net")
    acts["2025-0900"] = WAIVER
    acts["2025-0901"] = HEDGE.replace("2025-12-20", "2025-09-30")
    acts["2025-0904"] = HEDGE.replace("2025-0901", "2025-0904").replace("count = 4", "count = 2")
    end = acts["2025-0904"].replace("2025-0904", "2025-0905").replace('"K. Example"', '"K. Example", "S. Sample"')
    end = end.replace('kind = "hedge"', 'kind = "hedge"\nsupersedes = "2025-0904"\nclosed = 2025-09-30\n' + DOCUMENT)
    acts["2025-0905"] = end.replace("date = 2025-06-20", "date = 2025-09-30")
    more += (
        '\n[[limit]]\nid = "turned"\nkind = "unhedged_sat"\nmax = "900000000000"\nseverity = "soft"\n'
        'set_by = "2025-0849"\nfrom = 2025-07-10\n'
    )
    register = begun_with_price(folder, LIMITS + more)
    for number, text in acts.items():
        (register / "acts" / f"{number}.toml").write_text(text)
    (register / "tables" / "reserves.csv").write_text("\n".join((",".join(COLUMNS), *ROWS, "")))
    return register


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with two quarters closed; the later one has fixings of two days, far from each other."""
    folder = limited(tmp_path_factory.mktemp("edges"))
    quote(folder, "2025-06-25", "2025-06-30")
    closed(folder, "2025Q2")
    quote(folder, "2025-07-02", "2025-07-02")
    quote(folder, "2025-09-30", "2025-09-30")
    closed(folder, "2025Q3")
    return folder


@pytest.mark.parametrize("period", ["2025Q2", "2025Q3"])
def test_limits_that_change_are_computed_again(register: Path, tmp_path: Path, period: str) -> None:
    """Without the tracer every limit, every breach and what stands beside them is as the sealed statement has it."""
    exported(register, period, Profile.PRIVATE, tmp_path / "bundle")
    found = run(tmp_path / "bundle", program=tmp_path / "bundle/data/verify/verify_limits.py")
    assert found.failed == []
    assert {found.verdicts[title] for title in ("limits", "breaches", "beside the limits")} == {"PASS"}


def test_a_limit_holds_until_the_day_before_the_next(register: Path) -> None:
    """The version before is cured on the first day of a looser one; one that an act ends holds that day too."""
    rows: Any = {row["limit"]: row for row in said(register, "2025Q3")["limits"]}
    assert (rows["turned"]["from"], rows["turned"]["state"]) == ("2025-07-10", "within")
    assert [(each["last_day"], each["cured"]) for each in rows["turned"]["breaches"]] == [("2025-07-09", "2025-07-10")]
    assert [(each["last_day"], each["cured"]) for each in rows["ended"]["breaches"]] == [("2025-07-15", "2025-07-16")]
    assert rows["ended"]["state"] is None
    assert (rows["quiet"]["state"], rows["quiet"]["breaches"]) == (None, [])


def test_the_first_day_is_compared_with_the_last_fixing_of_the_period_before(register: Path) -> None:
    """A limit that begins with the first fixing is broken by the price, which fell, and not by itself.

    By hand: 8.3992 BTC are worth 880,563.06 at 104,838.92 of 30 June, and 876,836.67 at 104,395.26 of 2 July; the least
    is 878,000.
    """
    rows: Any = {row["limit"]: row for row in said(register, "2025Q3")["limits"]}
    first = rows["value"]["breaches"][0]
    assert (first["first_day"], first["cause"], first["acts"]) == ("2025-07-02", "market", [])


def test_reserves_of_a_day_are_the_last_publication_as_the_last_act_says(register: Path) -> None:
    """Net by the act of the later day though its number is lower; of two publications of one day the later one."""
    found: Any = said(register, "2025Q3")["review"]
    assert (found["reserves"]["net_usd"], found["reserves"]["kind"]) == ("80000000.00", "net")
    assert (found["reserves"]["set_by"], found["reserves"]["includes_crypto"]) == ("2025-0853", True)


def test_a_position_counts_on_the_day_it_expires_and_not_on_that_it_was_closed(register: Path) -> None:
    """Four short to the last day of the quarter; two more that were closed on that day do not count."""
    found: Any = said(register, "2025Q3")["review"]
    assert found["exposure"]["short_sat"] == "400000000"
    assert [each["act"] for each in found["hedges"]] == ["2025-0901"]
