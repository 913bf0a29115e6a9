"""Odd input at the command line: one message that says what, which and what next, never a traceback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.hostile.bounded import tracer_in
from tests.story import BLOCKS, CASE, STORY

LONG = "a" * 300


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demonstration: `run` and `bundle`; tests work on copies."""
    out = tmp_path_factory.mktemp("hostile") / "demo"
    assert tracer("demo", "--out", out).code == 0
    return out


# What breaks.


@pytest.mark.parametrize(
    "arguments",
    [("verify", LONG), ("export", LONG, "--out", "x"), ("trace", CASE, "--chain", LONG, "--out", "x")],
    ids=["verify", "export", "trace"],
)
def test_a_name_too_long_for_the_disk_is_an_argument_that_is_wrong(arguments: tuple[str | Path, ...]) -> None:
    """Exit code 2 and a message: a name that no disk can hold is the analyst's to correct."""
    ended = tracer(*arguments)
    assert "Traceback" not in ended.err
    assert ended.code == 2


def test_the_next_command_can_be_pasted(demo: Path, tmp_path: Path) -> None:
    """The command that is named next is quoted where its folder's name needs it."""
    ended = tracer("export", demo / "run", "--out", tmp_path / "a bundle")
    assert ended.err.splitlines()[-1] == f"Next: tracer verify '{tmp_path / 'a bundle'}'"


def test_an_endless_case_file_is_refused_unread() -> None:
    """Beyond 64 MiB a file is refused unread: no case is that long."""
    ended = tracer_in(2 << 30, "check", "/dev/zero")
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 2


def test_an_enormous_case_file_is_refused_unread(tmp_path: Path) -> None:
    """Beyond 64 MiB a file is refused unread: no case is that long."""
    (tmp_path / "case.toml").touch()
    os.truncate(tmp_path / "case.toml", 1 << 40)
    ended = tracer_in(2 << 30, "check", tmp_path / "case.toml")
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 2


def test_a_pipe_for_a_case_file_is_refused(tmp_path: Path) -> None:
    """What is not a regular file is refused; the command does not wait for ever."""
    os.mkfifo(tmp_path / "case.toml")
    assert tracer_in(2 << 30, "check", tmp_path / "case.toml", seconds=10).returncode == 2


def test_a_run_changed_by_hand_is_not_sealed(demo: Path, tmp_path: Path) -> None:
    """Stored data that is not what was computed ends with 4, and nothing is exported."""
    shutil.copytree(demo / "run", tmp_path / "run")
    trace = tmp_path / "run/trace.json"
    text = trace.read_text()
    assert '"excess_sat":0' in text
    trace.write_text(text.replace('"excess_sat":0', '"excess_sat":1', 1))
    ended = tracer("export", tmp_path / "run", "--out", tmp_path / "bundle")
    assert ended.code == 4
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("again", [(), ("--chain", BLOCKS)], ids=["sealed", "traced again"])
def test_a_run_without_its_tagpack_is_not_sealed(demo: Path, again: tuple[str | Path, ...], tmp_path: Path) -> None:
    """A run that lacks a TagPack its case names is not as it was written: 4, and nothing is exported."""
    shutil.copytree(demo / "run", tmp_path / "run")
    shutil.rmtree(tmp_path / "run/tags")
    ended = tracer("export", tmp_path / "run", "--out", tmp_path / "bundle", *again)
    assert "Traceback" not in ended.err
    assert ended.code == 4
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("shown", [("--json",), ()], ids=["json", "table"])
def test_a_reader_that_stops_reading_is_no_verdict(demo: Path, shown: tuple[str, ...]) -> None:
    """Exit code 1 means that the bundle was found wanting, 0 that it verifies; that `head` had enough is neither."""
    command = [sys.executable, "-m", "tracer", "verify", str(demo / "bundle"), *shown]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.wait(60) == 3


def test_a_screen_that_lacks_letters_shows_their_numbers(demo: Path) -> None:
    """No letter that the screen cannot show ends a command: it stands there by its number."""
    ended = tracer("verify", demo / "bundle", PYTHONIOENCODING="ascii")
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "The bundle verifies.")
    assert "\\u201cwithheld:\\u201d" in " ".join(ended.out.split())


def test_a_folder_that_is_no_bundle_was_not_found_wanting(demo: Path, tmp_path: Path) -> None:
    """A folder with nothing of a bundle in it is a wrong argument; one with something of it is a bundle that fails."""
    ended = tracer("verify", demo)
    assert (ended.code, ended.out) == (2, "")
    assert (
        ended.err == f"Error: {demo} is no bundle.\nName a folder that `tracer export` wrote, as {demo / 'bundle'}.\n"
    )
    assert tracer("verify", demo / "run").code == 2
    (tmp_path / "bagit.txt").write_text("")
    assert tracer("verify", tmp_path).code == 1


def test_a_packed_bundle_and_a_file_of_one_are_no_verdict(demo: Path, tmp_path: Path) -> None:
    """A ZIP given to verify is a wrong argument, with what to do; a file of a bundle names the folder to give."""
    shutil.make_archive(str(tmp_path / "b"), "zip", demo, "bundle")
    packed = tracer("verify", tmp_path / "b.zip")
    assert (packed.code, packed.out) == (2, "")
    assert packed.err == (
        f"Error: {tmp_path / 'b.zip'} is not a folder.\n"
        "It is packed (ZIP): unpack it into a folder of its own, and name that folder.\n"
    )
    inside = demo / "bundle/data/trace/trace.json"
    ended = tracer("verify", inside)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"Error: {inside} is a file of a bundle.\nName the bundle's folder: {demo / 'bundle'}\n"


def test_what_a_desktop_left_in_a_bundle_fails_it_with_advice(demo: Path, tmp_path: Path) -> None:
    """Thumbs.db in a bundle and .DS_Store in a run stay faults: exit 1 and 4, with who writes such files."""
    shutil.copytree(demo, tmp_path / "demo")
    (tmp_path / "demo/bundle/data/Thumbs.db").write_bytes(b"x")
    ended = tracer("verify", tmp_path / "demo/bundle")
    assert ended.code == 1
    assert "written by Windows Explorer without being asked for" in " ".join(ended.out.split())
    (tmp_path / "demo/run/tags").mkdir(exist_ok=True)
    (tmp_path / "demo/run/tags/.DS_Store").write_bytes(b"x")
    ended = tracer("export", tmp_path / "demo/run", "--out", tmp_path / "again")
    assert (ended.code, "tags/.DS_Store was added; files of this name are written by" in ended.err) == (4, True)
    assert not (tmp_path / "again").exists()


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run a program that stands for a user at the keyboard."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


def test_an_interrupted_demonstration_can_be_run_again(tmp_path: Path) -> None:
    """After Ctrl-C nothing half-written is left: the same command can be given again."""
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path\n"
        "from tracer.cli.main import main\n"
        "import threading, time\n"
        f"out = Path({str(tmp_path / 'demo')!r})\n"
        "def watch():\n"
        "    while not list(out.parent.glob('.demo.making-*/run')): time.sleep(0.001)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Thread(target=watch, daemon=True).start()\n"
        "sys.argv = ['tracer', 'demo', '--out', str(out)]\n"
        "main()\n"
    )
    ended = run_python(code)
    assert ended.returncode == 130
    assert "nothing half-written is left" in ended.stderr
    assert not (tmp_path / "demo").exists()


def test_an_interruption_is_not_lost_in_a_finalizer() -> None:
    """Ctrl-C that falls into the finalizing of an object, where Python can raise nothing, still ends the command."""
    code = (
        "import os, signal, sys, weakref\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tracer.cli import main\n"
        "class Held: pass\n"
        "def demo(arguments):\n"
        "    held = Held()\n"
        "    weakref.finalize(held, os.kill, os.getpid(), signal.SIGINT)\n"
        "    del held\n"
        "    import time; time.sleep(30)\n"
        "main.tracer.main = lambda arguments, **more: demo(arguments)\n"
        "main.main()\n"
    )
    ended = run_python(code)
    assert (ended.returncode, ended.stderr) == (130, "Interrupted; nothing half-written is left.\n")


# What holds.


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "case.id: missing"),
        (b"\xef\xbb\xbf[case]", "byte order mark"),
        (b'[case]\nid = "\xff"', "not UTF-8 in line 2"),
        (b"[case]\x00", "line 1: this is no line of TOML"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b'[case]\nid = "A\\u001b[31m"', "case.id"),
        (b'[case]\nid = "A\\u202eB"', "case.id"),
        (b'[case]\nid = "A"\nid = "B"', "line 3: the key id stands in this table twice, first in line 2"),
        (b"[[seed]]\namount_sat = 1e99999", "seed[1].amount_sat"),
        (b"[[seed]]\namount_sat = " + b"9" * 5000, "case.toml"),
    ],
)
def test_a_case_of_odd_bytes_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    """Empty, marked, broken, deep, colouring or hiding text is refused with a message."""
    (tmp_path / "case.toml").write_bytes(content)
    ended = tracer("check", tmp_path / "case.toml")
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert "\x1b" not in ended.err


def test_line_ends_of_another_system_change_no_figure(demo: Path, tmp_path: Path) -> None:
    """A case file with CR LF is the same case; only its own hash differs."""
    shutil.copytree(STORY, tmp_path / "story")
    case = tmp_path / "story/case.toml"
    case.write_bytes(case.read_bytes().replace(b"\n", b"\r\n"))
    ended = tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run", "--json")
    assert ended.code == 0
    found, true = json.loads(ended.out), json.loads((demo / "run/trace.json").read_bytes())
    assert found.pop("case_sha256") != true.pop("case_sha256")
    assert found == true


def test_neither_host_nor_locale_nor_hash_seed_reaches_the_bytes(demo: Path, tmp_path: Path) -> None:
    """Same input, same bytes, in every locale, time zone and order of hashing."""
    demo_again = tracer(
        "demo", "--out", tmp_path / "demo", PYTHONHASHSEED="7", LC_ALL="tr_TR.UTF-8", TZ="Pacific/Apia", COLUMNS="20"
    )
    assert demo_again.code == 0
    for folder in ("run", "bundle"):
        names = sorted(p.relative_to(demo) for p in (demo / folder).rglob("*") if p.is_file())
        assert names == sorted(
            p.relative_to(tmp_path / "demo") for p in (tmp_path / "demo" / folder).rglob("*") if p.is_file()
        )
        assert [n for n in names if (demo / n).read_bytes() != (tmp_path / "demo" / n).read_bytes()] == []
