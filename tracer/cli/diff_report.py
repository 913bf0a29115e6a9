"""Two results compared, on the screen in the order of what matters."""

from collections.abc import Mapping

import click

from tracer.chain.amount import as_bitcoin
from tracer.documents.words import keyed, rule_name
from tracer.result.diff import ARRIVALS, ResultDiff
from tracer.result.trace_file import BoundRow
from tracer.visible import visible

_ORDER_AMOUNTS = ("ordered", "received", "shortfall", "excess")


def print_diff(found: ResultDiff) -> None:
    """Print what changed: coins that moved, books, orders, holdings, gaps; then what went into the results."""
    for caution in found.cautions:
        click.echo(f"Note: {visible(caution)}", err=True)
    if found.same:
        click.echo("The two results are the same to the byte.")
        return
    _print_moved(found)
    _print_books(found)
    _print_orders(found)
    if found.holdings:
        click.echo("\nHeld in custody, second book (BTC):")
        for held in found.holdings:
            click.echo(f"  {visible(held.custody)}, label {visible(held.label)}: {_change(held.before, held.after)}")
    _print_bounds(found)
    for title, gaps in (("New gaps", found.gaps_opened), ("Gaps no more", found.gaps_closed)):
        if gaps:
            click.echo(f"\n{title}:")
        for gap in gaps:
            click.echo(f"  {gap.outpoint or gap.txid}: {visible(gap.reason)}")
    click.echo(
        "\nWhat went into the results and is not the same:"
        if found.causes
        else "\nNothing that went into them differs."
    )
    for cause in found.causes:
        click.echo(f"  {visible(cause.what)}\n    before  {visible(cause.before)}\n    now     {visible(cause.after)}")


def _print_moved(found: ResultDiff) -> None:
    arrived = [each for each in found.moved if each.end.terminal in ARRIVALS]
    others = [each for each in found.moved if each.end.terminal not in ARRIVALS]
    for title, rows in (
        ("Moved from unspent to custody or a service", arrived),
        ("Moved from unspent elsewhere", others),
    ):
        if rows:
            click.echo(f"{title} (BTC):")
        for moved in rows:
            end = moved.end
            where = f"{keyed(end.terminal)}{', ' + visible(end.name) if end.name else ''}"
            click.echo(f"  {_taint(end.taint)}\n    at {where}, block {end.height}: {end.outpoint}")
            for origin in moved.origins:
                click.echo(f"    from {origin}")
    led_on = {origin for moved in found.moved for origin in moved.origins}
    quiet = [each for each in found.left if each.outpoint not in led_on]
    if quiet:
        click.echo("Not unspent any more (BTC):")
    for left in quiet:
        where = keyed(left.terminal) if left.terminal else "spent within the trail"
        click.echo(f"  {_taint(left.taint)}: {left.outpoint}, now: {where}")


def _print_books(found: ResultDiff) -> None:
    place = ("", "")
    for shift in found.shifts:
        if place != (shift.method, shift.label):
            place = shift.method, shift.label
            click.echo(f"\nBooks under {rule_name(shift.method)}, label {visible(shift.label)} (BTC):")
        click.echo(f"  {keyed(shift.what):<20} {_change(shift.before, shift.after)}")


def _print_orders(found: ResultDiff) -> None:
    for order in found.orders:
        click.echo(f"\nOrder {visible(order.id)} (BTC):")
        if order.before is None or order.after is None:
            click.echo("  " + ("is new" if order.before is None else "is no more"))
            continue
        for name in _ORDER_AMOUNTS:
            was, now = getattr(order.before, name), getattr(order.after, name)
            if was != now:
                click.echo(f"  {name:<20} {_change(was, now)}")
        for fault in order.after.faults:
            if fault not in order.before.faults:
                click.echo(f"  new fault: {visible(fault)}")
        for fault in order.before.faults:
            if fault not in order.after.faults:
                click.echo(f"  fault no more: {visible(fault)}")


def _print_bounds(found: ResultDiff) -> None:
    if found.bounds:
        click.echo("\nBounds that hold under every value-conserving rule (BTC, least to most):")
    for each in found.bounds:
        what = {"outpoint": "coin", "custody": "wallet", "order": "order"}[each.kind]
        label = "all labels" if each.label is None else f"label {visible(each.label)}"
        click.echo(f"  {what} {visible(each.target)}, {label}: {_interval(each.before)} → {_interval(each.after)}")


def _interval(bound: BoundRow | None) -> str:
    if bound is None:
        return "none"
    return f"{as_bitcoin(bound.lower)} to {as_bitcoin(bound.upper)}{' (partial)' if bound.partial else ''}"


def _change(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return f"{_shown(before)} → {_shown(after)}"
    sign = "+" if after > before else ""
    return f"{_shown(before)} → {_shown(after)}  ({sign}{as_bitcoin(after - before)})"


def _shown(sat: int | None) -> str:
    return "none" if sat is None else as_bitcoin(sat)


def _taint(taint: Mapping[str, int]) -> str:
    return ", ".join(f"{visible(label)} {as_bitcoin(sat)}" for label, sat in taint.items())
