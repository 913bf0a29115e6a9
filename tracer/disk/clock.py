"""This machine's clock, read where something is signed, entered or recorded."""

import time
from collections.abc import Callable

from tracer import moments
from tracer.errors import SourceError


def now(clock: Callable[[], float] = time.time) -> int:
    """Return the Unix time of this machine in whole seconds.

    Raises:
        SourceError: the clock stands outside the calendar, so that no date can be written.
    """
    seconds = int(clock())
    if not 0 <= seconds <= moments.LAST:
        raise SourceError(
            f"this machine's clock stands at {moments.utc(seconds)}.\nSet it, and run the command again: what is "
            "signed or entered needs a date."
        )
    return seconds
