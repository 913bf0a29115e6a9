"""A year's figures on the screen."""

from collections.abc import Iterator

import click

from tracer.chain.amount import as_bitcoin
from tracer.reserve.compliance.classes import BPM7_CLASS
from tracer.reserve.compliance.year_report import YearReport
from tracer.reserve.price.rounding import decimal_text, money_text
from tracer.visible import visible


def print_figures(found: YearReport) -> None:
    """Print the report, table by table."""
    for line in figure_lines(found):
        click.echo(line)


def figure_lines(found: YearReport) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{found.register}, {found.first} to {found.last}"
    for row in found.rows:
        lacking = "" if not row.unpriced else f", {row.unpriced} without a fixing of the day"
        yield f"  {row.what:<10} {row.count}: {as_bitcoin(row.sat)} BTC, {money_text(row.cents)} USD{lacking}"
    times = found.times
    if times.median is not None:
        yield (
            f"  days from receipt to title: {min(times.days)} to {max(times.days)}, median "
            f"{decimal_text(times.median, 1)}, {len(times.days)} orders"
        )
    if found.proven is not None:
        yield f"  proven: {found.proven[0]} of {found.proven[1]} satoshi"
    for each in found.exposures:
        if each.average is not None and each.highest is not None:
            yield (
                f"  {each.quarter}: average {money_text(each.average)} USD over {each.days} days, highest "
                f"{money_text(each.highest)} on {each.day}"
            )
    yield f"  class: {BPM7_CLASS}; not part of official reserve assets"
    measured = "not declared" if found.classes.measurement is None else found.classes.measurement
    yield f"  measurement: {measured}"
    for screening in found.screenings:
        day = "never" if screening.screened is None else screening.screened.isoformat()
        yield f"  act {screening.act}: {visible(screening.name)}, searched for: {day}"
    for fault in found.faults:
        yield f"  wrong: {visible(fault)}"
