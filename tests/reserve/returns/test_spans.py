"""The stretches that are measured: calendar years back, quarters' ends, and the leap day."""

import datetime as dt
from fractions import Fraction

from tests.reserve.returns.histories import Flows, History, day, measured, performed, rows
from tracer.chain.amount import COIN
from tracer.reserve.returns.spans import ReturnSpan, quarter_ends, spans, years_back
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock


def test_a_span_goes_back_to_the_same_day() -> None:
    """Of 29 February to 28 February where that year has no other, and to 29 February where it has."""
    assert years_back(dt.date(2026, 9, 30), 3) == dt.date(2023, 9, 30)
    assert [years_back(dt.date(2028, 2, 29), years) for years in (1, 3, 4, 5)] == [
        dt.date(2027, 2, 28),
        dt.date(2025, 2, 28),
        dt.date(2024, 2, 29),
        dt.date(2023, 2, 28),
    ]


def test_one_three_and_five_years_and_since_the_beginning() -> None:
    """A beginning on the last day, or none, is no span; less than 365 days is short."""
    to = dt.date(2026, 9, 30)
    found = spans(to, dt.date(2026, 7, 14))
    assert [(each.years, each.begins.year) for each in found] == [(1, 2025), (3, 2023), (5, 2021), (None, 2026)]
    assert [each.is_short for each in found] == [False, False, False, True]
    assert found[-1].days == 78
    assert len(spans(to, None)) == len(spans(to, to)) == 3
    assert not ReturnSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1)).is_short


def test_quarters_end_with_their_months() -> None:
    """Both ends belong to the stretch."""
    found = list(quarter_ends(dt.date(2023, 12, 31), dt.date(2024, 9, 29)))
    assert found == [dt.date(2023, 12, 31), dt.date(2024, 3, 31), dt.date(2024, 6, 30)]


def test_a_day_without_a_price_is_told_by_what_it_lacks() -> None:
    """The fixing and its age where that is old, else the rate of exchange; no fixing at all where there is none."""
    book = History(rows({0: Flows(added=COIN)}, 30), {day(at): Fraction(100) for at in range(10)})
    rated = (
        performed(measured(book, rates={day(at): Fraction(500) for at in range(3)}), 30).spans[-1].by_currency["KZT"]
    )
    assert rated.price == rated.returns[ValuedBlock.HELD] == Unavailable(Why.OLD_FIXING, day(30), day(9))
    young = performed(measured(book, rates={day(at): Fraction(500) for at in range(3)}), 12).spans[-1].by_currency
    assert young["KZT"].price == Unavailable(Why.NO_RATE, day(12))
    assert not isinstance(young["USD"].price, Unavailable)
    none = performed(measured(book), 12).spans[0].by_currency
    assert {each.price for each in none.values()} == {Unavailable(Why.UNPRICED, day(12 - 365))}
