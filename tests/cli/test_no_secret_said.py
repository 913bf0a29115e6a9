"""Whatever a person types by mistake where a command wants something else, no private key is said back or entered."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from tracer.cli import echo
from tracer.cli.main import run, tracer
from tracer.cli.tongue import LANGUAGE

STORY = Path(__file__).parents[2] / "fixtures" / "story"
KEYS = (
    "5KN7MzqK5wt2TP1fQCYyHBtDrXdJuXbUzm4A9rKAteGu3Qi5CVR",
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "private key 18e14a7b6a307f426a94f8114701e7c8e774e7f9a47e2c2035db29a206321725",
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
)
"""One of each form: BIP 38 and BIP 32 publish the first two, BIP 39 the last; the third is a known brain wallet's."""


class Typed(NamedTuple):
    """A command and one of its options or arguments; how the words before it go."""

    words: tuple[str, ...]
    parameter: click.Parameter
    command: click.Command

    def line(self, key: str) -> list[str]:
        """Return the command line with a key as what is asked for; what else is required stands there by name."""
        line = list(self.words)
        for each in self.command.params:
            if each is self.parameter or each.required:
                value = key if each is self.parameter else fitting(each)
                line += [value] if isinstance(each, click.Argument) else [each.opts[-1], value]
        return line

    def __str__(self) -> str:
        return " ".join((*self.words, self.parameter.name or ""))


def fitting(parameter: click.Parameter) -> str:
    """Return a word that a parameter takes."""
    return parameter.type.choices[0] if isinstance(parameter.type, click.Choice) else "absent"


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command below a group with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


def takes_text(parameter: click.Parameter) -> bool:
    """Say whether something is typed after it."""
    return isinstance(parameter, click.Argument) or not (parameter.is_flag or parameter.is_eager)  # type: ignore[attr-defined]


TYPED = [
    Typed(words, parameter, command)
    for words, command in commands(tracer)
    for parameter in command.params
    if takes_text(parameter) and parameter is not LANGUAGE
]


def said(line: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    """Return all that a command line prints."""
    run(line)
    out, err = capfd.readouterr()
    return out + err


def inside(key: str) -> str:
    """Return what of a key is secret, without the words before it."""
    return key.removeprefix("private key ")


def test_every_command_is_tried() -> None:
    """Some hundred options and arguments, of the register's commands too."""
    assert len(TYPED) > 200
    assert {each.words[:2] for each in TYPED} > {("reserve", "observe"), ("reserve", "status")}


@pytest.mark.parametrize("key", KEYS, ids=["single", "extended", "hexadecimal", "phrase"])
def test_no_command_says_a_key_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], key: str
) -> None:
    """Each option and argument of each command: as a whole value, and run into another word after `=`."""
    monkeypatch.chdir(tmp_path)
    told = {str(each): said(each.line(key), capfd) for each in TYPED}
    assert [name for name, text in told.items() if inside(key) in text] == []


@pytest.mark.parametrize("key", KEYS, ids=["single", "extended", "hexadecimal", "phrase"])
def test_a_key_in_place_of_a_command_is_not_said_back(capfd: pytest.CaptureFixture[str], key: str) -> None:
    """As a command, as a command of the register, as an option, as one argument too many."""
    lines = ([key], ["reserve", key], ["node", f"--{key}"], ["node", "a", "b", key], ["--language", key, "node"])
    assert [line for line in lines if inside(key) in said(list(line), capfd)] == []


@pytest.mark.parametrize("key", KEYS, ids=["single", "extended", "hexadecimal", "phrase"])
@pytest.mark.parametrize("option", ["--who", "--why", "--item"])
def test_no_key_is_entered_in_a_journal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], key: str, option: str
) -> None:
    """An entry is never taken back: a secret in it would stay, and go into each bundle."""
    case, kept = tmp_path / "story" / "case.toml", tmp_path / "story" / "case.journal.jsonl"
    shutil.copytree(STORY, case.parent, ignore=shutil.ignore_patterns("*.blk", "*.jsonl"))
    assert run(["journal", str(case), "--add", "opened", "--who", "E. Example", "--why", "begun"]) == 0
    before = kept.read_bytes()
    words = {"--who": "E. Example", "--why": "looked", "--item": "1", option: f"it says {key}"}
    code = run(["journal", str(case), "--add", "reviewed", *(part for pair in words.items() for part in pair)])
    out, err = capfd.readouterr()
    assert code == 2
    assert f"{option.strip('-') if option == '--item' else option}: it holds a private key" in err
    assert inside(key) not in out + err
    assert kept.read_bytes() == before


def test_words_reach_stderr_one_way_only() -> None:
    """A module that printed there by itself would have to remember the keys."""
    folder = Path(echo.__file__).parent
    named = {path.name for path in folder.rglob("*.py") if re.search(r"click\.echo\([^\n]*err=True", path.read_text())}
    assert named == {"echo.py"}
