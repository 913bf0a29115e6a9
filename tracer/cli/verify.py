"""`tracer verify`: check a bundle offline, step by step."""

import errno
import traceback
from collections.abc import Callable
from pathlib import Path

import click

from tracer.cli import journal_options
from tracer.cli.echo import to_stderr
from tracer.cli.options import example
from tracer.cli.tongue import say, word


@click.command(short_help="Re-check a bundle offline, step by step.", epilog=example("tracer verify bundle"))
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    metavar="PUB.pem",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A signer's public key, got apart from the bundle: it and no other must have signed. Once per signer.",
)
@click.option(
    "--roots",
    metavar="PEM",
    type=click.Path(path_type=Path),
    help="Roots of time-stamping and certificate authorities you trust.",
)
@click.option(
    "--earlier", metavar="HEAD|BUNDLE", help="An earlier head of the journal, or bundle, that must be its beginning."
)
@click.option(
    "--large",
    is_flag=True,
    help="Judge bundles of trails of up to about 100,000 transactions; takes minutes and gigabytes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the steps as JSON.")
@journal_options.journal
def command(
    bundle: Path,
    *,
    keys: tuple[Path, ...],
    roots: Path | None,
    earlier: str | None,
    large: bool,
    as_json: bool,
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Re-check a bundle offline: manifests, signatures, transactions, proofs, headers, amounts, the whole trace.

    Ends with exit code 1 when a step fails or cannot be taken, and with 2 where nothing failed in a bundle of another
    version: what is proven without its figures is checked, the figures are not decided. 3 is no verdict: the check
    could not go on.
    """
    return decided(lambda: _checked(bundle, keys, roots, earlier, large, as_json, journal, who, why))


def decided(check: Callable[[], int]) -> int:
    """Return the exit code of a check; where the check itself breaks there is no verdict, and the code says so.

    A crash would otherwise leave with the code that means that the bundle was found wanting. A name that
    is too long for the disk every command tells alike.
    """
    from tracer.errors import SourceError, TracerError

    try:
        return check()
    except (TracerError, click.ClickException, click.Abort, BrokenPipeError):
        raise
    except Exception as error:  # whatever broke, it is no verdict
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise
        traceback.print_exc()
        said = word("this machine's memory ran out" if isinstance(error, MemoryError) else "the check itself broke off")
        words = say("{said}: this is no verdict on the bundle.\nTry again on another machine, or report it.", said=said)
        to_stderr(say("Error: {words}", words=words))
        return SourceError.exit_code


def _checked(
    bundle: Path,
    keys: tuple[Path, ...],
    roots: Path | None,
    earlier: str | None,
    large: bool,
    as_json: bool,
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Check and print; return the exit code."""
    from tracer.cli.context import asking, print_json, warn
    from tracer.cli.verify_report import print_steps
    from tracer.operations.context import JournalChoice
    from tracer.operations.verify import VerifyRequest, verify

    request = VerifyRequest(bundle, keys, roots, earlier, large, JournalChoice(journal, why))
    with asking(who) as context:
        found = verify(request, context)
    if as_json:
        print_json(found.as_json())
    else:
        print_steps(found.verification)
    if found.not_entered is None:
        journal_options.say_entry(found.entry, bundle, who, why)
    if found.not_entered is not None and journal is not None:
        raise found.not_entered
    if found.not_entered is not None:
        warn(f"this check was not entered in the journal beside the bundle: {found.not_entered}")
    return found.exit_code
