"""`tracer reserve demo`: the whole of the register on the recorded story, as a user sees it."""

import fcntl
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve_story import EXPECTED, PERIODS, TWO, TXIDS, outpoint
from tests.warm import PAGES

ENTRIES = ("opening", "receipts", "withdrawals", "deposits", "disposals", "fees", "scope", "closing")


@pytest.fixture(scope="module")
def shown() -> tuple[Path, str]:
    """Run the demonstration once in a run of the tests, whichever process comes first; return folder and output."""
    place = Path(os.environ[PAGES]) / "reserve-demo"
    place.mkdir(exist_ok=True)
    with open(place / "lock", "a") as lock:  # closed, it is let go
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = place / "said"
        if not said.exists():
            ended = tracer("reserve", "demo", "--out", place / "reserve")
            assert ended.code == 0, ended.out + ended.err
            said.write_text(ended.out, encoding="utf-8")
    return place / "reserve", said.read_text(encoding="utf-8")


def statement(out: Path, period: str) -> dict:
    """Return a period's statement."""
    content: dict = json.loads((out / "register" / "periods" / period / "period.json").read_text())
    return content


def whole(row: dict[str, str]) -> dict[str, int]:
    """Return satoshi as numbers."""
    return {name: int(sat) for name, sat in row.items()}


@pytest.mark.parametrize("period", PERIODS)
def test_each_period_says_the_figures_of_the_page(shown: tuple[Path, str], period: str) -> None:
    """Books, wallets, title, orders and movements of a sealed period are those worked out by hand."""
    found, stated = statement(shown[0], period), PERIODS[period]
    assert found["closing"]["height"] == stated["closing_height"]
    books = whole(found["books_sat"])
    assert {name: books[name] for name in ENTRIES} == {name: stated["books_sat"][name] for name in ENTRIES}
    assert books["of_which_unsolicited"] == stated["of_which_unsolicited_sat"]
    wallets = {row["name"]: whole(row["books_sat"]) for row in found["wallets"]}
    for name, row in stated["wallets"].items():
        assert {key: wallets[name][key] for key in row} == row
    assert whole(found["title_sat"]) == stated["title_sat"]
    orders = {row["order"]: row for row in found["orders"]}
    for order in stated["orders"]:
        row = orders[order["order"]]
        assert (row["kind"], int(row["covered_sat"])) == (order["form"], order["covered_sat"])
    movements = [(each["txid"], each["kind"], int(each["value_sat"]), each["act"]) for each in found["movements"]]
    assert sorted(movements, key=str) == sorted(
        ((TXIDS[each["name"]], each["kind"], each["value_sat"], each["act"]) for each in stated["movements"]), key=str
    )


def test_the_restatement_says_what_changed_and_the_late_act_enters_the_next_quarter(shown: tuple[Path, str]) -> None:
    """2025Q3-r1 restates title by the corrected act alone; the assignment filed late is among the next one's inputs."""
    restated = statement(shown[0], "2025Q3-r1")["restates"]
    assert restated["period"] == "2025Q3"
    figures = {row["figure"]: (row["was"], row["is"]) for row in restated["figures"]}
    assert {name: both for name, both in figures.items() if not name.startswith(("value.", "cost_basis."))} == {
        "orders.2025-0014.ordered_sat": ("15000000", "150000000"),
        "orders.2025-0014.covered_sat": ("15000000", "150000000"),
        "title_sat.titled": ("709920000", "844920000"),
        "title_sat.untitled": ("999860000", "864860000"),
    }
    late = {row["id"] for row in statement(shown[0], "2025Q4")["inputs"] if row["late"]}
    assert late == {"acts/2025-0018.toml"}
    assert "acts/2025-0018.toml" not in {row["id"] for row in statement(shown[0], "2025Q3-r1")["inputs"]}


def test_the_cases_bring_the_lots_of_the_page(shown: tuple[Path, str]) -> None:
    """Both cases are traced, sealed and admitted; their lots are, satoshi by satoshi, those worked out by hand."""
    folders = sorted((shown[0] / "register" / "receipts").iterdir())
    rows = [row for folder in folders for row in json.loads((folder / "admission.json").read_text())["lots"]]
    assert [
        (row["id"], row["case"], row["label"], row["receipt"], int(row["start"]), int(row["sat"])) for row in rows
    ] == [
        (lot["lot"], lot["case"], lot["label"], str(outpoint(lot["receipt"])), lot["start"], lot["sat"])
        for lot in EXPECTED["lots"]
    ]


def test_the_custodian_s_statement_is_what_the_register_computes(shown: tuple[Path, str]) -> None:
    """Deposits less withdrawals less the custodian's fees are what its statement says of the last day."""
    for period, day in (("2025Q3", "2025-09-30"), ("2025Q4", "2025-12-31")):
        (account,) = statement(shown[0], period)["accounts"]
        assert (account["name"], account["as_of"]) == (EXPECTED["account"]["name"], day)
        assert int(account["attested_sat"]) == EXPECTED["account"][day]
        assert int(account["sat"]) == sum(run["sat"] for run in EXPECTED["account"]["runs"][day])


def test_the_alarm_is_heard_before_an_act_says_why(shown: tuple[Path, str]) -> None:
    """The departure that no act covers is printed with its amount, wallet and height."""
    alarm = (
        f'At block 247: {TXIDS["departure"]} moved 0.49980000 BTC out of "Agency seizure wallet" at height 233; '
        "no act covers it."
    )
    assert alarm in shown[1]


def test_both_checks_pass_on_every_bundle(shown: tuple[Path, str]) -> None:
    """Public, auditor and private bundle verify, by the command and by the one file that each brings with it."""
    lines = [line for line in shown[1].splitlines() if "Alone:" in line]
    names = [f"{period}-{who}" for period in ("2025Q3-r1", "2025Q4") for who in ("public", "auditor", "private")]
    assert [Path(line.split(": ")[0]).name for line in lines] == names
    for line in lines:
        assert "The bundle verifies. Alone: NOTHING FAILED of what can be checked here." in line


def readable(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a bundle, a workbook's and a PDF's parts unpacked."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        if path.suffix == ".pdf":
            streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
            content += b"".join(zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"\x78")
        yield path.relative_to(folder).as_posix(), content


@pytest.mark.parametrize("period", ["2025Q3-r1", "2025Q4"])
def test_the_public_bundle_names_nobody_and_no_transaction(shown: tuple[Path, str], period: str) -> None:
    """No name of a wallet or a person, no txid, address, key, order or lot stands in any file of the public bundle.

    Nor does the sum of a title that is no round figure. In the private bundle each of these stands.
    """
    register = (TWO / "register.toml").read_text()
    tokens = {*TXIDS.values(), *re.findall(r"tpub\w+", register), *re.findall(r"bcrt1\w+", register)}
    tokens |= set(re.findall(r'name = "([^"]+ [^"]+)"', register)) | {lot["lot"] for lot in EXPECTED["lots"]}
    tokens |= {"K. Example", "S. Sample", "F. Claimant", "1-77/2025"} | {
        order["order"] for order in PERIODS[period]["orders"]
    }
    tokens |= {str(sat) for sat in PERIODS[period]["title_sat"].values() if sat % 1_000_000}
    bundles = shown[0] / "bundles"
    for name, content in readable(bundles / f"{period}-public"):
        assert [token for token in tokens if token.encode() in content] == [], name
    private = b"".join(content for _, content in readable(bundles / f"{period}-private"))
    kept = tokens - {txid for name, txid in TXIDS.items() if name not in ("departure", "deposit", "interlocutory")}
    assert [token for token in kept if token.encode() not in private] == []


def test_every_period_is_valued(shown: tuple[Path, str]) -> None:
    """Each statement closes on a fixing of its own last day, opens with the worth of the one before, and is printed."""
    found = {period: statement(shown[0], period)["value"] for period in PERIODS}
    assert {period: value["fixing"]["day"] for period, value in found.items()} == {
        "2025Q2": "2025-06-30", "2025Q3": "2025-09-30", "2025Q3-r1": "2025-09-30", "2025Q4": "2025-12-31",
    }  # fmt: skip
    rows = {period: whole(value["usd_cents"]) for period, value in found.items()}
    assert rows["2025Q3"]["opening"] == rows["2025Q2"]["closing"]
    assert rows["2025Q4"]["opening"] == rows["2025Q3-r1"]["closing"]
    for period, value in found.items():
        closing = rows[period]["closing"]
        line = f"{period}: with title worth USD {closing // 100:,}.{closing % 100:02d}, one bitcoin at"
        assert line in shown[1]
        assert value["fixings"]["none"] == 0


def test_the_reserve_s_performance_stands_beside_gold(shown: tuple[Path, str]) -> None:
    """Since its first assignment, with a page in each language; what is printed is what the figures say."""
    folder = shown[0] / "performance"
    figures = json.loads((folder / "performance.json").read_bytes())
    since = figures["spans"][-1]
    assert (since["from"], since["to"]) == ("2025-09-20", "2025-12-31")
    reserve, gold = (since["currencies"]["USD"][key] for key in ("scopes", "benchmarks"))
    gross, net = (reserve["reserve"][key]["percent"] for key in ("gross", "net"))
    assert (
        f"since 2025-09-20, the reserve: gross {gross} %, not annualised, net {net} %, not annualised; gold "
        f"{gold['gold']['percent']} %, not annualised. Past changes of price say nothing of the future."
    ) in shown[1]
    assert {f"performance.{code}.{form}" for code in ("kk", "ru", "en") for form in ("pdf", "html", "svg")} <= {
        each.name for each in folder.iterdir()
    }


def test_the_table_shows_the_figures_of_the_page(shown: tuple[Path, str]) -> None:
    """Books and title of the four periods stand side by side, row by row in the order of the statement."""
    rows = re.findall(r"^│ (\w+) +│ (.*) │$", shown[1], re.MULTILINE)
    printed = {name: [int(cell.replace(".", "")) for cell in cells.split("│")] for name, cells in rows}
    books = ("opening", "receipts", "withdrawals", "deposits", "disposals", "fees", "closing")
    stated = {name: [each["books_sat"][name] for each in PERIODS.values()] for name in books}
    stated |= {name: [each["title_sat"][name] for each in PERIODS.values()] for name in PERIODS["2025Q2"]["title_sat"]}
    assert list(printed.items()) == list(stated.items())
    assert "2025Q4: filed late: acts/2025-0018.toml" in shown[1]
    assert "2025Q3-r1 restates 2025Q3: 2025-0017 corrects 2025-0014" in shown[1]


def test_what_exists_is_not_written_over(shown: tuple[Path, str]) -> None:
    """A second demonstration into the same folder is refused, and nothing is left beside it."""
    ended = tracer("reserve", "demo", "--out", shown[0])
    assert ended.code == 2
    assert {path.name for path in shown[0].parent.iterdir()} == {shown[0].name, "lock", "said"}
