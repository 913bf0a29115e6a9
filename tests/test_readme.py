"""What the README shows is what the commands print."""

import re
import shlex
from pathlib import Path

from tests.commands import ROOT, tracer
from tracer.cli.main import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_walk_prints_what_it_says(tmp_path: Path) -> None:
    """Every line of the walk that is not left out with `…` is printed by the command above it, in order."""
    (walk,) = re.findall(r"```\n(\$ tracer trace.*?)```", README, re.DOTALL)
    printed: list[str] = []
    for line in walk.strip().splitlines():
        if line.startswith("$ "):
            words = shlex.split(line)[2:]
            ended = tracer(
                *(str(tmp_path / word) if word in ("run", "bundle") else word for word in words), COLUMNS="80"
            )
            assert ended.code == 0, ended.err
            printed = [each.rstrip() for each in ended.out.splitlines()]
        elif line != "…":
            assert line in printed, line
            printed = printed[printed.index(line) + 1 :]


def test_every_command_is_listed() -> None:
    """The README lists every command, each once."""
    (listing,) = re.findall(r"```\n(tracer new.*?)```", README, re.DOTALL)
    assert sorted(line.split()[1] for line in listing.strip().splitlines()) == sorted(COMMANDS)


def test_the_picture_and_the_links_exist() -> None:
    """Every file the README links to is in the project."""
    for target in re.findall(r"\]\(([^)h][^)]*)\)", README):
        assert (ROOT / Path(target)).exists(), target


def test_the_readme_is_short() -> None:
    """A stranger reads it in one go: at most 150 lines."""
    assert len(README.splitlines()) <= 150
