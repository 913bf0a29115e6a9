"""A worker: a process that does one case after the other until it is told to stop.

It lives under its own limit of memory, so that one case can take down no other. It never outlives the
batch: a thread of its own waits on a pipe that only the batch holds open. What it writes lies in a
folder that it was given for the purpose; putting a run in its place is the batch's business.
"""

import contextlib
import os
import resource
import signal
import threading
from multiprocessing.connection import Connection
from typing import NamedTuple

from tracer.batch.work import CaseFault, Failed, Finished, Task, Work
from tracer.chain.outpoint import BlockRef
from tracer.errors import CaseError, SourceError, TracerError

_MIB = 1 << 20


class WorkerStart(NamedTuple):
    """The first thing a worker is told: the work it does, and how much memory it may allocate."""

    work: Work
    memory_mib: int


class Ready(NamedTuple):
    """The worker has loaded what it needs: the time of its first case runs from now."""


class Opening(NamedTuple):
    """The worker opens its source."""


class SourceOpened(NamedTuple):
    """The worker's source is open and ends at `tip`; it waits for the tip to go by."""

    tip: BlockRef


class Exhausted(NamedTuple):
    """The worker ran out of memory; it ends after saying so, for its heap may be in shreds."""


class _PipeLink:
    """Speaks to the batch over the worker's pipe. A `BatchLink`."""

    def __init__(self, pipe: Connection) -> None:
        """Speak over this pipe."""
        self._pipe = pipe

    def opening(self) -> None:
        """Say that the source is being opened."""
        self._pipe.send(Opening())

    def opened(self, tip: BlockRef) -> BlockRef:
        """Say that the source is open; return the tip that the whole batch goes by."""
        self._pipe.send(SourceOpened(tip))
        answer = self._pipe.recv()
        assert isinstance(answer, BlockRef)
        return answer


def main(pipe: int, lifeline: int) -> None:
    """Work over two open file descriptors until the pipe ends, or after running out of memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(Connection(lifeline),), daemon=True).start()
    with Connection(pipe) as speaking, contextlib.suppress(EOFError):
        _serve(speaking)


def _serve(pipe: Connection) -> None:
    """Do the tasks that come over the pipe and answer each."""
    begun = pipe.recv()
    assert isinstance(begun, WorkerStart)
    _limit(begun.memory_mib)
    pipe.send(Ready())
    link = _PipeLink(pipe)
    while True:
        task = pipe.recv()
        assert isinstance(task, Task)
        try:
            outcome = _done(begun.work, task, link)
        except MemoryError:
            pipe.send(Exhausted())
            return
        pipe.send(outcome)


def _done(work: Work, task: Task, link: _PipeLink) -> Finished | Failed:
    try:
        return work.do(task, link)
    except TracerError as error:
        fault = {CaseError: CaseFault.CASE, SourceError: CaseFault.MACHINE}.get(type(error), CaseFault.INTEGRITY)
        return Failed(fault, str(error), passing=isinstance(error, SourceError))


def _limit(memory_mib: int) -> None:
    """Limit what the process may allocate. Memory-mapped files do not count, so a store of any size can be read.

    Source: getrlimit(2), RLIMIT_DATA (Linux 4.7 and later: private writable mappings included).
    """
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = memory_mib * _MIB
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))


def _die_with(lifeline: Connection) -> None:
    """End this process at once when the other end of the pipe is closed, by whatever ended the batch."""
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
