"""Progress bars for long work, on stderr, and only where a person watches."""

from collections.abc import Iterator
from contextlib import contextmanager

from tracer.pipeline import Progress


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Give a function that is told `(what, done, total)`; one bar per kind of work, total 0 when unknown."""
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
