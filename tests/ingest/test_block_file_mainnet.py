"""Real blocks: mainnet 0 to 4312, heights and known answers from the data's own README."""

from pathlib import Path

import pytest

from tracer.chain import decode
from tracer.chain.network import MAIN
from tracer.chain.outpoint import BlockRef, Outpoint, Txid
from tracer.ingest.block_file import FileView
from tracer.ingest.framing import BlockFile

BLOCKS = Path(__file__).parents[3] / "shared/data/mainnet/blocks-0-4312.blk"
NINTH = Txid("0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9")

pytestmark = pytest.mark.skipif(not BLOCKS.is_file(), reason="../shared/data/mainnet is not there")


@pytest.fixture(scope="module")
def view() -> FileView:
    """The file, read once."""
    return FileView.open(BLOCKS, MAIN)


def test_the_file_is_mainnet_from_genesis(view: FileView) -> None:
    """4,313 blocks, 4,371 transactions, none stale, nothing cut."""
    tip = BlockRef(4312, view.block_hash(4312))
    assert (view.network, view.first_height, view.tip(), view.warnings) == (MAIN, 0, tip, ())
    assert tip.hash == "00000000a9da635727dce622d78361b153ce3334e6a60d4377fad529abfc7863"
    assert view.block_hash(0) == MAIN.genesis


def test_block_nines_coinbase_has_eight_descendants(view: FileView) -> None:
    """Followed by its spenders, block 9's coinbase ends in the known eight transactions, the last worth 61 BTC."""
    reached = {}
    frontier = [Outpoint(NINTH, 0)]
    while frontier:
        spenders = view.spenders(frontier).values()
        found = view.transactions([each.txid for each in spenders])
        reached.update({txid: each for txid, each in found.items() if txid not in reached})
        frontier = [
            each.transaction.outpoint(vout) for each in found.values() for vout in range(len(each.transaction.outputs))
        ]
    assert sorted(each.position.height for each in reached.values()) == [170, 181, 182, 183, 187, 221, 248, 496]
    last = max(reached.values(), key=lambda each: each.position)
    assert [output.value for output in last.transaction.outputs] == [6_100_000_000]
    assert sorted(each.value for each in view.prevouts(last) if each) == [100_000_000, 1_000_000_000, 5_000_000_000]


def test_every_spend_agrees_with_what_it_spends(view: FileView) -> None:
    """For each transaction of the file.

    Its prevouts are there, it is their spender, and it pays no more than they are.
    """
    spending = 0
    for txid, confirmed in view.transactions(_all_txids(view)).items():
        prevouts = view.prevouts(confirmed)
        if confirmed.transaction.is_coinbase:
            continue
        spending += 1
        assert sum(each.value for each in prevouts if each) >= sum(each.value for each in confirmed.transaction.outputs)
        outpoints = [each.prevout for each in confirmed.transaction.inputs if each.prevout]
        assert {each.txid for each in view.spenders(outpoints).values()} == {txid}
    assert spending == 58


def _all_txids(view: FileView) -> list[Txid]:
    """Every txid of the file, found from its raw blocks."""
    blocks = (decode.block(record.raw) for record in BlockFile(BLOCKS).records())
    txids = [each.txid for block in blocks for each in block.transactions]
    assert len(txids) == 4371
    return txids
