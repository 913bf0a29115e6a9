"""The detectors on real transactions with known truth, from the collections beside the project."""

import gzip
from pathlib import Path

import pytest

from tracer.trace.patterns import whirlpool as whirlpool_round
from tracer.trace.patterns import whirlpool_tx0
from tracer.trace.patterns.lines import SubjectLine, parse
from tracer.trace.patterns.score import ScoreTable, score
from tracer.trace.patterns.score_text import text

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "coinjoin"


def lines(name: str) -> tuple[SubjectLine, ...]:
    """Return a collection's lines, or skip where it is not there."""
    path = FOLDER / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the shared data folder with {path.name} is not beside the project")
    with gzip.open(path, "rt") as file:
        return parse(file, path.name)


@pytest.fixture(scope="module")
def whirlpool() -> ScoreTable:
    """Return the scored Whirlpool collection."""
    return score(lines("whirlpool-2024-03"))


@pytest.fixture(scope="module")
def wasabi1() -> ScoreTable:
    """Return the scored Wasabi collection."""
    return score(lines("wasabi1-2021-08"))


def counts(table: ScoreTable, detector: str) -> tuple[int, int, int, int]:
    """Return found and true, found not true, true not found, neither."""
    row = next(row for row in table.rows if row.detector == detector)
    return row.tp, row.fp, row.fn, row.tn


def test_every_whirlpool_round_is_found_and_nothing_else(whirlpool: ScoreTable) -> None:
    """All 700 rounds, no other of 1,750: precision and recall 1, both above 0.99 at the interval's lower end."""
    assert counts(whirlpool, "whirlpool") == (700, 0, 0, 1_750)
    row = whirlpool.rows[0]
    assert row.precision.text == row.recall.text == "1.0000 [0.9945, 1.0000]"


def test_tx0s_are_found_as_far_as_they_are_such(whirlpool: ScoreTable) -> None:
    """368 of 450 are found; the 82 others have no OP_RETURN: rounds that pay one output of another script type."""
    assert counts(whirlpool, "whirlpool_tx0") == (368, 1, 82, 1_999)
    row = whirlpool.rows[1]
    assert row.precision.text == "0.9973 [0.9848, 0.9995]"
    assert row.recall.text == "0.8178 [0.7795, 0.8507]"
    assert row.fpr.text == "0.0005 [0.0001, 0.0028]"
    stopped = dict(whirlpool.stopped_by)
    assert dict(stopped["whirlpool_tx0"]) == {"whirlpool-round-other-scripts": 82}
    missed = [
        whirlpool_round.detect(line.subject).rule
        for line in lines("whirlpool-2024-03")
        if line.truth == "whirlpool_tx0" and not whirlpool_tx0.detect(line.subject).detects
    ]
    assert missed == ["whirlpool-round-other-scripts"] * 82


def test_every_wasabi1_round_is_found_and_nothing_else(wasabi1: ScoreTable) -> None:
    """All 100 rounds, no other of 180; five of them fit JoinMarket's rule as well, and the table shows it."""
    assert counts(wasabi1, "wasabi1") == (100, 0, 0, 180)
    confusion = {truth: dict(found) for truth, _, found in wasabi1.confusion}
    assert confusion["wasabi1"]["joinmarket"] == 5
    assert confusion["none"]["joinmarket"] == 4


def test_no_round_is_followed_through(whirlpool: ScoreTable, wasabi1: ScoreTable) -> None:
    """The union for stopping misses none of 800 rounds."""
    assert (whirlpool.union.fn, wasabi1.union.fn) == (0, 0)
    assert (whirlpool.union.tp, wasabi1.union.tp) == (700, 100)


def test_what_is_asserted_has_a_lineage(whirlpool: ScoreTable) -> None:
    """Rounds whose entrants' Tx0s are in the collection may be called Whirlpool, the others only match."""
    asserted = {row.detector: row.asserted for row in whirlpool.rows}
    assert asserted["whirlpool"] == 397
    assert asserted["whirlpool_tx0"] == 208


def test_a_txid_under_two_truths_is_named(whirlpool: ScoreTable, wasabi1: ScoreTable) -> None:
    """Sixteen rounds stand in the collection twice, once as Tx0 and once as nothing."""
    assert len(whirlpool.conflicting) == 16
    assert wasabi1.conflicting == ()


def test_the_table_is_the_same_however_the_lines_are_ordered() -> None:
    """Scoring is a function of the set of lines, to the byte."""
    collection = lines("wasabi1-2021-08")
    assert text(score(collection)) == text(score(tuple(reversed(collection))))
