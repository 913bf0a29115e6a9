"""Screens of the register's commands: written at one stroke, so that who takes one line of them hinders nothing."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import tracer.cli.reserve
from tests.commands import ROOT
from tests.reserve import story_two
from tests.reserve.folders import look, register_two
from tracer.cli.screen import whole_screen

BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""An environment in which Python writes as it does by itself."""
HERE = Path(tracer.cli.reserve.__file__).parent


def pieces(*words: str | Path) -> tuple[int, list[bytes]]:
    """Run a command; return its exit code and what it wrote, write by write: such a socket keeps them apart."""
    reader, writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with reader:
        with writer:
            line = [sys.executable, "-m", "tracer", *map(str, words)]
            ran = subprocess.Popen(line, cwd=ROOT, stdout=writer.fileno(), stderr=subprocess.DEVNULL, env=BUFFERED)
        found = []
        while piece := reader.recv(1 << 20):
            found.append(piece)
        return ran.wait(), found


def test_a_screen_is_one_write(tmp_path: Path) -> None:
    """Of a look at the chain and of a status, whose exit codes a night job reads."""
    folder = register_two(tmp_path, "2025-0014")
    code, written = pieces("reserve", "observe", folder, "--chain", story_two.BLOCKS, "--at", "236")
    assert (code, len(written)) == (1, 1)
    assert written[0].startswith(b"Register KZ-EXAMPLE at block 236\n")
    code, written = pieces("reserve", "status", folder)
    assert (code, len(written)) == (1, 1)
    assert written[0].endswith(b" alarms.\n")


def test_who_reads_one_line_of_a_status_hinders_nothing(tmp_path: Path) -> None:
    """As `head -1` does: the exit code is that of what was found."""
    folder = register_two(tmp_path)
    look(folder, story_two.BLOCKS)
    line = [sys.executable, "-m", "tracer", "reserve", "status", str(folder), "--day", "2026-01-07"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, bufsize=0) as ran:
        assert ran.stdout is not None
        assert ran.stdout.read(1) == b"K"
        ran.stdout.close()
        assert ran.wait() == 0


@pytest.mark.parametrize("file", sorted(HERE.glob("*.py")), ids=lambda file: file.stem)
def test_no_command_of_a_register_writes_piece_by_piece(file: Path) -> None:
    """None makes a console of its own: what it prints by one goes through `whole_screen`."""
    calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "Console"]


def test_a_screen_has_what_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """All of it and in order, when it ends; of one that breaks off nothing."""
    with whole_screen() as console:
        console.print("one")
        console.print("two")
        assert capsys.readouterr().out == ""
    assert capsys.readouterr().out == "one\ntwo\n"
    with pytest.raises(ValueError, match="broken"):
        _break_off()
    assert capsys.readouterr().out == ""


def _break_off() -> None:
    with whole_screen() as console:
        console.print("one")
        raise ValueError("broken")
