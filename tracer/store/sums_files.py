"""Files of page sums: which there are, and how they are written and read.

Whole pages of a column to which rows are only added keep their sums: their file grows like the column, what lies
beyond the manifest's count does not exist, and only a reorganisation writes over it. The sums of `spender`
change with every commit: they lie in a file of a version of its own, and beside it a short one of what has changed
since (a page, and what to add to its sum), which takes the place of the one before. Once it is no longer
short, both are merged into a new file. Files of the last version stay until the next commit, for readers that
have read the manifest and not yet opened them.
"""

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tracer.errors import IntegrityError
from tracer.store.arrays import U8
from tracer.store.columns import failed, mapped_words

_NAME = re.compile(r"[a-z_]+(-[0-9]+)?\.(sums|changes)\Z")
SHORT = 512
"""Changes are kept apart while there are no more than this many, or one to `_SHARE` sums."""
_SHARE = 64


class SumsFile(NamedTuple):
    """A file that the manifest names: its numbers of eight bytes, and their sum."""

    name: str
    entries: int
    sum: int

    def mapped(self, directory: Path, count: int = 0) -> U8:
        """Return its entries as an array over the file, or `count` of them: those it does not have yet are zero.

        Raises:
            FileNotFoundError: a later version took its place since the manifest was read, or it was lost.
            IntegrityError: it is shorter than the manifest says.
            SourceError: it cannot be read.
        """
        return mapped_words(directory / self.name, max(self.entries, count))


def is_name(text: str) -> bool:
    """Whether a file of sums may have this name."""
    return _NAME.match(text) is not None


def is_short(changes: int, pages: int) -> bool:
    """Whether so many changes are kept apart from the sums of so many pages."""
    return changes <= max(SHORT, pages // _SHARE)


def grown(directory: Path, name: str, first: int, entries: U8) -> None:
    """Write entries into a file from the place `first` on, and make sure that they are on the disk.

    Raises:
        SourceError: the disk is full, or refuses.
    """
    _write(directory / name, first, entries, 0)


def written(directory: Path, name: str, entries: U8) -> None:
    """Write a new file, with room behind its entries for zeros that stand for pages which are among the changes.

    Raises:
        SourceError: the disk is full, or refuses.
    """
    (directory / name).unlink(missing_ok=True)
    _write(directory / name, 0, entries, entries.size + max(SHORT, entries.size // _SHARE))


def _write(path: Path, first: int, entries: U8, size: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            content, place = np.ascontiguousarray(entries, "<u8").view(np.uint8).data, 8 * first
            while content:
                done = os.pwrite(handle, content, place)
                content, place = content[done:], place + done
            if size:
                os.ftruncate(handle, 8 * size)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise failed(path, error) from error


def purge(directory: Path, keep: Collection[str]) -> None:
    """Remove versions of the sums of `spender` that nobody names any more."""
    for pattern in ("*-*.sums", "*-*.changes"):
        for path in sorted(directory.glob(pattern)):
            if path.name not in keep:
                path.unlink(missing_ok=True)


def changes_of(entries: U8, name: str) -> tuple[U8, U8]:
    """Return a file of changes as pages, ascending, and what is added to the sum of each.

    Raises:
        IntegrityError: it holds something else.
    """
    half = entries.size // 2
    pages, amounts = entries[:half], entries[half:]
    if entries.size % 2 or (pages[1:] <= pages[:-1]).any():
        raise IntegrityError(f"{name} is damaged. Run tracer store check")
    return pages, amounts
