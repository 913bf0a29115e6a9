"""Labels and amounts come out of a list's columns; what can be read in two ways is refused with its cell."""

import re
import tomllib
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.commands import tracer
from tests.story import BLOCKS
from tracer.chain.network import REGTEST
from tracer.errors import CaseError
from tracer.intake.columns import ListColumns, RowFacts, row_facts
from tracer.intake.intake import examine
from tracer.intake.received import read
from tracer.operations.intake import case_text

ONE, TWO, THREE = (f"{digit * 64}:{vout}" for digit, vout in (("1", 0), ("2", 1), ("3", 2)))
COIN = "ef39382a3c7a82968cb7b55863638a9c7d4c5f69dd956a1ecc14d4f39b3148b1:0"
"""An output of the story: 10 bitcoin, stolen from A."""


def quiet(what: str, done: int, total: int) -> None:
    """Show nothing."""


def facts(text: str, **asked: str) -> dict[int, RowFacts]:
    """Return what the rows of a CSV say."""
    found = row_facts(read(text.encode(), "list.csv"), ListColumns(**asked))
    return {row: each for (_, row), each in found.items()}


def begun(content: bytes, name: str, **asked: str) -> list[dict[str, object]]:
    """Return the seeds of the case that a list begins."""
    found = examine(content, name, REGTEST, quiet)
    text = case_text(found, None, row_facts(found.file, ListColumns(**asked)), "ru")
    seeds: list[dict[str, object]] = tomllib.loads(text)["seed"]
    return seeds


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_list_gives_each_seed_its_label_and_amount(mark: str) -> None:
    """Whatever parts the columns, and with a heading below lines of other text."""
    rows = ["List of payments", f"Victim{mark}Coin{mark}Amount, BTC", f"A{mark}{ONE}{mark}1.5", f"B{mark}{TWO}{mark}2"]
    seeds = begun("\n".join(rows).encode(), "list.csv", label="victim", amount="Amount, BTC") if mark != "," else (
        begun("\n".join(rows).replace("Amount, BTC", '"Amount, BTC"').encode(), "list.csv",
              label="victim", amount="Amount, BTC"))  # fmt: skip
    assert [(seed["label"], seed["outpoint"], seed["amount_sat"]) for seed in seeds] == [
        ("A", ONE, 150_000_000),
        ("B", TWO, 200_000_000),
    ]


def test_a_workbook_is_read_as_a_list_is() -> None:
    """Numbers of cells have points whatever the screen shows; sheets without the columns have neither."""
    book = openpyxl.Workbook()
    book.active.append(["Потерпевший", "Монета", "Сумма, BTC"])
    book.active.append(["А", ONE, 0.1])
    book.active.append(["Б", TWO, 3])
    book.create_sheet("Прочее").append([THREE])
    held = BytesIO()
    book.save(held)
    seeds = begun(held.getvalue(), "list.xlsx", label="Потерпевший", amount="Сумма, BTC")
    assert [(seed["label"], seed["outpoint"], seed.get("amount_sat")) for seed in seeds] == [
        ("А", ONE, 10_000_000),
        ("Б", TWO, 300_000_000),
        ("", THREE, None),
    ]


def test_amounts_are_read_as_lists_write_them() -> None:
    """By hand: 3,5 BTC are 350,000,000 satoshi; a cell's own unit goes before the heading's; money is none."""
    text = "who;sum\nA;3,5\nA;0,00000001\nA;12 BTC\nA;350 000 000 sat\nA;USD 500\nA;\n"
    read_rows = {row: each.amount for row, each in facts(text, amount="sum").items()}
    assert read_rows == {2: 350_000_000, 3: 1, 4: 1_200_000_000, 5: 350_000_000, 6: None, 7: None}
    assert facts("a;sum (sat)\nA;1 000\n", amount="sum (sat)")[2].amount == 1000
    assert facts("a;sum\nA;7\n", amount="sum", unit="sat")[2].amount == 7
    assert facts("a;sum\nA;7\n", amount="sum", unit="btc")[2].amount == 700_000_000
    assert facts("a;sum\nA;1,250\nA;0,5\n", amount="sum")[2].amount == 125_000_000


@pytest.mark.parametrize(
    ("text", "asked", "words"),
    [
        ("a;sum\nA;7\n", {"amount": "sum"}, "row 2, cell B2: '7' has no unit.\nName it with --amount-unit btc"),
        ("a;sum\nA;1,250\n", {"amount": "sum"}, "row 2, cell B2: in '1,250' it cannot be told whether the mark parts"),
        (
            "who;coin;sum\nA;x;7\n",
            {"label": "whom"},
            "list.csv has no column 'whom'; did you mean who?\nIts columns are 'who', 'coin', 'sum'.",
        ),
        ("only one text\n", {"label": "who"}, "list.csv has no columns.\nA list is a workbook, or CSV"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(text: str, asked: dict[str, str], words: str) -> None:
    """With the cell, or with the names of the columns that there are."""
    with pytest.raises(CaseError, match=re.escape(words)):
        facts(text, **asked)


def test_the_amount_of_a_row_is_one_names() -> None:
    """The most exact name bears it; where several are alike none does, and the case says so beside them."""
    address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    content = f"who;coin;to;btc\nA;{ONE};{address};1,5\nB;{TWO} {THREE};;2,5\n".encode()
    found = examine(content, "list.csv", REGTEST, quiet)
    text = case_text(found, None, row_facts(found.file, ListColumns("who", "btc")))
    seeds = tomllib.loads(text)["seed"]
    assert [seed.get("amount_sat") for seed in seeds] == [150_000_000, None, None, None]
    assert "# the row's amount, 1,5, is taken for its outpoint\n[[seed]]" in text
    assert text.count("# the row's amount, 2,5, stands beside several names: divide it\n[[seed]]") == 2


def test_rows_of_one_coin_and_label_are_one_seed() -> None:
    """Their amounts are added, which stands above it; another label's row is another seed."""
    content = f"who;coin;btc\nA;{ONE};1,5\nA;{ONE};0,25\nB;{ONE};1\n".encode()
    found = examine(content, "list.csv", REGTEST, quiet)
    text = case_text(found, None, row_facts(found.file, ListColumns("who", "btc", "btc")))
    assert [(each["label"], each["amount_sat"]) for each in tomllib.loads(text)["seed"]] == [
        ("A", 175_000_000),
        ("B", 100_000_000),
    ]
    assert "# amount_sat is the sum of these rows: 150000000, 25000000\n[[seed]]" in text


def test_a_sum_that_differs_from_the_chains_is_said(tmp_path: Path) -> None:
    """The stolen coin holds 10 bitcoin and the list says 9.5: told by coin and by label, changed nowhere."""
    received = tmp_path / "list.csv"
    received.write_text(f"victim;coin;btc\nA;{COIN};9,5\n", encoding="utf-8")
    case = tmp_path / "case.toml"
    given = ("intake", received, "--network", "regtest", "--case", case, "--chain", BLOCKS, "--language", "kk")
    ended = tracer(*given, "--label-column", "Victim", "--amount-column", "btc")
    assert ended.code == 0
    assert [line for line in ended.err.splitlines() if line.startswith("Warning: ") and "branch" not in line] == [
        f"Warning: outpoint {COIN}: the list says 9.50000000 BTC, the chain 10.00000000 BTC (row 2, cell B2)",
        "Warning: label 'A': the list's amounts add up to 9.50000000 BTC, the coins that it names to 10.00000000 BTC on"
        " the chain",
    ]
    (seed,) = tomllib.loads(case.read_text(encoding="utf-8"))["seed"]
    assert (seed["label"], seed["amount_sat"]) == ("A", 950_000_000)
    assert 'language = "kk"' in case.read_text(encoding="utf-8")
    received.write_text(f"victim;coin;btc\nA;{COIN};10,0\n", encoding="utf-8")
    case.unlink()
    assert "the list" not in tracer(*given, "--label-column", "Victim", "--amount-column", "btc").err


def test_columns_are_for_a_new_case(tmp_path: Path) -> None:
    """Named without one they would be passed over in silence."""
    received = tmp_path / "list.csv"
    received.write_text("victim;btc\n", encoding="utf-8")
    ended = tracer("intake", received, "--network", "regtest", "--label-column", "victim")
    assert (ended.code, ended.err) == (
        2,
        "Error: --label-column, --amount-column and --amount-unit are for a new case; name it with --case.\n",
    )
