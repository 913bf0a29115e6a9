"""`tracer reserve figures`: a year for statisticians, banks and accountants."""

from pathlib import Path

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import say


@click.command(
    short_help="A year's figures for statisticians, banks and accountants.",
    epilog=example("tracer reserve figures KZ-NIC --year 2025 --out figures-2025"),
)
@REGISTER
@click.option("--year", metavar="YEAR", required=True, help="The year, such as 2026.")
@click.option("--out", metavar="FOLDER", type=click.Path(path_type=Path), help="Folder for the documents.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(register: Path, *, year: str, out: Path | None, as_json: bool) -> int:
    """Show what a state's statistics, a bank and the body's accountants ask of a year.

    Orders and disposals by kind with their value, days to title, the share proven, daily values of each quarter, the
    class of the coins, and the searches for counterparties on lists of sanctions. A search that lacks, and a
    measurement that is none, ends it with 1.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.cli.reserve.figures_report import print_figures
    from tracer.operations.reserve_figures import FiguresRequest, year_figures

    with asking() as context:
        found = year_figures(FiguresRequest(register, year, out), context)
    print_json(found.as_json()) if as_json else print_figures(found.report)
    if out is not None:
        to_stderr(say("Written to {out}.", out=out))
    for words in found.notes:
        warn(words)
    return found.exit_code
