"""The languages that documents can be written in, by their codes."""

from collections.abc import Iterable, Mapping

from tracer.errors import CaseError
from tracer.evidence.language.language import ENGLISH, Language

LANGUAGES: Mapping[str, Language] = {"en": ENGLISH}
"""Every language of the reports, in the order in which they are listed."""


def language(code: str) -> Language:
    """Return a language by its code.

    Raises:
        CaseError: there is no report in it.
    """
    if code not in LANGUAGES:
        raise CaseError(f"language {code!a}: expected one of {', '.join(LANGUAGES)}")
    return LANGUAGES[code]


def chosen(asked: Iterable[str], declared: str) -> tuple[Language, ...]:
    """Return the languages of a bundle: those asked for, each once, or else the one that the case declares.

    Raises:
        CaseError: there is no report in one of them.
    """
    return tuple(language(code) for code in dict.fromkeys(tuple(asked) or (declared,)))
