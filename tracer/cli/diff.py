"""`tracer diff`: what changed between two results, and what of their making changed with it."""

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
    from tracer.cli.context import asking, print_json
    from tracer.cli.diff_report import print_diff
    from tracer.operations.diff import DiffRequest, diff

    with asking() as context:
        answer = diff(DiffRequest(before, after), context)
    if as_json:
        print_json(answer.as_json())
    else:
        print_diff(answer.found)
    return 0
