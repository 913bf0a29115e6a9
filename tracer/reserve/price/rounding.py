"""Money rounded once, at the end, half to even, from the exact value; and how exact values are printed."""

from fractions import Fraction

from tracer.chain.amount import COIN

_CENT = 100


def half_even(value: Fraction) -> int:
    """Return the nearest whole number; of two as near the even one."""
    return round(value)


def usd_cents(sat: int, cents: int) -> int:
    """Return what so many satoshi are worth in US cents, at a price in cents for one bitcoin."""
    return half_even(Fraction(sat * cents, COIN))


def own_hundredths(sat: int, cents: int, rate: Fraction) -> int:
    """Return what so many satoshi are worth in hundredths of a currency; `rate` is units of it for one US dollar.

    From the exact product, never from rounded dollars.
    """
    return half_even(Fraction(sat * cents, COIN) * rate)


def decimal_text(value: Fraction, places: int = 2) -> str:
    """Return a number with so many decimals, half to even."""
    scaled = half_even(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}{f'.{rest:0{places}d}' if places else ''}"


def short_decimal(value: Fraction, places: int = 8) -> str:
    """Return a number with at most so many decimals, half to even, without zeros at its end: `530.47`, `900`."""
    text = decimal_text(value, places)
    return text.rstrip("0").rstrip(".") if places else text


def percent_text(share: Fraction, places: int = 2) -> str:
    """Return a share as a percentage with at most so many decimals: 0.1022 as `10.22 %`, 9 as `900 %`."""
    return f"{short_decimal(share * 100, places)} %"


def money_text(hundredths: int) -> str:
    """Return an amount in hundredths with its two decimals."""
    return decimal_text(Fraction(hundredths, _CENT))
