"""`tracer origin`: where the coins of a custody receipt, or any coin, came from."""

from pathlib import Path

import click

from tracer.cli import options


@click.command(
    short_help="Where the coins of a receipt came from, backwards.",
    epilog=options.example("tracer origin fixtures/story/origin.toml --chain fixtures/story/blocks.blk --out origin"),
)
@options.CASE
@options.chain()
@options.TO_HEIGHT
@options.RUN
@click.option(
    "--max-transactions",
    metavar="N",
    type=click.IntRange(0),
    default=5000,
    show_default=True,
    help="Transactions to walk back over for one target; what lies beyond ends as `budget`. 0: no limit.",
)
@click.option("--json", "as_json", is_flag=True, help="Print origin.json instead of the tables.")
def command(
    case: Path,
    *,
    source: str,
    cookie: Path | None,
    to_height: int | None,
    out: Path,
    max_transactions: int,
    as_json: bool,
) -> int:
    """Walk back from the [[target]]s of a case to coinbases, labelled services or a limit; write RUN/origin.json."""
    from tracer.cli.context import asking
    from tracer.cli.origin_report import print_origins
    from tracer.operations.origin import OriginRequest, origin
    from tracer.operations.sources import ChainSource

    with asking() as context:
        found = origin(OriginRequest(case, ChainSource(source, cookie, to_height), out, max_transactions), context)
    if as_json:
        click.echo(found.as_json().decode())
    else:
        print_origins(found.document)
    return 0
