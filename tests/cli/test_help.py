"""The command line explains itself, quickly."""

import shlex
import subprocess
import sys
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


def test_nothing_heavy_is_imported_for_help() -> None:
    """Help and version load none of the libraries that only work needs."""
    code = (
        "import sys; from tracer.cli.main import run; run(['--help']); run(['trace', '--help']);"
        "heavy = {'pandas', 'networkx', 'numpy', 'numba', 'rich', 'embit', 'urllib3', 'yaml', 'bitcoinrpc'};"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_the_examples_run(tmp_path: Path) -> None:
    """The examples of check, trace, export, verify and demo run as printed, one after the other."""
    for command in ("check", "trace", "export", "verify", "demo"):
        (line,) = [row for row in tracer(command, "--help").out.splitlines() if row.startswith("    tracer ")]
        words = [str(tmp_path / word) if word in ("run", "bundle", "demo") else word for word in shlex.split(line)[2:]]
        ended = tracer(command, *words)
        assert ended.code == 0, ended.err
