import os
import random
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from tracer.errors import IntegrityError
from tracer.store import runs, sorting
from tracer.store.arrays import U8
from tracer.store.checked import Refuse


def _refuse(name: str) -> Refuse:
    def refuse(page: int) -> NoReturn:
        raise IntegrityError(f"{name} page {page}")

    return refuse


def _made(count: int) -> U8:
    """Return keys, some of them equal, at random."""
    made = np.random.default_rng(3).integers(0, 1 << 63, count, dtype=np.uint64)
    made[np.random.default_rng(4).integers(0, count, 200)] = made[7]
    return made


def test_which_runs_there_are_follows_from_the_count_alone() -> None:
    """Full stretches are covered once, by the largest runs that fit."""
    source = random.Random(1)
    for _ in range(50):
        count = source.randint(0, 3 << 28)
        covered = 0
        for run in runs.runs_for("x", count):
            assert run.start == covered
            covered += run.size
        assert 0 <= count - covered < runs.STRETCH


def test_a_lookup_finds_every_row_with_a_key_and_no_other(tmp_path: Path) -> None:
    """Across a large run, a small one and the unsorted rows behind them, rows come in ascending order."""
    large = runs.size_of(1)
    made = _made(large + runs.STRETCH + 5000)

    def keys(first: int, end: int) -> U8:
        return made[first:end]

    known = runs.build(tmp_path, "x", made.size, keys, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x-18-4.run", "x-20-0.run"]
    lookup = runs.RunLookup(tmp_path, "x", made.size, keys, known, _refuse)
    for row in (0, 7, 12345, large - 1, large, large + runs.STRETCH - 1, large + runs.STRETCH, made.size - 1):
        assert lookup.rows(int(made[row])) == np.flatnonzero(made == made[row]).tolist()
    assert lookup.rows(1 << 63) == []
    runs.purge(tmp_path, "x", runs.STRETCH - 1)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        runs.RunLookup(tmp_path, "x", made.size, keys, known, _refuse)


def test_a_damaged_run_never_hides_a_row(tmp_path: Path) -> None:
    """With one bit of a run changed, in keys, rows or sums, a look-up finds what it found or names the page."""
    made = _made(runs.STRETCH)
    known = runs.build(tmp_path, "x", made.size, lambda first, end: made[first:end], {})
    path, source = tmp_path / "x-18-0.run", random.Random(8)
    asked = [int(made[source.randrange(made.size)]) for _ in range(60)] + [source.getrandbits(63) for _ in range(20)]
    order = np.sort(made)
    places = [int(order.searchsorted(np.uint64(key))) for key in asked]
    refused = 0
    for draw in range(300):
        key, place = asked[draw % len(asked)], places[draw % len(asked)]
        near = 64 * place + source.randrange(64), 64 * made.size + 32 * place + source.randrange(32)
        anywhere = (source.randrange(8 * path.stat().st_size), 8 * (12 * made.size) + source.randrange(8 * 8 * 768))
        bit = (*near, *anywhere)[draw % 4]
        with path.open("r+b") as file:
            for turn in (True, False):
                byte = os.pread(file.fileno(), 1, bit // 8)[0]
                os.pwrite(file.fileno(), bytes([byte ^ 1 << bit % 8]), bit // 8)
                if turn:
                    lookup = runs.RunLookup(
                        tmp_path, "x", made.size, lambda first, end: made[first:end], known, _refuse
                    )
                    found = _found(lookup, key)
                    refused += found is None
                    assert found in (None, np.flatnonzero(made == key).tolist())
    assert 130 < refused < 290


def _found(lookup: runs.RunLookup, key: int) -> list[int] | None:
    """Return the rows of a key, None where a page was refused."""
    try:
        return lookup.rows(key)
    except IntegrityError:
        return None


def test_a_run_of_other_rows_is_told_at_its_first_page(tmp_path: Path) -> None:
    """Two sound runs in each other's place are refused, and a merge does not take up a damaged one."""
    made = _made(2 * runs.STRETCH)

    def keys(first: int, end: int) -> U8:
        return made[first:end]

    known = runs.build(tmp_path, "x", made.size, keys, {})
    one, other = tmp_path / "x-18-0.run", tmp_path / "x-18-1.run"
    one.rename(tmp_path / "aside")
    other.rename(one)
    (tmp_path / "aside").rename(other)
    lookup = runs.RunLookup(tmp_path, "x", made.size, keys, known, _refuse)
    for key in (int(made[5]), 1 << 62):
        with pytest.raises(IntegrityError, match=r"x-18-0\.run page \d+"):
            lookup.rows(key)
    with pytest.raises(IntegrityError, match=r"page 0 of .*x-18-1\.run is not what was committed"):
        runs.sound(tmp_path, runs.KeyRun("x", 0, 1), known)


def test_a_cut_run_is_an_error(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    (tmp_path / "x-18-0.run").write_bytes(b"123")
    with pytest.raises(IntegrityError, match=r"x-18-0\.run has 3 bytes; the manifest counts 3151872\. Copy"):
        runs.RunLookup(tmp_path, "x", runs.STRETCH, lambda first, end: _made(end - first), {"x-18-0.run": 0}, _refuse)


def test_merging_keeps_every_row_and_the_order_of_equal_keys() -> None:
    """Sixteen sorted runs become one, rows counted on from run to run."""
    parts = [sorting.sorted_rows(np.array([5, 1, 5, part], np.uint64)) for part in range(16)]
    keys, rows = np.empty(64, np.uint64), np.empty(64, np.uint32)
    sorting.merge(tuple(k for k, _ in parts), tuple(r for _, r in parts), keys, rows)
    all_keys = np.concatenate([np.array([5, 1, 5, part], np.uint64) for part in range(16)])
    order = np.argsort(all_keys, kind="stable")
    assert keys.tolist() == all_keys[order].tolist()
    assert rows.tolist() == order.tolist()
