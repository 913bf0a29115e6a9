"""A folder that takes long to make: removed whatever ends its process, by the next one at the latest."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import tracer
from tracer.disk.making import making

SLEEPS = """
import pathlib, sys, time
from tracer.disk.making import making
with making(pathlib.Path(sys.argv[1])) as place:
    (place / "half").write_text("half")
    print(place, flush=True)
    time.sleep(600)
"""


def left_by(out: Path) -> tuple[subprocess.Popen[str], Path]:
    """Begin a process that makes a folder for a place; return it, and the folder."""
    process = subprocess.Popen([sys.executable, "-c", SLEEPS, str(out)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def killed(process: subprocess.Popen[str]) -> None:
    """End a process as `kill -9` does."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_folder_is_put_in_place_or_removed(tmp_path: Path) -> None:
    """It lies beside its place under a hidden name; an error leaves nothing."""
    out = tmp_path / "out"
    with making(out) as place:
        assert (place.parent, place.name) == (tmp_path, f".out.making-{os.getpid()}")
        place.rename(out)
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    with pytest.raises(ZeroDivisionError), making(tmp_path / "other") as place:
        (place / "half").write_text(str(1 // 0))
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_process_left_goes_with_the_next_one(tmp_path: Path) -> None:
    """Not while it lives, nor what is of another place, a link, or a name of another form."""
    out = tmp_path / "out.1"
    process, left = left_by(out)
    with making(out):
        assert (left / "half").read_text() == "half"
    killed(process)
    assert left.is_dir()
    others = [tmp_path / name for name in (".out-1.making-4000000000", ".out.1.making-x", ".out.1.making-01")]
    for each in others:
        each.mkdir()
    link = tmp_path / ".out.1.making-4000000001"
    link.symlink_to(others[0])
    with making(out) as place:
        assert sorted(tmp_path.iterdir()) == sorted([*others, link, place])


def test_one_that_is_held_is_left_whatever_its_number_says(tmp_path: Path) -> None:
    """Its process may be of a container or another machine: the lock says that it lives."""
    out = tmp_path / "out"
    process, left = left_by(out)
    elsewhere = left.rename(tmp_path / ".out.making-4000000000")
    with making(out):
        assert elsewhere.is_dir()
    killed(process)
    own = tmp_path / f".out.making-{os.getpid()}"
    own.mkdir()  # an earlier process had the number that this one has
    with making(out) as place:
        assert [*tmp_path.iterdir()] == [place]


@pytest.mark.parametrize("command", [("demo",), ("reserve", "demo")], ids=" ".join)
def test_a_demonstration_removes_what_a_killed_one_left(command: tuple[str, ...], tmp_path: Path) -> None:
    """What a process that lives is making stays."""
    left = tmp_path / ".out.making-4000000000"
    left.mkdir()
    (left / "half").write_text("half")
    (tmp_path / f".out.making-{os.getpid()}").mkdir()
    ended = tracer(*command, "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    assert not left.exists()
    assert (tmp_path / f".out.making-{os.getpid()}").is_dir()
