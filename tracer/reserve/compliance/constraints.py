"""The constraints C1 to C12 of IVMS101 over a payload as it was read.

C10 asks whether a registration authority is on GLEIF's list: that list is the user's, and without it only the form of
the code is checked. LEIs keep the standard's form; their check digits, which the standard does not ask for, are said.

Source: interVASP data model standard, IVMS101.2023, section 5.2; ISO 17442-1:2020 for check digits.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from tracer.formats.canonical import Json
from tracer.reserve.compliance.countries import COUNTRIES, UNKNOWN
from tracer.reserve.compliance.ivms_model import BENEFICIAL, BENEFICIARY, ORIGINATING, ORIGINATOR, TRANSFER_PATH
from tracer.reserve.compliance.ivms_reading import Group, group, several
from tracer.reserve.sentences import Sentence, placed, say
from tracer.visible import quoted

_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_AUTHORITY = re.compile(r"RA[0-9]{6}")
_LEGAL = "LEGL"
_LEIX = "LEIX"
_OF_LEGAL_PERSONS = ("RAID", "MISC", "LEIX", "TXID")
_LEI_REST, _LEI_MODULUS = 1, 97


class CheckState(Enum):
    """What a check says."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_CHECKED = "NOT-CHECKED"


@dataclass(frozen=True, slots=True)
class ConstraintCheck:
    """A constraint, by the standard's number, and what it found, a sentence each."""

    id: str
    state: CheckState
    sentences: tuple[Sentence, ...]

    @property
    def what(self) -> str:
        """Return what it found in English, as it is filed."""
        return "; ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class _Person:
    """A natural or legal person of a payload, and where it stands."""

    place: str
    is_originator: bool
    is_legal: bool
    said: Mapping[str, Json]


TITLES = {
    "C1": say("a natural person who originates is identified"),
    "C2": say("dates of birth are past"),
    "C3": say("countries are of ISO 3166-1, or XX"),
    "C4": say("a legal person that originates is identified"),
    "C5": say("legal persons have a legal name"),
    "C6": say("natural persons have a legal name"),
    "C7": say("identifiers of legal persons are RAID, MISC, LEIX or TXID"),
    "C8": say("addresses have a line, or a street with a building"),
    "C9": say("identifiers of legal persons name their registration authority, LEIs none, and no country of issue"),
    "C10": say("registration authorities are on GLEIF's list"),
    "C11": say("LEIs have 18 letters and digits and two digits"),
    "C12": say("the transfer path is numbered from 0 without a gap"),
}


def check(payload: Group, day: dt.date, authorities: Collection[str] | None) -> tuple[ConstraintCheck, ...]:
    """Return the twelve constraints over a payload on a day.

    `authorities` are the codes of GLEIF's list of registration authorities; None: there is none, and C10 says so.
    """
    people = tuple(_people(payload))
    wrong = {
        "C1": _unidentified(people, is_legal=False),
        "C2": _born(people, day),
        "C3": _countries(payload, ""),
        "C4": _unidentified(people, is_legal=True),
        "C5": _unnamed(people, "legalPersonNameIdentifierType", is_legal=True),
        "C6": _unnamed(people, "naturalPersonNameIdentifierType", is_legal=False),
        "C7": _identifiers(people),
        "C8": _addresses(people),
        "C9": _incomplete(people),
        "C10": _unlisted(people, authorities),
        "C11": _leis(people),
        "C12": _path(payload),
    }
    return tuple(_checked(number, tuple(found), people, authorities) for number, found in wrong.items())


def remarks(payload: Group) -> Iterator[Sentence]:
    """Yield the LEIs whose check digits are wrong, which no constraint asks for."""
    for person, identity in _identified(tuple(_people(payload))):
        value = identity.get("nationalIdentifier")
        if identity.get("nationalIdentifierType") == _LEIX and isinstance(value, str) and _LEI.fullmatch(value.upper()):
            number = int("".join(str(int(each, 36)) for each in value))
            if number % _LEI_MODULUS != _LEI_REST:
                yield placed(person.place, say("the check digits of LEI {value} are wrong by ISO 17442", value=value))


def _checked(
    number: str, wrong: tuple[Sentence, ...], people: tuple[_Person, ...], authorities: Collection[str] | None
) -> ConstraintCheck:
    if wrong:
        return ConstraintCheck(number, CheckState.FAIL, wrong)
    if number == "C10" and authorities is None and any(True for _ in _authorities(people)):
        what = say("registration authorities have the form of a code; GLEIF's list was not given")
        return ConstraintCheck(number, CheckState.NOT_CHECKED, (what,))
    return ConstraintCheck(number, CheckState.PASS, (TITLES[number],))


def _people(payload: Group) -> Iterator[_Person]:
    """Yield the persons of a payload, in its order."""
    for entity, element in ((ORIGINATOR, "originatorPerson"), (BENEFICIARY, "beneficiaryPerson")):
        for number, each in enumerate(several(group(payload.get(entity)).get(element))):
            yield from _person(group(each), f"{entity}.{element}[{number}]", is_originator=entity == ORIGINATOR)
    for entity in (ORIGINATING, BENEFICIAL):
        yield from _person(group(group(payload.get(entity)).get(entity)), f"{entity}.{entity}", is_originator=False)
    for number, each in enumerate(several(group(payload.get(TRANSFER_PATH)).get(TRANSFER_PATH))):
        place = f"{TRANSFER_PATH}.{TRANSFER_PATH}[{number}].intermediaryVASP"
        yield from _person(group(group(each).get("intermediaryVASP")), place, is_originator=False)


def _person(said: Mapping[str, Json], place: str, *, is_originator: bool) -> Iterator[_Person]:
    for key, is_legal in (("naturalPerson", False), ("legalPerson", True)):
        if key in said:
            yield _Person(f"{place}.{key}", is_originator, is_legal, group(said[key]))


def _unidentified(people: tuple[_Person, ...], *, is_legal: bool) -> Iterator[Sentence]:
    """Yield the originators of a kind of whom nothing says who they are."""
    places = ("GEOG",) if is_legal else ("GEOG", "HOME", "BIZZ")
    keys = ("customerIdentification", "nationalIdentification", *(() if is_legal else ("dateAndPlaceOfBirth",)))
    for each in people:
        if not each.is_originator or each.is_legal is not is_legal:
            continue
        lives = any(group(one).get("addressType") in places for one in several(each.said.get("geographicAddress")))
        if not lives and not any(each.said.get(key) for key in keys):
            yield placed(
                each.place,
                say("expected an address ({alternatives}), or one of {elements}", alternatives=places, elements=keys),
            )


def _born(people: tuple[_Person, ...], day: dt.date) -> Iterator[Sentence]:
    for each in people:
        born = group(each.said.get("dateAndPlaceOfBirth")).get("dateOfBirth")
        if isinstance(born, str) and dt.date.fromisoformat(born) >= day:
            yield placed(
                f"{each.place}.dateAndPlaceOfBirth.dateOfBirth",
                say("{born} is not before {day}", born=born, day=f"{day}"),
            )


_COUNTRY_KEYS = ("country", "countryOfResidence", "countryOfIssue", "countryOfRegistration")


def _countries(value: Json, place: str) -> Iterator[Sentence]:
    """Yield the countries anywhere in a payload that are none."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _countries(each, f"{place}[{number}]")
    if not isinstance(value, dict):
        return
    for key, each in value.items():
        at = f"{place}.{key}" if place else key
        if key in _COUNTRY_KEYS and isinstance(each, str):
            if each not in COUNTRIES and each != UNKNOWN:
                yield placed(at, say("{got} is no country", got=quoted(each, 20)))
        else:
            yield from _countries(each, at)


def _unnamed(people: tuple[_Person, ...], key: str, *, is_legal: bool) -> Iterator[Sentence]:
    for each in people:
        names = several(group(each.said.get("name")).get("nameIdentifier"))
        if each.is_legal is is_legal and not any(group(one).get(key) == _LEGAL for one in names):
            yield placed(
                f"{each.place}.name.nameIdentifier", say("none has {element} {code}", element=key, code=_LEGAL)
            )


def _identified(people: tuple[_Person, ...]) -> Iterator[tuple[_Person, Mapping[str, Json]]]:
    """Yield the legal persons that have a national identification, with it."""
    for each in people:
        if each.is_legal and "nationalIdentification" in each.said:
            yield each, group(each.said["nationalIdentification"])


def _identifiers(people: tuple[_Person, ...]) -> Iterator[Sentence]:
    for each, identity in _identified(people):
        kind = identity.get("nationalIdentifierType")
        if isinstance(kind, str) and kind not in _OF_LEGAL_PERSONS:
            yield placed(
                f"{each.place}.nationalIdentification.nationalIdentifierType",
                say("{code} is not of a legal person", code=kind),
            )


def _addresses(people: tuple[_Person, ...]) -> Iterator[Sentence]:
    for each in people:
        for number, place in enumerate(several(each.said.get("geographicAddress"))):
            found = group(place)
            building = found.get("buildingName") or found.get("buildingNumber")
            if not found.get("addressLine") and not (found.get("streetName") and building):
                at = f"{each.place}.geographicAddress[{number}]"
                yield placed(at, say("expected addressLine, or streetName with buildingName or buildingNumber"))


def _incomplete(people: tuple[_Person, ...]) -> Iterator[Sentence]:
    for each, identity in _identified(people):
        at = f"{each.place}.nationalIdentification"
        if "countryOfIssue" in identity:
            yield placed(at, say("a legal person's has no countryOfIssue"))
        is_lei, has = identity.get("nationalIdentifierType") == _LEIX, "registrationAuthority" in identity
        if is_lei and has:
            yield placed(at, say("an LEI has no registrationAuthority"))
        if not is_lei and not has:
            yield placed(at, say("expected registrationAuthority, for it is no LEI"))


def _authorities(people: tuple[_Person, ...]) -> Iterator[tuple[str, str]]:
    """Yield each registration authority and where it stands, of natural persons, too."""
    for each in people:
        code = group(each.said.get("nationalIdentification")).get("registrationAuthority")
        if isinstance(code, str):
            yield f"{each.place}.nationalIdentification.registrationAuthority", code.upper()


def _unlisted(people: tuple[_Person, ...], authorities: Collection[str] | None) -> Iterator[Sentence]:
    for place, code in _authorities(people):
        if not _AUTHORITY.fullmatch(code):
            yield placed(place, say("{got} is no code such as RA000553", got=quoted(code, 20)))
        elif authorities is not None and code not in authorities:
            yield placed(place, say("{code} is not on GLEIF's list as given", code=code))


def _leis(people: tuple[_Person, ...]) -> Iterator[Sentence]:
    for each, identity in _identified(people):
        value, is_lei = identity.get("nationalIdentifier"), identity.get("nationalIdentifierType") == _LEIX
        if is_lei and isinstance(value, str) and not _LEI.fullmatch(value.upper()):
            yield placed(
                f"{each.place}.nationalIdentification.nationalIdentifier", say("{got} is no LEI", got=quoted(value, 40))
            )


def _path(payload: Group) -> Iterator[Sentence]:
    numbers = [group(each).get("sequence") for each in several(group(payload.get(TRANSFER_PATH)).get(TRANSFER_PATH))]
    known = [each for each in numbers if isinstance(each, int)]
    if sorted(known) != list(range(len(numbers))):
        said = [str(each) for each in known] or [say("nothing")]
        last = str(len(numbers) - 1)
        yield placed(
            TRANSFER_PATH, say("expected each number from 0 to {count} once, got {numbers}", count=last, numbers=said)
        )
