"""`tracer reserve status`: the register on one screen."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import DAY


@click.command(
    short_help="Holdings, title, expiries and alarms on one screen.",
    epilog=example("tracer reserve status KZ-NIC --day 2026-09-30"),
)
@REGISTER
@DAY
@click.option("--json", "as_json", is_flag=True, help="Print the status as JSON.")
def command(register: Path, day: dt.datetime | None, as_json: bool) -> int:
    """Print what the register holds at the end of a day, out of what is filed: no node is asked.

    Ends with exit code 1 on a hard alarm, so that a night job can wake someone.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.operations.reserve_status import StatusRequest, reserve_status

    with asking() as context:
        found = reserve_status(StatusRequest(register, None if day is None else day.date()), context)
    if as_json:
        print_json(found.as_json())
    else:
        from tracer.cli.reserve.status_report import print_status

        print_status(found.status)
    for words in found.notes:
        warn(words)
    return found.exit_code
