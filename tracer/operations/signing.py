"""Signatures, time stamps and the journal around a bundle: the shell that reads, asks, checks and writes.

Everything it adds lies in `signatures/`, beside what the tag manifest seals; no sealed byte is touched.
Nothing is added to a bundle that does not verify.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.case.case import Case
from tracer.container.bag import SIGNATURES, SIGNATURES_FOLDER
from tracer.container.verification import StepVerdict, Verification, VerificationStep
from tracer.disk.files import read_bounded, write_flushed
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.journal.journal import Journal
from tracer.journal.merkle_log import continues
from tracer.journal.persons import FILES, SealRole, person_of
from tracer.operations import journal_files
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.journal_files import TOOL, JournalTarget, journal_beside, shown_name
from tracer.signatures import keys, openssl
from tracer.signatures.cms import to_der
from tracer.signatures.signing import JOURNAL, person_to_sign, signed_files
from tracer.signatures.trust import NO_TRUST
from tracer.verify.journal_steps import read_filed
from tracer.verify.seal_steps import seal_steps
from tracer.verify.verify import verify as verify_bundle


@dataclass(frozen=True, slots=True)
class SignRequest:
    """Which bundle to sign, with which key, as what; without `allow_unencrypted` the key must have a passphrase."""

    bundle: Path
    key: Path
    role: SealRole
    allow_unencrypted: bool = False
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed: by whom, with which key's fingerprint, and the entry of the journal where one is kept."""

    role: SealRole
    person: str
    fingerprint: str
    entry: int | None

    def as_json(self) -> dict[str, object]:
        """Return `{role, person, fingerprint, entry}`."""
        return {
            "role": self.role.value,
            "person": self.person,
            "fingerprint": self.fingerprint,
            "entry": self.entry,
        }


def sign(request: SignRequest, ask: Callable[[], str], context: Context) -> Signature:
    """Sign a bundle that verifies; `ask` gives the key's passphrase and is called at most once.

    Raises:
        CaseError: the key or the passphrase is wrong, or this person may not sign now.
        IntegrityError: the bundle does not verify, or its journal is not the case's.
        SourceError: the bundle or the journal cannot be written.
    """
    bundle, key_file, role = request.bundle, request.key, request.role
    if key_file.absolute().resolve().is_relative_to(bundle.absolute().resolve()):
        raise CaseError(f"{key_file} lies in the bundle: whoever gets it would get the key.\nTake that key as exposed.")
    pem = read_bounded(key_file, "key file")
    key = keys.load_private(pem, _passphrase(pem, key_file, ask, request.allow_unencrypted), str(key_file))
    case, tag_manifest, files = _sound(bundle, context, role)
    person = person_to_sign(case, role, files)
    kept = journal_beside(context.journal(request.entry), bundle, case.id)
    journal = _journal_to_sign(kept, case, files)
    added = signed_files(
        files, case, role, key=key, journal=journal, time=context.clock(), tool=TOOL, tag_manifest=tag_manifest
    )
    put(bundle, added)
    fingerprint = keys.fingerprint(key.public_key())
    details = {"bundle": shown_name(bundle), "role": role.value, "person": person, "key": fingerprint}
    digest = hashlib.sha256(tag_manifest).hexdigest()
    after = journal_files.record(kept, case.id, [("signed", f"as {role.value}", digest, details)])
    return Signature(role, person, fingerprint, None if after is None else len(after.entries))


@dataclass(frozen=True, slots=True)
class AddCmsRequest:
    """Which CMS, made elsewhere, to put into which bundle as whose signature."""

    bundle: Path
    signature: Path
    role: SealRole
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class Added:
    """The steps that say what was added is worth, and the entry of the journal where one is kept."""

    steps: tuple[VerificationStep, ...]
    entry: int | None

    def as_json(self) -> dict[str, object]:
        """Return `{steps, entry}`, each step as a check of the bundle gives it."""
        return {"steps": [step.as_json() for step in self.steps], "entry": self.entry}


def add_cms(request: AddCmsRequest, context: Context) -> Added:
    """Put a CMS made elsewhere into a bundle that verifies with it.

    Raises:
        CaseError: it is no CMS, does not verify, or the role has one already.
        IntegrityError: the bundle does not verify.
        SourceError: the bundle or the journal cannot be written.
    """
    bundle, role, name = request.bundle, request.role, FILES[request.role].cms
    raw = to_der(read_bounded(request.signature, "CMS"), str(request.signature))
    case, tag_manifest, files = _sound(bundle, context)
    if name in files:
        raise CaseError(f"{SIGNATURES_FOLDER}/{name} is there already: the {role.value}'s CMS.")
    if person_of(case, role) is None:
        raise CaseError(f"the case names no {role.value}, so nobody can sign as such.")
    trust = replace(NO_TRUST, outside=openssl.installed(context.environment))
    steps = tuple(
        step for step in seal_steps({**files, name: raw}, tag_manifest, case, None, trust) if "CMS" in step.title
    )
    refuse_failed(steps, str(request.signature))
    put(bundle, {name: raw})
    details = {
        "bundle": shown_name(bundle),
        "role": role.value,
        "file": name,
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    kept = journal_beside(context.journal(request.entry), bundle, case.id)
    digest = hashlib.sha256(tag_manifest).hexdigest()
    after = journal_files.record(kept, case.id, [("signed", f"CMS of the {role.value} added", digest, details)])
    return Added(steps, None if after is None else len(after.entries))


def refuse_failed(steps: Sequence[VerificationStep], name: str) -> None:
    """Raise `CaseError` with the first finding where a step failed."""
    for step in steps:
        if step.verdict is StepVerdict.FAIL:
            raise CaseError(f"{name} was not added: {step.findings[0].problem}.")


def refuse_undecided(bundle: Path, verification: Verification, what: str) -> None:
    """Raise `CaseError` where nothing is wrong, but only another version can tell whether the bundle is right."""
    if verification.undecided and not verification.failed:
        raise CaseError(f"{bundle} is not verified by this version, so nothing was {what}: {verification.undecided}.")


def new_key(target: Path, passphrase: str) -> str:
    """Write a new private key, encrypted, and `.pub.pem` beside it; return the public key's fingerprint.

    Raises:
        CaseError: a file is there already, or the passphrase is too short.
        SourceError: the disk refuses.
    """
    public = target.with_name(target.name.removesuffix(".pem") + ".pub.pem")
    private_pem, public_pem = keys.new_key(passphrase)
    made: list[Path] = []
    try:
        for path, content in ((target, private_pem), (public, public_pem)):
            write_flushed(path, content)
            made.append(path)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise CaseError(f"{error.filename} exists already.\nName another place with --new-key.") from None
        raise SourceError(f"{target} could not be written: {error.strerror}.") from error
    return keys.fingerprint(keys.read_public(public_pem))


def put(bundle: Path, files: Mapping[str, bytes]) -> None:
    """Write files into `signatures/`, in place of those of the same name: all are on disk before one is in place.

    Raises:
        SourceError: the bundle cannot be written; it is as it was.
    """
    folder = bundle / SIGNATURES_FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _clear(folder)
        try:
            for name, content in files.items():
                write_flushed(_partial(folder, name), content)
            for name in files:
                _partial(folder, name).replace(folder / name)
        finally:
            _clear(folder)
    except OSError as error:
        raise SourceError(
            f"{folder} could not be written: {error.strerror}.\nNothing sealed was touched. Make the bundle writable, "
            "or make room, and run this again."
        ) from error


def _partial(folder: Path, name: str) -> Path:
    return folder / f".{name}.partial"


def _clear(folder: Path) -> None:
    """Remove what a killed process left half-written; nothing of it was ever in place."""
    for name in SIGNATURES:
        _partial(folder, name).unlink(missing_ok=True)


def _sound(bundle: Path, context: Context, role: SealRole | None = None) -> tuple[Case, bytes, Mapping[str, bytes]]:
    """Return what is needed to sign a bundle, after a whole check of it.

    Of a role that is to sign, key and raw signature without a statement are passed over: a killed process
    left them, and they will be replaced.
    """
    if (bundle / SIGNATURES_FOLDER).is_dir():
        _clear(bundle / SIGNATURES_FOLDER)
    trust = replace(NO_TRUST, outside=openssl.installed(context.environment))
    result = verify_bundle(bundle, context.progress, trust, halves_of=role)
    refuse_undecided(bundle, result.verification, "signed")
    if not result.verification.passed or result.case is None or result.tag_manifest is None:
        raise IntegrityError(
            f"{bundle} does not verify, so nothing was signed.\nSee what is wrong with it: tracer verify {bundle}"
        )
    return result.case, result.tag_manifest, result.files


def _journal_to_sign(kept: JournalTarget, case: Case, files: Mapping[str, bytes]) -> Journal | None:
    """Return the journal whose head is signed: the case's where one is kept, else the one that the bundle holds."""
    filed = read_filed(files[JOURNAL], case) if JOURNAL in files else None
    if kept.path is None:
        return filed
    journal = journal_files.begun(kept, case.id)
    if filed is not None and not continues(journal.lines, filed.head):
        raise IntegrityError(
            f"{kept.path} does not continue the journal in the bundle: entries that were there then are changed or "
            f"missing."
        )
    return journal


def _passphrase(pem: bytes, name: Path, ask: Callable[[], str], allow_unencrypted: bool) -> str | None:
    if keys.is_encrypted(pem):
        return ask()
    if b"PRIVATE KEY-----" in pem and not allow_unencrypted:
        raise CaseError(
            f"{name} is not protected by a passphrase.\nProtect it: openssl pkcs8 -topk8 -in {name} -out NEW.pem; "
            "or use it as it is with --allow-unencrypted."
        )
    return None
