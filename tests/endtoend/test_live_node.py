"""The story rebuilt on a real node gives the recorded result, and an unfit node says what to change."""

import json
from pathlib import Path

import pytest

from fixtures.bitcoind import INDEXES, Node
from tests.bitcoind import needs_bitcoind
from tests.commands import tracer
from tests.fixtures_story.recorded import blocks, parents_first
from tests.story import BLOCKS, CASE

pytestmark = needs_bitcoind


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give `trace.json` as traced over the recorded blocks."""
    out = tmp_path_factory.mktemp("recorded") / "run"
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", out).code == 0
    return (out / "trace.json").read_bytes()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory):
    """Give a node with every index, fed with every recorded block, stale ones included."""
    with Node(tmp_path_factory.mktemp("node")) as running:
        running.submit([block.raw for block in parents_first(blocks())])
        running.wait_for_indexes()
        yield running


def _trace(node: Node, out: Path, *more: str | Path):
    return tracer("trace", CASE, "--chain", node.url, "--cookie", node.cookie, "--out", out, *more)


def test_a_live_trace_equals_the_recorded_one(node, recorded: bytes, tmp_path: Path):
    """`trace.json` over `--chain http://…` is that of the recorded blocks, byte for byte, and so is the bundle."""
    ended = _trace(node, tmp_path / "live")
    assert ended.code == 0, ended.err
    assert (tmp_path / "live" / "trace.json").read_bytes() == recorded
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "file").code == 0
    for name in ("live", "file"):
        assert tracer("export", tmp_path / name, "--out", tmp_path / f"{name}-bundle").code == 0
    manifests = [(tmp_path / f"{name}-bundle" / "tagmanifest-sha256.txt").read_bytes() for name in ("live", "file")]
    assert manifests[0] == manifests[1]
    assert tracer("verify", tmp_path / "live-bundle").code == 0


def test_nothing_secret_is_in_a_run(node, tmp_path: Path):
    """Neither the cookie, nor the node's address, nor a path of this machine stands in a run's own words."""
    assert _trace(node, tmp_path / "run").code == 0
    secret = Path(node.cookie).read_text().split(":")[1]
    for path in (tmp_path / "run").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert secret.encode() not in content
            assert str(tmp_path).encode() not in content
            assert str(node.rpc_port).encode() not in content or path.parent.name == "chain"


def test_a_node_without_rest_gives_the_same(tmp_path: Path, recorded: bytes) -> None:
    """With REST off the answers come over RPC and the result is the same."""
    with Node(tmp_path / "node", INDEXES[:3]) as node:
        node.submit([block.raw for block in parents_first(blocks())])
        node.wait_for_indexes()
        ended = _trace(node, tmp_path / "run")
        assert ended.code == 0, ended.err
        assert (tmp_path / "run" / "trace.json").read_bytes() == recorded
        shown = tracer("node", "--chain", node.url, "--cookie", node.cookie)
        assert "rest=1" in shown.out


@pytest.mark.parametrize("lacking", ["txindex", "txospenderindex", "blockfilterindex"])
def test_a_missing_index_is_named_with_its_line(tmp_path: Path, lacking: str) -> None:
    """A node without an index that the case needs is refused with the `bitcoin.conf` line, exit code 3."""
    with Node(tmp_path / "node", tuple(flag for flag in INDEXES if not flag.startswith(f"-{lacking}="))) as node:
        ended = _trace(node, tmp_path / "run")
        assert ended.code == 3, ended.err
        assert f"{lacking}=1" in ended.err
        assert not (tmp_path / "run").exists()
        shown = tracer("node", "--chain", node.url, "--cookie", node.cookie, "--json")
        assert f"{lacking}=1" in json.dumps(json.loads(shown.out)["missing"])


def test_a_node_of_another_network_is_refused(tmp_path: Path) -> None:
    """A node on another network than the case is refused with both names, exit code 3."""
    with Node(tmp_path / "node", chain="testnet4") as node:
        ended = _trace(node, tmp_path / "run")
        assert ended.code == 3
        assert "testnet4" in ended.err
        assert "regtest" in ended.err


def test_a_pruned_node_is_refused(tmp_path: Path) -> None:
    """A pruned node cannot answer who spends what, and is refused with exit code 3."""
    with Node(tmp_path / "node", ("-prune=550", "-rest=1")) as node:
        ended = _trace(node, tmp_path / "run")
        assert ended.code == 3
        assert "pruned" in ended.err


def test_a_wrong_password_is_said_without_showing_it(node, tmp_path: Path):
    """Credentials that the node refuses end with exit code 3, and are not echoed."""
    wrong = tmp_path / "cookie"
    wrong.write_text("__cookie__:not-the-password")
    wrong.chmod(0o600)
    ended = tracer("trace", CASE, "--chain", node.url, "--cookie", wrong, "--out", tmp_path / "run")
    assert ended.code == 3
    assert "not-the-password" not in ended.err
    assert not (tmp_path / "run").exists()


def test_a_fit_node_is_described(node):
    """`tracer node` names version, network, tip, indexes and REST, and ends with 0 when nothing is missing."""
    ended = tracer("node", "--chain", node.url, "--cookie", node.cookie)
    assert ended.code == 0, ended.err
    for word in ("regtest", "145", "txospenderindex", "REST"):
        assert word in ended.out
    assert "Missing" not in ended.out


def test_what_the_node_answered_travels_beside_what_is_sealed(node, tmp_path: Path):
    """A run keeps the node's answers, without peers or addresses.

    The bundle carries them, verify shows them as its word.
    """
    assert _trace(node, tmp_path / "run").code == 0
    told = json.loads((tmp_path / "run/signatures/node.json").read_bytes())
    assert (told["chain"], told["pruned"], told["mempool"]) == ("regtest", False, "excluded")
    assert {"blocks", "bestblockhash", "chainwork", "subversion", "version", "indexes", "acquired_utc"} <= set(told)
    assert not {"localaddresses", "networks", "connections"} & set(told)
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    steps = json.loads(tracer("verify", tmp_path / "bundle", "--json").out)["steps"]
    (said,) = [step for step in steps if step["title"] == "Node's answers"]
    assert said["verdict"] == "NOT-CHECKED"
    assert f"{told['blocks']} blocks" in said["reason"]
