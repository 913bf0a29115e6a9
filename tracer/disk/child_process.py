"""Work done in a copy of this process, while this one goes on: what it gives is the same either way.

On one core, or where a process cannot be copied, the work is done here when its result is asked for.
Only for work that writes nothing and shows nothing, and whose result is small.
"""

import contextlib
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


@contextmanager
def in_child_process(work: Callable[[], T], /) -> Iterator[Callable[[], T]]:
    """Begin the work and give what waits for its result; when the block is left, what is not done is given up.

    Where the copy dies, or ends in an exception, the work is done again here, so that its exception is raised here.
    """
    if cores() < 2 or sys.platform != "linux":
        yield work
        return
    reader, writer = os.pipe()
    child = _copied(work, writer)
    os.close(writer)
    try:
        yield lambda: _result(reader, work)
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _copied(work: Callable[[], T], writer: int) -> int:
    """Copy this process and let the copy do the work; return its number.

    An interruption waits until the copy knows that it is one: it ends without a word, and this process says it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child = os.fork()
        if not child:
            _do(work, writer, before)
        return child
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _do(work: Callable[[], T], writer: int, mask: set[signal.Signals | int]) -> NoReturn:
    """Do the work, hand its result over and end this copy, without what a process does on leaving."""
    code = 1
    try:
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
