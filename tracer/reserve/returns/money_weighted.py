"""The money-weighted return: the one rate at which what came in would have grown to what left and what is there.

For coins that cost nothing it misleads, and the line that prints it says so.

Source: CFA Institute, Global Investment Performance Standards (2020), money-weighted returns; S. M. Soper (1959), The
marginal efficiency of capital: a rate is the only one where money stays invested under it to the last flow.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from tracer.reserve.returns.ratios import BASIS, half_even
from tracer.reserve.returns.risk import ARITHMETIC
from tracer.reserve.returns.unavailable import Unavailable, Why

YEAR = 365
"""Days of the year for which a rate stands."""
_NARROW = Decimal(10) ** -12
"""How narrowly the logarithm of a rate is found: far below a hundredth of a per cent."""
_WIDEST = 64
"""Greatest logarithm of what one unit of time makes of one, either way."""


def money_weighted(flows: Mapping[int, Fraction], unit: int = YEAR) -> int | Unavailable:
    """Return the rate for a unit of days in hundredths of a per cent, by bisection on its logarithm.

    Where more than one rate fits, none is given: a rate is the only one if, grown by it, money stays invested until the
    last flow.

    Args:
        flows: money by the number of its day: put in is negative, taken out positive. The first puts in, the last takes
            what is there.
        unit: days for which the rate stands: a year, or the whole span where that is shorter.
    """
    days = sorted(flows)
    amounts = [_decimal(flows[day]) for day in days]
    gaps = [later - earlier for earlier, later in pairwise(days)]
    if not gaps or amounts[0] >= 0 or amounts[-1] <= 0:
        return Unavailable(Why.MANY_RATES)
    found = _bisected(lambda log: _worth(amounts, gaps, _of_a_day(log, unit)))
    if found is None or not _stays_invested(amounts, gaps, _of_a_day(found.copy_negate(), unit)):
        return Unavailable(Why.MANY_RATES)
    rate = ARITHMETIC.subtract(ARITHMETIC.exp(found), Decimal(1))
    return half_even(*ARITHMETIC.multiply(rate, Decimal(BASIS)).as_integer_ratio())


def _bisected(worth: Callable[[Decimal], Decimal]) -> Decimal | None:
    """Return where a function that begins above zero comes to zero or below, None where no such place is near."""
    width = Decimal(1)
    while worth(width.copy_negate()) <= 0 or worth(width) > 0:
        width = ARITHMETIC.multiply(width, Decimal(2))
        if width > _WIDEST:
            return None
    low, high = width.copy_negate(), width
    while ARITHMETIC.subtract(high, low) > _NARROW:
        middle = ARITHMETIC.divide(ARITHMETIC.add(low, high), Decimal(2))
        if worth(middle) > 0:
            low = middle
        else:
            high = middle
    return ARITHMETIC.divide(ARITHMETIC.add(low, high), Decimal(2))


def _worth(amounts: Sequence[Decimal], gaps: Sequence[int], a_day: Decimal) -> Decimal:
    """Return what all flows are worth on the first one's day, where a day later one is worth `a_day`."""
    powers = {gap: ARITHMETIC.power(a_day, gap) for gap in set(gaps)}
    total = amounts[-1]
    for amount, gap in zip(reversed(amounts[:-1]), reversed(gaps), strict=True):
        total = ARITHMETIC.add(ARITHMETIC.multiply(total, powers[gap]), amount)
    return total


def _stays_invested(amounts: Sequence[Decimal], gaps: Sequence[int], a_day: Decimal) -> bool:
    """Return whether, growing by `a_day` each day, less was taken out than was there, up to the last flow."""
    balance = amounts[0]
    for amount, gap in zip(amounts[1:-1], gaps, strict=False):
        balance = ARITHMETIC.add(ARITHMETIC.multiply(balance, ARITHMETIC.power(a_day, gap)), amount)
        if balance > 0:
            return False
    return True


def _of_a_day(log: Decimal, unit: int) -> Decimal:
    """Return what one of a day later is worth where the logarithm of a unit's growth is given."""
    return ARITHMETIC.exp(ARITHMETIC.divide(log.copy_negate(), Decimal(unit)))


def _decimal(value: Fraction) -> Decimal:
    return ARITHMETIC.divide(Decimal(value.numerator), Decimal(value.denominator))
