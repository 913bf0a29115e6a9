"""Amounts of bitcoin. Everywhere inside the tracer an amount is a whole number of satoshi.

Bitcoin decimals exist here and nowhere else: read where Core's JSON is decoded, written where a
person reads.
"""

from decimal import Decimal
from typing import NewType

from tracer.errors import IntegrityError

Sats = NewType("Sats", int)

COIN = 100_000_000
MAX_MONEY = Sats(21_000_000 * COIN)


def from_decimal(bitcoin: Decimal) -> Sats:
    """Return the satoshi in a decimal amount of bitcoin, exactly.

    Raises:
        IntegrityError: the amount is not a whole number of satoshi or out of range.
    """
    scaled = bitcoin * COIN
    whole = int(scaled)
    if scaled != whole or not 0 <= whole <= MAX_MONEY:
        raise IntegrityError(f"{bitcoin} is not an amount of bitcoin: 0 to 21000000 in steps of 0.00000001")
    return Sats(whole)


def as_bitcoin(sats: int) -> str:
    """Return the amount in bitcoin with all eight decimals, for display only."""
    sign = "-" if sats < 0 else ""
    whole, part = divmod(abs(sats), COIN)
    return f"{sign}{whole}.{part:08d}"
