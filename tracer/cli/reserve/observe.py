"""`tracer reserve observe`: what the chain holds of the register, with proofs, and what is wrong."""

from pathlib import Path

import click

from tracer.cli import options
from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example


@click.command(
    short_help="What the chain holds, with proofs; alarms.",
    epilog=example(
        "tracer reserve observe fixtures/reserve/two --chain fixtures/reserve/two/blocks.blk --at 2025-12-31"
    ),
)
@REGISTER
@options.chain()
@options.TO_HEIGHT
@click.option(
    "--at",
    metavar="DATE|HEIGHT",
    help="Look up to the closing block of this day, or to this height. Without it to the chain's last block.",
)
@click.option(
    "--scan",
    is_flag=True,
    help="Let a node read its whole set of unspent outputs as a second check; takes minutes on mainnet.",
)
@click.option(
    "--whole",
    is_flag=True,
    help="Let a node search its chain from the first block, and hold earlier observations against that; a file and a "
    "store always do.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the observation as JSON.")
def command(
    register: Path,
    *,
    source: str,
    cookie: Path | None,
    to_height: int | None,
    at: str | None,
    scan: bool,
    whole: bool,
    as_json: bool,
) -> int:
    """Look at the chain up to a block and file what it holds of the register's wallets: coins, movements, faults.

    Ends with 1 where the register is found wanting: a departure that no act covers is the alarm of the night. Ends
    with 4 where the chain contradicts an earlier observation, and with 2 where acts alone are wrong: these are left out
    and stop no alarm. The observation is filed either way.
    """
    from tracer.cli.context import asking, print_json
    from tracer.cli.reserve.observation_report import print_faults, print_observed
    from tracer.operations.reserve_observe import ObserveRequest, observe
    from tracer.operations.sources import ChainSource

    with asking() as context:
        request = ObserveRequest(register, ChainSource(source, cookie, to_height), at, scan, whole=whole)
        observed = observe(request, context)
    if as_json:
        print_json(observed.as_json())
    else:
        print_observed(observed)
    print_faults(observed.observation)
    say_next("reserve", "status", register)
    return observed.exit_code
