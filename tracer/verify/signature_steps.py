"""The check of signatures: by which key, in which role, under which name, over exactly this bundle.

A change here can change what is accepted.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.case.persons import same_person
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError
from tracer.journal.persons import FILES, SealRole, person_of
from tracer.signatures import keys
from tracer.signatures.signing import NODE
from tracer.signatures.statement import Statement, read_envelope
from tracer.signatures.trust import Trust
from tracer.visible import quoted, visible


@dataclass(frozen=True, slots=True)
class Signed:
    """A role's signature that was read: what is stated and by which key."""

    role: SealRole
    statement: Statement
    public: bytes
    fingerprint: str


def signatures(
    files: Mapping[str, bytes], tag_manifest: bytes, case: Case | None, trust: Trust
) -> tuple[list[VerificationStep], list[Signed]]:
    """Return the steps on signatures, numbered later, and what was soundly signed.

    `files` are those in `signatures/` by name.
    """
    steps: list[VerificationStep] = []
    sound: list[Signed] = []
    for role in SealRole:
        if not {*FILES[role][:3]} & files.keys():
            continue
        findings: list[FolderFinding] = []
        signed = _signed(role, files, tag_manifest, findings)
        if signed is not None:
            findings += _stated(signed, files, tag_manifest, case)
        if signed is not None and not findings:
            sound.append(signed)
        steps.append(judged("", f"Signature of the {role.value}", _words(signed), findings))
    steps += _two_persons(sound, files, case)
    steps += _whose_keys(sound, trust)
    if not any({*FILES[role][:3]} & files.keys() for role in SealRole):
        steps.append(not_checked("", "Signatures", "nobody has signed this bundle, or the signatures were taken out"))
    return steps, sound


def _signed(
    role: SealRole, files: Mapping[str, bytes], tag_manifest: bytes, findings: list[FolderFinding]
) -> Signed | None:
    """Check key, raw signature and envelope of a role, all three by one key."""
    names = FILES[role]
    missing = [name for name in names[:3] if name not in files]
    findings += [
        FolderFinding(f"signatures/{name}", "is missing beside the others of this signature") for name in missing
    ]
    if missing:
        return None
    try:
        key = keys.read_public(files[names.key])
    except ValueError as error:
        findings.append(FolderFinding(f"signatures/{names.key}", str(error)))
        return None
    try:
        envelope = read_envelope(files[names.statement], f"signatures/{names.statement}")
    except IntegrityError as error:
        findings.append(FolderFinding(f"signatures/{names.statement}", str(error)))
        return None
    if not keys.verifies(key, files[names.signature], tag_manifest):
        text = f"is not the signature of signatures/{names.key} over this bundle's tag manifest"
        findings.append(FolderFinding(f"signatures/{names.signature}", text))
    if not keys.verifies(key, envelope.signature, envelope.signed):
        findings.append(FolderFinding(f"signatures/{names.statement}", f"is not signed by signatures/{names.key}"))
    if envelope.key != keys.fingerprint(key):
        findings.append(
            FolderFinding(f"signatures/{names.statement}", f"names another key than signatures/{names.key}")
        )
    return Signed(role, envelope.statement, files[names.key], keys.fingerprint(key))


def _stated(
    signed: Signed, files: Mapping[str, bytes], tag_manifest: bytes, case: Case | None
) -> Iterator[FolderFinding]:
    """Yield what a statement says that is not so."""
    name, stated = f"signatures/{FILES[signed.role].statement}", signed.statement
    if stated.tag_manifest != hashlib.sha256(tag_manifest).hexdigest():
        yield FolderFinding(name, "is about another bundle: its subject is not this tag manifest")
    if stated.role != signed.role.value:
        yield FolderFinding(
            name, f"states the role {quoted(stated.role, 40)}, and lies in the place of the {signed.role.value}"
        )
    if case is not None and stated.case != case.id:
        yield FolderFinding(name, f"is about case {quoted(stated.case, 80)}, not {quoted(case.id, 80)}")
    if case is not None and stated.person != person_of(case, signed.role):
        named = person_of(case, signed.role)
        yield FolderFinding(
            name, f"is of {quoted(stated.person, 80)}; the case's {signed.role.value} is {quoted(str(named), 80)}"
        )
    if stated.node != _hash(files.get(NODE)):
        yield FolderFinding(f"signatures/{NODE}", f"is not the one that the {signed.role.value} signed")
    examined = files.get(FILES[SealRole.EXAMINER].statement) if signed.role is SealRole.REVIEWER else None
    if stated.reviews != _hash(examined) or (signed.role is SealRole.REVIEWER and examined is None):
        yield FolderFinding(
            name, "does not name the examiner's statement that lies here; the reviewer signed beside another"
        )


def _two_persons(sound: list[Signed], files: Mapping[str, bytes], case: Case | None) -> Iterator[VerificationStep]:
    """Yield the step on the two-person rule, once a second person is named or signs."""
    title = "Two persons"
    both = all(FILES[role].key in files for role in SealRole)
    if case is not None and case.examiner and case.reviewer and same_person(case.examiner, case.reviewer):
        text = f"names one person, {quoted(case.examiner, 80)}, as examiner and as reviewer"
        yield judged("", title, "", [FolderFinding("data/case/case.toml", text)])
    elif both and files[FILES[SealRole.EXAMINER].key] == files[FILES[SealRole.REVIEWER].key]:
        text = "is the examiner's key as well: one person signed in both roles"
        yield judged("", title, "", [FolderFinding(f"signatures/{FILES[SealRole.REVIEWER].key}", text)])
    elif len(sound) == len(SealRole):
        people = " and ".join(quoted(each.statement.person) for each in sound)
        yield judged("", title, f"{people} signed with two keys, the second over the first's statement", [])
    elif case is not None and case.reviewer and sound:
        yield not_checked("", title, f"the case names {quoted(case.reviewer, 80)} as reviewer, who has not signed")


def _whose_keys(sound: list[Signed], trust: Trust) -> Iterator[VerificationStep]:
    """Yield whose the keys are: pinned ones are compared, others need a paper."""
    title = "Whose keys"
    if trust.keys:
        findings = [
            FolderFinding(f"signatures/{FILES[each.role].key}", "is none of the keys given with --key")
            for each in sound
            if each.public not in trust.keys.values()
        ]
        made = {each.public for each in sound}
        findings += [
            FolderFinding(name, "no sound signature of this key is here")
            for name, key in trust.keys.items()
            if key not in made
        ]
        yield judged("", title, "every key that signed was given with --key, and every key given signed", findings)
        return
    for each in sound:
        reason = (
            f"that this key belongs to {quoted(each.statement.person)} shows only a comparison with the signed paper, "
            f"or --key with the key obtained from the signer; its SHA-256: {each.fingerprint}"
        )
        command = f"openssl pkey -pubin -in signatures/{FILES[each.role].key} -outform DER | sha256sum"
        yield not_checked("", f"{title}: the {each.role.value}'s", reason, command)


def _words(signed: Signed | None) -> str:
    if signed is None:
        return ""
    stated = signed.statement
    return (
        f"{quoted(stated.person)} signed the tag manifest and a statement with key {signed.fingerprint[:16]}…, "
        f"by the signer's clock at {visible(stated.time_utc, 40)}"
    )


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
