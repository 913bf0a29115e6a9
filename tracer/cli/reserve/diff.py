"""`tracer reserve diff`: what changed between two closed periods, or by a restatement."""

from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import say


@click.command(
    short_help="What changed between two closed periods.", epilog=example("tracer reserve diff KZ-NIC 2026Q3 2026Q3-r1")
)
@REGISTER
@click.argument("before", metavar="P")
@click.argument("after", metavar="P")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
def command(register: Path, *, before: str, after: str, as_json: bool) -> int:
    """Print every figure of two closed periods that is not the same, and every input that is another file."""
    from tracer.cli.context import asking, print_json
    from tracer.cli.reserve.close_report import difference_line
    from tracer.operations.reserve_diff import StatementDiffRequest, diff

    with asking(None) as context:
        found = diff(StatementDiffRequest(register, before, after), context)
    if as_json:
        print_json(found.as_json())
        return 0
    compared = found.found
    periods = {"before": compared.before, "after": compared.after}
    lines = [say("{before} and {after} have the same figures.", **periods)] if compared.same else []
    lines += map(difference_line, compared.figures)
    for each in compared.inputs:
        if each.was is None:
            lines.append(say("input {file} is new", file=each.figure))
        elif each.now is None:
            lines.append(say("input {file} is gone", file=each.figure))
        else:
            lines.append(say("input {file} is another file", file=each.figure))
    click.echo("\n".join(lines))
    return 0
