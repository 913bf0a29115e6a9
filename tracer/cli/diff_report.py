"""Two results compared, on the screen in the order of what matters."""

from collections.abc import Mapping

import click

from tracer.chain.amount import as_bitcoin
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import known, say, spoken, word
from tracer.documents.language.language import phrase
from tracer.documents.words import keyed, rule_name
from tracer.result.diff import ARRIVALS, NOT_REACHED, ResultDiff
from tracer.result.trace_file import BoundRow
from tracer.visible import visible

_ORDER_AMOUNTS = {
    "ordered": phrase("ordered"),
    "received": phrase("received"),
    "shortfall": phrase("shortfall"),
    "excess": phrase("excess"),
}
_BOOK_AMOUNTS = {"asserted": phrase("asserted by the seeds"), "seed": phrase("seeds"), "overlap": phrase("overlap")}
_BOUND_KINDS = {"outpoint": phrase("coin"), "custody": phrase("wallet"), "order": phrase("order")}
_WIDTH = 20
"""Cells of a name before what changed of it."""


def print_diff(found: ResultDiff) -> None:
    """Print what changed: coins that moved, books, orders, holdings, gaps; then what went into the results."""
    for caution in found.cautions:
        to_stderr(say("Note: {words}", words=visible(known(caution))))
    if found.same:
        click.echo(word("The two results are the same to the byte."))
        return
    _print_moved(found)
    _print_books(found)
    _print_orders(found)
    if found.holdings:
        click.echo("\n" + word("Held in custody, second book (BTC):"))
        for held in found.holdings:
            told = {"wallet": visible(held.custody), "label": visible(held.label)}
            change = _change(held.before, held.after)
            click.echo("  " + say("{wallet}, label {label}: {change}", **told, change=change))
    _print_bounds(found)
    for title, gaps in ((phrase("New gaps:"), found.gaps_opened), (phrase("Gaps no more:"), found.gaps_closed)):
        if gaps:
            click.echo("\n" + word(title))
        for gap in gaps:
            click.echo(f"  {gap.outpoint or gap.txid}: {visible(spoken().known(gap.reason))}")
    _print_causes(found)


def _print_causes(found: ResultDiff) -> None:
    words = (
        "What went into the results and is not the same:" if found.causes else "Nothing that went into them differs."
    )
    click.echo("\n" + word(words))
    for cause in found.causes:
        click.echo(f"  {visible(known(cause.what))}")
        told = {"before": _value(cause.before), "now": _value(cause.after)}
        click.echo(say("    before  {before}\n    now     {now}", **told))


def _value(text: str) -> str:
    return word("none") if text == "none" else visible(text)


def _print_moved(found: ResultDiff) -> None:
    arrived = [each for each in found.moved if each.end.terminal in ARRIVALS]
    others = [each for each in found.moved if each.end.terminal not in ARRIVALS]
    for title, rows in (
        (phrase("Moved from unspent to custody or a service (BTC):"), arrived),
        (phrase("Moved from unspent elsewhere (BTC):"), others),
    ):
        if rows:
            click.echo(word(title))
        for moved in rows:
            end = moved.end
            where = f"{keyed(end.terminal, spoken())}{', ' + visible(end.name) if end.name else ''}"
            click.echo(f"  {_taint(end.taint)}")
            told = {"where": where, "height": end.height, "outpoint": end.outpoint}
            click.echo("    " + say("at {where}, block {height}: {outpoint}", **told))
            for origin in moved.origins:
                click.echo("    " + say("from {origin}", origin=origin))
    led_on = {origin for moved in found.moved for origin in moved.origins}
    quiet = [each for each in found.left if each.outpoint not in led_on]
    if quiet:
        click.echo(word("Not unspent any more (BTC):"))
    for left in quiet:
        told = {"amounts": _taint(left.taint), "outpoint": left.outpoint, "where": _where(left.terminal)}
        click.echo("  " + say("{amounts}: {outpoint}, now: {where}", **told))


def _where(terminal: str | None) -> str:
    if terminal == NOT_REACHED:
        return word(NOT_REACHED)
    return word("spent within the trail") if terminal is None else keyed(terminal, spoken())


def _print_books(found: ResultDiff) -> None:
    place = ("", "")
    for shift in found.shifts:
        if place != (shift.method, shift.label):
            place = shift.method, shift.label
            told = {"rule": rule_name(shift.method, spoken()), "label": visible(shift.label)}
            click.echo("\n" + say("Books under {rule}, label {label} (BTC):", **told))
        name = _BOOK_AMOUNTS.get(shift.what)
        said = keyed(shift.what, spoken()) if name is None else word(name)
        click.echo(f"  {said:<{_WIDTH}} {_change(shift.before, shift.after)}")


def _print_orders(found: ResultDiff) -> None:
    for order in found.orders:
        click.echo("\n" + say("Order {id} (BTC):", id=visible(order.id)))
        if order.before is None or order.after is None:
            click.echo("  " + word("is new" if order.before is None else "is no more"))
            continue
        for name, said in _ORDER_AMOUNTS.items():
            was, now = getattr(order.before, name), getattr(order.after, name)
            if was != now:
                click.echo(f"  {word(said):<{_WIDTH}} {_change(was, now)}")
        for fault in order.after.faults:
            if fault not in order.before.faults:
                click.echo("  " + say("new fault: {fault}", fault=visible(spoken().known(fault))))
        for fault in order.before.faults:
            if fault not in order.after.faults:
                click.echo("  " + say("fault no more: {fault}", fault=visible(spoken().known(fault))))


def _print_bounds(found: ResultDiff) -> None:
    if found.bounds:
        click.echo("\n" + word("Bounds that hold under every value-conserving rule (BTC, least to most):"))
    for each in found.bounds:
        label = word("all labels") if each.label is None else say("label {label}", label=visible(each.label))
        place = f"{word(_BOUND_KINDS[each.kind])} {visible(each.target)}, {label}"
        click.echo(f"  {place}: {_interval(each.before)} → {_interval(each.after)}")


def _interval(bound: BoundRow | None) -> str:
    if bound is None:
        return word("none")
    words = "{least} to {most} (partial)" if bound.partial else "{least} to {most}"
    return say(words, least=as_bitcoin(bound.lower), most=as_bitcoin(bound.upper))


def _change(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return f"{_shown(before)} → {_shown(after)}"
    sign = "+" if after > before else ""
    return f"{_shown(before)} → {_shown(after)}  ({sign}{as_bitcoin(after - before)})"


def _shown(sat: int | None) -> str:
    return word("none") if sat is None else as_bitcoin(sat)


def _taint(taint: Mapping[str, int]) -> str:
    return ", ".join(f"{visible(label)} {as_bitcoin(sat)}" for label, sat in taint.items())
