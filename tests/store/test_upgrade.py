import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.store.chains import MemorySource, Miner
from tests.store.test_ingest import assert_same, assert_sound
from tests.store.traced import drawn_case, traced
from tracer.errors import CaseError, IntegrityError
from tracer.store import manifest, runs, sorting
from tracer.store.check import check
from tracer.store.ingest import ingest
from tracer.store.upgrade import upgrade
from tracer.store.view import StoreView

_OLDER = Path(__file__).parents[2] / "fixtures" / "golden" / "store-of-schema-1.zip"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Return a store that version 0.1.0 made."""
    with zipfile.ZipFile(_OLDER) as file:
        file.extractall(tmp_path / "older")
    return tmp_path / "older"


def test_a_store_of_the_older_schema_is_opened_by_the_upgrade_only(older: Path) -> None:
    """Reading, checking and filling it end with the command that brings it up to date."""
    words = (
        rf"is a store of schema 1, whose pages have no checksums\.\nBring it up to date: tracer store upgrade {older}$"
    )
    for use in (StoreView, check, lambda store: ingest(MemorySource(Miner(11).mine(60, 8).blocks), store)):
        with pytest.raises(CaseError, match=words):
            use(older)


def test_an_upgraded_store_is_the_one_that_is_made_today(older: Path, tmp_path: Path) -> None:
    """Its columns, sums and traces are those of a store ingested anew, it grows on, and nothing is upgraded twice."""
    blocks = Miner(11).mine(70, 8).blocks
    ingest(MemorySource(blocks), tmp_path / "anew", last=60)
    heard: list[str] = []
    assert upgrade(older, heard.append) == manifest.read(older)
    assert "column txid" in heard
    assert_same(older, tmp_path / "anew")
    assert_sound(older)
    case = drawn_case(blocks[:50], 1)
    assert traced(case, older) == traced(case, tmp_path / "anew")
    for store in (older, tmp_path / "anew"):
        ingest(MemorySource(blocks), store)
    assert_same(older, tmp_path / "anew")
    with pytest.raises(CaseError, match="is a store of schema 2: there is nothing to bring up to date"):
        upgrade(older)


@pytest.mark.parametrize("name", ["txid", "value", "script", "spender", "version"])
def test_a_damaged_store_is_not_upgraded(name: str, older: Path) -> None:
    """Damage is not given a checksum: the column is named, and the store stays of its schema."""
    path = older / f"{name}.column"
    content = bytearray(path.read_bytes())
    content[len(content) // 2 & ~7] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        IntegrityError, match=f"column {name} of store .* is not what was committed: bytes have changed"
    ):
        upgrade(older)
    with pytest.raises(CaseError, match="is a store of schema 1"):
        StoreView(older)


def test_a_run_without_sums_is_given_them(tmp_path: Path) -> None:
    """What is put behind an older run's keys and rows makes it the run that is built today."""
    keys = np.random.default_rng(5).integers(0, 1 << 63, runs.STRETCH, dtype=np.uint64)
    known = runs.build(tmp_path, "x", keys.size, lambda first, end: keys[first:end], {})
    (path,) = tmp_path.glob("*.run")
    today = path.read_bytes()
    ordered, rows = sorting.sorted_rows(keys)
    words = np.concatenate([ordered, rows.view("<u8")])
    path.write_bytes(words.tobytes())
    assert runs.bind(path, words) == known[path.name]
    assert path.read_bytes() == today
