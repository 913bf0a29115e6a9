"""Whoever names themselves for the journal learns whether anything was entered."""

import shutil
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer

STORY = ROOT / "fixtures" / "story"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return the story's case file in a folder of its own, without a journal."""
    shutil.copytree(STORY, tmp_path / "story")
    return tmp_path / "story/case.toml"


def _note(given: str, place: Path) -> str:
    return (
        f"Note: {given} had no effect: no journal of the case lies beside {place}, so nothing was entered. Begin one "
        "with tracer journal CASE.toml --add opened --why TEXT, or name one with --journal FILE."
    )


def test_who_without_a_journal_is_said_to_have_no_effect(case: Path) -> None:
    """Trace, export and verify say so of --who and --why; without these they say nothing of a journal."""
    folder = case.parent
    run, bundle = folder / "run", folder / "bundle"
    ended = tracer("trace", case, "--chain", folder / "blocks.blk", "--out", run, "--who", "E. Example")
    assert (ended.code, _note("--who", case) in ended.err.splitlines()) == (0, True)
    ended = tracer("export", run, "--out", bundle, "--who", "E. Example", "--why", "hearing")
    assert (ended.code, _note("--who and --why", run) in ended.err.splitlines()) == (0, True)
    ended = tracer("verify", bundle, "--why", "hearing")
    assert (ended.code, _note("--why", bundle) in ended.err.splitlines()) == (0, True)
    ended = tracer("verify", bundle)
    assert (ended.code, "journal" in ended.err) == (0, False)


def test_who_with_a_journal_is_entered_and_nothing_else_is_said(case: Path) -> None:
    """Where the journal lies beside the case, the entry's number is said, and no note."""
    opened = tracer("journal", case, "--add", "opened", "--why", "case begun", "--who", "E. Example")
    assert opened.code == 0
    blocks = case.with_name("blocks.blk")
    ended = tracer("trace", case, "--chain", blocks, "--out", case.with_name("run"), "--who", "E. Example")
    assert "Entered in the journal as entry 3." in ended.err
    assert "had no effect" not in ended.err
