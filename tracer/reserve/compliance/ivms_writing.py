"""A travel-rule payload written in either version's own names, out of one that was read.

What 101 says beside the persons, their account numbers, 101.2023 says with each: the numbers of a party stand with its
first person then, for nothing says whose they are.
"""

import datetime as dt
import tomllib

from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.formats.canonical import Json, Writable
from tracer.reserve.compliance.ivms_model import (
    BENEFICIARY,
    METADATA_KEY,
    ORIGINATOR,
    PAYLOAD,
    VERSION_KEY,
    Component,
    Element,
    IvmsVersion,
)
from tracer.reserve.compliance.ivms_reading import Group, group, several

ACCOUNT = "accountNumber"
_PERSONS = {ORIGINATOR: "originatorPerson", BENEFICIARY: "beneficiaryPerson"}


def write(payload: Group, version: IvmsVersion) -> bytes:
    """Return a payload in canonical JSON, by the names of a version; `payload` is as `ivms_reading` gives it."""
    found: dict[str, Json] = {**payload}
    for entity, persons in _PERSONS.items():
        if entity in payload:
            found[entity] = _party(dict(group(payload[entity])), persons, version)
    metadata = dict(group(payload.get(METADATA_KEY)))
    metadata.pop(VERSION_KEY, None)
    if version is IvmsVersion.V2023:
        metadata[VERSION_KEY] = version.value
    found.pop(METADATA_KEY, None)
    if metadata:
        found[METADATA_KEY] = metadata
    return canonical.dumps(_named(found, PAYLOAD, version))


def from_toml(content: bytes, name: str) -> bytes:
    """Return as JSON what somebody filled in as TOML, by the standard's own names.

    Raises:
        CaseError: it is no TOML, or holds what JSON has no form for.
    """
    try:
        value = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise CaseError(f"{name} is not TOML: {error}") from None
    return canonical.dumps(_plain(value, name))


def _plain(value: object, name: str) -> Writable:
    if isinstance(value, dict):
        return {str(key): _plain(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(each, name) for each in value]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str | int):
        return value
    raise CaseError(f"{name}: {value} is neither text, whole number, day, list nor table.")


def _party(party: dict[str, Json], name: str, version: IvmsVersion) -> Json:
    """Return an originator or a beneficiary with its account numbers where a version has them."""
    persons: list[Json] = [dict(group(each)) for each in several(party.get(name))]
    beside = list(several(party.pop(ACCOUNT, None)))
    if version is IvmsVersion.V2023:
        if beside and persons and isinstance(persons[0], dict):
            persons[0][ACCOUNT] = [*beside, *several(persons[0].get(ACCOUNT))]
    else:
        for each in persons:
            if isinstance(each, dict):
                beside += several(each.pop(ACCOUNT, None))
        if beside:
            party[ACCOUNT] = beside
    return {**party, name: persons}


def _named(value: Json, component: Component, version: IvmsVersion) -> Json:
    """Return a component's elements by the names of a version."""
    found: dict[str, Json] = {}
    for key, inner in group(value).items():
        element = component.element(key)
        if element is not None and inner is not None:
            found[_name(element, version)] = _inside(inner, element, version)
    return found


def _name(element: Element, version: IvmsVersion) -> str:
    """Return what a version calls an element; its own table calls it as the newer one does where both names are."""
    is_older = version is IvmsVersion.V2020 and element.older is not None
    return element.older or element.name if is_older and element.name != "customerIdentification" else element.name


def _inside(value: Json, element: Element, version: IvmsVersion) -> Json:
    kind = element.kind
    if not isinstance(kind, Component):
        return value
    if isinstance(value, list):
        return [_named(each, kind, version) for each in value]
    return _named(value, kind, version)
