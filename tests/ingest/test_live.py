"""`LiveView` against a real Bitcoin Core node on regtest that was given the story's blocks."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.bitcoind import INDEXES, Node
from tests.bitcoind import needs_bitcoind
from tests.ingest import milling
from tests.ingest.milling import ANYONE, frame
from tests.ingest.questions import ask_everything
from tests.ingest.stories import BURN, EXCHANGE, story
from tracer.chain.network import MAIN, REGTEST
from tracer.chain.outpoint import BlockHash, Outpoint
from tracer.errors import SourceError
from tracer.ingest import fitness
from tracer.ingest.block_file import FileView
from tracer.ingest.fitness import Need
from tracer.ingest.live import LiveView
from tracer.ingest.node import connect

pytestmark = needs_bitcoind


def _give(node: Node, blocks: list[bytes]) -> None:
    """Submit blocks; a stale one is no fault."""
    for raw in blocks:
        assert node.call("submitblock", raw.hex()) in (None, "inconclusive")


def _open(node: Node, need: Need | None = None) -> LiveView:
    return LiveView.open(node.url, REGTEST, environment={}, home=Path("/nonexistent"), cookie=node.cookie, need=need)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the node and for files."""
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[Node]:
    """A node with every index and REST, two blocks of its own (with witnesses) above the story's tip."""
    with Node(folder / "node", (*INDEXES, "-acceptnonstdtxn=1")) as running:
        _give(running, story().chain.blocks[1:])
        running.call("generatetodescriptor", 2, f"raw({ANYONE.hex()})")
        running.wait_for_indexes()
        yield running


@pytest.fixture(scope="module")
def from_file(folder: Path, node: Node) -> list[object]:
    """What a file of the node's own blocks answers to everything."""
    blocks = [bytes.fromhex(str(node.call("getblock", node.call("getblockhash", height), 0)))
              for height in range(story().chain.height + 3)]  # fmt: skip
    path = folder / "blocks.dat"
    path.write_bytes(frame(blocks))
    return ask_everything(FileView.open(path), story())


def test_a_node_and_a_file_of_its_blocks_answer_alike(node: Node, from_file: list[object]) -> None:
    """Method by method, a live node with REST gives what a file of its blocks gives."""
    assert _open(node, Need(filters=True)).report.rest
    for live, filed in zip(ask_everything(_open(node), story()), from_file, strict=True):
        assert live == filed


def test_cores_own_block_files_are_read_as_they_are(node: Node, from_file: list[object]) -> None:
    """The node's blk file, preallocated and obfuscated with its xor.dat, answers alike too."""
    path = node.blocks / "blk00000.dat"
    for mine, filed in zip(ask_everything(FileView.open(path), story()), from_file, strict=True):
        assert mine == filed


def test_op_return_is_found_though_filters_leave_it_out(node: Node) -> None:
    """Filters do not hold OP_RETURN outputs, so such a search reads every block and still answers."""
    assert [str(each.outpoint) for each in _open(node).paid_to([BURN], 120, 124)] == [f"{story().peel}:2"]


def test_a_search_for_scripts_tells_its_progress(node: Node) -> None:
    """The callback hears blocks, up to the whole window."""
    heard: list[tuple[str, int, int]] = []
    view = LiveView.open(
        node.url,
        REGTEST,
        environment={},
        home=Path("/nonexistent"),
        cookie=node.cookie,
        progress=lambda what, done, total: heard.append((what, done, total)),
    )
    view.paid_to([EXCHANGE], 100, 125)
    assert heard == [("scanning", 26, 26)]


def test_a_mempool_spend_is_no_spend(node: Node) -> None:
    """What waits in the mempool neither spends an output nor exists."""
    coin = Outpoint(story().merge, 1)
    script = bytes.fromhex("0014") + bytes(20)
    waiting = milling.pay([coin], [(63 * milling.COIN, script)])
    assert node.call("sendrawtransaction", waiting.hex(), 0) == milling.txid(waiting)
    view = _open(node)
    assert view.spenders([coin]) == {}
    assert view.transactions([milling.txid(waiting)]) == {}
    assert list(view.originals([milling.txid(waiting)])) == []


def test_what_the_node_says_of_itself(node: Node) -> None:
    """Version, network, tip, indexes and REST are read; nothing is missing."""
    report = connect(node.url, {}, Path("/nonexistent"), node.cookie).report
    assert report.version >= fitness.OLDEST
    assert (report.network, report.tip.hash, report.rest, report.pruned) == (
        REGTEST,
        node.call("getbestblockhash"),
        True,
        False,
    )
    assert {each.name for each in report.indexes if each.synced} == {
        "txindex",
        "txospenderindex",
        "basic block filter index",
    }
    assert fitness.missing(report, Need(filters=True)) == ()


def test_a_wrong_password_is_told(node: Node, tmp_path: Path) -> None:
    """A node refuses a stale cookie, and the message names the file."""
    stale = tmp_path / "cookie"
    stale.write_text("__cookie__:stale")
    with pytest.raises(SourceError, match=f"refused the credentials of cookie {stale}"):
        LiveView.open(node.url, REGTEST, environment={}, home=tmp_path, cookie=stale)


def test_another_network_is_told(node: Node) -> None:
    """A case of another network is refused by both names."""
    with pytest.raises(SourceError, match="is on network regtest; the case is of network main"):
        LiveView.open(node.url, MAIN, environment={}, home=Path("/nonexistent"), cookie=node.cookie)


def test_a_long_idle_connection_is_opened_again(tmp_path: Path) -> None:
    """A node that drops idle connections costs nothing but a new one; a restart shows as refused credentials."""
    with Node(tmp_path / "node", (*INDEXES, "-rpcservertimeout=1")) as node:
        view = _open(node)
        time.sleep(2.5)
        assert view.transactions([story().theft]) == {}
        assert view.headers(0, 0) == (milling.genesis()[:80],)


def test_a_node_that_stops_is_told(tmp_path: Path) -> None:
    """A node that goes away in the middle is an error of the source, by RPC and by REST."""
    with Node(tmp_path / "node") as node:
        view = _open(node)
    with pytest.raises(SourceError, match=rf"^node 127\.0\.0\.1:{node.rpc_port} is down: the connection was refused"):
        view.spenders([Outpoint(story().theft, 1)])
    with pytest.raises(SourceError, match=rf"^node 127\.0\.0\.1:{node.rpc_port} is down: no connection for REST"):
        view.headers(0, 0)


def test_rest_off_gives_equal_answers(node: Node, from_file: list[object]) -> None:
    """With REST off all comes over RPC, and equals; each index that is missing is told with its line."""
    with_rest = node.extra_args
    try:
        node.restart(("-txindex=1", "-txospenderindex=1", "-blockfilterindex=1"))
        node.wait_for_indexes()
        assert not _open(node).report.rest
        for live, filed in zip(ask_everything(_open(node), story()), from_file, strict=True):
            assert live == filed
        for argument, name in (
            ("-txindex", "txindex"),
            ("-txospenderindex", "txospenderindex"),
            ("-blockfilterindex", "basic block filter index"),
        ):
            node.restart([each for each in with_rest if not each.startswith(argument)])
            node.wait_for_indexes()
            with pytest.raises(SourceError, match=f"it has no {name}.\nTo mend it: {argument[1:]}=1 in bitcoin.conf"):
                _open(node, Need(filters=True))
    finally:
        node.restart(with_rest)
        node.wait_for_indexes()


def test_a_reorganisation_while_reading_is_told(tmp_path: Path) -> None:
    """When the node changes its chain, the view refuses to go on; opened anew it speaks of the new chain only."""
    blocks = story().chain.blocks
    branch = story().chain.fork(124)
    branch.extend(9, b"branch")
    with Node(tmp_path / "node") as node:
        _give(node, blocks[1:])
        node.wait_for_indexes()
        view = _open(node)
        assert story().merge in view.transactions([story().merge])
        _give(node, branch.blocks[125:])
        node.wait_for_indexes()
        for question in (
            lambda: view.spenders([Outpoint(story().peel, 1)]),
            lambda: view.headers(120, 130),
            view.check_tip,
        ):
            with pytest.raises(SourceError, match=r"reorganised"):
                question()
        anew = _open(node, Need(filters=True))
        assert anew.tip().hash == branch.tip
        assert anew.transactions([story().merge, story().theft]).keys() == {story().theft}
        assert [each.txid for each in anew.originals([story().merge, story().theft])][1:] == [story().theft]
        assert anew.spenders([Outpoint(story().peel, 1)]) == {}
        assert len(anew.paid_to([ANYONE], 125, 200)) == 9


def test_a_pruned_node_is_told(tmp_path: Path) -> None:
    """A pruned node is refused for a live trace; its blocks may be read from where they begin."""
    chain = milling.Chain()
    chain.extend(1000)
    with Node(tmp_path / "node", ("-prune=1", "-fastprune=1", "-rest=1")) as node:
        _give(node, chain.blocks[1:])
        node.call("pruneblockchain", 700)
        report = connect(node.url, {}, tmp_path, node.cookie).report
        assert report.pruned
        assert 0 < report.first_height <= 701
        with pytest.raises(SourceError, match=f"is pruned below block {report.first_height}, and a pruned node cannot"):
            _open(node)
        fitness.require(report, REGTEST, Need(first_height=report.first_height, indexes=False))
        source = connect(node.url, {}, tmp_path, node.cookie)
        assert source.bulk.block(BlockHash(milling.hash_of(chain.blocks[600]))) == chain.blocks[600]
        with pytest.raises(SourceError, match=r"not available \(pruned data\)"):
            source.bulk.block(milling.hash_of(chain.blocks[5]))


def test_initial_download_is_told(tmp_path: Path) -> None:
    """A mainnet node that has nothing yet is refused, and so is it for a regtest case."""
    with Node(tmp_path / "node", chain="main") as node:
        with pytest.raises(SourceError, match=r"is in initial block download: it has 0 of 0 blocks\."):
            LiveView.open(node.url, MAIN, environment={}, home=tmp_path, cookie=node.cookie)
        with pytest.raises(SourceError, match="is on network main; the case is of network regtest"):
            LiveView.open(node.url, REGTEST, environment={}, home=tmp_path, cookie=node.cookie)
