"""A trail that a budget cuts off is surveyed to its end where the source is a store."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, CASE

RULES = ("fifo", "haircut", "poison")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory):
    """Give a folder with a store, a run over it cut after four transactions, and what was printed."""
    base = tmp_path_factory.mktemp("survey")
    assert tracer("ingest", "--chain", BLOCKS, "--store", base / "store").code == 0
    ended = tracer("trace", CASE, "--chain", base / "store", "--out", base / "cut", "--max-transactions", "4")
    assert ended.code == 0, ended.err
    return base, ended.out


def test_the_whole_trail_is_what_the_reference_finds_without_a_budget(runs, tmp_path: Path):
    """Books, transactions and ends of the survey are those of a run that nothing cut off."""
    base, _ = runs
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "whole", "--max-transactions", "0").code == 0
    whole = json.loads((tmp_path / "whole" / "trace.json").read_text())["methods"]
    survey = json.loads((base / "cut" / "survey.json").read_text())
    assert [name for name in RULES if name in survey["methods"]] == [name for name in RULES if name in whole]
    for name, method in survey["methods"].items():
        assert method["partial"] is False
        if name == "poison":
            assert method["transactions"] == whole[name]["transactions"]
            continue
        assert method["labels"] == {label: book["terminals"] for label, book in whole[name]["labels"].items()}
        assert (method["transactions"], method["ends"]) == (len(whole[name]["transactions"]), len(whole[name]["coins"]))
        ends = {coin["outpoint"]: (coin["terminal"], coin["taint_sat"]) for coin in whole[name]["coins"]}
        assert {end["outpoint"]: (end["terminal"], end["taint_sat"]) for end in method["largest"]} == ends


def test_the_screen_shows_it_and_says_what_it_is(runs):
    """Under the books of the result: the survey of the whole trail, and that it is no evidence."""
    _, shown = runs
    said = " ".join(shown.split())
    assert "A budget ran out under FIFO" in said
    assert "Survey of the whole trail under FIFO (BTC)" in said
    assert "is not evidence" in said


def test_it_stays_out_of_the_bundle_and_is_kept_as_it_was_written(runs, tmp_path: Path):
    """The bundle holds nothing of it; a run whose survey was changed is refused."""
    base, _ = runs
    assert tracer("export", base / "cut", "--chain", BLOCKS, "--out", tmp_path / "bundle").code == 0
    assert not list((tmp_path / "bundle").rglob("survey*"))
    survey = base / "cut" / "survey.json"
    survey.chmod(0o600)
    survey.write_bytes(survey.read_bytes().replace(b"fifo", b"lifo"))
    refused = tracer("export", base / "cut", "--chain", BLOCKS, "--out", tmp_path / "other")
    assert refused.code == 4
    assert "survey.json is another file" in refused.err


def test_a_trail_that_nothing_cuts_needs_none(runs, tmp_path: Path):
    """Over a store, a trace within its budget writes no survey."""
    base, _ = runs
    assert tracer("trace", CASE, "--chain", base / "store", "--out", tmp_path / "run").code == 0
    assert not (tmp_path / "run" / "survey.json").exists()
