"""A day's price on the screen: what it is, who was left out and why, and what other conventions would give."""

from collections.abc import Callable, Mapping

import click

from tracer.cli.echo import to_stderr
from tracer.cli.tongue import counted, known, say, word
from tracer.documents.language.language import NO_BREAK_SPACE
from tracer.operations.reserve_fix import DayFixed
from tracer.reserve.price.fixed_day import NOT_COVERED
from tracer.reserve.price.fixing import ExclusionReason, FixedExchange, Fixing, Quality
from tracer.reserve.price.fixing_file import path_of
from tracer.reserve.price.rounding import money_text
from tracer.visible import visible

REASONS: Mapping[ExclusionReason, Callable[[], str]] = {
    ExclusionReason.MISSING: lambda: word("no file"),
    ExclusionReason.HOLE: lambda: word("its files do not show that no trade is missing"),
    ExclusionReason.FEW_TRADES: lambda: word("too few trades in the window"),
    ExclusionReason.DEVIATION: lambda: word("too far from the median of all"),
    ExclusionReason.STALE: lambda: word("its last trade is too old"),
}
"""Why an exchange was left out, in words of the screen."""

_QUALITIES: Mapping[Quality, Callable[[], str]] = {
    Quality.A: lambda: word("A, by the parts of the window"),
    Quality.C: lambda: word("C, by the last trades before its end: there were too few for A"),
}


def print_fixed(fixed: DayFixed) -> None:
    """Print a day that was fixed now, or why it was not; of one that stands already nothing."""
    if fixed.fixing is None:
        to_stderr(known(visible(fixed.why or "")))
    elif fixed.is_new:
        click.echo("\n".join(_lines(fixed, fixed.fixing)))


def _lines(fixed: DayFixed, fixing: Fixing) -> list[str]:
    head = say(
        "{day}: {pair} {price}, quality {quality}",
        day=fixing.day.isoformat(),
        pair=fixing.pair,
        price=money_text(fixing.cents),
        quality=_QUALITIES[fixing.quality](),
    )
    lines = [head, *(f"  {_exchange(each)}" for each in fixing.exchanges)]
    if fixing.vwap is not None:
        told = say(
            "medians from {least} to {greatest}; by volume alone {vwap}",
            least=fixing.least,
            greatest=fixing.greatest,
            vwap=fixing.vwap,
        )
        lines.append(f"  {told}")
    for each in fixed.beside:
        if each.fixing is None:
            price = say("the files do not cover its window") if each.why == NOT_COVERED else known(each.why or "")
        else:
            price = f"{money_text(each.fixing.cents)} ({each.fixing.quality.value})"
        lines.append(f"  {each.name}: {price}")
    lines.append(say("Filed as {path}, SHA-256 {sha256}", path=path_of(fixing.day), sha256=fixed.sha256))
    return lines


def _exchange(each: FixedExchange) -> str:
    price = word("no price") if each.median is None else each.median
    trades = counted(each.trades, "trade").replace(NO_BREAK_SPACE, " ")
    words = f"{visible(each.name)}: {price}, {trades}"
    if each.reason is None:
        return words
    use = word("used all the same") if each.used else word("not used")
    return f"{words}; {use}: {REASONS[each.reason]()}"
