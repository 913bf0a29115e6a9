from collections.abc import Sequence
from pathlib import Path

import pbk
import pytest

from fixtures.bitcoind import Node
from fixtures.recorder.plot import TIP
from fixtures.recorder.plot_reserve import FORK_AT_QUARTER, LAST
from tests.bitcoind import requires_bitcoind
from tests.fixtures_story import recorded
from tests.fixtures_story.recorded import RawBlock


def height_reached(blocks: Sequence[RawBlock], folder: Path) -> tuple[int, str]:
    """Return where Core's own consensus code ends; its word on a single block is not enough."""
    manager = pbk.load_chainman(folder, pbk.ChainType.REGTEST)
    for block in blocks:
        try:
            manager.process_block(pbk.Block(block.raw))
        except pbk.ProcessBlockException:
            continue
    tip = manager.get_active_chain().block_tree_entries[-1]
    return tip.height, str(tip.block_hash)


def test_best_branch_is_valid(tmp_path: Path) -> None:
    """Under consensus every block connects: the active chain ends at the recorded tip."""
    best = recorded.names()["best"]
    assert height_reached(recorded.parents_first(recorded.blocks()), tmp_path) == (TIP, best[str(TIP)])


def test_stale_branch_is_valid(tmp_path: Path) -> None:
    """The branch that lost is valid too: without its rival it is the active chain."""
    stale, best = recorded.names()["stale"], recorded.names()["best"]
    rival = {best[str(height)] for height in range(112, TIP + 1)}
    blocks = [block for block in recorded.parents_first(recorded.blocks()) if block.hash not in rival]
    assert height_reached(blocks, tmp_path) == (113, stale["113"])


def test_part_two_is_valid(tmp_path: Path) -> None:
    """Part two's file, which begins with the first story's bytes, connects to its own tip."""
    assert (recorded.TWO / "blocks.blk").read_bytes().startswith((recorded.STORY / "blocks.blk").read_bytes())
    best = recorded.names(recorded.TWO)["best"]
    blocks = recorded.parents_first(recorded.blocks(recorded.TWO))
    assert len(blocks) == LAST + 4
    assert height_reached(blocks, tmp_path) == (LAST, best[str(LAST)])


def test_branch_that_lost_at_the_quarter_s_end_is_valid(tmp_path: Path) -> None:
    """The branch that held `move-c` before the quarter's end is valid: without its rival it is the active chain."""
    stale, best = recorded.names(recorded.TWO)["stale"], recorded.names(recorded.TWO)["best"]
    rival = {best[str(height)] for height in range(FORK_AT_QUARTER + 1, LAST + 1)}
    blocks = recorded.parents_first(recorded.blocks(recorded.TWO))
    blocks = [block for block in blocks if block.hash not in rival]
    assert height_reached(blocks, tmp_path) == (247, stale["247"])


@pytest.mark.parametrize("height", [104, 116])
def test_consensus_notices_a_false_block(tmp_path: Path, height: int) -> None:
    """A block with one bit of its last output's lock time changed stops the chain below it."""
    false = recorded.names()["best"][str(height)]
    blocks = [
        block._replace(raw=block.raw[:-1] + bytes([block.raw[-1] ^ 1])) if block.hash == false else block
        for block in recorded.parents_first(recorded.blocks())
    ]
    reached, _ = height_reached(blocks, tmp_path)
    assert reached < TIP


@requires_bitcoind
def test_node_takes_the_file(tmp_path: Path) -> None:
    """A fresh node given the recorded blocks ends at the recorded tip and knows the branch that lost."""
    with Node(tmp_path, ()) as node:
        node.submit([block.raw for block in recorded.parents_first(recorded.blocks())])
        assert node.call("getbestblockhash") == recorded.names()["best"][str(TIP)]
        tips = node.call("getchaintips")
    assert isinstance(tips, list)
    branches = {(tip["height"], tip["branchlen"], tip["status"]) for tip in tips if isinstance(tip, dict)}
    assert branches == {(TIP, 0, "active"), (113, 2, "valid-fork")}
