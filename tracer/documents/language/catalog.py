"""A language's catalog: what a translator wrote in a GNU gettext file, `ru.po` or `kk.po` beside this module.

Four contexts stand in it: none for what documents say, `trace.json` for what the result holds in English and a
document says again, `glossary` for the field's words, `counted` for nouns after a number, whose forms and their choice
are gettext's. The file is read as it is, so that whoever corrects a sentence needs no build; an entry marked fuzzy is
none.

Source: GNU gettext manual, "The Format of PO Files", "Plural forms".
"""

import io
from collections.abc import Callable, Mapping
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polib

RECORDED = "trace.json"
"""The context of what `trace.json` says in English."""

GLOSSARY = "glossary"
"""The context of the field's words."""

COUNTED = "counted"
"""The context of counted nouns."""


class Catalog(NamedTuple):
    """What a language says, by its English: texts of documents and of `trace.json`, terms, forms of counted nouns.

    `translations` chooses among the forms, and is made when first needed.
    """

    texts: Mapping[str, str]
    recorded: Mapping[str, str]
    terms: Mapping[str, str]
    nouns: Mapping[str, tuple[str, ...]]
    translations: Callable[[], GNUTranslations]

    def noun(self, english: str, count: int) -> str:
        """Return a noun in the form that a number asks for.

        Raises:
            KeyError: the catalog lacks it.
        """
        self.nouns[english]
        return self.translations().npgettext(COUNTED, english, english, count)


def no_catalog() -> Catalog:
    """Return the catalog of a language that needs none, for the key is the text itself."""
    return Catalog({}, {}, {}, {}, GNUTranslations)


@cache
def catalog(code: str) -> Catalog:
    """Return the catalog of a language, which is read once.

    Raises:
        FileNotFoundError: there is none of this code.
    """
    import polib

    entries = polib.pofile(files(__package__).joinpath(f"{code}.po").read_text(encoding="utf-8"))
    said = [entry for entry in entries if entry.translated() and not entry.obsolete]
    return Catalog(
        texts=_in(None, said),
        recorded=_in(RECORDED, said),
        terms=_in(GLOSSARY, said),
        nouns={
            entry.msgid: tuple(entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural))
            for entry in said
            if entry.msgctxt == COUNTED
        },
        translations=cache(lambda: GNUTranslations(io.BytesIO(entries.to_binary()))),
    )


def _in(context: str | None, entries: "list[polib.POEntry]") -> Mapping[str, str]:
    """Return the translations of one context, by their English."""
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgctxt == context}
