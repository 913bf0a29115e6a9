"""`tracer export`: seal a run into a bundle."""

from pathlib import Path
from shlex import quote

import click

from tracer.case.choices import LANGUAGES
from tracer.cli import journal_options, options


@click.command(
    short_help="Seal a run into a bundle of evidence.", epilog=options.example("tracer export run --out bundle")
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="BUNDLE", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist."
)
@options.chain(required=False)
@click.option(
    "--all-headers", is_flag=True, help="Put every block header from genesis into the bundle (80 bytes each)."
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
    out: Path,
    source: str | None,
    cookie: Path | None,
    all_headers: bool,
    languages: tuple[str, ...],
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Write the sealed bundle of a run: evidence that proves itself, for the other side to check."""
    from tracer.cli.progress import progress_bars
    from tracer.operations.journal_entries import exported
    from tracer.operations.pipeline import export

    with progress_bars() as progress:
        export(run, out, source, cookie, all_headers, progress, languages)
    with journal_options.entering(out):
        journal_options.say_entry(exported(journal_options.journal_target(journal, who, why), run, out))
    click.echo(f"Bundle written to {out}. Next: tracer verify {quote(str(out))}", err=True)
    return 0
