"""Look-ups from a key to row numbers: sorted runs over fixed stretches of a column's rows.

A stretch of 2^18 rows is sorted once it is full; four of them are sorted anew as one; sixteen
neighbouring runs of that are merged into one, and again sixteen of those. Which runs a store has
follows from its counts alone, so two ingests of one chain make the same files. Rows behind the last
full stretch, so few that it takes no time, are sorted in memory by whoever looks up.

A run is a file of keys (eight bytes each, ascending), the rows (four bytes each, counted from the start of
its stretch) and the sums of the pages of both. To each sum what the whole run's gives is added, which the manifest
holds: a run of other rows is told at its first page. Keys only find candidates; the caller compares what
they stand for.
"""

import mmap
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np

from tracer.disk import files
from tracer.errors import IntegrityError
from tracer.store import pages
from tracer.store.arrays import U4, U8
from tracer.store.checked import Pages, Refuse
from tracer.store.columns import failed, mapped_words
from tracer.store.pages import PAGE, WORDS
from tracer.store.sums_files import grown

STRETCH = 1 << 18
FAN = 16
_SIZES = (STRETCH, 1 << 20, 1 << 24, 1 << 28)
LEVELS = len(_SIZES)
_MERGED = 2
"""Runs from this level on are merged from those below, smaller ones sorted from the rows."""

Keys = Callable[[int, int], U8]
"""Returns the keys of rows from the first to before the second."""


class KeyRun(NamedTuple):
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


def runs_for(name: str, count: int) -> list[KeyRun]:
    """Return the runs that cover the full stretches of so many rows, in order of rows."""
    runs: list[KeyRun] = []
    covered = 0
    for level in reversed(range(LEVELS)):
        size = size_of(level)
        while covered + size <= count:
            runs.append(KeyRun(name, level, covered // size))
            covered += size
    return runs


def build(directory: Path, name: str, count: int, keys: Keys, known: Mapping[str, int]) -> dict[str, int]:
    """Make every run that so many rows call for and that is not there yet; return the sum of each by its file's name.

    `known` are the sums that the manifest holds.

    Raises:
        IntegrityError: a run that is made again, or merged, is not what the manifest holds.
        SourceError: the disk is full, or refuses.
    """
    return {run.path(directory).name: _ensure(directory, run, keys, known) for run in runs_for(name, count)}


def purge(directory: Path, name: str, count: int) -> None:
    """Remove runs that so many rows do not call for: merged ones, and those over rows given up."""
    wanted = {run.path(directory) for run in runs_for(name, count)}
    for path in sorted(directory.glob(f"{name}-*.run*")):
        if path not in wanted:
            path.unlink(missing_ok=True)


class RunLookup:
    """From keys to candidate rows. Holds every run open, so later merging does not disturb it."""

    def __init__(
        self,
        directory: Path,
        name: str,
        count: int,
        keys: Keys,
        known: Mapping[str, int],
        refuse: Callable[[str], Refuse],
    ) -> None:
        """Open the runs of so many rows. `refuse` gives, for a run's file, whom to tell of a page that is not right.

        Raises:
            FileNotFoundError: a run is not there: merged since the count was read, or lost.
            IntegrityError: a run is cut, or not one that the manifest names.
        """
        runs = runs_for(name, count)
        self._runs = [RunPages(directory, run, known, refuse(run.path(directory).name)) for run in runs]
        self._tail_start = sum(run.size for run in runs)
        self._tail = (self._tail_start, count, keys)
        self._sorted: tuple[U8, U4] | None = None

    def rows(self, key: int) -> list[int]:
        """Return, in ascending order, the rows that have this key."""
        found = [row for run in self._runs for row in run.rows_of(key)]
        start, count, keys = self._tail
        if count > start:
            if self._sorted is None:
                self._sorted = _in_memory(keys(start, count))
            left, right = (int(self._sorted[0].searchsorted(np.uint64(key), side)) for side in ("left", "right"))
            found += sorted(start + int(row) for row in self._sorted[1][left:right])
        return found


class RunPages(Pages):
    """A run's keys and rows, each page held against its sum before it is read."""

    def __init__(self, directory: Path, run: KeyRun, known: Mapping[str, int], refuse: Refuse) -> None:
        """Open a run; errors as `RunLookup` has them."""
        path = run.path(directory)
        if path.name not in known:
            raise IntegrityError(f"{directory / 'manifest.json'} does not name {path.name}. Run tracer store check")
        content = _content(path, run.size)
        count = _pages(run.size)
        words = content[: count * WORDS]
        super().__init__(words, content[count * WORDS :], refuse)
        self._stamp = known[path.name]
        self._start = run.start
        self.keys: U8 = words[: run.size]
        self.numbers: U4 = words[run.size :].view("<u4")
        self._first_of_rows = _pages(run.size) * 2 // 3

    def expected(self, numbers: U8) -> U8:
        """Return the sums that these pages should have."""
        return np.asarray(self.sums[numbers] - pages.stamps(numbers, self._stamp))

    def expected_of(self, page: int) -> int:
        """Return the sum that a page should have."""
        return int(self.expected(np.array([page], np.uint64))[0])

    def rows_of(self, key: int) -> list[int]:
        """Return, in ascending order, the rows that have this key.

        The search looks at keys that nobody has checked; see `Checked.place_of` for why it may.
        """
        place = int(self.keys.searchsorted(np.uint64(key)))
        if (place and self._key(place - 1) >= key) or (place < self.keys.size and self._key(place) < key):
            place = self._searched(key)
        found = []
        while place < self.keys.size and self._key(place) == key:
            found.append(self._start + self._row(place))
            place += 1
        return sorted(found)

    def _searched(self, key: int) -> int:
        """Return the first place whose key is not below this one, looking at checked keys only."""
        low, high = 0, self.keys.size
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def _key(self, place: int) -> int:
        page = place // WORDS
        self.sure(page, page + 1)
        return int(self.keys[place])

    def _row(self, place: int) -> int:
        page = self._first_of_rows + 4 * place // PAGE
        self.sure(page, page + 1)
        return int(self.numbers[place])


def _in_memory(keys: U8) -> tuple[U8, U4]:
    """Return the keys in ascending order and their rows, equal keys in any order of rows.

    By NumPy: for less than one stretch it is fast enough, and loads no compiler.
    """
    together = np.ascontiguousarray(keys)
    rows = np.argsort(together)
    return together[rows], rows.astype(np.uint32)


def _ensure(directory: Path, run: KeyRun, keys: Keys, known: Mapping[str, int]) -> int:
    """Make one run, whole or not at all, unless it is there: from the rows, or by merging the sixteen below it."""
    from tracer.store.sorting import merge, sorted_rows  # compiled, loaded only where a run is made

    path = run.path(directory)
    if path.name in known and path.is_file():
        return known[path.name]
    if run.level < _MERGED:

        def fill(out_keys: U8, out_rows: U4) -> None:
            out_keys[:], out_rows[:] = sorted_rows(keys(run.start, run.start + run.size))

    else:
        parts = [KeyRun(run.name, run.level - 1, run.place * FAN + part) for part in range(FAN)]
        sums = {part.path(directory).name: _ensure(directory, part, keys, known) for part in parts}
        inner = [sound(directory, part, sums) for part in parts]

        def fill(out_keys: U8, out_rows: U4) -> None:
            merge(tuple(k for k, _ in inner), tuple(r for _, r in inner), out_keys, out_rows)

    made = _made(path, run.size, fill)
    if known.get(path.name, made) != made:
        raise IntegrityError(f"the rows under {path} are not what was committed: run tracer store check")
    return made


def _made(path: Path, size: int, fill: Callable[[U8, U4], None]) -> int:
    """Make a run's file from what `fill` writes, and return its sum; the file gets its name when it is complete."""
    from tracer.store import checksum  # compiled, like the sorting before

    new = path.with_name(path.name + ".new")
    count = _pages(size)
    try:
        new.unlink(missing_ok=True)
        handle = files.open_new(new, to_read=True)
        with open(handle, "r+b") as file:
            os.posix_fallocate(handle, 0, _bytes(size))
            content = mmap.mmap(handle, _bytes(size))
            words = np.frombuffer(content, "<u8")
            filled = words[: count * WORDS]
            fill(filled[:size], filled[size:].view("<u4"))
            sums = checksum.page_sums(filled, 0)
            total = int(sums.sum(dtype=np.uint64))
            words[count * WORDS :] = sums + pages.stamps(np.arange(count, dtype=np.uint64), total)
            content.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise failed(path, error) from error
    return total


def bind(path: Path, words: U8) -> int:
    """Put sums behind the keys and rows of a run that has none, and return the run's sum.

    Raises:
        SourceError: the disk is full, or refuses.
    """
    from tracer.store import checksum  # compiled, like the sorting before

    sums = checksum.page_sums(words, 0)
    total = int(sums.sum(dtype=np.uint64))
    bound = sums + pages.stamps(np.arange(sums.size, dtype=np.uint64), total)
    grown(path.parent, path.name, words.size, bound)
    os.truncate(path, 8 * (words.size + bound.size))
    return total


def sound(directory: Path, run: KeyRun, known: Mapping[str, int]) -> tuple[U8, U4]:
    """Return a run's keys and rows after holding every page against its sum.

    Raises:
        FileNotFoundError: it is not there.
        IntegrityError: it is cut, not one that the manifest names, or damaged.
    """

    def refuse(page: int) -> NoReturn:
        raise IntegrityError(damaged(run.path(directory), page))

    opened = RunPages(directory, run, known, refuse)
    opened.sure(0, opened.sums.size)
    return opened.keys, opened.numbers


def damaged(path: Path, page: int) -> str:
    """Return the words for a page of a run that is not what was committed."""
    return f"page {page} of {path} is not what was committed: bytes have changed. Remove it and run tracer ingest again"


def _content(path: Path, size: int) -> U8:
    """Return a run's words: keys, rows and sums."""
    content = mapped_words(path, _bytes(size) // 8)
    held = path.stat().st_size
    if held != _bytes(size):
        raise IntegrityError(f"{path} has {held} bytes, not {_bytes(size)}. Remove it and run tracer ingest again")
    return content


def _pages(size: int) -> int:
    """Return how many pages the keys and rows of so many rows fill."""
    return 12 * size // PAGE


def _bytes(size: int) -> int:
    """Return how long a run's file is."""
    return 12 * size + 8 * _pages(size)
