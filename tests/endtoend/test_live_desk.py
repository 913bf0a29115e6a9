"""Looking and intake over a real node say what they say over the recorded blocks."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.bitcoind import Node
from tests.bitcoind import needs_bitcoind
from tests.commands import tracer
from tests.fixtures_story.recorded import blocks, parents_first
from tests.story import BLOCKS, CASE, NAMES

pytestmark = needs_bitcoind

TXID = {name: row["txid"] for name, row in NAMES["transactions"].items()}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Give a node with every index, fed with every recorded block, stale ones included."""
    with Node(tmp_path_factory.mktemp("node")) as running:
        running.submit([block.raw for block in parents_first(blocks())])
        running.wait_for_indexes()
        yield running


@pytest.mark.parametrize(
    "name",
    [TXID["mix"], TXID["merge-2"], f"{TXID['seize-2']}:0", "2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi", TXID["fund-victims"]],
)
def test_a_look_at_a_node_equals_one_at_the_recorded_blocks(node: Node, name):
    """A transaction, an output and an address are the same over both sources."""
    over_file = tracer("look", name, "--chain", BLOCKS, "--case", CASE, "--json")
    over_node = tracer("look", name, "--chain", node.url, "--cookie", node.cookie, "--case", CASE, "--json")
    assert over_node.code == 0, over_node.err
    assert json.loads(over_node.out) == json.loads(over_file.out)


def test_a_node_supports_a_damaged_txid(node: Node, tmp_path: Path) -> None:
    """The one reading of a damaged txid that a node has is its candidate."""
    note = tmp_path / "note.txt"
    swapped = next(at for at in range(9, 63) if TXID["mix"][at] != TXID["mix"][at + 1])
    absent = TXID["mix"][:swapped] + TXID["mix"][swapped + 1] + TXID["mix"][swapped] + TXID["mix"][swapped + 2 :]
    note.write_text(f"{TXID['pay'][:30]}{TXID['pay'][30]}{TXID['pay'][30:]} {absent}")
    found = tracer("intake", note, "--network", "regtest", "--chain", node.url, "--cookie", node.cookie, "--json")
    assert found.code == 0, found.err
    rows = json.loads(found.out)["findings"]
    assert [row["verdict"] for row in rows] == ["damaged", "absent"]
    assert [[each["value"] for each in row["candidates"]] for row in rows] == [[TXID["pay"]], [TXID["mix"]]]
