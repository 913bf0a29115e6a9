"""Reads GNU gettext files: the entries that are translated and not marked fuzzy, and how a number chooses a form.

Of escapes those are read that gettext's own tools write. References, comments and obsolete entries are passed over.
Source: GNU gettext manual, "The Format of PO Files", "Plural forms".
"""

import json
from collections.abc import Callable, Iterator, Mapping
from gettext import c2py
from typing import NamedTuple

_PLURALS = "Plural-Forms:"
_KEYWORDS = ("msgctxt", "msgid", "msgid_plural", "msgstr")


class PoEntry(NamedTuple):
    """A text in its context, None for the usual one, and its translation; of a counted noun all its forms."""

    context: str | None
    text: str
    forms: tuple[str, ...]


class PoFile(NamedTuple):
    """The entries of a file in their order, and which of a noun's forms, from 0, a number asks for."""

    entries: tuple[PoEntry, ...]
    form_of: Callable[[int], int]


def read(text: str) -> PoFile:
    """Return what a file says.

    Raises:
        ValueError: a line is of no form known, with its number, or the file does not say how forms are chosen.
    """
    entries = tuple(_entries(text))
    header = next((each.forms[0] for each in entries if not each.text and each.context is None), "")
    rule = next((line for line in header.split("\n") if line.startswith(_PLURALS)), "")
    if "plural=" not in rule:
        raise ValueError(f"the header says no {_PLURALS}")
    return PoFile(
        tuple(each for each in entries if each.text), c2py(rule.partition("plural=")[2].strip().removesuffix(";"))
    )


def _entries(text: str) -> Iterator[PoEntry]:
    """Yield the entries; one ends before an empty line, a comment, or the next one's first word."""
    fields: dict[str, str] = {}
    word, fuzzy = "", False
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        begun, quote, rest = line.partition('"')
        begun, rest = begun.strip(), rest.rstrip()
        ended = not quote or line.startswith("#") or (begun[:6] != "msgstr" and begun and "msgstr" in word)
        if fields and ended:
            yield from _entry(fields, fuzzy)
            fields, word, fuzzy = {}, "", False
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line[2:].replace(",", " ").split())
        elif line.strip():
            word = begun or word
            if not rest.endswith('"') or word.partition("[")[0] not in _KEYWORDS:
                raise ValueError(f"line {number} is no part of an entry")
            fields[word] = fields.get(word, "") + _unescaped(rest[:-1], number)


def _entry(fields: Mapping[str, str], fuzzy: bool) -> Iterator[PoEntry]:
    """Yield the entry of these fields, unless it is fuzzy or not translated."""
    forms = tuple(said for word, said in sorted(fields.items()) if word.startswith("msgstr"))
    if not fuzzy and forms and all(forms) and "msgid" in fields:
        yield PoEntry(fields.get("msgctxt"), fields["msgid"], forms)


def _unescaped(text: str, number: int) -> str:
    if "\\" not in text:
        return text
    try:
        read: str = json.loads(f'"{text}"')
    except ValueError:
        raise ValueError(f"line {number} has an escape that is not known") from None
    return read
