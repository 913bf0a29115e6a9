"""`tracer diff`: what changed between two results, and what of their making changed with it."""

import json
from pathlib import Path

import click

from tracer.cli import options


@click.command(
    short_help="What changed between two runs or bundles, and why.", epilog=options.example("tracer diff run bundle")
)
@click.argument("before", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("after", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything that changed as JSON.")
def command(before: Path, after: Path, as_json: bool) -> int:
    """Compare two results of a case, the earlier one first; each is a run or a bundle.

    Coins that left `unspent` for custody or a service come first. Ends with exit code 0 whether or not
    something changed.
    """
    from tracer.cli.diff_report import diff_json, print_diff
    from tracer.operations.diff import diff

    found = diff(before, after)
    if as_json:
        click.echo(json.dumps(diff_json(found), ensure_ascii=False, indent=2))
    else:
        print_diff(found)
    return 0
