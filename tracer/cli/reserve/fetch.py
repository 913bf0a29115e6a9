"""`tracer reserve fetch`: a day's trades from the exchanges, as they answer; off unless the register allows it."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import Day
from tracer.cli.tongue import say


@click.command(
    short_help="Fetch a day's quotes, where the register allows it.",
    epilog=example("tracer reserve fetch KZ-NIC --day 2026-11-30"),
)
@REGISTER
@click.option(
    "--day",
    metavar="DATE",
    type=Day(),
    required=True,
    help="The day, in the register's zone; its window must have ended.",
)
def command(register: Path, *, day: dt.datetime) -> int:
    """Ask the exchanges of [price] for the trades of a day's window and file their answers as received, in prices/DAY.

    It asks nobody unless [fetch] of the register allows it, and replaces no file. Ends with 3 where an exchange gave
    nothing. No other command asks anybody but the own node.
    """
    from tracer.cli.context import asking, warn
    from tracer.operations.reserve_fetch import FetchRequest, fetch

    code = 0
    with asking() as context:
        for each in fetch(FetchRequest(register, day.date()), context):
            if each.why is None:
                fields = {"exchange": each.exchange, "trades": each.trades, "files": len(each.files)}
                click.echo(say("{exchange}: {trades} trades in {files} files", **fields))
            else:
                warn(each.why)
            code = 3 if each.failed else code
    return code
