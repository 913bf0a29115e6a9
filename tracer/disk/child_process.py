"""Work done in a copy of this process, while this one goes on: what it gives is the same either way.

On one core, or where a process cannot be copied, the work is done here when its result is asked for.
Only for work that writes nothing and shows nothing, and whose result is small.
"""

import contextlib
import ctypes
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NoReturn, Protocol, TypeVar

T = TypeVar("T")


class Runner(Protocol):
    """Begins some work and gives what returns its result: `in_child_process` or `in_this_process`."""

    def __call__(self, work: Callable[[], T], /) -> AbstractContextManager[Callable[[], T]]:
        """Begin the work."""
        ...


def in_this_process(work: Callable[[], T], /) -> AbstractContextManager[Callable[[], T]]:
    """Begin nothing: the work is done in this process, when its result is asked for."""
    return nullcontext(work)


_CHUNK = 1 << 16
_PR_SET_PDEATHSIG = 1


@contextmanager
def in_child_process(work: Callable[[], T], /) -> Iterator[Callable[[], T]]:
    """Begin the work and give what waits for its result; when the block is left, what is not done is given up.

    Where the copy dies, or ends in an exception, the work is done again here, so that its exception is raised here.
    """
    begun = _begun(work) if cores() >= 2 and sys.platform == "linux" else None
    if begun is None:
        yield work
        return
    child, reader = begun
    try:
        yield lambda: _result(reader, work)
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # the system takes it away itself where SIGCHLD is ignored
            os.waitpid(child, 0)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _begun(work: Callable[[], T]) -> tuple[int, int] | None:
    """Copy this process and let the copy do the work; return its number, and what its result is read from.

    None where the system gives no process, no memory or no pipe for it.
    """
    try:
        reader, writer = os.pipe()
    except OSError:
        return None
    try:
        return _copied(work, reader, writer), reader
    except OSError:
        os.close(reader)
        return None
    finally:
        os.close(writer)


def _copied(work: Callable[[], T], reader: int, writer: int) -> int:
    """Copy this process and let the copy do the work; return its number.

    An interruption waits until the copy knows that it is one: it ends without a word, and this process says it.
    """
    parent, system = os.getpid(), ctypes.CDLL(None)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child = os.fork()
        if not child:
            _do(work, reader, writer, before, lambda: _end_with(parent, system))
        return child
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with(parent: int, system: ctypes.CDLL) -> None:
    """Have the system kill this copy when the process that made it ends, however that ends.

    Source: prctl(2), PR_SET_PDEATHSIG.
    """
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(
    work: Callable[[], T], reader: int, writer: int, mask: set[signal.Signals | int], tie: Callable[[], None]
) -> NoReturn:
    """Do the work, hand its result over and end this copy, without what a process does on leaving.

    The copy gives up its own end for reading: else it would wait for ever to write to nobody but itself.
    """
    code = 1
    try:
        tie()
        os.close(reader)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        answer = memoryview(pickle.dumps(work()))
        while answer:
            answer = answer[os.write(writer, answer) :]
        code = 0
    finally:
        os._exit(code)


def _result(reader: int, work: Callable[[], T]) -> T:
    """Return what the copy hands over; do the work here where it hands over nothing whole."""
    parts = []
    while part := os.read(reader, _CHUNK):
        parts.append(part)
    try:
        found: T = pickle.loads(b"".join(parts))
    except (EOFError, pickle.UnpicklingError):
        return work()
    return found
