"""`tracer export`: seal a run into a bundle."""

from pathlib import Path

import click

from tracer.case.choices import LANGUAGES
from tracer.cli import journal_options, options
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.tongue import say


@click.command(
    short_help="Seal a run into a bundle of evidence.", epilog=options.example("tracer export run --out bundle")
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="BUNDLE", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist."
)
@options.chain(required=False)
@options.TO_HEIGHT
@click.option(
    "--all-headers", is_flag=True, help="Put every block header from genesis into the bundle (80 bytes each)."
)
@click.option(
    "--large",
    is_flag=True,
    help="Seal a trail of up to about 100,000 transactions; whoever checks it needs --large too, and gigabytes.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    help="Language of the documents; may be given several times, the leading one first. Default: the case's.",
)
@journal_options.journal
def command(
    run: Path,
    *,
    out: Path,
    source: str | None,
    cookie: Path | None,
    to_height: int | None,
    all_headers: bool,
    large: bool,
    languages: tuple[str, ...],
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Write the sealed bundle of a run: evidence that proves itself, for the other side to check."""
    from tracer.cli.context import asking, source_of
    from tracer.operations.context import JournalChoice
    from tracer.operations.export import ExportRequest, export

    chain = source_of(source, cookie, to_height)
    request = ExportRequest(run, out, chain, all_headers, large, languages, JournalChoice(journal, why))
    with asking(who) as context:
        done = export(request, context)
    journal_options.say_entry(done.entry, run, who, why)
    to_stderr(say("Bundle written to {out}.", out=out))
    say_next("verify", *(["--large"] if large else []), out)
    return 0
