"""What a statement says of limits is read back to the last figure, or refused with the place."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.limits.limit_days import limit_day
from tests.reserve.limits.test_limit_laws import LIMITS, series, some_waivers
from tests.reserve.limits.test_limit_report import report
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.limits import period_limits
from tracer.reserve.limits.breaches import LimitBook, Waiver, evaluate
from tracer.reserve.limits.limit_rows import Breach, LimitDay
from tracer.reserve.limits.period_limits import PeriodLimit


def read(row: Any) -> PeriodLimit:
    """Return a limit read from its JSON."""
    return period_limits.read(JsonCursor.of(canonical.dumps(row), "period.json"))


def filed(found: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """Return breaches as the next period has them: written into a statement and read back."""
    (row,) = report().rows
    row = period_limits.read(
        JsonCursor.of(canonical.dumps({**row.as_json(), "breaches": [each.as_json() for each in found]}), "period.json")
    )
    return period_limits.breaches([row])


def test_a_limit_is_read_back() -> None:
    """To the last figure; breaches, too."""
    (row,) = report().rows
    assert read(row.as_json()) == row
    assert period_limits.breaches([row]) == row.breaches == report().book.breaches


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("kind", "shares", "period.json: kind is not one of share_excl, share_incl"),
        ("severity", "firm", "period.json: severity is not one of hard, soft"),
        ("state", "fine", "period.json: state is not one of within, breached, unknown"),
        ("from", "soon", "period.json: from is not a day such as 2026-09-30"),
        ("day", 7, "period.json: day is not"),
        ("cure_days", -1, "period.json: cure_days is not"),
        ("breaches", [{}], "period.json: breaches[0].limit is missing"),
    ],
)
def test_what_is_not_of_the_form_is_refused(key: str, value: object, told: str) -> None:
    """It names the place."""
    (row,) = report().rows
    changed = {**json.loads(canonical.dumps(row.as_json())), key: value}
    with pytest.raises(IntegrityError) as error:
        read(changed)
    assert told in str(error.value)


@given(series(), some_waivers(), st.data())
def test_a_year_by_quarters_has_the_records_of_the_whole(
    days: list[LimitDay], waived: tuple[Waiver, ...], data: st.DataObject
) -> None:
    """A period goes on from what the statement before says of open breaches, and from its last day."""
    whole, done, rest, before = evaluate(LIMITS, waived, days), list[Breach](), days, LimitBook()
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        book = evaluate(LIMITS, waived, rest[:size], before)
        done += [each for each in book.breaches if not each.is_open]
        before, rest = LimitBook(tuple(each for each in filed(book.breaches) if each.is_open), book.before), rest[size:]
    found = sorted((*done, *before.breaches), key=lambda each: (each.first_day, each.limit, each.subject or ""))
    assert sorted(found, key=repr) == sorted(whole.breaches, key=repr)


def test_the_series_of_the_law_is_not_empty() -> None:
    """Open breaches are carried."""
    first = evaluate(LIMITS, (), [limit_day(3, quality="C")])
    rest = evaluate(LIMITS, (), [limit_day(4, quality="C")], LimitBook(filed(first.breaches), first.before))
    assert {each.limit for each in rest.breaches} >= {"quality", "proof", "wallet"}
    assert {each.first_day for each in rest.breaches} == {limit_day(3).day}
