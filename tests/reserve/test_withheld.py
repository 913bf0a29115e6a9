"""The auditor's copy of a register says neither which addresses are to come nor who the persons are."""

import hashlib
import tomllib

import pytest

from tracer.case import withholding
from tracer.errors import CaseError
from tracer.reserve.withheld import acts_without_persons, is_withheld, register_without_descriptors

KEY = "tpub" + "D6NzVbkrYhZ4WmV" * 5
REGISTER = f"""# keys are in the safe of A. Person
[register]
name = "KZ"
[[wallet]]
name = "Reserve"
descriptor = "wpkh({KEY}/0/*)#aaaaaaaa"
range = [0, 9]
[[wallet]]
name = "Other"
addresses = ["bcrt1q"]
"""
ACTS = {
    "acts/2026-0002.toml": b"""id = "2026-0002" # B. Person was ill
signed_by = ["B. Person", "A.  PERSON"]
[lots]
"L-0001" = 5
[counterparty]
name = "C. Buyer"
licence = "77"
screened = 2026-08-05
[[authorised]]
person = "D. Person"
date = 2026-08-03
[votes]
"A. Person" = "yes"
""",
    "acts/2026-0001.toml": b"""id = "2026-0001"
signed_by = ["A. Person"]
claimant = "E. Claimant"
reason = "as ordered"
""",
}


def sha256(content: bytes) -> str:
    """Return a file's hash."""
    return hashlib.sha256(content).hexdigest()


def test_a_hash_stands_for_each_descriptor() -> None:
    """The descriptor is gone, and with it every comment; everything else is as it was."""
    content = REGISTER.encode()
    found = register_without_descriptors(content, sha256(content))
    assert b"tpub" not in found
    assert b"#" not in found
    before, after = tomllib.loads(REGISTER), tomllib.loads(found.decode())
    descriptor = before["wallet"][0].pop("descriptor")
    assert after["wallet"][0].pop("descriptor") == f"withheld:{withholding.digest(sha256(content), descriptor)}"
    assert before == after


def test_what_is_withheld_stays_as_it_is() -> None:
    """Withholding again changes nothing, so that a bundle's own file can be held against itself."""
    found = register_without_descriptors(REGISTER.encode(), sha256(REGISTER.encode()))
    assert register_without_descriptors(found, "00" * 32) == found
    inline = b'counterparty = {name = "C. Buyer"}\nsigned_by = ["A. Person"]\n'
    acts = acts_without_persons({**ACTS, "acts/2026-0000.toml": inline})
    assert acts_without_persons(acts) == acts


def test_a_key_that_is_written_twice_is_refused() -> None:
    """A key of a descriptor in another text of the file would give it away."""
    twice = REGISTER.replace('name = "Other"', f'name = "{KEY}"')
    with pytest.raises(CaseError, match=r"^register.toml: 1 of its descriptors or a key of them is written a second"):
        register_without_descriptors(twice.encode(), sha256(twice.encode()))


def test_one_person_has_one_number_in_all_acts() -> None:
    """Persons are numbered in the order of the acts, whatever the spelling; votes and buyers too, dates stay."""
    found = {name: tomllib.loads(content.decode()) for name, content in acts_without_persons(ACTS).items()}
    assert list(found) == ["acts/2026-0001.toml", "acts/2026-0002.toml"]
    first, second = found.values()
    assert first == {
        "id": "2026-0001",
        "signed_by": ["person 1"],
        "claimant": "person 2",
        "reason": "as ordered",
    }
    assert second["signed_by"] == ["person 3", "person 1"]
    assert second["counterparty"] == {
        "name": "person 4",
        "screened": tomllib.loads("a = 2026-08-05")["a"],
    }
    assert second["authorised"][0]["person"] == "person 5"
    assert second["votes"] == {"person 1": "yes"}
    assert second["lots"] == {"L-0001": 5}


def test_no_name_is_left() -> None:
    """Not one name, licence or comment of the originals is in what is written."""
    found = b"".join(acts_without_persons(ACTS).values())
    assert not any(word in found for word in (b"Person", b"PERSON", b"Buyer", b"Claimant", b"77", b"#"))


def test_a_withheld_descriptor_is_told_from_one() -> None:
    """`withheld:` and 64 digits."""
    assert is_withheld("withheld:" + "ab" * 32)
    assert not is_withheld("wpkh(tpub)#aaaaaaaa")
    assert not is_withheld(None)


def test_what_is_no_toml_is_refused_by_name() -> None:
    """A file that cannot be read cannot be withheld."""
    with pytest.raises(CaseError, match=r"^acts/x\.toml is not TOML"):
        acts_without_persons({"acts/x.toml": b"= 1"})
