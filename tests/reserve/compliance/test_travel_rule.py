"""Travel-rule payloads: the standard's examples are accepted, each constraint broken once is named."""

import copy
import datetime as dt
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from tests.reserve.compliance.payloads import ALICE_2023, WU_2023, company, identifier, older, strict, written
from tracer.reserve.compliance.constraints import TITLES, CheckState
from tracer.reserve.compliance.countries import COUNTRIES
from tracer.reserve.compliance.ivms_model import IvmsVersion
from tracer.reserve.compliance.travel_rule import FORM, TravelRuleVerdict, judge

DAY = dt.date(2026, 8, 3)
LISTED = frozenset(("RA000553",))
Change = Callable[[dict[str, Any]], object]


def judged(payload: dict[str, Any], authorities: frozenset[str] | None = LISTED) -> TravelRuleVerdict:
    """Return what is said of a payload."""
    return judge(written(payload), DAY, authorities)


def natural(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the natural person who originates in the strict payload."""
    found: dict[str, Any] = payload["originator"]["originatorPerson"][0]["naturalPerson"]
    return found


def legal(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the legal person that originates in the strict payload."""
    found: dict[str, Any] = payload["originator"]["originatorPerson"][1]["legalPerson"]
    return found


def vasp(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the VASP that originates in the strict payload."""
    found: dict[str, Any] = payload["originatingVASP"]["originatingVASP"]["legalPerson"]
    return found


@pytest.mark.parametrize("example", [ALICE_2023, WU_2023], ids=["Alice", "Wu"])
def test_the_standard_s_examples_are_accepted(example):
    """In both versions; where they differ from the standard's own tables it is said and is no fault."""
    new, old = judged(example), judged(older(example))
    assert (new.version, new.faults, old.version, old.faults) == (IvmsVersion.V2023, (), IvmsVersion.V2020, ())
    assert new.differences[0] == (
        "payloadMetadata.payloadVersion: says 'IVMS101.2023'; the standard's code is 101.2023"
    )
    assert new.differences[1] == (
        "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].nameIdentifierType: "
        "101.2023 calls it naturalPersonNameIdentifierType"
    )


def test_what_the_examples_leave_out_and_mistype_is_said():
    """A VASP without the level of its person, and an LEI of wrong check digits, in both versions."""
    for example in (ALICE_2023, older(ALICE_2023)):
        assert judged(example).differences[-2:] == (
            "originatingVASP.originatingVASP: leaves out the level legalPerson",
            "originatingVASP.originatingVASP.legalPerson: the check digits of LEI 3M5E1GQKGL17HI8CPN20 are wrong by "
            "ISO 17442",
        )
    assert judged(older(WU_2023)).differences == ()


def test_a_payload_that_keeps_to_the_standard_differs_in_nothing():
    """All twelve constraints pass, and the accounts are the beneficiary's."""
    found = judged(strict())
    assert (found.version, found.differences, found.accounts) == (IvmsVersion.V2023, (), ("00010190CBATRAD",))
    assert [(each.id, each.state) for each in found.checks] == [
        (each, CheckState.PASS) for each in (FORM, *(f"C{number}" for number in range(1, 13)))
    ]
    assert judged(older(ALICE_2023)).accounts == ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",)


def _unlock(payload: dict[str, Any]) -> None:
    for key in ("nationalIdentification", "dateAndPlaceOfBirth"):
        del natural(payload)[key]


BROKEN: dict[str, tuple[Change, str]] = {
    "C1": (
        _unlock,
        "originator.originatorPerson[0].naturalPerson: expected an address (GEOG or HOME or BIZZ), or one of "
        "customerIdentification, nationalIdentification, dateAndPlaceOfBirth",
    ),
    "C2": (
        lambda payload: natural(payload)["dateAndPlaceOfBirth"].update(dateOfBirth="2026-08-03"),
        "originator.originatorPerson[0].naturalPerson.dateAndPlaceOfBirth.dateOfBirth: 2026-08-03 is not before "
        "2026-08-03",
    ),
    "C3": (
        lambda payload: natural(payload).update(countryOfResidence="ZZ"),
        "originator.originatorPerson[0].naturalPerson.countryOfResidence: 'ZZ' is no country",
    ),
    "C4": (
        lambda payload: legal(payload).pop("nationalIdentification"),
        "originator.originatorPerson[1].legalPerson: expected an address (GEOG), or one of customerIdentification, "
        "nationalIdentification",
    ),
    "C5": (
        lambda payload: legal(payload)["name"]["nameIdentifier"][0].update(legalPersonNameIdentifierType="SHRT"),
        "originator.originatorPerson[1].legalPerson.name.nameIdentifier: none has legalPersonNameIdentifierType LEGL",
    ),
    "C6": (
        lambda payload: natural(payload)["name"]["nameIdentifier"][0].update(naturalPersonNameIdentifierType="ALIA"),
        "originator.originatorPerson[0].naturalPerson.name.nameIdentifier: none has naturalPersonNameIdentifierType "
        "LEGL",
    ),
    "C7": (
        lambda payload: legal(payload)["nationalIdentification"].update(nationalIdentifierType="CCPT"),
        "originator.originatorPerson[1].legalPerson.nationalIdentification.nationalIdentifierType: CCPT is not of a "
        "legal person",
    ),
    "C8": (
        lambda payload: vasp(payload)["geographicAddress"][0].pop("addressLine"),
        "originatingVASP.originatingVASP.legalPerson.geographicAddress[0]: expected addressLine, or streetName with "
        "buildingName or buildingNumber",
    ),
    "C9": (
        lambda payload: legal(payload)["nationalIdentification"].pop("registrationAuthority"),
        "originator.originatorPerson[1].legalPerson.nationalIdentification: expected registrationAuthority, for it is "
        "no LEI",
    ),
    "C10": (
        lambda payload: legal(payload)["nationalIdentification"].update(registrationAuthority="RA999998"),
        "originator.originatorPerson[1].legalPerson.nationalIdentification.registrationAuthority: RA999998 is not on "
        "GLEIF's list as given",
    ),
    "C11": (
        lambda payload: vasp(payload)["nationalIdentification"].update(nationalIdentifier="549300ABCDEFGHIJKLA9"),
        "originatingVASP.originatingVASP.legalPerson.nationalIdentification.nationalIdentifier: "
        "'549300ABCDEFGHIJKLA9' is no LEI",
    ),
    "C12": (
        lambda payload: payload["transferPath"]["transferPath"][0].update(sequence=1),
        "transferPath: expected each number from 0 to 0 once, got 1",
    ),
}


@pytest.mark.parametrize("number", BROKEN)
def test_each_constraint_broken_once_is_named_alone(number):
    """One change, one check that fails, with the place; all others pass."""
    change, said = BROKEN[number]
    payload = strict()
    change(payload)
    found = judged(payload)
    assert found.faults == (f"{number}: {said}",)
    assert not found.is_valid


def test_every_constraint_is_broken_once():
    """The table above lacks none."""
    assert tuple(BROKEN) == tuple(TITLES) == tuple(f"C{number}" for number in range(1, 13))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda payload: legal(payload)["nationalIdentification"].update(countryOfIssue="KZ"),
            "C9: originator.originatorPerson[1].legalPerson.nationalIdentification: a legal person's has no "
            "countryOfIssue",
        ),
        (
            lambda payload: vasp(payload)["nationalIdentification"].update(registrationAuthority="RA000553"),
            "C9: originatingVASP.originatingVASP.legalPerson.nationalIdentification: an LEI has no "
            "registrationAuthority",
        ),
        (
            lambda payload: natural(payload)["nationalIdentification"].update(registrationAuthority="RA00553"),
            "C10: originator.originatorPerson[0].naturalPerson.nationalIdentification.registrationAuthority: "
            "'RA00553' is no code such as RA000553",
        ),
        (
            lambda payload: payload["transferPath"]["transferPath"].append(
                copy.deepcopy(payload["transferPath"]["transferPath"][0])
            ),
            "C12: transferPath: expected each number from 0 to 1 once, got 0, 0",
        ),
        (
            lambda payload: vasp(payload)["geographicAddress"][0].update(country="UK"),
            "C3: originatingVASP.originatingVASP.legalPerson.geographicAddress[0].country: 'UK' is no country",
        ),
        (
            lambda payload: vasp(payload)["geographicAddress"][0].update(streetName="1", addressLine=[]),
            "C8: originatingVASP.originatingVASP.legalPerson.geographicAddress[0]: expected addressLine, or "
            "streetName with buildingName or buildingNumber",
        ),
    ],
)
def test_the_other_ways_to_break_a_constraint(change, said):
    """Each half of a constraint that has two, and a natural person's authority."""
    payload = strict()
    change(payload)
    assert judged(payload).faults == (said,)


@pytest.mark.parametrize(
    "change",
    [
        lambda payload: natural(payload).update(countryOfResidence="XX"),
        lambda payload: natural(payload).update(countryOfResidence="kz"),
        lambda payload: natural(payload)["dateAndPlaceOfBirth"].update(dateOfBirth="2026-08-02"),
        lambda payload: vasp(payload)["geographicAddress"][0].update(
            streetName="1", buildingNumber="2", addressLine=[]
        ),
        lambda payload: payload["beneficiary"]["beneficiaryPerson"][0]["legalPerson"].update(
            geographicAddress=[{"addressType": "HOME", "addressLine": ["1"], "townName": "A", "country": "CL"}]
        ),
        lambda payload: natural(payload)["nationalIdentification"].update(nationalIdentifierType="ccpt"),
        lambda payload: legal(payload)["nationalIdentification"].update(nationalIdentifierType="TXID"),
    ],
)
def test_what_stands_at_the_edge_is_accepted(change):
    """Unknown countries, any case, the day before, a street with a number; other persons need no identification."""
    payload = strict()
    change(payload)
    assert judged(payload).faults == ()


def test_an_address_at_home_does_not_identify_a_legal_person():
    """C4 takes GEOG alone; C1 takes any."""
    payload = strict()
    home = [{"addressType": "HOME", "addressLine": ["1"], "townName": "A", "country": "KZ"}]
    legal(payload).update(geographicAddress=home)
    del legal(payload)["nationalIdentification"]
    _unlock(payload)
    natural(payload).update(geographicAddress=home)
    assert [each.split(":")[0] for each in judged(payload).faults] == ["C4"]


def test_without_gleif_s_list_its_constraint_is_not_checked():
    """Only the form is; where no authority is named there is nothing to look up."""
    without = judged(strict(), None)
    assert without.is_valid
    assert {each.id: each.state for each in without.checks}["C10"] is CheckState.NOT_CHECKED
    assert {each.id: each.state for each in judged(ALICE_2023, None).checks}["C10"] is CheckState.PASS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda payload: payload.pop("beneficiary"), "beneficiary: missing"),
        (lambda payload: payload.update(amount=1), "amount: is no element of the payload"),
        (
            lambda payload: natural(payload)["name"]["nameIdentifier"][0].update(primaryIdentifier="吴"),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].primaryIdentifier: expected Latin "
            "letters, digits and signs; another script belongs to a local element",
        ),
        (
            lambda payload: vasp(payload)["geographicAddress"][0].update(townName="A" * 36),
            "originatingVASP.originatingVASP.legalPerson.geographicAddress[0].townName: has 36 characters; expected 1 "
            "to 35",
        ),
        (
            lambda payload: vasp(payload)["geographicAddress"][0].update(addressLine=["1"] * 8),
            "originatingVASP.originatingVASP.legalPerson.geographicAddress[0].addressLine: stands 8 times; expected at "
            "most 7",
        ),
        (
            lambda payload: natural(payload)["dateAndPlaceOfBirth"].update(dateOfBirth="1990-02-30"),
            "originator.originatorPerson[0].naturalPerson.dateAndPlaceOfBirth.dateOfBirth: expected a date such as "
            "1990-02-25, got '1990-02-30'",
        ),
        (
            lambda payload: payload["originator"]["originatorPerson"][0].update(
                company("Both", identifier("LEIX", "549300ABCDEFGHIJKL19"))
            ),
            "originator.originatorPerson[0]: expected exactly one of naturalPerson and legalPerson",
        ),
        (
            lambda payload: payload["payloadMetadata"].update(payloadVersion="101.2024"),
            "payloadMetadata.payloadVersion: expected one of 101, 101.2023, got '101.2024'",
        ),
        (
            lambda payload: vasp(payload)["geographicAddress"][0].update(adressLine=["1"]),
            "originatingVASP.originatingVASP.legalPerson.geographicAddress[0].adressLine: is no element of Address; "
            "did you mean addressLine?",
        ),
    ],
)
def test_what_is_of_another_form_is_a_fault_of_form(change, said):
    """A missing or unknown element, another script, too long, too many, no date, both kinds of person, no version."""
    payload = strict()
    change(payload)
    faults = [each for each in judged(payload).faults if each.startswith(FORM)]
    assert faults == [f"{FORM}: {said}"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda payload: payload.update(Originator=payload.pop("originator")),
            "Originator: 101.2023 calls it originator",
        ),
        (
            lambda payload: payload["originator"].update(
                originatorPersons=payload["originator"].pop("originatorPerson")
            ),
            "originator.originatorPersons: 101.2023 calls it originatorPerson",
        ),
        (
            lambda payload: legal(payload).update(customerNumber="7"),
            "originator.originatorPerson[1].legalPerson.customerNumber: 101.2023 calls it customerIdentification",
        ),
        (
            lambda payload: payload.update(transferPath=payload["transferPath"]["transferPath"]),
            "transferPath: leaves out the level transferPath inside",
        ),
        (
            lambda payload: payload.update(originatingVASP=payload["originatingVASP"]["originatingVASP"]),
            "originatingVASP: leaves out the level originatingVASP inside",
        ),
        (
            lambda payload: payload["beneficiary"].update(accountNumber=["7"]),
            "beneficiary.accountNumber: is not of Beneficiary in 101.2023",
        ),
        (
            lambda payload: vasp(payload).update(geographicAddress=vasp(payload)["geographicAddress"][0]),
            "originatingVASP.originatingVASP.legalPerson.geographicAddress: is no list where several may stand",
        ),
        (
            lambda payload: legal(payload).update(name=[legal(payload)["name"]]),
            "originator.originatorPerson[1].legalPerson.name: is a list where one stands",
        ),
        (
            lambda payload: payload["transferPath"]["transferPath"][0].update(sequence="0"),
            "transferPath.transferPath[0].sequence: is a number in quotation marks",
        ),
    ],
)
def test_what_is_written_otherwise_is_understood_and_said(change, said):
    """Capital letters, the older names, levels left out, one for many: accepted, and told."""
    payload = strict()
    change(payload)
    found = judged(payload)
    assert (found.faults, found.differences) == ((), (said,))


def test_an_older_payload_says_what_signs_101_does_not_list():
    """Its pattern has no hyphen; the newer one has."""
    payload = older(ALICE_2023)
    street = payload["originator"]["originatorPersons"][0]["naturalPerson"]["geographicAddress"][0]
    street["streetName"] = "Anne-Marie Street"
    assert judged(payload).faults == ()
    assert [each for each in judged(payload).differences if "streetName" in each] == [
        "originator.originatorPerson[0].naturalPerson.geographicAddress[0].streetName: has signs that 101 does not "
        "list: letters, digits, spaces and apostrophes"
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"\xff", b'{"originator": 1.5}', b'{"originator": {}, "originator": {}}', b"{" * 100_000,
        b'{"a": "' + b"a" * 1_000_000 + b'"}',
    ],
)  # fmt: skip
def test_what_is_no_payload_fails_and_raises_nothing(content):
    """No JSON, a decimal, a key twice, depth, size: one fault of form, and nothing else was checked."""
    found = judge(content, DAY)
    assert found.version is None
    assert [each.id for each in found.checks if each.state is CheckState.FAIL] == [FORM]
    assert {each.state for each in found.checks[1:]} == {CheckState.NOT_CHECKED}


def test_nothing_that_is_put_anywhere_raises():
    """Every value of the strict payload replaced by every kind of value: a verdict each time."""
    strange: tuple[Any, ...] = (None, True, -1, 10**15, "", "\u202e", [], {}, [[]], [None], {"name": []}, "x" * 600)
    seen = 0
    for place in _places(strict()):
        for value in strange:
            payload = strict()
            inside: Any = payload
            for key in place[:-1]:
                inside = inside[key]
            inside[place[-1]] = value
            json.dumps(judged(payload).as_json())
            seen += 1
    assert seen > 500


def _places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in children for found in ((*place, key), *_places(child, (*place, key)))]


def test_the_countries_are_those_of_iso_3166():
    """As the time zone database lists them."""
    listed = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    assert {line[:2] for line in listed.splitlines() if line and not line.startswith("#")} == COUNTRIES


def test_a_transfer_path_may_stand_in_any_order():
    """The numbers say which came first."""
    payload = strict()
    path = payload["transferPath"]["transferPath"]
    path.insert(0, copy.deepcopy(path[0]) | {"sequence": 1})
    assert judged(payload).is_valid


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("transferPath.transferPath[0].intermediaryVASP", lambda payload, one: payload["transferPath"]["transferPath"][
            0
        ].update(intermediaryVASP=one)),
        ("beneficiaryVASP.beneficiaryVASP", lambda payload, one: payload.update(
            beneficiaryVASP={"beneficiaryVASP": one}
        )),
    ],
)  # fmt: skip
def test_a_vasp_on_the_way_and_the_beneficiary_s_are_persons_too(where, change):
    """Each constraint on legal persons is asked of them."""
    payload, one = strict(), company("VASP E", identifier("RAID", "1", "RA999998"))
    one["legalPerson"]["name"]["nameIdentifier"][0]["legalPersonNameIdentifierType"] = "TRAD"
    change(payload, one)
    place = f"{where}.legalPerson"
    assert judged(payload).faults == (
        f"C5: {place}.name.nameIdentifier: none has legalPersonNameIdentifierType LEGL",
        f"C10: {place}.nationalIdentification.registrationAuthority: RA999998 is not on GLEIF's list as given",
    )
