"""`tracer reserve close`: seal what is said of a period."""

from pathlib import Path

import click

from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example


@click.command(
    short_help="Close a period: compute its statement and seal it.",
    epilog=example("tracer reserve close KZ-NIC --period 2026Q3"),
)
@REGISTER
@click.option(
    "--period",
    metavar="P",
    required=True,
    help="A quarter or a year, 2026Q3 or 2026; 2026Q3-r1 restates what was closed, by a correction act.",
)
@click.option("--who", metavar="NAME", help="Who closes it, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
@click.option("--json", "as_json", is_flag=True, help="Print what was closed as JSON.")
def command(register: Path, *, period: str, who: str | None, why: str | None, as_json: bool) -> int:
    """Compute a period's books, title, orders and movements from the register and the chain, and seal them.

    It needs an observation of the period's closing block, which six confirmations settle (else exit code 3). It refuses
    while a movement has no act, a receipt no lot, order or act, a hard limit is broken without a waiver, or the last
    day has no fixing of its own (1), and where a closed period no longer follows from its inputs (4). A closed period
    is never written again.
    """
    from tracer.cli.context import asking, print_json
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_close import CloseRequest, close

    with asking(who) as context:
        done = close(CloseRequest(register, period, JournalChoice(None, why)), context)
    if as_json:
        print_json(done.as_json())
    else:
        from tracer.cli.reserve.close_report import close_lines

        click.echo("\n".join(close_lines(done)))
        say_next("reserve", "export", register, "--period", period, "--profile", "public", "--out", "BUNDLE")
    return 0
