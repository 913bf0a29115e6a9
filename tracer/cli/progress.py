"""Progress bars for long work, on stderr, and only where a person watches."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracer.chain.outpoint import BlockRef
from tracer.progress import Progress as Tell
from tracer.progress import no_progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from tracer.store.source import Watcher


@contextmanager
def progress_bars() -> Iterator[Tell]:
    """Give a function that is told `(what, done, total)`; one bar per kind of work, total 0 when unknown."""
    if sys.stderr is None or not sys.stderr.isatty():  # None where a shell closed it
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield tell


@contextmanager
def ingest_bar() -> Iterator["Watcher"]:
    """Give a watcher that shows blocks, blocks and transactions a second, and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("blocks"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _IngestBar(bar, console)


class _IngestBar:
    """Turns what an ingest says into a bar; reorganisations are said even where nobody watches."""

    def __init__(self, bar: "Progress", console: "Console") -> None:
        self._bar, self._console = bar, console
        self._task = bar.add_task("blocks", total=None, pace="")
        self._started, self._before = time.monotonic(), 0
        self._first: int | None = None

    def advanced(self, height: int, last: int, transactions: int) -> None:
        """Show how far the blocks are read."""
        if self._first is None:
            self._first, self._before = height, transactions
        seconds = max(time.monotonic() - self._started, 0.001)
        pace = f"{(height - self._first) / seconds:.0f} blocks/s, {(transactions - self._before) / seconds:.0f} tx/s"
        self._bar.update(self._task, completed=height, total=last, pace=pace)

    def committed(self, tip: BlockRef) -> None:
        """Say nothing: the bar shows it."""

    def lowered(self, tip: BlockRef | None, given_up: int) -> None:
        """Say that a reorganisation was followed."""
        fork = "its start" if tip is None else f"height {tip.height}, {tip.hash}"
        blocks = "1 block" if given_up == 1 else f"{given_up} blocks"
        words = f"Reorganisation: {blocks} given up, the store lowered to the fork at {fork}."
        self._console.print(words, soft_wrap=True)
