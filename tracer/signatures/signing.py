"""What a signature adds to `signatures/`, and who may sign a bundle.

The examiner signs first. The reviewer is another person with another key, and signs the examiner's
statement as well, so that neither signature can be exchanged without the other.
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracer import moments
from tracer.case.case import Case
from tracer.case.persons import same_person
from tracer.errors import CaseError, IntegrityError
from tracer.journal.journal import Journal
from tracer.journal.persons import FILES, SealRole, person_of
from tracer.signatures import keys
from tracer.signatures.dsse import seal
from tracer.signatures.statement import Statement, read_envelope
from tracer.visible import quoted

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

JOURNAL, NODE = "journal.jsonl", "node.json"


def person_to_sign(case: Case, role: SealRole, files: Mapping[str, bytes]) -> str:
    """Return the person who signs in a role, after making sure that this is their turn.

    `files` are those in `signatures/` by name.

    Raises:
        CaseError: the case names nobody in the role, or one person in both; the role has signed already, or
            the reviewer comes before the examiner.
    """
    person = person_of(case, role)
    if person is None:
        raise CaseError(
            f"the case names no {role.value}, so nobody can sign as such.\n"
            f'Add {role.value} = "…" to [case], trace and export again; or sign in another role with --role.'
        )
    if case.examiner and case.reviewer and same_person(case.examiner, case.reviewer):
        raise CaseError(f"the case names {quoted(person)} as examiner and as reviewer; these must be two persons.")
    if FILES[role].statement in files:
        raise CaseError(f"the {role.value} has signed this bundle already: signatures/{FILES[role].statement}.")
    if role is SealRole.REVIEWER and FILES[SealRole.EXAMINER].statement not in files:
        raise CaseError("the reviewer signs after the examiner, whose signature is not in this bundle yet.")
    return person


def signed_files(
    bundle: Mapping[str, bytes],
    case: Case,
    role: SealRole,
    *,
    key: "Ed25519PrivateKey",
    journal: Journal | None,
    time: int,
    tool: str,
    tag_manifest: bytes,
) -> dict[str, bytes]:
    """Return the files that a signature adds, the statement last; `bundle` is what lies in `signatures/`.

    `time` is Unix seconds by the signer's clock.

    Raises:
        CaseError: see `person_to_sign`; or the examiner's key is used again.
        IntegrityError: what lies there already cannot be read.
    """
    person = person_to_sign(case, role, bundle)
    public = keys.public_pem(key.public_key())
    _refuse_same_key(bundle, role, public)
    names = FILES[role]
    examined = bundle.get(FILES[SealRole.EXAMINER].statement) if role is SealRole.REVIEWER else None
    statement = Statement(
        tag_manifest=hashlib.sha256(tag_manifest).hexdigest(),
        case=case.id,
        role=role.value,
        person=person,
        tool=tool,
        time_utc=moments.iso(time),
        journal=None if journal is None else journal.head,
        node=hashlib.sha256(bundle[NODE]).hexdigest() if NODE in bundle else None,
        reviews=None if examined is None else hashlib.sha256(examined).hexdigest(),
    )
    if examined is not None:
        _refuse_shorter_journal(read_envelope(examined, FILES[SealRole.EXAMINER].statement).statement, journal)
    files = {names.key: public, names.signature: key.sign(tag_manifest)}
    if journal is not None:
        files[JOURNAL] = journal.content
    files[names.statement] = seal(statement, keys.fingerprint(key.public_key()), key.sign)
    return files


def _refuse_same_key(bundle: Mapping[str, bytes], role: SealRole, public: bytes) -> None:
    for other in SealRole:
        if other is not role and bundle.get(FILES[other].key) == public:
            raise CaseError(
                f"this key is the {other.value}'s: it has signed the bundle already. The {role.value} is another "
                "person and signs with another key."
            )


def _refuse_shorter_journal(examined: Statement, journal: Journal | None) -> None:
    if examined.journal is not None and (journal is None or len(journal.entries) < examined.journal.size):
        raise IntegrityError(
            f"the examiner signed a journal of {examined.journal.size} entries, which is not at hand in that length.\n"
            "Name the case's journal with --journal."
        )
