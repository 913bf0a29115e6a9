"""Folders written whole or not at all, and read without trusting them.

This is the one place where `evidence` touches the disk. A folder is written under a temporary name
beside its place, flushed, and renamed once; whatever goes wrong, nothing is left behind. Reading
follows no symbolic link and opens nothing but regular files.
"""

import ctypes
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from tracer.disk import capacity
from tracer.disk.archives import unpack_first
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.files import open_new
from tracer.errors import CaseError, SourceError
from tracer.visible import quoted

_CHUNK = 1 << 20
_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_PREFIX = 40
_NAMES = {errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}
"""What a disk answers to a name that it cannot hold."""


@dataclass(frozen=True, slots=True)
class FolderFinding:
    """One thing found wrong, and the file at fault (relative to the folder, `/` between parts)."""

    file: str
    problem: str

    def __str__(self) -> str:
        """Return `file: problem`."""
        return f"{self.file}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder: sizes in bytes by relative path, and what is no regular file."""

    sizes: Mapping[str, int]
    findings: tuple[FolderFinding, ...]


def too_large(size: int) -> str:
    """Return what is wrong with a file of so many bytes."""
    return f"has {size} bytes; the most that is read of one file is {capacity.FILE}"


def refuse_existing(target: Path) -> None:
    """Refuse a target that is there already, whose parent is not, or whose name no disk can hold.

    Raises:
        CaseError: the analyst must choose another place.
    """
    _refuse_impossible(target)
    if os.path.lexists(target):
        raise CaseError(f"{target} exists already.\nName another place with --out, or remove it yourself.")
    if not target.absolute().parent.is_dir():
        raise CaseError(f"{target.absolute().parent} is not a folder.\nCreate it, or name another place with --out.")


def is_empty(target: Path) -> bool:
    """Return whether there is a folder with nothing in it, not even a hidden file; a link to one is none."""
    try:
        return target.is_dir() and not target.is_symlink() and not any(target.iterdir())
    except OSError:  # what cannot be looked into is not known to be empty
        return False


def write_whole(
    target: Path, files: Iterable[tuple[str, bytes]], to_disk: bool = True, *, over_empty: bool = False
) -> None:
    """Write the files below `target`: all of them, flushed to disk, or none; `over_empty`: an empty folder is replaced.

    Files are made 0600 and folders 0700, whatever the umask. Without `to_disk` nothing is flushed, and a power
    cut may leave files without content: for a caller that flushes many folders together before anybody relies on them.

    Raises:
        CaseError: the target exists, its parent does not, or no disk can hold the name.
        SourceError: the disk is full or refuses; nothing is left behind.
    """
    if not (over_empty and is_empty(target)):
        refuse_existing(target)
    partial: Path | None = None
    name = target.name
    try:
        folder = target.absolute().parent
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name[:_PREFIX]}.", suffix=".partial", dir=folder))
        folders = {partial}
        for name, content in files:
            _write(partial, PurePosixPath(name), content, folders)
        if to_disk:
            flush(partial)
        name = target.name
        if not (over_empty and is_empty(target)):
            refuse_existing(target)
        partial.rename(target)
        partial = None
        if to_disk:
            flush(target.absolute().parent)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise CaseError(f"{target}: a name in it is longer than this disk can hold: {error.filename}.") from None
        raise SourceError(
            f"{target} could not be written: {error.strerror or error}, at {name}.\n"
            "Nothing was left behind. Make room there, or name another place, then run again."
        ) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def list_folder(root: Path) -> Listing:
    """Return every file below `root`; symbolic links, odd names and special files become findings.

    Names of bundles are of plain ASCII and differ by more than capitals, so that every disk holds them alike.

    Raises:
        CaseError: `root` is not a folder.
        BeyondCapacityError: it holds too many files.
        SourceError: the folder cannot be read.
    """
    _refuse_impossible(root)
    if root.is_symlink() or not root.is_dir():
        raise CaseError(f"{root} is not a folder.{unpack_first(root)}")
    sizes: dict[str, int] = {}
    findings: list[FolderFinding] = []
    waiting, seen = [""], 0
    try:
        while waiting:
            seen = _list_one(root, waiting.pop(), waiting, sizes, findings, seen)
    except OSError as error:
        raise SourceError(f"{root} cannot be read: {error.strerror or error}.") from error
    return Listing(dict(sorted(sizes.items())), tuple(sorted((*findings, *_alike(sizes)), key=str)))


def read_file(root: Path, name: str) -> bytes:
    """Return a regular file's bytes without following a link in its last part.

    Raises:
        BeyondCapacityError: it is too large.
        SourceError: it cannot be read, or is no regular file.
    """
    with _opened(root, name) as (handle, size):
        return _read_all(handle, size)


def read_parts(root: Path, name: str) -> Iterator[bytes]:
    """Yield a regular file's bytes bit by bit; see `read_file`."""
    with _opened(root, name) as (handle, size):
        while size > 0 and (part := os.read(handle, min(size, _CHUNK))):
            size -= len(part)
            yield part


@contextmanager
def _opened(root: Path, name: str) -> Iterator[tuple[int, int]]:
    """Open a regular file; give the handle and its size in bytes."""
    try:
        handle = os.open(os.path.join(root, name), _TO_READ)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise SourceError(f"{root / name} is not a regular file.")
            if status.st_size > capacity.FILE:
                raise BeyondCapacityError(f"{root / name} {too_large(status.st_size)}")
            yield handle, status.st_size
        finally:
            os.close(handle)
    except MemoryError:
        raise SourceError(f"{root / name} does not fit into this machine's memory.") from None
    except OSError as error:
        raise SourceError(f"{root / name} cannot be read: {error.strerror or error}.") from error


def _refuse_impossible(path: Path) -> None:
    """Refuse a path that no disk can hold; whether something is there is not asked."""
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno in _NAMES:
            raise CaseError(f"{path} is not a name that this disk can hold: {error.strerror}.") from None
    except ValueError as error:
        raise CaseError(f"{path} is not a name that a disk can hold: {error}.") from None


def _read_all(handle: int, size: int) -> bytes:
    """Return the rest of an open file; one call where the size was right."""
    first = os.read(handle, size + 1)
    if len(first) == size:
        return first
    parts = [first]
    while part := os.read(handle, _CHUNK):
        parts.append(part)
    return b"".join(parts)


def _list_one(
    root: Path, folder: str, waiting: list[str], sizes: dict[str, int], findings: list[FolderFinding], seen: int
) -> int:
    """List one folder: files into `sizes`, folders into `waiting`, all else into `findings`.

    Returns how many entries have been `seen` so far.
    """
    before = seen
    with os.scandir(root / folder) as entries:
        for entry in entries:
            seen += 1
            if seen > capacity.FILES:
                raise BeyondCapacityError(f"{root} holds more than {capacity.FILES} files and folders")
            name = f"{folder}/{entry.name}" if folder else entry.name
            if not _is_plain(name):
                findings.append(FolderFinding(quoted(name), "the name holds characters that no bundle uses"))
            elif entry.is_symlink():
                findings.append(FolderFinding(name, "is a symbolic link"))
            elif entry.is_dir():
                waiting.append(name)
            elif entry.is_file():
                sizes[name] = entry.stat(follow_symlinks=False).st_size
            else:
                findings.append(FolderFinding(name, "is neither a file nor a folder"))
    if seen == before and folder:
        findings.append(FolderFinding(folder, "is an empty folder"))
    return seen


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isprintable() and "\\" not in name


def _alike(names: Iterable[str]) -> Iterable[FolderFinding]:
    """Yield the names that are another's but for capitals in the name or its folders."""
    spelled: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        for size in range(1, len(parts) + 1):
            place = "/".join(parts[:size])
            if spelled.setdefault(place.lower(), place) != place:
                yield FolderFinding(name, "differs from another name by capitals alone")
                break


def _write(root: Path, name: PurePosixPath, content: bytes, folders: set[Path]) -> None:
    """Write one file and whatever folders it needs."""
    if name.is_absolute() or ".." in name.parts:
        raise CaseError(f"{name} would be written outside its folder")
    folder = root
    for part in name.parts[:-1]:
        folder = folder / part
        if folder not in folders:
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)
            folders.add(folder)
    handle = open_new(os.path.join(folder, name.name))
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


@cache
def _system() -> ctypes.CDLL:
    """Return the system's own library, loaded once."""
    return ctypes.CDLL(None, use_errno=True)


def flush(folder: Path) -> None:
    """Flush the file system that holds the folder, and learn whether any write to it failed.

    One call for all files: flushing tens of thousands one by one takes minutes.

    Raises:
        OSError: the disk could not take what was written.

    Source: syncfs(2), Linux 5.8 and later report failed writes; elsewhere sync(2) flushes without a report.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        library = _system()
        if not hasattr(library, "syncfs"):
            os.sync()
        elif library.syncfs(handle):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(handle)
