"""The workers of a batch: started, given cases, watched, replaced.

One case per worker at a time. A worker that dies, or that exceeds its case's time, is replaced and
the case is marked with what happened; the others never notice. A case whose source could not answer
is tried again after growing pauses, in which the workers do other cases.

Workers are programs of their own: they inherit neither the batch's lock nor its ledger nor its threads,
and stand in a process group of their own, so that Ctrl-C is the batch's business alone.
"""

import contextlib
import heapq
import json
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from types import TracebackType
from typing import NamedTuple, Self

from tracer.batch import worker
from tracer.batch.work import CaseFault, Failed, Finished, Task, Work
from tracer.chain.outpoint import BlockRef

PAUSES = (1, 2, 4, 8, 16, 32, 60, 60)
"""Seconds before a case is tried again whose source could not answer; after the last it has failed."""

_GRACE = 5
_CAUSES = {
    signal.SIGKILL: "the system does that where memory runs out",
    signal.SIGTERM: "somebody ended it",
    signal.SIGBUS: "a file that it was reading is shorter than it was, or the disk does not give its content.\n"
    "Look at the disk; where the source is a store, run tracer store check DIR",
}
"""Why a worker dies by a signal."""
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from tracer.batch.worker import main; main(*map(int, sys.argv[2:]))"
)
"""What a worker runs. It looks for modules where the batch does, which may not be installed at all."""


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How many workers, what each may hold in memory, what each case may take, how patient the batch is."""

    workers: int
    memory_mib: int
    seconds: int
    pauses: tuple[float, ...] = PAUSES


class Ended(NamedTuple):
    """How a task ended, and how often it was tried."""

    task: Task
    outcome: Finished | Failed
    attempts: int


class Waiting(NamedTuple):
    """A task, due at a time of the monotonic clock, in the order asked for."""

    due: float
    turn: int
    task: Task
    attempts: int


@dataclass(slots=True)
class _Worker:
    """A process and what it is doing. `deadline` None: its time does not run."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    ready: bool = False
    doing: Waiting | None = None
    deadline: float | None = None


@dataclass
class Pool:
    """Workers that do the same work. Leaving its context ends them all at once."""

    work: Work
    limits: BatchLimits
    tip: BlockRef | None = None
    """What all workers go by; None: the tip of the first that opens its source."""
    say: Callable[[str], None] | None = None
    """Told once of each reason for which a case has to wait."""
    _workers: list[_Worker] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Open the pipe whose closing, by whatever means, ends every worker."""
        self._life, self._held = Pipe(duplex=False)

    def __enter__(self) -> Self:
        """Start the workers: they load what they need while tasks are made ready."""
        while len(self._workers) < self.limits.workers:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every worker, whatever it is doing."""
        self.close()

    def close(self) -> None:
        """End every worker, whatever it is doing."""
        for each in list(self._workers):
            self._end(each)
        self._held.close()
        self._life.close()

    def each(self, tasks: Sequence[Task], started: Callable[[Task], None]) -> Iterator[Ended]:
        """Do the tasks; yield how each ended, in the order in which they end. `started` is told of every start."""
        ready = deque(Waiting(0, turn, task, 0) for turn, task in enumerate(tasks))
        later: list[Waiting] = []
        left = len(tasks)
        while left:
            while later and later[0].due <= time.monotonic():
                ready.append(heapq.heappop(later))
            self._hand_out(ready, started)
            for waiting, outcome in self._heard(self._patience(later)):
                self._hand_out(ready, started)
                tried = waiting.attempts + 1
                if isinstance(outcome, Failed) and outcome.passing and tried <= len(self.limits.pauses):
                    self._excuse(outcome.message)
                    due = time.monotonic() + self.limits.pauses[tried - 1]
                    heapq.heappush(later, Waiting(due, waiting.turn, waiting.task, tried))
                else:
                    left -= 1
                    yield Ended(waiting.task, outcome, tried)

    def _excuse(self, message: str) -> None:
        """Say why a case waits, unless it was said of another one."""
        if self.say is not None and message not in self._said:
            self._said.add(message)
            self.say(
                f"{message}\nAsked again after growing pauses, {sum(self.limits.pauses):g} s in all; other cases go on."
            )

    def _hand_out(self, ready: deque[Waiting], started: Callable[[Task], None]) -> None:
        """Give every free worker something to do."""
        while ready and (each := self._free()) is not None:
            waiting = ready.popleft()
            with contextlib.suppress(BrokenPipeError):
                each.pipe.send(waiting.task)
            each.doing, each.deadline = waiting, self._deadline() if each.ready else None
            started(waiting.task)

    def _deadline(self) -> float:
        """Return when a case whose time begins now must have ended."""
        return time.monotonic() + self.limits.seconds

    def _free(self) -> _Worker | None:
        """Return a living worker that does nothing, started now if there may be more; None where all are busy."""
        for each in [each for each in self._workers if each.doing is None]:
            if each.process.poll() is None:
                return each
            self._end(each)
        return self._start() if len(self._workers) < self.limits.workers else None

    def _patience(self, later: Sequence[Waiting]) -> float | None:
        """Return how many seconds may pass until something must be looked at."""
        times = [each.deadline for each in self._workers if each.deadline is not None]
        times += [waiting.due for waiting in later[:1]]
        return max(0, min(times) - time.monotonic()) if times else None

    def _heard(self, seconds: float | None) -> Iterator[tuple[Waiting, Finished | Failed]]:
        """Wait for workers and yield what came to its end: answered, died, or out of time."""
        busy = {each.pipe: each for each in self._workers if each.doing is not None}
        if not busy:
            time.sleep(seconds or 0)
        for pipe in wait(list(busy), seconds) if busy else ():
            assert isinstance(pipe, Connection)
            yield from self._answer(busy[pipe])
        now = time.monotonic()
        for each in list(self._workers):
            if each.doing is not None and each.deadline is not None and each.deadline <= now:
                waiting = each.doing
                self._end(each)
                words = f"took longer than the {self.limits.seconds} s that --max-seconds allows; it was stopped"
                yield waiting, Failed(CaseFault.MACHINE, words)

    def _answer(self, each: _Worker) -> Iterator[tuple[Waiting, Finished | Failed]]:
        assert each.doing is not None
        waiting = each.doing
        try:
            said = each.pipe.recv()
            if isinstance(said, worker.SourceOpened):
                self.tip = self.tip or said.tip
                each.pipe.send(self.tip)
        except (EOFError, ConnectionError):
            yield waiting, Failed(CaseFault.MACHINE, self._obituary(each))
            return
        if isinstance(said, worker.Opening):
            each.deadline = None
        elif isinstance(said, worker.Ready | worker.SourceOpened):
            each.ready, each.deadline = True, self._deadline()
        elif isinstance(said, worker.Exhausted):
            self._end(each)
            words = f"needs more memory than the {self.limits.memory_mib} MiB that --max-memory allows; it was stopped"
            yield waiting, Failed(CaseFault.MACHINE, words)
        else:
            assert isinstance(said, Finished | Failed)
            each.doing = each.deadline = None
            yield waiting, said

    def _start(self) -> _Worker:
        """Start a worker and tell it what its work is."""
        ours, theirs = Pipe()
        ends = theirs.fileno(), self._life.fileno()
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, json.dumps(sys.path), *map(str, ends)],
            stdin=subprocess.DEVNULL,
            stdout=2,
            pass_fds=ends,
            process_group=0,
        )
        theirs.close()
        with contextlib.suppress(BrokenPipeError):
            ours.send(worker.WorkerStart(self.work, self.limits.memory_mib))
        each = _Worker(process, ours)
        self._workers.append(each)
        return each

    def _end(self, each: _Worker) -> None:
        """End a worker at once; what it was writing lies in a folder of its own."""
        self._workers.remove(each)
        each.process.kill()
        each.process.wait(_GRACE)
        each.pipe.close()

    def _obituary(self, each: _Worker) -> str:
        """Take leave of a worker that died of itself; return how, in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            each.process.wait(_GRACE)
        code = each.process.returncode
        self._end(each)
        if code is None or code >= 0:
            return f"its worker ended with exit code {code}; what it said stands on stderr. Please report this."
        ended_by = signal.Signals(-code)
        cause = _CAUSES.get(ended_by, "a worker does not end so by itself; please report this")
        return f"its worker was killed by {ended_by.name}; {cause}"
