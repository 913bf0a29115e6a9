"""Transactions of a node and their places, where a txid exists twice and where many are asked for at once."""

from pathlib import Path

from tests.ingest import milling
from tests.ingest.fake_node import FakeNode, answers
from tests.ingest.milling import ANYONE, COIN, Chain
from tests.ingest.stories import story
from tracer.chain import decode
from tracer.chain.outpoint import BlockHash, BlockRef, Position
from tracer.ingest.node import connect
from tracer.ingest.pinned import PinnedChain
from tracer.ingest.proven import ProvenTransactions
from tracer.ingest.several import Several


def _proven(node: FakeNode, home: Path, unique_from: int) -> ProvenTransactions:
    source = connect(node.url, node.environment, home)
    chain = PinnedChain(source.rpc, source.report.tip)
    return ProvenTransactions(source.rpc, source.bulk, chain, Several(2), unique_from=unique_from)


def test_of_a_txid_that_exists_twice_the_later_one_is_read(tmp_path: Path) -> None:
    """The coinbase of an earlier block is that block's for whoever asks for it, and no other's (BIP 30)."""
    chain = Chain()
    reward = milling.coinbase(1, [(COIN, ANYONE)])
    again = milling.txid(reward)
    for _ in range(2):
        chain.blocks.append(milling.block(chain.tip, [reward], milling.GENESIS_TIME + 600 * len(chain.blocks)))
    first = BlockRef(1, milling.hash_of(chain.blocks[1]))
    with FakeNode(answers(chain)) as node:
        proven = _proven(node, tmp_path, 1_000)
        for _ in range(2):
            assert proven.read([again])[again].confirmed.position == Position(2, 0)
            assert proven.places([again]) == {again: Position(2, 0)}
            assert proven.in_blocks({first: []}, coinbases=True)[first][again].confirmed.position == Position(1, 0)


def test_what_lies_beside_is_not_asked_for_where_txids_may_exist_twice(tmp_path: Path) -> None:
    """Below that height the node is asked where each transaction is; above it, a list tells of its neighbours."""
    block = decode.block(story().chain.blocks[127])
    txids = [each.txid for each in block.transactions]
    assert len(txids) > 100
    for unique_from, asked in ((1_000, len(txids)), (1, 1 + len(txids) // 3)):
        with FakeNode(answers(story().chain)) as node:
            proven = _proven(node, tmp_path, unique_from)
            node.calls.clear()
            found = proven.read(txids)
            assert [found[txid].confirmed.position for txid in txids] == [
                Position(127, index) for index in range(len(txids))
            ]
            assert [found[txid].raw for txid in txids] == list(block.raws)
            assert (node.calls.count("getrawtransaction") <= asked) is True
            assert (node.calls.count("getrawtransaction") == len(txids)) is (unique_from > 1)


def test_a_block_is_read_whole_once_much_of_it_was_wanted(tmp_path: Path) -> None:
    """Asked for one by one, a fifth of a block's transactions is read alone at most; then the block, once."""
    name = BlockHash(milling.hash_of(story().chain.blocks[127]))
    ref, block = BlockRef(127, name), decode.block(story().chain.blocks[127])
    with FakeNode(answers(story().chain)) as node:
        proven = _proven(node, tmp_path, 1)
        node.calls.clear()
        for index, transaction in enumerate(block.transactions):
            found = proven.in_blocks({ref: [transaction.txid]})[ref][transaction.txid]
            assert (found.raw, found.confirmed.position) == (block.raws[index], Position(127, index))
        assert node.calls.count("getblock") == 2
        assert node.calls.count("getrawtransaction") == (len(block.transactions) - 1) // 5
