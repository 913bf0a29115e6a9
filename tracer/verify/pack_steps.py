"""The check of an auditor's pack, offline: each bundle by its own steps, and what holds them together.

Letters are drafts and say what nobody but their signers knows: of them the hash is checked, no more.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tracer.chain.outpoint import Outpoint
from tracer.container.bag import TAG_MANIFEST
from tracer.container.desktop_files import advice
from tracer.container.verification import Verification, VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding, list_folder, read_file
from tracer.errors import IntegrityError, TracerError
from tracer.progress import Progress, no_progress
from tracer.reserve import period_file
from tracer.reserve.audit import pack_file
from tracer.reserve.audit.pack_file import BUNDLES, COINS, SAMPLE, AuditorPack
from tracer.reserve.bundle_kind import PACK
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.verify.verify import verify

_PERIOD = "data/period.json"

Statements = Mapping[str, tuple[PeriodStatement, str]]
"""Statements with the SHA-256 of their files, by the names of their periods."""


def is_pack(folder: Path) -> bool:
    """Return whether a folder says that it is a pack."""
    return (folder / PACK).is_file()


def verify_pack(folder: Path, progress: Progress = no_progress, *, large: bool = False) -> Verification:
    """Check a pack.

    Raises:
        CaseError: it is no folder.
        SourceError: it cannot be read.
    """
    try:
        pack = pack_file.loads(read_file(folder, PACK))
    except IntegrityError as error:
        return Verification((judged("1", "Files of the pack", "", [FolderFinding(PACK, str(error))]),))
    return Verification(tuple(_steps(folder, pack, progress, large)))


def _steps(folder: Path, pack: AuditorPack, progress: Progress, large: bool) -> Iterator[VerificationStep]:
    listing = list_folder(folder)
    findings = [*listing.findings, *_wrong_files(folder, pack, frozenset(listing.sizes))]
    yield judged("1", "Files of the pack", f"{len(pack.files)} with the hashes of {PACK}, and none besides", findings)
    for number, (period, seal) in enumerate(pack.bundles.items(), start=1):
        yield _bundle(folder, f"2.{number}", period, seal, progress, large)
    found: list[FolderFinding] = []
    statements = _statements(folder, pack, found)
    found += _broken_chain(statements, pack)
    yield judged("3", "Statements follow one another", f"{len(statements)}, each from the one before it", found)
    yield _sample(folder, pack, statements)
    said = "are these all wallets, is anything missing: the letters say it, and only whoever signs them knows"
    yield not_checked("4.1", "Completeness", said)
    command = "sha256sum PACK/pack.json; tracer journal REGISTER"
    yield not_checked("4.2", "The pack before this one", "no pack holds another one", command)


def _wrong_files(folder: Path, pack: AuditorPack, names: frozenset[str]) -> Iterator[FolderFinding]:
    """Yield what is not as the pack says: hashes, files that are missing, files that nobody names."""
    for name, digest in pack.files.items():
        if name not in names:
            yield FolderFinding(name, "is missing")
        elif hashlib.sha256(read_file(folder, name)).hexdigest() != digest:
            yield FolderFinding(name, "is not what the pack was made with")
    inside = tuple(f"{BUNDLES}{period}/" for period in pack.bundles)
    for name in sorted(names - {PACK, *pack.files}):
        if not name.startswith(inside):
            yield FolderFinding(name, f"is named by nothing in the pack{advice(name)}")


def _bundle(folder: Path, number: str, period: str, seal: str, progress: Progress, large: bool) -> VerificationStep:
    """Check one bundle by its own steps; that its seal is the pack's is asked first."""
    place = f"{BUNDLES}{period}"
    title = f"Bundle of {period}"
    try:
        found = hashlib.sha256(read_file(folder, f"{place}/{TAG_MANIFEST}")).hexdigest()
        if found != seal:
            return judged(number, title, "", [FolderFinding(f"{place}/{TAG_MANIFEST}", "is not the pack's")])
        checked = verify(folder / place, progress, large=large).verification
    except TracerError as error:
        return judged(number, title, "", [FolderFinding(place, str(error))])
    wrong = [
        FolderFinding(f"{place}/{each.file}", f"step {step.number}: {each.problem}")
        for step in checked.steps
        if step.number in (*checked.failed, *checked.left)
        for each in step.findings or (FolderFinding("", step.reason),)
    ]
    if checked.undecided:
        wrong.append(FolderFinding(place, checked.undecided))
    return judged(number, title, f"{len(checked.steps)} steps of tracer verify, none failed", wrong)


def _statements(folder: Path, pack: AuditorPack, findings: list[FolderFinding]) -> Statements:
    found: dict[str, tuple[PeriodStatement, str]] = {}
    for period in pack.bundles:
        name = f"{BUNDLES}{period}/{_PERIOD}"
        try:
            content = read_file(folder, name)
            statement = period_file.loads(content, name)
        except TracerError as error:
            findings.append(FolderFinding(name, str(error)))
            continue
        if (statement.period, statement.register) != (period, pack.register):
            findings.append(FolderFinding(name, f"is of {statement.register} {statement.period}"))
        found[period] = (statement, hashlib.sha256(content).hexdigest())
    return found


def _broken_chain(statements: Statements, pack: AuditorPack) -> Iterator[FolderFinding]:
    """Yield each statement that names as the one before it one of this pack's time that is not in the pack."""
    known = {digest for _, digest in statements.values()}
    several = list(statements.items())
    for number, (period, (statement, _)) in enumerate(several):
        name = f"{BUNDLES}{period}/{_PERIOD}"
        if number and statement.restates is None and statement.previous_sha256 not in known | _before(several[0][1]):
            yield FolderFinding(name, "does not go on from a statement of this pack")
        if statement.restates is not None and statement.restates.sha256 not in known:
            yield FolderFinding(name, "restates a statement that is not in this pack")
    if not statements:
        yield FolderFinding(PACK, f"no statement of {pack.period} can be read")


def _before(first: tuple[PeriodStatement, str]) -> frozenset[str | None]:
    """Return what the first statement goes on from: the year's own statement goes on from it too."""
    return frozenset({first[0].previous_sha256})


def _sample(folder: Path, pack: AuditorPack, statements: Statements) -> VerificationStep:
    """Hold the coins against the last statement's hash of them, and draw again."""
    findings: list[FolderFinding] = []
    try:
        lines, drawn = read_file(folder, COINS), read_file(folder, SAMPLE)
        last = statements.get(list(pack.bundles)[-1]) if pack.bundles else None
        if last is None or hashlib.sha256(lines).hexdigest() != last[0].reconciliation.coins_sha256:
            findings.append(FolderFinding(COINS, "are not the coins that the last statement closes with"))
        if pack_file.drawn(pack.nonce, pack.count, list(_coins(lines))) != drawn:
            findings.append(FolderFinding(SAMPLE, "is not what the nonce draws from these coins"))
    except TracerError as error:
        findings.append(FolderFinding(COINS, str(error)))
    except ValueError:
        findings.append(FolderFinding(COINS, "is no list of coins"))
    return judged("4", "Sample", f"{pack.count} of the coins asked for, drawn by {pack.nonce}", findings)


def _coins(lines: bytes) -> Iterator[ProofCoin]:
    for line in lines.decode("ascii").splitlines():
        outpoint, value, script = line.split(" ")
        yield ProofCoin(
            outpoint=Outpoint.parse(outpoint),
            value=int(value),
            height=0,
            script=bytes.fromhex(script),
            wallet="",
            is_ours=True,
        )
