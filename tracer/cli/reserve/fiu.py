"""`tracer reserve fiu`: transfers for a financial-intelligence unit."""

from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import counted, say


@click.command(
    short_help="Transfers of a period for a financial-intelligence unit.",
    epilog=example("tracer reserve fiu KZ-NIC --period 2025Q4 --by fm1.xml --schema fm1.xsd --out fm1-2025Q4.xml"),
)
@REGISTER
@click.option("--period", metavar="P", required=True, help="A quarter or a year, 2026Q3 or 2026.")
@click.option(
    "--by",
    "mapping",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="A mapping in TOML, for CSV; or a template in XML.",
)
@click.option("--schema", metavar="XSD", type=click.Path(path_type=Path), help="Write only what satisfies XSD.")
@click.option("--out", metavar="FILE", required=True, type=click.Path(path_type=Path), help="File to write.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(register: Path, *, period: str, mapping: Path, schema: Path | None, out: Path, as_json: bool) -> int:
    """Write what went to others in a period, an entry for each output, in the form that the unit asks for.

    No form of any authority is built in: columns are the mapping's, elements the template's, and what counts as valid
    the schema's. Departures that no act names are among the transfers. Nothing is sent to anybody.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.documents.language.language import NO_BREAK_SPACE
    from tracer.operations.reserve_fiu import FiuRequest, fiu_report

    with asking() as context:
        made = fiu_report(FiuRequest(register, period, mapping, out, schema), context)
    if as_json:
        print_json(made.as_json())
        return 0
    transfers = counted(made.count, "transfer").replace(NO_BREAK_SPACE, " ")
    fields = {"out": out, "transfers": transfers, "first": made.first, "last": made.last}
    click.echo(
        say("{out}: {transfers} from {first} to {last}; it satisfies the schema.", **fields)
        if made.is_checked
        else say("{out}: {transfers} from {first} to {last}; no schema was given to hold it against.", **fields)
    )
    for words in made.notes:
        warn(words)
    return 0
