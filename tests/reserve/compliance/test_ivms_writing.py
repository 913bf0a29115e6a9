"""Payloads written: each version in its own names, and nothing lost between them."""

import datetime as dt
import json

import pytest

from tests.reserve.compliance.payloads import ALICE_2023, WU_2023, older, strict, written
from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.reserve.compliance import ivms_reading
from tracer.reserve.compliance.ivms_model import IvmsVersion
from tracer.reserve.compliance.ivms_writing import from_toml, write
from tracer.reserve.compliance.travel_rule import judge

DAY = dt.date(2026, 8, 3)
PAYLOADS = [ALICE_2023, WU_2023, older(ALICE_2023), older(WU_2023), strict()]


def said(payload: dict, version: IvmsVersion) -> bytes:
    """Return a payload in a version."""
    reading = ivms_reading.read(written(payload))
    assert reading is not None
    return write(reading.payload, version)


@pytest.mark.parametrize("version", IvmsVersion)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_written_is_valid_and_keeps_to_its_version(payload, version):
    """Of the version asked for, without a difference but an LEI's wrong digits and signs that 101 does not list."""
    content = said(payload, version)
    found = judge(content, DAY)
    assert (found.version, found.is_valid) == (version, True)
    left = [each for each in found.differences if "check digits" not in each and "does not list" not in each]
    assert left == []
    assert canonical.dumps(json.loads(content)) == content


@pytest.mark.parametrize("version", IvmsVersion)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_written_twice_says_the_same(payload, version):
    """Over the other version and back; written again nothing changes."""
    once = said(payload, version)
    other = IvmsVersion.V2020 if version is IvmsVersion.V2023 else IvmsVersion.V2023
    assert said(json.loads(said(json.loads(once), other)), version) == once
    assert said(json.loads(once), version) == once


def test_each_version_has_its_names():
    """Persons in the plural and numbers beside them in 101; a version and numbers with each in 101.2023."""
    old, new = (json.loads(said(ALICE_2023, each)) for each in IvmsVersion)
    assert "payloadMetadata" not in old
    assert set(old["originator"]) == {"originatorPersons", "accountNumber"}
    assert "nameIdentifierType" in json.dumps(old)
    assert new["payloadMetadata"] == {"payloadVersion": "101.2023"}
    assert new["originator"]["originatorPerson"][0]["accountNumber"] == ["10023909"]
    assert new["originatingVASP"]["originatingVASP"]["legalPerson"]["nationalIdentification"] == {
        "nationalIdentifier": "3M5E1GQKGL17HI8CPN20", "nationalIdentifierType": "LEIX",
    }  # fmt: skip


def test_numbers_beside_two_persons_stand_with_the_first():
    """Nothing says whose they are; none is lost."""
    payload = older(strict())
    payload["originator"]["accountNumber"] = ["1", "2"]
    payload["originator"]["originatorPersons"][0]["accountNumber"] = ["3"]
    new = json.loads(said(payload, IvmsVersion.V2023))
    assert [each.get("accountNumber") for each in new["originator"]["originatorPerson"]] == [["1", "2", "3"], None]


def test_toml_is_read_by_the_standard_s_names():
    """Days without quotation marks; what JSON has no form for is refused."""
    text = """
[[originator.originatorPerson]]
[originator.originatorPerson.naturalPerson.dateAndPlaceOfBirth]
dateOfBirth = 1990-02-25
placeOfBirth = "Almaty"
[[originator.originatorPerson.naturalPerson.name.nameIdentifier]]
primaryIdentifier = "Smith"
naturalPersonNameIdentifierType = "LEGL"
"""
    person = ALICE_2023["beneficiary"]["beneficiaryPerson"][0]
    found = json.loads(from_toml(text.encode(), "t"))
    assert (
        found["originator"]["originatorPerson"][0]["naturalPerson"]["dateAndPlaceOfBirth"]["dateOfBirth"]
        == "1990-02-25"
    )
    found["beneficiary"] = {"beneficiaryPerson": [person]}
    assert judge(written(found), DAY).is_valid
    for wrong in ("a = 1.5", "a = 1990-02-25T10:00:00Z", "a = ", "\xff"):
        with pytest.raises(CaseError, match=r"^t"):
            from_toml(wrong.encode("latin-1"), "t")
