"""The options of commands that keep the journal of a case."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])


def journal(command: _Command) -> _Command:
    """Add `--journal`, `--who` and `--why`."""
    where = click.option(
        "--journal",
        "journal",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Journal to enter this in; begun if missing. Without it: the case's own, where one lies beside.",
    )
    who = click.option("--who", metavar="NAME", help="Who does this, for the journal. Or set TRACER_WHO.")
    why = click.option("--why", metavar="TEXT", help="Why, for the journal.")
    return where(who(why(command)))


def say_entry(number: int | None) -> None:
    """Say which entry of the journal was made."""
    if number is not None:
        click.echo(f"Entered in the journal as entry {number}.", err=True)
