"""Amounts of bitcoin. Everywhere inside the tracer an amount is a whole number of satoshi.

Bitcoin decimals exist here and nowhere else: read where Core's JSON is decoded, written where a
person reads.
"""

from decimal import Decimal
from typing import NewType

from tracer.errors import IntegrityError

Sats = NewType("Sats", int)

COIN = 100_000_000
_PLACES = 8
MAX_MONEY = Sats(21_000_000 * COIN)


def from_decimal(bitcoin: Decimal) -> Sats:
    """Return the satoshi in a decimal amount of bitcoin, exactly, however many digits it has.

    Raises:
        IntegrityError: the amount is not a whole number of satoshi or out of range.
    """
    whole = _whole(bitcoin)
    if whole is None or not 0 <= whole <= MAX_MONEY:
        raise IntegrityError(f"{bitcoin} is not an amount of bitcoin: 0 to 21000000 in steps of 0.00000001")
    return Sats(whole)


def _whole(bitcoin: Decimal) -> int | None:
    """Return a decimal times 100,000,000, None where that is no whole number or one of more than seventeen digits.

    Digit by digit, for arithmetic of `Decimal` rounds, to whatever precision is set where it is called.
    """
    sign, digits, exponent = bitcoin.as_tuple()
    if not isinstance(exponent, int):
        return None
    if not any(digits):
        return 0
    if bitcoin.adjusted() > _PLACES:
        return None
    shift = exponent + _PLACES
    kept = digits if shift >= 0 else digits[:shift]
    if any(digits[len(kept) :]):
        return None
    whole = int("".join(map(str, (0, *kept))) + "0" * shift)
    return -whole if sign else whole


def as_bitcoin(sats: int) -> str:
    """Return the amount in bitcoin with all eight decimals, for display only."""
    sign = "-" if sats < 0 else ""
    whole, part = divmod(abs(sats), COIN)
    return f"{sign}{whole}.{part:08d}"
