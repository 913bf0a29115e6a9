"""Periods are closed in order and once; a restatement goes on from the last one."""

from dataclasses import replace

import pytest

from tests.reserve.statements import statement
from tracer.errors import CaseError
from tracer.reserve.days import Period
from tracer.reserve.periods import FiledStatement, in_force, path_of, predecessors


def closed(*names: str) -> dict[str, FiledStatement]:
    """Return statements of these periods."""
    return {name: FiledStatement(replace(statement(), period=name), f"sha of {name}") for name in names}


def before(name: str, *names: str) -> tuple[str | None, str | None]:
    """Return what a period goes on from, by name."""
    found = predecessors(Period.parse(name), closed(*names))
    return tuple(each and each.statement.period for each in (found.previous, found.restated))  # type: ignore[return-value]


def test_the_first_period_goes_on_from_nothing() -> None:
    """Where nothing is closed a period has no predecessor."""
    assert before("2026Q3") == (None, None)


@pytest.mark.parametrize(
    ("name", "on_file", "expected"),
    [
        ("2026Q4", ("2026Q3",), ("2026Q3", None)),
        ("2026Q4", ("2026Q3", "2026Q3-r1", "2026Q3-r2"), ("2026Q3-r2", None)),
        ("2026Q3-r1", ("2026Q2", "2026Q3"), ("2026Q2", "2026Q3")),
        ("2026Q3-r1", ("2026Q2", "2026Q3", "2026Q4"), ("2026Q2", "2026Q3")),
        ("2026Q3-r2", ("2026Q3", "2026Q3-r1"), (None, "2026Q3-r1")),
        ("2026Q3-r10", ("2026Q3", *(f"2026Q3-r{each}" for each in range(1, 10))), (None, "2026Q3-r9")),
        ("2027", ("2026", "2026Q4"), ("2026", None)),
        ("2027", ("2026Q4",), ("2026Q4", None)),
        ("2027Q1", ("2026", "2026Q4"), ("2026Q4", None)),
        ("2026", ("2026Q3", "2026Q4"), (None, None)),
    ],
)
def test_a_period_goes_on_from_the_one_that_ends_where_it_begins(
    name: str, on_file: tuple[str, ...], expected: tuple[str | None, str | None]
) -> None:
    """The last statement of the period before counts, of the same kind where there is one."""
    assert before(name, *on_file) == expected


@pytest.mark.parametrize(
    ("name", "on_file", "said"),
    [
        ("2026Q3", ("2026Q3",), "2026Q3 is sealed; write a correction act and close 2026Q3-r1."),
        ("2026Q3", ("2026Q3", "2026Q3-r1"), "2026Q3 is sealed; write a correction act and close 2026Q3-r2."),
        ("2026Q3-r1", ("2026Q3", "2026Q3-r1"), "2026Q3-r1 is sealed; write a correction act and close 2026Q3-r2."),
        ("2026Q3-r1", (), "2026Q3 is not closed, so 2026Q3-r1 has nothing to restate: close 2026Q3."),
        ("2026Q3-r2", ("2026Q3",), "2026Q3 is the last statement of 2026Q3: close 2026Q3-r1."),
        ("2027Q1", ("2026Q3",), "2026Q4 is not closed; close it first: its closing is 2027Q1's opening."),
        (
            "2026Q2",
            ("2026Q3",),
            "2026Q3 is closed already; periods are closed in order, and 2026Q2 comes before it.",
        ),
    ],
)
def test_what_is_out_of_order_is_refused(name: str, on_file: tuple[str, ...], said: str) -> None:
    """A sealed period, a gap, a jump and a step back are refused, with what to do."""
    with pytest.raises(CaseError) as refused:
        before(name, *on_file)
    assert str(refused.value) == said


def test_the_last_statement_of_a_period_is_in_force() -> None:
    """Of several the one with the greatest number counts, as a number."""
    on_file = closed("2026Q3-r10", "2026Q3-r9", "2026Q3", "2026Q4")
    found = in_force(on_file, "2026Q3")
    assert found is not None
    assert (found.statement.period, found.path) == ("2026Q3-r10", "periods/2026Q3-r10/period.json")
    assert in_force(on_file, "2026Q1") is None
    assert path_of("2026") == "periods/2026/period.json"
