"""The check of a bundle, offline, in numbered steps.

Nothing in a bundle is believed: every file is hashed, every transaction and proof recomputed, the whole
trace replayed, every annex rendered again. What no offline check can show is listed as such.
A hostile bundle gives findings, never an exception. A change here can change what is accepted.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tracer.case.case import Case
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Transaction
from tracer.container.bag import TAG_MANIFEST, BagCheck, bag_info, check_bag
from tracer.container.chain_tables import NAMES
from tracer.container.material import Material, network_file
from tracer.container.verification import Verification, VerificationStep, judged, not_checked
from tracer.disk.child_process import Runner, in_child_process, in_this_process
from tracer.disk.collector import gc_paused
from tracer.disk.folder import FolderFinding, list_folder, read_file
from tracer.documents import typesetting
from tracer.documents.local_time import set_clock
from tracer.errors import TracerError
from tracer.evidence import bundle, not_shown
from tracer.evidence.annexes_pdf import printed
from tracer.evidence.dossier import Dossier, shown_times
from tracer.evidence.tag_names import stored_names
from tracer.formats.zone import DATABASE_VERSION
from tracer.journal.persons import FILES, SealRole
from tracer.progress import Progress, no_progress
from tracer.reserve.bundle_kind import is_statement
from tracer.result.trace_file import TraceFile
from tracer.signatures.trust import NO_TRUST, Trust
from tracer.verify.bundle_parts import BESIDE, CASE, SCRIPTS, TRACE, BundleParts, take_apart
from tracer.verify.case_steps import case_steps
from tracer.verify.chain_steps import (
    DecodedTransactions,
    check_amounts,
    check_headers,
    check_proofs,
    check_transactions,
)
from tracer.verify.replay_steps import REPLAYED, replay_steps
from tracer.verify.replayed import Replay, replay
from tracer.verify.seal_steps import LARGEST, seal_steps
from tracer.verify.version_steps import steps_of_another
from tracer.visible import quoted

Derive = Callable[[Dossier, Runner], Mapping[str, bytes]]
"""Renders what follows from a bundle's sources, by path, some of it by a runner."""


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """A bundle after its check, and what was read on the way; None: what could not be read.

    `files` are those in `signatures/` by name.
    """

    verification: Verification
    tag_manifest: bytes | None
    case: Case | None
    material: Material | None
    files: Mapping[str, bytes]


def verify(
    path: Path,
    progress: Progress = no_progress,
    trust: Trust = NO_TRUST,
    *,
    large: bool = False,
    halves_of: SealRole | None = None,
    replay: Replay = replay,
    derive: Derive = bundle.derived,
    runner: Runner = in_child_process,
) -> CheckedBundle:
    """Check a bundle with everything that signs it. The trace is computed again by `replay`; `derive` renders.

    A half of a signature in the role `halves_of`, without its statement, is passed over. With `large`, more is judged
    than in bounded time and memory.

    Raises:
        CaseError: `path` is not a folder.
        SourceError: the disk cannot be read.
    """
    with gc_paused():
        bag = check_bag(path, large)
        if is_statement(bag.payload):
            return _checked_statement(bag, _signature_files(path, bag.signatures), progress, trust)
        parts = take_apart(bag.payload, progress)
        files = _signature_files(path, bag.signatures)
        if halves_of is not None and FILES[halves_of].statement not in files:
            files = {name: files[name] for name in files if name not in FILES[halves_of][:2]}
        taken = tuple(_steps(bag, parts, _Means(progress, replay, derive, runner), files, trust))
        verification = Verification(taken, "" if parts.another is None else parts.another.why)
        case = parts.case.case if parts.case else None
        return CheckedBundle(verification, bag.files.get(TAG_MANIFEST), case, parts.material, files)


def _checked_statement(bag: BagCheck, files: Mapping[str, bytes], progress: Progress, trust: Trust) -> CheckedBundle:
    """Check the bundle of a register's statement, with everything that signs it."""
    from tracer.verify import reserve_steps, statement_parts  # a case's bundle needs nothing of the register

    material = statement_parts.material_of(bag.payload)
    sealed = _sealed_by(bag, None, material, files, trust)
    taken = tuple(reserve_steps.steps(bag, progress=progress, sealed=sealed))
    verification = Verification(taken, statement_parts.undecided(bag.payload))
    return CheckedBundle(verification, bag.files.get(TAG_MANIFEST), None, material, files)


def steps(
    bag: BagCheck,
    replay: Replay = replay,
    progress: Progress = no_progress,
    derive: Derive = bundle.derived,
    runner: Runner = in_this_process,
) -> Iterator[VerificationStep]:
    """Yield the steps one by one, each taken when it is asked for; `derive` renders the annexes again.

    The trace is computed again by `runner` from when the transactions are read until its step is due; the annexes are
    rendered meanwhile, and said after it. What lies in `signatures/` is not read.
    """
    return _steps(bag, take_apart(bag.payload, progress), _Means(progress, replay, derive, runner), {}, NO_TRUST)


class _Means(NamedTuple):
    """With what a bundle is checked."""

    progress: Progress
    replay: Replay
    derive: Derive
    runner: Runner


def _steps(
    bag: BagCheck, parts: BundleParts, means: _Means, signatures: Mapping[str, bytes], trust: Trust
) -> Iterator[VerificationStep]:
    yield judged(
        "1",
        "Manifests and files",
        f"{len(bag.files)} files agree with the manifests, and the manifests with {TAG_MANIFEST}; none is missing, "
        "none was added",
        [*bag.findings, *parts.findings],
    )
    yield from _seal_steps(bag, parts, signatures, trust)
    decoded = (
        DecodedTransactions({}, ()) if parts.material is None else check_transactions(parts.material, means.progress)
    )
    transactions = decoded.transactions
    if parts.another is not None:
        yield from steps_of_another(parts.another, parts.material, transactions, decoded.findings, means.progress)
        yield from not_shown.not_shown(parts.trace, parts.case.case if parts.case else None, parts.material)
        return
    with means.runner(lambda: _replay_steps(parts, transactions, means.replay)) as replayed:
        if parts.material is None:
            yield from (_impossible(number, title, "chain/") for number, title in _CHAIN_STEPS)
        else:
            yield from _chain_steps(parts.material, parts.trace, transactions, list(decoded.findings), means.progress)
        yield from _case_steps(parts, transactions)
        rendered = _annex_steps(parts, transactions, bag.files, means)
        yield from replayed()
    yield from rendered
    yield from not_shown.not_shown(parts.trace, parts.case.case if parts.case else None, parts.material)


def _signature_files(path: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Read files of `signatures/`; one beyond the bound is left empty, and so fails its check."""
    sizes = list_folder(path).sizes
    wanted = {name: sizes.get(name, 0) <= LARGEST for name in names}
    return {name.partition("/")[2]: read_file(path, name) if small else b"" for name, small in wanted.items()}


def _seal_steps(
    bag: BagCheck, parts: BundleParts, signatures: Mapping[str, bytes], trust: Trust
) -> list[VerificationStep]:
    return _sealed_by(bag, parts.case.case if parts.case else None, parts.material, signatures, trust)


def _sealed_by(
    bag: BagCheck, case: Case | None, material: Material | None, signatures: Mapping[str, bytes], trust: Trust
) -> list[VerificationStep]:
    """Say what manifests cannot show, and what the signatures do."""
    if TAG_MANIFEST not in bag.files:
        return []
    digest = hashlib.sha256(bag.files[TAG_MANIFEST]).hexdigest()
    reason = (
        "anyone can change a bundle and make its manifests again; that this is the bundle handed over shows only a "
        f"comparison of the SHA-256 of {TAG_MANIFEST}, here {digest}, with the one handed over apart from it"
    )
    seal = not_checked("1.1", "Seal", reason, f"sha256sum {TAG_MANIFEST}")
    return [seal, *seal_steps(signatures, bag.files[TAG_MANIFEST], case, material, trust)]


_CHAIN_STEPS = (("2", "Transactions"), ("3", "Merkle proofs"), ("4", "Block headers"), ("5", "Amounts"))


def _chain_steps(
    material: Material,
    trace: TraceFile | None,
    transactions: Mapping[Txid, Transaction],
    faulty: list[FolderFinding],
    progress: Progress,
) -> Iterator[VerificationStep]:
    """Steps 2 to 5."""
    yield judged("2", "Transactions", f"{len(material.raws)} transactions hash to their names", faulty)
    yield judged(
        "3",
        "Merkle proofs",
        f"{len(material.positions)} transactions lie in the blocks and places stated",
        check_proofs(material, progress),
    )
    if trace is None:
        yield from (_impossible(number, title, TRACE) for number, title in _CHAIN_STEPS[2:])
        return
    findings, left = check_headers(material, trace.horizon)
    span = (
        f"heights {material.first_header} to {material.last_header} are linked, meet their targets and end at the "
        f"horizon"
    )
    yield judged("4", "Block headers", span, findings)
    if left:
        yield not_checked("4.1", "Rules that need earlier headers", "; ".join(left))
    yield judged(
        "5",
        "Amounts",
        "every input's amount is known from its own transaction, and no fee is negative",
        check_amounts(material, transactions, trace),
    )


def _case_steps(parts: BundleParts, transactions: Mapping[Txid, Transaction]) -> list[VerificationStep]:
    """Step 6: that the case and the TagPacks are the ones the result names."""
    if parts.trace is None or parts.case is None or parts.material is None:
        return [_impossible("6", "Case and TagPacks", f"{TRACE}, {CASE} or chain/")]
    return case_steps(parts.files, parts.trace, parts.case, parts.material, transactions)


def _replay_steps(
    parts: BundleParts, transactions: Mapping[Txid, Transaction], replay: Replay
) -> tuple[VerificationStep, ...]:
    """Step 7: the whole trace again, from the bundle's own case, TagPacks and raw transactions."""
    if parts.trace is None or parts.case is None or parts.material is None:
        return (_impossible("7", REPLAYED, f"{TRACE}, {CASE} or chain/"),)
    if any(f"case/tags/{name}" not in parts.files for name in stored_names(parts.case.case.stop.tags)):
        return (_impossible("7", REPLAYED, "case/tags/"),)
    return replay_steps(parts.files, parts.trace, parts.case, parts.material, transactions, replay)


def _annex_steps(
    parts: BundleParts, transactions: Mapping[Txid, Transaction], files: Mapping[str, bytes], means: _Means
) -> list[VerificationStep]:
    """Step 8: every derived file again, and nothing beside them."""
    title = "Annexes rendered again"
    if parts.trace is None or parts.case is None or parts.material is None:
        return [_impossible("8", title, f"{TRACE}, {CASE} or chain/")]
    trace = parts.trace
    try:
        own_clock, version = bundle.read_about(parts.files)
        languages = bundle.read_languages(parts.files)
        stored = [parts.files.get(f"case/tags/{name}", b"") for name in stored_names(parts.case.case.stop.tags)]
        packs = bundle.packs_of(parts.case.case, stored)
        dossier = Dossier(
            trace=trace,
            case=parts.case.case,
            material=parts.material,
            clock=own_clock,
            transactions=transactions,
            languages=languages,
            packs=packs,
        )
        about = _about(dossier, version)
        expected = {**means.derive(dossier, means.runner), "chain/network.json": network_file(parts.material)}
        again = {f"data/{name}": content for name, content in expected.items()}
        again["bag-info.txt"] = bag_info(bundle.entries(trace, parts.material), parts.files)
    except TracerError as error:
        return [judged("8", title, "", [FolderFinding("data/bundle.json", f"the annexes cannot be rendered: {error}")])]
    findings = [
        FolderFinding(
            name, "is missing" if name not in files else "is not what the result, the case and the chain give"
        )
        for name in sorted(again)
        if files.get(name) != again[name]
    ]
    unset = typesetting.missing(typesetting.EDITABLE)
    pages = {name for name in printed(dossier) if name not in expected} if unset else set()
    findings += [FolderFinding(f"data/{name}", "is missing") for name in sorted(pages) if name not in parts.files]
    left = _unset_pages(pages, unset)
    wrong = about + _strangers(parts, set(expected) | pages)
    good = f"{len(again)} derived files are the same to the last byte"
    return [judged("8", title, good, findings + wrong), *left]


def _unset_pages(pages: set[str], unset: Sequence[str]) -> list[VerificationStep]:
    """Say which printed files could not be set again, and what to install."""
    if not pages:
        return []
    reason = (
        f"{', '.join(sorted(pages))}: PDF and DOCX are set again with {' and '.join(unset)} only, which is not what is "
        "installed here; install it and check again, or rely on the other annexes, which show the same"
    )
    return [not_checked("8.2", "Printed pages", reason, f"pip install {' '.join(unset)}")]


def _about(dossier: Dossier, version: str) -> list[FolderFinding]:
    """Check what `bundle.json` says of itself: the version, and the clock, which are not taken from it on trust."""
    name, trace, clock = "data/bundle.json", dossier.trace, dossier.clock
    findings = []
    if version != trace.version:
        text = f"says that version {quoted(version, 20)} made it; trace.json says version {quoted(trace.version, 20)}"
        findings.append(FolderFinding(name, text))
    own = set_clock(dossier.case.timezone, shown_times(dossier.material))
    if clock.zone != own.zone:
        text = f"its time zone is {quoted(str(clock.zone), 80)}; the case's is {quoted(str(own.zone))}"
        findings.append(FolderFinding(name, text))
    elif clock != own:
        text = f"its offsets from UTC are not those of {own.zone} in edition {DATABASE_VERSION} of the time zones"
        findings.append(FolderFinding(name, text))
    return findings


def _strangers(parts: BundleParts, expected: set[str]) -> list[FolderFinding]:
    """Return payload files that no bundle holds."""
    tags = stored_names(parts.case.case.stop.tags) if parts.case else ()
    expected |= {
        TRACE,
        CASE,
        SCRIPTS,
        "case/case.json",
        "chain/headers.bin",
        *(f"case/tags/{name}" for name in tags),
    }
    if parts.trace is not None:
        expected |= {BESIDE + name for name in parts.trace.beside}
    expected |= {f"chain/{name}" for name in NAMES}
    return [
        FolderFinding(f"data/{name}", "does not belong to the bundle") for name in parts.files if name not in expected
    ]


def _impossible(number: str, title: str, missing: str) -> VerificationStep:
    return not_checked(number, title, f"not possible without {missing}, which could not be read (see step 1)")
