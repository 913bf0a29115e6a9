"""A language's catalog of the screen, and the sentence of it that an English text is.

Four contexts stand in `tracer/cli/catalogs`: none for what the commands say themselves and for their help, `register`
for words that mean another thing on screens of the register, `message` for what the rooms below and the library of the
command line say when something is wrong, `counted` for nouns after a number. A message comes up as English text; it is
recognised by its sentence there, which written out with the fields found is the text to the letter, so that nothing of
it is lost, and what is not recognised stays English.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import NamedTuple

from tracer.documents.language.language import pattern_of
from tracer.documents.language.po_file import read

MESSAGE = "message"
"""The context of what is said below the commands."""

COUNTED = "counted"
"""The context of counted nouns."""

REGISTER = "register"
"""The context of words that the screens of a case use for something else: an order of a case is a court's, say."""

INNER = frozenset(
    {"error", "expected", "hint", "nearest", "reason", "remedy", "said", "span", "that_needs", "what", "words", "wrong"}
)
"""Fields of messages that hold a message themselves; all others are names, figures and what a user wrote."""


EXPECTED = "expected"
"""The field that must hold a message: a sentence of it has so few letters of its own that much else looks like it."""
OPTIONAL = "{nearest}"
"""The field of messages that is empty where there is nothing to add."""

_PLACE = re.compile(r"[^\s:]+(?: [0-9]+)?: ")
"""Where a fault lies, before what is wrong: a key of the case, a file."""


class Wording(NamedTuple):
    """A message of the catalog: its English, the fixed parts of it in their order, and its translation."""

    english: str
    parts: tuple[str, ...]
    translation: str

    @property
    def certainty(self) -> int:
        """Return how many letters of a text this message fixes."""
        return sum(map(len, self.parts))

    def may_be(self, text: str) -> bool:
        """Return whether the fixed parts stand in a text one after the other, which costs next to nothing to see."""
        at = 0
        for part in self.parts:
            found = text.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return True

    def fields(self, text: str) -> dict[str, str] | None:
        """Return the fields of the text, if it is this message; None if it is not."""
        found = pattern_of(self.english).fullmatch(text)
        return None if found is None else found.groupdict()


class ScreenCatalog(NamedTuple):
    """What a language says on the screen; `form_of` says which form of a noun a number asks for."""

    texts: Mapping[str, str]
    of_register: Mapping[str, str]
    plain: Mapping[str, str]
    """Messages without fields."""
    wordings: tuple[Wording, ...]
    """Messages with fields; of two that fix as much of a text the one that comes first."""
    nouns: Mapping[str, tuple[str, ...]]
    form_of: Callable[[int], int]

    def known(self, text: str) -> str:
        """Return a message in this language, whole, or else line by line, each after the place it names."""
        return self._read(text).said

    def _read(self, text: str) -> "_Reading":
        """Return how a text is read: of all messages that it may be, the one that leaves least of it unread."""
        if text in self.plain:
            return _Reading(len(text), self.plain[text])
        best = max(self._readings(text), key=lambda each: each.known, default=None)
        if best is not None:
            return best
        if "\n" in text:
            lines = [self._read(line) for line in text.split("\n")]
            return _Reading(sum(line.known for line in lines), "\n".join(line.said for line in lines))
        place = _PLACE.match(text)
        if place is None:
            return _Reading(0, text)
        rest = self._read(text[place.end() :])
        return _Reading(rest.known, place[0] + rest.said)

    def _readings(self, text: str) -> Iterator["_Reading"]:
        """Yield the text by each message that it is."""
        for wording in self.wordings:
            fields = wording.fields(text) if wording.may_be(text) else None
            if fields is not None:
                inner = {name: self._inner(value) for name, value in fields.items() if _is_inner(name)}
                if any(name.startswith(EXPECTED) and not reading.known for name, reading in inner.items()):
                    continue
                said = fields | {name: reading.said for name, reading in inner.items()}
                known = wording.certainty + sum(reading.known for reading in inner.values())
                yield _Reading(known, wording.translation.format_map(said))

    def _inner(self, text: str) -> "_Reading":
        """Return how a text inside a message is read: also a sentence whose full stop went as something followed it."""
        found = self._read(text)
        if found.known or text.endswith("."):
            return found
        whole = self._read(f"{text}.")
        return _Reading(whole.known, whole.said.removesuffix(".")) if whole.known else found


class _Reading(NamedTuple):
    """How many letters of a text some message fixes, and the text in this language."""

    known: int
    said: str


@cache
def screen_catalog(code: str) -> ScreenCatalog:
    """Return the catalog of a language, which is read once.

    Raises:
        FileNotFoundError: there is none of this code.
        ValueError: the file is not of its form.
    """
    entries, form_of = read(files("tracer.cli.catalogs").joinpath(f"{code}.po").read_text(encoding="utf-8"))
    told = {each.text: each.forms[0] for each in entries if each.context == MESSAGE}
    told |= {text.replace(OPTIONAL, ""): said.replace(OPTIONAL, "") for text, said in told.items() if OPTIONAL in text}
    wordings = (Wording(english, _fixed(english), translation) for english, translation in told.items())
    return ScreenCatalog(
        texts={each.text: each.forms[0] for each in entries if each.context is None},
        of_register={each.text: each.forms[0] for each in entries if each.context == REGISTER},
        plain={english: translation for english, translation in told.items() if "{" not in english},
        wordings=tuple(sorted((each for each in wordings if "{" in each.english), key=_rank)),
        nouns={each.text: each.forms for each in entries if each.context == COUNTED},
        form_of=form_of,
    )


def _is_inner(name: str) -> bool:
    return name.rstrip("0123456789") in INNER


def _fixed(english: str) -> tuple[str, ...]:
    return tuple(text for text, _, _, _ in Formatter().parse(english) if text)


def _rank(wording: Wording) -> tuple[int, str]:
    return -wording.certainty, wording.english
