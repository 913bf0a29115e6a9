"""The register's own currency beside dollars: what a dollar is in it, and how what is in it is named in files.

The National Bank quotes tenge. Tenge for a dollar are taken as quoted; of any other currency a dollar is what both
quotes give, rounded once, half to even, to eight decimals: that is the rate which is printed and computed with, so that
a calculator gives the same amounts. Where the own currency is the dollar there is nothing beside it.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.price.rates import DOLLAR
from tracer.reserve.price.rounding import short_decimal
from tracer.reserve.value.sales import TENGE, DayRates

_PER_USD, _HUNDREDTHS = "_per_usd", "_hundredths"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRate:
    """Units of a currency for one US dollar: exact, and as printed; the day of which it is, and the file that gave it.

    Of two quotes the day is that of the older; of two files both are named, and both SHA-256, in one order.
    """

    per_usd: Fraction
    text: str
    as_of: dt.date
    source: str
    sha256: str


def own_rate(currency: str, day: dt.date, rates: DayRates) -> OwnRate | None:
    """Return what a dollar is on a day; None: a rate is lacking, or the currency is the dollar."""
    dollar = rates.on(DOLLAR, day)
    if dollar is None or currency == DOLLAR:
        return None
    if currency == TENGE:
        text = short_decimal(dollar.kzt)
        return OwnRate(per_usd=dollar.kzt, text=text, as_of=dollar.as_of, source=dollar.source, sha256=dollar.sha256)
    own = rates.on(currency, day)
    if own is None:
        return None
    text = short_decimal(dollar.kzt / own.kzt)
    files = dict(sorted({dollar.source: dollar.sha256, own.source: own.sha256}.items()))
    return OwnRate(
        per_usd=Fraction(text),
        text=text,
        as_of=min(dollar.as_of, own.as_of),
        source=", ".join(files),
        sha256=", ".join(files.values()),
    )


def per_usd_key(currency: str) -> str:
    """Return under which key files have what a dollar is: `kzt_per_usd`."""
    return f"{currency.lower()}{_PER_USD}"


def hundredths_key(currency: str) -> str:
    """Return under which key, or column, files have amounts: `kzt_hundredths`."""
    return f"{currency.lower()}{_HUNDREDTHS}"


def currency_of(place: JsonCursor) -> str:
    """Return the currency of whose rate a value says something.

    Raises:
        IntegrityError: of none, or of several.
    """
    found = [name.removesuffix(_PER_USD).upper() for name, _ in place.members() if name.endswith(_PER_USD)]
    if len(found) != 1 or len(found[0]) != 3 or not (found[0].isascii() and found[0].isalpha()):
        raise place.wrong("one rate of a currency, such as kzt_per_usd")
    return found[0]
