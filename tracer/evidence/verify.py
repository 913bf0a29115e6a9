"""The check of a bundle, offline, in numbered steps.

Nothing in a bundle is believed: every file is hashed, every transaction and proof recomputed, the whole
trace replayed, every annex rendered again. What no offline check can show is listed as such.
A hostile bundle gives findings, never an exception. A change here can change what is accepted.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tracer import __version__
from tracer.case.case import Case
from tracer.chain.outpoint import BlockRef, Txid
from tracer.chain.transaction import Transaction
from tracer.chain.view import ChainView
from tracer.errors import IntegrityError, TracerError
from tracer.evidence import bundle, limits
from tracer.evidence.bag import bag_info, check_bag
from tracer.evidence.bundle import BundledCase
from tracer.evidence.bundle_view import BundleView
from tracer.evidence.dossier import Dossier
from tracer.evidence.folder import Finding
from tracer.evidence.material import Material, Progress, chain_files, no_progress, read_chain
from tracer.evidence.run_folder import stored_names
from tracer.evidence.trace_file import TraceFile
from tracer.evidence.trace_reading import read_trace
from tracer.evidence.verification import Step, Verdict, Verification, judged, not_checked
from tracer.evidence.verify_chain import check_amounts, check_headers, check_proofs, check_transactions

Replay = Callable[[ChainView, Case, Sequence[tuple[str, bytes]], BlockRef], bytes]
"""Traces the case again over the view up to the horizon and returns `trace.json`. The TagPacks come with
the names written in the case. `case.sha256` is already that of the original case file."""

_TRACE, _CASE, _SCRIPTS = "trace/trace.json", "case/case.toml", "case/scripts.json"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A bundle taken apart; None where a part could not be read, which `findings` then says."""

    files: Mapping[str, bytes]
    trace: TraceFile | None
    case: BundledCase | None
    material: Material | None
    findings: tuple[Finding, ...]


def verify(path: Path, replay: Replay, progress: Progress = no_progress) -> Verification:
    """Check a bundle; `replay` computes the trace again.

    Raises:
        CaseError: `path` is not a folder.
        SourceError: the disk cannot be read.
    """
    bag = check_bag(path)
    parts = _take_apart(bag.payload)
    steps = [
        judged(
            "1",
            "Manifests and files",
            f"{len(bag.files)} files are the ones sealed; none is missing, none was added",
            [*bag.findings, *parts.findings],
        )
    ]
    transactions: Mapping[Txid, Transaction] = {}
    if parts.material is None:
        steps += [_impossible(number, title, "chain/") for number, title in _CHAIN_STEPS]
    else:
        decoded = check_transactions(parts.material, progress)
        transactions = decoded.transactions
        steps += _chain_steps(parts.material, parts.trace, transactions, list(decoded.findings), progress)
    steps += _case_steps(parts)
    steps.append(_replay_step(parts, transactions, replay))
    steps.append(_annex_step(parts, transactions, bag.files))
    steps += limits.not_shown(parts.trace, parts.case.case if parts.case else None, parts.material)
    return Verification(tuple(steps))


_CHAIN_STEPS = (("2", "Transactions"), ("3", "Merkle proofs"), ("4", "Block headers"), ("5", "Amounts"))


def _take_apart(files: Mapping[str, bytes]) -> _Parts:
    """Read the three things a bundle is about, each on its own."""
    findings: list[Finding] = []
    trace, case, material = None, None, None
    if _TRACE in files:
        try:
            trace = read_trace(files[_TRACE], hashlib.sha256(files[_TRACE]).hexdigest())
        except TracerError as error:
            findings.append(Finding(f"data/{_TRACE}", str(error)))
    if _CASE in files and _SCRIPTS in files:
        try:
            case = bundle.read_case(files[_CASE], files[_SCRIPTS])
        except TracerError as error:
            findings.append(Finding(f"data/{_CASE}", str(error)))
    chain = {name.removeprefix("chain/"): files[name] for name in files if name.startswith("chain/")}
    try:
        material = read_chain(chain)
    except IntegrityError as error:
        findings.append(Finding("data/chain", str(error)))
    findings += [Finding(f"data/{name}", "is missing") for name in (_TRACE, _CASE, _SCRIPTS) if name not in files]
    return _Parts(files, trace, case, material, tuple(findings))


def _chain_steps(
    material: Material,
    trace: TraceFile | None,
    transactions: Mapping[Txid, Transaction],
    faulty: list[Finding],
    progress: Progress,
) -> list[Step]:
    """Steps 2 to 5."""
    steps = [
        judged("2", "Transactions", f"{len(material.raws)} transactions hash to their names", faulty),
        judged(
            "3",
            "Merkle proofs",
            f"{len(material.proofs)} transactions lie in the blocks and places stated",
            check_proofs(material, transactions, progress),
        ),
    ]
    if trace is None:
        return steps + [_impossible(number, title, _TRACE) for number, title in _CHAIN_STEPS[2:]]
    findings, left = check_headers(material, trace)
    span = f"heights {material.first_header} to {material.last_header} are linked, meet their targets and end at the horizon"
    steps.append(judged("4", "Block headers", span, findings))
    if left:
        steps.append(not_checked("4.1", "Rules that need earlier headers", "; ".join(left)))
    steps.append(
        judged(
            "5",
            "Amounts",
            "every input's amount is known from its own transaction, and no fee is negative",
            check_amounts(material, transactions, trace),
        )
    )
    return steps


def _case_steps(parts: _Parts) -> list[Step]:
    """Step 6: that the case and the TagPacks are the ones the result names."""
    title = "Case and TagPacks"
    if parts.trace is None or parts.case is None or parts.material is None:
        return [_impossible("6", title, f"{_TRACE}, {_CASE} or chain/")]
    findings = _check_case(parts.trace, parts.case, parts.material)
    findings += _check_tags(parts.files, parts.trace, parts.case.case)
    steps = [judged("6", title, "they are the ones the result was computed from", findings)]
    if parts.case.is_withheld:
        reason = (
            "descriptors were taken out of case.toml, so its SHA-256 is not that of the case file; "
            f"ask for the original and compare with {parts.trace.case_sha256}"
        )
        steps.append(not_checked("6.1", "Hash of the case file", reason, "sha256sum case.toml"))
    return steps


def _check_case(trace: TraceFile, case: BundledCase, material: Material) -> list[Finding]:
    findings = []
    for what, stated, found in (
        ("case id", trace.case, case.case.id),
        ("network", trace.network, case.case.network.name),
        ("primary method", trace.primary, case.case.method.primary),
    ):
        if stated != found:
            findings.append(Finding(f"data/{_CASE}", f"its {what} is {found!a}; trace.json says {stated!a}"))
    if material.network.name != trace.network:
        findings.append(Finding("data/chain/network.json", "names another network than trace.json"))
    if not case.is_withheld and case.case.sha256 != trace.case_sha256:
        findings.append(
            Finding(f"data/{_CASE}", f"its SHA-256 is {case.case.sha256}; trace.json says {trace.case_sha256}")
        )
    return findings


def _check_tags(files: Mapping[str, bytes], trace: TraceFile, case: Case) -> list[Finding]:
    """Compare each TagPack with the hash among the result's parameters."""
    names = [f"case/tags/{name}" for name in stored_names(case.stop.tags)]
    findings = [Finding(f"data/{name}", "is missing") for name in names if name not in files]
    try:
        stated = [row.text("sha256") for row in trace.parameters.key("stop").rows("tags")]
    except IntegrityError as error:
        return [*findings, Finding(f"data/{_TRACE}", str(error))]
    if len(stated) != len(names):
        findings.append(Finding(f"data/{_CASE}", f"names {len(names)} TagPacks; trace.json used {len(stated)}"))
    for name, digest in zip(names, stated, strict=False):
        if name in files and hashlib.sha256(files[name]).hexdigest() != digest:
            findings.append(Finding(f"data/{name}", "is not the TagPack whose SHA-256 trace.json names"))
    return findings


def _replay_step(parts: _Parts, transactions: Mapping[Txid, Transaction], replay: Replay) -> Step:
    """Step 7: the whole trace again, from the bundle's own case, TagPacks and raw transactions."""
    title = "Trace replayed"
    if parts.trace is None or parts.case is None or parts.material is None:
        return _impossible("7", title, f"{_TRACE}, {_CASE} or chain/")
    trace, case = parts.trace, parts.case.case
    names = [f"case/tags/{name}" for name in stored_names(case.stop.tags)]
    if any(name not in parts.files for name in names):
        return _impossible("7", title, "case/tags/")
    tags = [(written, parts.files[name]) for written, name in zip(case.stop.tags, names, strict=True)]
    if parts.case.is_withheld:
        case = replace(case, sha256=trace.case_sha256)
    try:
        view = BundleView(parts.material, transactions)
        again = replay(view, case, tags, view.tip())
    except TracerError as error:
        return judged("7", title, "", [Finding(f"data/{_TRACE}", f"cannot be computed again: {error}")])
    findings = []
    if again != parts.files[_TRACE]:
        digest = hashlib.sha256(again).hexdigest()
        findings.append(Finding(f"data/{_TRACE}", f"computed again it has SHA-256 {digest}, not {trace.sha256}"))
    return judged("7", title, f"trace.json is recomputed to the last byte, SHA-256 {trace.sha256}", findings)


def _annex_step(parts: _Parts, transactions: Mapping[Txid, Transaction], files: Mapping[str, bytes]) -> Step:
    """Step 8: every derived file again, and nothing beside them."""
    title = "Annexes rendered again"
    if parts.trace is None or parts.case is None or parts.material is None:
        return _impossible("8", title, f"{_TRACE}, {_CASE} or chain/")
    try:
        own_clock, version = bundle.read_about(parts.files)
        expected = bundle.derived(Dossier(parts.trace, parts.case.case, parts.material, own_clock, transactions))
        expected |= _small_chain_files(parts.material)
        again = {f"data/{name}": content for name, content in expected.items()}
        again["bag-info.txt"] = bag_info(bundle.entries(parts.trace, parts.material), parts.files)
    except TracerError as error:
        return judged("8", title, "", [Finding("data/bundle.json", f"the annexes cannot be rendered: {error}")])
    findings = [
        Finding(name, "is missing" if name not in files else "is not what the result, the case and the chain give")
        for name in sorted(again)
        if files.get(name) != again[name]
    ]
    strangers = _strangers(parts, set(expected))
    if findings and not strangers and version != __version__:
        reason = f"made by version {version[:20]!a}, this is {__version__}: use that version to render them again"
        return Step("8", title, Verdict.NOT_CHECKED, reason, tuple(findings))
    return judged("8", title, f"{len(again)} derived files are the same to the last byte", findings + strangers)


def _small_chain_files(material: Material) -> dict[str, bytes]:
    """Return the chain files that only say again what others prove."""
    bare = replace(material, raws={}, proofs={})
    return {f"chain/{name}": content for name, content in chain_files(bare).items() if name != "headers.bin"}


def _strangers(parts: _Parts, expected: set[str]) -> list[Finding]:
    """Return payload files that no bundle holds."""
    tags = stored_names(parts.case.case.stop.tags) if parts.case else ()
    expected |= {_TRACE, _CASE, _SCRIPTS, "chain/headers.bin", *(f"case/tags/{name}" for name in tags)}
    if parts.material is not None:
        expected |= {f"chain/tx/{txid}.bin" for txid in parts.material.raws}
        expected |= {f"chain/proof/{txid}.merkle" for txid in parts.material.proofs}
    return [Finding(f"data/{name}", "does not belong to the bundle") for name in parts.files if name not in expected]


def _impossible(number: str, title: str, missing: str) -> Step:
    return not_checked(number, title, f"not possible without {missing}, which could not be read (see step 1)")
