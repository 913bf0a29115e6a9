"""Block times as the report prints them."""

from tracer.evidence import clock
from tracer.evidence.dossier import Dossier


def times(dossier: Dossier, height: int, between: str = "\n") -> str:
    """Return a block's time in UTC and in the case's zone."""
    seconds = dossier.time(height)
    local = dossier.clock.local(seconds)
    return clock.utc(seconds) if local is None else f"{clock.utc(seconds)}{between}{local}"
