"""A scheduler that is none: it answers, forgets and goes away as a test says.

Implements what a batch uses of a Dask client.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.batch.works import outcome
from tracer.batch.dask_worker import RemoteAnswer, RemoteTask


@dataclass(eq=False)
class Promise:
    """What came of one remote task."""

    remote: RemoteTask
    client: "Client"
    state: str = "finished"
    raising: BaseException | None = None

    @property
    def status(self) -> str:
        """How far it is."""
        return self.state

    def result(self, timeout: float) -> RemoteAnswer:
        """Return the answer, or what stands in its way."""
        if self.raising is not None:
            raise self.raising
        self.client.scheduler.done.append(self.remote.task.name)
        out = self.remote.task.out.with_name(f"{self.remote.task.name}-{len(self.client.scheduler.done)}")
        return RemoteAnswer(outcome(self.remote.task.written_to(out)), out)

    def exception(self, timeout: float) -> BaseException:
        """Nothing fails here."""
        raise AssertionError


@dataclass
class Client:
    """A connection. `number`: the how-manieth."""

    scheduler: "Scheduler"
    number: int
    state: str = "running"
    asked: int = 0

    @property
    def status(self) -> str:
        """How the connection is; a batch that asks without end waits for what never comes."""
        self.asked += 1
        assert self.asked < 10_000, "the batch waits for ever"
        return self.state

    def submit(
        self, function: Callable[[RemoteTask], RemoteAnswer], remote: RemoteTask, /, *, key: str, pure: bool
    ) -> Promise:
        """Take a remote task, as the script says."""
        made = Promise(remote, self)
        self.scheduler.script(made)
        if self.state != "running":
            raise RuntimeError("Tried to send a message after closing")
        return made

    def nthreads(self) -> dict[str, int]:
        """Say who works; nobody is reached any more."""
        raise OSError("Timed out")

    def run(self, function: Callable[[str], None], batch: str, /, *, wait: bool, on_error: str) -> None:
        """Let nobody go: there is nobody."""

    def close(self, timeout: float) -> None:
        """Go."""
        self.state = "closed"


@dataclass
class Scheduler:
    """Connects, and lets `script` change what becomes of each remote task. `done`: the names, each time one is done."""

    script: Callable[[Promise], None]
    done: list[str] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    def connect(self, address: str) -> Client:
        """Return a new connection."""
        self.clients.append(Client(self, len(self.clients)))
        return self.clients[-1]
