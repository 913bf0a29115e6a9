"""What one SDR is worth in US dollars, from its basket: an amount of each currency, at that currency's rate.

Rates are quoted in either direction, and a file's name does not say which. Each row states it in words, `EUR per USD`
or `USD per EUR`, and every day is held against a second source: the wrong reading is refused by its own figure.

Source: International Monetary Fund, Executive Board decision of 14 May 2022 (weights) and the amounts in force from
1 August 2022: USD 0.57813, EUR 0.37379, CNY 1.0993, JPY 13.452, GBP 0.080870.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from tracer.reserve.returns.ratios import decimal_text, half_even

SDR = "XDR"
DOLLAR = "USD"
BASKET = ("USD", "EUR", "CNY", "JPY", "GBP")
"""Currencies of the basket."""
TOLERANCE = Fraction(1, 200)
"""By which share a basket may differ from the control: rates of other hours of a day."""
_PLACES = 5
"""Decimals with which values of one SDR are printed in messages."""


@dataclass(frozen=True, slots=True)
class BasketPart:
    """A currency of the basket: how much of it, and its rate as quoted; `per_dollar`: units of it for one dollar."""

    currency: str
    amount: Fraction
    rate: Fraction
    per_dollar: bool

    @property
    def turned(self) -> "BasketPart":
        """The same with its rate read the other way."""
        return BasketPart(self.currency, self.amount, self.rate, not self.per_dollar)


def sdr_value(parts: Sequence[BasketPart]) -> Fraction:
    """Return US dollars for one SDR."""
    top, below = 0, 1
    for part in parts:
        amount, rate = part.amount, part.rate.as_integer_ratio()
        times, over = rate[::-1] if part.per_dollar else rate
        top = top * amount.denominator * over + amount.numerator * times * below
        below *= amount.denominator * over
    return Fraction(top, below)


def direction_fault(parts: Sequence[BasketPart], control: Fraction, value: Fraction) -> str | None:
    """Return why a basket is not what a second source says of one SDR in dollars, None where it is.

    Names the currencies of which the other reading fits, where one does. `value` is that of the basket.
    """
    if _is_near(value, control):
        return None
    said = f"the basket gives {_text(value)} USD for one SDR, the control {_text(control)}"
    for turned, names in _readings(parts):
        if _is_near(sdr_value(turned), control):
            return f"{said}: {' and '.join(names)} read the other way give {_text(sdr_value(turned))}"
    return said


def cross_control(parts: Sequence[BasketPart], dollars: Mapping[str, Fraction]) -> Fraction | None:
    """Return US dollars for one SDR by another source's dollars for one unit of each currency, None where one lacks."""
    if any(part.currency not in dollars for part in parts if part.currency != DOLLAR):
        return None
    return sum(
        (part.amount * (Fraction(1) if part.currency == DOLLAR else dollars[part.currency]) for part in parts),
        Fraction(0),
    )


def _readings(parts: Sequence[BasketPart]) -> Iterator[tuple[Sequence[BasketPart], Sequence[str]]]:
    """Yield the baskets with some currencies read the other way, fewest first, and which."""
    foreign = [part.currency for part in parts if part.currency != DOLLAR]
    for count in range(1, len(foreign) + 1):
        for names in combinations(foreign, count):
            yield [part.turned if part.currency in names else part for part in parts], names


def _is_near(value: Fraction, control: Fraction) -> bool:
    return abs(value - control) <= TOLERANCE * control


def _text(value: Fraction) -> str:
    scaled = value * 10**_PLACES
    return decimal_text(half_even(scaled.numerator, scaled.denominator), _PLACES)
