from pathlib import Path

import pytest

from tests.chain import mainnet
from tests.store.chains import MemorySource, Miner, block_hash
from tests.store.test_ingest import assert_same
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import BlockRef
from tracer.errors import CaseError, IntegrityError
from tracer.ingest.file_blocks import FileBlocks
from tracer.store.ingest import ingest


def _written(path: Path, blocks: list[bytes]) -> Path:
    path.write_bytes(b"".join(REGTEST.magic + len(raw).to_bytes(4, "little") + raw for raw in blocks))
    return path


def test_a_file_gives_its_best_branch_by_height(tmp_path: Path) -> None:
    """Blocks come in order of height, whatever their order in the file; stale ones are left out."""
    blocks = Miner(1).mine(20, 3).blocks
    stale = Miner(2, blocks[:15]).mine(3, 2).blocks[15:]
    source = FileBlocks(_written(tmp_path / "b", [*blocks[:10], *stale, *reversed(blocks[10:])]))
    assert (source.network, source.first_height) == (REGTEST, 0)
    assert source.tip() == BlockRef(20, block_hash(blocks[20]))
    assert list(source.blocks(3, 20)) == list(enumerate(blocks))[3:]
    assert (source.hash_at(7), source.hash_at(21)) == (block_hash(blocks[7]), None)
    assert source.raw_block(5, block_hash(blocks[5])) == blocks[5]
    with pytest.raises(IntegrityError, match="does not hold block"):
        source.raw_block(5, block_hash(blocks[6]))


def test_a_store_made_from_a_file_is_that_of_its_blocks(tmp_path: Path) -> None:
    """A file that starts above genesis makes a partial store whose lower prevouts nobody knows."""
    blocks = Miner(3).mine(60, 6).blocks
    for start in (0, 30):
        ingest(FileBlocks(_written(tmp_path / f"b{start}", blocks[start:])), tmp_path / f"file{start}")
        ingest(MemorySource(blocks[start:], start), tmp_path / f"memory{start}")
        assert_same(tmp_path / f"file{start}", tmp_path / f"memory{start}")


def test_a_lone_block_whose_height_cannot_be_known_is_refused(tmp_path: Path) -> None:
    """Without a stated height and without genesis there is no chain to speak of."""
    raw = mainnet.first_blocks()[9]
    path = tmp_path / "b"
    path.write_bytes(bytes.fromhex("f9beb4d9") + len(raw).to_bytes(4, "little") + raw)
    with pytest.raises(CaseError, match=r"whose height cannot be known: main blocks state theirs from height 227931"):
        FileBlocks(path)


def test_a_file_that_changes_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    """A block is read again when it is due, and must still be the one that was there."""
    blocks = Miner(1).mine(5, 2).blocks
    source = FileBlocks(_written(tmp_path / "b", blocks))
    content = bytearray((tmp_path / "b").read_bytes())
    content[8 + 40] ^= 1
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(IntegrityError, match=r"does not hold block [0-9a-f]{64} at height 0: has it changed\?"):
        list(source.blocks(0, 5))
