"""Folders are written whole or not at all, and read without trusting them."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracer.disk import capacity
from tracer.disk.folder import FolderFinding, list_folder, read_file, write_whole
from tracer.errors import CaseError, SourceError

FULL = """
import resource, sys
from pathlib import Path
from tracer.errors import SourceError
from tracer.disk.folder import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_whole(Path(sys.argv[1]), [("a/one", b"x"), ("a/two", bytes(10_000))])
except SourceError as error:
    print(error)
"""


def test_every_file_is_there_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """Files are 0600 and folders 0700, whatever the umask was."""
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "out", [("a/b/one", b"1"), ("two", b"")])
    finally:
        os.umask(before)
    assert (tmp_path / "out/a/b/one").read_bytes() == b"1"
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*")}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_an_existing_target_is_refused_untouched(tmp_path: Path, kind: str) -> None:
    """Whatever stands at the target already, even an empty folder or a dead link, is refused and kept."""
    target = tmp_path / "out"
    if kind == "folder":
        target.mkdir()
    elif kind == "file":
        target.write_bytes(b"mine")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CaseError, match="exists already"):
        write_whole(target, [("one", b"1")])
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_parent_is_named(tmp_path: Path) -> None:
    """The folder to write into must exist."""
    with pytest.raises(CaseError, match="is not a folder"):
        write_whole(tmp_path / "no" / "out", [("one", b"1")])


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A disk that takes no more is a SourceError that says so, and not one file stays."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "out")], capture_output=True, text=True, check=True
    )
    assert "could not be written: File too large, at " in done.stdout
    assert "Nothing was left behind" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    """A person who interrupts the writing finds no half-written folder."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield "one", b"1"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "out", files())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a/../../x"])
def test_no_name_leads_outside(tmp_path: Path, name: str) -> None:
    """A file name that leads outside the folder is refused."""
    with pytest.raises(CaseError, match="outside its folder"):
        write_whole(tmp_path / "out", [(name, b"1")])
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_regular_file_is_a_finding(tmp_path: Path) -> None:
    """Links, pipes, empty folders and odd names are found, and nothing of them is opened."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/file").write_bytes(b"12")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "linked").symlink_to("a")
    (tmp_path / "odd\nname").write_bytes(b"")
    (tmp_path / os.fsdecode(b"bad\xff")).write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    listing = list_folder(tmp_path)
    assert listing.sizes == {"a/file": 2}
    assert set(listing.findings) == {
        FolderFinding("empty", "is an empty folder"),
        FolderFinding("link", "is a symbolic link"),
        FolderFinding("linked", "is a symbolic link"),
        FolderFinding("pipe", "is neither a file nor a folder"),
        FolderFinding("'odd\\u000aname'", "the name holds characters that no bundle uses"),
        FolderFinding("'bad\\udcff'", "the name holds characters that no bundle uses"),
    }


def test_a_link_is_never_followed_when_reading(tmp_path: Path) -> None:
    """A file that became a link between listing and reading is not followed."""
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(SourceError, match="cannot be read"):
        read_file(tmp_path, "link")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file, or nothing, where a folder is named is the analyst's mistake."""
    with pytest.raises(CaseError, match="is not a folder"):
        list_folder(tmp_path / "nothing")


LONG = "a" * 300


def test_a_name_that_no_disk_can_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A name too long is the analyst's to correct, for reading and for writing, and nothing is left behind."""
    with pytest.raises(CaseError, match="is not a name that this disk can hold"):
        list_folder(tmp_path / LONG)
    with pytest.raises(CaseError, match="is not a name that this disk can hold"):
        write_whole(tmp_path / LONG, [("a", b"")])
    with pytest.raises(CaseError, match="a name in it is longer than this disk can hold"):
        write_whole(tmp_path / "out", [(LONG, b"")])
    write_whole(tmp_path / ("b" * 250), [("a", b"1")])
    assert [path.name for path in tmp_path.iterdir()] == ["b" * 250]


def test_a_file_larger_than_any_bundle_needs_is_not_read(tmp_path: Path) -> None:
    """Beyond the ceiling a file is refused by its size alone."""
    (tmp_path / "huge").touch()
    os.truncate(tmp_path / "huge", capacity.FILE + 1)
    with pytest.raises(SourceError, match=f"has {capacity.FILE + 1} bytes; the most that is read of one file"):
        read_file(tmp_path, "huge")
