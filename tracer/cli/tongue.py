"""The language of the screen: asked for with `--language`, else that of the locale, else English.

What a command prints for people it says by `say`, `word` and `counted`; what comes from below, as errors and warnings
do, by `known`. Keys, codes, JSON and files are the same in every language. A sentence that a catalog lacks is said in
English: a screen must not fall silent for want of a word; the tests demand every sentence of the catalogs.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import click

from tracer.case.choices import LANGUAGES
from tracer.cli.screen_catalog import ScreenCatalog, screen_catalog
from tracer.documents.language.language import ENGLISH, NO_BREAK_SPACE, Language

_SPOKEN: ContextVar[str] = ContextVar("tongue", default=ENGLISH.code)

OPTION = "--language"

LANGUAGE = click.Option(
    [OPTION, "screen_language"],
    type=click.Choice(LANGUAGES),
    expose_value=False,
    help="Language of the screen.  [default: that of the locale]",
)
"""The option of every command that has none of its own of this name; it is looked for before the rest is read."""

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where the environment says a language; the first that is set decides. Source: POSIX.1-2024, XBD 8.2."""


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language until the end of the block, or as long as `speak` names no other in it."""
    before = _SPOKEN.set(code)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def speak(code: str) -> None:
    """Speak another language from here on."""
    _SPOKEN.set(code)


def asked(words: Sequence[str]) -> str | None:
    """Return the language that the options at the beginning of a command line ask for; None where they ask for none.

    It is looked for by hand, for what the line's own faults are said in must be known before they are found.
    """
    found = None
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if word == "--" or not (word.startswith("-") or words[at - 1 : at] == [OPTION]):
            break
        if name == OPTION:
            found = value if equals else "".join(words[at + 1 : at + 2])
    return found if found in LANGUAGES else None


def asked_anywhere(words: Sequence[str]) -> str | None:
    """Return the language that the options of one command ask for, wherever they stand before `--`."""
    mine = words[: words.index("--")] if "--" in words else words
    places = [at for at, word in enumerate(mine) if word.partition("=")[0] == OPTION]
    return asked(mine[places[-1] :]) if places else None


def of_locale(environment: Mapping[str, str]) -> str:
    """Return the language of the environment's locale; English where that is none of ours."""
    named = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    code = named.partition("_")[0].partition(".")[0]
    return code if code in LANGUAGES else ENGLISH.code


def spoken() -> Language:
    """Return the language as documents write it, whose words, figures and days a screen shares with them."""
    if _SPOKEN.get() == ENGLISH.code:
        return ENGLISH
    from tracer.documents.language.languages import LANGUAGES as DOCUMENTS

    return DOCUMENTS[_SPOKEN.get()]


def _catalog() -> ScreenCatalog | None:
    return None if _SPOKEN.get() == ENGLISH.code else screen_catalog(_SPOKEN.get())


def say(english: str, /, **fields: object) -> str:
    """Return a sentence with its fields filled in. A field's text is never looked into."""
    return word(english).format_map(fields)


def word(english: str) -> str:
    """Return a word or a sentence without fields: as the screen has it, else as documents do, else in English."""
    catalog = _catalog()
    if catalog is None:
        return english
    return catalog.texts.get(english) or spoken().texts.get(english, english)


def register_word(english: str) -> str:
    """Return a word that means another thing on screens of the register than on those of a case."""
    catalog = _catalog()
    return english if catalog is None else catalog.of_register.get(english, english)


def known(text: str) -> str:
    """Return what was said below in English, an error or a warning, in the language of the screen."""
    catalog = _catalog()
    return text if catalog is None else catalog.known(text)


def counted(count: int, noun: str) -> str:
    """Return `1 gap`, `2 gaps`, `5 пробелов`."""
    catalog = _catalog()
    if catalog is None or noun not in catalog.nouns:
        return spoken().counted(count, noun)
    return f"{spoken().number(count)}{NO_BREAK_SPACE}{catalog.nouns[noun][catalog.form_of(count)]}"
