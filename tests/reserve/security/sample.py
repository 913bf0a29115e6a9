"""A security register of the recorded story's reserve wallet, as people write it: right, and easily made wrong."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tests.reserve import story_two
from tracer.reserve.register import Register
from tracer.reserve.security import security_file
from tracer.reserve.security.security_faults import SecurityFault, security_faults
from tracer.reserve.security.security_rows import SecurityRegister

SHA = "ab" * 32
DAY = dt.date(2025, 11, 1)
RESERVE_KEYS = ("77fa9063", "8f250224", "cbe5e7de", "8e2ff389", "fddaae52")
"""The fingerprints in the reserve wallet's descriptor, in its order."""
HOLDERS = (("P-1", "S-1"), ("P-2", "S-1"), ("P-3", "S-2"), ("P-4", "S-2"), ("P-5", "S-3"))

PERSONS = "".join(
    f'[[person]]\nid = "P-{number}"\nname = "Person {number}"\nbody = "{body}"\nrole = "{role}"\nsince = 2025-01-01\n'
    for number, body, role in (
        (1, "NIC", "holder"), (2, "NIC", "holder"), (3, "CSD", "holder"), (4, "CSD", "holder"), (5, "Bank", "holder"),
        (6, "NIC", "witness"), (7, "CSD", "witness"),
    )
)  # fmt: skip
SITES = "".join(
    f'[[site]]\nid = "S-{number}"\nkind = "vault"\ncity = "{city}"\nowner = "{owner}"\naccess = "A-1"\n'
    for number, city, owner in ((1, "Astana", "NIC"), (2, "Almaty", "NIC"), (3, "Shymkent", "CSD"))
)
KEYS = "".join(
    f'[[key]]\nfingerprint = "{key}"\nxpub_sha256 = "{SHA}"\nquorum = "Reserve 3 of 5"\nholder = "{person}"\n'
    f'site = "{site}"\ndevice = "Model T"\nfirmware = "2.8.1"\nceremony = "C-1"\n'
    for key, (person, site) in zip(RESERVE_KEYS, HOLDERS, strict=True)
)
QUORUMS = '[[quorum]]\nname = "Reserve 3 of 5"\nneeded = 3\nkeys = 5\n'
CEREMONIES = f"""[[ceremony]]
id = "C-1"
date = 2025-02-01
site = "S-1"
purpose = "generate"
persons = ["P-1", "P-2", "P-3", "P-4", "P-5"]
witnesses = ["P-6", "P-7"]
script_sha256 = "{SHA}"
devices = ["SN-1"]
keys = {list(RESERVE_KEYS)!r}
protocol = "texts/ceremony-1.pdf"
protocol_sha256 = "{SHA}"
""".replace("'", '"')
POLICIES = """[[policy]]
id = "I-1"
insurer = "Insurer"
number = "7/25"
perils = ["theft by outsiders", "key loss"]
limit = "200000000.00"
deductible = "5000000.00"
currency = "USD"
insured = "NIC"
wallets = ["State reserve wallet"]
sites = ["S-1", "S-2", "S-3"]
exclusions = ["war"]
from = 2025-01-01
until = 2026-06-30
reviewed = 2025-05-01
"""
AUDITS = """[[audit]]
id = "U-1"
firm = "Auditor"
scope = "CCSS level 2"
from = 2025-01-01
until = 2025-06-30
opinion = "unqualified"
open_findings = 0
next_due = 2026-06-30
"""
CUSTODIANS = """[[custodian]]
name = "Custodian X"
contract = "7 of 2025"
until = 2026-12-31
cap = "1.00"
currency = "USD"
"""
ATTESTATIONS = f"""[[attestation]]
id = "T-1"
system = "A-1"
site = "S-1"
standard = "ISO/IEC 30107-3"
certificate = "30107/17"
from = 2025-01-01
until = 2026-03-31
entries = 412
refused = 3
two_person = 412
log_sha256 = "{SHA}"
signed_by = "P-6"
"""
INCIDENTS = """[[incident]]
id = "E-1"
found = 2025-03-01
kind = "device"
what = "A screen went dark."
act = "2025-0004"
"""

FILES: Mapping[str, str] = {
    "persons": PERSONS, "sites": SITES, "keys": KEYS, "quorums": QUORUMS, "ceremonies": CEREMONIES,
    "policies": POLICIES, "audits": AUDITS, "custodians": CUSTODIANS, "attestations": ATTESTATIONS,
    "incidents": INCIDENTS,
}  # fmt: skip


def files(**changed: str) -> dict[str, bytes]:
    """Return the files by path in the register, some of them other texts; an empty one is left out."""
    texts = {**FILES, **changed}
    return {f"security/{name}.toml": text.encode() for name, text in texts.items() if text}


def security(**changed: str) -> SecurityRegister:
    """Return the security register as read."""
    return security_file.parse(files(**changed))


@cache
def register() -> Register:
    """Return a register of the recorded story's reserve wallet alone, which names its quorum."""
    wallet = next(each for each in story_two.register().wallets if each.name == "State reserve wallet")
    return replace(story_two.register(), wallets=(replace(wallet, quorum="Reserve 3 of 5"),))


def faults(kept: SecurityRegister, day: dt.date = DAY) -> list[str]:
    """Return what is wrong, in sentences."""
    return [each.text for each in found(kept, day)]


def found(kept: SecurityRegister, day: dt.date = DAY) -> tuple[SecurityFault, ...]:
    """Return what is wrong on a day on which no key has signed anything yet."""
    return security_faults(kept, register(), day, {})
