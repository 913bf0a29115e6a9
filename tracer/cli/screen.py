"""A command's screen, written at one stroke."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def whole_screen() -> Iterator[Console]:
    """Give a console whose words are written together at the end.

    Who reads a line of them and goes away, as `head -1` does, then stops nothing: the command ends as it would have.
    """
    console = Console(highlight=False)
    with console.capture() as captured:
        yield console
    console.file.write(captured.get())
    console.file.flush()
