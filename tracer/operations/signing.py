"""Signatures, time stamps and the journal around a bundle: the shell that reads, asks, checks and writes.

Everything it adds lies in `signatures/`, beside what the tag manifest seals; no sealed byte is touched.
Nothing is added to a bundle that does not verify.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.case.case import Case
from tracer.disk import clock
from tracer.disk.files import read_bounded
from tracer.disk.folder import list_folder, read_file
from tracer.errors import CaseError, IntegrityError, SourceError, TracerError
from tracer.evidence.bag import SIGNATURES, TAG_MANIFEST
from tracer.evidence.material import Material
from tracer.evidence.verification import Step, Verdict, Verification
from tracer.journal.journal import Journal
from tracer.journal.merkle_log import Head, continues
from tracer.journal.persons import FILES, SealRole, person_of
from tracer.operations import journal_files
from tracer.operations.journal_files import TOOL, JournalTarget
from tracer.operations.pipeline import verify as verify_bundle
from tracer.operations.sources import Progress
from tracer.signatures import keys, openssl
from tracer.signatures.cms import to_der
from tracer.signatures.signing import JOURNAL, person_to_sign, signed_files
from tracer.signatures.trust import NO_TRUST, Trust
from tracer.verify import check
from tracer.verify.journal_steps import read_filed

_FOLDER = "signatures"


@dataclass(frozen=True, slots=True)
class Checked:
    """A bundle after its check. `files` are those in `signatures/` by name; None: what could not be read."""

    verification: Verification
    tag_manifest: bytes | None
    case: Case | None
    material: Material | None
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed: by whom, with which key's fingerprint, and the entry of the journal where one is kept."""

    person: str
    fingerprint: str
    entry: int | None


def checked(bundle: Path, progress: Progress, trust: Trust = NO_TRUST, halves_of: SealRole | None = None) -> Checked:
    """Check a bundle with everything that signs it, and hand over what was read on the way.

    A half of a signature in the role `halves_of`, without its statement, is passed over.

    Raises:
        CaseError: it is not a folder.
        SourceError: it cannot be read.
    """
    found = Checked(Verification(()), None, None, None, {})

    def seal(names: Sequence[str], tag_manifest: bytes, case: Case | None, material: Material | None) -> Sequence[Step]:
        """Keep what the check read, and check the signatures."""
        nonlocal found
        files = _signature_files(bundle, names)
        if halves_of is not None and FILES[halves_of].statement not in files:
            files = {name: files[name] for name in files if name not in FILES[halves_of][:2]}
        found = Checked(found.verification, tag_manifest, case, material, files)
        return check.seal_steps(files, tag_manifest, case, material, replace(trust, outside=openssl.installed()))

    verification = verify_bundle(bundle, progress, seal)
    return replace(found, verification=verification)


def verify(
    bundle: Path, pinned: Sequence[Path], roots: Path | None, earlier: str | None, progress: Progress
) -> tuple[Verification, Callable[[JournalTarget], int | None]]:
    """Check a bundle; return the verification, and what enters it in a journal once it was shown.

    Raises:
        CaseError: a key, roots or an earlier head given cannot be read; the folder is no bundle at all.
        SourceError: the bundle cannot be read.
    """
    _refuse_other_folders(bundle)
    trust = Trust(
        {str(path): _pinned_key(path) for path in pinned},
        None if roots is None else read_bounded(roots, "roots"),
        None if earlier is None else _earlier_head(earlier),
        None,
    )
    result = checked(bundle, progress, trust)
    return result.verification, lambda journal_target: _enter_check(bundle, result, journal_target)


def _refuse_other_folders(folder: Path) -> None:
    """Refuse a folder that has nothing of a bundle: no bundle was found wanting there."""
    if folder.is_dir() and not any((folder / name).exists() for name in (TAG_MANIFEST, "bagit.txt", "data")):
        near = next(iter(sorted(folder.glob(f"*/{TAG_MANIFEST}"))), None)
        said = "" if near is None else f", as {near.parent}"
        raise CaseError(f"{folder} is no bundle.\nName a folder that `tracer export` wrote{said}.")


def _enter_check(bundle: Path, result: Checked, journal_target: JournalTarget) -> int | None:
    """Enter a check in the journal of the case; return the entry's number, None where none is kept."""
    if result.case is None or result.tag_manifest is None:
        return None
    kept = journal_beside(journal_target, bundle, result.case.id)
    failed = result.verification.failed
    outcome = "not decided by this version" if result.verification.undecided else "nothing failed"
    outcome = f"failed: step {', '.join(failed)}" if failed else outcome
    digest = hashlib.sha256(result.tag_manifest).hexdigest()
    details = {"bundle": _shown(bundle), "outcome": outcome}
    after = journal_files.record(kept, result.case.id, [("verified", "tracer verify", digest, details)])
    return None if after is None else len(after.entries)


def sign(
    bundle: Path,
    key_file: Path,
    ask: Callable[[], str],
    role: SealRole,
    allow_unencrypted: bool,
    journal_target: JournalTarget,
    progress: Progress,
) -> Signature:
    """Sign a bundle that verifies; `ask` gives the key's passphrase and is called at most once.

    Raises:
        CaseError: the key or the passphrase is wrong, or this person may not sign now.
        IntegrityError: the bundle does not verify, or its journal is not the case's.
        SourceError: the bundle or the journal cannot be written.
    """
    if key_file.absolute().resolve().is_relative_to(bundle.absolute().resolve()):
        raise CaseError(f"{key_file} lies in the bundle: whoever gets it would get the key.\nTake that key as exposed.")
    pem = read_bounded(key_file, "key file")
    key = keys.load_private(pem, _passphrase(pem, key_file, ask, allow_unencrypted), str(key_file))
    case, tag_manifest, files = _sound(bundle, progress, role)
    person = person_to_sign(case, role, files)
    kept = journal_beside(journal_target, bundle, case.id)
    journal = _journal_to_sign(kept, case, files)
    now = clock.now()
    added = signed_files(files, case, role, key, journal, now, TOOL, tag_manifest)
    put(bundle, added)
    fingerprint = keys.fingerprint(key.public_key())
    details = {"bundle": _shown(bundle), "role": role.value, "person": person, "key": fingerprint}
    digest = hashlib.sha256(tag_manifest).hexdigest()
    after = journal_files.record(kept, case.id, [("signed", f"as {role.value}", digest, details)])
    return Signature(person, fingerprint, None if after is None else len(after.entries))


def store_cms(
    bundle: Path, signature: Path, role: SealRole, journal_target: JournalTarget, progress: Progress
) -> tuple[Step, ...]:
    """Put a CMS made elsewhere into a bundle that verifies with it; return the steps that say what it is worth.

    Raises:
        CaseError: it is no CMS, does not verify, or the role has one already.
        IntegrityError: the bundle does not verify.
        SourceError: the bundle or the journal cannot be written.
    """
    name = FILES[role].cms
    raw = to_der(read_bounded(signature, "CMS"), str(signature))
    case, tag_manifest, files = _sound(bundle, progress)
    if name in files:
        raise CaseError(f"{_FOLDER}/{name} is there already: the {role.value}'s CMS.")
    if person_of(case, role) is None:
        raise CaseError(f"the case names no {role.value}, so nobody can sign as such.")
    trust = replace(NO_TRUST, outside=openssl.installed())
    steps = tuple(
        step for step in check.seal_steps({**files, name: raw}, tag_manifest, case, None, trust) if "CMS" in step.title
    )
    refuse_failed(steps, str(signature))
    put(bundle, {name: raw})
    details = {"bundle": _shown(bundle), "role": role.value, "file": name, "sha256": hashlib.sha256(raw).hexdigest()}
    kept = journal_beside(journal_target, bundle, case.id)
    digest = hashlib.sha256(tag_manifest).hexdigest()
    journal_files.record(kept, case.id, [("signed", f"CMS of the {role.value} added", digest, details)])
    return steps


def refuse_failed(steps: Sequence[Step], name: str) -> None:
    """Raise `CaseError` with the first finding where a step failed."""
    for step in steps:
        if step.verdict is Verdict.FAIL:
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
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            made.append(path)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise CaseError(f"{error.filename} exists already.\nName another place with --new-key.") from None
        raise SourceError(f"{target} could not be written: {error.strerror}.") from error
    return keys.fingerprint(keys.read_public(public_pem))


def journal_beside(journal_target: JournalTarget, folder: Path, case: str) -> JournalTarget:
    """Return which journal to keep: the one named, else that of the case beside the folder, else none.

    Raises:
        CaseError: several journals of the case lie there.
    """
    return (
        journal_target
        if journal_target.path is not None
        else replace(journal_target, path=journal_files.beside_folder(folder, case))
    )


def put(bundle: Path, files: Mapping[str, bytes]) -> None:
    """Write files into `signatures/`, in place of those of the same name: all are on disk before one is in place.

    Raises:
        SourceError: the bundle cannot be written; it is as it was.
    """
    folder = bundle / _FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _clear(folder)
        try:
            for name, content in files.items():
                _stage(_partial(folder, name), content)
            for name in files:
                _partial(folder, name).replace(folder / name)
        finally:
            _clear(folder)
    except OSError as error:
        raise SourceError(
            f"{folder} could not be written: {error.strerror}.\nNothing sealed was touched. Make the bundle writable, "
            "or make room, and run this again."
        ) from error


def _stage(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _partial(folder: Path, name: str) -> Path:
    return folder / f".{name}.partial"


def _clear(folder: Path) -> None:
    """Remove what a killed process left half-written; nothing of it was ever in place."""
    for name in SIGNATURES:
        _partial(folder, name).unlink(missing_ok=True)


def _sound(bundle: Path, progress: Progress, role: SealRole | None = None) -> tuple[Case, bytes, Mapping[str, bytes]]:
    """Return what is needed to sign a bundle, after a whole check of it.

    Of a role that is to sign, key and raw signature without a statement are passed over: a killed process
    left them, and they will be replaced.
    """
    if (bundle / _FOLDER).is_dir():
        _clear(bundle / _FOLDER)
    result = checked(bundle, progress, halves_of=role)
    refuse_undecided(bundle, result.verification, "signed")
    if not result.verification.passed or result.case is None or result.tag_manifest is None:
        raise IntegrityError(
            f"{bundle} does not verify, so nothing was signed.\nSee what is wrong with it: tracer verify {bundle}"
        )
    return result.case, result.tag_manifest, result.files


def _signature_files(bundle: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Read files of `signatures/`; one beyond the bound is left empty, and so fails its check."""
    sizes = list_folder(bundle).sizes
    wanted = {name: sizes.get(name, 0) <= check.LARGEST for name in names}
    return {name.partition("/")[2]: read_file(bundle, name) if small else b"" for name, small in wanted.items()}


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


def _pinned_key(path: Path) -> bytes:
    content = read_bounded(path, "public key")
    try:
        return keys.public_pem(keys.read_public(content))
    except ValueError as error:
        raise CaseError(
            f"--key {path} {error}.\nName the signer's public key, as tracer sign --new-key wrote it."
        ) from None


def _earlier_head(text: str) -> Head:
    """Return the head given as SIZE:ROOT, or that of an earlier bundle's journal."""
    try:
        return Head.parse(text)
    except ValueError as error:
        place = Path(text)
        if not place.is_dir():
            raise CaseError(f"--earlier {text}: neither a bundle nor a head: {error}.") from None
    if not (place / _FOLDER / JOURNAL).is_file():
        raise CaseError(f"--earlier {text}: that bundle holds no journal ({_FOLDER}/{JOURNAL}).")
    try:
        return read_filed(read_file(place, f"{_FOLDER}/{JOURNAL}"), None).head
    except TracerError as error:
        raise CaseError(f"--earlier {text}: {error}") from None


def _shown(path: Path) -> str:
    """Return a folder's own name as an entry can hold it."""
    return "".join(each if each.isprintable() else "?" for each in path.absolute().name)[:200] or "."
