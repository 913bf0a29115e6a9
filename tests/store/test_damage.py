"""A store never gives a figure from a damaged byte."""

import multiprocessing
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.counts import count
from tests.store.chains import MemorySource, Miner
from tests.store.traced import drawn_case, traced
from tracer.case.case import Case
from tracer.errors import CaseError, IntegrityError
from tracer.store import manifest
from tracer.store.check import check
from tracer.store.ingest import Pace, ingest

_DRAWS = count(suite=100, laws=400)


@pytest.fixture(scope="module")
def blocks() -> list[bytes]:
    """Return a chain that fills several pages of every column."""
    return Miner(17).mine(170, 16).blocks


@pytest.fixture(scope="module")
def store(blocks: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of it, made in three commits, so that sums of spends and what changed in them are both there."""
    place = tmp_path_factory.mktemp("damage") / "store"
    for last in (60, 168, None):
        ingest(MemorySource(blocks), place, last=last)
    return place


@pytest.fixture(scope="module")
def case(blocks: list[bytes]) -> Case:
    """Return a case over it."""
    return drawn_case(blocks[:100], 3)


def _files(store: Path) -> list[Path]:
    return sorted(path for path in store.iterdir() if path.stat().st_size)


def _outcome(case: Case, store: Path) -> bytes | IntegrityError:
    """Return the trace, or the error that stored data is not what was acquired; anything else is raised."""
    try:
        return traced(case, store)
    except IntegrityError as error:
        return error


def _in_child(act: Callable[[], None]) -> None:
    """Run something in a process of its own, so that a crash is seen as what it is."""
    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    process.join()
    assert process.exitcode == 0


_NAMED = re.compile(
    r"(page \d+ of column [a-z_]+, .*|the page sums of column [a-z_]+, .*|page \d+ of .*\.run) .*not what was committed"
    r".*tracer store check|manifest\.json is damaged",
    re.DOTALL,
)


def test_one_flipped_bit_anywhere_never_gives_another_trace(store: Path, case: Case, tmp_path: Path) -> None:
    """Over a store with one bit changed, in any file, a trace is the same or ends naming the file, column and page."""
    true = traced(case, store)
    source = random.Random(12)
    files = _files(store)
    copy = tmp_path / "store"
    shutil.copytree(store, copy)

    def draws() -> None:
        same = 0
        for draw in range(_DRAWS):
            path = copy / files[draw % len(files)].name
            bit = source.randrange(8 * path.stat().st_size)
            with path.open("r+b") as file:
                _flip(file.fileno(), bit)
                outcome = _outcome(case, copy)
                _flip(file.fileno(), bit)
            if isinstance(outcome, bytes):
                assert outcome == true, f"{path.name} bit {bit}"
                same += 1
            else:
                assert _NAMED.search(str(outcome)), f"{path.name} bit {bit}: {outcome}"
        assert _DRAWS // 10 < same < _DRAWS * 9 // 10
        assert traced(case, copy) == true

    _in_child(draws)


def _flip(handle: int, bit: int) -> None:
    byte = os.pread(handle, 1, bit // 8)
    os.pwrite(handle, bytes([byte[0] ^ 1 << bit % 8]), bit // 8)


def _copies(store: Path, folder: Path) -> Iterator[Path]:
    number = 0
    while True:
        place = folder / str(number)
        shutil.copytree(store, place)
        yield place
        shutil.rmtree(place)
        number += 1


def test_cut_files_are_refused_or_not_needed(store: Path, case: Case, tmp_path: Path) -> None:
    """A file that was cut, emptied or taken away is named; a trace is never another one."""
    true = traced(case, store)
    source = random.Random(5)
    copies = _copies(store, tmp_path)
    for file in _files(store):
        for kept in (file.stat().st_size - 1, source.randrange(file.stat().st_size), 0, None):
            copy = next(copies)
            path = copy / file.name
            if kept is None:
                path.unlink()
            else:
                os.truncate(path, kept)
            if file.name == manifest.NAME and kept is None:
                with pytest.raises(CaseError, match="holds no store"):
                    traced(case, copy)
                continue
            outcome = _outcome(case, copy)
            assert outcome == true or file.name in str(outcome)


def test_files_of_one_store_in_each_others_places_are_told(store: Path, case: Case, tmp_path: Path) -> None:
    """Two files that changed places never give another trace."""
    true = traced(case, store)
    source = random.Random(6)
    copies, files = _copies(store, tmp_path), _files(store)
    for _ in range(60):
        copy = next(copies)
        one, other = (copy / path.name for path in source.sample(files, 2))
        one.rename(copy / "aside")
        other.rename(one)
        (copy / "aside").rename(other)
        outcome = _outcome(case, copy)
        assert isinstance(outcome, IntegrityError) or outcome == true


def test_files_of_another_generation_are_told(blocks: list[bytes], store: Path, case: Case, tmp_path: Path) -> None:
    """A file, or a column with sums, of the same store before or after a reorganisation never give another trace."""
    branch = Miner(18, blocks[:120])
    branch.coins = Miner(17).mine(119, 16).coins
    ingest(MemorySource(branch.mine(60, 16).blocks), _copied(store, tmp_path / "later"))
    earlier, later = traced(case, store), traced(case, tmp_path / "later")
    assert earlier != later
    for base, other, true in ((store, tmp_path / "later", earlier), (tmp_path / "later", store, later)):
        copies = _copies(base, tmp_path / f"copies of {base.name}")
        shared = sorted(path.name for path in _files(other) if path.suffix != ".json")
        refused = 0
        for name in shared:
            together = [each for each in shared if each.split(".")[0].split("-")[0] == name.split(".")[0].split("-")[0]]
            for taken in ([name], together):
                copy = next(copies)
                for each in taken:
                    shutil.copy(other / each, copy / each)
                outcome = _outcome(case, copy)
                assert isinstance(outcome, IntegrityError) or outcome == true, taken
                refused += isinstance(outcome, IntegrityError)
        assert refused > len(shared) // 2
        copy = next(copies)
        shutil.copy(other / manifest.NAME, copy)
        assert isinstance(_outcome(case, copy), IntegrityError)


def _copied(store: Path, place: Path) -> Path:
    shutil.copytree(store, place)
    return place


def test_the_check_names_the_pages_that_are_damaged(store: Path, tmp_path: Path) -> None:
    """`tracer store check` lists each damaged column with its pages, and damaged sums as such."""
    copy = _copied(store, tmp_path / "store")
    for name, bits in (("txid.column", (0, 8 * 4096, 8 * 4097)), ("value.sums", (3,)), ("spender.column", (8 * 5,))):
        with (copy / name).open("r+b") as file:
            for bit in bits:
                _flip(file.fileno(), bit)
    faults = [fault for finding in check(copy) for fault in finding.faults]
    assert "column txid: 2 of its pages do not have their sums: 0, 1" in faults
    assert f"{copy / 'value.sums'} is not what was committed: bytes have changed" in faults


def test_an_ingest_does_not_go_on_behind_a_damaged_end(blocks: list[bytes], store: Path, tmp_path: Path) -> None:
    """Rows are not added to a column whose last page is damaged, nor spends linked by damaged ones."""
    ingest(MemorySource(blocks), tmp_path / "part", last=150, pace=Pace(1, 10**9))
    held = manifest.read(tmp_path / "part")
    copies = _copies(tmp_path / "part", tmp_path / "copies")
    for place in (8, held.counts["transactions"] * 32 - 3):
        copy = next(copies)
        with (copy / "txid.column").open("r+b") as file:
            _flip(file.fileno(), 8 * place)
        with pytest.raises(IntegrityError, match=r"page \d+ of column txid, .* is not what was committed"):
            ingest(MemorySource(blocks), copy)


def test_sums_take_little_room(store: Path) -> None:
    """The sums of full pages are eight bytes to 4 KiB."""
    held = manifest.read(store)
    sums = sum(8 * each.sums.entries for each in held.pages.values())
    assert sums <= sum(path.stat().st_size for path in store.glob("*.column")) / 500
