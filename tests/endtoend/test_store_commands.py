"""A store gives the same trace as its source, and says when it is not what was acquired."""

import json
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
    """`trace.json` over the store is the file's byte for byte.

    The export asks for the raw bytes and then equals too.
    """
    assert tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run").code == 0
    assert (tmp_path / "run" / "trace.json").read_bytes() == (recorded / "trace.json").read_bytes()
    refused = tracer("export", tmp_path / "run", "--out", tmp_path / "bundle")
    assert refused.code == 2
    assert "--chain" in refused.err
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle", "--chain", BLOCKS).code == 0
    assert tracer("export", recorded, "--out", tmp_path / "other").code == 0
    manifests = [(tmp_path / name / "tagmanifest-sha256.txt").read_bytes() for name in ("bundle", "other")]
    assert manifests[0] == manifests[1]


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
