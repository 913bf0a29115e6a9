"""`tracer reserve fix`: raw quotes in, one price out."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import Day

_DATE = Day()


@click.command(
    short_help="Fix a day's price from the quotes on file.",
    epilog=example("tracer reserve fix KZ-NIC --day 2026-11-30"),
)
@REGISTER
@click.option("--day", metavar="DATE", type=_DATE, required=True, help="The day, in the register's zone.")
@click.option("--to", metavar="DATE", type=_DATE, help="Fix every day up to this one.")
@click.option("--who", metavar="NAME", help="Who fixes it, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of each day as JSON, one after the other.")
def command(
    register: Path, *, day: dt.datetime, to: dt.datetime | None, who: str | None, why: str | None, as_json: bool
) -> int:
    """Compute the price of one bitcoin on a day from prices/DAY by the convention of [price], and file it.

    It reads files alone and asks no network. A fixing is written once: another run with the same quotes changes
    nothing and says nothing, with other quotes it ends with 4. A day whose quotes give no price ends with 1 and says
    why; nothing is written for it.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.cli.reserve.fix_report import print_fixed
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_fix import FixRequest, fix

    code = 0
    last = None if to is None else to.date()
    with asking(who) as context:
        for fixed in fix(FixRequest(register, day.date(), last, JournalChoice(None, why)), context):
            code = max(code, fixed.exit_code)
            if as_json:
                print_json(fixed.as_json())
            else:
                print_fixed(fixed)
            for words in fixed.notes if fixed.is_new or fixed.fixing is None else ():
                warn(words)
    return code
