"""The kernel never gives a figure from a damaged byte."""

import os
import random
import re
import shutil
from pathlib import Path

import pytest

from tests.counts import count
from tests.store.chains import MemorySource, Miner
from tracer.case.case import Label
from tracer.errors import IntegrityError, SourceError
from tracer.kernel.columns import NAMES
from tracer.kernel.follow import RULES, Claimed, KernelTrail, follow
from tracer.kernel.store_inputs import columns_of, damage_named, limits_of
from tracer.store import manifest
from tracer.store.ingest import ingest
from tracer.store.view import StoreView

_BLOCKS = 170


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store whose sums of spends have changed since they were written, and that spends from below itself."""
    place = tmp_path_factory.mktemp("kernel") / "store"
    blocks = Miner(17).mine(_BLOCKS, 16).blocks
    for last in (_BLOCKS - 2, None):
        ingest(MemorySource(blocks), place, last=last)
    assert manifest.read(place).pages["spender"].changes is not None
    return place


def _flow(store: Path, rule: str) -> KernelTrail:
    rows = StoreView(store).rows
    outputs = [rows.first_output(number) for number in range(40, 200)]
    columns = columns_of(rows, _BLOCKS)
    coins = [
        Claimed(output, rows.maker(output), ((Label("AB"[output % 2]), rows.output(output).value),))
        for output in outputs
    ]
    with damage_named(rows, columns):
        return follow(columns, coins, rule, limits=limits_of(rows))


def _outcome(store: Path, rule: str) -> KernelTrail | str:
    """Return the flow, or the words that stored data is not what was acquired."""
    try:
        return _flow(store, rule)
    except IntegrityError as error:
        return str(error)


@pytest.mark.parametrize("rule", RULES)
def test_one_flipped_bit_never_gives_other_books(rule: str, store: Path, tmp_path: Path) -> None:
    """With one bit changed in a column that the kernel reads, books are the same or the column and page are named."""
    true = _flow(store, rule)
    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    source = random.Random(rule)
    named, same = set(), 0
    for draw in range(count(suite=5, laws=10) * len(NAMES)):
        name = NAMES[draw % len(NAMES)]
        path = copy / f"{name}.column"
        if not path.stat().st_size:
            continue
        bit = source.randrange(8 * path.stat().st_size)
        handle = os.open(path, os.O_RDWR)
        byte = os.pread(handle, 1, bit // 8)
        os.pwrite(handle, bytes([byte[0] ^ 1 << bit % 8]), bit // 8)
        found = _outcome(copy, rule)
        if isinstance(found, KernelTrail):
            same += 1
            assert (found.books, found.ends.sat.tolist()) == (true.books, true.ends.sat.tolist())
        else:
            assert re.search(rf"page \d+ of column {name}, .* is not what was committed.*tracer store check", found)
            named.add(name)
        os.pwrite(handle, byte, bit // 8)
        os.close(handle)
    assert {"first_input", "first_output", "prevout", "value", "spender"} <= named
    assert same
    assert _flow(copy, rule).books == true.books


def test_a_page_changed_by_a_reorganisation_is_no_damage(store: Path, tmp_path: Path) -> None:
    """Where the store was lowered since it was opened, the kernel says so and asks to be run again."""
    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    rows = StoreView(copy).rows
    columns, limits = columns_of(rows, _BLOCKS), limits_of(rows)
    claims = ((Label("A"), 1),)
    coins = [Claimed(rows.first_output(number), number, claims) for number in range(60, 1000)]
    ingest(MemorySource(Miner(18, Miner(17).mine(20, 16).blocks).mine(_BLOCKS, 16).blocks), copy)
    lowered = pytest.raises(SourceError, match="was lowered by a reorganisation while it was being read")
    with lowered, damage_named(rows, columns):
        follow(columns, coins, "fifo", limits=limits)
