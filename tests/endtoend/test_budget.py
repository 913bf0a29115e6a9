"""A budget that runs out is said wherever the result is read, and replayed the same by whoever checks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.patience import PATIENCE
from tests.commands import tracer
from tests.story import BLOCKS, CASE


@pytest.fixture(scope="module", params=["4", "9"])
def cut(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Give the folder of a run cut short, its bundle, and what was printed."""
    base = tmp_path_factory.mktemp("cut")
    ended = tracer("trace", CASE, "--chain", BLOCKS, "--out", base / "run", "--max-transactions", request.param)
    assert ended.code == 0, ended.err
    exported = tracer("export", base / "run", "--out", base / "bundle")
    assert exported.code == 0, exported.err
    return base, ended.out, int(request.param)


def test_the_books_on_the_screen_say_so(cut):
    """Under the books, that a budget ran out, after how much, and what the trails cut off still held."""
    _, shown, most = cut
    said = " ".join(shown.split())
    assert f"A budget ran out under FIFO, the primary rule, after {most} transactions" in said
    assert "DO NOT CLOSE" not in said


def test_the_first_page_of_the_report_says_so(cut):
    """Before the first section, in plain words."""
    base, _, most = cut
    page = (base / "bundle" / "data" / "report" / "report.en.html").read_text()
    assert f"A budget ran out under FIFO, the primary rule, after {most} transactions" in page.partition("<h2")[0]


def test_the_result_names_its_budget(cut):
    """`parameters` hold the budget, each method whether it was cut."""
    base, _, most = cut
    trace = json.loads((base / "run" / "trace.json").read_text())
    assert trace["parameters"]["budget"] == {"max_seconds": 0, "max_transactions": most, "stopped_by_the_clock": {}}
    assert trace["methods"]["fifo"]["partial"] is True
    assert len(trace["methods"]["fifo"]["transactions"]) == most


def test_both_verifiers_replay_it(cut):
    """`tracer verify` recomputes it to the last byte, and the stand-alone verifier finds no fault."""
    base, _, _ = cut
    ended = tracer("verify", base / "bundle")
    assert ended.code == 0, ended.out
    alone = [sys.executable, base / "bundle" / "data" / "verify" / "verify.py", base / "bundle"]
    ran = subprocess.run(alone, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ran.returncode == 0, ran.stdout
    assert "PASS           7  Primary method" in ran.stdout


def test_seconds_that_suffice_cut_nothing_and_are_kept(tmp_path: Path) -> None:
    """With an hour for the story nothing is cut; the parameters say what was allowed, and the bundle verifies."""
    ended = tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "run", "--max-seconds", "3600")
    assert ended.code == 0, ended.err
    assert "A budget ran out" not in ended.out
    trace = json.loads((tmp_path / "run" / "trace.json").read_text())
    assert trace["parameters"]["budget"]["max_seconds"] == 3600
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    assert tracer("verify", tmp_path / "bundle").code == 0
