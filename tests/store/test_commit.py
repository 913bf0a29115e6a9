"""A commit may be cut off at any step, and is read from at any step."""

import itertools
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import pytest

from tests.counts import chosen
from tests.store.chains import MemorySource, Miner, block_hash
from tests.store.test_ingest import assert_same, assert_sound
from tests.store.traced import drawn_case, traced
from tracer.case.case import Case
from tracer.chain import decode
from tracer.chain.outpoint import BlockRef, Outpoint
from tracer.errors import SourceError
from tracer.store import manifest
from tracer.store.ingest import Pace, ingest
from tracer.store.view import StoreView

pytestmark = pytest.mark.long

_STEPS = frozenset({"pwrite", "write", "fsync", "replace", "unlink", "ftruncate", "posix_fallocate", "flush", "open"})
"""What the process asks of the system while it commits; it is killed before one of them is done."""


_CHECKED = 5
"""Each so-manieth store that was cut off and gone on with is checked throughout."""


@pytest.fixture(scope="module")
def blocks() -> list[bytes]:
    """Return a chain that fills several pages."""
    return Miner(23).mine(70, 10).blocks


@pytest.fixture(scope="module")
def begun(blocks: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of most of it, in two commits."""
    store = tmp_path_factory.mktemp("begun") / "store"
    for last in (40, 60):
        ingest(MemorySource(blocks), store, last=last)
    return store


@pytest.fixture(scope="module")
def case(blocks: list[bytes]) -> Case:
    """Return a case over it."""
    return drawn_case(blocks[:35], 2)


def _child(act: Callable[[], object], at_step: Callable[[str], None]) -> int | None:
    """Do something in a process that says of every step where it is asked for; return how it ended."""

    def child() -> None:
        def told(frame: FrameType, event: str, called: object) -> None:
            if event == "c_call" and getattr(called, "__name__", "") in _STEPS:
                code = frame.f_code
                at_step(f"{getattr(called, '__name__', '')} in {code.co_qualname} of {Path(code.co_filename).name}")

        threading.setprofile(told)
        sys.setprofile(told)
        act()
        sys.setprofile(None)
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    return process.exitcode


def _steps(act: Callable[[], object]) -> list[str]:
    """Return what each step is and where it is asked for."""
    told = multiprocessing.get_context("fork").SimpleQueue()
    steps: list[str] = []

    def act_and_tell() -> None:
        act()
        sys.setprofile(None)
        told.put(steps)

    assert _child(act_and_tell, steps.append) == 0
    return list(told.get())


def _killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do something in a process that is killed before its so-manieth step; return whether it was."""
    numbers = itertools.count(1)  # of steps in whichever thread: each number is given once

    def kill(_: str) -> None:
        if next(numbers) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    ended = _child(act, kill)
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def _cut_off(begun: Path, folder: Path, act: Callable[[Path], object], least: int) -> Iterator[Path]:
    """Give a store at the steps at which what is done to it can be cut off, and one at which it is not.

    Under the laws every step is one, in the suite the first of each kind.
    """
    for name in ("first", "told"):  # the first time more is read: compiled code
        shutil.copytree(begun, folder / name)
    act(folder / "first")
    steps = _steps(lambda: act(folder / "told"))
    assert len(steps) > least
    for step in [*chosen(range(1, len(steps) + 1), lambda step: steps[step - 1], suite=1), len(steps) + 1]:
        store = folder / str(step)
        shutil.copytree(begun, store)
        assert _killed_at(step, lambda store=store: act(store)) is (step <= len(steps))  # type: ignore[misc]
        yield store
        shutil.rmtree(store)


def test_a_commit_cut_off_at_any_step_loses_nothing(
    blocks: list[bytes], begun: Path, case: Case, tmp_path: Path
) -> None:
    """Killed before each write, flush, rename and removal, the store reads as before or as after, and goes on."""
    ingest(MemorySource(blocks), tmp_path / "whole")
    whole, before = tmp_path / "whole", traced(case, begun)
    after = traced(case, whole)
    assert before != after
    seen = set()
    cut_off = _cut_off(begun, tmp_path / "cut", lambda store: ingest(MemorySource(blocks), store), 60)
    for number, store in enumerate(cut_off):
        found = traced(case, store)
        assert found in (before, after)
        seen.add(found)
        ingest(MemorySource(blocks), store)
        assert_same(store, whole)
        if number % _CHECKED == 0:
            assert_sound(store)
            assert traced(case, store) == after
    assert len(seen) == 2


def test_a_reorganisation_cut_off_at_any_step_loses_nothing(
    blocks: list[bytes], begun: Path, case: Case, tmp_path: Path
) -> None:
    """The same where the store is lowered first and another branch put on it."""
    branch = Miner(24, blocks[:50])
    branch.coins = Miner(23).mine(49, 10).coins
    source = MemorySource(branch.mine(15, 10).blocks)
    ingest(source, tmp_path / "whole")
    ingest(MemorySource(blocks), tmp_path / "fork", last=49)
    whole = tmp_path / "whole"
    known = {traced(case, store) for store in (begun, tmp_path / "fork", whole)}
    assert len(known) == 3
    seen = set()
    for number, store in enumerate(_cut_off(begun, tmp_path / "cut", lambda store: ingest(source, store), 80)):
        found = traced(case, store)
        assert found in known
        seen.add(found)
        ingest(source, store)
        assert_same(store, whole)
        if number % _CHECKED == 0:
            assert_sound(store)
    assert seen == known


def test_a_store_is_read_while_it_grows_and_is_reorganised(blocks: list[bytes], tmp_path: Path) -> None:
    """Whoever opens it at any moment sees one of its chains, every spend of it, no other, or is told to run again."""
    other = Miner(25, blocks[:40])
    other.coins = Miner(23).mine(39, 10).coins
    chains = blocks, other.mine(32, 10).blocks
    truth = [_Spends(chain) for chain in chains]
    store = tmp_path / "store"
    ingest(MemorySource(blocks), store, last=10)

    def write() -> None:
        for chain in chains:
            ingest(MemorySource(chain), store, pace=Pace(1, 1))

    process = multiprocessing.get_context("fork").Process(target=write)
    process.start()
    reads, tips = 0, set()
    last = BlockRef(71, block_hash(chains[1][71]))
    while last not in tips:
        assert process.is_alive() or process.exitcode == 0
        with suppress(_Lowered), _telling_lowered():
            view = StoreView(store)
            mine = next(each for each in truth if each.has(view.tip()))
            found = {outpoint: by.txid for outpoint, by in view.spenders(mine.outpoints(view.tip())).items()}
            assert found == mine.spenders(view.tip())
            reads += 1
            tips.add(view.tip())
    process.join()
    assert process.exitcode == 0
    assert reads > 10
    assert len(tips) > 5
    assert manifest.read(store).generation == 1


class _Lowered(Exception):
    """The store was lowered while it was read."""


@contextmanager
def _telling_lowered() -> Iterator[None]:
    """Raise `_Lowered` for the one error with which a sound store may answer."""
    try:
        yield
    except SourceError as error:
        if "lowered by a reorganisation while it was being read. Run the same command again" not in str(error):
            raise
        raise _Lowered from error


class _Spends:
    """A chain's outputs, and what spends them, by height."""

    def __init__(self, chain: list[bytes]) -> None:
        self._tips = [BlockRef(height, block_hash(raw)) for height, raw in enumerate(chain)]
        self._made: list[list[Outpoint]] = []
        self._spent: list[tuple[int, Outpoint, str]] = []
        for height, raw in enumerate(chain):
            transactions = decode.block(raw).transactions
            self._made.append([each.outpoint(vout) for each in transactions for vout in range(len(each.outputs))])
            for each in transactions:
                self._spent += [(height, i.prevout, each.txid) for i in each.inputs if i.prevout is not None]

    def has(self, tip: BlockRef) -> bool:
        """Whether this is a block of the chain."""
        return tip in self._tips

    def outpoints(self, tip: BlockRef) -> list[Outpoint]:
        """Return every output made up to a block."""
        return [outpoint for made in self._made[: tip.height + 1] for outpoint in made]

    def spenders(self, tip: BlockRef) -> dict[Outpoint, str]:
        """Return what spends them up to there."""
        return {outpoint: txid for height, outpoint, txid in self._spent if height <= tip.height}
