"""Claims about states by command: all, one country, what is old and what is disputed."""

import datetime as dt
import json

import pytest

from tests.commands import tracer
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.reserve_approaches import ApproachesRequest, approaches
from tracer.reserve.national.claims import COUNTRIES


def context(day: dt.date = dt.date(2026, 12, 1)) -> Context:
    """Return a context on a day."""
    return Context(clock=lambda: int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()))


def test_one_country_or_all():
    """Letters of either case; another country is refused with those there are."""
    assert {each.country for each in approaches(ApproachesRequest(), context()).claims} == set(COUNTRIES)
    assert {each.country for each in approaches(ApproachesRequest("sv"), context()).claims} == {"SV"}
    with pytest.raises(CaseError, match="there are no claims about 'SX'") as caught:
        approaches(ApproachesRequest("SX"), context())
    assert "Name one of BT, CN, DE, IE, KR, KZ, SE, SV, UK, US, or none for all." in str(caught.value)


def test_old_and_disputed_are_told():
    """El Salvador's two counts; the letter of July 2025, which names none, is not disputed and old in 2027."""
    found = approaches(ApproachesRequest("SV"), context())
    told = [(each["disputed"], each["old"]) for each in found.as_json()]
    assert told == [(True, False), (False, False), (True, False)]
    later = approaches(ApproachesRequest("SV"), context(dt.date(2027, 1, 15)))
    assert [each["old"] for each in later.as_json()] == [True, True, False]


def test_the_screen_says_what_a_claim_is():
    """What they are, day, grade, source; as JSON the same claims."""
    ended = tracer("reserve", "approaches", "CN")
    assert ended.code == 0
    for words in (
        "Claims of others, none of them a fact of a register. Not legal advice.", "China",
        "holdings, 2024-12-31, press, older than 18 months, other claims name other amounts",
        "Another count for the same time is 15,000 BTC.", "Source: blockwind.news 2025-06-10",
    ):  # fmt: skip
        assert words in ended.out
    told = json.loads(tracer("reserve", "approaches", "CN", "--json").out)
    assert [each["sat"] for each in told] == ["19400000000000", "1500000000000", None]
    assert tracer("reserve", "approaches", "XX").code == 2
