"""`tracer reserve admit`: a case's bundle, checked whole, becomes receipts of the register."""

from pathlib import Path

import click

from tracer.cli import journal_options
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import say
from tracer.cli.verify import decided


@click.command(
    short_help="A verified evidence bundle becomes receipts/CASE.",
    epilog=example("tracer reserve admit KZ-NIC bundle"),
)
@REGISTER
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was admitted as JSON.")
@click.option("--who", metavar="NAME", help="Who admits it, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
def command(register: Path, bundle: Path, as_json: bool, who: str | None, why: str | None) -> int:
    """Check a case's bundle as tracer verify does; where it passes, its receipts become lots of the register.

    A satoshi is admitted once: what another case has admitted stays, and what is claimed again is listed. Ends with
    exit code 1 where the bundle is found wanting, with 2 where only another version can decide on it; nothing is
    admitted then.
    """
    return decided(lambda: _admitted(register, bundle, as_json, who, why))


def _admitted(register: Path, bundle: Path, as_json: bool, who: str | None, why: str | None) -> int:
    """Admit and print; return the exit code."""
    from tracer.cli.context import asking, print_json
    from tracer.cli.reserve.admit_report import print_admitted
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_admit import AdmitRequest, admit_case

    with asking(who) as context:
        done = admit_case(AdmitRequest(register, bundle, JournalChoice(None, why)), context)
    if as_json:
        print_json(done.as_json())
    else:
        print_admitted(done)
    journal_options.say_entry(done.entry, register)
    if done.admission is None:
        to_stderr(say("Nothing was admitted."))
    else:
        say_next("reserve", "observe", register, "--chain", "SOURCE")
    return done.exit_code
