"""Claims about states: all of them read, none believed."""

import datetime as dt
import tomllib

import pytest

from tests.commands import ROOT
from tracer.errors import CaseError
from tracer.reserve.national.claims import COUNTRIES, FILE, OLD_MONTHS, Grade, claims, disputed, parse

DATA = ROOT.parent / "shared" / "data" / "reserve" / "national" / FILE
ONE = """[[claim]]
country = "SV"
topic = "holdings"
as_of = 2025-06-16
grade = "primary"
text = "6,209 BTC."
sat = "620900000000"
source = "a page"
"""


def test_every_country_has_a_claim_and_every_claim_a_source():
    """Ten countries, in order; primary, press and trackers."""
    found = claims()
    assert {each.country for each in found} == set(COUNTRIES)
    assert [each.country for each in found] == sorted(each.country for each in found)
    assert all(each.source and each.text for each in found)
    assert {each.grade for each in found} == set(Grade)


def test_two_counts_of_one_thing_are_told_as_two():
    """China's and El Salvador's holdings differ by who counts; a single count is no dispute."""
    assert disputed(claims()) == {("CN", "holdings"), ("SV", "holdings")}
    assert {each.sat for each in claims() if (each.country, each.topic) == ("CN", "holdings")} == {
        19_400_000_000_000, 1_500_000_000_000
    }  # fmt: skip


def test_a_claim_is_old_after_eighteen_months():
    """On the day eighteen months later it is, the day before it is not; across a year's and a month's end."""
    (claim,) = parse(ONE.encode(), "f")
    assert OLD_MONTHS == 18
    assert [claim.is_old(day) for day in (dt.date(2026, 12, 15), dt.date(2026, 12, 16))] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"SV"', '"XX"', "claim[1].country: expected one of BT, CN"),
        ('"primary"', '"rumour"', "claim[1].grade: expected one of primary, press, tracker"),
        ('"620900000000"', '"6209.0"', "claim[1].sat: expected satoshi in quotation marks"),
        ('"620900000000"', '"0620900000000"', "claim[1].sat: expected satoshi in quotation marks"),
        ('"620900000000"', "620900000000", "claim[1].sat: expected satoshi in quotation marks"),
        ('source = "a page"\n', "", "claim[1].source: missing"),
        ('text = "6,209 BTC."', 'txt = "6,209 BTC."', "claim[1].txt: unknown key; did you mean text?"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str):
    """One change, its sentence."""
    with pytest.raises(CaseError) as caught:
        parse(ONE.replace(old, new).encode(), "f")
    assert any(text.startswith(f"f: {said}") for text in caught.value.faults)


@pytest.mark.skipif(not DATA.is_file(), reason="the collected claims are not beside the project")
def test_nothing_that_was_collected_is_left_out():
    """Each claim collected is here by country, topic, day and satoshi; the sentences are our own."""
    collected = tomllib.loads(DATA.read_text())["claim"]
    own = {(each.country, each.topic, each.as_of) for each in claims()}
    assert {(each["country"], each["topic"], each["as_of"]) for each in collected} <= own
    assert {each["sat"] for each in collected if "sat" in each} <= {each.sat for each in claims()}
    assert not {each["text"] for each in collected} & {each.text for each in claims()}
