"""What is written beside the work: cases begun, and finished runs, flushed together, renamed, written down.

Flushing a file system costs about as much for twenty runs as for one. So workers of this machine do not
flush; whatever is finished while one flush runs is flushed by the next, and no run is renamed into its
place before the flush that began after it was written. Whole or not at all, and nothing waits for a clock.
What comes together is one transaction of the ledger, so that no worker waits while it is written.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from tracer.batch.batch_folder import BatchFolder
from tracer.batch.jobs import Job
from tracer.batch.ledger import Ledger
from tracer.batch.pool import Ended
from tracer.batch.work import CaseFault, Failed, Finished
from tracer.errors import SourceError


class Publisher:
    """Puts runs in their places in a thread of its own. Leaving its context places all that was taken."""

    def __init__(self, folder: BatchFolder, ledger: Ledger) -> None:
        """Place into this folder and note in this ledger."""
        self._folder, self._ledger = folder, ledger
        self._thread = ThreadPoolExecutor(1, "placing")
        self._waiting: deque[tuple[Ended | None, Job]] = deque()
        self._turns: deque[Future[int]] = deque()
        self.written = 0

    def __enter__(self) -> Self:
        """Wait for something to place."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Place what was taken, even where the batch is interrupted: it is finished, so it is kept."""
        self._thread.shutdown(wait=True)
        if error is None:
            self._look_back()

    def begin(self, job: Job) -> None:
        """Take a case that is being done, to be written down soon.

        Raises:
            SourceError, IntegrityError: something earlier could not be written down.
        """
        self._take(None, job)

    def take(self, end: Ended, job: Job) -> None:
        """Take a case that ended, to be placed and written down soon.

        Raises:
            SourceError, IntegrityError: something earlier could not be written down.
        """
        self._take(end, job)

    def _take(self, end: Ended | None, job: Job) -> None:
        self._waiting.append((end, job))
        self._turns.append(self._thread.submit(self._place))
        self._look_back()

    def _look_back(self) -> None:
        """Count what was written in turns that are over, and raise what went wrong in one."""
        while self._turns and self._turns[0].done():
            self.written += self._turns.popleft().result()

    def _place(self) -> int:
        """Place everything that waits; return how many runs were written."""
        group = []
        while self._waiting:
            group.append(self._waiting.popleft())
        if not group:
            return 0
        fault = self._flushed() if any(end is not None and _wrote(end.outcome) for end, _ in group) else None
        with self._ledger.together():
            return sum(self._settle(end, job, fault) for end, job in group)

    def _flushed(self) -> Failed | None:
        """Flush what the workers wrote; return what went wrong."""
        try:
            self._folder.flush()
        except SourceError as error:
            return Failed(CaseFault.MACHINE, str(error))
        return None

    def _settle(self, end: Ended | None, job: Job, fault: Failed | None) -> bool:
        """Write down that a case began, or put its run in its place and write down how it ended; return if one was."""
        if end is None:
            self._ledger.start(job.name, job.folder)
            return False
        outcome = (fault or end.outcome) if _wrote(end.outcome) else end.outcome
        written = _wrote(outcome)
        if written:
            try:
                self._folder.publish(end.task.out, job.folder)
            except SourceError as error:
                written, outcome = False, Failed(CaseFault.MACHINE, str(error))
        self._folder.clear(end.task.out)
        if isinstance(outcome, Failed):
            self._ledger.fail(job.name, outcome, end.attempts)
        else:
            self._ledger.finish(job.name, outcome, end.attempts)
        return written


def _wrote(outcome: Finished | Failed) -> bool:
    """Return whether a case ended with a run to be put in its place."""
    return isinstance(outcome, Finished) and outcome.digest is not None
