"""Files are written whole or not at all, for their owner alone, and never through a link."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tracer.disk import files
from tracer.errors import CaseError

FULL = """
import resource, sys
from pathlib import Path
from tracer.disk import files
from tracer.errors import SourceError
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
path, content = Path(sys.argv[1]), bytes(10_000)
try:
    {call}
except (OSError, SourceError) as error:
    print(error)
"""

WRITERS: dict[str, Callable[[Path], None]] = {
    "new": lambda path: files.write_new(path, b"new", "--out"),
    "flushed": lambda path: files.write_flushed(path, b"new"),
    "replaced": lambda path: files.replace_file(path, b"new", files.unknown_name(path.parent)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_is_there_whole_and_only_its_owner_may_read_it(tmp_path: Path, name: str) -> None:
    """0600 whatever the umask, and nothing else stays in the folder."""
    before = os.umask(0o277)
    try:
        WRITERS[name](tmp_path / "file")
    finally:
        os.umask(before)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize("name", ["new", "flushed"])
@pytest.mark.parametrize("kind", ["file", "dangling link", "link"])
def test_what_has_the_name_already_is_refused_untouched(tmp_path: Path, name: str, kind: str) -> None:
    """A file, a link to one and a link to nothing are kept as they are."""
    victim, target = tmp_path / "victim", tmp_path / "file"
    victim.write_bytes(b"mine")
    if kind == "file":
        target.write_bytes(b"mine")
    else:
        target.symlink_to(victim if kind == "link" else tmp_path / "nowhere")
    with pytest.raises((CaseError, FileExistsError), match="exists"):
        WRITERS[name](target)
    assert sorted(tmp_path.iterdir()) == [target, victim]
    assert victim.read_bytes() == b"mine"
    assert target.is_symlink() == (kind != "file")


def test_a_file_takes_the_place_of_what_lay_there_and_of_a_link_itself(tmp_path: Path) -> None:
    """The victim that a link leads to, in the place or under the name of the half-written one, is not touched."""
    victim, target, partial = tmp_path / "victim", tmp_path / "file", tmp_path / "file.new"
    for links in ((target,), (partial,), (target, partial)):
        victim.write_bytes(b"mine")
        target.unlink(missing_ok=True)
        target.write_bytes(b"old")
        for link in links:
            link.unlink(missing_ok=True)
            link.symlink_to(victim)
        files.replace_file(target, b"new", partial)
        assert (victim.read_bytes(), target.read_bytes(), target.is_symlink()) == (b"mine", b"new", False)
        assert sorted(tmp_path.iterdir()) == [target, victim]


@pytest.mark.parametrize(
    "call",
    [
        "files.write_new(path, content, '--out')",
        "files.write_flushed(path, content)",
        "files.replace_file(path.with_name('old'), content, path)",
    ],
)
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, call: str) -> None:
    """What the disk does not take whole is gone again, and what lay in the place still does."""
    (tmp_path / "old").write_bytes(b"old")
    script = FULL.format(call=call)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "file")], capture_output=True, text=True, check=True
    )
    assert "File too large" in done.stdout
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


def test_a_folder_that_is_missing_is_named_with_the_option(tmp_path: Path) -> None:
    """The message says what to do: create it, or name another place."""
    with pytest.raises(CaseError, match=r"no is not a folder\.\nCreate it, or name another place with --skeleton"):
        files.write_new(tmp_path / "no" / "file", b"", "--skeleton")


def test_a_disk_that_refuses_the_folder_s_names_is_heard(tmp_path: Path) -> None:
    """Names are flushed of folders alone; what is none is refused."""
    files.flush_names(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        files.flush_names(tmp_path / "file")
