"""The command line explains itself, quickly."""

import shlex
from pathlib import Path

import pytest

from tests.commands import tracer
from tracer.cli.main import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_one_example(command):
    """Each command's help ends with an example of that command."""
    ended = tracer(command, "--help")
    assert ended.code == 0
    assert f"Example:\n    tracer {command}" in ended.out


def test_the_version_is_told() -> None:
    """`tracer --version` names the tool and its version."""
    assert tracer("--version").out.startswith("tracer, version ")


def test_the_examples_run(tmp_path: Path) -> None:
    """The examples of check, trace, export, verify and demo run as printed, one after the other."""
    for command in ("check", "trace", "export", "verify", "demo"):
        (line,) = [row for row in tracer(command, "--help").out.splitlines() if row.startswith("    tracer ")]
        words = [str(tmp_path / word) if word in ("run", "bundle", "demo") else word for word in shlex.split(line)[2:]]
        ended = tracer(command, *words)
        assert ended.code == 0, ended.err
