"""A day's price on the screen: what it is, who was left out and why, and what other conventions would give."""

import click

from tracer.operations.reserve_fix import DayFixed
from tracer.reserve.price.fixing import ExclusionReason, FixedExchange, Fixing, Quality
from tracer.reserve.price.fixing_file import path_of
from tracer.reserve.price.rounding import money_text
from tracer.visible import visible

REASONS = {
    ExclusionReason.MISSING: "no file",
    ExclusionReason.HOLE: "its files do not show that no trade is missing",
    ExclusionReason.FEW_TRADES: "too few trades in the window",
    ExclusionReason.DEVIATION: "too far from the median of all",
    ExclusionReason.STALE: "its last trade is too old",
}
"""Why an exchange was left out, in words."""

_QUALITIES = {
    Quality.A: "A, by the parts of the window",
    Quality.C: "C, by the last trades before its end: there were too few for A",
}


def print_fixed(fixed: DayFixed) -> None:
    """Print a day that was fixed now, or why it was not; of one that stands already nothing."""
    if fixed.fixing is None:
        click.echo(visible(fixed.why or ""), err=True)
    elif fixed.is_new:
        click.echo("\n".join(_lines(fixed, fixed.fixing)))


def _lines(fixed: DayFixed, fixing: Fixing) -> list[str]:
    lines = [
        f"{fixing.day.isoformat()}: {fixing.pair} {money_text(fixing.cents)}, quality {_QUALITIES[fixing.quality]}",
        *(f"  {_exchange(each)}" for each in fixing.exchanges),
    ]
    if fixing.vwap is not None:
        lines.append(f"  medians from {fixing.least} to {fixing.greatest}; by volume alone {fixing.vwap}")
    for each in fixed.beside:
        price = each.why if each.fixing is None else f"{money_text(each.fixing.cents)} ({each.fixing.quality.value})"
        lines.append(f"  {each.name}: {price}")
    lines.append(f"Filed as {path_of(fixing.day)}, SHA-256 {fixed.sha256}")
    return lines


def _exchange(each: FixedExchange) -> str:
    price = "no price" if each.median is None else each.median
    words = f"{visible(each.name)}: {price}, {each.trades} trades"
    if each.reason is None:
        return words
    return f"{words}; {'used all the same' if each.used else 'not used'}: {REASONS[each.reason]}"
