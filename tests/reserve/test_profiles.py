"""The auditor's copy of a register says neither which addresses are to come nor who the persons are."""

import hashlib
import tomllib

import pytest

from tracer.errors import IntegrityError
from tracer.reserve.profiles import Profile, for_auditor, holds, is_withheld, withheld

KEY = "tpub" + "D6NzVbkrYhZ4WmV" * 5
DESCRIPTOR = f"wpkh({KEY}/0/*)#aaaaaaaa"
REGISTER = f"""# keys are in the safe of A. Person
[register]
name = "KZ"
[[wallet]]
name = "Reserve"
descriptor = "{DESCRIPTOR}"
range = [0, 9]
[[wallet]]
name = "Other"
addresses = ["bcrt1q"]
"""
FIRST = """id = "2026-0001"
signed_by = ["A. Person"]
claimant = "E. Claimant"
reason = "as A. Person asked; A. Personal is another"
labels = ["A. Person"]
"""
SECOND = """id = "2026-0002" # B. Person was ill
signed_by = ["B. Person", "A.  PERSON"]
[lots]
"L-0001" = 5
[counterparty]
name = "C. Buyer"
screened = 2026-08-05
[[authorised]]
person = "D. Person"
date = 2026-08-03
[votes]
"A. Person" = "keep"
"""
THIRD = """counterparty = {name = "C. Buyer"}
signed_by = ["F. Person"]
"""
FILES = {
    "acts/2026-0002.toml": SECOND.encode(),
    "acts/2026-0001.toml": FIRST.encode(),
    "acts/2026-0003.toml": THIRD.encode(),
    "register.toml": REGISTER.encode(),
}


def test_a_hash_stands_for_each_descriptor() -> None:
    """The descriptor is gone, and with it every comment; everything else is as it was."""
    found = for_auditor(FILES).files["register.toml"]
    assert b"tpub" not in found
    assert b"#" not in found
    before, after = tomllib.loads(REGISTER), tomllib.loads(found.decode())
    assert before["wallet"][0].pop("descriptor") == DESCRIPTOR
    digest = hashlib.sha256(DESCRIPTOR.encode()).hexdigest()
    assert after["wallet"][0].pop("descriptor") == withheld(DESCRIPTOR) == f"withheld:{digest}"
    assert before == after


def test_what_an_auditor_has_stays_as_it_is() -> None:
    """Withholding again changes nothing, so that a bundle's own files can be held against themselves."""
    once = for_auditor(FILES)
    assert {*once.originals} == {*FILES}
    assert once.originals["register.toml"] == hashlib.sha256(REGISTER.encode()).hexdigest()
    twice = for_auditor(once.files)
    assert (twice.files, twice.originals) == (once.files, {})


def test_a_key_that_is_written_twice_is_refused() -> None:
    """A key of a descriptor in another text of the register would give it away."""
    with pytest.raises(IntegrityError, match=r"^register\.toml: a descriptor or a key of it is written in it a second"):
        for_auditor({"register.toml": REGISTER.replace('name = "Other"', f'name = "{KEY}"').encode()})


def test_one_person_has_one_number_in_all_acts() -> None:
    """Persons are numbered in the order of the acts, whatever the spelling; buyers and who voted too."""
    first, second, third = (
        tomllib.loads(content.decode()) for name, content in for_auditor(FILES).files.items() if "acts" in name
    )
    assert first == {
        "id": "2026-0001",
        "signed_by": ["person 1"],
        "claimant": "person 2",
        "reason": "as person 1 asked; A. Personal is another",
        "labels": ["A. Person"],
    }
    assert second["signed_by"] == ["person 3", "person 1"]
    assert second["counterparty"]["name"] == "person 4"
    assert second["authorised"][0]["person"] == "person 5"
    assert second["votes"] == {"person 1": "keep"}
    assert second["lots"] == {"L-0001": 5}
    assert third == {"signed_by": ["person 6"], "counterparty": {"name": "person 4"}}


def test_what_figures_follow_from_is_never_changed() -> None:
    """A label that is spelled like a person stays: an order would cover other satoshi."""
    assert b'labels = ["A. Person"]' in for_auditor(FILES).files["acts/2026-0001.toml"]


def test_a_withheld_descriptor_is_told_from_one() -> None:
    """`withheld:` and 64 digits."""
    assert is_withheld("withheld:" + "ab" * 32)
    assert not is_withheld(DESCRIPTOR)
    assert not is_withheld(None)


@pytest.mark.parametrize(
    ("name", "said"), [("acts/x.toml", "acts/x.toml is no TOML"), ("salt", "salt is neither the register nor an act")]
)
def test_what_cannot_be_withheld_is_refused_by_name(name: str, said: str) -> None:
    """A file that cannot be read, or that is no file of an auditor's, is refused."""
    with pytest.raises(IntegrityError, match=said):
        for_auditor({name: b"= 1"})


def test_a_profile_holds_its_files_and_no_other() -> None:
    """The public sees what is published, the auditor no salt, and only he what was changed for him."""
    names = [
        "period.json",
        "salt",
        "withheld.json",
        "public.json",
        "statement/a.csv",
        "verify/verify.py",
        "acts/a.toml",
    ]
    seen = {profile: [name for name in names if holds(profile, name)] for profile in Profile}
    assert seen[Profile.PUBLIC] == ["public.json", "statement/a.csv", "verify/verify.py"]
    assert seen[Profile.AUDITOR] == [name for name in names if name != "salt"]
    assert seen[Profile.PRIVATE] == [name for name in names if name != "withheld.json"]
