"""Volatility and the greatest fall, by hand and as laws."""

import decimal
import itertools
import math
import random
from fractions import Fraction

from tests.counts import count
from tests.reserve.returns.histories import day
from tracer.reserve.returns.quotes import CoinQuote, own_quotes
from tracer.reserve.returns.risk import Drawdown, Volatility, daily_changes, drawdown, volatility
from tracer.reserve.returns.unavailable import Unavailable, Why


def course(*prices: int | None) -> list[CoinQuote]:
    """Return a fixing for each day that has one."""
    return [CoinQuote(day(at), day(at), Fraction(each)) for at, each in enumerate(prices) if each is not None]


def moved(quotes: list[CoinQuote]) -> Volatility | Unavailable:
    """Return the volatility over these fixings."""
    return volatility(daily_changes(quotes))


def test_volatility_by_hand() -> None:
    """100, 200, 100, 200: changes ln 2, -ln 2, ln 2; mean ln 2 / 3; sum of squares 8/3 ln² 2; n - 1 = 2.

    sqrt(4/3 x 365) x ln 2 = 22.06052 x 0.6931472 = 15.29119: 1,529.12 % a year.
    """
    assert moved(course(100, 200, 100, 200)) == Volatility(152_912, 3)


def test_a_steady_price_does_not_move() -> None:
    """No change, or the same change each day, has no deviation; one change, or none, has none that can be told."""
    assert moved(course(100, 100, 100)) == Volatility(0, 2)
    assert moved(course(100, 200, 400)) == Volatility(0, 2)
    assert moved(course(100, 200)) == Unavailable(Why.FEW_CHANGES)
    assert moved([]) == Unavailable(Why.FEW_CHANGES)


def test_a_day_without_a_fixing_is_no_day_without_a_change() -> None:
    """100, 200, none, 100, 200: two changes of ln 2, no deviation, n = 2; the fall over the gap is of no day."""
    assert moved(course(100, 200, None, 100, 200)) == Volatility(0, 2)


def test_volatility_is_that_of_binary_arithmetic_and_of_no_unit() -> None:
    """It agrees with floating point to the hundredth printed, and is the same in any currency of a steady rate."""
    for seed in range(count(suite=20, laws=500)):
        draw = random.Random(seed)
        prices = [draw.randint(10**6, 10**7) for _ in range(draw.randint(3, 60))]
        found = moved(course(*prices))
        assert isinstance(found, Volatility)
        logs = [math.log(later / earlier) for earlier, later in itertools.pairwise(prices)]
        mean = math.fsum(logs) / len(logs)
        deviation = math.sqrt(math.fsum((each - mean) ** 2 for each in logs) / (len(logs) - 1) * 365)
        assert abs(found.basis_points - deviation * 10_000) < 0.51
        assert moved(course(*(7 * each for each in prices))) == found


def test_the_caller_s_own_precision_changes_nothing() -> None:
    """Whatever the program around it sets for decimals."""
    with decimal.localcontext() as context:
        context.prec, context.rounding = 4, decimal.ROUND_UP
        assert moved(course(100, 200, 100, 200)) == Volatility(152_912, 3)


def test_the_greatest_fall_by_hand() -> None:
    """100, 120, 90, 110, 60, 130, 70: from 120 on the second day to 60 on the fifth, -50 %; 130 to 70 is -46.15 %."""
    assert drawdown(course(100, 120, 90, 110, 60, 130, 70)) == Drawdown(-5000, day(1), day(4))
    assert drawdown(course(100, 50, 100, 50)) == Drawdown(-5000, day(0), day(1)), "of equal falls the first"
    assert drawdown(course(100, 120, 120, 60)) == Drawdown(-5000, day(1), day(3)), "of equal peaks the first"
    assert drawdown(course(100, 120, 60, 120, 60)) == Drawdown(-5000, day(1), day(2))
    assert drawdown(course(100, 120, 60, 60)) == Drawdown(-5000, day(1), day(2)), "of equal troughs the first"
    assert drawdown(course(100, 100, 130)) is None
    assert drawdown([]) is None


def test_the_greatest_fall_is_the_least_ratio_of_any_two_days() -> None:
    """No earlier price is further above a later one than the two days told."""
    for seed in range(count(suite=50, laws=2_000)):
        draw = random.Random(seed)
        quotes = course(*(draw.randint(1, 50) for _ in range(draw.randint(1, 25))))
        pairs = [(two.price / one.price, one, two) for at, one in enumerate(quotes) for two in quotes[at + 1 :]]
        least = min((ratio for ratio, _, _ in pairs), default=Fraction(1))
        found = drawdown(quotes)
        if least >= 1:
            assert found is None
            continue
        assert found is not None
        assert any((ratio, one.day, two.day) == (least, found.peak, found.trough) for ratio, one, two in pairs)
        assert found.basis_points == round((least - 1) * 10_000)


def test_only_fixings_of_a_day_itself_are_taken() -> None:
    """A carried price is no fixing of its day."""
    known = {0: 100, 2: 120}

    def quote(asked):
        at = max((each for each in known if day(each) <= asked), default=None)
        return None if at is None else CoinQuote(asked, day(at), Fraction(known[at]))

    found = own_quotes(quote, [day(at) for at in range(-1, 4)])
    assert [each.day for each in found] == [day(0), day(2)]
