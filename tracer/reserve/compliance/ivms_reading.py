"""A travel-rule payload by the data model: what is missing or of another form, and what differs and is understood.

Payloads of other programs write one thing in several ways: names in capital letters, the other version's names, one
object where a list may stand. What can only mean one thing is read and said to differ; all else is a fault.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tracer.errors import IntegrityError
from tracer.formats.canonical import Json, loads
from tracer.formats.fields import nearest_of
from tracer.reserve.compliance.ivms_model import (
    METADATA_KEY,
    PAYLOAD,
    PERSON,
    VERSION_KEY,
    BoundedText,
    Codes,
    Component,
    Country,
    Element,
    IvmsVersion,
    TextForm,
    Whole,
)
from tracer.reserve.sentences import Sentence, placed, say
from tracer.visible import quoted

MOST_BYTES = 1_000_000
Group: TypeAlias = dict[str, Json]

_LATIN = re.compile(r"[ -~]*")
_OLD_LATIN = re.compile(r"[a-zA-Z0-9' ]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED = "IVMS"
"""What the standard's own examples put before the version's code."""


@dataclass(slots=True)
class IvmsReading:
    """What was understood of a payload, in the names of 101.2023, and what was said of it on the way."""

    version: IvmsVersion = IvmsVersion.V2020
    payload: Group = field(default_factory=dict)
    faults: list[Sentence] = field(default_factory=list)
    differences: list[Sentence] = field(default_factory=list)

    def fault(self, place: str, said: Sentence) -> None:
        """Record what is wrong."""
        self.faults.append(placed(place, said))

    def differ(self, place: str, said: Sentence) -> None:
        """Record what differs from the standard and is understood."""
        self.differences.append(placed(place, said))


def read(content: bytes) -> IvmsReading | None:
    """Return what a payload says; None where it is no JSON object at all, or too large."""
    if len(content) > MOST_BYTES:
        return None
    try:
        value = loads(content, "payload")
    except IntegrityError:
        return None
    if not isinstance(value, dict):
        return None
    reading = IvmsReading()
    reading.version = _version(value, reading)
    reading.payload = _group(value, PAYLOAD, "", reading)
    return reading


def _version(value: Group, reading: IvmsReading) -> IvmsVersion:
    """Return the version that a payload declares; one of 2020 has no such element."""
    metadata = _under(value, METADATA_KEY)
    declared = _under(metadata, VERSION_KEY) if isinstance(metadata, dict) else None
    if declared is None:
        return IvmsVersion.V2020
    place = f"{METADATA_KEY}.{VERSION_KEY}"
    text = str(declared) if isinstance(declared, int) and not isinstance(declared, bool) else declared
    if not isinstance(text, str):
        reading.fault(place, say("expected one of {codes}", codes=_codes()))
        return IvmsVersion.V2020
    code = text.upper().removeprefix(_NAMED)
    found = next((each for each in IvmsVersion if each.value == code), None)
    if found is None:
        reading.fault(place, say("expected one of {codes}, got {got}", codes=_codes(), got=quoted(text, 40)))
        return IvmsVersion.V2020
    if declared != code:
        reading.differ(place, say("says {got}; the standard's code is {code}", got=quoted(text, 40), code=code))
    return found


def _codes() -> str:
    return ", ".join(each.value for each in IvmsVersion)


def _under(value: Group, name: str) -> Json:
    return next((inner for key, inner in value.items() if key.casefold() == name.casefold()), None)


def _group(value: Group, component: Component, place: str, reading: IvmsReading) -> Group:
    """Return the elements of a component, by their names in 101.2023."""
    found: Group = {}
    for key, inner in value.items():
        element = _element(key, component, place, reading)
        if element is None or inner is None:
            continue
        if element.name in found:
            reading.fault(_at(place, key), say("{element} stands twice", element=element.name))
            continue
        found[element.name] = _occurrences(inner, element, _at(place, element.name), reading)
    for element in component.elements:
        if element.least and found.get(element.name, []) == []:
            reading.fault(_at(place, _name_in(element, reading.version)), say("missing"))
    if component.one_of and sum(name in found for name in component.one_of) != 1:
        reading.fault(place, say("expected exactly one of {names}", names=component.one_of))
    return found


def _element(key: str, component: Component, place: str, reading: IvmsReading) -> Element | None:
    """Return which element a key means; one that means none is a fault."""
    version = reading.version
    for element in component.elements:
        usual = _name_in(element, version)
        if key == usual or key in element.both:
            if element.of not in (None, version):
                reading.differ(
                    _at(place, key),
                    say("is not of {component} in {version}", component=component.name, version=version.value),
                )
            return element
    for element in component.elements:
        known = {element.name, element.older or element.name, *element.both}
        if key in known or key.casefold() in {each.casefold() for each in known}:
            reading.differ(
                _at(place, key),
                say("{version} calls it {element}", version=version.value, element=_name_in(element, version)),
            )
            return element
    names = [_name_in(each, version) for each in component.elements]
    close = nearest_of(key, names)
    reading.fault(
        _at(place, key),
        say("is no element of {component}", component=component.name)
        if close is None
        else say("is no element of {component}; did you mean {element}?", component=component.name, element=close),
    )
    return None


def _name_in(element: Element, version: IvmsVersion) -> str:
    return element.older or element.name if version is IvmsVersion.V2020 else element.name


def _occurrences(value: Json, element: Element, place: str, reading: IvmsReading) -> Json:
    """Return an element's value: a list where it may stand more than once, else the value itself."""
    flat = _flattened(value, element, place, reading)
    several = flat if isinstance(flat, list) else [flat]
    if element.most == 1:
        if isinstance(flat, list):
            if len(several) != 1:
                reading.fault(place, say("stands {count} times; expected once", count=str(len(several))))
                return None
            reading.differ(place, say("is a list where one stands"))
        return _value(several[0], element, place, reading)
    if not isinstance(flat, list):
        reading.differ(place, say("is no list where several may stand"))
    if element.most is not None and len(several) > element.most:
        reading.fault(
            place,
            say(
                "stands {count} times; expected at most {other_count}",
                count=str(len(several)),
                other_count=str(element.most),
            ),
        )
    return [_value(each, element, f"{place}[{number}]", reading) for number, each in enumerate(several)]


def _flattened(value: Json, element: Element, place: str, reading: IvmsReading) -> Json:
    """Return a value with the level that the standard's own examples leave out: a VASP's person, a path's list."""
    kind = element.kind
    if not isinstance(kind, Component):
        return value
    if len(kind.elements) == 1 and kind.elements[0].name == element.name and not _has(value, element.name):
        reading.differ(place, say("leaves out the level {element} inside", element=element.name))
        return {element.name: value}
    if kind is PERSON and isinstance(value, dict) and _has(value, "name"):
        reading.differ(place, say("leaves out the level {element}", element="legalPerson"))
        return {"legalPerson": value}
    return value


def _has(value: Json, name: str) -> bool:
    return isinstance(value, dict) and any(key.casefold() == name.casefold() for key in value)


def _value(value: Json, element: Element, place: str, reading: IvmsReading) -> Json:
    """Return one value; None where it is of another form, which is a fault."""
    kind = element.kind
    if isinstance(kind, Component):
        if isinstance(value, dict):
            return _group(value, kind, place, reading)
        reading.fault(place, say("expected {component}", component=kind.name))
        return None
    if isinstance(kind, Whole):
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
            reading.differ(place, say("is a number in quotation marks"))
            return int(value)
        reading.fault(place, say("expected a whole number from 0 on"))
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        reading.differ(place, say("is a number where text stands"))
        value = str(value)
    if not isinstance(value, str):
        reading.fault(place, say("expected text"))
        return None
    return _text(value, kind, place, reading)


_DIGITS = 15
"""Digits of a sequence number that are read; the standard has 18, and no path is so long."""


def _text(value: str, kind: BoundedText | Codes | Country, place: str, reading: IvmsReading) -> str | None:
    """Return a text that is of its form; values are read whatever their case."""
    if isinstance(kind, Country):
        return value.upper()
    if isinstance(kind, Codes):
        code = value.upper() if kind.upper else value.lower()
        if code in kind.codes:
            return code
        reading.fault(
            place, say("expected one of {codes}, got {got}", codes=", ".join(kind.codes), got=quoted(value, 40))
        )
        return None
    if not 1 <= len(value) <= kind.most:
        reading.fault(
            place,
            say(
                "has {count} characters; expected 1 to {other_count}", count=str(len(value)), other_count=str(kind.most)
            ),
        )
        return None
    if kind.form is TextForm.DATE:
        return _dated(value, place, reading)
    if kind.form is TextForm.LATIN and not _LATIN.fullmatch(value):
        reading.fault(place, say("expected Latin letters, digits and signs; another script belongs to a local element"))
        return None
    if kind.form is TextForm.LOCAL and not value.isprintable():
        reading.fault(place, say("expected one line of text"))
        return None
    if kind.form is TextForm.LATIN and reading.version is IvmsVersion.V2020 and not _OLD_LATIN.fullmatch(value):
        reading.differ(place, say("has signs that 101 does not list: letters, digits, spaces and apostrophes"))
    return value


def _dated(value: str, place: str, reading: IvmsReading) -> str | None:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        is_date = False
    else:
        is_date = _DATE.fullmatch(value) is not None
    if not is_date:
        reading.fault(place, say("expected a date such as 1990-02-25, got {got}", got=quoted(value, 40)))
        return None
    return value


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def group(value: Json) -> Mapping[str, Json]:
    """Return a value that was read as a component; an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def several(value: Json) -> Sequence[Json]:
    """Return a value that was read as a list; an empty one where there is none."""
    return value if isinstance(value, list) else ()
