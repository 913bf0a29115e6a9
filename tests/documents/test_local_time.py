"""Times in UTC and in the case's zone; the offsets used travel with the bundle."""

import pytest

from tracer.documents.local_time import date, iso, read_clock, set_clock, utc
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor

BEFORE, AFTER = 1_709_000_000, 1_710_000_000
"""Either side of 1 March 2024, when Almaty went from UTC+6 to UTC+5."""


def test_a_time_is_shown_in_utc_and_in_the_zone_with_its_offset() -> None:
    """The offset is that of the day, not of today."""
    clock = set_clock("Asia/Almaty", [AFTER, BEFORE])
    assert utc(BEFORE) == "2024-02-27 02:13:20 UTC"
    assert clock.local(BEFORE) == "2024-02-27 08:13:20 +06:00"
    assert clock.local(AFTER) == "2024-03-09 21:00:00 +05:00"
    assert (iso(0), date(0xFFFFFFFF)) == ("1970-01-01T00:00:00Z", "2106-02-07")


def test_negative_offsets_with_minutes_are_written_out() -> None:
    """An offset west of Greenwich keeps its minutes."""
    assert str(set_clock("America/St_Johns", [AFTER]).local(AFTER)).endswith(" -03:30")


def test_without_a_zone_there_is_no_local_time() -> None:
    """A case without a time zone shows UTC alone."""
    assert set_clock(None, [AFTER]).local(AFTER) is None


def test_an_unknown_zone_is_refused() -> None:
    """A zone that does not exist is the analyst's mistake."""
    with pytest.raises(CaseError, match=r"case\.timezone: 'Mars/Olympus' is not"):
        set_clock("Mars/Olympus", [])


def test_a_clock_is_read_back_from_the_bundle() -> None:
    """What the bundle keeps gives the same times, whatever rules this machine has."""
    clock = set_clock("Asia/Almaty", [AFTER, BEFORE])
    assert read_clock(JsonCursor.of(canonical.dumps(clock.as_json()), "clock")) == clock


@pytest.mark.parametrize("offsets", ["[[1]]", "[[2,0],[1,0]]", "[[1,86400]]", "[[-1,0]]", "[[1,0],[1,0]]", '[["x",0]]'])
def test_a_clock_of_another_form_is_refused(offsets: str) -> None:
    """Offsets out of order, of a day or more, or of another type are refused."""
    with pytest.raises(IntegrityError):
        read_clock(JsonCursor.of(b'{"zone":"X","offsets":%s}' % offsets.encode(), "bundle.json"))
