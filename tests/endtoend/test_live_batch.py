"""A night over a real node: the same runs as over the recorded blocks, and an outage costs time only."""

import threading
import time
from pathlib import Path

import pytest

from fixtures.bitcoind import Node
from tests.batch.nights import digest, write_case
from tests.bitcoind import needs_bitcoind
from tests.fixtures_story.recorded import blocks, parents_first
from tests.story import BLOCKS
from tracer.batch.batch_run import BatchRequest, run_batch
from tracer.batch.pool import BatchLimits
from tracer.batch.tracing import Tracing
from tracer.operations.sources import ChainSource

pytestmark = needs_bitcoind

LIMITS = BatchLimits(workers=1, memory_mib=2048, seconds=300, pauses=(1, 1, 2, 2, *(4,) * 75))


@pytest.fixture
def cases(tmp_path: Path):
    """Give two cases of the story."""
    for name in ("KZ-1", "KZ-2"):
        write_case(tmp_path / "cases", name)
    return tmp_path / "cases"


def test_a_node_that_goes_away_is_waited_for(cases, tmp_path: Path):
    """The node is down when the night begins and comes back.

    Every case is done, with the runs of the recorded blocks.
    """
    with Node(tmp_path / "node") as node:
        node.submit([block.raw for block in parents_first(blocks())])
        node.wait_for_indexes()
        node.stop()

        def come_back() -> None:
            """Start the node again after a while."""
            time.sleep(2)
            node.start()

        back = threading.Thread(target=come_back)
        back.start()
        try:
            request = BatchRequest(str(cases), tmp_path / "live", LIMITS, None, None)
            night = run_batch(request, Tracing(ChainSource(node.url, node.cookie)), lambda *told: None)
        finally:
            back.join()
    assert (night.done, night.exit_code) == (2, 0), [line.message for line in night.summary.lines]
    request = BatchRequest(str(cases), tmp_path / "recorded", LIMITS, None, None)
    run_batch(request, Tracing(ChainSource(str(BLOCKS))), lambda *told: None)
    for name in ("KZ-1", "KZ-2"):
        for part in ("trace.json", "leads.csv"):
            live, recorded = (tmp_path / night / "cases" / name / "run" / part for night in ("live", "recorded"))
            assert live.read_bytes() == recorded.read_bytes()
        assert digest(tmp_path / "live/cases" / name / "run/chain") == digest(
            tmp_path / "recorded/cases" / name / "run/chain"
        )
