"""Figures of limits as texts: rounded once, half to even, from exact fractions."""

from fractions import Fraction

from tracer.chain.amount import COIN

CENT = 100
PERCENT_PLACES = 5
"""Decimals of a percentage in JSON and in tables; people read two."""


def dollars(sat: int, cents: int | Fraction) -> Fraction:
    """Return what satoshi are worth in US dollars, exactly, at a price in cents for one bitcoin, whole or not."""
    return Fraction(sat * cents) / (COIN * CENT)


def half_even(value: Fraction) -> int:
    """Return the nearest whole number, the even one of two that are as near."""
    return round(value)


def fixed(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, rounded half to even; the decimal mark is a point."""
    scaled = half_even(value * 10**places)
    whole, part = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def percent(share: Fraction, places: int = 2) -> str:
    """Return a share in percent, without its sign."""
    return fixed(share * 100, places)
