"""Who is shown what: the public, an auditor, and those who keep the register.

The public sees rounded totals and counts. An auditor sees every figure and every transaction, but no descriptor, by
which he would see the wallets' future, and no person's name: persons stand as numbers, the same one for the same person
in every act, so that two signatures are still two. Files are written again from their values for him; comments, which
may say anything, are gone.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from tracer.case.persons import same_person
from tracer.errors import IntegrityError
from tracer.formats import toml_writer

REGISTER = "register.toml"
ACTS = "acts/"

_PUBLIC = ("bundle.json", "public.json", "statement/", "verify/")
_PRIVATE_ONLY = ("salt",)
_AUDITOR_ONLY = ("withheld.json",)

_PERSONS = ("signed_by", "present", "claimant", "person")
"""Keys of acts whose values name persons, wherever in an act they stand."""
_PARTY = "counterparty"
"""Key of the one who buys, or to whom coins are returned: a name, or a table with one."""
_SHORTEST = 3
"""Letters from which on a name is looked for inside other texts."""


class Profile(Enum):
    """For whom a bundle is."""

    PUBLIC = "public"
    AUDITOR = "auditor"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class WithheldFiles:
    """What an auditor gets of a register and its acts, by name, and the SHA-256 of each original that was changed."""

    files: Mapping[str, bytes]
    originals: Mapping[str, str]


def holds(profile: Profile, name: str) -> bool:
    """Return whether a file of a bundle, named below `data/`, belongs to a profile."""
    if profile is Profile.PUBLIC:
        return name.startswith(_PUBLIC)
    return name not in (_PRIVATE_ONLY if profile is Profile.AUDITOR else _AUDITOR_ONLY)


def for_auditor(files: Mapping[str, bytes]) -> WithheldFiles:
    """Return `register.toml` and `acts/*.toml` without descriptors and names; other files are refused.

    Raises:
        IntegrityError: a file is no TOML, or neither the register nor an act.
    """
    tables = {name: _table(name, content) for name, content in sorted(files.items())}
    persons = _Persons(found for name, table in tables.items() if name != REGISTER for found in _named(table))
    written = {
        name: toml_writer.dumps(_without_descriptors(table) if name == REGISTER else persons.withheld(table))
        for name, table in tables.items()
    }
    originals = {name: hashlib.sha256(files[name]).hexdigest() for name in tables if written[name] != files[name]}
    return WithheldFiles(written, originals)


def withheld(descriptor: str) -> str:
    """Return what stands in a descriptor's place: that it is withheld, and its SHA-256."""
    return f"withheld:{hashlib.sha256(descriptor.encode()).hexdigest()}"


def _table(name: str, content: bytes) -> dict[str, object]:
    if name != REGISTER and not (name.startswith(ACTS) and name.endswith(".toml")):
        raise IntegrityError(f"{name} is neither the register nor an act.")
    try:
        return toml_writer.loads(content)
    except ValueError as error:
        raise IntegrityError(f"{name} is no TOML: {error}") from error


def _without_descriptors(table: Mapping[str, object]) -> dict[str, object]:
    wallets = table.get("wallet")
    rows = wallets if isinstance(wallets, list) else []
    seen = [{key: _descriptor_hidden(key, value) for key, value in row.items()} for row in rows]
    return {**table, **({"wallet": seen} if rows else {})}


def _descriptor_hidden(key: str, value: object) -> object:
    return withheld(value) if key == "descriptor" and isinstance(value, str) else value


def _named(value: object, key: str = "") -> Iterator[str]:
    """Yield the names of persons in an act, in their order."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _named(inner, _PARTY if key == _PARTY and name == "name" else name)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each, key)
    elif isinstance(value, str) and key in (*_PERSONS, _PARTY):
        yield value


class _Persons:
    """The persons of all acts, each with the number that stands for it."""

    def __init__(self, names: Iterable[str]) -> None:
        """Number the persons in the order in which they are met; one written in two ways is one."""
        first: list[str] = []
        self._numbers: dict[str, int] = {}
        for name in names:
            number = next((at for at, other in enumerate(first, start=1) if same_person(name, other)), 0)
            if not number:
                first.append(name)
                number = len(first)
            self._numbers[name] = number
        longest_first = sorted((name for name in self._numbers if len(name) >= _SHORTEST), key=len, reverse=True)
        self._inside = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def withheld(self, table: Mapping[str, object]) -> dict[str, object]:
        """Return an act with numbers for names, in its own keys and inside every other text."""
        return {key: self._seen(value) for key, value in table.items()}

    def _seen(self, value: object) -> object:
        if isinstance(value, Mapping):
            return self.withheld(value)
        if isinstance(value, list):
            return [self._seen(each) for each in value]
        if isinstance(value, str) and not isinstance(value, toml_writer.Written):
            return self._text(value)
        return value

    def _text(self, text: str) -> str:
        if text in self._numbers:
            return self._said(text)
        return text if self._inside is None else self._inside.sub(lambda found: self._said(found[0]), text)

    def _said(self, name: str) -> str:
        return f"person {self._numbers[name]}"
