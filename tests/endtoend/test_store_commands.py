"""A store gives the same trace as its source, and says when it is not what was acquired."""

import json
import shutil
import socket
from pathlib import Path

import pytest

from fixtures.bitcoind import Node
from tests.bitcoind import requires_bitcoind
from tests.commands import tracer
from tests.fixtures_story.recorded import blocks, parents_first
from tests.story import BLOCKS, CASE, STORY


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    """Give a store of the recorded blocks."""
    directory = tmp_path_factory.mktemp("store") / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", directory).code == 0
    return directory


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory):
    """Give the run over the file of the recorded blocks."""
    out = tmp_path_factory.mktemp("file") / "run"
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", out).code == 0
    return out


def test_a_trace_over_a_store_is_that_over_its_source(store, recorded, tmp_path: Path):
    """`trace.json` over the store is the file's byte for byte, and so is its bundle: the store names the file."""
    assert tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run").code == 0
    assert (tmp_path / "run" / "trace.json").read_bytes() == (recorded / "trace.json").read_bytes()
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    assert tracer("export", recorded, "--out", tmp_path / "other").code == 0
    manifests = [(tmp_path / name / "tagmanifest-sha256.txt").read_bytes() for name in ("bundle", "other")]
    assert manifests[0] == manifests[1]
    assert tracer("show", tmp_path / "run", "--out", tmp_path / "run.html").code == 0
    assert "<svg" in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_a_store_whose_source_has_gone_says_what_to_type(tmp_path: Path):
    """Without raw bytes the run is traced all the same, told why, and the command that seals it is printed whole."""
    moved, store = tmp_path / "blocks.blk", tmp_path / "store"
    shutil.copy(BLOCKS, moved)
    assert tracer("ingest", "--chain", moved, "--store", store).code == 0
    moved.unlink()
    ended = tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run")
    assert ended.code == 0
    assert (
        f"the run holds no raw transactions, for {moved}, from which the store was filled, cannot give them"
        in ended.err
    )
    assert ended.err.endswith(
        "The run holds no raw transactions; they are asked of a source to seal it.\n"
        f"Next: tracer export {tmp_path / 'run'} --out BUNDLE --chain {moved}\n"
    )
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "no").code == 2
    raw = ("trace", CASE, "--chain", store, "--out", tmp_path / "again", "--chain-raw")
    assert tracer(*raw, BLOCKS).code == 0
    assert tracer("export", tmp_path / "again", "--out", tmp_path / "bundle").code == 0
    refused = tracer("trace", CASE, "--chain", store, "--out", tmp_path / "third", "--chain-raw", tmp_path / "none.blk")
    assert (refused.code, f"--chain-raw {tmp_path / 'none.blk'}: no such file" in refused.err) == (2, True)
    other = tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "fourth", "--chain-raw", BLOCKS)
    assert (other.code, "--chain-raw goes with a store" in other.err) == (2, True)


def test_a_node_that_only_a_store_names_is_never_asked(tmp_path: Path):
    """It would be given credentials: the run is made without raw bytes, and the command to type names the node."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store).code == 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}"
        (store / "source.json").write_text(f'{{"place":"{place}","schema":1}}')
        ended = tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run")
        assert ended.code == 0
        assert ended.err.splitlines()[-1] == f"Next: tracer export {tmp_path / 'run'} --out BUNDLE --chain {place}"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_source_that_lacks_the_stores_blocks_is_refused(tmp_path: Path):
    """Named by who asks, a file that ends too early stops the trace: nothing is written."""
    store, short = tmp_path / "store", tmp_path / "short.blk"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store).code == 0
    whole = Path(BLOCKS).read_bytes()
    short.write_bytes(whole[: len(whole) // 2])
    ended = tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run", "--chain-raw", short)
    assert (ended.code, (tmp_path / "run").exists()) == (4, False)
    assert "does not hold block" in ended.err


def test_origins_over_a_store_are_those_over_its_source(store, tmp_path: Path):
    """`origin.json` is the same over the store and over the file."""
    for name, chain in (("store", store), ("file", BLOCKS)):
        assert tracer("origin", STORY / "origin.toml", "--chain", chain, "--out", tmp_path / name).code == 0
    documents = [(tmp_path / name / "origin.json").read_bytes() for name in ("store", "file")]
    assert documents[0] == documents[1]


@requires_bitcoind
def test_a_store_filled_from_a_node_in_two_goes_is_the_same(tmp_path: Path, recorded):
    """Stopped at a height and gone on with, a store filled from a node gives the recorded trace."""
    with Node(tmp_path / "node") as node:
        node.submit([block.raw for block in parents_first(blocks())])
        where = ("--chain", node.url, "--cookie", node.cookie, "--store", tmp_path / "store")
        assert tracer("ingest", *where, "--to-height", "100").code == 0
        assert json.loads(tracer("store", "info", tmp_path / "store", "--json").out)["tip"]["height"] == 100
        ended = tracer("ingest", *where)
        assert ended.code == 0, ended.err
    assert tracer("store", "check", tmp_path / "store").code == 0
    assert tracer("trace", CASE, "--chain", tmp_path / "store", "--out", tmp_path / "run").code == 0
    assert (tmp_path / "run" / "trace.json").read_bytes() == (recorded / "trace.json").read_bytes()


def test_a_store_that_starts_late_refuses_earlier_seeds(tmp_path: Path) -> None:
    """A store that begins above a seed does not hold it, and says so; nothing is guessed."""
    assert tracer("ingest", "--chain", BLOCKS, "--store", tmp_path / "late", "--from-height", "110").code == 0
    ended = tracer("trace", CASE, "--chain", tmp_path / "late", "--out", tmp_path / "run")
    assert ended.code == 2
    assert "no such transaction" in ended.err
    assert not (tmp_path / "run").exists()


def test_a_damaged_store_is_found(tmp_path: Path) -> None:
    """One flipped byte in any column ends `store check` with exit code 4."""
    directory = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", directory).code == 0
    columns = sorted((path for path in directory.rglob("*") if path.stat().st_size > 1000), key=lambda path: path.name)
    assert columns
    raw = bytearray(columns[0].read_bytes())
    raw[len(raw) // 2] ^= 1
    columns[0].write_bytes(raw)
    ended = tracer("store", "check", directory)
    assert ended.code == 4, ended.out + ended.err


def test_a_store_of_another_network_is_refused(store, tmp_path: Path):
    """A case of another network than the store's ends with exit code 2 and both names."""
    case = tmp_path / "case.toml"
    case.write_text(
        f'[case]\nid = "x"\nnetwork = "main"\n[[seed]]\nlabel = "A"\noutpoint = "{"11" * 32}:0"\n[method]\nprimary = '
        f'"fifo"\n'
    )
    ended = tracer("trace", case, "--chain", store, "--out", tmp_path / "run")
    assert ended.code == 2
    assert "regtest" in ended.err
    assert "main" in ended.err
