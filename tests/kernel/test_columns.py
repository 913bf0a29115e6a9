"""The columns of whatever store are of one kind to the compiler: the fold is compiled once, which takes long."""

from pathlib import Path

import pytest
from numba import typeof

from tests.store.chains import MemorySource, Miner
from tracer.kernel.columns import drawn_columns
from tracer.kernel.store_inputs import columns_of
from tracer.store.ingest import ingest
from tracer.store.view import StoreView

_DRAWN = drawn_columns([[0, 0], [0, 1], [], [1], [2**64 - 1], [], [], [], []], 1)


@pytest.mark.parametrize("lasts", [(2,), (90,), (150, None)], ids=["small", "of some full pages", "added to"])
def test_columns_of_every_store_are_of_one_kind(lasts: tuple[int | None, ...], tmp_path: Path) -> None:
    """Columns with and without full pages, with changed sums or none, and drawn ones have one type to the compiler."""
    blocks = Miner(17).mine(170, 16).blocks
    for last in lasts:
        ingest(MemorySource(blocks), tmp_path / "store", last=last)
    rows = StoreView(tmp_path / "store").rows
    assert typeof(columns_of(rows, 2)) == typeof(_DRAWN)
    assert (rows.columns["value"].sums.size > 0) == (lasts != (2,))
    assert (rows.columns["spender"].changed[0].size > 0) == (len(lasts) == 2)
