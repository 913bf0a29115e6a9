"""A bundle checked offline, and the check entered in the journal of its case."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.container.bag import SIGNATURES_FOLDER, TAG_MANIFEST
from tracer.container.verification import Verification
from tracer.disk.files import read_bounded
from tracer.disk.folder import read_file
from tracer.errors import CaseError, TracerError
from tracer.formats.canonical import Writable
from tracer.journal.merkle_log import Head
from tracer.operations import journal_files
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.journal_files import journal_beside, shown_name
from tracer.signatures import keys, openssl
from tracer.signatures.signing import JOURNAL
from tracer.signatures.trust import Trust
from tracer.verify.journal_steps import read_filed
from tracer.verify.pack_steps import is_pack, verify_pack
from tracer.verify.verify import CheckedBundle
from tracer.verify.verify import verify as verify_bundle


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """Which bundle to check, and what it is held against: public keys and roots got apart from it, an earlier head.

    `earlier` is a head as `SIZE:ROOT`, or the folder of an earlier bundle. `large`: judge what is larger than is judged
    in bounded time and memory.
    """

    bundle: Path
    keys: Sequence[Path] = ()
    roots: Path | None = None
    earlier: str | None = None
    large: bool = False
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check found, and its entry in a journal: None where none is kept, or where `not_entered` says why.

    A check that could not be entered stands nevertheless. `seal` is the SHA-256 of the tag manifest that was checked.
    """

    verification: Verification
    entry: int | None
    not_entered: TracerError | None = None
    seal: str | None = None

    @property
    def exit_code(self) -> int:
        """0 sound; 1 found wanting; 2 nothing failed, but only another version can decide."""
        undecided = bool(self.verification.undecided) and not self.verification.failed
        return 0 if self.verification.passed else 2 if undecided else 1

    def as_json(self) -> dict[str, Writable]:
        """Return the steps, and whether the bundle passed."""
        return self.verification.as_json()


def verify(request: VerifyRequest, context: Context) -> Verified:
    """Check a bundle, and enter the check in the journal where one is kept.

    Raises:
        CaseError: a key, roots or an earlier head given cannot be read; the folder is no bundle at all.
        SourceError: the bundle cannot be read.
    """
    bundle = request.bundle
    if is_pack(bundle):
        return _verified_pack(request, context)
    _refuse_other_folders(bundle)
    trust = Trust(
        {str(path): _pinned_key(path) for path in request.keys},
        None if request.roots is None else read_bounded(request.roots, "roots"),
        None if request.earlier is None else _earlier_head(request.earlier),
        openssl.installed(context.environment),
    )
    result = verify_bundle(bundle, context.progress, trust, large=request.large)
    seal = None if result.tag_manifest is None else hashlib.sha256(result.tag_manifest).hexdigest()
    try:
        return Verified(result.verification, _enter(result, request, context), seal=seal)
    except TracerError as error:
        return Verified(result.verification, None, error, seal)


def _verified_pack(request: VerifyRequest, context: Context) -> Verified:
    """Check an auditor's pack; nobody signs one, and no journal beside it is a register's.

    Raises:
        CaseError: something to hold signatures or a journal against is given.
    """
    if request.keys or request.roots is not None or request.earlier is not None:
        raise CaseError("an auditor's pack has no signatures of its own.\nCheck the bundles in it one by one.")
    return Verified(verify_pack(request.bundle, context.progress, large=request.large), None)


def _refuse_other_folders(folder: Path) -> None:
    """Refuse what has nothing of a bundle, and a file of one: no bundle was found wanting there."""
    if folder.is_file():
        near = next((each for each in folder.absolute().parents if (each / TAG_MANIFEST).is_file()), None)
        if near is not None:
            raise CaseError(f"{folder} is a file of a bundle.\nName the bundle's folder: {near}")
    if folder.is_dir() and not any((folder / name).exists() for name in (TAG_MANIFEST, "bagit.txt", "data")):
        near = next(iter(sorted(folder.glob(f"*/{TAG_MANIFEST}"))), None)
        said = "" if near is None else f", as {near.parent}"
        raise CaseError(f"{folder} is no bundle.\nName a folder that `tracer export` wrote{said}.")


def _enter(result: CheckedBundle, request: VerifyRequest, context: Context) -> int | None:
    """Enter a check in the journal of the case; return the entry's number, None where none is kept."""
    if result.case is None or result.tag_manifest is None:
        return None
    kept = journal_beside(context.journal(request.entry), request.bundle, result.case.id)
    failed = result.verification.failed
    outcome = "not decided by this version" if result.verification.undecided else "nothing failed"
    outcome = f"failed: step {', '.join(failed)}" if failed else outcome
    digest = hashlib.sha256(result.tag_manifest).hexdigest()
    details = {"bundle": shown_name(request.bundle), "outcome": outcome}
    after = journal_files.record(kept, result.case.id, [("verified", "tracer verify", digest, details)])
    return None if after is None else len(after.entries)


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
    if not (place / SIGNATURES_FOLDER / JOURNAL).is_file():
        raise CaseError(f"--earlier {text}: that bundle holds no journal ({SIGNATURES_FOLDER}/{JOURNAL}).")
    try:
        return read_filed(read_file(place, f"{SIGNATURES_FOLDER}/{JOURNAL}"), None).head
    except TracerError as error:
        raise CaseError(f"--earlier {text}: {error}") from None
