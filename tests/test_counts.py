"""The suite and the laws are the same tests: only how many draws each makes differs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import counts
from tests.commands import ROOT


def test_the_suite_is_what_is_asked_for_unless_the_laws_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment names nothing a test makes the suite's draws; another name is refused, not guessed."""
    monkeypatch.delenv(counts.VARIABLE, raising=False)
    assert (counts.asked(), counts.count(suite=3, laws=1_000)) == ("suite", 3)
    monkeypatch.setenv(counts.VARIABLE, "laws")
    assert (counts.asked(), counts.count(suite=3, laws=1_000)) == ("laws", 1_000)
    monkeypatch.setenv(counts.VARIABLE, "law")
    with pytest.raises(ValueError, match="TESTS_COUNTS is 'law': expected 'suite' or 'laws'"):
        counts.asked()


@pytest.mark.parametrize(("suite", "laws"), [(0, 5), (6, 5)])
def test_the_suite_draws_something_and_no_more_than_the_laws(suite: int, laws: int) -> None:
    """A count of none would pass whatever happens, and one beyond the laws' would make them the weaker ones."""
    with pytest.raises(AssertionError):
        counts.count(suite=suite, laws=laws)


def test_of_each_kind_some_are_tried_evenly_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No kind is left out however rare; the cases keep their order, and the first and last of a kind are tried."""
    cases = [*"aaaaaaa", "b", *"aaa", *"cc"]
    kinds = list(enumerate(cases))
    monkeypatch.setenv(counts.VARIABLE, "suite")
    tried = counts.chosen(kinds, lambda each: each[1], suite=3)
    assert [place for place, _ in tried] == [0, 4, 7, 10, 11, 12]
    assert [place for place, _ in counts.chosen(kinds, lambda each: each[1], suite=1)] == [0, 7, 11]
    monkeypatch.setenv(counts.VARIABLE, "laws")
    assert counts.chosen(kinds, lambda each: each[1], suite=1) == kinds


def test_hypothesis_draws_as_many_as_are_asked_for() -> None:
    """Its profile is the one of the counts asked for, of the same draws each time, and no deadline."""
    assert settings.get_current_profile_name() == counts.asked()
    assert settings().max_examples == counts.count(suite=20, laws=100)
    assert settings().derandomize
    assert settings().deadline is None


def test_long_tests_begin_first(request: pytest.FixtureRequest) -> None:
    """Of the tests of a run no long one comes after another that is not, so that the end is many short ones."""
    is_long = [item.get_closest_marker("long") is not None for item in request.session.items]
    assert is_long == sorted(is_long, reverse=True)


def test_make_laws_asks_for_the_laws() -> None:
    """`make laws` is `make test` with the full counts and nothing else."""
    said = (ROOT / "Makefile").read_text()
    (command,) = re.findall(r"^test: lint\n\t(.*)\n", said, re.MULTILINE)
    assert f"\nlaws: lint\n\t{counts.VARIABLE}={counts.LAWS} {command}\n" in said


def test_no_test_is_one_of_the_laws_alone() -> None:
    """The names of the tests do not hang on the counts: nothing that is parametrized or skipped asks for them."""
    found = [f"{path.name}:{node.lineno}" for path in sorted((ROOT / "tests").rglob("*.py")) for node in _named(path)]
    assert found == []


def _named(path: Path) -> Iterator[ast.expr]:
    """Yield the decorators of a module that name tests by what asks for the counts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asking = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module in ("tests", "tests.counts")
        for alias in node.names
        if node.module == "tests.counts" or alias.name == "counts"
    }
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _names(statement.value) & asking:
            asking |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if "mark" in _names(decorator) and _names(decorator) & asking:
                    yield decorator


def _names(node: ast.AST) -> set[str]:
    """Return the names and attributes in an expression."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} | {
        each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)
    }
