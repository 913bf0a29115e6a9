"""Medians: of prices by volume, and of a few numbers."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from tracer.reserve.price.numbers import SCALE

WIDTH = SCALE
"""Prices are first weighed by the whole dollar, and exactly only where the middle lies."""


class WeighedTrades:
    """Prices in hundred-millionths with the volume of each trade, weighed by the dollar."""

    __slots__ = ("amounts", "by_dollar", "prices")

    def __init__(self, prices: Sequence[int], amounts: Sequence[int]) -> None:
        """Weigh trades; `amounts` are above 0."""
        self.prices, self.amounts = prices, amounts
        self.by_dollar: dict[int, int] = {}
        weighed = self.by_dollar
        for price, amount in zip(prices, amounts, strict=True):
            dollar = price // WIDTH
            weighed[dollar] = weighed.get(dollar, 0) + amount

    def exactly(self, dollar: int) -> Iterator[tuple[int, int]]:
        """Yield price and volume of each trade within a dollar."""
        if dollar in self.by_dollar:
            least, beyond = dollar * WIDTH, (dollar + 1) * WIDTH
            for price, amount in zip(self.prices, self.amounts, strict=True):
                if least <= price < beyond:
                    yield price, amount


def weighted_median(lists: Sequence[WeighedTrades]) -> Fraction:
    """Return the volume-weighted median price of joint lists, as a whole number of units or half of one.

    Prices in ascending order: that at which the volumes together first exceed one half; where they equal one half, the
    mean of that price and the next.

    Raises:
        ValueError: there is no trade.
    """
    weights = summed(pair for each in lists for pair in each.by_dollar.items())
    total, before = sum(weights.values()), 0
    reached: int | None = None
    for dollar in sorted(weights):
        if reached is None and 2 * (before + weights[dollar]) < total:
            before += weights[dollar]
            continue
        exact = summed(pair for each in lists for pair in each.exactly(dollar))
        if reached is not None:
            return Fraction(reached + min(exact), 2)
        for price in sorted(exact):
            if reached is not None:
                return Fraction(reached + price, 2)
            before += exact[price]
            if 2 * before > total:
                return Fraction(price)
            if 2 * before == total:
                reached = price
    raise ValueError("a median of nothing")


def summed(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the second numbers added up by the first."""
    found: dict[int, int] = {}
    for key, number in pairs:
        found[key] = found.get(key, 0) + number
    return found


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the median of at least one number; of an even number of them the mean of the middle two."""
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low + (high - low) / 2


def dollars(units: Fraction) -> Fraction:
    """Return a price in hundred-millionths of a dollar in dollars."""
    return units / SCALE
