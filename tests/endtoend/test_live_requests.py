"""How often a trace over a node asks it: a law about requests, which time cannot blur."""

from pathlib import Path

import pytest

from benchmarks.evidence_costs import TrailWorkload, write_case
from tests.ingest.fake_node import FakeNode, answers
from tests.ingest.milling import Chain
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest, trace

OPENING = 20
"""Requests that do not depend on the trail: what the node is, its tip, headers, its answers for the record."""


@pytest.mark.parametrize(("per_block", "trail", "each"), [(50, 200, 0.5), (1, 40, 4)])
def test_a_trail_transaction_costs_few_requests(per_block: int, trail: int, each: float, tmp_path: Path) -> None:
    """Half of one where fifty lie in a block, at most four where one does, parents and proofs included.

    Of each block one list is asked for, of one that is read whole its bytes once, and no proof of anything.
    """
    workload, chain = TrailWorkload(trail, per_block), Chain()
    chain.blocks[:] = workload.chain
    write_case(workload, tmp_path / "case.toml")
    honest = answers(chain)
    listed: list[object] = []

    def indexes(name: str | None = None) -> object:
        return honest["getindexinfo"]() if name is None else {}

    def block(name: str, verbosity: int) -> object:
        listed.append((name, verbosity))
        return honest["getblock"](name, verbosity)

    with FakeNode({**honest, "getindexinfo": indexes, "getblock": block}) as node:
        context = Context(environment=node.environment)
        trace(TraceRequest(tmp_path / "case.toml", ChainSource(node.url), tmp_path / "run"), context)
    assert node.requests <= OPENING + each * trail
    assert "gettxoutproof" not in node.calls
    assert len(listed) == len(set(listed))
    read = (tmp_path / "run/chain/transactions.csv").read_bytes().count(b"\n") - 1
    assert read >= 3 * trail
