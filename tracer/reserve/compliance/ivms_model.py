"""The data model of IVMS101, versions 101 (2020) and 101.2023: elements, how often each stands, and what it may hold.

Names are those of 101.2023; `older` is what 101 calls an element where that differs. Which values an element may hold
beyond its form, the constraints C1 to C12, is for `constraints`.

Source: interVASP data model standard, IVMS101, issue 1 of May 2020, and IVMS101.2023 of August 2023, sections 5 and 6.
"""

from dataclasses import dataclass
from enum import Enum


class IvmsVersion(Enum):
    """A version of the standard, by the code that a payload declares."""

    V2020 = "101"
    V2023 = "101.2023"


class TextForm(Enum):
    """What a text may be made of beside its length."""

    LATIN = "Latin letters, digits and signs"
    LOCAL = "one line in any script"
    DATE = "a date such as 1990-02-25"


@dataclass(frozen=True, slots=True)
class BoundedText:
    """A text of 1 to `most` characters."""

    most: int
    form: TextForm = TextForm.LATIN


@dataclass(frozen=True, slots=True)
class Codes:
    """One code of a list; case does not count."""

    codes: tuple[str, ...]
    upper: bool = True


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from 0 on."""


@dataclass(frozen=True, slots=True)
class Country:
    """Two letters; which of them is for constraint C3."""


@dataclass(frozen=True, slots=True)
class Component:
    """Elements that stand together; `one_of` are those of which exactly one is there."""

    name: str
    elements: "tuple[Element, ...]"
    one_of: tuple[str, ...] = ()

    def element(self, name: str) -> "Element | None":
        """Return the element of a name of 101.2023; None: there is none."""
        return next((each for each in self.elements if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element: at least `least` times, at most `most` times (None: as often as one likes).

    `older` is its name in version 101; `both` are names that either version has as well. `of` is the version that
    alone has it here, None: both do.
    """

    name: str
    kind: BoundedText | Codes | Whole | Country | Component
    least: int = 0
    most: int | None = 1
    older: str | None = None
    both: tuple[str, ...] = ()
    of: IvmsVersion | None = None


_MAX_16, _MAX_35, _MAX_50, _MAX_70, _MAX_100, _MAX_512 = map(BoundedText, (16, 35, 50, 70, 100, 512))
_LOCAL = BoundedText(100, TextForm.LOCAL)

NATURAL_NAME_CODES = ("ALIA", "BIRT", "MAID", "LEGL", "MISC")
LEGAL_NAME_CODES = ("LEGL", "SHRT", "TRAD")
ADDRESS_CODES = ("HOME", "BIZZ", "GEOG")
IDENTIFIER_CODES = ("ARNU", "CCPT", "RAID", "DRLC", "FIIN", "TXID", "SOCS", "IDCD", "LEIX", "MISC")
SCRIPT_CODES = (
    "arab", "aran", "armn", "cyrl", "deva", "geor", "grek", "hani", "hebr", "kana", "kore", "thai", "othr",
)  # fmt: skip

_OWN_NAME_TYPE = Element(
    name="naturalPersonNameIdentifierType", kind=Codes(NATURAL_NAME_CODES), least=1, older="nameIdentifierType"
)
_NATURAL_NAME = Component(
    "NaturalPersonNameID",
    (
        Element(name="primaryIdentifier", kind=_MAX_100, least=1),
        Element(name="secondaryIdentifier", kind=_MAX_100),
        _OWN_NAME_TYPE,
    ),
)
_LOCAL_NATURAL_NAME = Component(
    "LocalNaturalPersonNameID",
    (
        Element(name="primaryIdentifier", kind=_LOCAL, least=1),
        Element(name="secondaryIdentifier", kind=_LOCAL),
        Element(name="nameIdentifierType", kind=Codes(NATURAL_NAME_CODES), least=1),
    ),
)


def _legal_name(name: str, text: BoundedText) -> Component:
    return Component(
        name,
        (
            Element(name="legalPersonName", kind=text, least=1),
            Element(name="legalPersonNameIdentifierType", kind=Codes(LEGAL_NAME_CODES), least=1),
        ),
    )


def _names(name: str, latin: Component, local: Component) -> Component:
    return Component(
        name,
        (
            Element(name="nameIdentifier", kind=latin, least=1, most=None),
            Element(name="localNameIdentifier", kind=local, most=None),
            Element(name="phoneticNameIdentifier", kind=local, most=None),
        ),
    )


_ADDRESS = Component(
    "Address",
    (
        Element(name="addressType", kind=Codes(ADDRESS_CODES), least=1),
        Element(name="department", kind=_MAX_50),
        Element(name="subDepartment", kind=_MAX_70),
        Element(name="streetName", kind=_MAX_70),
        Element(name="buildingNumber", kind=_MAX_16),
        Element(name="buildingName", kind=_MAX_35),
        Element(name="floor", kind=_MAX_70),
        Element(name="postBox", kind=_MAX_16),
        Element(name="room", kind=_MAX_70),
        Element(name="postcode", kind=_MAX_16, both=("postCode",)),
        Element(name="townName", kind=_MAX_35, least=1),
        Element(name="townLocationName", kind=_MAX_35),
        Element(name="districtName", kind=_MAX_35),
        Element(name="countrySubDivision", kind=_MAX_35),
        Element(name="addressLine", kind=_MAX_70, most=7),
        Element(name="country", kind=Country(), least=1),
    ),
)
_BIRTH = Component(
    "DateAndPlaceOfBirth",
    (
        Element(name="dateOfBirth", kind=BoundedText(10, TextForm.DATE), least=1),
        Element(name="placeOfBirth", kind=_MAX_70, least=1),
    ),
)
_IDENTIFICATION = Component(
    "NationalIdentification",
    (
        Element(name="nationalIdentifier", kind=_MAX_35, least=1),
        Element(name="nationalIdentifierType", kind=Codes(IDENTIFIER_CODES), least=1),
        Element(name="countryOfIssue", kind=Country()),
        Element(name="registrationAuthority", kind=_MAX_16),
    ),
)
_CUSTOMER = Element(
    name="customerIdentification", kind=_MAX_50, older="customerNumber", both=("customerIdentification",)
)
_WHERE = Element(name="geographicAddress", kind=_ADDRESS, most=None)
_WHICH = Element(name="nationalIdentification", kind=_IDENTIFICATION)
_NATURAL = Component(
    "NaturalPerson",
    (
        Element(name="name", kind=_names("NaturalPersonName", _NATURAL_NAME, _LOCAL_NATURAL_NAME), least=1),
        _WHERE,
        _WHICH,
        _CUSTOMER,
        Element(name="dateAndPlaceOfBirth", kind=_BIRTH),
        Element(name="countryOfResidence", kind=Country()),
    ),
)
_LEGAL = Component(
    "LegalPerson",
    (
        Element(
            name="name",
            kind=_names(
                "LegalPersonName",
                _legal_name("LegalPersonNameID", _MAX_100),
                _legal_name("LocalLegalPersonNameID", _LOCAL),
            ),
            least=1,
        ),
        _WHERE,
        _CUSTOMER,
        _WHICH,
        Element(name="countryOfRegistration", kind=Country()),
    ),
)
PERSON = Component(
    "Person",
    (
        Element(name="naturalPerson", kind=_NATURAL),
        Element(name="legalPerson", kind=_LEGAL),
        Element(name="accountNumber", kind=_MAX_512, most=None, of=IvmsVersion.V2023),
    ),
    one_of=("naturalPerson", "legalPerson"),
)
_INTERMEDIARY = Component(
    "IntermediaryVASP",
    (
        Element(name="intermediaryVASP", kind=PERSON, least=1),
        Element(name="sequence", kind=Whole(), least=1),
    ),
)
_ACCOUNTS = Element(name="accountNumber", kind=_MAX_512, most=None, of=IvmsVersion.V2020)


def _party(name: str, person: str) -> Component:
    persons = Element(name=person, kind=PERSON, least=1, most=None, older=f"{person}s", both=(person,))
    return Component(name, (persons, _ACCOUNTS))


ORIGINATOR, BENEFICIARY, TRANSFER_PATH = "originator", "beneficiary", "transferPath"
ORIGINATING, BENEFICIAL = "originatingVASP", "beneficiaryVASP"
VERSION_KEY, METADATA_KEY = "payloadVersion", "payloadMetadata"
_METADATA = Component(
    "PayloadMetadata",
    (
        Element(name="transliterationMethod", kind=Codes(SCRIPT_CODES, upper=False), most=None),
        Element(name=VERSION_KEY, kind=BoundedText(20)),
    ),
)
PAYLOAD = Component(
    "the payload",
    (
        Element(name=ORIGINATOR, kind=_party("Originator", "originatorPerson"), least=1),
        Element(name=BENEFICIARY, kind=_party("Beneficiary", "beneficiaryPerson"), least=1),
        Element(
            name=ORIGINATING, kind=Component("OriginatingVASP", (Element(name=ORIGINATING, kind=PERSON, least=1),))
        ),
        Element(name=BENEFICIAL, kind=Component("BeneficiaryVASP", (Element(name=BENEFICIAL, kind=PERSON, least=1),))),
        Element(
            name=TRANSFER_PATH,
            kind=Component("TransferPath", (Element(name=TRANSFER_PATH, kind=_INTERMEDIARY, most=None),)),
        ),
        Element(name=METADATA_KEY, kind=_METADATA),
    ),
)
