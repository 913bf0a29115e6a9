"""Files that people hand over, read within bounds, hashed whatever their size; files for them, written whole or not."""

import gzip
import hashlib
import os
import secrets
import zlib
from io import BytesIO
from pathlib import Path

from tracer.errors import CaseError, SourceError

_MAX_BYTES = 256 * 1024 * 1024
"""More than any case file, TagPack or exhibit has; larger ones are refused unread."""


def sha256_of(path: Path) -> str:
    """Return the hash of an exhibit, which may be of any size."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CaseError(f"exhibit {path} cannot be read: {error.strerror}") from None


def read_bounded(path: Path, what: str) -> bytes:
    """Return the bytes of a regular file of bearable size; nothing else is opened for reading."""
    try:
        if not path.exists():
            raise CaseError(f"no {what} at {path}")
        if not path.is_file():
            raise CaseError(f"{what} {path} is not a regular file")
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise CaseError(f"{what} {path} cannot be read: {error.strerror}") from None
    if len(content) > _MAX_BYTES:
        raise CaseError(f"{what} {path} is larger than {_MAX_BYTES} bytes, which no {what} is")
    return content


def unzipped(content: bytes, path: Path, what: str) -> bytes:
    """Return what a gzip file holds, within the same bounds: a few bytes can unpack to any size."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            held = file.read(_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise CaseError(f"{path} is not a gzip file, or is cut off") from None
    if len(held) > _MAX_BYTES:
        raise CaseError(f"{what} {path} unpacks to more than {_MAX_BYTES} bytes, which no {what} does")
    return held


def refuse_taken(target: Path, option: str) -> None:
    """Refuse a file that is there already, before any work is done for it.

    Raises:
        CaseError: it exists; `option` is how another one is named.
    """
    if os.path.lexists(target):
        raise CaseError(f"{target} exists already.\nName another place with {option}, or remove it yourself.")


def open_new(path: str | os.PathLike[str], *, to_read: bool = False) -> int:
    """Return a handle on a file, 0600 whatever the umask, that was not there before; `to_read` allows reading too.

    Raises:
        OSError: the disk refuses; `FileExistsError` where anything has the name, a symbolic link included.
    """
    access = os.O_RDWR if to_read else os.O_WRONLY
    handle = os.open(path, access | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.fchmod(handle, 0o600)
    return handle


def write_flushed(path: Path, content: bytes) -> None:
    """Make a file that was not there before, and flush it to the disk; nothing is left of one that is refused.

    Raises:
        OSError: the disk refuses, or anything has the name.
    """
    handle = open_new(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: bytes, partial: Path) -> None:
    """Put a file in its place at one stroke, whatever lay there; it is written and flushed as `partial` first.

    What an earlier call left half-written under that name is removed. That the name has changed is not flushed.

    Raises:
        OSError: the disk refuses; what lay in the place still does.
    """
    partial.unlink(missing_ok=True)
    write_flushed(partial, content)
    partial.replace(path)


def flush_names(folder: Path) -> None:
    """Make sure that files made, renamed or removed in a folder are so on the disk.

    Raises:
        OSError: the disk refuses.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unknown_name(folder: Path) -> Path:
    """Return a name in a folder that nobody can know before."""
    return folder / f".{secrets.token_hex(8)}.partial"


def write_new(target: Path, content: bytes, option: str) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        CaseError: it exists, or its folder does not.
        SourceError: the disk is full or refuses; nothing is left behind.
    """
    refuse_taken(target, option)
    partial = unknown_name(target.absolute().parent)
    try:
        write_flushed(partial, content)
        os.link(partial, target)
    except FileExistsError as error:
        raise CaseError(f"{error.filename2 or error.filename} exists already.") from None
    except FileNotFoundError:
        raise CaseError(
            f"{target.absolute().parent} is not a folder.\nCreate it, or name another place with {option}."
        ) from None
    except OSError as error:
        raise SourceError(f"{target} could not be written: {error.strerror}.\nNothing was left behind.") from error
    finally:
        partial.unlink(missing_ok=True)
