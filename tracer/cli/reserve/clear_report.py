"""A clearance on the screen: what the transaction does, every check, and the verdict last."""

from collections.abc import Iterator
from dataclasses import replace

import click

from tracer.cli.tongue import say, spoken
from tracer.documents.language.language import Language
from tracer.operations.reserve_clear import Cleared
from tracer.reserve.clearance.clearance_rows import MAY, Clearance
from tracer.reserve.disposition.disposal_sentences import told
from tracer.reserve.disposition.gate_rows import GateCheck
from tracer.visible import visible


def print_clearance(found: Cleared) -> None:
    """Print a clearance at one stroke."""
    click.echo("\n".join(clearance_lines(found)))


def clearance_lines(found: Cleared) -> Iterator[str]:
    """Yield the lines of a clearance."""
    checks = (check_line(each) for each in found.clearance.checks)
    lines = [*said_in_words(found.clearance), "", *checks, "", verdict_line(found.clearance)]
    if found.entry is not None:
        lines.append(say("Entered in the journal as number {number}.", number=found.entry))
    yield from map(visible, lines)


def said_in_words(clearance: Clearance) -> tuple[str, ...]:
    """Return what a transaction does, in the language of the screen."""
    return tuple(told(each, _spoken()) for each in clearance.words)


def check_line(check: GateCheck) -> str:
    """Return a check: its id and what it comes to are codes; what is said of it is of the screen's language."""
    return f"{check.id:<4}{check.state.value:<12}{' '.join(told(each, _spoken()) for each in check.sentences)}"


def verdict_line(clearance: Clearance) -> str:
    """Return the verdict's code, and in another language than English what it means."""
    return say("may-be-signed") if clearance.verdict == MAY else say("must-not-be-signed")


def _spoken() -> Language:
    """Return the language of the screen with amounts as a device shows them, for they are compared with it."""
    return replace(spoken(), point=".", group="")
