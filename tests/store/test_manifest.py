import os
import stat
from pathlib import Path

import pytest

from tests.counts import chosen
from tests.store.chains import MemorySource, Miner
from tracer.errors import CaseError, IntegrityError
from tracer.store import manifest
from tracer.store.ingest import ingest
from tracer.store.view import StoreView


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a small store, made under a careless umask."""
    before = os.umask(0)
    try:
        ingest(MemorySource(Miner(3).mine(12, 4).blocks), tmp_path / "store")
    finally:
        os.umask(before)
    return tmp_path / "store"


def test_a_stores_files_are_its_owners_alone(store: Path) -> None:
    """Whatever the umask, files are made 0600 and the folder 0700."""
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "text", [b"[" * 200_000, b'{"schema":' * 100_000, b'{"schema": 2, "sha256": ' + b"9" * 6000 + b"}"]
)
def test_a_manifest_nested_beyond_reason_is_damaged(text: bytes, store: Path) -> None:
    """However deep it is nested or long its numbers are, it is one clear error."""
    (store / manifest.NAME).write_bytes(text)
    with pytest.raises(IntegrityError, match=r"manifest\.json is damaged"):
        StoreView(store)


def test_a_sparse_manifest_is_not_read(store: Path) -> None:
    """A file of a terabyte of nothing is refused by its size."""
    os.truncate(store / manifest.NAME, 1 << 40)
    with pytest.raises(IntegrityError, match="no regular file of at most 1048576 bytes"):
        StoreView(store)


@pytest.mark.parametrize("name", [manifest.NAME, "txid.column", "txid-18-0.run"])
def test_a_pipe_is_not_waited_for(name: str, store: Path) -> None:
    """A pipe in the place of any file is refused, not read from."""
    (store / name).unlink(missing_ok=True)
    os.mkfifo(store / name)
    if name.endswith(".run"):
        StoreView(store)
        return
    with pytest.raises((IntegrityError, CaseError)):
        StoreView(store)


def test_any_changed_bit_of_a_manifest_is_told(store: Path) -> None:
    """Each single bit, one after the other: none is believed.

    One that makes the schema a later one says both remedies.
    """
    path = store / manifest.NAME
    content = path.read_bytes()
    later = content.index(b'"schema": 2') + 10
    bits = chosen(range(8 * len(content)), lambda bit: bit if bit // 8 == later else bit % 8, suite=200)
    for bit in bits:
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        is_later = bit // 8 == later and chr(changed[later]) in "36"
        words = "Use a newer tracer, or copy the store again" if is_later else r"manifest\.json is damaged"
        with pytest.raises(CaseError if is_later else IntegrityError, match=words):
            manifest.read(store)
    path.write_bytes(content)
    assert manifest.read(store).tip is not None
