"""What observations add to one another is, together, everything from which the figures follow."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence.chain import Chain
from tests.reserve.drawn_chains import REGISTER, Drawn
from tracer.chain import header, merkle
from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.chunks import Chunk, ChunkFiles, collect, dumps, joined, loads
from tracer.reserve.days import observed_block
from tracer.reserve.history import RegisterHistory
from tracer.reserve.watching import behind, from_material, watch


def step(view: Chain, chunks: list[Chunk], below: ChunkFiles | None) -> ChunkFiles:
    """Observe the tip of a chain on top of what was observed; keep the chunk as it is read back."""
    base = None if below is None else below.history
    history = watch(REGISTER, view, observed_block(view, view.tip().height), base)
    made = collect(view, REGISTER, history, below)
    read = loads(dumps(made), "chunk")
    assert dumps(read) == dumps(made)
    if made.base is None:
        chunks.clear()
    chunks.append(read)
    return ChunkFiles(f"{history.block.height}", history, joined(chunks))


def shows_all(held: Chunk) -> bool:
    """Return whether proofs show every transaction held, in blocks whose headers are held."""
    material = held.material
    for height, at in material.blocks.items():
        proof = merkle.check_proof(material.proofs[height])
        if proof.header != material.header(height) or sorted(at.items()) != sorted((t, n) for n, t in proof.matches):
            return False
    return material.proofs.keys() == material.blocks.keys()


def read_back(held: Chunk, history: RegisterHistory) -> RegisterHistory:
    """Return the history that the bytes give."""
    return from_material(REGISTER, held.material, history.block, held.stated)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 32), st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=5))
def test_chunks_together_give_the_history(seed: int, steps: list[tuple[int, bool]]) -> None:
    """Whatever was read from a source without raw bytes; where none was, proofs show all that is held, and no more."""
    view, below, chunks = Drawn(seed), None, list[Chunk]()
    for blocks, keeps_raw in steps:
        view.draw(blocks)
        view.keeps_raw = keeps_raw
        below = step(view, chunks, below)
        assert read_back(below.held, below.history) == watch(REGISTER, view, below.history.block)
        if below.held.is_sealable:
            assert shows_all(below.held)
            assert below.held.material.headers == b"".join(view.heads[below.held.material.first_header :])
    view.keeps_raw = True
    view.draw(1)
    last = step(view, chunks, below)
    assert last.held.is_sealable
    assert set(behind(REGISTER, last.history)) <= set(last.held.material.positions)
    assert shows_all(last.held)


def test_a_night_without_movement_adds_headers_alone() -> None:
    """What is held already is not asked for again."""
    view, chunks = Chain(), list[Chunk]()
    view.add(pays="Agency/0/0")
    below = step(view, chunks, None)
    view.grow_to(9)
    step(view, chunks, below)
    assert (chunks[1].base, chunks[1].material.positions, chunks[1].material.first_header) == ("1", {}, 2)
    assert chunks[1].material.headers == b"".join(view.heads[2:])


def test_a_deep_parent_of_a_joint_transaction_brings_its_headers() -> None:
    """The headers of a chunk begin where the oldest proof's period does, and join with those that were held."""
    view, chunks = Chain(), list[Chunk]()
    other = view.add(pays="other")
    view.grow_to(4099)
    mine = view.add(pays="Agency/0/0")
    below = step(view, chunks, None)
    assert chunks[0].material.first_header == 4032
    raw = Drawn(0).pay([Outpoint(other, 0), Outpoint(mine, 0)], [(9_000_000_000, "buyer")])
    view.add([raw])
    below = step(view, chunks, below)
    assert (chunks[1].base, chunks[1].material.first_header) == ("4100", 0)
    assert below.held.material.headers == b"".join(view.heads)
    assert shows_all(below.held)
    assert read_back(below.held, below.history) == below.history


def test_a_parent_in_a_block_held_already_is_shown_with_what_was_held_of_it() -> None:
    """One proof of a block shows all that is held of it, whichever observation brought it."""
    view, chunks = Chain(), list[Chunk]()
    reward = view.add(pays="other")
    split = Drawn(0).pay([Outpoint(reward, 0)], [(1_000, "other"), (4_999_999_000, "more")])
    view.add([split], pays="Agency/0/0")
    below = step(view, chunks, None)
    (mine,) = below.held.material.positions
    joint = Drawn(0).pay([Outpoint(mine, 0), Outpoint(behind_split(view), 0)], [(5_000_000_999, "buyer")])
    view.add([joint])
    below = step(view, chunks, below)
    assert set(below.held.material.blocks[2]) == {mine, behind_split(view)}
    assert shows_all(below.held)


def behind_split(view: Chain):
    """Return the txid of the second transaction of block 2."""
    return next(txid for txid, (at, _) in view.index().items() if (at.height, at.index) == (2, 1))


def test_the_median_of_the_first_receipt_can_be_told_from_what_is_held() -> None:
    """Where the first receipt opens a period of 2016 blocks, the ten headers before it are there too."""
    view, chunks = Chain(), list[Chunk]()
    view.grow_to(2018)
    view.add(pays="Agency/0/0")
    below = step(view, chunks, None)
    assert chunks[0].material.first_header == 0
    assert read_back(below.held, below.history) == below.history


def test_headers_after_the_block_are_those_that_settle_it() -> None:
    """Of a block below the tip up to five headers are kept, of the tip none."""
    view = Drawn(1).draw(12)
    for height, count in ((4, 5), (9, 3), (12, 0)):
        history = watch(REGISTER, view, observed_block(view, height))
        assert collect(view, REGISTER, history, None).after == b"".join(view.heads[height + 1 : height + 1 + count])


def test_a_chunk_that_was_altered_is_refused() -> None:
    """A file that is missing, cut or altered is named; headers that do not join are."""
    view, chunks = Drawn(11).draw(6), list[Chunk]()
    below = step(view, chunks, None)
    files = dumps(chunks[0])
    for name in files:
        with pytest.raises(IntegrityError, match="is missing"):
            loads({other: content for other, content in files.items() if other != name}, "0000006-aa")
    flipped = bytes([files["transactions.dat"][0] ^ 1]) + files["transactions.dat"][1:]
    with pytest.raises(IntegrityError, match=r"0000006-aa/transactions\.dat: row 1, .* its bytes have SHA-256"):
        loads(files | {"transactions.dat": flipped}, "0000006-aa")
    with pytest.raises(IntegrityError, match=r"0000006-aa/after\.bin is not a number of headers of 80 bytes each"):
        loads(files | {"after.bin": b"x"}, "0000006-aa")
    for file, content, said in (
        ("extra", b"", "0000006-aa/'extra' does not belong to the layout of the files beside it"),
        ("network.json", b"{}", "0000006-aa/network.json: network is missing"),
        ("headers.bin", b"x", "0000006-aa/headers.bin is not a number of headers of 80 bytes each"),
        ("transactions.csv", b"x", "0000006-aa/transactions.csv: "),
        ("transactions.dat", flipped, "0000006-aa/transactions.dat: "),
    ):
        with pytest.raises(IntegrityError, match=rf"^{re.escape(said)}"):
            loads(files | {file: content}, "0000006-aa")
    view.draw(4)
    step(view, chunks, below)
    late = replace(chunks[1].material, first_header=8)
    with pytest.raises(IntegrityError, match="the observations' headers do not follow from one another at 8"):
        joined([chunks[0], replace(chunks[1], material=late)])
    overlapping = replace(chunks[1].material, first_header=4)
    with pytest.raises(IntegrityError, match="do not follow from one another at 4"):
        joined([chunks[0], replace(chunks[1], material=overlapping)])
    assert len(joined(chunks).material.headers) == 11 * header.SIZE
