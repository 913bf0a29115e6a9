"""A worker's seat on a machine of a cluster: what a Dask worker runs for each case that it is handed.

A Dask worker does no case itself. It keeps workers like those of a local batch, under the same limits of
memory and time, so that a case can take down neither the Dask worker nor its neighbours, and a source is
opened once for many cases. Whatever is tried again writes to a place of its own: a run that was begun
twice, because somebody held a machine to be dead, is put in its place once, by the batch.
"""

import socket
import threading
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tracer import METHOD, __version__
from tracer.batch.pool import Limits, Pool
from tracer.batch.work import Failed, Fault, Finished, Task, Work
from tracer.chain.outpoint import BlockRef

SOFTWARE = f"{__version__}, method {METHOD}"
_KEPT = 4
"""Batches for which idle workers are kept; those of the longest unused are ended."""

_LOCK = threading.Lock()
_IDLE: dict[str, list[Pool]] = {}


@dataclass(frozen=True, slots=True)
class Errand:
    """One case to be done on the cluster.

    `batch` is of one call alone, so that no source that an earlier call opened is taken for today's.
    `there`: the batch's own machine can read the case file. `tip`: what the whole batch goes by.
    """

    batch: str
    software: str
    work: Work
    limits: Limits
    tip: BlockRef | None
    task: Task
    there: bool


class Answer(NamedTuple):
    """How a case ended, and where its run was written if it was."""

    outcome: Finished | Failed
    out: Path


def run_errand(errand: Errand) -> Answer:
    """Do one case in a worker of this machine."""
    out = errand.task.out.with_name(f"run-{uuid.uuid4().hex}")
    unfit = _unfit(errand)
    if unfit is not None:
        return Answer(Failed(Fault.MACHINE, f"{socket.gethostname()}: {unfit}", passing=True), out)
    pool = _take(errand)
    (ended,) = pool.each([replace(errand.task, out=out)], _unsaid)
    with _LOCK:
        _IDLE.setdefault(errand.batch, []).append(pool)
    return Answer(ended.outcome, out)


def let_go(batch: str) -> None:
    """End the idle workers of a batch."""
    with _LOCK:
        pools = _IDLE.pop(batch, [])
    for pool in pools:
        pool.close()


def _unfit(errand: Errand) -> str | None:
    """Return why this machine cannot do the case as the batch's own would, None where it can."""
    if errand.software != SOFTWARE:
        return f"has tracer {SOFTWARE}; this batch is of {errand.software}.\nInstall the same on every machine."
    for path, needed in ((errand.task.out.parent, True), (errand.task.path, errand.there)):
        if needed and not path.exists():
            return f"does not see {path}.\nEvery machine of the cluster must see cases and --out under the same path."
    return None


def _take(errand: Errand) -> Pool:
    """Return an idle worker of this batch, or room for a new one."""
    with _LOCK:
        idle = _IDLE.pop(errand.batch, [])
        _IDLE[errand.batch] = idle
        unused = [_IDLE.pop(batch) for batch in list(_IDLE)[:-_KEPT]]
        mine = idle.pop() if idle else None
    for pool in (pool for pools in unused for pool in pools):
        pool.close()
    return mine or Pool(errand.work, replace(errand.limits, workers=1, pauses=()), errand.tip)


def _unsaid(task: Task) -> None:
    """Say nothing: the batch knows what it handed out."""
