"""Figures of limits as texts: rounded once, half to even, from exact fractions."""

from fractions import Fraction

from tracer.chain.amount import COIN
from tracer.reserve.price.rounding import decimal_text

CENT = 100
PERCENT_PLACES = 5
"""Decimals of a percentage in JSON and in tables; people read two."""


def dollars(sat: int, cents: int | Fraction) -> Fraction:
    """Return what satoshi are worth in US dollars, exactly, at a price in cents for one bitcoin, whole or not."""
    return Fraction(sat * cents) / (COIN * CENT)


def fixed(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, rounded half to even; the decimal mark is a point."""
    return decimal_text(value, places)


def percent(share: Fraction, places: int = 2) -> str:
    """Return a share in percent, without its sign."""
    return fixed(share * 100, places)
