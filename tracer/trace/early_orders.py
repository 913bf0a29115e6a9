"""Orders dated before the first coin that they can be about: a year mistyped, or another case's order.

A day is that of the block's time, as its miner declared it, in the case's time zone.
"""

import datetime as dt
from collections.abc import Callable

from tracer.case.case import Case
from tracer.case.doubts import Doubt
from tracer.formats.zone import zone
from tracer.trace.trail import Trail


def early_orders(case: Case, trail: Trail, time: Callable[[int], int]) -> tuple[Doubt, ...]:
    """Return a doubt about each order that is older than every seed of its labels.

    Args:
        case: the case traced.
        trail: its result under any rule, which names the seeds' coins.
        time: returns the time of the block at a height, in Unix seconds.
    """
    heights = {coin.outpoint: coin.position.height for coin in trail.coins}
    made = [(entry.label, heights[entry.outpoint]) for entry in trail.seeds if entry.outpoint in heights]
    local = dt.UTC if case.timezone is None else zone(case.timezone)
    found = []
    for number, order in enumerate(case.orders, start=1):
        of_order = [height for label, height in made if label in order.labels]
        if not of_order:
            continue
        first = min(dt.datetime.fromtimestamp(time(height), local).date() for height in set(of_order))
        if order.date < first:
            words = f"{order.date} is before every seed of its labels: the first of them was made on {first}"
            found.append(Doubt(f"order[{number}].date", words))
    return tuple(found)
