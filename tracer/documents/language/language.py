"""A language as the documents need it: sentences, counts, amounts, dates and lists by its rules.

The English sentence, with its fields by name, is the key: whoever writes a section writes English, and a
test demands every such sentence in every other language. Integers only; nothing here rounds.

Source: Unicode CLDR 46 (plural rules, number symbols and date formats of en, ru and kk).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter

from tracer.chain.amount import COIN
from tracer.documents.language.catalog import Catalog, no_catalog
from tracer.documents.language.plain import GUESSING_RULES, PLAIN
from tracer.documents.local_time import Clock

NO_BREAK_SPACE = "\u00a0"

_PLACE = re.compile(r"[0-9a-f]{64}(?::[0-9]+)?: ")
"""The transaction or output that a sentence of the result is about, before it."""


_VOWELS = ("a", "e", "o", "u")
_SATOSHI = re.compile(r"\b[0-9]{4,}(?= sat\b)")
_SATOSHI_FIELDS = ("amount", "excess")
_DAY_FIELDS = ("day", "date")
_DAY = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
_RULE = re.compile(rf"(?<=\()(?:{'|'.join(sorted(map(re.escape, GUESSING_RULES), key=len, reverse=True))})(?=\))")
"""A rule's name inside a sentence of the result, in brackets."""
_FIGURE_FIELDS = ("coverage", "precision", "tpr", "fpr", "chance")
"""Shares in percent."""


class MissingTranslation(LookupError):
    """A sentence that a catalog lacks: a fault of the program, which its tests find."""


def phrase(english: str) -> str:
    """Return the text: marks a constant that is put into words later, by `Language.word`."""
    return english


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language: how it writes figures and days, and the catalog of its sentences, read when one is asked for."""

    code: str
    """As in HTML's `lang` and in file names: en, ru, kk."""
    name: str
    """What the language calls itself."""
    group: str
    """Between groups of three digits."""
    point: str
    """Between whole bitcoin and their decimals."""
    date_format: str
    catalog: Callable[[], Catalog] = field(default=no_catalog, compare=False, repr=False)
    patterns: Callable[[], tuple[tuple[re.Pattern[str], str], ...]] = field(default=tuple, compare=False, repr=False)
    """Gives the sentences with fields that `trace.json` holds in English, and their keys in `recorded`."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Sentences and words by their English; empty for English, where the key is the text itself."""
        return self.catalog().texts

    @property
    def recorded(self) -> Mapping[str, str]:
        """What `trace.json` holds in English, by that."""
        return self.catalog().recorded

    @property
    def terms(self) -> Mapping[str, str]:
        """The words of the glossary, by the English word."""
        return self.catalog().terms

    @property
    def nouns(self) -> Mapping[str, tuple[str, ...]]:
        """The forms of counted things, by the English noun."""
        return self.catalog().nouns

    def say(self, english: str, /, **fields: str) -> str:
        """Return a sentence with its fields filled in. A field's text is never looked into.

        Raises:
            MissingTranslation: the catalog lacks the sentence.
        """
        return self.word(english).format_map(fields)

    def word(self, english: str) -> str:
        """Return a constant that `phrase` marked, or a sentence without fields.

        Raises:
            MissingTranslation: the catalog lacks it.
        """
        return self._of(self.texts, english)

    def term(self, english: str) -> str:
        """Return a word of the glossary.

        Raises:
            MissingTranslation: the catalog lacks it.
        """
        return self._of(self.terms, english)

    def _of(self, texts: Mapping[str, str], english: str) -> str:
        if self.code == "en":
            return english
        if english not in texts:
            raise MissingTranslation(f"no {self.code} for {english!r}")
        return texts[english]

    def known(self, text: str) -> str:
        """Return a text of `trace.json` in this language; one that the catalog does not know stays as it is.

        What a program names in it is said in words, in English too (`plain`). Satoshi, days and published figures
        inside it are written by the language's rules.
        """
        if self.code == "en":
            if text in PLAIN:
                return PLAIN[text]
            text = _RULE.sub(lambda found: PLAIN[found[0]], text)
            return _SATOSHI.sub(lambda found: self.number(int(found[0])), text)
        place = _PLACE.match(text)
        if place is not None:
            return place[0] + self.known(text[place.end() :])
        if text in self.recorded:
            return self.recorded[text]
        for pattern, english in self.patterns():
            found = pattern.fullmatch(text)
            if found is not None:
                fields = {name: self._recorded_field(name, value) for name, value in found.groupdict().items()}
                return self.recorded[english].format_map(fields)
        return text

    def _recorded_field(self, name: str, text: str) -> str:
        """Return what `trace.json` holds in a field of a sentence, as this language writes it."""
        if name in _SATOSHI_FIELDS and text.isdecimal():
            return self.number(int(text))
        if name in _DAY_FIELDS and _DAY.fullmatch(text):
            return self.date(dt.date.fromisoformat(text))
        if name in _FIGURE_FIELDS:
            return text.replace(".", self.point).replace("%", f"{NO_BREAK_SPACE}%")
        if name == "rule":
            return self.known(text)
        if name == "families":
            return self.listed(map(self.known, text.split(", ")))
        return text

    def counted(self, count: int, noun: str) -> str:
        """Return `1 gap`, `2 gaps`, `5 пробелов`.

        Raises:
            MissingTranslation: the catalog lacks the noun.
        """
        if self.code == "en":
            return f"{self.number(count)} {noun if count == 1 else _plural(noun)}"
        if noun not in self.nouns:
            raise MissingTranslation(f"no {self.code} for the noun {noun!r}")
        return f"{self.number(count)}{NO_BREAK_SPACE}{self.catalog().noun(noun, count)}"

    def number(self, count: int) -> str:
        """Return a whole number in groups of three digits. Block heights are names and are not grouped."""
        return f"{count:,}".replace(",", self.group)

    def sat(self, sats: int) -> str:
        """Return an amount in satoshi, with its unit."""
        return f"{self.number(sats)}{NO_BREAK_SPACE}{self.word(SAT)}"

    def bitcoin(self, sats: int) -> str:
        """Return an amount in bitcoin with all eight decimals, without its unit."""
        whole, part = divmod(abs(sats), COIN)
        return f"{'-' if sats < 0 else ''}{self.number(whole)}{self.point}{part:08d}"

    def percent(self, part: int, whole: int) -> str:
        """Return a share in percent with two decimals, cut and not rounded; a dash where there is no whole."""
        if whole <= 0:
            return "—"
        units = part * 10_000 // whole
        return f"{self.number(units // 100)}{self.point}{units % 100:02d}{'' if self.code == 'en' else NO_BREAK_SPACE}%"

    def date(self, date: dt.date) -> str:
        """Return a day."""
        return date.strftime(self.date_format)

    def utc(self, seconds: int) -> str:
        """Return a Unix time in UTC, to the second."""
        return f"{self._moment(seconds)} UTC"

    def local(self, clock: Clock, seconds: int) -> str | None:
        """Return a Unix time in the case's zone with its offset, None where the case names none."""
        offset = clock.offset(seconds)
        return None if offset is None else f"{self._moment(seconds + offset)} {_offset(offset)}"

    def moment(self, moment: dt.datetime) -> str:
        """Return a time that a person wrote down, with its offset where it has one."""
        shift = moment.utcoffset()
        written = moment.strftime(f"{self.date_format} %H:%M:%S")
        return written if shift is None else f"{written} {_offset(shift.days * 86400 + shift.seconds)}"

    def listed(self, texts: Iterable[str], otherwise: str = "") -> str:
        """Return texts side by side with commas, or `otherwise` where there are none."""
        return ", ".join(texts) or otherwise

    def given(self, value: str | None) -> str:
        """Return the value, or the words that say that it is missing."""
        return value if value else self.word(NOT_PROVIDED)

    def _moment(self, seconds: int) -> str:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime(f"{self.date_format} %H:%M:%S")


SAT = phrase("sat")
NOT_PROVIDED = phrase("not provided")

ENGLISH = Language(code="en", name="English", group=",", point=".", date_format="%Y-%m-%d")


def fields_of(template: str) -> tuple[str, ...]:
    """Return the names of a template's fields, in order."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def pattern_of(template: str) -> re.Pattern[str]:
    """Return what recognises a template's sentence and finds its fields, each of which is named once."""
    parts = [
        re.escape(text) + (f"(?P<{name}>.+?)" if name is not None else "")
        for text, name, _, _ in Formatter().parse(template)
    ]
    return re.compile("".join(parts), re.DOTALL)


def _plural(noun: str) -> str:
    """Return the English plural of a noun: coins, days, entries, addresses."""
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith("s") else "s")


def _offset(seconds: int) -> str:
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
