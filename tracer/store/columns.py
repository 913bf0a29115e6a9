"""Columns as files: mapped into memory for reading, written behind their committed end.

A file may be longer than what is committed, never shorter. Nothing is ever cut off while others may
be reading; what lies beyond the count is written over.
"""

import errno
import mmap
import os
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tracer.errors import IntegrityError, SourceError
from tracer.store.arrays import U8
from tracer.store.schema import BY_NAME, COLUMNS, Column

Rows = npt.NDArray[Any]

FLUSHED_AT_ONCE = 8
"""Files that are flushed together: a disk takes them in one go, where one after the other each would wait for it."""


def path_of(directory: Path, column: Column) -> Path:
    """Return where a column lies."""
    return directory / f"{column.name}.column"


def mapped(directory: Path, column: Column, rows: int, writable: bool = False) -> Rows:
    """Return the first `rows` rows of a column as an array over the file.

    Raises:
        IntegrityError: the file is missing or shorter than that.
        SourceError: it cannot be read.
    """
    shape = (rows, column.width) if column.width > 1 else (rows,)
    size = rows * column.row_bytes
    if not size:
        nothing = np.empty(shape, column.dtype)
        nothing.flags.writeable = writable
        return nothing
    path = path_of(directory, column)
    try:
        return np.frombuffer(_mapped(path, size, writable), column.dtype).reshape(shape)
    except FileNotFoundError:
        raise _too_short(path, 0, size) from None


def mapped_words(path: Path, count: int) -> U8:
    """Return the first so many numbers of eight bytes of a file as an array over it; none as well is not to be written.

    Raises:
        FileNotFoundError: there is none.
        IntegrityError: it is shorter than that, or no file.
        SourceError: it cannot be read.
    """
    return np.frombuffer(_mapped(path, 8 * count, False) if count else b"", "<u8")


def _mapped(path: Path, size: int, writable: bool) -> mmap.mmap:
    """Return a regular file's first bytes; nothing else is waited for."""
    try:
        handle = os.open(path, (os.O_RDWR if writable else os.O_RDONLY) | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size < size:
                raise _too_short(path, found.st_size, size)
            return mmap.mmap(handle, size, access=mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.ENXIO):
            raise _too_short(path, 0, size) from error
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error


def _too_short(path: Path, held: int, size: int) -> IntegrityError:
    return IntegrityError(f"{path} has {held} bytes; the manifest counts {size}. Copy the store again, or ingest anew")


def map_all(directory: Path, counts: Mapping[str, int], writable: frozenset[str] = frozenset()) -> dict[str, Rows]:
    """Return every column's committed rows by name.

    Raises:
        IntegrityError, SourceError: as `mapped`.
    """
    return {column.name: mapped(directory, column, counts[column.rows], column.name in writable) for column in COLUMNS}


class Appender:
    """Writes rows at given places of the columns' files; nothing it writes exists until it is committed."""

    def __init__(self, directory: Path) -> None:
        """Open or make every file."""
        self._directory = directory
        self._files: dict[str, int] = {}
        self._touched: set[str] = set()

    def __enter__(self) -> "Appender":
        """Open every file for writing, making those that are missing."""
        for column in COLUMNS:
            path = path_of(self._directory, column)
            try:
                self._files[column.name] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            except OSError as error:
                raise failed(path, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files; nothing is cut or committed."""
        for handle in self._files.values():
            os.close(handle)
        self._files.clear()

    def write(self, name: str, first_row: int, rows: Rows) -> None:
        """Write rows from `first_row` on.

        Raises:
            SourceError: the disk is full, or refuses.
        """
        column = BY_NAME[name]
        content = np.ascontiguousarray(rows, dtype=column.dtype).reshape(-1).view(np.uint8).data
        place = first_row * column.row_bytes
        try:
            while content:
                written = os.pwrite(self._files[name], content, place)
                content, place = content[written:], place + written
        except OSError as error:
            raise failed(path_of(self._directory, column), error) from error
        self._touched.add(name)

    def touch(self, name: str) -> None:
        """Remember that a column was changed through a map of it."""
        self._touched.add(name)

    def sync(self) -> None:
        """Make sure that all that was written is on the disk.

        Raises:
            SourceError: it is not.
        """
        with ThreadPoolExecutor(FLUSHED_AT_ONCE) as threads:
            for _ in threads.map(self._flush, sorted(self._touched)):
                pass
        self._touched.clear()

    def _flush(self, name: str) -> None:
        try:
            os.fsync(self._files[name])
        except OSError as error:
            raise failed(path_of(self._directory, BY_NAME[name]), error) from error


def failed(path: Path, error: OSError) -> SourceError:
    """Return what to raise where the disk refuses to take something."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return SourceError(
            f"the disk is full: {path} cannot grow. What was committed stands; free space and run the same command "
            f"again"
        )
    return SourceError(f"{path} cannot be written: {error.strerror}. What was committed stands")
