"""The page on attacks names files that every bundle holds and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

from tests.evidence.story import dossier_of, run_of, tell
from tracer.evidence import bundle

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/attacks.md").read_text(encoding="utf-8")
PARTS = PAGE.split("\n### ")[1:]
TESTS = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)))


def _named(part: str, head: str) -> str:
    found = re.search(rf"^- {head}: (.*?)(?=^- |\Z)", part, re.MULTILINE | re.DOTALL)
    return "" if found is None else found[1]


def test_each_of_the_seventeen_attacks_has_an_answer() -> None:
    """Seventeen attacks in order, each with a sentence, files, a step and tests."""
    assert [int(part.split(".")[0]) for part in PARTS] == list(range(1, 18))
    for part in PARTS:
        assert len(part.split("\n\n")[1]) > 40
        assert all(_named(part, head) for head in ("Files", "Step", "Tests")), part


def test_every_file_named_is_in_a_bundle() -> None:
    """Each file named for an attack is one that the bundle of the story holds."""
    story = tell()
    run, dossier = run_of(story), dossier_of(story)
    held = {*bundle.derived(dossier), *bundle.sources(run, bundle.bundled_case(run.case, dossier.material))}
    named = {name for part in PARTS for name in re.findall(r"`([^`]+)`", _named(part, "Files"))}
    assert len(named) > 15
    assert sorted(name for name in named if name.replace("LANG", "en") not in held) == []


@pytest.mark.parametrize("name", TESTS)
def test_every_test_named_exists(name: str) -> None:
    """Each test named is a function of the file named, and says in a sentence what it holds."""
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = {node.name: ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert found.get(function), name
