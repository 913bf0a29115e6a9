"""Moments as the product writes them: UTC, and never a traceback, whatever a file, a node or a clock states.

Python's calendar ends with the year 9999; a moment outside it is written as the number that it is.
"""

import datetime as dt

FIRST, LAST = -62_135_596_800, 253_402_300_799
"""The Unix times that a calendar date can be given to: from year 1 to the end of year 9999."""


def utc(seconds: int) -> str:
    """Return `2026-05-28 20:26:40 UTC` for a Unix time; one outside the calendar as that number."""
    if not FIRST <= seconds <= LAST:
        return f"Unix time {seconds}, outside the calendar of years 1 to 9999"
    return f"{written(seconds)} UTC"


def iso(seconds: int) -> str:
    """Return `2026-05-28T20:26:40Z` for a Unix time inside the calendar.

    Raises:
        ValueError: it lies outside; whoever reads a clock checks that first.
    """
    return written(seconds).replace(" ", "T") + "Z"


def written(seconds: int) -> str:
    """Return `2026-05-28 20:26:40` for a Unix time inside the calendar, the year in four digits on every system.

    Raises:
        ValueError: it lies outside.
    """
    if not FIRST <= seconds <= LAST:
        raise ValueError(f"Unix time {seconds} is outside the calendar")
    at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
    return at.replace(tzinfo=None).isoformat(sep=" ")
