"""What a coin holds: its satoshi in order, each run with the label it is attributed to.

A purse always adds up to its coin's value. `UNTRACED` marks what no seed reaches; it never means
clean. Under poison the runs do not add up, for poison attributes no amounts.
Source: Anderson, Shumailov, Ahmed, "Making Bitcoin Legal" (2018), for ordered satoshi.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tracer.case.case import Label

UNTRACED = Label("")


class Slice(NamedTuple):
    """A run of satoshi under one label."""

    label: Label
    sat: int


Attribution = tuple[Slice, ...]


def untraced(value: int) -> Attribution:
    """Return the purse of a coin that no seed reaches."""
    return (Slice(UNTRACED, value),) if value else ()


def joined(segments: Iterable[Slice]) -> Attribution:
    """Return the segments in the same order, empty ones dropped and neighbours of one label merged."""
    merged: list[Slice] = []
    for label, sat in segments:
        if not sat:
            continue
        if merged and merged[-1].label == label:
            merged[-1] = Slice(label, merged[-1].sat + sat)
        else:
            merged.append(Slice(label, sat))
    return tuple(merged)


def taint(purse: Attribution) -> dict[Label, int]:
    """Return the satoshi under each label, labels in ascending byte order, untraced left out."""
    amounts: dict[Label, int] = {}
    for label, sat in purse:
        if label != UNTRACED:
            amounts[label] = amounts.get(label, 0) + sat
    return {label: amounts[label] for label in in_order(amounts)}


def in_order(labels: Iterable[Label]) -> list[Label]:
    """Return labels in ascending byte order, the order of every table and of every rounding."""
    return sorted(labels, key=lambda label: label.encode())


def overlaid(under: Attribution, over: Attribution) -> tuple[Attribution, Attribution]:
    """Lay two purses of one coin on one another, satoshi by satoshi.

    What `under` attributes stays; elsewhere `over` counts. Returns the purse, and the attributed satoshi
    of `over` that found their places taken.
    """
    kept: list[Slice] = []
    displaced: list[Slice] = []
    below, above = list(reversed(under)), list(reversed(over))
    while below and above:
        (held, room), (label, sat) = below.pop(), above.pop()
        length = min(room, sat)
        kept.append(Slice(label if held == UNTRACED else held, length))
        if held != UNTRACED and label != UNTRACED:
            displaced.append(Slice(label, length))
        if room > length:
            below.append(Slice(held, room - length))
        if sat > length:
            above.append(Slice(label, sat - length))
    return joined([*kept, *reversed(below)]), joined(displaced)


def filled(purse: Attribution, label: Label, sat: int) -> tuple[Attribution, int]:
    """Put `sat` of `label` into the purse's untraced satoshi, from the front.

    Returns the new purse and how many satoshi found no untraced place: what is already
    attributed stays where it is.
    Source: nemo dat quod non habet, as RustyTaintChain reads it: the first taint is kept.
    """
    result: list[Slice] = []
    for held, length in purse:
        taken = min(sat, length) if held == UNTRACED else 0
        result += [Slice(label, taken), Slice(held, length - taken)]
        sat -= taken
    return joined(result), sat
