"""The analyst's commands as a user runs them: intake, look, diff, show."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.intake.workbooks import messy
from tests.story import BLOCKS, CASE, NAMES, STORY


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory):
    """Trace the story and seal it; return the folder that holds `run` and `bundle`."""
    place = tmp_path_factory.mktemp("runs")
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", place / "run").code == 0
    assert tracer("export", place / "run", "--out", place / "bundle").code == 0
    return place


def test_the_examples_run(runs, tmp_path: Path):
    """The examples of intake, look, diff and show run as printed."""
    places = {"run": runs / "run", "bundle": runs / "bundle", "run.html": tmp_path / "run.html"}
    for command in ("intake", "look", "diff", "show"):
        (line,) = [row for row in tracer(command, "--help").out.splitlines() if row.startswith("    tracer ")]
        ended = tracer(command, *(places.get(word, word) for word in shlex.split(line)[2:]))
        assert ended.code == 0, ended.err


def test_intake_begins_a_case_that_check_completes(tmp_path: Path) -> None:
    """A statement becomes a case file whose every empty place `check` names; filled in, it traces."""
    statement = STORY / "received" / "statement-a.txt"
    begun = tmp_path / "new.toml"
    ended = tracer("intake", statement, "--network", "regtest", "--chain", BLOCKS, "--case", begun)
    assert ended.code == 0
    assert "right: 1 x address, 1 x outpoint" in ended.out
    checked = tracer("check", begun)
    assert checked.code == 2
    assert re.findall(r"new\.toml: (\S+): ", checked.err) == [
        "case.id",
        "seed[1].label",
        "seed[2].label",
        "method.primary",
    ]
    text = begun.read_text().replace('id = ""', 'id = "C-1"').replace('label = ""', 'label = "A"')
    begun.write_text(text.replace('primary = ""', 'primary = "fifo"'))
    assert tracer("check", begun).code == 0
    assert tracer("trace", begun, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0


def test_intake_reports_a_messy_workbook(tmp_path: Path) -> None:
    """Twenty damaged values are printed with their candidates; the JSON counts the same."""
    book = tmp_path / "book.xlsx"
    made = messy()
    book.write_bytes(made.content)
    ended = tracer("intake", book, "--network", "regtest")
    assert ended.code == 0
    assert "DAMAGED: 13 x address, 4 x txid, 3 x outpoint" in ended.out
    for damage in made.damaged.values():
        assert repr(damage.written) in ended.out
        assert damage.by_chain or f"? {damage.right}\n" in ended.out
    counts = json.loads(tracer("intake", book, "--network", "regtest", "--json").out)["counts"]
    assert counts["damaged"] == {"address": 13, "txid": 4, "outpoint": 3}
    begun = tmp_path / "case.toml"
    assert tracer("intake", book, "--network", "regtest", "--case", begun, "--json").code == 0
    assert tomllib.loads(begun.read_text())["exhibit"][0]["file"] == "book.xlsx"


def test_intake_refuses_what_it_must(tmp_path: Path) -> None:
    """A missing file, a foreign network, a file of no known form, an existing case: exit 2, nothing written."""
    there = tmp_path / "there.toml"
    there.write_text("mine")
    statement = STORY / "received" / "statement-a.txt"
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.4")
    for arguments, message in (
        ((tmp_path / "none.csv", "--network", "main"), f"Error: no file at {tmp_path / 'none.csv'}"),
        (("/dev/zero", "--network", "main"), "Error: file /dev/zero is not a regular file"),
        (
            (statement, "--network", "main", "--chain", BLOCKS),
            f"Error: --chain {BLOCKS} is of regtest, --network says main",
        ),
        ((pdf, "--network", "main"), "Error: a.pdf is a PDF; copy its text into a .txt file and compare the two"),
        ((statement, "--network", "regtest", "--case", there), f"Error: {there} exists already."),
    ):
        ended = tracer("intake", *arguments)
        assert ended.code == 2
        assert message in ended.err
    assert there.read_text() == "mine"


def test_look_answers_in_json() -> None:
    """A look's JSON gives satoshi and UTC times."""
    txid = NAMES["transactions"]["seize-2"]["txid"]
    ended = tracer("look", txid, "--chain", BLOCKS, "--case", CASE, "--json")
    found = json.loads(ended.out)["transaction"]
    assert (found["fee_sat"], found["at"]["height"], found["at"]["time_utc"]) == (20_000, 116, "2025-04-16T11:00:00Z")
    assert found["outputs"][0]["said"]["custody"] == ["Agency seizure wallet (seizure)"]
    packed = tracer(
        "look",
        "n3kjcSegn6ohdhfvPQ6anJnCJXBsT9Q6UE",
        "--chain",
        BLOCKS,
        "--tags",
        STORY / "tags" / "exchange.yaml",
        "--json",
    )
    assert json.loads(packed.out)["address"]["said"]["tags"][0]["label"] == "Example Exchange"


def test_look_offers_candidates_and_chooses_none() -> None:
    """A damaged name ends with exit code 2, its fault and its candidates."""
    ended = tracer("look", "bcrt1q70xwpfl3n4uaefxxz72qgg0wya5gofnut5jze6", "--chain", BLOCKS)
    assert ended.code == 2
    assert "candidate: bcrt1q70xwpfl3n4uaefxxz72qgg0wya5g0fnut5jze6 (checksum: place 35: 'o' → '0')" in ended.err
    missing = tracer("look", "ab" * 32, "--chain", BLOCKS)
    assert (missing.code, missing.err.splitlines()[-1]) == (
        2, f"Error: no transaction {'ab' * 32} on the best chain of regtest up to block 145",
    )  # fmt: skip


def test_diff_takes_runs_and_bundles(runs, tmp_path: Path):
    """A run and its bundle are the same; a later run says what moved, first of all into custody."""
    assert tracer("diff", runs / "run", runs / "bundle").out == "The two results are the same to the byte.\n"
    later = tmp_path / "story"
    later.mkdir()
    for name in ("received", "tags"):
        (later / name).symlink_to(STORY / name)
    (later / "case.toml").write_text(
        CASE.read_text().replace("height = 140\nconfirmations = 6", "height = 145\nconfirmations = 1")
    )
    assert tracer("trace", later / "case.toml", "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    ended = tracer("diff", runs / "bundle", tmp_path / "run")
    assert ended.code == 0
    assert ended.out.startswith("Moved from unspent to custody or a service (BTC):\n  A 2.00000000, B 0.49990000\n")
    found = json.loads(tracer("diff", runs / "run", tmp_path / "run", "--json").out)
    assert found["moved"][0]["taint_sat"] == {"A": 200_000_000, "B": 49_990_000}
    assert found["causes"][0]["what"] == "blocks: 5 more"
    nothing = tracer("diff", runs / "run", ROOT / "fixtures")
    assert (nothing.code, "is neither a run nor a bundle" in nothing.err) == (2, True)


def test_show_writes_one_page_and_refuses_to_overwrite(runs, tmp_path: Path):
    """The page holds the picture; an existing file is refused and left as it is; the same run gives the same bytes."""
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    assert tracer("show", runs / "run", "--out", first).code == 0
    assert tracer("show", runs / "run", "--out", second).code == 0
    assert first.read_bytes() == second.read_bytes()
    assert b"<svg" in first.read_bytes()
    again = tracer("show", runs / "run", "--out", first)
    assert (again.code, again.err.splitlines()[0]) == (2, f"Error: {first} exists already.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]
