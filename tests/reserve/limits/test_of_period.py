"""What a period's limits take of the statement before: open breaches, and what a review of it is held against."""

from dataclasses import replace

import pytest

from tests.reserve.limits.test_limit_report import report
from tests.reserve.statement_samples import full
from tracer.reserve.days import Period
from tracer.reserve.limits.of_period import carried, reviewed
from tracer.reserve.period_rows import Restatement
from tracer.reserve.periods import FiledStatement

SHA, FIRST = "ab" * 32, "cd" * 32


def filed(name: str, restates: str | None = None) -> FiledStatement:
    """Return a statement with a breach that is open and one that was cured, restating another or none."""
    (row,) = report().rows
    (breach,) = row.breaches
    cured = replace(breach, limit="cured", cured=breach.last_day)
    found = Restatement(period=restates, sha256=FIRST, acts=(), reason="", figures=(), later=()) if restates else None
    limits = (replace(row, breaches=(cured, breach)),)
    return FiledStatement(replace(full(), period=name, restates=found, limits=limits), SHA)


def test_open_breaches_are_carried_over() -> None:
    """One that was cured is not."""
    assert [each.limit for each in carried(filed("2026Q3"))] == ["share-max"]


@pytest.mark.parametrize(
    ("name", "restates", "sha256"),
    [("2026Q3", None, SHA), ("2026Q3-r1", "2026Q3", FIRST), ("2026Q3-r2", "2026Q3-r1", None)],
)
def test_a_review_is_held_against_what_was_sealed_first(name: str, restates: str | None, sha256: str | None) -> None:
    """Its hash, also where a restatement stands before; that of a second one does not say it."""
    found = reviewed(filed(name, restates))
    assert found is not None
    assert (found.period, found.sha256) == (Period.parse("2026Q3"), sha256)
    assert [each.limit for each in found.breaches] == ["cured", "share-max"]


def test_a_year_is_not_reviewed() -> None:
    """Reviews are of quarters."""
    assert reviewed(filed("2026")) is None
