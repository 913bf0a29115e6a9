"""The fast miller: what it makes is a chain that a node takes, of the shape that is said, always the same."""

import io
from hashlib import sha256
from itertools import pairwise

import pytest

from benchmarks.mill import Mill, mill_to
from benchmarks.workload import FEW, GENESIS, subsidy
from fixtures.bitcoind import Node, find_bitcoind
from tracer.chain import decode
from tracer.chain.block import check_merkle

BLOCKS = 125
"""Fifteen of them full."""


@pytest.fixture(scope="module")
def chain() -> list[bytes]:
    """Mill a chain whose last blocks are full."""
    mill = Mill(FEW)
    return [GENESIS, *(mill.block() for _ in range(BLOCKS))]


def test_blocks_are_as_the_reference_decodes_them(chain: list[bytes]) -> None:
    """Each block names the one before it, commits to its transactions, and holds as many as its shape says."""
    blocks = [decode.block(raw) for raw in chain]
    for before, block in pairwise(blocks):
        assert block.header.previous == before.hash
        check_merkle(block)
    counts = [len(block.transactions) for block in blocks]
    assert counts[:101] == [1] * 101
    assert counts[101:111] == [2] * 10
    assert counts[111:] == [FEW.transactions] * (BLOCKS - 110)
    assert len(blocks[101].transactions[1].outputs) == FEW.fan_out


def test_no_coin_is_spent_twice_and_no_money_is_made(chain: list[bytes]) -> None:
    """Each input spends an output that was made before and is unspent; a transaction pays no more than it spends."""
    unspent: dict[tuple[str, int], int] = {}
    for height, raw in enumerate(chain):
        for number, transaction in enumerate(decode.block(raw).transactions):
            named = [each.prevout for each in transaction.inputs if each.prevout is not None]
            came = sum(unspent.pop((each.txid, each.vout)) for each in named)
            paid = sum(each.value for each in transaction.outputs)
            assert paid == subsidy(height) if number == 0 else paid <= came
            if height:
                unspent |= {(transaction.txid, vout): out.value for vout, out in enumerate(transaction.outputs)}


def test_most_coins_are_spent_young_and_some_are_old() -> None:
    """Of what full blocks spend, a third at least was made in the last two blocks, and some twenty blocks before."""
    mill = Mill(FEW)
    made: dict[str, int] = {}
    ages = []
    for height in range(1, 201):
        for transaction in decode.block(mill.block()).transactions:
            made[transaction.txid] = height
            if height > 150:
                ages += [height - made[each.prevout.txid] for each in transaction.inputs if each.prevout]
    young = sum(age <= 2 for age in ages)
    assert len(ages) // 3 < young < len(ages) * 4 // 5
    assert sum(age > 20 for age in ages) > len(ages) // 20


def test_the_same_is_milled_every_time(chain: list[bytes]) -> None:
    """A chain is a function of its shape and length: its beginning is what a shorter one is, byte for byte."""
    mill, file = Mill(FEW), io.BytesIO()
    mill_to(file, mill, 200)
    written = file.getvalue()
    assert mill.transactions == sum(len(decode.block(raw).transactions) for raw in chain[: mill.height + 1])
    assert written == b"".join(
        b"\xfa\xbf\xb5\xda" + len(raw).to_bytes(4, "little") + raw for raw in chain[: mill.height + 1]
    )
    assert sha256(chain[-1]).hexdigest() == "5cf9a49f8ace1ceab6fcc3edd76c62699eaed9e66db146114f3318aef550c645"


@pytest.mark.skipif(find_bitcoind() is None, reason="no bitcoind here")
def test_a_node_takes_the_blocks(chain: list[bytes], tmp_path) -> None:
    """Every block is valid by Bitcoin Core's rules."""
    with Node(tmp_path / "node") as node:
        node.submit(chain[1:])
        assert node.call("getblockcount") == BLOCKS
