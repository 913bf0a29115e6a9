"""`security/*.toml`: what is taken, and every fault at once."""

import re

import pytest

from tests.case.wallets import WIF
from tests.reserve.security import sample
from tracer.errors import CaseError
from tracer.reserve.security import security_file
from tracer.reserve.security.security_rows import Peril


def faults(**changed: str) -> list[str]:
    """Return every fault of the sample's files, some of them other texts."""
    with pytest.raises(CaseError) as caught:
        sample.security(**changed)
    return list(caught.value.faults)


def test_every_row_is_read():
    """Counts, and a value of each kind; a register without such files keeps nothing."""
    kept = sample.security()
    assert [len(each) for each in (kept.persons, kept.sites, kept.keys, kept.quorums, kept.ceremonies)] == [
        7,
        3,
        5,
        1,
        1,
    ]
    assert [len(each) for each in (kept.policies, kept.audits, kept.custodians, kept.attestations, kept.incidents)] == [
        1
    ] * 5
    assert kept.policies[0].perils == (Peril.THEFT_OUTSIDE, Peril.KEY_LOSS)
    assert (kept.policies[0].limit, kept.policies[0].deductible, kept.policies[0].aggregate) == (
        20_000_000_000,
        500_000_000,
        None,
    )
    assert security_file.parse({}).is_empty
    assert not kept.is_empty


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("face_template", '"…"'), ("iris", "1"), ("photo", '"p.jpg"'), ("match_score", "99"),
        ("fingerprint_scan", '"x"'), ("image", '"x"'), ("Iris-Template", '"x"'),
    ],
)  # fmt: skip
def test_biometrics_are_refused_whatever_the_value(key: str, value: str):
    """A template, an image or a score, in any table; an interface is no face."""
    said = "biometric templates, images and scores are never kept; keep the system's attestation"
    assert f"security/persons.toml: person[7].{key}: {said}" in faults(persons=f"{sample.PERSONS}{key} = {value}\n")
    inside = f'{sample.KEYS}[[key.backup]]\nsite = "S-1"\nform = "steel"\n{key} = {value}\n'
    assert f"security/keys.toml: key[5].backup[1].{key}: {said}" in faults(keys=inside)
    assert not any(said in text for text in faults(persons=f"{sample.PERSONS}interface = 1\n"))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("keys", '"77fa9063"', '"77FA9063"', "key[1].fingerprint: expected a key's fingerprint: eight lower-case"),
        ("keys", '"8f250224"', '"77fa9063"', "key[2].fingerprint: '77fa9063' is taken by key[1]"),
        ("keys", '"P-1"', '"P-9"', "key[1].holder: 'P-9' is not a person of the security register; did you mean P-"),
        ("keys", '"S-3"', '"S-4"', "key[5].site: 'S-4' is not a site of the security register; did you mean S-"),
        ("keys", '"Reserve 3 of 5"', '"Reserve"', "key[1].quorum: 'Reserve' is not a quorum of the security register"),
        ("persons", 'role = "holder"', 'role = "holder"\nsubstitute = "P-8"', "person[1].substitute: 'P-8' is not a"),
        (
            "keys", 'ceremony = "C-1"\n', 'ceremony = "C-1"\n[[key.backup]]\nsite = "S-9"\nform = "steel"\n',
            "key[1].backup: 'S-9' is not a site of the security register",
        ),
        ("persons", "since = 2025-01-01", "since = 1025-01-01", "person[1].since: "),
        ("keys", 'ceremony = "C-1"', 'ceremony = "C-2"', "key[1].ceremony: 'C-2' is not a ceremony of the security"),
        ("ceremonies", '"P-6"', '"P-8"', "ceremony[1].witnesses: 'P-8' is not a person of the security register"),
        ("ceremonies", '"fddaae52"', '"00000000"', "ceremony[1].keys: '00000000' is not a key of the"),
        ("ceremonies", '"generate"', '"made"', "ceremony[1].purpose: expected one of generate, rotate"),
        ("policies", '"S-3"', '"S-5"', "policy[1].sites: 'S-5' is not a site of the security register"),
        ("policies", '"200000000.00"', "200000000", "policy[1].limit: expected money in quotation marks"),
        ("policies", '"key loss"', '"keys loss"', "policy[1].perils[2]: expected one of theft by outsiders"),
        ("policies", "until = 2026-06-30", "until = 2024-06-30", "policy[1].until: expected 2025-01-01 or later"),
        ("policies", "reviewed = 2025-05-01\n", "", "policy[1].reviewed: missing; expected a date"),
        ("quorums", "needed = 3", "needed = 6", "quorum[1].needed: expected at most keys, 5, got 6"),
        ("quorums", "keys = 5", "keys = 5\nrecovery_blocks = 100", "quorum[1].recovery: goes with recovery_blocks"),
        ("custodians", 'currency = "USD"', "", "custodian[1].cap: goes with currency"),
        ("persons", 'role = "witness"', 'rol = "witness"', "person[6].rol: unknown key; did you mean role?"),
        ("attestations", '"S-1"', '"S-7"', "attestation[1].site: 'S-7' is not a site of the security register"),
        ("audits", '"unqualified"', '"good"', "audit[1].opinion: expected one of unqualified"),
        ("incidents", '"2025-0004"', '"4"', "incident[1].act: expected the number of an act"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(file: str, old: str, new: str, said: str):
    """One change, its sentence."""
    changed = sample.FILES[file].replace(old, new, 1)
    assert changed != sample.FILES[file]
    assert any(text.startswith(f"security/{file}.toml: {said}") for text in faults(**{file: changed})), faults(
        **{file: changed}
    )


def test_faults_of_every_file_come_at_once():
    """A wrong TOML file, an unknown one and a private key beside a wrong row."""
    audits = sample.AUDITS.replace("Auditor", "").replace("CCSS level 2", WIF)
    given = sample.files(sites="[[site", audits=audits) | {"security/person.toml": b""}
    with pytest.raises(CaseError) as caught:
        security_file.parse(given)
    text = "\n".join(caught.value.faults)
    assert "security/person.toml: no file of a security register; did you mean persons.toml?" in text
    assert re.search(r"^security/sites\.toml: ", text, re.MULTILINE)
    assert "security/audits.toml: audit[1].firm: expected a name" in text
    assert "private key" in text
    assert WIF not in text
