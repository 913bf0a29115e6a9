"""`tracer reserve diff`: what changed between two closed periods, or by a restatement."""

from pathlib import Path

import click

from tracer.cli.options import REGISTER, example


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
    from tracer.operations.reserve_diff import StatementDiffRequest, diff

    with asking(None) as context:
        found = diff(StatementDiffRequest(register, before, after), context)
    if as_json:
        print_json(found.as_json())
        return 0
    compared = found.found
    lines = [f"{compared.before} and {compared.after} have the same figures."] if compared.same else []
    lines += [f"{each.figure}: {each.was or 'nothing'} -> {each.now or 'nothing'}" for each in compared.figures]
    for each in compared.inputs:
        words = "is new" if each.was is None else "is gone" if each.now is None else "is another file"
        lines.append(f"input {each.figure} {words}")
    click.echo("\n".join(lines))
    return 0
