"""A statement that is asked for again is computed once, and of the same bytes alone."""

from dataclasses import replace

import pytest

from tests.reserve import story_statements
from tests.reserve.computing import given
from tracer.reserve import statement_files
from tracer.reserve.periods import Predecessors
from tracer.reserve.statement_files import StatementFiles


@pytest.fixture(scope="module")
def first_quarter() -> StatementFiles:
    """Return what the story's first statement is computed from."""
    return given(story_statements.register(), "2025Q2", Predecessors(None, None))


def test_of_the_same_bytes_a_statement_is_computed_once(first_quarter: StatementFiles) -> None:
    """What is asked for again of the same bytes is the same, whatever order its files are in."""
    once = statement_files.compute(first_quarter)
    turned = dict(reversed(list(first_quarter.files.items())))
    assert statement_files.compute(replace(first_quarter, files=turned)) is once


@pytest.mark.parametrize("change", ["acts", "version", "method"])
def test_of_other_bytes_it_is_computed_again(first_quarter: StatementFiles, change: str) -> None:
    """One byte of one file, another release or another method is another statement."""
    once = statement_files.compute(first_quarter).book.statement
    name = next(path for path in first_quarter.files if path.startswith("acts/"))
    other = {
        "acts": replace(first_quarter, files={**first_quarter.files, name: first_quarter.files[name] + b"# seen\n"}),
        "version": replace(first_quarter, version="9.9.9"),
        "method": replace(first_quarter, method=first_quarter.method + 1),
    }[change]
    assert statement_files.compute(other).book.statement != once


def test_files_that_the_caller_changes_afterwards_change_nothing(first_quarter: StatementFiles) -> None:
    """What was computed stands for the bytes of then: a folder of files that is changed later is not taken for it."""
    files = dict(first_quarter.files)
    name = next(path for path in files if path.startswith("acts/"))
    once = statement_files.compute(replace(first_quarter, files=files))
    files[name] += b"# seen\n"
    assert statement_files.compute(replace(first_quarter, files=files)) is not once
    assert statement_files.compute(first_quarter) is once
