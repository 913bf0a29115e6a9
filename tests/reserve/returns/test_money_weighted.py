"""The money-weighted rate against a second program, and where there is none or more than one."""

import datetime as dt
import random
from fractions import Fraction

import pytest

from tests.counts import count
from tests.reserve.returns.histories import Flows, History, day, measured, performed, rows
from tracer.chain.amount import COIN
from tracer.reserve.returns.money_weighted import money_weighted
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock

DRAWS = count(suite=60, laws=2_000)
BEGINS = dt.date(2021, 1, 1)


def invested(seed: int) -> dict[int, Fraction]:
    """Return drawn flows of money that stays invested: a part of what is there is taken out, or more put in."""
    draw = random.Random(seed)
    there = draw.randint(100, 10**9)
    flows = {0: Fraction(-there)}
    at = 0
    for _ in range(draw.randint(1, 12)):
        at += draw.randint(1, 300)
        there = there * draw.randint(60, 170) // 100 + 1
        change = draw.randint(-there // 2, there)
        flows[at] = Fraction(-change)
        there += change
    flows[at + 1 + draw.randint(0, 100)] = Fraction(there)
    return {when: flow for when, flow in flows.items() if flow}


def test_the_rate_is_that_of_a_second_program() -> None:
    """Bisection in decimals gives what pyxirr gives in binary, to a hundredth of a per cent or eight digits of it."""
    pyxirr = pytest.importorskip("pyxirr", reason="the extra dev is not installed")
    compared = 0
    for seed in range(DRAWS):
        flows = invested(seed)
        rate = money_weighted(flows)
        if isinstance(rate, Unavailable):
            continue
        days = [BEGINS + dt.timedelta(days=when) for when in flows]
        other = pyxirr.xirr(days, [float(flow) for flow in flows.values()])
        assert other is not None
        assert abs(rate - other * 10_000) <= max(0.51, abs(rate) / 1e8)
        compared += 1
    assert compared > DRAWS * 9 // 10


def test_one_receipt_has_the_return_of_the_price() -> None:
    """100 become 121 in two years of 365 days: 10 % a year; 100 become 50 in one: -50 %; nothing changes: 0 %."""
    assert money_weighted({0: Fraction(-100), 730: Fraction(121)}) == 1000
    assert money_weighted({0: Fraction(-100), 365: Fraction(50)}) == -5000
    assert money_weighted({5: Fraction(-100), 365: Fraction(100)}) == 0


def test_a_unit_of_another_length_gives_the_rate_for_it() -> None:
    """100 become 150 in 30 days: 50 % over the 30 days, and no figure of a year is needed on the way."""
    assert money_weighted({0: Fraction(-100), 30: Fraction(150)}, 30) == 5000


def test_no_rate_is_told_where_more_than_one_may_fit() -> None:
    """Of -100, 230, -132 both 10 and 20 % fit; money that is only taken out has none; a lone flow neither."""
    none = Unavailable(Why.MANY_RATES)
    assert money_weighted({0: Fraction(-100), 365: Fraction(230), 730: Fraction(-132)}) == none
    assert money_weighted({0: Fraction(-100), 365: Fraction(260), 730: Fraction(-222), 1095: Fraction(63)}) == none
    assert money_weighted({0: Fraction(100), 365: Fraction(10)}) == none
    assert money_weighted({0: Fraction(-100)}) == none
    assert money_weighted({}) == none


def test_a_rate_beyond_all_figures_is_not_looked_for() -> None:
    """Ten for one in a day is a growth of 365 digits a year, which is no figure for a reader."""
    assert money_weighted({0: Fraction(-1), 1: Fraction(10)}) == Unavailable(Why.MANY_RATES)


def test_the_line_counts_receipts_as_bought_on_their_day() -> None:
    """1 BTC at 100, 9 more at 200 after a year, all worth 200 after two: 100 + 900 x 2 put in, 2,000 taken out.

    By hand: 100 x^2 + 1800 x = 2000 gives x = -9 + sqrt(101) = 1.0498756: 4.99 % a year, where the price has doubled.
    """
    flows = {0: Flows(added=COIN), 365: Flows(added=9 * COIN)}
    prices = {day(0): Fraction(10_000), day(365): Fraction(20_000), day(730): Fraction(20_000)}
    found = performed(measured(History(rows(flows, 730), prices)), 730)
    whole = next(each for each in found.spans if each.span.years is None)
    assert whole.by_currency["USD"].money_weighted[ValuedBlock.RESERVE] == 499
    assert whole.by_currency["KZT"].money_weighted[ValuedBlock.RESERVE] == 499
