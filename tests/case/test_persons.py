"""Examiner and reviewer are two persons, whatever way a name is written."""

import unicodedata

import pytest

from tests.case.test_case_file import LEAST
from tracer.case.case_file import parse
from tracer.case.persons import same_person
from tracer.errors import CaseError


def case_with(examiner: str, reviewer: str) -> bytes:
    """Return the least case with these persons."""
    return LEAST.replace("[case]\n", f'[case]\nexaminer = "{examiner}"\nreviewer = "{reviewer}"\n', 1).encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E. Example", "e.  EXAMPLE"),
        ("Әлия Қ. Үсенова", "ӘЛИЯ Қ ҮСЕНОВА"),
        ("Йылмаз", unicodedata.normalize("NFD", "Йылмаз")),
        ("Ｅ．Ｅｘａｍｐｌｅ", "E.Example"),
        ("E.\u00a0Example", "E. Example"),
    ],
)
def test_one_person_written_twice_is_one_person(one: str, other: str) -> None:
    """Letter case, points, spaces of any kind and the form in Unicode do not make a second person."""
    assert same_person(one, other)


def test_two_persons_are_two() -> None:
    """A letter is enough to be somebody else."""
    assert not same_person("E. Example", "F. Example")
    assert parse(case_with("E. Example", "F. Example"), "case.toml").reviewer == "F. Example"


def test_a_case_that_names_one_person_twice_is_refused() -> None:
    """One message names the key, the name and what to do."""
    with pytest.raises(CaseError) as caught:
        parse(case_with("E. Example", "e.  EXAMPLE"), "case.toml")
    assert str(caught.value) == (
        "case.toml: case.reviewer: 'e.  EXAMPLE' is the examiner as well; another person reviews, or nobody does"
    )
