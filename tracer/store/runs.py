"""Look-ups from a key to row numbers: sorted runs over fixed stretches of a column's rows.

A stretch of 2^18 rows is sorted once it is full; four of them are sorted anew as one; sixteen
neighbouring runs of that are merged into one, and again sixteen of those. Which runs a store has
follows from its counts alone, so two ingests of one chain make the same files. Rows behind the last
full stretch, so few that it takes no time, are sorted in memory by whoever looks up.

A run is a file of keys (eight bytes each, ascending) followed by the rows (four bytes each, counted from
the start of its stretch). Keys only find candidates; the caller compares what they stand for.
"""

import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tracer.errors import IntegrityError
from tracer.store.arrays import U4, U8
from tracer.store.columns import failed

STRETCH = 1 << 18
FAN = 16
_SIZES = (STRETCH, 1 << 20, 1 << 24, 1 << 28)
LEVELS = len(_SIZES)
_MERGED = 2
"""Runs from this level on are merged from those below, smaller ones sorted from the rows."""

Keys = Callable[[int, int], U8]
"""Returns the keys of rows from the first to before the second."""


class Run(NamedTuple):
    """One run: of which look-up, how often merged, and the how-manieth stretch of that length."""

    name: str
    level: int
    place: int

    @property
    def size(self) -> int:
        """Rows in the run."""
        return size_of(self.level)

    @property
    def start(self) -> int:
        """The first row of its stretch."""
        return self.place * self.size

    def path(self, directory: Path) -> Path:
        """Return where the run lies; its name tells its size as a power of two."""
        return directory / f"{self.name}-{self.size.bit_length() - 1}-{self.place}.run"


def size_of(level: int) -> int:
    """Return how many rows a run of this level covers."""
    return _SIZES[level]


def runs_for(name: str, count: int) -> list[Run]:
    """Return the runs that cover the full stretches of so many rows, in order of rows."""
    runs: list[Run] = []
    covered = 0
    for level in reversed(range(LEVELS)):
        size = size_of(level)
        while covered + size <= count:
            runs.append(Run(name, level, covered // size))
            covered += size
    return runs


def build(directory: Path, name: str, count: int, keys: Keys) -> None:
    """Make every run that so many rows call for and that is not there yet.

    Raises:
        SourceError: the disk is full, or refuses.
    """
    for run in runs_for(name, count):
        _ensure(directory, run, keys)


def purge(directory: Path, name: str, count: int) -> None:
    """Remove runs that so many rows do not call for: merged ones, and those over rows given up."""
    wanted = {run.path(directory) for run in runs_for(name, count)}
    for path in sorted(directory.glob(f"{name}-*.run*")):
        if path not in wanted:
            path.unlink(missing_ok=True)


class Lookup:
    """From keys to candidate rows. Holds every run open, so later merging does not disturb it."""

    def __init__(self, directory: Path, name: str, count: int, keys: Keys) -> None:
        """Open the runs of so many rows.

        Raises:
            FileNotFoundError: a run is not there: merged since the count was read, or lost.
            IntegrityError: a run is cut.
        """
        self._parts = [(run.start, *opened(directory, run)) for run in runs_for(name, count)]
        self._tail_start = sum(keys.size for _, keys, _ in self._parts)
        self._tail = (self._tail_start, count, keys)
        self._has_tail = count > self._tail_start

    def rows(self, key: int) -> list[int]:
        """Return, in ascending order, the rows that have this key."""
        if self._has_tail:
            start, count, keys = self._tail
            self._parts.append((start, *_in_memory(keys(start, count))))
            self._has_tail = False
        wanted = np.uint64(key)
        found: list[int] = []
        for start, keys_of_run, rows in self._parts:
            left = int(keys_of_run.searchsorted(wanted))
            if left < keys_of_run.size and keys_of_run[left] == wanted:
                right = int(keys_of_run.searchsorted(wanted, "right"))
                found += sorted(start + int(row) for row in rows[left:right])
        return found


def _in_memory(keys: U8) -> tuple[U8, U4]:
    """Return the keys in ascending order and their rows, equal keys in any order of rows.

    By NumPy: for less than one stretch it is fast enough, and loads no compiler.
    """
    together = np.ascontiguousarray(keys)
    rows = np.argsort(together)
    return together[rows], rows.astype(np.uint32)


def _ensure(directory: Path, run: Run, keys: Keys) -> None:
    """Make one run, whole or not at all: from the rows, or by merging the sixteen below it."""
    from tracer.store.sorting import merge, sorted_rows  # compiled, loaded only where a run is made

    path = run.path(directory)
    if path.is_file():
        return
    if run.level < _MERGED:
        with _made(path, run.size) as (out_keys, out_rows):
            out_keys[:], out_rows[:] = sorted_rows(keys(run.start, run.start + run.size))
        return
    parts = [Run(run.name, run.level - 1, run.place * FAN + part) for part in range(FAN)]
    for part in parts:
        _ensure(directory, part, keys)
    inner = [opened(directory, part) for part in parts]
    with _made(path, run.size) as (out_keys, out_rows):
        merge(tuple(k for k, _ in inner), tuple(r for _, r in inner), out_keys, out_rows)


@contextmanager
def _made(path: Path, size: int) -> Iterator[tuple[U8, U4]]:
    """Give a new run's keys and rows to be filled; the file gets its name when they are."""
    new = path.with_name(path.name + ".new")
    try:
        with new.open("w+b") as file:
            os.posix_fallocate(file.fileno(), 0, 12 * size)
            content = mmap.mmap(file.fileno(), 12 * size)
            yield np.frombuffer(content, "<u8", size), np.frombuffer(content, "<u4", size, 8 * size)
            content.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise failed(path, error) from error


def opened(directory: Path, run: Run) -> tuple[U8, U4]:
    """Return a run's keys and rows as arrays over its file."""
    path = run.path(directory)
    with path.open("rb") as file:
        held = os.fstat(file.fileno()).st_size
        if held != 12 * run.size:
            raise IntegrityError(f"{path} has {held} bytes, not {12 * run.size}. Remove it and run tracer ingest again")
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(content, "<u8", run.size), np.frombuffer(content, "<u4", run.size, 8 * run.size)
