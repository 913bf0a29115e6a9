"""Packed files are told by their first bytes."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from tracer.disk.archives import packed_as, unpack_first
from tracer.disk.folder import list_folder
from tracer.errors import CaseError


def _zip(names: tuple[str, ...]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


def _tar() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as file:
        file.addfile(tarfile.TarInfo("a"))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_zip(("bundle/bagit.txt",)), "ZIP"),
        (_zip(()), "ZIP"),
        (_tar(), "tar"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (bz2.compress(b"x"), "bzip2"),
        (lzma.compress(b"x"), "xz"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7-Zip"),
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"\x28\xb5\x2f\xfd\x00", "Zstandard"),
        (b"", None),
        (b"PK", None),
        (b"{}", None),
        (b"x" * 257 + b"ustal", None),
    ],
)
def test_an_archive_is_told_whatever_it_is_called(tmp_path: Path, content: bytes, kind: str | None) -> None:
    """The name does not count; what is no archive gets no advice."""
    (tmp_path / "bundle").write_bytes(content)
    assert packed_as(tmp_path / "bundle") == kind
    advice = f"\nIt is packed ({kind}): unpack it into a folder of its own, and name that folder."
    assert unpack_first(tmp_path / "bundle") == ("" if kind is None else advice)


def test_what_is_no_file_is_no_archive(tmp_path: Path) -> None:
    """A folder, and a path at which nothing lies, are not packed."""
    assert packed_as(tmp_path) is None
    assert packed_as(tmp_path / "none.zip") is None


def test_an_archive_in_place_of_a_folder_is_named_as_one(tmp_path: Path) -> None:
    """Whoever asks for a folder and is given an archive says what to do."""
    (tmp_path / "b.zip").write_bytes(_zip(("a",)))
    with pytest.raises(CaseError, match=r"b\.zip is not a folder\.\nIt is packed \(ZIP\): unpack it into a folder"):
        list_folder(tmp_path / "b.zip")
