"""`tracer reserve clear`: may this transaction be signed, and what does it do."""

from pathlib import Path

import click

from tracer.cli import options
from tracer.cli.options import REGISTER, example


@click.command(
    short_help="May this transaction be signed? What it does, in words.",
    epilog=example("tracer reserve clear KZ-NIC payment.psbt --json"),
)
@REGISTER
@click.argument("file", metavar="FILE.psbt", type=click.Path(path_type=Path))
@options.chain(required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the clearance as JSON.")
def command(register: Path, file: Path, *, source: str | None, cookie: Path | None, as_json: bool) -> int:
    """Judge a PSBT before anybody signs it, by the register's coins, acts and title; a clearance enters the journal.

    Without --chain the last observation counts. Ends with 0 where it may be signed and with 1 where it must not be.
    No key is held, and nothing is signed or sent.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.operations.reserve_clear import ClearRequest, reserve_clear
    from tracer.operations.sources import ChainSource

    chain = None if source is None else ChainSource(source, cookie)
    with asking() as context:
        found = reserve_clear(ClearRequest(register, file, chain), context)
    if as_json:
        print_json(found.as_json())
    else:
        from tracer.cli.reserve.clear_report import print_clearance

        print_clearance(found)
    for words in found.notes:
        warn(words)
    return found.exit_code
