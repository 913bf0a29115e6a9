"""`tracer show`: a run as one local page."""

from pathlib import Path

import click

from tracer.cli import options
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import say


@click.command(
    short_help="A run as one local page to look at before digging on.",
    epilog=options.example("tracer show run --out run.html"),
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="PAGE.html", required=True, type=click.Path(path_type=Path), help="Page to write; must not exist."
)
@click.option("--json", "as_json", is_flag=True, help="Print where the page is as JSON.")
def command(run: Path, out: Path, as_json: bool) -> int:
    """Write one HTML page of a run, in its case's language: the trail to move about in, the books, leads, every end.

    The page loads nothing from anywhere. It is a working page, no evidence: for that, export the run.
    """
    import json

    from tracer.cli.context import asking
    from tracer.operations.show import ShowRequest, show

    with asking() as context:
        shown = show(ShowRequest(run, out), context)
    if as_json:
        click.echo(json.dumps(shown.as_json()))
    to_stderr(say("Page written to {out}. Open it in a browser.", out=out))
    return 0
