"""`tracer reserve disposals`: how far each disposal has come, and what it waits for."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import DAY
from tracer.cli.tongue import say


@click.command(
    short_help="How far each disposal has come, and what it waits for.",
    epilog=example("tracer reserve disposals KZ-NIC"),
)
@REGISTER
@DAY
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder for a page of each disposal, HTML and PDF, in every language of the register.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the disposals as JSON.")
def command(register: Path, *, day: dt.datetime | None, out: Path | None, as_json: bool) -> int:
    """Show every disposal on file: its state, lots and gates, an auction's bids, the price, the money, what is missing.

    A state is reached by an act or by what the chain shows, and none is skipped. What is wrong, and a gate that fails,
    ends it with 1; what only waits does not.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.cli.reserve.disposals_report import print_disposals
    from tracer.operations.reserve_disposals import DisposalsRequest, disposals

    with asking() as context:
        found = disposals(DisposalsRequest(register, None if day is None else day.date(), out), context)
    if out is not None:
        to_stderr(say("Written to {out}.", out=out))
    if as_json:
        print_json(found.as_json())
        return found.exit_code
    print_disposals(found)
    for words in found.notes:
        warn(words)
    return found.exit_code
