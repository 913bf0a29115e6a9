"""Time zones come from the pinned database, so that a day is the same day on every machine."""

import datetime as dt

import pytest

from tracer.formats.zone import DATABASE_VERSION, names, zone, zone_name


def test_kazakhstan_is_five_hours_ahead_since_march_2024() -> None:
    """The change of 1 March 2024 is in the database, which an old machine's own copy may lack."""
    almaty = zone("Asia/Almaty")
    assert dt.datetime(2024, 2, 29, 12, tzinfo=almaty).utcoffset() == dt.timedelta(hours=6)
    assert dt.datetime(2024, 3, 1, 12, tzinfo=almaty).utcoffset() == dt.timedelta(hours=5)


def test_every_zone_of_the_database_can_be_read() -> None:
    """No listed name fails, and UTC is among them."""
    assert "UTC" in names()
    for name in names():
        assert dt.datetime(2026, 1, 1, tzinfo=zone(name)).utcoffset() is not None


@pytest.mark.parametrize("name", ["Asia/Almata", "", "../zones", "asia/almaty", "Factory"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    """A name that the database does not list opens no file; Factory says that no zone was set."""
    with pytest.raises(ValueError, match=r"is not an IANA time zone such as Asia/Almaty$"):
        zone(name)
    with pytest.raises(ValueError, match=r"^expected an IANA time zone such as Asia/Almaty, got "):
        zone_name(name)


def test_the_database_names_its_release() -> None:
    """A report can say which release its local days rest on."""
    assert DATABASE_VERSION.split(".")[0].isdigit()
