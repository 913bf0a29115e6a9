from pathlib import Path

import pytest

from tests.chain import mainnet
from tests.store.chains import MemorySource, Miner, block_hash, spent_by
from tracer.chain import decode
from tracer.chain.network import MAIN, REGTEST, Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Txid
from tracer.chain.view import ChainView, Created, FirstPaid
from tracer.container.material import collect
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.ingest.block_file import FileView
from tracer.store.ingest import Pace, ingest
from tracer.store.view import StoreView


class _Blocks:
    """Keeps raw blocks for a store, and the heights it was asked for."""

    def __init__(self, blocks: list[bytes]) -> None:
        self.by_hash = {block_hash(raw): raw for raw in blocks}
        self.asked: list[int] = []

    def raw_block(self, height: int, block: BlockHash) -> bytes:
        """Return a block."""
        assert height >= 0
        self.asked.append(height)
        return self.by_hash[block]


def _file(path: Path, blocks: list[bytes], network: Network) -> FileView:
    path.write_bytes(b"".join(network.magic + len(raw).to_bytes(4, "little") + raw for raw in blocks))
    return FileView.open(path)


def _assert_equal(store: ChainView, other: ChainView, blocks: list[bytes]) -> None:
    assert (store.network, store.first_height, store.tip()) == (other.network, other.first_height, other.tip())
    last = store.tip().height
    assert list(store.headers(0, last)) == list(other.headers(0, last))
    txids, outpoints, scripts = [], [], set()
    for height, raw in enumerate(blocks):
        assert store.block_hash(height) == other.block_hash(height)
        here = decode.block(raw).transactions
        assert store.merkle_proof(height, [here[-1].txid]) == other.merkle_proof(height, [here[-1].txid])
        txids += [each.txid for each in here]
        outpoints += [each.outpoint(vout) for each in here for vout in range(len(each.outputs) + 1)]
        scripts |= {output.script for each in here for output in each.outputs}
    absent = Txid("ab" * 32)
    txids.append(absent)
    outpoints.append(Outpoint(absent, 0))
    held = store.transactions(txids)
    assert held == other.transactions(txids)
    assert len(held) == len(txids) - 1
    for confirmed in held.values():
        assert store.prevouts(confirmed) == other.prevouts(confirmed)
    assert store.spenders(outpoints) == other.spenders(outpoints)
    given = list(store.originals(txids))
    assert given == list(other.originals(txids))
    for each in given:
        assert each.raw == decode.block(blocks[each.position.height]).raws[each.position.index]
    for first, end in ((0, last), (3, last // 2), (last, last + 5), (7, 2)):
        assert list(store.paid_to(scripts, first, end)) == list(other.paid_to(scripts, first, end))
    some = sorted(scripts)[:3]
    assert list(store.paid_to(some, 0, last)) == list(other.paid_to(some, 0, last))
    assert list(store.paid_to([b"\x51\x52\x53"], 0, last)) == []
    for end in (0, 1, last // 2, last, last + 5):
        firsts: dict[bytes, Created] = {}
        for created in other.paid_to(scripts, 0, end):
            output = held[created.outpoint.txid].transaction.outputs[created.outpoint.vout]
            firsts.setdefault(output.script, created)
        assert store.first_paid({*scripts, b"\x51\x52\x53"}, end) == FirstPaid(firsts, True)
        assert other.first_paid({*scripts, b"\x51\x52\x53"}, end) == FirstPaid(firsts, True)


def test_a_store_says_what_a_file_of_the_same_blocks_says(tmp_path: Path) -> None:
    """Transactions, spenders, prevouts, payments, proofs and raw bytes are equal, for everything in the chain."""
    blocks = Miner(21).mine(120, 9).blocks
    ingest(MemorySource(blocks), tmp_path / "store")
    view = StoreView(tmp_path / "store", _Blocks(blocks))
    _assert_equal(view, _file(tmp_path / "blocks.dat", blocks, REGTEST), blocks)


def test_a_store_of_mainnets_first_blocks_says_what_the_file_says(tmp_path: Path) -> None:
    """The same for heights 0 to 4312 of mainnet."""
    blocks = mainnet.first_blocks()
    ingest(MemorySource(blocks, 0, MAIN), tmp_path / "store")
    _assert_equal(StoreView(tmp_path / "store", _Blocks(blocks)), _file(tmp_path / "blk", blocks, MAIN), blocks)


def test_the_material_of_a_trace_reads_each_block_once(tmp_path: Path) -> None:
    """However many transactions of a block a trace has read, its raw block is asked for once."""
    blocks = Miner(21).mine(120, 9).blocks
    ingest(MemorySource(blocks), tmp_path)
    kept = _Blocks(blocks)
    view = StoreView(tmp_path, kept)
    last = [each.txid for raw in blocks[-15:] for each in decode.block(raw).transactions]
    assert 4 * 15 < len(last) <= 200
    material = collect(view, last, view.tip())
    assert material is not None
    assert set(material.positions) == set(last)
    assert kept.asked == list(range(len(blocks) - 15, len(blocks)))


def test_a_block_of_another_hash_gives_no_raw_bytes(tmp_path: Path) -> None:
    """Whoever keeps the raw blocks: what is cut out of them is of the store's own blocks, or refused."""
    blocks = Miner(21).mine(3, 2).blocks
    ingest(MemorySource(blocks), tmp_path / "store")
    kept = _Blocks(blocks)
    kept.by_hash[block_hash(blocks[1])] = blocks[2]
    view = StoreView(tmp_path / "store", kept)
    coinbase = decode.block(blocks[1]).transactions[0].txid
    with pytest.raises(IntegrityError, match="does not give block 1 of the store"):
        list(view.originals([coinbase]))


def test_without_raw_blocks_a_store_has_no_raw_bytes(tmp_path: Path) -> None:
    """A store keeps where the raw bytes are, not the bytes."""
    blocks = Miner(21).mine(3, 2).blocks
    ingest(MemorySource(blocks), tmp_path)
    assert list(StoreView(tmp_path).originals([decode.block(blocks[1]).transactions[0].txid])) == []


@pytest.mark.parametrize("told", [True, False])
def test_a_partial_store_knows_prevouts_below_it_or_says_that_it_does_not(told: bool, tmp_path: Path) -> None:
    """What its transactions spend from below is answered where the source knew it, else None; names stay."""
    blocks = Miner(8).mine(60, 6).blocks
    source = MemorySource(blocks[30:], 30)
    spent = spent_by(blocks)
    source.spent = spent if told else None
    ingest(source, tmp_path, pace=Pace(1, 5_000))
    view = StoreView(tmp_path)
    assert (view.first_height, view.tip().height) == (30, 60)
    below = {each.txid for raw in blocks[:30] for each in decode.block(raw).transactions}
    gaps = 0
    for height in range(30, 61):
        for index, each in enumerate(decode.block(blocks[height]).transactions):
            confirmed = view.transactions([each.txid])[each.txid]
            assert confirmed.transaction == each
            prevouts = view.prevouts(confirmed)
            for name, found, truth in zip(each.inputs, prevouts, spent[height][index], strict=bool(prevouts)):
                known = told or name.prevout is None or name.prevout.txid not in below
                assert found == (truth if known else None)
                gaps += not known
    assert (gaps > 0) is not told
    assert view.transactions(sorted(below)) == {}


def test_a_view_stays_at_the_tip_it_was_opened_at(tmp_path: Path) -> None:
    """Two views of a growing store each see one chain, the one there was when they were opened."""
    blocks = Miner(31).mine(80, 6).blocks
    ingest(MemorySource(blocks), tmp_path, last=40, pace=Pace(1, 1))
    early = StoreView(tmp_path)
    ingest(MemorySource(blocks), tmp_path, pace=Pace(1, 1))
    late = StoreView(tmp_path)
    outpoints = [
        each.outpoint(vout)
        for raw in blocks
        for each in decode.block(raw).transactions
        for vout in range(len(each.outputs))
    ]
    assert (early.tip().height, late.tip().height) == (40, 80)
    wanted = {name: by for name, by in late.spenders(outpoints).items() if by.position.height <= 40}
    assert early.spenders(outpoints) == wanted
    with pytest.raises(CaseError, match="holds heights 0 to 40; 41 is asked for"):
        early.block_hash(41)


def test_a_view_answers_no_more_after_a_reorganisation(tmp_path: Path) -> None:
    """What is read after the store was lowered is refused rather than mixed with what was read before."""
    blocks = Miner(31).mine(20, 6).blocks
    ingest(MemorySource(blocks), tmp_path)
    view = StoreView(tmp_path)
    txid = decode.block(blocks[3]).transactions[0].txid
    ingest(MemorySource(Miner(5, blocks[:15]).mine(10, 2).blocks), tmp_path)
    with pytest.raises(SourceError, match=r"was lowered by a reorganisation while it was being read\. Run the same"):
        view.transactions([txid])
    assert StoreView(tmp_path).tip() != BlockRef(20, block_hash(blocks[20]))


def test_a_folder_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    """The message names the command."""
    with pytest.raises(CaseError, match=r"holds no store: make one with tracer ingest --store"):
        StoreView(tmp_path)


def test_a_transaction_of_another_chain_has_no_prevouts_here(tmp_path: Path) -> None:
    """Asked for the prevouts of something the store does not hold, it refuses."""
    ingest(MemorySource(Miner(1).mine(10, 3).blocks), tmp_path / "one")
    ingest(MemorySource(Miner(2).mine(10, 3).blocks), tmp_path / "two")
    one, two = StoreView(tmp_path / "one"), StoreView(tmp_path / "two")
    stranger = two.transactions([two.rows.txid(two.rows.first_transaction(5))])
    with pytest.raises(IntegrityError, match="the store does not hold"):
        one.prevouts(next(iter(stranger.values())))
