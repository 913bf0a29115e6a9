"""A batch's summary on the screen: what moved and what failed by name, the rest in numbers."""

import json

import click

from tracer.batch.summary import Summary
from tracer.batch.summary_json import as_json
from tracer.chain.amount import as_bitcoin
from tracer.documents.paper import counted
from tracer.visible import visible

_SHOWN = 20


def print_json(summary: Summary) -> None:
    """Print the whole summary as JSON."""
    click.echo(json.dumps(as_json(summary), ensure_ascii=False, indent=2, default=dict))


def print_night(summary: Summary, done: int) -> None:
    """Print the counts, the cases that moved or failed, what is wrong with the others, and the sums over all cases."""
    counts = ", ".join(f"{count} {name}" for name, count in summary.counts.items() if count)
    click.echo(f"{counted(len(summary.lines), 'case')}: {counts}. {done} traced now.")
    for state, title in (("moved", "Coins moved"), ("failed", "Failed"), ("changed", "Figures changed")):
        found = [line for line in summary.lines if line.state == state]
        if found:
            click.echo(f"{title}:")
        for line in found[:_SHOWN]:
            click.echo(visible(f"  {line.job}" + (f": {' '.join(line.message.split())}" if line.message else "")))
        if len(found) > _SHOWN:
            click.echo(f"  … and {len(found) - _SHOWN} more; the summary names all")
    _print_faults(summary)
    totals = summary.totals
    click.echo(
        f"Claimed of {totals.receipts} custody receipts: {as_bitcoin(totals.claimed)} BTC. Credited, each satoshi once:"
        f" {as_bitcoin(totals.credited)}. Contested between cases: {as_bitcoin(totals.contested)}."
    )


def _print_faults(summary: Summary) -> None:
    """Print what is wrong with the cases that are done, each fault in words."""
    found = [(line.job, fault) for line in summary.lines if line.fault is None for fault in line.faults]
    if found:
        click.echo("To look at first:")
    for job, fault in found[:_SHOWN]:
        click.echo(visible(f"  {job}: {' '.join(fault.split())}"))
    if len(found) > _SHOWN:
        click.echo(f"  … and {len(found) - _SHOWN} more; the summary names all")
