"""What a command hands to an operation: this machine, who asks, progress bars and warnings on stderr."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.echo import to_stderr
from tracer.cli.tongue import known, say
from tracer.errors import CaseError
from tracer.operations.context import Context, of_this_machine
from tracer.visible import paragraphs

if TYPE_CHECKING:  # a command that asks no chain loads no source
    from tracer.operations.sources import ChainSource


@contextmanager
def asking(who: str | None = None) -> Iterator[Context]:
    """Give a context that shows progress where a person watches, and prints warnings at once."""
    from tracer.cli.progress import progress_bars

    with progress_bars() as progress:
        yield of_this_machine(progress, warn, who)


def warn(words: str) -> None:
    """Print a warning."""
    to_stderr(say("Warning: {words}", words=paragraphs(known(words))))


def print_json(value: object) -> None:
    """Print a value as JSON, for a program and a person."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def source_of(place: str | None, cookie: Path | None, to_height: int | None) -> "ChainSource | None":
    """Return the source that `--chain`, `--cookie` and `--to-height` name; None where none is named.

    Raises:
        CaseError: a height of no source.
    """
    from tracer.operations.sources import ChainSource

    if place is None and to_height is not None:
        raise CaseError("--to-height goes with a file of raw blocks; name it with --chain.")
    return None if place is None else ChainSource(place, cookie, to_height)
