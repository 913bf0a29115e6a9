"""What a command ends with can be pasted: it is a command that there is, and its paths are quoted."""

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import Ended, tracer
from tests.story import BLOCKS, CASE
from tracer.cli.next_step import say_next


def _next(ended: Ended) -> list[list[str]]:
    """Return the words of each command that a screen names as the next."""
    lines = [line.removeprefix("Next: ") for line in ended.err.splitlines() if line.startswith("Next: ")]
    return [shlex.split(line)[1:] for line in lines]


def test_a_case_goes_from_step_to_step_by_what_is_said(tmp_path: Path) -> None:
    """From the check to the verified bundle each command is the one named before it; only places are filled in."""
    place = tmp_path / "a folder with 'quotes'"
    place.mkdir()
    filled = {"SOURCE": str(BLOCKS), "RUN": str(place / "run"), "BUNDLE": str(place / "bundle")}
    words = ["check", str(CASE)]
    gone = []
    while words:
        gone.append(words[0])
        ended = tracer(*(filled.get(word, word) for word in words))
        assert ended.code == 0, ended.err
        found = _next(ended)
        shown = [each for each in found if each[0] == "show"]
        assert all(tracer(*each).code == 0 for each in shown)
        words = next((each for each in found if each[0] != "show"), [])
    assert gone == ["check", "trace", "export", "verify"]
    assert (place / "run.html").is_file()


def test_words_that_a_shell_would_part_are_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    """A path with a space and a dollar sign comes back as one word; a placeholder stays as it is."""
    say_next("show", Path("a b/$HOME"), "--out", "PAGE.html")
    line = capsys.readouterr().err
    assert line == "Next: tracer show 'a b/$HOME' --out PAGE.html\n"


@pytest.mark.parametrize("words", [("check", CASE), ("reserve", "check", "fixtures/reserve/two")])
def test_what_is_named_is_a_command_that_there_is(words: tuple[str | Path, ...]) -> None:
    """Every command named as the next has a help, and every option given stands in it."""
    found = _next(tracer(*words))
    assert found
    for each in found:
        name = each[: 2 if each[0] == "reserve" else 1]
        said = tracer(*name, "--help")
        assert said.code == 0
        assert {word for word in each if word.startswith("--")} <= set(re.findall(r"--[a-z-]+", said.out))
