"""`tracer reserve approaches`: what is said of other states' bitcoin."""

import click

from tracer.cli.options import example


@click.command(
    short_help="What is said of other states' bitcoin, with day and source.",
    epilog=example("tracer reserve approaches SV"),
)
@click.argument("country", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the claims as JSON.")
def command(country: str | None, as_json: bool) -> int:
    """Print claims about how states keep, count and sell confiscated bitcoin; COUNTRY is two letters, none is all.

    Each has its day, its source and how close that stands to the matter. A claim is no fact of a register and
    enters no figure. Where two name different amounts for one thing, both are shown.
    """
    from tracer.cli.context import asking, print_json
    from tracer.operations.reserve_approaches import ApproachesRequest, approaches

    with asking() as context:
        found = approaches(ApproachesRequest(country), context)
    if as_json:
        print_json(found.as_json())
    else:
        from tracer.cli.reserve.approaches_report import print_approaches

        print_approaches(found)
    return 0
