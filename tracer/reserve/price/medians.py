"""Medians: of prices by volume, and of a few numbers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from tracer.reserve.price.numbers import SCALE


def weighted_median(volumes: Mapping[int, int]) -> Fraction:
    """Return the volume-weighted median price, as a whole number of units or half of one.

    Prices in ascending order: that at which the volumes together first exceed one half; where they equal one half, the
    mean of that price and the next.

    Args:
        volumes: volume above 0 by price, at least one.
    """
    prices = sorted(volumes)
    total = sum(volumes.values())
    for place, volume in enumerate(accumulate(volumes[price] for price in prices)):
        if 2 * volume > total:
            return Fraction(prices[place])
        if 2 * volume == total:
            return Fraction(prices[place] + prices[place + 1], 2)
    raise ValueError("a median of nothing")


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the median of at least one number; of an even number of them the mean of the middle two."""
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low + (high - low) / 2


def dollars(units: Fraction) -> Fraction:
    """Return a price in hundred-millionths of a dollar in dollars."""
    return units / SCALE
