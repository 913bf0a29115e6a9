"""The options of commands that keep the journal of a case."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from tracer.cli.echo import to_stderr
from tracer.cli.tongue import say
from tracer.visible import visible

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


def say_entry(number: int | None, beside: Path, who: str | None = None, why: str | None = None) -> None:
    """Say which entry of the journal was made; that none was, where a person named `--who` or `--why` for one.

    `beside` is the case file, run or bundle beside which the case's own journal would lie.
    """
    given = [name for name, text in (("--who", who), ("--why", why)) if text is not None]
    if number is not None:
        to_stderr(say("Entered in the journal as entry {number}.", number=number))
    elif given:
        words = say(
            "Note: {given} had no effect: no journal of the case lies beside {place}, so nothing was entered. Begin "
            "one with tracer journal CASE.toml --add opened --why TEXT, or name one with --journal FILE.",
            given=say("{one} and {other}", one=given[0], other=given[1]) if len(given) > 1 else given[0],
            place=visible(str(beside)),
        )
        to_stderr(words)
