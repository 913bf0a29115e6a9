"""`tracer look`: what the chain says of one transaction, output or address."""

from pathlib import Path

import click

from tracer.cli import options

_EXAMPLE = (
    "tracer look 2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi --chain fixtures/story/blocks.blk --case fixtures/story/case.toml"
)


@click.command(short_help="What the chain says of one txid, outpoint or address.", epilog=options.example(_EXAMPLE))
@click.argument("name", metavar="TXID|ADDRESS|OUTPOINT")
@options.chain()
@options.TO_HEIGHT
@click.option(
    "--case", metavar="CASE.toml", type=click.Path(path_type=Path), help="Show its custody wallets, seeds and tags."
)
@options.packs("A TagPack; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def command(
    name: str,
    *,
    source: str,
    cookie: Path | None,
    to_height: int | None,
    case: Path | None,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Say on one screen what the chain holds of a name: amounts, times, spends, script, tags, custody, patterns.

    Times are the block's, in UTC, as declared by the miner. Looking at an address on a node takes a scan, which may
    last minutes.
    """
    from tracer.cli.context import asking, print_json
    from tracer.cli.look_report import print_look
    from tracer.operations.look import LookRequest, look
    from tracer.operations.sources import ChainSource

    with asking() as context:
        seen = look(LookRequest(name, ChainSource(source, cookie, to_height), case, packs), context)
    if as_json:
        print_json(seen.as_json())
    else:
        print_look(seen)
    return 0
