"""What an operation may use of the machine and of whoever asks: it is handed in, and nothing below looks for it.

Every operation is a function of a frozen request and a `Context`, and returns a value that has one JSON form. Command
line, batch and workbench call the same ones.
"""

import getpass
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.disk import clock
from tracer.errors import CancelledError, TracerError
from tracer.progress import Progress, no_progress

if TYPE_CHECKING:  # a command that enters nothing loads no journal
    from tracer.operations.journal_files import JournalTarget


def no_words(words: str) -> None:
    """Show nothing to a person, for a caller that has none: what was noticed stands in the answer too."""


def never() -> bool:
    """Whether the work is called off: it never is."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who asks, and what of the machine the work may use."""

    who: str = "nobody"
    """On whose behalf entries of a journal are made."""
    environment: Mapping[str, str] = field(default_factory=dict)
    home: Path | None = None
    """Where a node's usual cookie lies; None: nowhere."""
    clock: Callable[[], int] = clock.now
    """Unix time in whole seconds, for what is signed, entered or recorded."""
    stopwatch: Callable[[], float] = time.monotonic
    """Seconds since any moment, for budgets."""
    show: Progress = no_progress
    warn: Callable[[str], None] = no_words
    """Told at once what a person should know, whatever becomes of the work after it."""
    cancelled: Callable[[], bool] = never
    """Asked wherever progress is told and time is read."""

    def progress(self, what: str, done: int, total: int, /) -> None:
        """Tell how far the work is.

        Raises:
            CancelledError: it was called off.
        """
        self.go_on()
        self.show(what, done, total)

    def tell(self, warnings: Iterable[str]) -> None:
        """Warn of each."""
        for words in warnings:
            self.warn(words)

    def seconds(self) -> float:
        """Return the time of the stopwatch.

        Raises:
            CancelledError: the work was called off.
        """
        self.go_on()
        return self.stopwatch()

    def go_on(self) -> None:
        """Do nothing, unless the work was called off.

        Raises:
            CancelledError: it was.
        """
        if self.cancelled():
            raise CancelledError("Called off; nothing half-written is left.")

    def journal(self, entry: "JournalChoice") -> "JournalTarget":
        """Return which journal is asked for, on whose behalf and why."""
        from tracer.operations.journal_files import JournalTarget

        return JournalTarget(entry.journal, self.who, entry.why, self.clock)


@dataclass(frozen=True, slots=True)
class JournalChoice:
    """How a command is entered: in which journal, None for the case's own where one lies beside, and why."""

    journal: Path | None = None
    why: str | None = None


USUAL_ENTRY = JournalChoice()


@contextmanager
def written_already(out: Path) -> Iterator[None]:
    """Add to what is raised here that what was written stands, and only its entry in the journal is missing."""
    try:
        yield
    except TracerError as error:
        error.add_note(f"{out} is written and stands; only its entry in the journal is missing.")
        raise


def of_this_machine(
    show: Progress = no_progress, warn: Callable[[str], None] = no_words, who: str | None = None
) -> Context:
    """Return this machine's own environment, home and clocks.

    Nobody named is the person of `TRACER_WHO`, else the name of the login, said to be that.
    """
    return Context(
        who=who or os.environ.get("TRACER_WHO") or f"login {_login()}",
        environment=os.environ,
        home=Path.home(),
        show=show,
        warn=warn,
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"number {os.getuid()}"
