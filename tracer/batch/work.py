"""What a batch asks of whoever does its cases, and what it is told in return.

Values that cross from one process to another, and the two interfaces: `Work` does one case after the
other in a process of its own; `BatchLink` is how it speaks to the batch meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Protocol, Self

from tracer.chain.outpoint import BlockRef


class CaseFault(Enum):
    """Who must act on a case that failed; the value is the exit code of the contract."""

    CASE = 2
    MACHINE = 3
    INTEGRITY = 4


@dataclass(frozen=True, slots=True)
class Stored:
    """The run of an earlier call: where it lies, what it was made from, the hash of its trace.json, its warnings."""

    run: Path
    causes: Mapping[str, str]
    trace_sha256: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One case to be done. The run is to be written to `out`, unless `stored` is still what it would be.

    `to_disk`: it is to be flushed too; without it the batch does so, for many runs at once.
    """

    name: str
    path: Path
    out: Path
    stored: Stored | None
    to_disk: bool = True

    def written_to(self, out: Path) -> Self:
        """Return the task as done by somebody who wrote the run elsewhere."""
        return replace(self, out=out)


@dataclass(frozen=True, slots=True)
class Finished:
    """A case that was done. `digest` None: the stored run still holds, nothing was written.

    `causes` says what the run was made from, by name; `warnings` the case's and its trace's, `noticed` the source's.
    """

    causes: Mapping[str, str]
    trace_sha256: str
    digest: bytes | None
    warnings: tuple[str, ...]
    noticed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that was not done. `passing`: it may go well a little later, as when a node is restarted."""

    fault: CaseFault
    message: str
    passing: bool = False


class BatchLink(Protocol):
    """How work speaks to the batch while it does a case."""

    def opening(self) -> None:
        """Say that the source is being opened: the case's time does not run meanwhile."""
        ...

    def opened(self, tip: BlockRef) -> BlockRef:
        """Say that the source is open and ends at `tip`; return the tip that the whole batch goes by."""
        ...


class Work(Protocol):
    """Does cases, one after the other, in a process of its own. Sent there by pickle before its first case."""

    def tip(self) -> BlockRef | None:
        """Return where the source ends, asked where the batch itself runs; None: the first worker shall say.

        Raises:
            CaseError, SourceError, IntegrityError: the source cannot be opened here.
        """
        ...

    def do(self, task: Task, link: BatchLink) -> Finished:
        """Do one case.

        Raises:
            CaseError, SourceError, IntegrityError: the case fails with these words; a `SourceError` is tried again.
            MemoryError: it needs more than the limit.
        """
        ...
