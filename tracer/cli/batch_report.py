"""A batch's summary on the screen: what moved and what failed by name, the rest in numbers."""

import json

import click

from tracer.batch.summary import Summary
from tracer.batch.summary_json import as_json
from tracer.chain.amount import as_bitcoin
from tracer.cli.tongue import counted, known, say, word
from tracer.visible import visible

_SHOWN = 20


def print_json(summary: Summary) -> None:
    """Print the whole summary as JSON."""
    click.echo(json.dumps(as_json(summary), ensure_ascii=False, indent=2, default=dict))


def print_night(summary: Summary, done: int) -> None:
    """Print the counts, the cases that moved or failed, what is wrong with the others, and the sums over all cases."""
    states = _states()
    told = [(states[name], count) for name, count in summary.counts.items() if count]
    counts = ", ".join(say("{count} {state}", count=count, state=state) for state, count in told)
    cases = counted(len(summary.lines), "case")
    click.echo(say("{cases}: {counts}. {done} traced now.", cases=cases, counts=counts, done=done))
    titles = (("moved", word("Coins moved")), ("failed", word("Failed")), ("changed", word("Figures changed")))
    for state, title in titles:
        found = [line for line in summary.lines if line.state == state]
        if found:
            click.echo(f"{title}:")
        for line in found[:_SHOWN]:
            click.echo(
                visible(f"  {line.job}" + (f": {' '.join(known(line.message).split())}" if line.message else ""))
            )
        if len(found) > _SHOWN:
            click.echo(say("  … and {count} more; the summary names all", count=len(found) - _SHOWN))
    _print_faults(summary)
    totals = summary.totals
    click.echo(
        say(
            "Claimed of {receipts} custody receipts: {claimed} BTC. Credited, each satoshi once: {credited}. "
            "Contested between cases: {contested}.",
            receipts=totals.receipts,
            claimed=as_bitcoin(totals.claimed),
            credited=as_bitcoin(totals.credited),
            contested=as_bitcoin(totals.contested),
        )
    )


def _states() -> dict[str, str]:
    """Return what a case's state is called on the screen."""
    return {
        "moved": word("moved"),
        "changed": word("changed"),
        "new": word("new"),
        "unchanged": word("unchanged"),
        "failed": word("failed"),
    }


def _print_faults(summary: Summary) -> None:
    """Print what is wrong with the cases that are done, each fault in words."""
    found = [(line.job, fault) for line in summary.lines if line.fault is None for fault in line.faults]
    if found:
        click.echo(word("To look at first:"))
    for job, fault in found[:_SHOWN]:
        click.echo(visible(f"  {job}: {' '.join(fault.split())}"))
    if len(found) > _SHOWN:
        click.echo(say("  … and {count} more; the summary names all", count=len(found) - _SHOWN))
