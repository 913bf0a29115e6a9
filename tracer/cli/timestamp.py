"""`tracer timestamp`: tie a bundle to a moment in time."""

from pathlib import Path

import click

from tracer.cli import journal_options, options
from tracer.cli.next_step import say_next
from tracer.visible import paragraphs


@click.command(
    short_help="Tie a bundle to a moment: RFC 3161 tokens, OpenTimestamps.",
    epilog=options.example("tracer timestamp bundle --tsa http://tsa.example/tsr --tsa-chain tsa.pem"),
)
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option("--tsa", metavar="URL", multiple=True, help="Ask this authority for a token; may be given twice or more.")
@click.option(
    "--token", metavar="FILE", multiple=True, type=click.Path(path_type=Path), help="Add a token made elsewhere."
)
@click.option(
    "--tsa-chain",
    metavar="PEM",
    type=click.Path(path_type=Path),
    help="The authority's certificates up to its root; a token is added only if it verifies with them.",
)
@click.option("--ots", metavar="FILE", type=click.Path(path_type=Path), help="Add an OpenTimestamps proof.")
@options.chain(required=False)
@journal_options.journal
def command(
    bundle: Path,
    *,
    tsa: tuple[str, ...],
    token: tuple[Path, ...],
    tsa_chain: Path | None,
    ots: Path | None,
    source: str | None,
    cookie: Path | None,
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Add time stamps over the tag manifest of a bundle that verifies; nothing sealed changes.

    An authority is sent the SHA-256 of the tag manifest and nothing else. Tokens made elsewhere are over the
    file tagmanifest-sha256.txt, and so is an OpenTimestamps proof: with --chain its block's header and those
    between are added, so that it can be checked offline.
    """
    from tracer.cli.context import asking
    from tracer.operations.context import JournalChoice
    from tracer.operations.sources import ChainSource
    from tracer.operations.timestamping import TimestampRequest, timestamp

    if not tsa and not token and ots is None:
        raise click.UsageError("name what to add: --tsa URL, --token FILE or --ots FILE")
    chain = None if source is None else ChainSource(source, cookie)
    with asking(who) as context:
        added = timestamp(
            TimestampRequest(
                bundle=bundle,
                authorities=tsa,
                tokens=token,
                chain=tsa_chain,
                ots=ots,
                source=chain,
                entry=JournalChoice(journal, why),
            ),
            context,
        )
    for step in added.steps:
        click.echo(paragraphs(f"{step.verdict.value} {step.title}: {step.reason}"))
    journal_options.say_entry(added.entry, bundle, who, why)
    say_next("verify", bundle)
    return 0
