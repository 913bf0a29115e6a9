"""`tracer reserve perform`: how the reserve did, beside what it is compared with."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import Day
from tracer.cli.tongue import say


@click.command(
    short_help="1, 3 and 5 years against gold, foreign exchange, SDR.",
    epilog=example("tracer reserve perform KZ-NIC --to 2026-09-30 --out performance"),
)
@REGISTER
@click.option(
    "--to",
    "to",
    metavar="DATE",
    required=True,
    type=Day(),
    help="The last day, to its end in the register's zone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder to write: pages in the register's languages, the chart, the figures and every sub-period.",
)
def command(register: Path, *, to: dt.datetime, as_json: bool, out: Path | None) -> int:
    """Print what became of the reserve's value in 1, 3 and 5 years, gross and net, in USD and the register's currency.

    Returns are time-weighted by convention returns/1 at the fixings on file. Beside them stand the benchmarks of
    tables/: gold.csv, fx_reserves.csv, sdr.csv and portfolio.csv. A figure that is not known is n/a with the reason; a
    table of monthly averages, or of another kind of return than the others, is refused (exit code 2).
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.operations.reserve_perform import PerformRequest, reserve_perform

    with asking() as context:
        found = reserve_perform(PerformRequest(register, to.date(), out), context)
    if as_json:
        print_json(found.as_json())
    else:
        from tracer.cli.reserve.perform_report import print_performance

        print_performance(found)
    if out is not None:
        to_stderr(say("Written to {out}.", out=out))
    for words in found.notes:
        warn(words)
    return 0
