import os
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.bitcoind import Node, NodeError, SilentNodeError, found
from tests.bitcoind import requires_bitcoind
from tests.commands import ROOT


def program(folder: Path, script: str) -> Path:
    """Return a program that stands for bitcoind: a script of the shell."""
    path = folder / "bitcoind"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return path


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 0", "ended with 0 and no version: no words"),
        ("echo out of memory >&2; exit 1", "ended with 1 and no version: out of memory"),
        ("kill -9 $$", "ended with -9 and no version"),
        ("echo Bitcoin Core of some kind", "no version: Bitcoin Core of some kind"),
    ],
)
def test_a_node_that_gives_no_version_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    """A node that is there and does not say what it is is an error, never taken for none."""
    monkeypatch.setenv("BITCOIND", str(program(tmp_path, script)))
    with pytest.raises(SilentNodeError, match=words):
        found()


def test_a_node_that_is_named_and_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BITCOIND names a file that exists; none on the PATH, or an older one, is no node."""
    monkeypatch.setenv("BITCOIND", str(tmp_path / "gone"))
    with pytest.raises(SilentNodeError, match="gone -version gives no answer"):
        found()
    monkeypatch.setenv("BITCOIND", str(program(tmp_path, "echo Bitcoin Core daemon version v30.2.0")))
    assert found() is None
    monkeypatch.setenv("BITCOIND", str(program(tmp_path, "echo Bitcoin Core daemon version v31.99.0")))
    assert found() == str(tmp_path / "bitcoind")
    monkeypatch.delenv("BITCOIND")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert found() is None


def collected(bitcoind: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a real node with a program in its place."""
    test = f"{Path(__file__).relative_to(ROOT)}::test_faults_are_told"
    command = [sys.executable, "-m", "pytest", test, "-rs", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"BITCOIND": str(bitcoind)}, capture_output=True, text=True, check=False
    )


def test_the_node_is_asked_once_for_all_processes(tmp_path: Path) -> None:
    """Two processes of tests take what the one that started them found: a node that answers once is asked once."""
    asked = tmp_path / "asked"
    ended = collected(program(tmp_path, f"echo >> {asked}; echo Bitcoin Core daemon version v30.2.0"), "-n", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 skipped" in ended.stdout
    assert "no bitcoind 31 or newer" in ended.stdout
    assert asked.read_text() == "\n"


@pytest.mark.parametrize("words", [(), ("-n", "2")])
def test_a_silent_node_stops_the_tests(tmp_path: Path, words):
    """No test runs, and none is skipped, where the node does not answer: the run ends in error and says what to do."""
    ended = collected(program(tmp_path, "exit 0"), *words)
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "bitcoind -version ended with 0 and no version" in ended.stderr
    assert "set BITCOIND to another one" in ended.stderr
    assert "skipped" not in ended.stdout


@requires_bitcoind
def test_a_port_that_somebody_took_is_left_to_him(tmp_path: Path) -> None:
    """A node that finds its port taken at its first start moves to another one."""
    with Node(tmp_path / "first", ()) as first:
        second = Node(tmp_path / "second", ())
        second.rpc_port = first.rpc_port
        with second:
            assert second.rpc_port != first.rpc_port
            assert (first.call("getblockcount"), second.call("getblockcount")) == (0, 0)


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
