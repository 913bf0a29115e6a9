"""What a command hands to an operation: this machine, who asks, progress bars and warnings on stderr."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracer.operations.context import Context, of_this_machine
from tracer.visible import paragraphs


@contextmanager
def asking(who: str | None = None) -> Iterator[Context]:
    """Give a context that shows progress where a person watches, and prints warnings at once."""
    from tracer.cli.progress import progress_bars

    with progress_bars() as progress:
        yield of_this_machine(progress, warn, who)


def warn(words: str) -> None:
    """Print a warning."""
    click.echo(f"Warning: {paragraphs(words)}", err=True)


def print_json(value: object) -> None:
    """Print a value as JSON, for a program and a person."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
