"""The options of commands that keep the journal of a case."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from tracer.operations.journal_files import JournalTarget

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


def journal_target(path: Path | None, who: str | None, why: str | None) -> "JournalTarget":
    """Return what these options ask for; nobody named is the name of the login, said to be that."""
    from tracer.operations.journal_files import JournalTarget

    return JournalTarget(path, person(who), why)


def person(who: str | None) -> str:
    """Return who acts: the name given, that of TRACER_WHO, or the login's."""
    return who or os.environ.get("TRACER_WHO") or f"login {_login()}"


@contextmanager
def entering(written: Path) -> Iterator[None]:
    """Say that what was written stands, where its entry in the journal cannot be made."""
    from tracer.errors import TracerError

    try:
        yield
    except TracerError:
        click.echo(f"Note: {written} is written and stands; only its entry in the journal is missing.", err=True)
        raise


def say_entry(number: int | None) -> None:
    """Say which entry of the journal was made."""
    if number is not None:
        click.echo(f"Entered in the journal as entry {number}.", err=True)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"number {os.getuid()}"
