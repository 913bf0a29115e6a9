"""`tracer trace`: follow a case's coins and write the run."""

from pathlib import Path

import click

from tracer.cli import options


@click.command(
    short_help="Follow a case's seeds and write the run.",
    epilog=options.example("tracer trace fixtures/story/case.toml --chain fixtures/story/blocks.blk --out run"),
)
@options.CASE
@options.chain()
@click.option(
    "--out", metavar="RUN", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist."
)
@click.option("--json", "as_json", is_flag=True, help="Print trace.json instead of the books.")
def command(case: Path, source: str, cookie: Path | None, out: Path, as_json: bool) -> int:
    """Follow the seeds of a case and write RUN/trace.json and what `export` needs."""
    from tracer.cli.books import print_books
    from tracer.cli.progress import progress_bars
    from tracer.pipeline import trace

    with progress_bars() as progress:
        finished = trace(case, source, out, cookie, progress)
    for warning in finished.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if as_json:
        click.echo(finished.run.trace.decode())
    else:
        print_books(finished.run.trace)
        click.echo(f"Run written to {out}. Next: tracer export {out} --out BUNDLE", err=True)
    return 0
