"""The cases of a batch done on a Dask cluster: handed out, heard, handed out again where machines fail.

The scheduler and its workers only compute. What is done and what is not is known to the ledger alone,
which the batch itself keeps; a run is put in its place by the batch, once, when its answer is heard. So a
worker or the scheduler may die at any moment: what was under way is handed out anew. Dask runs what it is
sent, so only a scheduler that is trusted like this machine should be named; `tls://` addresses are secured
by Dask's own configuration.

Source: Dask `distributed` documentation, "Resilience" (work is repeated when a worker dies; a client that
loses the scheduler loses its futures) and "Futures" (states).
"""

import contextlib
import heapq
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from types import TracebackType
from typing import Literal, Protocol, Self, TypeAlias

from tracer.batch import dask_worker
from tracer.batch.dask_worker import RemoteAnswer, RemoteTask
from tracer.batch.pool import BatchLimits, Ended, Waiting
from tracer.batch.work import CaseFault, Failed, Task, Work
from tracer.chain.outpoint import BlockRef
from tracer.errors import CaseError, SourceError

_CONNECT = 10
"""Seconds for one attempt to reach the scheduler."""
_PATIENCE = 900
"""Seconds without a scheduler, once work has begun, after which the batch gives up."""
_FETCH = 3
"""Seconds for fetching an answer; one that lay on a machine that went away is computed again meanwhile."""
_ADDRESS = re.compile(r"((tcp|tls)://)?([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}")
_LOOK = 0.05
_QUIET = 15
"""Seconds without an answer after which it is said if there is no worker."""


class _Future(Protocol):
    """What is used of a Dask future."""

    @property
    def status(self) -> str: ...

    def result(self, timeout: float) -> RemoteAnswer: ...

    def exception(self, timeout: float) -> BaseException: ...


class _Client(Protocol):
    """What is used of a Dask client."""

    @property
    def status(self) -> str: ...

    def submit(
        self, function: Callable[[RemoteTask], RemoteAnswer], remote: RemoteTask, /, *, key: str, pure: bool
    ) -> _Future: ...

    def nthreads(self) -> dict[str, int]: ...

    def run(
        self, function: Callable[[str], None], batch: str, /, *, wait: bool, on_error: Literal["ignore"]
    ) -> object: ...

    def close(self, timeout: float) -> None: ...


class _Connect(Protocol):
    """Makes a Dask client."""

    def __call__(self, address: str, /, *, timeout: int, set_as_default: bool) -> _Client: ...


Connecting: TypeAlias = Callable[[str], _Client]
"""Connects to the scheduler at an address."""


class _LostError(Exception):
    """The scheduler is not reached any more, or has forgotten what it was given."""


class Cluster:
    """The workers of a Dask scheduler. Leaving its context takes back what is not done."""

    def __init__(
        self,
        address: str,
        work: Work,
        limits: BatchLimits,
        say: Callable[[str], None],
        connecting: Connecting | None = None,
    ) -> None:
        """Use the scheduler at this address; `limits` hold for each case, `workers` of them is not used."""
        self._address, self._work, self._limits, self._say = address, work, limits, say
        self._connecting = connecting or _connected
        self._batch = uuid.uuid4().hex
        self._client: _Client | None = None
        self._sent: dict[_Future, Waiting] = {}
        self._heard_at = time.monotonic()

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            CaseError: Dask is not installed here, or the address is none.
            SourceError: no scheduler answers.
        """
        self._client = self._connecting(self._address)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take back what was handed out and let the machines end their idle workers."""
        self._sent.clear()
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, TimeoutError, ValueError, RuntimeError):
                client.run(dask_worker.close_idle_pools, self._batch, wait=False, on_error="ignore")
            _close(client)

    def each(self, tasks: Sequence[Task], started: Callable[[Task], None]) -> Iterator[Ended]:
        """Do the tasks; yield how each ended, in the order in which they end. `started` is told of every start.

        Raises:
            SourceError: the chain's tip cannot be asked from here, or the scheduler stays away for too long.
        """
        tip = self._tip() if tasks else None
        due = [Waiting(0, turn, task, 0) for turn, task in enumerate(tasks)]
        left = len(tasks)
        while left:
            ended, lost = list[tuple[Waiting, RemoteAnswer]](), False
            try:
                self._hand_out(due, tip, started)
                self._hear(ended)
            except _LostError:
                lost = True
            for waiting, answer in ended:
                tried, outcome = waiting.attempts + 1, answer.outcome
                if isinstance(outcome, Failed) and outcome.passing and tried <= len(self._limits.pauses):
                    again = time.monotonic() + self._limits.pauses[tried - 1]
                    heapq.heappush(due, Waiting(again, waiting.turn, waiting.task, tried))
                else:
                    left -= 1
                    yield Ended(waiting.task.written_to(answer.out), outcome, tried)
            if lost:
                self._return(due)
            elif not ended:
                time.sleep(_LOOK)

    def _tip(self) -> BlockRef | None:
        """Ask where the source ends, with growing pauses where it does not answer."""
        for pause in self._limits.pauses:
            try:
                return self._work.tip()
            except SourceError as error:
                self._say(f"{error}\nAsked again in {pause} s.")
                time.sleep(pause)
        return self._work.tip()

    def _hand_out(self, due: list[Waiting], tip: BlockRef | None, started: Callable[[Task], None]) -> None:
        """Hand out everything whose time has come; the scheduler finds machines for it.

        Raises:
            _LostError: the scheduler is not reached; what could not be handed out is due still.
        """
        client = self._present()
        while due and due[0].due <= time.monotonic():
            waiting = due[0]
            task = waiting.task
            remote = RemoteTask(
                batch=self._batch,
                software=dask_worker.SOFTWARE,
                work=self._work,
                limits=self._limits,
                tip=tip,
                task=task,
                there=task.path.exists(),
            )
            key = f"tracer-{self._batch}-{waiting.turn}-{uuid.uuid4().hex}"
            try:
                future = client.submit(dask_worker.run_remote_task, remote, key=key, pure=False)
            # Dask has no one error for a connection that is gone (ClosedClientError, OSError, its loop's RuntimeError),
            # so the client's own state decides. Gone: `_return` says so, connects anew and hands the task out again.
            # There: the fault is of this program, a task that cannot be pickled for one, and goes up as it is.
            except Exception:
                if client.status == "running":
                    raise
                raise _LostError from None
            self._sent[future] = heapq.heappop(due)
            started(task)

    def _present(self) -> _Client:
        if self._client is None or self._client.status != "running":
            raise _LostError
        return self._client

    def _hear(self, ended: list[tuple[Waiting, RemoteAnswer]]) -> None:
        """Add what has ended; what was added stays heard, whatever comes after.

        Raises:
            _LostError: the scheduler is not reached, or has forgotten what it was given.
        """
        client = self._present()
        states = {future: future.status for future in self._sent}
        if any(state in ("cancelled", "lost") for state in states.values()):
            raise _LostError
        for future, state in states.items():
            answer = _answer(future, self._sent[future].task) if state in ("finished", "error") else None
            if answer is not None:
                self._heard_at = time.monotonic()
                ended.append((self._sent.pop(future), answer))
        if time.monotonic() - self._heard_at > _QUIET:
            self._heard_at = time.monotonic()
            self._look_for_workers(client)

    def _look_for_workers(self, client: _Client) -> None:
        try:
            count = len(client.nthreads())
        except (OSError, TimeoutError):
            raise _LostError from None
        if not count and self._sent:
            self._say(f"No worker is connected to {self._address}; waiting. Start some: dask worker {self._address}")

    def _return(self, due: list[Waiting]) -> None:
        """Connect anew and put back what was handed out; it costs a case no attempt.

        Raises:
            SourceError: the scheduler stays away.
        """
        for waiting in self._sent.values():
            heapq.heappush(due, waiting._replace(due=0))
        self._sent.clear()
        self._say(f"The scheduler {self._address} is not reached any more; what was under way is handed out again.")
        if self._client is not None:
            _close(self._client)
            self._client = None
        last = time.monotonic() + _PATIENCE
        while self._client is None:
            try:
                self._client = self._connecting(self._address)
            except SourceError:
                if time.monotonic() > last:
                    raise
                time.sleep(1)


def _answer(future: _Future, task: Task) -> RemoteAnswer | None:
    """Return what a future that has ended says; None where it cannot be had just now.

    Raises:
        _LostError: it was taken back meanwhile: the scheduler has forgotten it.
    """
    from distributed.scheduler import KilledWorker

    try:
        return future.result(_FETCH) if future.status == "finished" else _failed(future.exception(_FETCH), task)
    except (OSError, TimeoutError):
        return None
    except CancelledError:
        raise _LostError from None
    except KilledWorker as error:
        return _failed(error, task)


def _failed(error: BaseException, task: Task) -> RemoteAnswer:
    """Return an answer for a case of which the cluster itself says that it could not be done."""
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        words = "the machines that did it went away, one after the other; see the logs of the Dask workers"
        return RemoteAnswer(Failed(CaseFault.MACHINE, words, passing=True), task.out)
    kind = type(error).__name__
    words = f"the cluster could not do it: {kind}: {error}.\nInstall the same tracer and Dask on every machine."
    return RemoteAnswer(Failed(CaseFault.MACHINE, words), task.out)


def _connected(address: str) -> _Client:
    try:
        from distributed import Client
    except ImportError:
        raise CaseError(
            "--scheduler needs Dask, which is not installed here.\n"
            "Install the optional part: pip install 'custody-tracer[cluster]', or leave --scheduler out."
        ) from None
    if not _ADDRESS.fullmatch(address):
        raise CaseError(f"--scheduler {address}: expected tcp://HOST:PORT, or tls:// in place of tcp://.")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    connect: _Connect = Client  # type: ignore[assignment]
    try:
        return connect(address, timeout=_CONNECT, set_as_default=False)
    except (ValueError, TypeError) as error:
        raise CaseError(f"--scheduler {address}: {error}.") from None
    except (OSError, TimeoutError):
        raise SourceError(
            f"no Dask scheduler answers at {address}.\nStart one (dask scheduler), or leave --scheduler out."
        ) from None


def _close(client: _Client) -> None:
    with contextlib.suppress(OSError, TimeoutError, RuntimeError):
        client.close(timeout=2)
