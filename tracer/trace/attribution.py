"""What a coin holds: its satoshi in order, each run with the label it is attributed to.

An attribution always adds up to its coin's value. `UNTRACED` marks what no seed reaches; it never means
clean. Under poison the runs do not add up, for poison attributes no amounts.
Source: Anderson, Shumailov, Ahmed, "Making Bitcoin Legal" (2018), for ordered satoshi.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from tracer.case.case import Label

UNTRACED = Label("")


class ClaimState(IntEnum):
    """What forfeiture orders have made of received satoshi, in the order in which these are offered again."""

    REFUSED = 0
    TAKEN = 1
    FREE = 2


class MarkedLabel(NamedTuple):
    """A label and what the orders of a case have noted on its satoshi, and the wallet that these lie in.

    Sorts by its fields in turn. `refusal` numbers, from 0 in chain order, where they were refused for the first time;
    it is 0 where they were not. A rule tells a marked label from others as it does any label and knows no more of it.
    """

    label: Label
    claim: ClaimState
    refusal: int
    wallet: str


AnyLabel: TypeAlias = Label | MarkedLabel
L = TypeVar("L", Label, AnyLabel)
L_co = TypeVar("L_co", Label, AnyLabel, covariant=True)


class Slice(NamedTuple, Generic[L_co]):
    """A run of satoshi under one label."""

    label: L_co
    sat: int


Slices: TypeAlias = tuple[Slice[L], ...]
"""What a coin holds, whether or not its labels are marked."""

Attribution: TypeAlias = Slices[Label]
"""What a coin holds under the labels of the case."""


def untraced(value: int) -> Attribution:
    """Return the attribution of a coin that no seed reaches."""
    return (Slice(UNTRACED, value),) if value else ()


def joined(segments: Iterable[Slice[L]]) -> Slices[L]:
    """Return the segments in the same order, empty ones dropped and neighbours of one label merged."""
    merged: list[Slice[L]] = []
    for label, sat in segments:
        if not sat:
            continue
        if merged and merged[-1].label == label:
            merged[-1] = Slice(label, merged[-1].sat + sat)
        else:
            merged.append(Slice(label, sat))
    return tuple(merged)


def taint(attribution: Slices[L]) -> dict[L, int]:
    """Return the satoshi under each label, labels in ascending byte order, untraced left out."""
    amounts: dict[L, int] = {}
    for label, sat in attribution:
        if label != UNTRACED:
            amounts[label] = amounts.get(label, 0) + sat
    return amounts if len(amounts) < 2 else {label: amounts[label] for label in in_order(amounts)}


def in_order(labels: Iterable[L]) -> list[L]:
    """Return labels in ascending byte order, the order of every table and of every rounding.

    That of UTF-8 bytes is the order of code points; a label comes before its marked ones.
    """
    return sorted(labels, key=_fields)


def _fields(label: AnyLabel) -> tuple[object, ...]:
    return (label,) if isinstance(label, str) else label


def overlaid(under: Slices[L], over: Slices[L]) -> tuple[Slices[L], Slices[L]]:
    """Lay two attributions of one coin on one another, satoshi by satoshi.

    What `under` attributes stays; elsewhere `over` counts. Returns the attribution, and the attributed satoshi
    of `over` that found their places taken.
    """
    kept: list[Slice[L]] = []
    displaced: list[Slice[L]] = []
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
    kept += reversed(below)
    return joined(kept), joined(displaced)


def filled(attribution: Slices[L], label: L, sat: int) -> tuple[Slices[L], int]:
    """Put `sat` of `label` into the attribution's untraced satoshi, from the front.

    Returns the new attribution and how many satoshi found no untraced place: what is already
    attributed stays where it is.
    Source: nemo dat quod non habet, as RustyTaintChain reads it: the first taint is kept.
    """
    result: list[Slice[L]] = []
    for held, length in attribution:
        taken = min(sat, length) if held == UNTRACED else 0
        result += [Slice(label, taken), Slice(held, length - taken)]
        sat -= taken
    return joined(result), sat
