"""`tracer new`: a case file to fill in."""

from pathlib import Path

import click

from tracer.case.choices import LANGUAGES
from tracer.chain.network import NETWORKS
from tracer.cli.echo import to_stdout
from tracer.cli.next_step import say_next
from tracer.cli.options import CASE, example
from tracer.cli.tongue import say


@click.command(
    short_help="A case file to fill in, every key explained in it.",
    epilog=example("tracer new case.toml --language kk --network main"),
)
@CASE
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the explanations and of the report; else en.")
@click.option("--network", type=click.Choice(list(NETWORKS)), help="The chain that the case is on; else left empty.")
def command(case: Path, language: str | None, network: str | None) -> int:
    """Write a case file in which every key stands with what it means; an existing file is left as it is.

    What a case cannot be without stands empty and is yours to fill in; everything else stands behind a #.
    """
    from tracer.cli.context import asking
    from tracer.operations.new_case import NewCaseRequest, new_case

    with asking() as context:
        begun = new_case(NewCaseRequest(case, language or LANGUAGES[0], network), context)
    to_stdout(say("{case}: fill it in.", case=begun.case))
    say_next("check", begun.case)
    return 0
