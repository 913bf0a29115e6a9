"""`tracer ingest`: put a chain on disk, in the shape that heavy traces and night jobs want."""

from pathlib import Path

import click

from tracer.cli import options
from tracer.cli.next_step import say_next
from tracer.cli.tongue import say


@click.command(
    short_help="Put a chain on disk as a store; resumable.",
    epilog=options.example("tracer ingest --chain fixtures/story/blocks.blk --store store"),
)
@options.chain()
@click.option(
    "--store",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The store: made where there is none, gone on with where there is one.",
)
@click.option("--from-height", metavar="N", type=click.IntRange(0), help="First block of a new store (default: all).")
@click.option("--to-height", metavar="N", type=click.IntRange(0), help="Last block (default: the source's tip).")
@click.option("--follow", is_flag=True, help="Stay and follow the tip, until Ctrl-C.")
def command(
    source: str, cookie: Path | None, store: Path, from_height: int | None, to_height: int | None, follow: bool
) -> int:
    """Read blocks from a node or a file into a store: linked, checked, committed.

    It may be stopped at any moment and goes on where it was. A reorganisation lowers the store to the
    fork and goes on, and says so.
    """
    from tracer.cli.context import warn
    from tracer.cli.progress import ingest_bar
    from tracer.operations.context import of_this_machine
    from tracer.operations.ingest import IngestRequest, ingest
    from tracer.operations.sources import ChainSource

    request = IngestRequest(ChainSource(source, cookie), store, from_height, to_height, follow)
    with ingest_bar() as watcher:
        held = ingest(request, watcher, of_this_machine(warn=warn)).manifest
    count = held.counts["transactions"]
    if held.tip is None:
        click.echo(say("{store}: it holds no block", store=store))
    else:
        height, tip = held.tip.height, held.tip.hash
        words = "{store}: {count} transactions, tip height {height}, {tip}"
        click.echo(say(words, store=store, count=count, height=height, tip=tip))
    say_next("trace", "CASE.toml", "--chain", store, "--out", "RUN")
    return 0
