import os
import threading
from pathlib import Path

import pytest

from tests.ingest.milling import ANYONE, COIN, Chain, block, coinbase, frame, genesis, hash_of, obfuscate, pay
from tracer.chain.header import Header, decode
from tracer.chain.network import MAIN, REGTEST
from tracer.errors import CaseError, IntegrityError
from tracer.ingest import file_chain
from tracer.ingest.block_file import FileView
from tracer.ingest.file_blocks import FileBlocks

KEY = bytes.fromhex("1122334455667788")


def _chain(height: int) -> Chain:
    chain = Chain()
    chain.extend(height)
    return chain


def _written(folder: Path, blocks: list[bytes], name: str = "b.blk") -> Path:
    path = folder / name
    path.write_bytes(frame(blocks))
    return path


def _refusals(path: Path, to_height: int | None = None) -> str:
    """Return the one refusal of both readers of a file."""
    said = set()
    for opened in (lambda: FileView.open(path, to_height=to_height), lambda: FileBlocks(path, to_height)):
        with pytest.raises(IntegrityError) as refused:
            opened()
        said.add(str(refused.value))
    (one,) = said
    return one


def _warnings(path: Path, to_height: int | None = None) -> tuple[str, ...]:
    """Return what both readers of a file warn of."""
    view, blocks = FileView.open(path, to_height=to_height), FileBlocks(path, to_height)
    assert (view.tip(), view.first_height) == (blocks.tip(), blocks.first_height)
    assert view.warnings == blocks.warnings
    return view.warnings


def test_a_file_with_a_hole_is_refused_by_name(tmp_path: Path) -> None:
    """Which block is missing, at which height, how many hang on it, and how far the file can be used."""
    blocks = _chain(6).blocks
    path = _written(tmp_path, [*blocks[:4], *blocks[5:]])
    assert _refusals(path) == (
        f"{path} has a hole: block {hash_of(blocks[4])} at height 4 is missing, and 2 blocks hang on it (heights 5 to "
        f"6).\n"
        "Get a file that holds every block, or go no further than the blocks below the first hole, with --to-height 3."
    )


def test_a_hole_is_one_whichever_side_has_more_work(tmp_path: Path) -> None:
    """The blocks above the hole are no more the chain for being many, in whatever order they stand in the file."""
    blocks = _chain(9).blocks
    for order in ([*blocks[:2], *blocks[3:]], [*blocks[3:], *blocks[:2]], [*reversed(blocks[3:]), *blocks[:2]]):
        refusal = _refusals(_written(tmp_path, order))
        assert f"block {hash_of(blocks[2])} at height 2 is missing, and 7 blocks hang on it (heights 3 to 9)" in refusal
        assert refusal.endswith("with --to-height 1.")


def test_every_hole_is_named(tmp_path: Path) -> None:
    """Several missing blocks are named from the lowest on; of many the rest is counted."""
    blocks = _chain(20).blocks
    refusal = _refusals(_written(tmp_path, [*blocks[:3], blocks[4], *blocks[7:]]))
    assert f"block {hash_of(blocks[3])} at height 3 is missing, and 1 block hangs on it (height 4); " in refusal
    assert f"block {hash_of(blocks[6])} at height 6 is missing, and 14 blocks hang on it (heights 7 to 20)." in refusal
    many = _refusals(_written(tmp_path, blocks[::2]))
    assert many.count(" is missing, and 1 block hangs on it") == 5
    assert "and 5 more blocks are missing in the same way" in many


def test_branches_over_one_missing_block_are_one_hole(tmp_path: Path) -> None:
    """What forks above the missing block hangs on it all the same."""
    trunk = _chain(6)
    other = trunk.fork(4)
    other.extend(1, b"other")
    refusal = _refusals(_written(tmp_path, [*trunk.blocks[:4], *trunk.blocks[5:], other.blocks[5]]))
    assert refusal.count("is missing") == 1
    assert "3 blocks hang on it (heights 5 to 6)" in refusal


def test_a_file_can_be_used_up_to_its_hole(tmp_path: Path) -> None:
    """With --to-height the chain ends there and what lies above is a warning.

    Beyond the hole it is refused as before.
    """
    blocks = _chain(6).blocks
    path = _written(tmp_path, [*blocks[5:], *blocks[:4]])
    for height in (3, 2):
        (warning,) = _warnings(path, height)
        assert FileView.open(path, to_height=height).tip().hash == hash_of(blocks[height])
        assert f"block {hash_of(blocks[4])} at height 4 is missing, and 2 blocks hang on it" in warning
        assert warning.endswith("they are left out, above --to-height.")
    for height in (4, 5, 6, 7):
        assert "has a hole" in _refusals(path, height)


def test_a_whole_file_can_be_cut_as_well(tmp_path: Path) -> None:
    """Without a hole --to-height ends the chain on the best branch, though a stale block stood there first."""
    trunk = _chain(3)
    longer = trunk.fork(2)
    longer.extend(3, b"longer")
    path = _written(tmp_path, [*trunk.blocks, *longer.blocks[3:]])
    (warning,) = _warnings(path, 3)
    assert FileView.open(path, to_height=3).tip().hash == hash_of(longer.blocks[3])
    assert hash_of(trunk.blocks[3]) in warning
    with pytest.raises(CaseError, match=r"the chain in .*b\.blk ends at height 5; --to-height asks for 6\.$"):
        FileView.open(path, to_height=6)


def test_nothing_of_what_lies_above_the_cut_is_answered(tmp_path: Path) -> None:
    """A coin that a block above --to-height spends is unspent there."""
    chain = Chain()
    coin = chain.add().coin
    chain.extend(100)
    spend = pay([coin], [(50 * COIN, ANYONE)])
    chain.add(spend)
    path = _written(tmp_path, chain.blocks)
    assert FileView.open(path).spenders([coin]) != {}
    assert FileView.open(path, to_height=100).spenders([coin]) == {}


def test_stale_branches_stay_a_warning(tmp_path: Path) -> None:
    """A branch that leaves the chain at a block which is there is told, and the file is taken."""
    trunk = _chain(6)
    stale = trunk.fork(3)
    stale.extend(2, b"stale")
    path = _written(tmp_path, [*trunk.blocks, *stale.blocks[4:]])
    assert _warnings(path) == tuple(
        f"{path}: block {hash_of(raw)} is not on the best branch, which ends at {trunk.tip}."
        for raw in stale.blocks[4:]
    )


def test_what_lies_beside_the_chain_is_stale_though_its_parent_is_missing(tmp_path: Path) -> None:
    """At each height of such a piece the chain has a block of its own, and goes on: it hides nothing."""
    trunk = _chain(8)
    stale = trunk.fork(3)
    stale.extend(3, b"stale")
    path = _written(tmp_path, [*trunk.blocks, *stale.blocks[5:]])
    assert [word.split(" block ")[1][:64] for word in _warnings(path)] == [hash_of(raw) for raw in stale.blocks[5:]]
    reaching = trunk.fork(3)
    reaching.extend(5, b"equal")
    refusal = _refusals(_written(tmp_path, [*trunk.blocks, *reaching.blocks[5:]]))
    assert f"block {hash_of(reaching.blocks[4])} at height 4 is missing, and 4 blocks hang on it" in refusal


def test_a_stale_block_below_a_hole_does_not_fill_it(tmp_path: Path) -> None:
    """Another block of the missing block's height is not the missing block."""
    trunk = _chain(8)
    other = trunk.fork(3)
    other.extend(1, b"other")
    refusal = _refusals(_written(tmp_path, [*trunk.blocks[:4], other.blocks[4], *trunk.blocks[5:]]))
    assert f"block {hash_of(trunk.blocks[4])} at height 4 is missing" in refusal


def test_a_file_that_starts_above_genesis_is_no_hole(tmp_path: Path) -> None:
    """One beginning is a beginning; a branch from the block before it is a stale one."""
    trunk = _chain(9)
    other = trunk.fork(4)
    other.extend(2, b"other")
    path = _written(tmp_path, [*other.blocks[5:], *trunk.blocks[5:]])
    assert len(_warnings(path)) == 2
    assert FileView.open(path).first_height == 5
    with pytest.raises(CaseError, match=r"starts at height 5; --to-height asks for 4\.$"):
        FileBlocks(path, 4)


def test_repeated_blocks_and_a_cut_end_are_told_by_both_readers(tmp_path: Path) -> None:
    """What a file passes over is said whoever reads it."""
    blocks = _chain(3).blocks
    path = _written(tmp_path, [*blocks, blocks[1]])
    path.write_bytes(path.read_bytes() + frame(blocks[2:3])[:50])
    repeated, cut = _warnings(path)
    assert repeated == f"{path}: 1 block is there again; the first copy counts."
    assert "is cut: it has 42 of" in cut


def test_a_block_without_a_parent_that_is_not_genesis_is_refused(tmp_path: Path) -> None:
    """A second genesis is no stale branch."""
    stranger = block(decode(genesis()[:80]).previous, [coinbase(0, [(COIN, ANYONE)])], 1_300_000_000)
    refusal = _refusals(_written(tmp_path, [*_chain(3).blocks, stranger]))
    assert refusal.endswith(
        f"holds block {hash_of(stranger)}, which has no parent and is not the genesis block of regtest."
    )


def test_a_hole_is_named_where_heights_are_not_known() -> None:
    """Blocks older than BIP 34 state no height: the missing block is named by its hash, and nothing is guessed."""
    first = Header(
        version=1,
        previous=decode(genesis()[:80]).previous,
        merkle_root=bytes(32),
        time=0,
        bits=0x207FFFFF,
        nonce=0,
        hash=MAIN.genesis,
    )
    lone = Header(
        version=1,
        previous=decode(_chain(2).blocks[2][:80]).previous,
        merkle_root=bytes(32),
        time=0,
        bits=0x207FFFFF,
        nonce=0,
        hash=hash_of(genesis()),
    )
    with pytest.raises(IntegrityError) as refused:
        file_chain.choose([first, lone], MAIN, lambda number: None, "f")
    assert str(refused.value).startswith(f"f has a hole: block {lone.previous} is missing, and 1 block hangs on it.\n")


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """A named pipe, which a reader may wait for for ever, is no file of blocks."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    done = threading.Event()

    def opened() -> None:
        """Try to open it."""
        with pytest.raises(
            CaseError, match=r"it is no regular file, and blocks are read again where they lie\.\nWrite "
        ):
            FileBlocks(path)
        done.set()

    threading.Thread(target=opened, daemon=True).start()
    assert done.wait(10)


@pytest.mark.parametrize("key", [b"", KEY])
@pytest.mark.parametrize("sizes", [(1,), (1, 1, 90), (300, 41), (81, 81)])
def test_an_undo_file_is_named_as_one(tmp_path: Path, sizes: tuple[int, ...], key: bytes) -> None:
    """Core's rev*.dat has the frames of a blk*.dat and a checksum after each record: it holds no blocks."""
    records = (REGTEST.magic + size.to_bytes(4, "little") + bytes([7]) * size + bytes(range(1, 33)) for size in sizes)
    path = tmp_path / "rev00000.dat"
    whole = b"".join(records)
    path.write_bytes((obfuscate(whole, key) if key else whole) + bytes(64))
    if key:
        (tmp_path / "xor.dat").write_bytes(key)
    for opened in (FileView.open, FileBlocks):
        with pytest.raises(CaseError) as refused:
            opened(path)
        assert str(refused.value) == (
            f"{path} is one of Bitcoin Core's undo files (rev*.dat): it holds what blocks spent, and no block.\n"
            "Name the blk*.dat of the same number."
        )


def test_obfuscated_files_that_were_joined_are_named(tmp_path: Path) -> None:
    """Each counts its key from its own first byte, so the second of two joined ones is no damage but is not read."""
    blocks = _chain(5).blocks
    one, two = frame(blocks[:3]), frame(blocks[3:])
    assert len(one) % 8
    path = tmp_path / "b.dat"
    path.write_bytes(obfuscate(one, KEY) + obfuscate(two, KEY))
    (tmp_path / "xor.dat").write_bytes(KEY)
    with pytest.raises(CaseError, match=rf"at byte {len(one)} a second file obfuscated by Core begins"):
        FileView.open(path)
    (tmp_path / "xor.dat").write_bytes(KEY[::-1])
    with pytest.raises(
        CaseError, match=r"The xor\.dat beside it does not fit it: put the one of the folder it comes from"
    ):
        FileView.open(path)
