"""Amounts in money, by the prices that a case asserts: the exact product, rounded once.

An amount is satoshi; a price is in units of the eighth decimal of its currency for one bitcoin.
"""

from tracer.case.case import Price
from tracer.case.statements import PLACES, UNIT
from tracer.chain.amount import COIN
from tracer.documents.language.language import Language

_CENTS = 100


def hundredths(sats: int, price: Price) -> int:
    """Return what satoshi are worth at a price, in hundredths of the currency, halves to the even one."""
    whole = COIN * UNIT
    quotient, rest = divmod(sats * price.per_btc * _CENTS, whole)
    up = 2 * rest > whole or (2 * rest == whole and quotient % 2 == 1)
    return quotient + int(up)


def in_money(sats: int, price: Price, language: Language) -> str:
    """Return what satoshi, zero or more, are worth at a price, with two decimals, without the currency."""
    units, part = divmod(hundredths(sats, price), _CENTS)
    return f"{language.number(units)}{language.point}{part:02d}"


def written_price(price: Price, language: Language) -> str:
    """Return the price of one bitcoin with two decimals, and with as many more as it has."""
    units, part = divmod(price.per_btc, UNIT)
    decimals = f"{part:0{PLACES}d}"
    shown = decimals[:2] + decimals[2:].rstrip("0")
    return f"{language.number(units)}{language.point}{shown}"
