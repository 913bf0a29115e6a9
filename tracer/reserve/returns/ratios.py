"""Ratios of whole numbers that are never cut: multiplied, annualised by integer root, and rounded once to be printed.

A ratio is two positive whole numbers, numerator first, not brought to lowest terms: thousands of sub-periods multiply
to tens of thousands of digits, of which only the quotient matters.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, Self

BASIS = 10_000
"""Hundredths of a per cent in the whole."""


class Ratio(NamedTuple):
    """What became of one: `numerator / denominator`; 11 / 10 is a return of 10 per cent."""

    numerator: int
    denominator: int

    @classmethod
    def of(cls, factor: Fraction) -> Self:
        """Return a fraction as a ratio."""
        return cls(factor.numerator, factor.denominator)

    @property
    def basis_points(self) -> int:
        """The return in hundredths of a per cent, half to even."""
        return half_even((self.numerator - self.denominator) * BASIS, self.denominator)

    def is_equal(self, other: "Ratio") -> bool:
        """Return whether both are the same number."""
        return self.numerator * other.denominator == other.numerator * self.denominator

    def annualised(self, years: int) -> int:
        """Return the return for each of so many whole years in hundredths of a per cent, half to even.

        By integer root: no figure on the way is rounded.

        Raises:
            ValueError: less than one year is never annualised.
        """
        if years < 1:
            raise ValueError(f"{years} years: what is shorter than a year is not annualised")
        top, below = self.numerator, self.denominator
        found = integer_root(top * BASIS**years // below, years)
        twice, middle = top * (2 * BASIS) ** years, below * (2 * found + 1) ** years
        if twice > middle or (twice == middle and found % 2):
            found += 1
        return found - BASIS


def product(factors: Sequence[Ratio]) -> Ratio:
    """Return the product of ratios, neighbours first, so that large numbers are multiplied few times; of none, one."""
    left = list(factors)
    while len(left) > 1:
        paired = [
            Ratio(one.numerator * two.numerator, one.denominator * two.denominator)
            for one, two in zip(left[::2], left[1::2], strict=False)
        ]
        left = paired + left[len(left) - len(left) % 2 :]
    return left[0] if left else Ratio(1, 1)


def half_even(numerator: int, denominator: int) -> int:
    """Return the whole number nearest to a quotient, of two the even one; the denominator is positive."""
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        return whole + 1
    return whole


def integer_root(value: int, degree: int) -> int:
    """Return the greatest whole number whose power of a degree is at most the value, which is not negative."""
    if value < 2:
        return value
    above = 1 << -(-value.bit_length() // degree)
    while True:
        below = ((degree - 1) * above + value // above ** (degree - 1)) // degree
        if below >= above:
            return above
        above = below


def decimal_text(value: int, places: int) -> str:
    """Return a whole number of the last decimal place as text: 7100 with two places is `71.00`."""
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"
