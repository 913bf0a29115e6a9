from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.bitcoind import Node
from tests.bitcoind import needs_bitcoind
from tests.store.test_ingest import assert_same, assert_sound
from tracer.ingest.node import connect
from tracer.ingest.node_blocks import NodeBlocks
from tracer.store.ingest import Pace, ingest
from tracer.store.view import StoreView

pytestmark = needs_bitcoind

_ADDRESS = "bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6"
_OTHER = "bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Return a node with 130 blocks, the last ones with transactions."""
    with Node(tmp_path_factory.mktemp("node"), ("-rest=1", "-fallbackfee=0.0001", "-txindex=1")) as started:
        started.call("createwallet", "w")
        mine = started.call("getnewaddress", wallet="w")
        started.call("generatetoaddress", 110, mine)
        for _ in range(20):
            for _ in range(3):
                started.call("sendtoaddress", started.call("getnewaddress", wallet="w"), 1, wallet="w")
            started.call("generatetoaddress", 1, mine)
        yield started


def _source(node: Node) -> NodeBlocks:
    return NodeBlocks(connect(node.url, {}, Path("/"), node.cookie))


def test_a_store_follows_a_real_node_through_reorganisations(node: Node, tmp_path: Path) -> None:
    """Reorganisations of depth 1, 6 and 100 while it follows leave the store that a fresh ingest makes."""
    depths = [1, 6, 100]

    def follow() -> bool:
        if not depths:
            return False
        depth = depths.pop(0)
        height = node.call("getblockcount")
        assert isinstance(height, int)
        node.call("invalidateblock", node.call("getblockhash", height - depth + 1))
        node.call("generatetoaddress", depth + 1, _OTHER if depth == 6 else _ADDRESS)
        return True

    ingest(_source(node), tmp_path / "followed", follow=follow)
    ingest(_source(node), tmp_path / "fresh", pace=Pace(1000, 1000))
    assert_same(tmp_path / "followed", tmp_path / "fresh")
    assert_sound(tmp_path / "followed")
    assert "Bitcoin Core" in (tmp_path / "fresh" / "manifest.json").read_text()


def test_a_partial_store_has_its_lower_prevouts_from_the_node(node: Node, tmp_path: Path) -> None:
    """Over REST and over RPC alike, what is spent from below the first height is known and right."""
    node.call("generatetoaddress", 3, _ADDRESS)
    spent = node.call("getblockcount")
    assert isinstance(spent, int)
    ingest(_source(node), tmp_path / "whole")
    view = StoreView(tmp_path / "whole")
    first = max(height for height in range(spent) if len(_txids(view, height)) > 1) if _any(view, spent) else spent
    ingest(_source(node), tmp_path / "rest", first=first)
    node.restart(("-rest=0", "-txindex=1"))
    ingest(_source(node), tmp_path / "rpc", first=first)
    assert_same(tmp_path / "rest", tmp_path / "rpc")
    partial = StoreView(tmp_path / "rest")
    for height in range(first, spent + 1):
        for number in _txids(view, height):
            confirmed = view.rows.confirmed(number)
            assert partial.prevouts(confirmed) == view.prevouts(confirmed)


def _txids(view: StoreView, height: int) -> range:
    return range(view.rows.first_transaction(height), view.rows.first_transaction(height + 1))


def _any(view: StoreView, last: int) -> bool:
    return any(len(_txids(view, height)) > 1 for height in range(last))
