"""What an auditor's bundle leaves out of a register and its acts: descriptors, and who the persons are.

A descriptor shows every address of a wallet, past and future. The auditor gets the scripts that the chain met, and a
hash that whoever has the descriptor can make again. Persons are numbered: that two different ones signed can still be
seen. The files are written again, so that no comment says what was taken out.
"""

from collections.abc import Mapping, Sequence

from tracer.case import withholding
from tracer.case.assertions import WITHHELD
from tracer.case.persons import same_person
from tracer.errors import CaseError
from tracer.formats import toml_writer

_PERSONS = frozenset({"signed_by", "claimant", "person", "present"})
"""Keys whose texts name persons."""
_VOTES, _COUNTERPARTY = "votes", "counterparty"
_LEFT_OUT = frozenset({"licence", "ivms101"})
"""Keys of a counterparty that say who it is."""


def is_withheld(descriptor: str | None) -> bool:
    """Return whether a hash stands for a descriptor."""
    return descriptor is not None and WITHHELD.fullmatch(descriptor) is not None


def register_without_descriptors(content: bytes, sha256: str) -> bytes:
    """Return `register.toml` with a hash for each descriptor; `sha256` is that of the file as sealed.

    Raises:
        CaseError: a descriptor, or a part of it, is written elsewhere in the file too.
    """
    table = _loads(content, "register.toml")
    taken: list[str] = []
    for wallet in _tables(table.get("wallet")):
        descriptor = wallet.get("descriptor")
        if isinstance(descriptor, str) and not is_withheld(descriptor):
            wallet["descriptor"] = f"withheld:{withholding.digest(sha256, descriptor)}"
            taken.append(descriptor)
    written = toml_writer.dumps(table)
    left = [descriptor for descriptor in taken if withholding.remains(descriptor, written)]
    if left:
        raise CaseError(
            f"register.toml: {len(left)} of its descriptors or a key of them is written a second time in it, so it "
            "cannot be withheld from the auditor. Write it once."
        )
    return written


def acts_without_persons(acts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return acts by file with a number for each person, one for one person in all of them.

    Raises:
        CaseError: a file is not TOML.
    """
    numbers = _Persons()
    return {name: toml_writer.dumps(_numbered(_loads(acts[name], name), numbers)) for name in sorted(acts)}


class _Persons:
    """Numbers persons as they come."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def number(self, name: str) -> str:
        """Return what stands for a person."""
        known = next((at for at, each in enumerate(self._names) if same_person(each, name)), None)
        if known is None:
            known = len(self._names)
            self._names.append(name)
        return f"person {known + 1}"


def _numbered(table: Mapping[str, object], persons: _Persons) -> dict[str, object]:
    """Return a table of an act with every person in it numbered, and those of the tables in it."""
    found: dict[str, object] = {}
    for key, value in table.items():
        if key in _PERSONS:
            found[key] = _names(value, persons)
        elif key == _VOTES and isinstance(value, Mapping):
            found[key] = {persons.number(name): vote for name, vote in value.items()}
        elif key == _COUNTERPARTY and isinstance(value, Mapping):
            rest = _numbered({each: value[each] for each in value if each not in _LEFT_OUT}, persons)
            found[key] = rest | ({"name": _names(value["name"], persons)} if "name" in value else {})
        elif isinstance(value, Mapping):
            found[key] = _numbered(value, persons)
        elif isinstance(value, list):
            found[key] = [_numbered(each, persons) if isinstance(each, Mapping) else each for each in value]
        else:
            found[key] = value
    return found


def _names(value: object, persons: _Persons) -> object:
    if isinstance(value, list):
        return [_names(each, persons) for each in value]
    return persons.number(value) if isinstance(value, str) else value


def _tables(value: object) -> Sequence[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _loads(content: bytes, name: str) -> dict[str, object]:
    """Return what a file says, its keys in the order in which it is written again: persons are numbered in that one."""
    try:
        return toml_writer.loads(toml_writer.dumps(toml_writer.loads(content)))
    except ValueError as error:
        raise CaseError(f"{name} is not TOML: {error}") from None
