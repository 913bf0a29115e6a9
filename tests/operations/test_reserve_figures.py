"""`tracer reserve figures`: the story's year for others, on the screen, as JSON and as a page in three languages."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve import story_two
from tests.reserve.folders import look, register_two
from tracer.formats import canonical


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's register, observed to its end; nobody writes to it."""
    register = register_two(tmp_path_factory.mktemp("figures"))
    look(register, story_two.BLOCKS)
    return register


def test_the_story_s_year_is_counted(observed):
    """Six seizures of 15.8993, four forfeitures of 12.8487, returns of 0.2998 and 0.2, sales of 0.25 and 1 BTC.

    Seized: 5.3997 + 3.5 + 1.9998 + 2.4999 + 1.6 + 0.8999. Forfeited: 8.3992 + 1.5 + 2.4999 + 0.4496, the last of them
    open to appeal beyond the year.
    """
    ended = tracer("reserve", "figures", observed, "--year", "2025")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "KZ-EXAMPLE, 2025-01-01 to 2025-12-31",
        "  restrained 0: 0.00000000 BTC, 0.00 USD",
        "  seized     6: 15.89930000 BTC, 0.00 USD, 6 without a fixing of the day",
        "  forfeited  4: 12.84870000 BTC, 0.00 USD, 4 without a fixing of the day",
        "  returned   2: 0.49980000 BTC, 0.00 USD, 2 without a fixing of the day",
        "  disposed   2: 1.25000000 BTC, 0.00 USD, 2 without a fixing of the day",
        "  days from receipt to title: 48 to 143, median 65.0, 3 orders",
        "  class: non-produced non-financial asset, AN22; not part of official reserve assets",
        "  measurement: not declared",
        "  act 2025-0013: Buyer 3 (example), searched for: never",
        "  wrong: act 2025-0013: no search for Buyer 3 (example) is on file.",
    ]


def test_documents_are_written_in_each_language_and_name_nobody(observed, tmp_path):
    """The JSON is canonical and the one that is printed; no page has the counterparty's name; the same bytes twice."""
    out = tmp_path / "out"
    printed = tracer("reserve", "figures", observed, "--year", "2025", "--out", out, "--json")
    names = sorted(each.name for each in out.iterdir())
    assert names == ["figures.en.html", "figures.json", "figures.kk.html", "figures.ru.html"]
    report = json.loads((out / "figures.json").read_bytes())
    assert canonical.dumps(report) == (out / "figures.json").read_bytes()
    assert json.loads(printed.out) == report
    for name, said in (
        ("figures.en.html", "The year&#x27;s figures for others"), ("figures.ru.html", "Постановления и выбытия"),
        ("figures.kk.html", "ресми резервтік активтерге кірмейді"),
    ):  # fmt: skip
        text = (out / name).read_text(encoding="utf-8")
        assert said.replace("&#x27;", "'") in text.replace("&#x27;", "'").replace("&#39;", "'").replace("’", "'")
        assert "Buyer" not in text
        cells = re.findall(r"<td[^>]*>(.*?)</td>", text)
        assert ("65.0" in cells, "65,0" in cells) == (".en." in name, ".en." not in name)
        assert ("0.00" in cells, "0,00" in cells) == (".en." in name, ".en." not in name)
        assert "15.89930000" in re.sub(r"[   ]", "", text).replace(",", ".")
    again = tmp_path / "again"
    tracer("reserve", "figures", observed, "--year", "2025", "--out", again)
    assert {each.name: each.read_bytes() for each in again.iterdir()} == {
        each.name: each.read_bytes() for each in out.iterdir()
    }


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2025Q1", "expected a year such as 2026, got 2025Q1."),
        ("2030", "2030 was not observed: the last observation is of"),
        ("year", "year"),
    ],
)
def test_what_is_no_observed_year_is_refused(observed, year, said):
    """A quarter, a year to come, a word."""
    ended = tracer("reserve", "figures", observed, "--year", year)
    assert ended.code == 2
    assert said in ended.err


def test_a_year_without_sales_is_without_fault(observed):
    """2026 has begun when the story ends: nothing is wrong with it, and it goes to the last day observed."""
    ended = tracer("reserve", "figures", observed, "--year", "2026")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "KZ-EXAMPLE, 2026-01-01 to 2026-01-05")
    assert "searched for" not in ended.out


def test_a_folder_that_is_there_is_not_written_to(observed, tmp_path):
    """And is left as it was."""
    ended = tracer("reserve", "figures", observed, "--year", "2025", "--out", tmp_path)
    assert (ended.code, list(tmp_path.iterdir())) == (2, [])


def test_searches_of_receipts_are_kept_where_the_register_keeps_them(observed, tmp_path):
    """Null and not a word where it keeps none; else each receipt's last search, and how many found somebody.

    `status` warns of the match and of receipts without a search, `travel-rule` lists both, `check` tells a row that is
    none.
    """
    register = Path(shutil.copytree(observed, tmp_path / "register"))
    figures = ("reserve", "figures", register, "--year", "2025")
    assert json.loads(tracer(*figures, "--json").out)["receipt_searches"] is None
    assert json.loads(tracer("reserve", "travel-rule", register, "--json").out)["receipts"] is None
    assert "search" not in tracer("reserve", "status", register).out
    one, other = story_two.coin("seize-6.0"), story_two.coin("seize-5.0")
    table(register, f"{one},2025-05-01,nothing,{'1' * 64}", f"{other},2025-05-02,match,{'2' * 64}")
    out = tmp_path / "out"
    printed = tracer(*figures, "--out", out, "--json")
    assert [each["result"] for each in json.loads(printed.out)["receipt_searches"]] == ["nothing", "match"]
    said = "Receipts for which those from whom they came were searched for: 2; with a match: 1."
    assert said in (out / "figures.en.html").read_text(encoding="utf-8")
    alarms = json.loads(tracer("reserve", "status", register, "--json").out)["alarms"]
    searched = [each["text"] for each in alarms if (each["kind"], each["severity"]) == ("screening", "warning")]
    assert [each.split(" came")[0][:30] for each in searched] == [
        f"receipt {other}"[:30],
        "no search for those from whom ",
    ]
    assert tracer("reserve", "travel-rule", register).out.splitlines()[-2:] == [
        f"receipt {one}: searched for on 2025-05-01, nothing found, result {'1' * 64}",
        f"receipt {other}: searched for on 2025-05-02, a match on a list of sanctions, result {'2' * 64}",
    ]
    table(register, f"{one},2025-05-01,clear,{'1' * 64}")
    ended = tracer("reserve", "check", register)
    assert ended.code == 2
    assert "tables/screenings.csv line 2: result: expected nothing or match, got 'clear'" in ended.err
    alarms = json.loads(tracer("reserve", "status", register, "--json").out)["alarms"]
    assert [each["severity"] for each in alarms if "screenings.csv" in each["text"]] == ["hard"]


def table(register: Path, *rows: str) -> None:
    """File the table of searches for those from whom coins came."""
    (register / "tables").mkdir(exist_ok=True)
    text = "\n".join(("receipt,searched,result,sha256", *rows, ""))
    (register / "tables" / "screenings.csv").write_text(text, encoding="utf-8")
