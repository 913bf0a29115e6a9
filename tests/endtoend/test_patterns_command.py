"""`tracer patterns` over a txid, a run and a store: the same detectors, the same findings."""

import json
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.story import BLOCKS, CASE

PEEL = "b6a97b7b25e832797da002d67d8de7f335faeec648c16cf1affd6d82d3e70c69"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the story's run and a store of its chain."""
    folder = tmp_path_factory.mktemp("patterns")
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", folder / "run").code == 0
    assert tracer("ingest", "--chain", BLOCKS, "--store", folder / "store").code == 0
    return folder


def test_a_transaction_a_run_and_a_store_give_the_same(place: Path) -> None:
    """The line of a transaction does not depend on where it was read; a run's lines are a part of its chain's."""
    one = tracer("patterns", PEEL.upper(), "--chain", BLOCKS)
    assert (one.code, one.out) == (0, f"{PEEL}  block 106  peel matches (peel-shape)\n")
    assert tracer("patterns", PEEL, "--chain", place / "store").out == one.out
    run, store = tracer("patterns", place / "run"), tracer("patterns", place / "store")
    assert (run.code, store.code) == (0, 0)
    assert one.out in run.out
    assert set(run.out.splitlines()) <= set(store.out.splitlines())


def test_all_that_was_looked_at_is_counted(place: Path) -> None:
    """What no detector speaks of is not printed but counted; --json prints every transaction that is no coinbase."""
    rows = [json.loads(line) for line in tracer("patterns", place / "run", "--json").out.splitlines()]
    assert all(set(row) == {"txid", "height", "findings"} for row in rows)
    blind = [row for row in rows if row["findings"] is None]
    said = [row for row in rows if any(each["verdict"] != "no" for each in (row["findings"] or {}).values())]
    ended = tracer("patterns", place / "run")
    assert len(ended.out.splitlines()) == len(said) > 0
    assert ended.err.splitlines()[-1] == (
        f"Transactions looked at: {len(rows)}, coinbases left out; printed: {len(said)}; "
        f"not asked, for an output that they spend is not known: {len(blind)}."
    )
    places = (place / "run/chain/transactions.csv").read_text().splitlines()[1:]
    assert len(rows) == sum(line.split(",")[2] != "0" for line in places)


def test_a_store_is_looked_at_between_heights(place: Path) -> None:
    """Heights at both ends count; heights that the store does not hold are refused."""
    ended = tracer("patterns", place / "store", "--from-height", "106", "--to-height", "107")
    assert {line.split()[2] for line in ended.out.splitlines()} == {"106", "107"}
    refused = tracer("patterns", place / "store", "--from-height", "9999")
    assert (refused.code, "holds blocks 0 to 145; asked were 9999 to 145" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((PEEL,), "name where the chain comes from with --chain"),
        (("ab" * 32, "--chain", BLOCKS), f"no transaction {'ab' * 32}"),
        (("run", "--score"), "--score goes with a FILE"),
        (("run", "--chain", BLOCKS), "is a run: it is looked at whole"),
        (("store", "--chain", BLOCKS), "is looked at itself"),
        (("nothing",), "no file of transactions at nothing"),
        ((ROOT / "fixtures/patterns/rounds.jsonl", "--from-height", "1"), "--chain and heights go with these"),
        ((PEEL[:-1], "--chain", BLOCKS), "is no txid, run or store"),
    ],
)
def test_slips_are_told(place: Path, words: tuple[str, ...], said: str) -> None:
    """What does not go together, and what is not there, is exit 2 with what to do."""
    given = [place / word if word in ("run", "store") else word for word in words]
    ended = tracer("patterns", *given)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
