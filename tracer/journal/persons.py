"""Who signs: in which role, under which name in the case, into which files of `signatures/`."""

from enum import Enum
from typing import NamedTuple

from tracer.case.case import Case


class SealRole(Enum):
    """In which role a person signs."""

    EXAMINER = "examiner"
    REVIEWER = "reviewer"


class RoleFiles(NamedTuple):
    """The names in `signatures/` of a role's public key, raw signature, statement and CMS."""

    key: str
    signature: str
    statement: str
    cms: str


FILES = {
    SealRole.EXAMINER: RoleFiles("analyst.pem", "tagmanifest.ed25519.sig", "statement.dsse.json", "analyst.cms"),
    SealRole.REVIEWER: RoleFiles(
        "reviewer.pem", "tagmanifest.reviewer.ed25519.sig", "statement.reviewer.dsse.json", "reviewer.cms"
    ),
}


def person_of(case: Case, role: SealRole) -> str | None:
    """Return the person whom the case names in a role, None where it names none."""
    return case.examiner if role is SealRole.EXAMINER else case.reviewer
