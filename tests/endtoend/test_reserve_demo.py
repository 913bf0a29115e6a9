"""`tracer reserve demo`: the whole of the register on the recorded story, as a user sees it."""

import itertools
import json
import re
import shlex
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve_story import EXPECTED, PERIODS, TWO, TXIDS, outpoint
from tests.shown_reserve import demonstration, statement

ENTRIES = ("opening", "receipts", "withdrawals", "deposits", "disposals", "fees", "scope", "closing")


@pytest.fixture(scope="module")
def shown() -> tuple[Path, str]:
    """Return the demonstration's folder and what it printed."""
    return demonstration()


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


def test_a_policy_lapses_and_a_holder_leaves(shown: tuple[Path, str]) -> None:
    """By hand: 31 days of October are left of the policy; H-2's term ends in November, and the key stays in use.

    A day before each of them nothing of it is said; no name of a person stands in what is printed.
    """
    told = [
        "2025-09-30: policy 2025-I1 ends 2025-10-31, in 31 days.",
        "2025-12-31: key 8f250224 is in use; the term of its holder H-2 ended 2025-11-15.",
        "2025-12-31: policy 2025-I1 ended 2025-10-31.",
    ]
    lines = shown[1].splitlines()
    assert [line for line in lines if re.match(r"2025-\d\d-\d\d: (policy|key) ", line)] == told
    kinds = {}
    for day in ("2025-08-31", "2025-09-01", "2025-10-31", "2025-11-01", "2025-11-15", "2025-11-16"):
        ended = tracer("reserve", "status", shown[0] / "register", "--day", day, "--json")
        alarms = json.loads(ended.out)["alarms"]
        kinds[day] = [each["kind"] for each in alarms if each["kind"] in ("expiring", "expired", "holder")]
    assert kinds == {
        "2025-08-31": [], "2025-09-01": ["expiring"], "2025-10-31": ["expiring"], "2025-11-01": ["expired"],
        "2025-11-15": ["expired"], "2025-11-16": ["holder", "expired"],
    }  # fmt: skip
    assert not any(name in shown[1] for name in ("B. Berik", "Southern city", "Serial 4711"))


def test_the_restatement_says_what_changed_and_the_late_act_enters_the_next_quarter(shown: tuple[Path, str]) -> None:
    """2025Q3-r1 restates title by the corrected act alone, and what follows from title: worth, share and a breach.

    The assignment filed late is among the next one's inputs.
    """
    restated = statement(shown[0], "2025Q3-r1")["restates"]
    assert restated["period"] == "2025Q3"
    figures = {row["figure"]: (row["was"], row["is"]) for row in restated["figures"]}
    apart = ("value.", "cost_basis.", "review.stress.")
    assert {name: both for name, both in figures.items() if not name.startswith(apart)} == {
        "orders.2025-0014.ordered_sat": ("15000000", "150000000"),
        "orders.2025-0014.covered_sat": ("15000000", "150000000"),
        "title_sat.titled": ("709920000", "844920000"),
        "title_sat.untitled": ("999860000", "864860000"),
        "limits.share-max.state": ("within", "breached"),
        "limits.share-max.actual.state": ("within", "breached"),
        "limits.share-max.actual.value": ("0.77449", "0.91299"),
        "limits.share-max.breaches.max:2025-09-18.cause": (None, "market"),
        "limits.share-max.breaches.max:2025-09-18.cure_by": (None, "2025-10-18"),
        "limits.share-max.breaches.max:2025-09-18.kind": (None, "share_excl"),
        "limits.share-max.breaches.max:2025-09-18.last_day": (None, "2025-09-30"),
        "limits.share-max.breaches.max:2025-09-18.limit": (None, "share-max"),
        "limits.share-max.breaches.max:2025-09-18.peak": (None, "0.91299"),
        "limits.share-max.breaches.max:2025-09-18.severity": (None, "soft"),
        "review.share_excl": ("0.77449", "0.91299"),
        "review.share_incl": ("0.76854", "0.90473"),
        "review.proposed.share_excl": ("0.77449", "0.91299"),
        "review.proposed.difference_sat": ("0", "-110133891"),
    }
    assert figures["review.stress.-50.usd_cents"] == ("39498954", "46562430")
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


def test_days_are_priced_as_worked_out_by_hand(shown: tuple[Path, str]) -> None:
    """23 of the third quarter's 92 days have quality C; of four days nothing is fixed, and it is said why."""
    fixings = {path.stem: json.loads(path.read_bytes()) for path in (shown[0] / "register" / "fixings").iterdir()}
    thin = sorted(day for day, each in fixings.items() if each["quality"] == "C")
    assert (len(thin), thin[0], thin[-1]) == (23, "2025-07-15", "2025-08-06")
    assert fixings["2025-07-15"]["usd_cents"] == "10043422"
    assert "276 days quoted: 249 of quality A, 23 of quality C" in shown[1]
    assert "2025-09-12: 2 usable exchanges, they differ by 10.22 %; a fixing needs 3." in shown[1]
    none = {"2025-06-10", "2025-09-06", "2025-09-12", "2025-10-31"}
    assert {day for day in none if day in fixings} == set()
    counted = {period: statement(shown[0], period)["value"]["fixings"] for period in PERIODS}
    assert counted["2025Q3"] == counted["2025Q3-r1"] == {"A": 67, "C": 23, "carried": 2, "none": 0}
    assert counted["2025Q4"] == {"A": 91, "C": 0, "carried": 1, "none": 0}


def test_a_carried_fixing_values_what_moves(shown: tuple[Path, str]) -> None:
    """What left on 12 September is worth what the fixing of the 11th says: 24,215.80 of the 5th and 49,286.26."""
    blocks = {each["block"]: each for each in statement(shown[0], "2025Q3")["value"]["blocks"]}
    assert (blocks["held"]["usd_cents"]["disposals"], blocks["held"]["sat"]["disposals"]) == ("7350206", "74980000")


BREACHES = {
    "2025Q2": [],
    "2025Q3": [],
    "2025Q3-r1": [("2025-09-18", "2025-09-30", "0.91299", "market", [], None, "2025-10-18", None)],
    "2025Q4": [
        ("2025-09-18", "2025-10-13", "0.92352", "market", [], None, "2025-10-18", "2025-10-14"),
        ("2025-11-25", "2025-12-14", "1.02857", "movement", ["2025-0029"], "2025-0110", None, "2025-12-15"),
    ],
}  # fmt: skip
"""Breaches of the limit on the share: first and last day, worst, cause, acts, waiver, last day to cure, kept again."""


@pytest.mark.parametrize("period", PERIODS)
def test_limits_are_broken_as_worked_out_by_hand(shown: tuple[Path, str], period: str) -> None:
    """Each period lists the breaches of the share with cause, waiver and cure; no other limit is broken."""
    limits = {each["limit"]: each for each in statement(shown[0], period)["limits"]}
    assert [
        (
            each["first_day"], each["last_day"], each["peak"], each["cause"], each["acts"], each["decision_act"],
            each["cure_by"], each["cured"],
        )
        for each in limits["share-max"]["breaches"]
    ] == BREACHES[period]  # fmt: skip
    assert list(limits) == ["share-max", "day-out", "counterparty-max", "cover-min"]
    assert [each["breaches"] for name, each in limits.items() if name != "share-max"] == [[], [], []]
    states = [each["state"] for each in limits.values()]
    at_the_end = {"2025Q2": None, "2025Q3-r1": "breached"}.get(period, "within")
    assert states == [at_the_end, *[None if period == "2025Q2" else "within"] * 2, None]


@pytest.mark.parametrize(
    ("day", "limit", "figures"),
    [
        ("2025-08-20", "day-out", {None: "100010000"}),
        ("2025-10-14", "day-out", {None: "100010000"}),
        ("2025-11-22", "counterparty-max", {"2025-0108": "11741.29", "2025-0111": "0.00"}),
        ("2025-12-31", "counterparty-max", {"2025-0108": "10357.07"}),
    ],
)
def test_hard_limits_hold(shown: tuple[Path, str], day: str, limit: str, figures: dict[str | None, str]) -> None:
    """On the days on which most left, and on which a counterparty could have cost most, both limits are kept to."""
    ended = tracer("reserve", "status", shown[0] / "register", "--day", day, "--json")
    (found,) = [each for each in json.loads(ended.out)["limits"] if each["limit"] == limit]
    assert {each["subject"]: each["value"] for each in found["actual"]} == figures
    assert found["state"] == "within"


def test_the_band_is_held_against_what_there_is(shown: tuple[Path, str]) -> None:
    """Proposed against actual: inside after the first review, above it when restated, and above the second's band.

    The second is the review of the quarter before, though that has been restated since.
    """
    found = {period: statement(shown[0], period)["review"]["proposed"] for period in PERIODS}
    keys = ("act", "share_excl", "difference_sat")
    assert statement(shown[0], "2025Q4")["review"]["act"] == "2025-0107"
    assert {period: each and [each[key] for key in keys] for period, each in found.items()} == {
        "2025Q2": None,
        "2025Q3": ["2025-0106", "0.77449", "0"],
        "2025Q3-r1": ["2025-0106", "0.91299", "-110133891"],
        "2025Q4": ["2025-0107", "0.85238", "-40641778"],
    }  # fmt: skip
    assert "above the band: 0.40641778 BTC more than it allows at the fixing." in shown[1]


def test_a_forward_and_its_margin_stand_beside_the_books(shown: tuple[Path, str]) -> None:
    """Two bitcoin are sold forward; the put that ran out was closed by an act and is no position at the end.

    Each closing knew of the reserves what had been published by then, and no more.
    """
    review = statement(shown[0], "2025Q4")["review"]
    assert review["exposure"] == {
        "held_sat": "1667750600", "short_sat": "200000000", "long_sat": "0", "net_sat": "1467750600",
        "ratio_percent": "11.99", "margin_sat": "10000000",
    }  # fmt: skip
    assert [each["act"] for each in review["hedges"]] == ["2025-0108"]
    kept = {path.parts[-3]: path for path in (shown[0] / "register" / "periods").glob("*/tables/reserves.csv")}
    assert {period: len(path.read_text().splitlines()) for period, path in kept.items()} == {
        "2025Q2": 2, "2025Q3": 3, "2025Q3-r1": 3, "2025Q4": 4,
    }  # fmt: skip
    assert [each["worth_hundredths"] for each in review["units"]] == ["7621270"]


@pytest.mark.parametrize(
    ("day", "severities"),
    [("2025-12-31", []), ("2026-01-06", []), ("2026-01-07", ["warning"]), ("2026-01-12", ["hard"])],
)
def test_days_without_a_block_are_observed_up_to_the_next_one(
    shown: tuple[Path, str], day: str, severities: list[str]
) -> None:
    """The year's last block is of 20 December, the next of 5 January: up to the 4th nothing that moved is unknown."""
    found = json.loads(tracer("reserve", "status", shown[0] / "register", "--day", day, "--json").out)["alarms"]
    assert [each["severity"] for each in found if each["kind"] == "observation"] == severities


def test_a_status_tells_what_ends_by_acts_of_then(shown: tuple[Path, str]) -> None:
    """In June nothing that was signed in autumn; on the day of the waiver all three; the share over all of its days."""
    found = {}
    for day in ("2025-06-30", "2025-11-28"):
        ended = tracer("reserve", "status", shown[0] / "register", "--day", day, "--json")
        found[day] = [each["act"] for each in json.loads(ended.out)["expiring"]]
    assert found == {"2025-06-30": [], "2025-11-28": ["2025-0110", "2025-0031", "2025-0108"]}
    screen = tracer("reserve", "status", shown[0] / "register", "--day", "2025-12-31").out
    (line,) = [each for each in screen.splitlines() if each.startswith("share of the reserves")]
    assert line == "share of the reserves ▅▅▅▅▂▂▂▂▂▂▁▁▁▁▁▁▅▆▆▇▇▇█▃▃▃▃▄ 0.70 % to 1.03 %, now 0.85 %"
    assert len(line) <= 80


def test_reviews_answer_every_breach_and_are_signed_by_two(shown: tuple[Path, str]) -> None:
    """No statement finds fault with a review; under each of them lie the envelopes of two keys, and no key itself."""
    register = shown[0] / "register"
    assert [statement(shown[0], period)["review"]["faults"] for period in PERIODS] == [[], [], [], []]
    for review in ("2025-0106", "2025-0107", "2026-0101"):
        signed = sorted(path.name.partition(".")[2] for path in (register / "signatures" / review).iterdir())
        assert signed == ["dsse.json", "dsse.json", "pub.pem", "pub.pem"]
    assert not [path for path in shown[0].rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    on_time = tracer("reserve", "status", register, "--day", "2026-01-21", "--json")
    alarms = [each["text"] for each in json.loads(on_time.out)["alarms"]]
    assert [text for text in alarms if "review" in text] == []


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


def part(text: str, first: str) -> list[str]:
    """Return the lines of a part of what was printed, without the command that shows it again."""
    lines = text.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(first))
    end = next(place for place, line in enumerate(lines) if place > at and line.startswith("Next: "))
    return lines[at:end]


def test_transactions_are_cleared_before_they_are_signed(shown: tuple[Path, str]) -> None:
    """The auction and the return pass every check but what the chain tells afterwards; changed change is refused.

    Both are sent as cleared; who moves a coin without asking is told as well.
    """
    lines = part(shown[1], "Before the signature")
    starts = [place for place, line in enumerate(lines) if line.endswith(".psbt")]
    refused, auction, returned = (lines[a:b] for a, b in itertools.pairwise((*starts, len(lines))))
    assert refused[0] == "2025-10-14 auction-other-change.psbt"
    assert refused[-1] == "  must-not-be-signed"
    assert [line.split()[0] for line in refused if "  FAIL " in line] == ["C2", "C3", "C7", "C8"]
    assert "act 2025-0021, which names what else is paid to others, does not name it, and it is not ours" in refused[2]
    for found, act in ((auction, "2025-0021, auction"), (returned, "2025-0027, return")):
        assert found[1].startswith(f"  It carries out act {act}, to ")
        ids = [f"C{number}" for number in range(1, 9)] + [f"D{number}" for number in range(1, 10)]
        assert [line.split()[0] for line in found if "  PASS " in line] == ids
        assert any(line.startswith("  D10 NOT-CHECKED ") for line in found)
        assert "  may-be-signed" in found
    entries = [json.loads(line) for line in (shown[0] / "register" / "journal.jsonl").read_text().splitlines()]
    cleared = [each for each in entries if each["kind"] == "cleared"]
    assert [each["details"]["act"] for each in cleared] == ["2025-0021", "2025-0027"]
    assert [each["time_utc"][:10] for each in cleared] == ["2025-10-14", "2025-10-28"]
    sent = [line for line in shown[1].splitlines() if "was sent as cleared" in line]
    assert sent == [
        f"Later: {TXIDS[name]} was sent as cleared for act {act} (journal {each['seq']})."
        for name, act, each in zip(("auction", "return-d"), ("2025-0021", "2025-0027"), cleared, strict=True)
    ]


def test_the_auction_and_the_return_are_those_of_the_page(shown: tuple[Path, str]) -> None:
    """By hand: 47,200.00 + 70,800.00 = 118,000.00, 14.9 % over the fixing; the order in tenge on three days."""
    lines = part(shown[1], "Where they went")
    for line in (
        "  2025-0021 auction, settled; by judgment 1-77/2025",
        "      1: Bidder 2 (example), 0.40000000 BTC at 118000.00 USD: awarded",
        "      2: Bidder 1 (example), 0.60000000 BTC at 118000.00 USD: awarded",
        "      3: Bidder 3 (example), 0.60000000 BTC at 117000.00 USD: outbid",
        "      4: Bidder 4 (example), 1.00010000 BTC at 100000.00 USD: under the floor",
        "      5: not opened",
        "      awarded 1.00000000 BTC for 118000.00 USD, 0.00000000 BTC stays",
        "    price: 118000.00 USD for one bitcoin, outside 102714.50 to 102758.14, 14.9 % over 102736.01",
        "    gross 118000.00 USD, costs 0.00, net 118000.00; received: 118000.00 in Single account of the treasury "
        "(example)",
        "    in money, by the day of seizure: 2025-07-24, 0.24078293 BTC",
        "    in money, by the day of order: 2025-10-05, 0.22231863 BTC",
        "    in money, by the day of payment: 2025-10-28, 0.24167951 BTC",
    ):
        assert line in lines
    assert not any("wrong:" in line or "FAIL" in line for line in lines)
    alarms = json.loads(tracer("reserve", "status", shown[0] / "register", "--json").out)["alarms"]
    assert not [each["text"] for each in alarms if "money came in" in each["text"]]


def test_what_others_are_told_of_the_year(shown: tuple[Path, str]) -> None:
    """Two returns and two sales; revaluation is declared, and one search lacks.

    The payload is valid, and nobody of it is named in a page.
    """
    lines = part(shown[1], "What others are told")
    assert "    returned   2: 0.49980000 BTC, 47701.93 USD" in lines
    assert "    measurement: revaluation" in lines
    assert [line for line in lines if "wrong:" in line] == [
        "    wrong: act 2025-0013: no search for Buyer 3 (example) is on file."
    ]
    assert "This is meant: the story has a sale whose buyer nobody searched for, and figures ends with 1." in lines
    assert tracer("reserve", "figures", shown[0] / "register", "--year", "2025").code == 1
    ended = tracer("reserve", "travel-rule", shown[0] / "register")
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "act 2025-0027, acts/2025-0027.ivms.json: IVMS101 version 101.2023, valid",
    )
    assert "differs" not in ended.out
    pages = sorted((shown[0] / "figures").glob("*.html"))
    assert [page.name for page in pages] == [f"figures.{language}.html" for language in ("en", "kk", "ru")]
    assert not any(b"Wallet Provider" in page.read_bytes() for page in pages)


def test_the_pack_is_the_last_quarter_s(shown: tuple[Path, str]) -> None:
    """Its bundle is the auditor's, all coins are in it, and it verifies."""
    pack = json.loads((shown[0] / "pack" / "pack.json").read_text())
    assert [each["period"] for each in pack["bundles"]] == ["2025Q4"]
    (line,) = [line for line in shown[1].splitlines() if line.startswith(f"{shown[0] / 'pack'}: ")]
    assert line.endswith("The bundle verifies.")


def test_each_part_names_the_command_that_shows_it_again(shown: tuple[Path, str]) -> None:
    """Every command can be pasted; the transaction that was sent is not cleared again: exit 1 for C1, and no traceback.

    What was measured on a day with a broken limit or a lapsed policy ends with 1 as well.
    """
    lines = [line.removeprefix("Next: tracer ") for line in shown[1].splitlines() if line.startswith("Next: ")]
    ended = {" ".join(words[:2]): tracer(*words) for words in (shlex.split(line, comments=True) for line in lines)}
    assert len(lines) == 10
    assert {each.code for each in ended.values()} <= {0, 1}
    assert not any("Traceback" in each.err for each in ended.values())
    told = ended["reserve clear"]
    assert told.code == 1
    assert "C1  FAIL" in told.out
    assert ended["reserve disposals"].code == 0


def test_a_restated_statement_is_exported_with_a_warning(shown: tuple[Path, str], tmp_path: Path) -> None:
    """The restatement in force stands on the screen, in each language, and in the JSON; of itself nothing is said."""
    register = shutil.copytree(shown[0] / "register", tmp_path / "register")

    def exported(period: str, language: str) -> tuple[str, str | None, bytes]:
        out = tmp_path / f"{period}-{language}"
        words = ("--profile", "public", "--out", out, "--language", language, "--json")
        ended = tracer("reserve", "export", register, "--period", period, *words)
        assert ended.code == 0
        sealed = b"".join(each.read_bytes() for each in sorted((out / "data").glob("*.json")))
        return " ".join(ended.err.split()), json.loads(ended.out)["restated_by"], sealed

    for language, told in (
        ("en", "Warning: 2025Q3-r1 restates 2025Q3 and is in force; this bundle of 2025Q3 does not say so."),
        (
            "ru",
            "2025Q3-r1 пересматривает 2025Q3 и действует вместо него; в этом пакете за 2025Q3 об этом не сказано.",
        ),
        ("kk", "2025Q3-r1 2025Q3 кезеңін қайта қарайды және күшінде сол;"),
    ):
        said, restated_by, sealed = exported("2025Q3", language)
        assert told in said
        assert restated_by == "2025Q3-r1"
        assert b"2025Q3-r1" not in sealed
    said, restated_by, _ = exported("2025Q3-r1", "en")
    assert "restates" not in said
    assert restated_by is None
