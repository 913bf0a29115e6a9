"""The loops that take long to compile, compiled once before the tests begin, a part of them by each process of a run.

Else each process would compile all of them, at the same time, when its first test needs them.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.dense_reach import dense_reach
from tests.story import BLOCKS
from tracer.case.case import Label
from tracer.ingest.file_blocks import FileBlocks
from tracer.kernel.arrays import KernelLimits
from tracer.kernel.columns import drawn_columns
from tracer.kernel.follow import Claimed, CrossingLimit, follow
from tracer.operations.clusters import ClustersRequest, ask_clusters
from tracer.operations.context import Context
from tracer.store.ingest import ingest
from tracer.trace.bounds.flow import FlowNetwork
from tracer.trace.bounds.inflow_proofs import proofs_together
from tracer.trace.bounds.work_limit import WorkLimit
from tracer.trace.passing import FlowKind

_NOBODY = 0xFFFF_FFFF_FFFF_FFFF
_VICTIM, _SECOND = "2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi", "mvQ7WosPx49a19ZgcdjAHrodgY9f5UWJCT"
"""Of the story, spent together."""


def the_fold(_: Path) -> None:
    """Follow a coin that is spent twice across one transaction, and give up."""
    first_input, first_output, prevout, value = [0, 0, 1], [0, 1, 2], [0, 1], [3, 2, 1]
    columns = drawn_columns([first_input, first_output, prevout, value, [1, 2, _NOBODY], *[[]] * 4], 3)
    none = np.empty(0, np.uint64)
    limits = KernelLimits(none, none, 0, 0, 0, 3, 0)
    follow(columns, [Claimed(0, 0, ((Label("A"), 3),))], "fifo", limits=limits, budget=CrossingLimit(1))


def the_others(folder: Path) -> None:
    """Store the story, ask for a cluster, and prove bounds."""
    ingest(FileBlocks(BLOCKS), folder / "store")
    ask_clusters(ClustersRequest(folder / "store", [_VICTIM, _SECOND]), Context())
    network = FlowNetwork(dense_reach(30, 0), FlowKind.TRACED, None, WorkLimit(1_000))
    proofs_together(network, [(0,)], WorkLimit(1_000))


PARTS: tuple[Callable[[Path], None], ...] = (the_fold, the_others)


def compile_part(number: int, of: int, folder: Path) -> None:
    """Compile the part of one process, by its number from 0, of so many; `folder` is empty and may be written to."""
    for part in PARTS[number::of]:
        part(folder)
