"""How long work tells how far it is."""

import ast
from pathlib import Path

import pytest

from tracer.progress import no_progress

TRACER = Path(__file__).parents[1] / "tracer"


def names_made(source: str) -> set[str]:
    """Return what a module defines at its top: classes, functions and assigned names."""
    tree = ast.parse(source)
    made = {node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assigned = (target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets)
    stated = (node.target for node in tree.body if isinstance(node, ast.AnnAssign))
    return made | {target.id for target in (*assigned, *stated) if isinstance(target, ast.Name)}


def test_there_is_one_progress() -> None:
    """Every room tells progress in one form, so that one screen, one browser and one test can hear all of it."""
    made = {path.relative_to(TRACER).as_posix(): names_made(path.read_text()) for path in TRACER.rglob("*.py")}
    assert [name for name, names in made.items() if "Progress" in names] == ["progress.py"]


def test_a_second_progress_is_found() -> None:
    """An alias of its own, a class and a stated name are each seen."""
    for source in ("Progress = int", "class Progress: ...", "Progress: type = int"):
        assert names_made(source) == {"Progress"}


def test_whoever_is_not_asked_hears_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Work that nobody watches prints nothing."""
    no_progress("reading", 1, 2)
    assert capsys.readouterr() == ("", "")
