"""No moment is a traceback: not one of a file, of a node, of this machine's clock."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, STORY
from tracer import moments
from tracer.disk import clock
from tracer.documents.local_time import iso
from tracer.errors import SourceError
from tracer.signatures.cms import unix_time
from tracer.signatures.der import DerPart


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1970-01-01 00:00:00 UTC"), (1_780_000_000, "2026-05-28 20:26:40 UTC"), (2**32 - 1, "2106-02-07 06:28:15 "
                                                                                                "UTC"),
        (moments.LAST, "9999-12-31 23:59:59 UTC"), (moments.FIRST, "0001-01-01 00:00:00 UTC"),
        (moments.LAST + 1, "Unix time 253402300800, outside the calendar of years 1 to 9999"),
        (-(10**18), "Unix time -1000000000000000000, outside the calendar of years 1 to 9999"),
    ],
)  # fmt: skip
def test_every_moment_can_be_written(seconds: int, said: str) -> None:
    """Inside the calendar as a date with four digits of the year, outside it as the number that it is."""
    assert moments.utc(seconds) == said


def test_a_record_takes_no_moment_outside_the_calendar() -> None:
    """What is written into a file as a date is refused where there is none."""
    assert iso(0) == "1970-01-01T00:00:00Z"
    with pytest.raises(ValueError, match="outside the calendar"):
        moments.iso(moments.LAST + 1)


@pytest.mark.parametrize("stands", [-1.5, 253402300800.0, 1e15])
def test_a_clock_that_stands_wrong_is_said(stands: float) -> None:
    """A machine whose clock is before 1970 or beyond the year 9999 is told to set it, in words and with exit code 3."""
    with pytest.raises(SourceError, match="this machine's clock stands at"):
        clock.now(lambda: stands)
    assert clock.now(lambda: 1.9) == 1


@pytest.mark.parametrize(
    ("text", "right"), [(b"99991231235959Z", True), (b"00000101000000Z", False), (b"100000101000000Z", False)]
)
def test_the_time_of_a_token_is_inside_the_calendar(text: bytes, right: bool) -> None:
    """A time of RFC 3161 or CMS at the calendar's end is read; none outside is, and that is a fault of the token."""
    part = DerPart(0x18, text, ())
    if right:
        assert moments.utc(unix_time(part)) == "9999-12-31 23:59:59 UTC"
    else:
        with pytest.raises(ValueError, match=r"time|year"):
            unix_time(part)


def test_dates_at_the_ends_of_the_calendar_go_through(tmp_path: Path) -> None:
    """A case with orders and receipts of years 1 and 9999, at any offset, is checked, traced, sealed and verified."""
    copytree(STORY, tmp_path / "story")
    path = tmp_path / "story" / "case.toml"
    text = path.read_text()
    for old, new in (
        ("date = 2025-06-02\nin_force = 2025-06-20", "date = 9999-12-31\nin_force = 9999-12-31"),
        ("date = 2025-04-14", "date = 0001-01-01"),
        ("received_at = 2025-07-02T10:00:00+05:00", "received_at = 0001-01-01T00:00:00+23:59"),
        ("received_at = 2025-07-03T09:30:00+05:00", "received_at = 9999-12-31T23:59:59-23:59"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    for arguments in (
        ("check", path), ("trace", path, "--chain", BLOCKS, "--out", tmp_path / "run"),
        ("export", tmp_path / "run", "--out", tmp_path / "bundle", "--language", "kk"), ("verify", tmp_path / "bundle"),
    ):  # fmt: skip
        ended = tracer(*arguments)
        assert ended.code == 0, ended.err
