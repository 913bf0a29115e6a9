"""Change evidence and other retained sets as a reader gets them: tagged as inference, each rule with its errors."""

import csv
import io
from hashlib import sha256

import pytest

from tests.evidence.results import result
from tests.result.test_path_results import dossier
from tests.story import story_trace
from tracer.documents.paper import Nature, Table, Text
from tracer.errors import IntegrityError
from tracer.evidence.report.change import change_sections
from tracer.evidence.tables.tables import tables
from tracer.formats import canonical
from tracer.result.change_results import NO_CHANGE
from tracer.result.trace_reading import read_trace


def test_the_report_tags_change_as_a_guess_with_its_errors() -> None:
    """The section opens as inference, and every rule printed has its failure modes and an error or that none exists."""
    (section,) = change_sections(dossier())
    first = section.blocks[0]
    assert isinstance(first, Text)
    assert first.nature is Nature.INFERENCE
    rules = next(
        block
        for block in section.blocks
        if isinstance(block, Table) and block.caption == "Change rules, and how they fail"
    )
    assert rules.rows
    assert all("not measured" in row[3] or "precision" in row[3] for row in rules.rows)
    after = section.blocks[section.blocks.index(rules) + 1]
    assert isinstance(after, Text)
    assert after.text.startswith("Of the figures above: measured on 35,257,428 two-output transactions")
    assert after.text.endswith("which is not the population of this case.")


def test_the_table_has_a_row_for_each_rule_that_applies() -> None:
    """One row per transaction and rule, with what it looked at.

    A rule that names one output names one it did not rule out.
    """
    rows = list(csv.DictReader(io.StringIO(tables(dossier())["change.csv"].decode())))
    said = story_trace()["change"]["transactions"]
    assert len(rows) == sum(len(read["evidence"]) for read in said) > 0
    assert all(row["names_vout"] in ("", row["not_ruled_out"]) for row in rows)


def test_a_result_without_change_is_read_as_having_none() -> None:
    """An older `trace.json` has no such keys."""
    older = {key: value for key, value in story_trace().items() if key not in ("change", "retained_sets")}
    content = canonical.dumps(older)
    read = read_trace(content, sha256(content).hexdigest())
    assert (read.change, read.retained_sets) == (NO_CHANGE, ())


def test_a_rule_without_its_failures_is_named() -> None:
    """Evidence whose rule is not explained is refused: no guess goes out without its error."""
    broken = canonical.dumps({**story_trace(), "change": {**story_trace()["change"], "rules": {}}})
    with pytest.raises(IntegrityError, match=r"change.rules lacks R\d"):
        read_trace(broken, "")


def test_a_case_with_libr_shows_other_retained_sets() -> None:
    """LIBR compared with one output declared as change: run with none retained too, each with what changes."""
    spent = [row["txid"] for row in story_trace()["methods"]["fifo"]["spent"]]
    merge = next(txid for txid in spent if spent.count(txid) > 1)
    old = 'compare = ["'
    new = f'retained = ["{merge}:0"]\ncompare = ["libr", "'
    trace, _ = result((old, new))
    assert next((each.rule, each.name) for each in trace.retained_sets) == ("libr", "none retained")
    assert trace.retained_sets[0].variation.coins
