"""`tracer manual`: from a received list to a filed bundle, in the reader's language."""

import click

from tracer.case.choices import LANGUAGES
from tracer.cli.options import example


@click.command(
    short_help="The manual: from a received list to a filed bundle.", epilog=example("tracer manual --language kk")
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the manual.  [default: that of the screen]")
def command(language: str | None) -> int:
    """Print the manual as Markdown: from a received list to a filed bundle, and how the other side checks."""
    from tracer.cli.context import asking
    from tracer.cli.tongue import spoken
    from tracer.operations.manual import ManualRequest, manual

    with asking() as context:
        asked = manual(ManualRequest(language or spoken().code), context)
    click.echo(asked.text, nl=False)
    return 0
