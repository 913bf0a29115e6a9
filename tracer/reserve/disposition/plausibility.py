"""Whether a price that was got can be: between the least and the greatest price of its window, in one currency.

It is printed as it is, no verdict: a sale of large amounts may lie outside for good reasons, and inside for bad ones.
"""

from dataclasses import dataclass
from fractions import Fraction

from tracer.formats.canonical import Writable
from tracer.reserve.price.rounding import decimal_text, percent_text

_CENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRange:
    """The prices of a window in US cents for one bitcoin: the least, the greatest, and the one to compare with."""

    least: Fraction
    greatest: Fraction
    middle: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausibility:
    """A price in US cents for one bitcoin, beside a window."""

    cents: Fraction
    window: PriceRange

    @property
    def is_inside(self) -> bool:
        """Whether it lies between the least and the greatest price, both included."""
        return self.window.least <= self.cents <= self.window.greatest

    @property
    def difference(self) -> Fraction:
        """How much of the middle it lies above it; below is negative."""
        return self.cents / self.window.middle - 1

    @property
    def words(self) -> str:
        """Say where the price lies, and how far from the middle."""
        over = self.difference >= 0
        where = "inside" if self.is_inside else "outside"
        return (
            f"{_dollars(self.cents)} USD for one bitcoin, {where} {_dollars(self.window.least)} to "
            f"{_dollars(self.window.greatest)}, {percent_text(abs(self.difference), 1)} {'over' if over else 'under'} "
            f"{_dollars(self.window.middle)}"
        )

    def as_json(self) -> dict[str, Writable]:
        """Return prices in US cents, rounded half to even, and whether it lies inside."""
        return {
            "usd_cents": decimal_text(self.cents, 0),
            "least_cents": decimal_text(self.window.least, 0),
            "greatest_cents": decimal_text(self.window.greatest, 0),
            "middle_cents": decimal_text(self.window.middle, 0),
            "inside": self.is_inside,
        }


def _dollars(cents: Fraction) -> str:
    return decimal_text(cents / _CENT)
