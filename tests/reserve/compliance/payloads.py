"""The examples of the IVMS101 standard, both versions, written out as JSON in the standard's own spelling."""

import copy
import json
from typing import Any

ALICE_2023: dict[str, Any] = {
    "payloadMetadata": {"payloadVersion": "IVMS101.2023"},
    "originator": {
        "originatorPerson": [
            {
                "naturalPerson": {
                    "name": {
                        "nameIdentifier": [
                            {
                                "primaryIdentifier": "Smith",
                                "secondaryIdentifier": "Dr Alice",
                                "nameIdentifierType": "LEGL",
                            }
                        ]
                    },
                    "geographicAddress": [
                        {
                            "addressType": "GEOG",
                            "streetName": "Potential Street",
                            "buildingNumber": "24",
                            "buildingName": "Weathering Views",
                            "postcode": "91765",
                            "townName": "Walnut",
                            "countrySubDivision": "California",
                            "country": "US",
                        }
                    ],
                    "customerIdentification": "1002390",
                },
                "accountNumber": ["10023909"],
            }
        ]
    },
    "beneficiary": {
        "beneficiaryPerson": [
            {
                "naturalPerson": {
                    "name": {
                        "nameIdentifier": [
                            {
                                "primaryIdentifier": "Barnes",
                                "secondaryIdentifier": "Robert",
                                "nameIdentifierType": "LEGL",
                            }
                        ]
                    }
                },
                "accountNumber": ["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"],
            }
        ]
    },
    "originatingVASP": {
        "originatingVASP": {
            "name": {"nameIdentifier": [{"legalPersonName": "VASP A", "legalPersonNameIdentifierType": "LEGL"}]},
            "nationalIdentification": {
                "nationalIdentifier": "3M5E1GQKGL17HI8CPN20",
                "nationalIdentifierType": "LEIX",
            },
        }
    },
}
"""Example 1 of 101.2023."""

WU_2023: dict[str, Any] = {
    "payloadMetadata": {"payloadVersion": "IVMS101.2023", "transliterationMethod": ["hani"]},
    "originator": {
        "originatorPerson": [
            {
                "naturalPerson": {
                    "name": {
                        "nameIdentifier": [
                            {"primaryIdentifier": "Wu", "secondaryIdentifier": "Xinli", "nameIdentifierType": "LEGL"}
                        ],
                        "localNameIdentifier": [
                            {"primaryIdentifier": "吴", "secondaryIdentifier": "信利", "nameIdentifierType": "LEGL"}
                        ],
                    },
                    "nationalIdentification": {
                        "nationalIdentifier": "446005",
                        "nationalIdentifierType": "RAID",
                        "registrationAuthority": "RA000553",
                    },
                    "countryOfResidence": "TZ",
                }
            }
        ]
    },
    "beneficiary": {
        "beneficiaryPerson": [
            {
                "legalPerson": {
                    "name": {
                        "nameIdentifier": [
                            {"legalPersonName": "ABC Limited", "legalPersonNameIdentifierType": "LEGL"},
                            {"legalPersonName": "CBA Trading", "legalPersonNameIdentifierType": "TRAD"},
                        ]
                    }
                },
                "accountNumber": ["00010190CBATRAD"],
            }
        ]
    },
    "transferPath": {
        "transferPath": [
            {
                "intermediaryVASP": {
                    "legalPerson": {
                        "name": {
                            "nameIdentifier": [{"legalPersonName": "VASP E", "legalPersonNameIdentifierType": "LEGL"}]
                        }
                    }
                },
                "sequence": 0,
            }
        ]
    },
}
"""Example 2 of 101.2023."""


def older(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an example as 101 writes it: no version, persons in the plural, account numbers beside them."""
    found = copy.deepcopy(payload)
    metadata = found["payloadMetadata"]
    del metadata["payloadVersion"]
    if not metadata:
        del found["payloadMetadata"]
    for entity, element in (("originator", "originatorPerson"), ("beneficiary", "beneficiaryPerson")):
        persons = found[entity].pop(element)
        found[entity][f"{element}s"] = persons
        numbers = [number for each in persons for number in each.pop("accountNumber", [])]
        if numbers:
            found[entity]["accountNumber"] = numbers
    return found


def strict() -> dict[str, Any]:
    """Return a payload of 101.2023 of which nothing differs, with everything that a constraint looks at."""
    found = copy.deepcopy(WU_2023)
    found["payloadMetadata"]["payloadVersion"] = "101.2023"
    person = found["originator"]["originatorPerson"][0]["naturalPerson"]
    name = person["name"]["nameIdentifier"][0]
    name["naturalPersonNameIdentifierType"] = name.pop("nameIdentifierType")
    person["dateAndPlaceOfBirth"] = {"dateOfBirth": "1990-02-25", "placeOfBirth": "Dar es Salaam"}
    found["originator"]["originatorPerson"].append(company("KZ NIC", identifier("RAID", "1234", "RA000553")))
    found["originatingVASP"] = {"originatingVASP": company("VASP A", identifier("LEIX", "549300ABCDEFGHIJKL19"))}
    found["originatingVASP"]["originatingVASP"]["legalPerson"]["geographicAddress"] = [
        {"addressType": "GEOG", "addressLine": ["1 Street"], "townName": "Astana", "country": "KZ"}
    ]
    return found


def company(name: str, identity: dict[str, Any]) -> dict[str, Any]:
    """Return a legal person of a legal name and an identifier."""
    names = [{"legalPersonName": name, "legalPersonNameIdentifierType": "LEGL"}]
    return {"legalPerson": {"name": {"nameIdentifier": names}, "nationalIdentification": identity}}


def identifier(kind: str, value: str, authority: str | None = None) -> dict[str, Any]:
    """Return a national identification."""
    beside = {} if authority is None else {"registrationAuthority": authority}
    return {"nationalIdentifier": value, "nationalIdentifierType": kind, **beside}


def written(payload: dict[str, Any]) -> bytes:
    """Return a payload's bytes."""
    return json.dumps(payload, ensure_ascii=False).encode()
