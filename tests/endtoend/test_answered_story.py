"""The demonstration's report answers: the questions, money beside bitcoin, a remark; and no figure moves by it."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, CASE

ANSWERED = CASE.with_name("answered.toml")
MONEY = (
    ("420,000,000.00", "215,988,000.00", "204,012,000.00"),
    ("446,250,005.25", "229,487,252.70", "216,762,752.55"),
    ("252,000,000.00", "151,980,000.00", "100,020,000.00"),
    ("267,750,003.15", "161,478,751.90", "106,271,251.25"),
)
"""By hand, in `fixtures/README.md`: A at the theft and at the seizure, then B."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the demonstration's report as plain text."""
    out = tmp_path_factory.mktemp("answered") / "demo"
    ended = tracer("demo", "--out", out)
    assert ended.code == 0, ended.err
    return (out / "bundle/data/report/report.en.md").read_text(encoding="utf-8").replace("\\", "")


def test_the_answered_case_is_the_story_s_case_with_more_at_its_end() -> None:
    """Not a byte of the case is another: answers, prices and a remark follow it."""
    assert ANSWERED.read_bytes().startswith(CASE.read_bytes())
    more = tomllib.loads(ANSWERED.read_bytes().removeprefix(CASE.read_bytes()).decode())
    assert {name: len(rows) for name, rows in more.items()} == {"answer": 2, "price": 2, "remark": 1}


def test_the_first_page_answers_each_question(report: str) -> None:
    """Each question is followed by the examiner's answer and its form; no line waits for one."""
    first = report.split("\n## ")[1]
    case = tomllib.loads(ANSWERED.read_text(encoding="utf-8"))
    for answer in case["answer"]:
        assert f"The examiner’s answer ({answer['form']}): {answer['text']}" in first
    assert "Answer of the examiner" not in first
    assert len(case["answer"]) == len(case["case"]["questions"])


def test_money_is_as_worked_out_by_hand(report: str) -> None:
    """Each label at each price: in question, reached, ended elsewhere, in tenge."""
    rows = [
        tuple(found)
        for line in report.splitlines()
        if len(found := re.findall(r"([\d,]+\.\d\d) KZT", line)) == 3
    ]  # fmt: skip
    assert tuple(rows) == MONEY


def test_the_answers_say_what_the_figures_say(report: str) -> None:
    """Every amount that the answers name is a figure of the case's books or bounds."""
    case = tomllib.loads(ANSWERED.read_text(encoding="utf-8"))
    named = {figure for answer in case["answer"] for figure in re.findall(r"\d+\.\d+", answer["text"])}
    assert named == {"5.3997", "10.5", "3.7995", "6.3", "4.3988", "1.7993", "1.0995", "0.5"}
    assert all(f"{figure:0<{figure.index('.') + 9}} BTC" in report for figure in named)


def test_the_remark_stands_beside_its_wallet_as_its_author_s(report: str) -> None:
    """The remark on the enforcement service's wallet is printed once, marked as asserted."""
    said = "**Asserted.** Remark of E. Example on Enforcement service: Coins lay in this wallet from block 128"
    assert report.count(said) == 1


def test_no_figure_moves_by_what_the_examiner_says(tmp_path: Path) -> None:
    """Both cases give one result, to the byte, but for the hash of the case file."""
    results = []
    for case in (CASE, ANSWERED):
        run = tmp_path / case.stem
        assert tracer("trace", case, "--chain", BLOCKS, "--out", run).code == 0
        results.append(json.loads((run / "trace.json").read_bytes()))
    first, second = results
    assert first.pop("case_sha256") != second.pop("case_sha256")
    assert first == second
