"""What a node answered: its word, which the journal's acquisition entry ties to the result."""

import hashlib
from collections.abc import Sequence

import pytest

from tests.signatures.sealed import case, failures, judge, unchecked
from tracer.formats import canonical
from tracer.journal import journal as journals
from tracer.journal.journal import Event, Journal
from tracer.signatures.signing import JOURNAL

SEALED = b"aa  bag-info.txt\n"
RESULT, OTHER_RESULT = "5e" * 32, "6f" * 32


def node(subversion: str) -> bytes:
    """Return a node's answers."""
    return canonical.dumps(
        {"schema": 1, "chain": "regtest", "blocks": 25, "bestblockhash": "ab" * 32, "subversion": subversion,
         "acquired_utc": "2026-06-01T00:00:00Z"}
    )  # fmt: skip


OURS, THEIRS = node("/Satoshi:31.0.0/"), node("/Satoshi:32.0.0/")


def kept(acquired: Sequence[tuple[bytes | None, str]]) -> bytes:
    """Return a journal of acquisitions (the node's answers or none, the result traced) and of this bundle's export."""
    made = Journal(case().id, (), ())
    events: list[tuple[str, str | None, dict[str, str]]] = []
    for answers, result in acquired:
        events += [("acquired", hashlib.sha256(answers).hexdigest() if answers else None, {}), ("traced", result, {})]
    events.append(("exported", hashlib.sha256(SEALED).hexdigest(), {"trace-sha256": RESULT}))
    for kind, what, details in events:
        made = journals.append(
            made, Event(kind=kind, who="E", why=kind, object=what, details=details, time=1_780_000_000, tool="t 1")
        )
    return made.content


def test_answers_that_the_journal_recorded_are_said_to_be_those() -> None:
    """The entry with the same hash is named; that the node told the truth stays not checked."""
    files = {"node.json": OURS, JOURNAL: kept([(OURS, RESULT)])}
    assert failures(judge(files, SEALED)) == []
    assert "the same answers as entry 1 of the journal recorded" in unchecked(judge(files, SEALED))["Node's answers"]


def test_the_same_result_traced_twice_has_two_sets_of_answers() -> None:
    """A result does not tell from when its node's answers are: either of two recorded ones fits."""
    both = kept([(OURS, RESULT), (THEIRS, RESULT)])
    for answers, entry in ((OURS, 1), (THEIRS, 3)):
        steps = judge({"node.json": answers, JOURNAL: both}, SEALED)
        assert failures(steps) == []
        assert f"entry {entry} of the journal" in unchecked(steps)["Node's answers"]


@pytest.mark.parametrize(
    ("acquired", "recorded"),
    [
        ([(THEIRS, RESULT)], f"entry 1 recorded SHA-256 {hashlib.sha256(THEIRS).hexdigest()}"),
        ([(OURS, OTHER_RESULT), (THEIRS, RESULT)], f"entry 3 recorded SHA-256 {hashlib.sha256(THEIRS).hexdigest()}"),
        ([(None, RESULT)], "entry 1 recorded no node's answers"),
    ],
)
def test_answers_other_than_those_recorded_are_a_finding(acquired, recorded: str):
    """Answers exchanged after the acquisition, or joined to a result that no node gave, are found."""
    (found,) = failures(judge({"node.json": OURS, JOURNAL: kept(acquired)}, SEALED))
    assert found.startswith(f"signatures/node.json: has SHA-256 {hashlib.sha256(OURS).hexdigest()}; ")
    assert f"{recorded} for this result" in found


def test_answers_taken_out_are_a_finding() -> None:
    """Where every acquisition of the result recorded a node's answers, a bundle without them lacks something."""
    assert failures(judge({JOURNAL: kept([(OURS, RESULT)])}, SEALED)) == [
        "signatures/node.json: is missing; the journal's entry 1 recorded the node's answers"
    ]
    assert failures(judge({JOURNAL: kept([(None, RESULT)])}, SEALED)) == []


def test_without_an_acquisition_on_record_nothing_is_compared() -> None:
    """A journal begun after the trace, or none, is said; it is no fault."""
    for files in ({"node.json": OURS}, {"node.json": OURS, JOURNAL: kept([])}):
        steps = judge(files, SEALED)
        assert failures(steps) == []
        assert "no journal here records" in unchecked(steps)["Node's answers"]
