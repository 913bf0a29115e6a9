"""Block times as the report prints them."""

from tracer.evidence.dossier import Dossier


def times(dossier: Dossier, height: int, between: str = "\n") -> str:
    """Return a block's time in UTC and in the case's zone."""
    seconds, language = dossier.time(height), dossier.language
    local = language.local(dossier.clock, seconds)
    return language.utc(seconds) if local is None else f"{language.utc(seconds)}{between}{local}"


def placed(dossier: Dossier, height: int) -> str:
    """Return a block's height, and below it its times."""
    block = dossier.language.say("block {height}", height=str(height))
    return f"{block}\n{times(dossier, height)}"
