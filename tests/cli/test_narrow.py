"""Screens of forty and eighty cells, and a pipe: no name of the chain and no command on them is broken."""

import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.text import Text

from tests.commands import tracer
from tests.shown_reserve import demonstration
from tests.story import BLOCKS, CASE, STORY
from tracer.cli.screen import COMMAND, tell, tell_rows

NAME = re.compile(r"[0-9a-f]{64}(?::[0-9]+)?")
NAMES = ("verify", "verify a period", "origin", "look", "journal", "status", "status of a day")
TYPED = re.compile(f"^.*(?:{COMMAND}|  bitcoin-cli ).*$", re.MULTILINE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trace and seal the story; return its folder."""
    place = tmp_path_factory.mktemp("narrow") / "story"
    assert tracer("demo", "--out", place).code == 0
    return place


def _commands(made: Path) -> dict[str, tuple[str | Path, ...]]:
    shown, _ = demonstration()
    register, (closed, *_) = shown / "register", sorted((shown / "bundles").glob("*-private"))
    coin = "0755a8d1364c64d0f5bcf9abc7314f9f96131c379791b83e890f6176da57a096"
    journal = made / "journal.jsonl"
    if not journal.exists():
        run = made / "again"
        assert tracer("trace", CASE, "--chain", BLOCKS, "--out", run, "--journal", journal, "--who", "E").code == 0
    return {
        "verify": ("verify", made / "bundle"),
        "verify a period": ("verify", closed),
        "origin": ("origin", STORY / "origin.toml", "--chain", BLOCKS, "--out"),
        "look": ("look", coin, "--chain", BLOCKS, "--case", CASE),
        "journal": ("journal", CASE, "--journal", journal),
        "status": ("reserve", "status", register),
        "status of a day": ("reserve", "status", register, "--day", "2025-12-31"),
    }


def _whole(text: str) -> list[str]:
    """Return every name of the chain, and every line with a command to type, in their order."""
    return [*NAME.findall(text), *(line.strip()[-60:] for line in TYPED.findall(text))]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_and_no_command_is_broken(made: Path, tmp_path: Path, name: str) -> None:
    """What stands whole on a screen of 1,000 cells stands whole on one of forty, of eighty, and in a pipe."""
    words = _commands(made)[name]
    said = []
    for at, columns in enumerate(("1000", "40", "80", "")):
        out = (tmp_path / str(at),) if words[-1] == "--out" else ()
        environment: dict[str, Any] = {"COLUMNS": columns} if columns else {}
        ended = tracer(*words, *out, **environment)
        said.append(_whole(ended.out))
    assert said[0]
    assert said[1:] == [said[0]] * 3


def test_words_are_broken_between_words_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """A paragraph keeps its indent; a word longer than the screen stands on a line of its own, whole."""
    console = Console(width=24, highlight=False)
    tell(console, f"  one two three four five {'ab' * 20} six\n\nend")
    assert capsys.readouterr().out.splitlines() == [
        "  one two three four", "  five", "  " + "ab" * 20, "  six", "", "end",
    ]  # fmt: skip


def test_a_command_is_never_broken_and_heads_stand_beside(capsys: pytest.CaptureFixture[str]) -> None:
    """The words of every row begin in one column; a command to type is one line, however long."""
    command = COMMAND + "tracer trace case.toml --chain http://127.0.0.1:8332 --out run"
    tell_rows(Console(width=30, highlight=False), [(Text("1"), "first row of some words"), (Text("10.1"), command)])
    assert capsys.readouterr().out.splitlines() == [
        "1     first row of some words", f"10.1  {command}",
    ]  # fmt: skip
