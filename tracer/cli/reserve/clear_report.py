"""A clearance on the screen: what the transaction does, every check, and the verdict last."""

from collections.abc import Iterator

import click

from tracer.operations.reserve_clear import Cleared
from tracer.visible import visible


def print_clearance(found: Cleared) -> None:
    """Print a clearance at one stroke."""
    click.echo("\n".join(clearance_lines(found)))


def clearance_lines(found: Cleared) -> Iterator[str]:
    """Yield the lines of a clearance."""
    told = found.clearance
    lines = [*told.words, ""]
    lines += [f"{each.id:<4}{each.state.value:<12}{each.what}" for each in told.checks]
    lines += ["", told.verdict]
    if found.entry is not None:
        lines.append(f"Entered in the journal as number {found.entry}.")
    yield from map(visible, lines)
