"""The languages that documents can be written in, by their codes."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, partial

from tracer.documents.language.catalog import catalog
from tracer.documents.language.language import ENGLISH, NO_BREAK_SPACE, Language, fields_of, pattern_of
from tracer.documents.language.recorded import RECORDED
from tracer.errors import CaseError
from tracer.visible import quoted


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((pattern_of(english), english) for english in RECORDED if fields_of(english))


RUSSIAN = Language(
    code="ru",
    name="русский",
    group=NO_BREAK_SPACE,
    point=",",
    date_format="%d.%m.%Y",
    catalog=partial(catalog, "ru"),
    patterns=_patterns,
)
KAZAKH = Language(
    code="kk",
    name="қазақша",
    group=NO_BREAK_SPACE,
    point=",",
    date_format="%d.%m.%Y",
    catalog=partial(catalog, "kk"),
    patterns=_patterns,
)

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (ENGLISH, RUSSIAN, KAZAKH)}
"""Every language of the reports, in the order in which they are listed."""


def language(code: str) -> Language:
    """Return a language by its code.

    Raises:
        CaseError: there is no report in it.
    """
    if code not in LANGUAGES:
        raise CaseError(f"language {quoted(code)}: expected one of {', '.join(LANGUAGES)}")
    return LANGUAGES[code]


def chosen(asked: Iterable[str], declared: str) -> tuple[Language, ...]:
    """Return the languages of a bundle: those asked for, each once, or else the one that the case declares.

    Raises:
        CaseError: there is no report in one of them.
    """
    return tuple(language(code) for code in dict.fromkeys(tuple(asked) or (declared,)))
