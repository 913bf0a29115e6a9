"""A language's catalog: what a translator wrote in a GNU gettext file, `ru.po` or `kk.po` beside this module.

Four contexts stand in it: none for what documents say, `trace.json` for what the result holds in English and a
document says again, `glossary` for the field's words, `counted` for nouns after a number, whose forms and their choice
are gettext's. The file is read as it is, so that whoever corrects a sentence needs no build; an entry marked fuzzy is
none.

Source: GNU gettext manual, "The Format of PO Files", "Plural forms".
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tracer.documents.language.po_file import PoEntry, read

RECORDED = "trace.json"
"""The context of what `trace.json` says in English."""

GLOSSARY = "glossary"
"""The context of the field's words."""

COUNTED = "counted"
"""The context of counted nouns."""


class Catalog(NamedTuple):
    """What a language says, by its English: texts of documents and of `trace.json`, terms, forms of counted nouns.

    `form_of` says which form a number asks for.
    """

    texts: Mapping[str, str]
    recorded: Mapping[str, str]
    terms: Mapping[str, str]
    nouns: Mapping[str, tuple[str, ...]]
    form_of: Callable[[int], int]

    def noun(self, english: str, count: int) -> str:
        """Return a noun in the form that a number asks for.

        Raises:
            KeyError: the catalog lacks it.
        """
        return self.nouns[english][self.form_of(count)]


def no_catalog() -> Catalog:
    """Return the catalog of a language that needs none, for the key is the text itself."""
    return Catalog({}, {}, {}, {}, int)


@cache
def catalog(code: str) -> Catalog:
    """Return the catalog of a language, which is read once.

    Raises:
        FileNotFoundError: there is none of this code.
        ValueError: the file is not of its form.
    """
    entries, form_of = read(files(__package__).joinpath(f"{code}.po").read_text(encoding="utf-8"))
    return Catalog(
        texts=_in(None, entries),
        recorded=_in(RECORDED, entries),
        terms=_in(GLOSSARY, entries),
        nouns={each.text: each.forms for each in entries if each.context == COUNTED},
        form_of=form_of,
    )


def _in(context: str | None, entries: Iterable[PoEntry]) -> Mapping[str, str]:
    """Return the translations of one context, by their English."""
    return {each.text: each.forms[0] for each in entries if each.context == context}
