"""Transactions as JSON lines: read exactly, and every fault named by file, line and key."""

import json
from typing import Any

import pytest

from tests.trace.patterns.subjects import script, txid
from tracer.errors import CaseError
from tracer.trace.patterns.lines import parse
from tracer.trace.patterns.score import Rate, score
from tracer.trace.patterns.score_text import text


def entry(**more: object) -> dict[str, Any]:
    """Return one transaction as the collections write it."""
    spent = {"outpoint": f"{txid('a')}:1", "value_sat": 100, "script": script("a").hex()}
    paid = {"value_sat": 90, "script": script("b").hex()}
    return {"truth": "none", "txid": txid("t"), "time": 7, "inputs": [spent], "outputs": [paid], **more}


def read(*entries: object):
    """Read entries as lines of `x.jsonl`."""
    return parse([json.dumps(each) for each in entries], "x.jsonl")


def test_a_line_becomes_a_subject() -> None:
    """Ids, values, scripts, time and truth are taken over; keys of the collection's own are passed over."""
    line = read(entry(wallets={"w1": 3}, block="00", index=4))[0]
    assert (line.number, line.truth, line.subject.txid, line.subject.time) == (1, "none", txid("t"), 7)
    assert (line.subject.fee, line.subject.version, line.subject.height) == (10, None, None)
    assert line.subject.inputs[0].script == script("a")
    assert line.subject.inputs[0].unlocking is None


def test_optional_keys_are_taken_over() -> None:
    """Version, locktime, height, sequence, signature script and witness are read where they are given."""
    spent = entry()["inputs"][0] | {"sequence": 5, "witness": ["", "aa"], "script_sig": "bb"}
    seen = read(entry(version=2, locktime=9, height=800_000, inputs=[spent]))[0].subject
    assert (seen.version, seen.locktime, seen.height, seen.inputs[0].sequence) == (2, 9, 800_000, 5)
    assert seen.inputs[0].unlocking is not None
    assert seen.inputs[0].unlocking.witness == (b"", b"\xaa")
    assert seen.inputs[0].unlocking.script_sig == b"\xbb"


def test_empty_lines_are_passed_over_and_counted() -> None:
    """A fault after an empty line names the line as an editor shows it."""
    assert [line.number for line in parse(["", json.dumps(entry()), "  \n"], "x")] == [2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"txid": "AB"}, "x.jsonl, line 1: txid: expected 64 lower-case hexadecimal digits, found 'AB'"),
        ({"inputs": None}, "x.jsonl, line 1: inputs: expected a list of objects, found None"),
        ({"outputs": [7]}, "x.jsonl, line 1: outputs[0]: expected an object, found 7"),
        ({"outputs": [{"value_sat": 1}]}, "x.jsonl, line 1: outputs[0].script: expected lower-case hexadecimal digits"),
        ({"time": -1}, "x.jsonl, line 1: time: expected a whole number from 0 to 4294967295, found -1"),
        ({"version": True}, "x.jsonl, line 1: version: expected a whole number from 0 to 4294967295, found True"),
        ({"truth": 5}, "x.jsonl, line 1: truth: expected a word, found 5"),
    ],
)
def test_each_fault_is_named(change, message: str):
    """File, line, key, what was expected and what was found."""
    with pytest.raises(CaseError) as caught:
        read(entry(**change))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("value_sat", 0.5, "inputs[0].value_sat: expected a whole number from 0 to 2100000000000000, found 0.5"),
        ("value_sat", "5", "inputs[0].value_sat: expected a whole number"),
        ("value_sat", 2_100_000_000_000_001, "inputs[0].value_sat: expected a whole number"),
        ("outpoint", "x:0", "inputs[0].outpoint: expected txid:vout, found 'x:0'"),
        ("script", "0AFF", "inputs[0].script: expected lower-case hexadecimal digits, two a byte, found '0AFF'"),
        ("script", "0", "inputs[0].script: expected lower-case hexadecimal digits"),
        ("witness", "aa", "inputs[0].witness: expected a list of hexadecimal strings"),
        ("witness", ["zz"], "inputs[0].witness[0]: expected lower-case"),
    ],
)
def test_faults_inside_an_input_are_named(key: str, value, message: str):
    """The index of the input stands in the message."""
    with pytest.raises(CaseError) as caught:
        read(entry(inputs=[entry()["inputs"][0] | {key: value}]))
    assert f"x.jsonl, line 1: {message}" in str(caught.value)


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"a": 1, "a": 2}', "[" * 100_000, "1" * 5_000])
def test_what_is_no_object_is_refused(line):
    """Cut, foreign, ambiguous and absurd JSON each give one message and no traceback."""
    with pytest.raises(CaseError, match="line 1"):
        parse([line], "x.jsonl")


def test_impossible_transactions_are_refused() -> None:
    """Paying more than is spent and spending a coin twice are faults of the collection."""
    with pytest.raises(CaseError, match="the outputs pay 10 sat more than the inputs spend"):
        read(entry(outputs=[{"value_sat": 110, "script": ""}]))
    with pytest.raises(CaseError, match="an outpoint is spent twice"):
        read(entry(inputs=entry()["inputs"] * 2))


def test_every_fault_is_counted() -> None:
    """All faults come at once; beyond fifty they are counted."""
    with pytest.raises(CaseError) as caught:
        read(*[entry(time="x") for _ in range(60)])
    assert len(caught.value.faults) == 51
    assert caught.value.faults[-1] == "… and 10 more faults in x.jsonl"


def test_scoring_needs_truth_and_lines() -> None:
    """A collection without truths, or without lines, cannot be scored, and the message says so."""
    with pytest.raises(CaseError, match="line 2 has no `truth`"):
        score(read(entry(), entry(truth=None)))
    with pytest.raises(CaseError, match="cannot score: there are no lines"):
        score(())


@pytest.mark.parametrize(
    ("hits", "of", "expected"),
    [
        (700, 700, "1.0000 [0.9945, 1.0000]"),
        (0, 10, "0.0000 [0.0000, 0.2775]"),
        (9, 10, "0.9000 [0.5958, 0.9821]"),
        (81, 263, "0.3080 [0.2553, 0.3662]"),
        (0, 0, "n/a"),
    ],
)
def test_wilson_intervals_are_the_published_ones(hits: int, of: int, expected: str) -> None:
    """The score interval of known examples (81 of 263: Newcombe 1998, method 3), and none without a count."""
    assert Rate(hits, of).text == expected


def test_a_truth_unknown_to_the_detectors_has_its_row_in_the_confusion() -> None:
    """An unknown word is a mix for the union and is shown, never dropped; a txid under two truths is named."""
    table = score(read(entry(), entry(truth="coinswap")))
    assert [(truth, lines) for truth, lines, _ in table.confusion] == [("coinswap", 1), ("none", 1)]
    assert (table.union.fn, table.union.tn) == (1, 1)
    assert table.conflicting == (txid("t"),)
    assert "Under more than one truth: 1 txids" in text(table)
    assert "| coinswap | 1 | 0 |" in text(table)
