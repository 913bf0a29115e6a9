from pathlib import Path

import pytest

from tests.bitcoind import Node, NodeError, requires_bitcoind


@requires_bitcoind
def test_node_keeps_its_chain_over_a_restart(tmp_path: Path) -> None:
    """A test's node has all indexes, answers in exact decimals, and can go on with other arguments on the same port."""
    with Node(tmp_path) as node:
        script = node.call("decodescript", "51")
        assert isinstance(script, dict)
        segwit = script["segwit"]
        assert isinstance(segwit, dict)
        node.call("generatetoaddress", 2, segwit["address"])
        node.wait_for_indexes()
        block = node.call("getblock", node.call("getbestblockhash"), 2)
        assert isinstance(block, dict)
        assert "50.00000000" in str(block["tx"])
        url = node.url
        node.restart(())
        assert (node.url, node.call("getblockcount"), node.call("getindexinfo")) == (url, 2, {})
        assert node.cookie.is_file()
        assert (node.blocks / "blk00000.dat").is_file()
    with pytest.raises(FileNotFoundError):
        node.call("getblockcount")


@requires_bitcoind
@pytest.mark.parametrize("chain", ["signet", "testnet4"])
def test_node_of_another_network(tmp_path: Path, chain: str) -> None:
    """A node of another network starts without peers, with its cookie in that network's folder."""
    with Node(tmp_path, (), chain) as node:
        answer = node.call("getblockchaininfo")
        assert isinstance(answer, dict)
        assert (answer["chain"], answer["blocks"]) == (chain, 0)
        assert node.call("getconnectioncount") == 0


@requires_bitcoind
def test_faults_are_told(tmp_path: Path) -> None:
    """A refused call gives Core's code and words; a node that does not start gives its last words."""
    with Node(tmp_path / "well", ()) as node:
        with pytest.raises(NodeError, match="Block height out of range") as caught:
            node.call("getblockhash", 5)
        assert caught.value.code == -8
        with pytest.raises(RuntimeError, match="the node refused a block: "):
            node.submit([bytes(81)])
    with pytest.raises(RuntimeError, match="Prune mode is incompatible with -txindex"):
        Node(tmp_path / "ill", ("-prune=550", "-txindex=1")).start()
