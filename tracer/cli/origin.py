"""`tracer origin`: where the coins of a custody receipt, or any coin, came from."""

from pathlib import Path

import click

from tracer.cli import options
from tracer.visible import paragraphs


@click.command(
    short_help="Where the coins of a receipt came from, backwards.",
    epilog=options.example("tracer origin fixtures/story/origin.toml --chain fixtures/story/blocks.blk --out origin"),
)
@options.CASE
@options.chain()
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
def command(case: Path, source: str, cookie: Path | None, out: Path, max_transactions: int, as_json: bool) -> int:
    """Walk back from the [[target]]s of a case to coinbases, labelled services or a limit; write RUN/origin.json."""
    from tracer.cli.origin_report import print_origins
    from tracer.cli.progress import progress_bars
    from tracer.operations.pipeline import trace_back

    with progress_bars() as progress:
        found, warnings = trace_back(case, source, out, cookie, max_transactions, progress)
    for warning in warnings:
        click.echo(f"Warning: {paragraphs(warning)}", err=True)
    if as_json:
        click.echo(found.decode())
    else:
        print_origins(found)
    return 0
