"""The workers of one machine of a cluster: what a Dask worker runs for each case that it is handed.

A Dask worker does no case itself. It keeps workers like those of a local batch, under the same limits of
memory and time, so that a case can take down neither the Dask worker nor its neighbours, and a source is
opened once for many cases. Whatever is tried again writes to a place of its own: a run that was begun
twice, because somebody held a machine to be dead, is put in its place once, by the batch.
"""

import socket
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tracer import METHOD, __version__
from tracer.batch.pool import BatchLimits, Pool
from tracer.batch.work import CaseFault, Failed, Finished, Task, Work
from tracer.chain.outpoint import BlockRef

SOFTWARE = f"{__version__}, method {METHOD}"
_KEPT = 4
"""Batches for which idle workers are kept; those of the longest unused are ended."""
_IDLE_SECONDS = 600.0
"""After so long without a case a worker is ended: a batch that was killed lets nobody go."""
_REMEMBERED = 10_000
"""Batches of which it is remembered that they are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTask:
    """One case to be done on the cluster.

    `batch` is of one call alone, so that no source that an earlier call opened is taken for today's.
    `there`: the batch's own machine can read the case file. `tip`: what the whole batch goes by.
    """

    batch: str
    software: str
    work: Work
    limits: BatchLimits
    tip: BlockRef | None
    task: Task
    there: bool


class RemoteAnswer(NamedTuple):
    """How a case ended, and where its run was written if it was."""

    outcome: Finished | Failed
    out: Path


class Resting(NamedTuple):
    """A worker that waits for its batch's next case, and since when, by the monotonic clock."""

    pool: Pool
    since: float


class IdlePools:
    """The workers that a machine keeps between the cases of batches. For many threads at once."""

    def __init__(self, patience: float = _IDLE_SECONDS) -> None:
        """Keep workers that have nothing to do for so many seconds."""
        self._patience = patience
        self._turn = threading.Lock()
        self._idle: dict[str, list[Resting]] = {}
        self._over: dict[str, None] = {}
        self._is_watched = False

    def take(self, remote: RemoteTask) -> Pool:
        """Return an idle worker of this batch, or room for a new one."""
        with self._turn:
            mine = self._idle.pop(remote.batch, [])
            self._idle[remote.batch] = mine
            unused = [self._idle.pop(batch) for batch in list(self._idle)[:-_KEPT]]
            found = mine.pop().pool if mine else None
        _close([each for resting in unused for each in resting])
        return found or Pool(remote.work, replace(remote.limits, workers=1, pauses=()), remote.tip)

    def give_back(self, batch: str, pool: Pool) -> None:
        """Keep a worker for the batch's next case; end it where the batch is over meanwhile."""
        resting = Resting(pool, time.monotonic())
        with self._turn:
            is_over = batch in self._over
            if not is_over:
                self._idle.setdefault(batch, []).append(resting)
                if not self._is_watched:
                    self._is_watched = True
                    threading.Thread(target=self._watch, daemon=True).start()
        if is_over:
            _close([resting])

    def close_idle_pools(self, batch: str) -> None:
        """End the idle workers of a batch; those that are at work for it are ended when they come back."""
        with self._turn:
            resting = self._idle.pop(batch, [])
            self._over[batch] = None
            for oldest in list(self._over)[:-_REMEMBERED]:
                del self._over[oldest]
        _close(resting)

    def _watch(self) -> None:
        """End workers that have waited for too long; return when none waits."""
        while True:
            with self._turn:
                last = time.monotonic() - self._patience
                tired = [each for resting in self._idle.values() for each in resting if each.since <= last]
                kept = {batch: [each for each in resting if each.since > last] for batch, resting in self._idle.items()}
                self._idle = {batch: resting for batch, resting in kept.items() if resting}
                self._is_watched = goes_on = bool(self._idle)
                first = min((each.since for resting in self._idle.values() for each in resting), default=last)
            _close(tired)
            if not goes_on:
                return
            time.sleep(max(0.0, first - last))


def _close(resting: Sequence[Resting]) -> None:
    for each in resting:
        each.pool.close()


_IDLE_POOLS = IdlePools()


def run_remote_task(remote: RemoteTask, idle_pools: IdlePools = _IDLE_POOLS) -> RemoteAnswer:
    """Do one case in a worker of this machine."""
    out = remote.task.out.with_name(f"run-{uuid.uuid4().hex}")
    unfit = _unfit(remote)
    if unfit is not None:
        return RemoteAnswer(Failed(CaseFault.MACHINE, f"{socket.gethostname()}: {unfit}", passing=True), out)
    with ExitStack() as unused:
        pool = idle_pools.take(remote)
        unused.callback(pool.close)
        (ended,) = pool.each([replace(remote.task, out=out)], _unsaid)
        unused.pop_all()
    idle_pools.give_back(remote.batch, pool)
    return RemoteAnswer(ended.outcome, out)


def close_idle_pools(batch: str) -> None:
    """End the workers of a batch on this machine."""
    _IDLE_POOLS.close_idle_pools(batch)


def _unfit(remote: RemoteTask) -> str | None:
    """Return why this machine cannot do the case as the batch's own would, None where it can."""
    if remote.software != SOFTWARE:
        return f"has tracer {SOFTWARE}; this batch is of {remote.software}.\nInstall the same on every machine."
    for path, needed in ((remote.task.out.parent, True), (remote.task.path, remote.there)):
        if needed and not path.exists():
            return f"does not see {path}.\nEvery machine of the cluster must see cases and --out under the same path."
    return None


def _unsaid(task: Task) -> None:
    """Say nothing: the batch knows what it handed out."""
