import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.chain import mainnet
from tests.chain.written import coinbase, tx_input
from tests.store.chains import GENESIS, MemorySource, Miner, block, block_hash, sha256d, spent_by
from tracer.chain.network import MAIN
from tracer.chain.outpoint import BlockRef, Outpoint, Txid, display
from tracer.disk.lock import only_writer
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.store import columns, manifest
from tracer.store.check import check
from tracer.store.ingest import Pace, ingest
from tracer.store.schema import COLUMNS, NONE, Column
from tracer.store.source import Unwatched
from tracer.store.view import StoreView

_SMALL = Pace(batch_bytes=2_000, commit_bytes=20_000)


def assert_same(one: Path, other: Path) -> None:
    """Hold two stores against each other, column by column."""
    left, right = manifest.read(one), manifest.read(other)
    assert (left.counts, left.sums, left.tip) == (right.counts, right.sums, right.tip)
    for column in COLUMNS:
        rows, expected = (columns.mapped(place, column, left.counts[column.rows]) for place in (one, other))
        if not column.append_only:
            rows, expected = (np.where(x < left.counts["transactions"], x, NONE) for x in (rows, expected))
        assert np.array_equal(rows, expected), column.name


def assert_sound(store: Path) -> None:
    """Run every check of a store."""
    assert [finding for finding in check(store) if finding.faults] == []


@pytest.fixture(scope="module")
def blocks() -> list[bytes]:
    """Return a chain of 150 blocks."""
    return Miner(11).mine(150, 8).blocks


@pytest.fixture(scope="module")
def whole(blocks: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of it, made without interruption."""
    store = tmp_path_factory.mktemp("stores") / "whole"
    ingest(MemorySource(blocks), store)
    assert_sound(store)
    return store


@pytest.mark.parametrize("pace", [Pace(1, 1), Pace(1, 10**9), _SMALL])
def test_how_much_is_done_at_one_go_changes_nothing(
    pace: Pace, blocks: list[bytes], whole: Path, tmp_path: Path
) -> None:
    """Block by block or all at once, the columns hold the same bytes."""
    ingest(MemorySource(blocks), tmp_path, pace=pace)
    assert_same(tmp_path, whole)


def test_an_ingest_goes_on_where_the_last_one_ended(blocks: list[bytes], whole: Path, tmp_path: Path) -> None:
    """Heights added in several calls make the same store as one call."""
    for last in (0, 1, 40, 41, 149, 150):
        assert ingest(MemorySource(blocks), tmp_path, last=last).tip == BlockRef(last, block_hash(blocks[last]))
    held, once = ingest(MemorySource(blocks), tmp_path), manifest.read(whole)
    assert replace(held, pages={}) == replace(once, pages={})
    assert_same(tmp_path, whole)


class _Slow(MemorySource):
    """Gives blocks one by one, slowly enough to be killed between them."""

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give blocks."""
        for height, raw in super().blocks(first, last):
            time.sleep(0.001)
            yield height, raw


def test_a_killed_ingest_loses_nothing_that_was_committed(blocks: list[bytes], whole: Path, tmp_path: Path) -> None:
    """Killed at twenty random moments and resumed each time, the store equals one never interrupted."""
    source = random.Random(5)
    context = multiprocessing.get_context("fork")
    reached, kills = -1, 0
    while kills < 20:
        process = context.Process(target=ingest, args=(_Slow(blocks), tmp_path), kwargs={"pace": _SMALL})
        process.start()
        time.sleep(source.uniform(0.02, 0.12))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kills += 1
        if manifest.exists(tmp_path):
            tip = manifest.read(tmp_path).tip
            height = -1 if tip is None else tip.height
            assert height >= reached
            reached = height
            if height == 150:
                shutil.rmtree(tmp_path)
                reached = -1
    ingest(MemorySource(blocks), tmp_path)
    assert_same(tmp_path, whole)
    assert_sound(tmp_path)


@pytest.mark.parametrize("linked", [False, True])
def test_power_lost_between_rows_and_manifest_loses_nothing(
    linked: bool, blocks: list[bytes], whole: Path, tmp_path: Path
) -> None:
    """With columns cut back to anywhere behind what is committed, and spends half entered, ingest goes on."""
    for cut in range(6):
        store = tmp_path / str(cut)
        ingest(MemorySource(blocks), store, last=100)
        held = manifest.read(store)
        further = tmp_path / f"{cut}-further"
        shutil.copytree(store, further)
        ingest(MemorySource(blocks), further)
        later = manifest.read(further)
        manifest.write(further, replace(held, linked_inputs=later.counts["inputs"] if linked else held.linked_inputs))
        source = random.Random(cut)
        for column in COLUMNS:
            path = columns.path_of(further, column)
            least, most = (counts[column.rows] * column.row_bytes for counts in (held.counts, later.counts))
            if not linked or column.name != "prevout" or cut == 0:
                os.truncate(path, source.randint(least, most))
            if not linked and column.name == "spender":
                shutil.copy(columns.path_of(store, column), path)
        ingest(MemorySource(blocks), further)
        assert_same(further, whole)


@pytest.mark.parametrize("depth", [1, 6, 100])
def test_a_reorganisation_lowers_the_store_to_the_fork_and_goes_on(
    depth: int, blocks: list[bytes], tmp_path: Path
) -> None:
    """After a branch of any depth the store equals one made of the new chain alone, and says what it gave up."""

    class Heard(Unwatched):
        given_up = 0

        def lowered(self, tip: BlockRef | None, given_up: int) -> None:
            assert tip is not None
            assert tip.height == 150 - depth
            self.given_up += given_up

    heard = Heard()
    branch = Miner(1000 + depth)
    kept = Miner(11).mine(150 - depth, 8)
    branch.blocks, branch.coins = list(kept.blocks), list(kept.coins)
    branch.mine(depth + 1, 8)
    assert branch.blocks[: 151 - depth] == blocks[: 151 - depth]
    store, fresh = tmp_path / "store", tmp_path / "fresh"
    ingest(MemorySource(blocks), store, pace=_SMALL)
    ingest(MemorySource(branch.blocks), store, watcher=heard, pace=_SMALL)
    assert heard.given_up == depth
    ingest(MemorySource(branch.blocks), fresh)
    assert_same(store, fresh)
    assert_sound(store)
    ingest(MemorySource([*blocks, *Miner(2, blocks).mine(3, 0).blocks[-3:]]), store)
    assert_sound(store)


def test_following_waits_through_a_reorganisation(blocks: list[bytes], tmp_path: Path) -> None:
    """While it follows, a chain that shrinks is waited for; the branch that grows past it is taken over."""
    source = MemorySource(blocks[:101])
    other = Miner(77, blocks[:96]).mine(9, 0).blocks
    stages = [other[:96], other[:97], other]

    def follow() -> bool:
        if not stages:
            return False
        source.chain = stages.pop(0)
        return True

    ingest(source, tmp_path / "store", follow=follow)
    ingest(MemorySource(other), tmp_path / "fresh")
    assert_same(tmp_path / "store", tmp_path / "fresh")


def test_the_chain_changing_while_blocks_are_read_is_noticed(blocks: list[bytes], tmp_path: Path) -> None:
    """Blocks of two branches are never put behind each other."""
    other = Miner(5, blocks[:60]).mine(100, 0).blocks

    class Turning(MemorySource):
        given = 0

        def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
            for height in range(first, last + 1):
                self.given += 1
                if self.given == 90:
                    self.chain = other
                yield height, self.chain[height]

    ingest(Turning(blocks), tmp_path / "store")
    ingest(MemorySource(other), tmp_path / "fresh")
    assert_same(tmp_path / "store", tmp_path / "fresh")


def test_a_copied_store_goes_on_elsewhere(blocks: list[bytes], whole: Path, tmp_path: Path) -> None:
    """A store is the files in its folder and nothing else."""
    ingest(MemorySource(blocks), tmp_path / "one", last=70)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    ingest(MemorySource(blocks), tmp_path / "two")
    assert_same(tmp_path / "two", whole)


def test_the_first_blocks_of_mainnet_are_stored_and_sound(tmp_path: Path) -> None:
    """Heights 0 to 4312 are ingested with every prevout found, and pass every check."""
    held = ingest(MemorySource(mainnet.first_blocks(), 0, MAIN), tmp_path)
    assert (held.counts["transactions"], held.counts["foreign"]) == (4371, 0)
    assert_sound(tmp_path)


def test_a_partial_store_keeps_what_it_spends_from_below(blocks: list[bytes], tmp_path: Path) -> None:
    """Outputs made below the first height come from the source once, and are kept."""
    source = MemorySource(blocks[60:], 60)
    source.spent = spent_by(blocks)
    held = ingest(source, tmp_path / "told")
    assert held.counts["foreign"] > 20
    assert_sound(tmp_path / "told")
    source.spent = None
    assert ingest(source, tmp_path / "untold").counts["foreign"] == held.counts["foreign"]
    assert_sound(tmp_path / "untold")


def test_a_spend_of_nothing_stops_the_ingest(tmp_path: Path) -> None:
    """In a store from genesis on, an input without an output is false, and what was committed stands."""
    miner = Miner(1).mine(5)
    miner.add([lambda: miner.made([tx_input(b"\x07" * 36)], [(1, b"")])])
    with pytest.raises(
        IntegrityError,
        match=r"^input 0 of transaction [0-9a-f]{64} in block 6 spends (07){32}:117901063, which does not exist$",
    ):
        ingest(MemorySource(miner.blocks), tmp_path, pace=Pace(1, 1))
    assert manifest.read(tmp_path).tip == BlockRef(5, block_hash(miner.blocks[5]))
    assert_sound(tmp_path)


@pytest.mark.parametrize("pace", [Pace(), Pace(1, 1), Pace(1, 10**9)])
def test_a_second_spend_stops_the_ingest(pace: Pace, tmp_path: Path) -> None:
    """An output spent in two transactions is false, wherever the two stand."""
    miner = Miner(1).mine(20)
    [(txid, vout, value, _)] = miner.take(1)
    spend = tx_input(txid + vout.to_bytes(4, "little"))
    miner.add([lambda: miner.made([spend], [(value, b""), (0, b"")], keep=False)])
    miner.mine(3, 0)
    miner.add([lambda: miner.made([spend], [(value, b"\x51")], keep=False)])
    with pytest.raises(IntegrityError, match=r"already spent|does not exist"):
        ingest(MemorySource(miner.blocks), tmp_path, pace=pace)
    if manifest.read(tmp_path).tip is not None:
        assert_sound(tmp_path)


def test_two_coinbases_of_one_txid_are_both_held(tmp_path: Path) -> None:
    """Of a txid that exists twice the later one's outputs are spent; the earlier stays unspent (BIP 30)."""
    twin = coinbase()
    chain = [GENESIS]
    for height in (1, 2):
        chain.append(block(sha256d(chain[-1][:80]), [sha256d(twin)], [twin], 1_300_000_000 + height))
    miner = Miner(4, chain)
    miner.add([lambda: miner.made([tx_input(sha256d(twin) + bytes(4))], [(5, b"\x51")])])
    ingest(MemorySource(miner.blocks), tmp_path, pace=Pace(1, 1))
    assert_sound(tmp_path)
    view = StoreView(tmp_path)
    txid = Txid(display(sha256d(twin)))
    assert view.transactions([txid])[txid].position.height == 2
    assert view.spenders([Outpoint(txid, 0)])[Outpoint(txid, 0)].position.height == 3
    assert view.rows.spender(1) is None


def test_a_second_writer_is_refused(blocks: list[bytes], tmp_path: Path) -> None:
    """Whoever comes second is told that the store is being written."""
    tmp_path.mkdir(exist_ok=True)
    with only_writer(tmp_path), pytest.raises(CaseError, match=r"is being written by another tracer\. Wait"):
        ingest(MemorySource(blocks), tmp_path)


def test_a_store_of_another_network_or_start_is_refused(blocks: list[bytes], whole: Path) -> None:
    """A store is never mixed with another chain."""
    with pytest.raises(CaseError, match=r"is of network regtest; the source is of main\. Use another store"):
        ingest(MemorySource(blocks, 0, MAIN), whole)
    with pytest.raises(CaseError, match=r"starts at height 0; --from-height asks for 5\. Use another store"):
        ingest(MemorySource(blocks), whole, first=5)
    strange = [GENESIS, *Miner(99).mine(160, 0).blocks[1:]]
    strange[0] = strange[1]
    with pytest.raises(CaseError, match="it is another chain"):
        ingest(MemorySource(strange), whole)


def test_a_newer_store_is_refused(whole: Path, tmp_path: Path) -> None:
    """A manifest of a later schema names what to do."""
    shutil.copytree(whole, tmp_path / "new")
    path = tmp_path / "new" / manifest.NAME
    content = json.loads(path.read_text()) | {"schema": 3}
    del content["sha256"]
    content["sha256"] = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(content))
    with pytest.raises(CaseError, match=r"is a store of schema 3; this tracer reads 2\. Use a newer tracer"):
        check(tmp_path / "new")


def test_a_full_disk_leaves_what_was_committed(blocks: list[bytes], whole: Path, tmp_path: Path) -> None:
    """A column that cannot grow is an error of the machine, and the ingest goes on when there is room."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            ingest(MemorySource(blocks), tmp_path, pace=_SMALL)
        except SourceError as error:
            os._exit(3 if "the disk is full" in str(error) and "What was committed stands" in str(error) else 9)
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=limited)
    process.start()
    process.join()
    assert process.exitcode == 3
    tip = manifest.read(tmp_path).tip
    assert tip is not None
    assert tip.height > 10
    ingest(MemorySource(blocks), tmp_path)
    assert_same(tmp_path, whole)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_changed_byte_in_any_column_is_found(column: Column, whole: Path, tmp_path: Path) -> None:
    """The check names the column whose bytes are not those committed."""
    if column.rows.startswith("foreign"):
        pytest.skip("a store from genesis on has no rows there")
    shutil.copytree(whole, tmp_path / "store")
    path = columns.path_of(tmp_path / "store", column)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x10
    path.write_bytes(content)
    faults = [fault for finding in check(tmp_path / "store") for fault in finding.faults]
    assert f"column {column.name} is not what was committed: bytes have changed" in faults


def test_a_cut_column_is_an_error_not_a_crash(whole: Path, tmp_path: Path) -> None:
    """A column shorter than the manifest says is refused by its name."""
    shutil.copytree(whole, tmp_path / "store")
    path = columns.path_of(tmp_path / "store", COLUMNS[3])
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(IntegrityError, match=r"txid\.column has \d+ bytes; the manifest counts \d+"):
        check(tmp_path / "store")


def test_a_damaged_manifest_is_an_error(whole: Path, tmp_path: Path) -> None:
    """A manifest that is not one is refused, not guessed at."""
    shutil.copytree(whole, tmp_path / "store")
    path = tmp_path / "store" / manifest.NAME
    for text in ("", "{", "[]", "{}", path.read_text().replace('"blocks": 151', '"blocks": -1')):
        path.write_text(text)
        with pytest.raises(IntegrityError, match=r"manifest\.json is damaged"):
            check(tmp_path / "store")


def test_a_folder_of_other_things_is_no_store(blocks: list[bytes], tmp_path: Path) -> None:
    """Nothing is written into a folder that holds other things, and a file is no folder; a store only begun goes on."""
    (tmp_path / "report.pdf").write_text("mine")
    with pytest.raises(CaseError, match=r"holds other things than a store\.\nName another folder with --store"):
        ingest(MemorySource(blocks), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
    with pytest.raises(CaseError, match=r"report\.pdf is no folder"):
        ingest(MemorySource(blocks), tmp_path / "report.pdf")
    with pytest.raises(CaseError, match=r"report\.pdf holds no store: make one with"):
        check(tmp_path / "report.pdf")
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "lock").write_text("")
    (begun / "manifest.json.new").write_text("{")
    ingest(MemorySource(blocks), begun)
    assert_sound(begun)
