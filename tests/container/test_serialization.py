"""A bag becomes one archive, the same bytes whatever the order in which its files come."""

import hashlib
import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tracer.container.serialization import to_tar

LONG = f"data/{'long' * 40}/{'name' * 40}.json"
FILES = {"data/b/c.csv": b"1,2\r\n", "bagit.txt": b"x" * 1000, "data/a.json": b"", LONG: b"{}", "data-a": b"\0"}
NAMES = ["K", "K/bagit.txt", "K/data", "K/data-a", "K/data/a.json", "K/data/b", "K/data/b/c.csv"]
NAMES += [f"K/{LONG}".rpartition("/")[0], f"K/{LONG}"]


def test_an_archive_holds_every_file_below_one_folder() -> None:
    """Names in order, a folder before what is in it; zero times and owners, 0600 and 0700, no name of anybody."""
    with tarfile.open(fileobj=io.BytesIO(to_tar("K", FILES))) as archive:
        members = archive.getmembers()
        read = {each.name: archive.extractfile(each) for each in members if each.isfile()}
        assert {name: file.read() for name, file in read.items() if file} == {f"K/{n}": c for n, c in FILES.items()}
    assert [each.name for each in members] == NAMES
    assert {(each.mtime, each.uid, each.gid, each.uname, each.gname) for each in members} == {(0, 0, 0, "", "")}
    assert {(each.isfile(), each.isdir(), each.mode) for each in members} == {
        (True, False, 0o600),
        (False, True, 0o700),
    }


def test_the_same_files_give_the_same_bytes() -> None:
    """Whatever order they come in; the hash was taken once and must stay on every Python."""
    archive = to_tar("K", FILES)
    assert to_tar("K", dict(reversed(FILES.items()))) == archive
    assert hashlib.sha256(archive).hexdigest() == "8731788de83ca2349ed8018682708c2dccafe2944bdce8f5f3f3e6a59169de47"


@pytest.mark.skipif(shutil.which("tar") is None, reason="there is no tar program here")
def test_tar_unpacks_it(tmp_path: Path) -> None:
    """The system's own tar finds every byte, and makes nothing that others may read."""
    ran = subprocess.run(["tar", "xf", "-"], cwd=tmp_path, input=to_tar("K", FILES), capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert [each.name for each in tmp_path.iterdir()] == ["K"]
    found = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert {str(each.relative_to(tmp_path / "K")): each.read_bytes() for each in found} == FILES
    assert not [each for each in tmp_path.rglob("*") if each.stat().st_mode & 0o077]
