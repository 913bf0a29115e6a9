"""The stretches that are measured: calendar years back, quarters' ends, and the leap day."""

import datetime as dt

from tracer.reserve.returns.spans import ReturnSpan, quarter_ends, spans, years_back


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
