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

from tracer.case import withholding
from tracer.case.assertions import WITHHELD
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
_VOTES = "votes"
"""Key of a table whose keys name persons."""
_FREE = ("reason", "reasons", "explains", "basis")
"""Keys of free words, in which a name may stand. What figures follow from, a label or a wallet, is never changed."""
_ANSWERS = "answers"
"""Key of a table whose values are free words."""
_SHORTEST = 3
"""Letters from which on a name is looked for inside free words."""


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


def is_changed(name: str) -> bool:
    """Return whether a file of a register is written again for an auditor: the register itself and its acts."""
    return name == REGISTER or name.startswith(ACTS)


def for_auditor(files: Mapping[str, bytes]) -> WithheldFiles:
    """Return `register.toml` and `acts/*.toml` without descriptors and names; other files are refused.

    What an auditor has been given already stays as it is.

    Raises:
        IntegrityError: a file is no TOML, or neither the register nor an act; a descriptor, or a key of one, stands in
            the register a second time.
    """
    tables = {name: _table(name, content) for name, content in sorted(files.items())}
    persons = _Persons(found for name, table in tables.items() if name != REGISTER for found in _named(table))
    written = {
        name: _register_written(table) if name == REGISTER else toml_writer.dumps(persons.withheld(table))
        for name, table in tables.items()
    }
    originals = {name: hashlib.sha256(files[name]).hexdigest() for name in tables if written[name] != files[name]}
    return WithheldFiles(written, originals)


def withheld(descriptor: str) -> str:
    """Return what stands in a descriptor's place: that it is withheld, and its SHA-256."""
    return f"withheld:{hashlib.sha256(descriptor.encode()).hexdigest()}"


def _table(name: str, content: bytes) -> dict[str, object]:
    """Return what a file says, its keys in the order in which it is written again: persons are numbered in that one."""
    if name != REGISTER and not (name.startswith(ACTS) and name.endswith(".toml")):
        raise IntegrityError(f"{name} is neither the register nor an act.")
    try:
        return toml_writer.loads(toml_writer.dumps(toml_writer.loads(content)))
    except ValueError as error:
        raise IntegrityError(f"{name} is no TOML: {error}") from error


def is_withheld(descriptor: str | None) -> bool:
    """Return whether a hash stands for a descriptor."""
    return descriptor is not None and WITHHELD.fullmatch(descriptor) is not None


def _register_written(table: Mapping[str, object]) -> bytes:
    """Return `register.toml` without descriptors; nothing of one may be left in it."""
    wallets = table.get("wallet")
    rows = [each for each in wallets if isinstance(each, Mapping)] if isinstance(wallets, list) else []
    written = toml_writer.dumps({**table, **({"wallet": [_hidden(row) for row in rows]} if rows else {})})
    descriptors = [row.get("descriptor") for row in rows]
    if any(isinstance(each, str) and withholding.remains(each, written) for each in descriptors):
        raise IntegrityError(
            f"{REGISTER}: a descriptor or a key of it is written in it a second time, so it cannot be withheld from an "
            "auditor. Write it once."
        )
    return written


def _hidden(wallet: Mapping[str, object]) -> dict[str, object]:
    """Return a wallet with a hash for its descriptor."""
    descriptor = wallet.get("descriptor")
    if not isinstance(descriptor, str) or is_withheld(descriptor):
        return dict(wallet)
    return {**wallet, "descriptor": withheld(descriptor)}


def _named(value: object, key: str = "") -> Iterator[str]:
    """Yield the names of persons in an act, in their order."""
    if isinstance(value, Mapping):
        yield from (value if key == _VOTES else ())
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
        inside = "|".join(map(re.escape, longest_first))
        self._inside = re.compile(rf"(?<!\w)(?:{inside})(?!\w)") if inside else None

    def withheld(self, table: Mapping[str, object], within: str = "") -> dict[str, object]:
        """Return an act with numbers for names, in its own keys and inside its free words."""
        return {
            self._said(key) if within == _VOTES else key: self._seen(value, key, within) for key, value in table.items()
        }

    def _seen(self, value: object, key: str, within: str) -> object:
        if isinstance(value, Mapping):
            return self.withheld(value, key)
        if isinstance(value, list):
            return [self._seen(each, key, within) for each in value]
        if not isinstance(value, str):
            return value
        if key in (*_PERSONS, _PARTY) or (within == _PARTY and key == "name"):
            return self._said(value)
        if (key in _FREE or within == _ANSWERS) and self._inside is not None:
            return self._inside.sub(lambda found: self._said(found[0]), value)
        return value

    def _said(self, name: str) -> str:
        return f"person {self._numbers[name]}"
