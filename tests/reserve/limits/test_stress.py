"""The stress grid by hand, and the greatest fall of the fixings on file."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from tests.reserve.limits.limit_days import hedge, limit, limit_day, reserves
from tracer.chain.amount import COIN
from tracer.reserve.limits.limit_rows import LimitPrice
from tracer.reserve.limits.stress import STEPS, Fall, greatest_fall, stress
from tracer.reserve.terms import LimitKind

STORY = 1_339_850_000
"""Satoshi of the recorded story's reserve, at 112,345.67."""


def test_the_grid_of_the_recorded_story() -> None:
    """13.3985 BTC at 112,345.67: 1,053,684.42 at -30 %, 1,354,737.11 at -10 %, 1,655,789.81 at +10 %."""
    day = limit_day(1, cents=11_234_567, usd=None)
    day = replace(day, quantities=replace(day.quantities, titled=STORY))
    found = {row.step: row.as_json()["usd_cents"] for row in stress((), day)}
    assert tuple(found) == STEPS == (-50, -30, -20, -10, 10, 30)
    assert (found[-30], found[-10], found[10]) == ("105368442", "135473711", "165578981")


def test_a_row_says_value_shares_hedges_and_what_breaks() -> None:
    """100 BTC at 70,000 in 1,000 million: 0.7 %. At +30 % the share is 0.91 %, two short coins lose 42,000."""
    day = limit_day(
        1,
        hedges=(
            hedge(contract=COIN, count=2),
            hedge(instrument="put", side="long", contract=COIN, count=10, price=5_600_000),
        ),
    )
    limits = [
        limit(LimitKind.SHARE_EXCL, "0.0090", name="share-max"),
        limit(LimitKind.VALUE_USD, least="4000000", name="value-min"),
        limit(LimitKind.SHARE_EXCL, "0.0001", name="later", begins=dt.date(2026, 7, 2)),
        limit(LimitKind.HOT_SHARE, "0.1", name="hot"),
    ]
    rows = {row.step: row.as_json() for row in stress(limits, day)}
    assert rows[30] == {
        "percent": 30, "usd_cents": "910000000", "share_excl": "0.91000", "share_incl": "0.90179",
        "options_usd_cents": "0", "hedges_usd_cents": "-4200000", "breaks": ["share-max", "hot"],
    }  # fmt: skip
    assert rows[-50] == {
        "percent": -50, "usd_cents": "350000000", "share_excl": "0.35000", "share_incl": "0.34878",
        "options_usd_cents": "21000000", "hedges_usd_cents": "7000000", "breaks": ["value-min", "hot"],
    }  # fmt: skip
    assert rows[-20]["options_usd_cents"] == "0"
    assert rows[-10]["breaks"] == ["hot"]


def test_what_is_not_known_is_not_made_up() -> None:
    """No table, no share; an option in another currency, no figure for the options."""
    (row, *_) = stress((), limit_day(1, usd=None, hedges=(hedge(instrument="put", currency="EUR"),)))
    assert (row.excluding, row.including, row.options) == (None, None, None)
    assert {row.as_json()[key] for key in ("share_excl", "share_incl", "options_usd_cents")} == {None}


def test_a_row_uses_the_exact_product() -> None:
    """A coin at 1.51 dollars: 0.755 at -50 % is 76 cents, half to even, and 1.057 at -30 % is 106."""
    day = replace(limit_day(1, coins=1), fixing=LimitPrice(151, "A"))
    assert [row.as_json()["usd_cents"] for row in stress((), day)] == ["76", "106", "121", "136", "166", "196"]
    assert next(row.value for row in stress((), day)) == Fraction(755, 1000)


def test_the_greatest_fall_between_two_days() -> None:
    """From 100 to 80 to 60 to 90: -25 %, not -20 %; a day without a fixing breaks the chain; equal ones: the first."""
    day = dt.date(2026, 7, 1)
    at = lambda number: day + dt.timedelta(days=number)  # noqa: E731
    prices = {at(0): 10000, at(1): 8000, at(2): 6000, at(3): 9000}
    assert greatest_fall(prices) == Fall(at(1), at(2), Fraction(-1, 4))
    assert greatest_fall({at(0): 10000, at(2): 100}) is None
    assert greatest_fall({at(0): 100, at(1): 100, at(2): 101}) is None
    twice = greatest_fall({at(0): 100, at(1): 50, at(2): 100, at(3): 50})
    assert twice is not None
    assert twice.as_json() == {"from": "2026-07-01", "to": "2026-07-02", "percent": "-50.00000"}


def test_reserves_that_hold_the_coins_stay_as_they_are() -> None:
    """Of 1,000 million with the coins inside a share is of what is left; at +30 % 9.1 of 990.9."""
    day = replace(limit_day(1), reserves=reserves(1_000_000_000, includes=True))
    row = {each.step: each for each in stress((), day)}[30]
    assert (row.excluding, row.including) == (Fraction(91, 9909), Fraction(91, 10000))
