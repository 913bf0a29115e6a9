"""The price moved by fixed steps: what the value, the share and the hedges would be, and which limits would break.

No model and no probability: the quantities and the denominator stay as they are. Beside it stands the greatest fall
from one day's fixing to the next day's among those on file.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tracer.formats.canonical import Writable
from tracer.reserve.limits.figures import CENT, PERCENT_PLACES, dollars, fixed, percent
from tracer.reserve.limits.limit_rows import LimitDay
from tracer.reserve.limits.measures import broken, fixing_of, measure
from tracer.reserve.terms import Limit

STEPS = (-50, -30, -20, -10, 10, 30)
"""Moves of the price in percent."""
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StressRow:
    """What a move of the price would make. Values are exact US dollars; shares None where nothing is known.

    `options` is what exercise of the options would bring, `others` what futures, forwards and swaps would gain against
    the fixing; None: something of it stands in another currency. `breaks` are the limits that would be broken.
    """

    step: int
    value: Fraction
    excluding: Fraction | None
    including: Fraction | None
    options: Fraction | None
    others: Fraction
    breaks: tuple[str, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON: cents, and shares in percent."""
        return {
            "percent": self.step,
            "usd_cents": fixed(self.value * CENT, 0),
            "share_excl": None if self.excluding is None else percent(self.excluding, PERCENT_PLACES),
            "share_incl": None if self.including is None else percent(self.including, PERCENT_PLACES),
            "options_usd_cents": None if self.options is None else fixed(self.options * CENT, 0),
            "hedges_usd_cents": fixed(self.others * CENT, 0),
            "breaks": list(self.breaks),
        }


@dataclass(frozen=True, slots=True)
class Fall:
    """The greatest fall from one day's fixing to the next day's; `share` is below zero."""

    first: dt.date
    last: dt.date
    share: Fraction

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON, in percent."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "percent": percent(self.share, PERCENT_PLACES),
        }


def stress(limits: Sequence[Limit], day: LimitDay) -> tuple[StressRow, ...]:
    """Return what each step of the price would make of a day."""
    return tuple(_row(limits, day, step) for step in STEPS)


def greatest_fall(prices: Mapping[dt.date, int]) -> Fall | None:
    """Return the greatest fall between fixings of two days that follow one another; None: there is none.

    Of equal ones the first. Days without a fixing are no day of a fall.
    """
    found: Fall | None = None
    for day in sorted(prices):
        following = day + dt.timedelta(days=1)
        if following in prices:
            share = Fraction(prices[following], prices[day]) - 1
            if share < (0 if found is None else found.share):
                found = Fall(day, following, share)
    return found


def _row(limits: Sequence[Limit], day: LimitDay, step: int) -> StressRow:
    """Return a row; the moved price is exact, so that the value rounds once."""
    fixing = fixing_of(day)
    price = fixing.cents
    moved = Fraction(price * (_WHOLE + step), _WHOLE)
    quantities = day.quantities
    value = dollars(quantities.titled, price) * Fraction(_WHOLE + step, _WHOLE)
    reserves = day.reserves
    options = [each.gain(moved) for each in quantities.hedges if each.is_option]
    shifted = replace(day, fixing=replace(fixing, cents=moved))
    return StressRow(
        step=step,
        value=value,
        excluding=None if reserves is None else reserves.excluding(value),
        including=None if reserves is None else reserves.including(value),
        options=None if None in options else sum((each for each in options if each is not None), Fraction(0)),
        others=sum((dollars(each.exposure, moved - price) for each in quantities.hedges), Fraction(0)),
        breaks=tuple(_breaks(limits, shifted)),
    )


def _breaks(limits: Sequence[Limit], day: LimitDay) -> list[str]:
    """Return the limits in force that would be broken, each once."""
    return [
        limit.id
        for limit in limits
        if limit.holds(day.day) and any(broken(limit, each) for each in measure(limit.kind, day))
    ]
