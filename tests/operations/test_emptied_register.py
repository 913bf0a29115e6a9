"""A register whose coins have all gone: no share of nothing is computed, and everything else goes on."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.closing import context, salt
from tests.reserve.priced import file_rates, quote
from tests.reserve.verifying import run
from tests.reserve_story import BLOCKS, TXIDS
from tracer.operations import demonstration_quotes, reserve_export
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_export import StatementExportRequest
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.sources import ChainSource
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile

REGISTER = """[register]
name = "EMPTIED"
body = "Enforcement Service (example)"
network = "regtest"
zone = "Asia/Almaty"
languages = ["en"]
currency = "KZT"

[[wallet]]
name = "Enforcement service"
body = "Enforcement Service (example)"
stage = "reserve"
addresses = ["bcrt1q70xwpfl3n4uaefxxz72qgg0wya5g0fnut5jze6"]
"""
LIMITS = {
    "one-wallet": {"kind": '"wallet_share"', "max": '"0.50"', "severity": '"soft"', "from": "2025-05-01"},
    "untitled-max": {"kind": '"untitled_share"', "max": '"0.50"', "severity": '"hard"', "from": "2025-05-01"},
    "share": {
        "kind": '"share_excl"', "max": '"0.0100"', "min": '"0.0010"', "severity": '"soft"', "from": "2025-05-01"
    },
    "later": {"kind": '"value_usd"', "max": '"1.00"', "severity": '"hard"', "from": "2030-01-01"},
}  # fmt: skip
"""The limits with their keys as TOML writes them."""
ORDER = f"""authority = "Court of Example City"
order = "1-1/2025"
order_kind = "forfeiture"
in_force = 2025-05-21
amount_sat = 699960000
wallets = ["Enforcement service"]
outpoints = ["{TXIDS["transfer"]}:0"]
"""
GONE = f"""txid = "{TXIDS["consolidate"]}"
explains = "Handed over to the reserve of another body."
"""
RESERVES = """as_of,published,gross_usd,net_usd,gold_usd,fx_usd,national_fund_usd,includes_crypto,source,sha256
2025-05-01,2025-05-10,100000000.00,,,,,false,example,
2025-08-31,2025-09-12,100000000.00,,,,,false,example,
"""


def file_act(register: Path, number: str, kind: str, date: str, keys: str) -> None:
    """File an act with a document behind it."""
    text = b"An invented document.\n"
    (register / "texts" / f"{number}.txt").write_bytes(text)
    (register / "acts" / f"{number}.toml").write_text(
        f'id = "{number}"\nkind = "{kind}"\ndate = {date}\nsigned_by = ["K. Example", "S. Sample"]\n'
        f'text = {{ file = "texts/{number}.txt", sha256 = "{hashlib.sha256(text).hexdigest()}" }}\n{keys}'
    )


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Close two quarters of a wallet that gets 6.9996 BTC on 22 May and pays them away on 24 June."""
    folder = tmp_path_factory.mktemp("emptied") / "register"
    for name in ("acts", "texts", "tables"):
        (folder / name).mkdir(parents=True)
    limits = ""
    for number, (limit, keys) in enumerate(LIMITS.items(), start=101):
        stated = "".join(f"{key} = {value}\n" for key, value in keys.items())
        limits += f'\n[[limit]]\nid = "{limit}"\n{stated}set_by = "2025-0{number}"\n'
        file_act(folder, f"2025-0{number}", "convention", "2025-05-01", f'name = "limit/{limit}"\n\n[values]\n{stated}')
    (folder / "register.toml").write_text(REGISTER + demonstration_quotes.PRICE + limits)
    (folder / "texts" / "2024-0002.txt").write_bytes(demonstration_quotes.TEXT)
    digest = hashlib.sha256(demonstration_quotes.TEXT).hexdigest()
    (folder / "acts" / "2024-0002.toml").write_text(demonstration_quotes.ACT.replace("SHA256", digest))
    file_act(folder, "2025-0001", "order", "2025-05-20", ORDER)
    file_act(folder, "2025-0002", "correction", "2025-06-25", GONE)
    (folder / "tables" / "reserves.csv").write_text(RESERVES)
    file_rates(folder, "2025-05-01", "2025-09-30")
    quote(folder, "2025-05-20", "2025-06-09")
    quote(folder, "2025-06-23", "2025-06-30")
    quote(folder, "2025-09-29", "2025-09-30")
    for period, day in (("2025Q2", "2025-06-30"), ("2025Q3", "2025-09-30")):
        observe(ObserveRequest(folder, ChainSource(str(BLOCKS)), day), context())
        close(CloseRequest(folder, period, draw=salt), context())
    return folder


def period(register: Path, name: str) -> dict:
    """Return a period's statement."""
    said: dict = json.loads((register / "periods" / name / "period.json").read_bytes())
    return said


def test_shares_of_nothing_are_not_measured(register: Path) -> None:
    """Before all went, all lay in one wallet; that breach ends when nothing is left, and no figure takes its place."""
    limits = {each["limit"]: each for each in period(register, "2025Q2")["limits"]}
    assert [(each["first_day"], each["last_day"], each["peak"], each["cured"])
            for each in limits["one-wallet"]["breaches"]] == [
        ("2025-05-22", "2025-06-23", "100.00000", "2025-06-24")
    ]  # fmt: skip
    for name in ("2025Q2", "2025Q3"):
        found = {each["limit"]: each for each in period(register, name)["limits"]}
        assert [found[limit]["actual"] for limit in ("one-wallet", "untitled-max", "later")] == [[], [], []]
        assert [found[limit]["state"] for limit in ("one-wallet", "untitled-max", "later")] == [
            "within",
            "within",
            None,
        ]
        assert found["share"]["actual"][0]["value"] == "0.00000"
        assert found["share"]["state"] == "breached"


def test_the_statement_of_nothing_closes_and_verifies(register: Path, tmp_path: Path) -> None:
    """Every sum is nothing, shares on paper are dashes, and every bundle passes its check."""
    said = period(register, "2025Q3")
    assert set(said["books_sat"].values()) == set(said["title_sat"].values()) == {"0"}
    assert {cents for block in said["value"]["blocks"] for cents in block["usd_cents"].values()} == {"0"}
    for profile in Profile:
        bundle = tmp_path / profile.value
        reserve_export.export(StatementExportRequest(register, "2025Q3", profile, bundle), context())
        assert verify(VerifyRequest(bundle), context()).verification.passed
    alone = run(tmp_path / "private", program=tmp_path / "private" / "data" / "verify" / "verify_limits.py")
    assert alone.failed == []
    assert {alone.verdicts[title] for title in ("limits", "breaches", "beside the limits")} == {"PASS"}
    page = (tmp_path / "private" / "data" / "statement" / "statement.en.html").read_text()
    assert '<td>held in all</td><td class="number">0.00000000</td><td class="number">—</td>' in page
    rows = (tmp_path / "private" / "data" / "statement" / "limits.csv").read_text().splitlines()
    assert rows[1] == "one-wallet,wallet_share,soft,percent,50.00000,,,,within"
    assert rows[4] == "later,value_usd,hard,usd,1.00,,,,"


def test_a_status_shows_limits_that_have_nothing_to_measure(register: Path) -> None:
    """Each limit has its line: with a dash where there is nothing, and from when where it is not in force yet."""
    ended = tracer("reserve", "status", register, "--day", "2025-06-30")
    assert ended.code == 0, ended.err
    said = " ".join(ended.out.split())
    assert "one-wallet max 50.00000 % - within wallet_share" in said
    assert "later max 1.00 USD - from 2030-01-01 value_usd" in said
    assert "no coins in: Enforcement service" in ended.out


def test_a_return_of_nothing_is_not_available(register: Path, tmp_path: Path) -> None:
    """Nothing was assigned to the reserve, and nothing is held at the end: no figure, and no division."""
    ended = tracer("reserve", "perform", register, "--to", "2025-09-30", "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    assert "n/a 1 year: nothing was held up to 2025-09-30." in ended.out
    said = json.loads((tmp_path / "out" / "performance.json").read_bytes())
    assert [span["to"] for span in said["spans"]] == ["2025-09-30"] * len(said["spans"])
