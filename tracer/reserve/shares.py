"""Shares as the register's pages print them, by one rule: each rounded once, half to even, from the exact fraction.

A case's report cuts its shares instead (`Language.percent`): there no share is to read as more than it is.
"""

from fractions import Fraction

from tracer.documents.language.language import NO_BREAK_SPACE, Language
from tracer.reserve.price.rounding import decimal_text

NONE = "—"


def share(value: Fraction | None, language: Language, places: int = 2) -> str:
    """Return a share in percent with its sign, a dash where it is not known."""
    if value is None:
        return NONE
    gap = "" if language.code == "en" else NO_BREAK_SPACE
    return f"{decimal_text(value * 100, places).replace('.', language.point)}{gap}%"


def part(sat: int, whole: int, language: Language) -> str:
    """Return what satoshi are of others in percent, a dash where there are no others."""
    return share(Fraction(sat, whole) if whole > 0 else None, language)


def how_they_add_up(language: Language) -> str:
    """Return the sentence below a table whose rows are parts of a whole."""
    return language.say(
        "Each share is rounded by itself to hundredths of a percent, half to even: the bitcoin of the rows add up "
        "exactly, their shares may miss the sum’s by a few hundredths."
    )
