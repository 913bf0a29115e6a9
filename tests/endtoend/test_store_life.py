"""A store's life on the command line: followed through reorganisations, read while written, refused when it must be."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.bitcoind import Json, Node
from fixtures.patience import PATIENCE, wait_until
from tests.bitcoind import requires_bitcoind
from tests.commands import tracer
from tests.store.test_ingest import assert_same, assert_sound
from tests.story import BLOCKS, CASE, STORY
from tracer.disk.lock import only_writer
from tracer.store import manifest

_BLOCKS = 110


def _mined(node: Node, blocks: int, script: str) -> None:
    described = node.call("getdescriptorinfo", script)
    assert isinstance(described, dict)
    node.call("generatetodescriptor", blocks, described["descriptor"])


def _wait_for(store: Path, tip: Json) -> None:
    """Wait until the store has committed this tip."""

    def has_come() -> bool:
        held = manifest.read(store).tip if manifest.exists(store) else None
        return held is not None and held.hash == tip

    wait_until(has_come)


def _hears_ctrl_c() -> None:
    """Undo what a shell does to jobs in the background: they would never hear of it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@requires_bitcoind
def test_following_a_node_through_reorganisations(tmp_path: Path) -> None:
    """After branches of depth 1, 6 and 100 on a real node the store equals a fresh one, and each was said."""
    with Node(tmp_path / "node", ("-rest=1",)) as node:
        _mined(node, _BLOCKS, "raw(51)")
        where = ("--chain", node.url, "--cookie", str(node.cookie), "--store")
        command = [sys.executable, "-m", "tracer", "ingest", *where, str(tmp_path / "store"), "--follow"]
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=_hears_ctrl_c
        ) as following:
            for number, depth in enumerate((1, 6, 100)):
                tip = node.call("getbestblockhash")
                _wait_for(tmp_path / "store", tip)
                height = node.call("getblockcount")
                assert isinstance(height, int)
                node.call("invalidateblock", node.call("getblockhash", height - depth + 1))
                _mined(node, depth + 1, f"raw(5{number + 2})")
            _wait_for(tmp_path / "store", node.call("getbestblockhash"))
            following.send_signal(signal.SIGINT)
            _, said = following.communicate(timeout=PATIENCE)
        assert following.returncode == 130
        assert [line.split(",")[0] for line in said.splitlines() if line.startswith("Reorganisation")] == [
            "Reorganisation: 1 block given up",
            "Reorganisation: 6 blocks given up",
            "Reorganisation: 100 blocks given up",
        ]
        assert tracer("ingest", *where, tmp_path / "fresh").code == 0
    assert_same(tmp_path / "store", tmp_path / "fresh")
    assert_sound(tmp_path / "store")


def test_two_readers_see_one_tip_each_while_a_writer_goes_on(tmp_path: Path) -> None:
    """Traces started while the store grows are those over a store that stands where they found it."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store, "--to-height", "140").code == 0
    shutil.copytree(STORY, tmp_path / "story")
    case = tmp_path / "story" / CASE.name
    case.write_text(case.read_text().replace("confirmations = 6", "confirmations = 1"))
    command = [sys.executable, "-m", "tracer"]
    readers = [
        subprocess.Popen([*command, "trace", case, "--chain", store, "--out", tmp_path / name], stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    assert tracer("ingest", "--chain", BLOCKS, "--store", store).code == 0
    for reader in readers:
        _, said = reader.communicate(timeout=PATIENCE)
        assert reader.returncode == 0, said
    assert tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "file").code == 0
    found = {(tmp_path / name / "trace.json").read_bytes() for name in ("one", "two", "file")}
    assert len(found) == 1


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    """Exit code 2: the analyst chooses another store or waits."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store, "--to-height", "50").code == 0
    with only_writer(store):
        ended = tracer("ingest", "--chain", BLOCKS, "--store", store)
    assert ended.code == 2
    assert "Error: " in ended.err
    assert "Traceback" not in ended.err
    assert tracer("ingest", "--chain", BLOCKS, "--store", store).code == 0


@pytest.mark.parametrize("command", ["trace", "info", "check", "ingest"])
def test_a_newer_store_is_refused(command: str, tmp_path: Path) -> None:
    """Exit code 2 and one message from every command that opens a store."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store, "--to-height", "50").code == 0
    path = store / manifest.NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 99}))
    ended = {
        "trace": lambda: tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run"),
        "info": lambda: tracer("store", "info", store),
        "check": lambda: tracer("store", "check", store),
        "ingest": lambda: tracer("ingest", "--chain", BLOCKS, "--store", store),
    }[command]()
    assert ended.code == 2, ended.err
    assert "schema 99" in ended.err
    assert "Traceback" not in ended.err


def test_a_full_disk_keeps_what_was_committed(tmp_path: Path) -> None:
    """Exit code 3 and what to do; with room again the ingest goes on to the same store."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store, "--to-height", "50").code == 0
    largest = max(path.stat().st_size for path in store.rglob("*") if path.is_file())
    ended = tracer("ingest", "--chain", BLOCKS, "--store", store, limit=largest + 100)
    assert ended.code == 3, ended.err
    assert ended.err.count("Error: ") == 1
    assert "Traceback" not in ended.err
    tip = manifest.read(store).tip
    assert tip is not None
    assert tip.height == 50
    assert tracer("ingest", "--chain", BLOCKS, "--store", store).code == 0
    assert tracer("ingest", "--chain", BLOCKS, "--store", tmp_path / "fresh").code == 0
    assert_same(store, tmp_path / "fresh")


def test_a_cut_column_ends_a_trace(tmp_path: Path) -> None:
    """Exit code 4: stored data is not what was acquired."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", BLOCKS, "--store", store).code == 0
    value = next(path for path in store.rglob("*value*") if path.is_file() and "foreign" not in path.name)
    os.truncate(value, value.stat().st_size // 2)
    ended = tracer("trace", CASE, "--chain", store, "--out", tmp_path / "run")
    assert ended.code == 4, ended.err
    assert "value" in ended.err
    assert not (tmp_path / "run").exists()
