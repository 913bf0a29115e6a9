"""The part of a bundle's check that is about the case: that it, its TagPacks and its scripts are the result's.

What a withheld descriptor stands for cannot be shown from the bundle, and is listed as not checked.
"""

import hashlib
from collections.abc import Mapping

from tracer.case.case import Case
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Transaction
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import CaseError, IntegrityError
from tracer.evidence.bundle import BundledCase, resolved
from tracer.evidence.resolved_case import paid_scripts
from tracer.evidence.tag_names import stored_names
from tracer.result.trace_file import TraceFile
from tracer.visible import quoted

_TRACE, _CASE, _SCRIPTS = "data/trace/trace.json", "data/case/case.toml", "data/case/scripts.json"
_RESOLVED = "data/case/case.json"
_HASH_AGAIN = (
    "(printf 'custody-tracer withheld descriptor 1\\n'; sha256sum case.toml | cut -c1-64 | xxd -r -p; "
    "printf %s DESCRIPTOR) | sha256sum"
)


def case_steps(
    files: Mapping[str, bytes],
    trace: TraceFile,
    case: BundledCase,
    material: Material,
    transactions: Mapping[Txid, Transaction],
) -> list[VerificationStep]:
    """Return step 6, and what of it cannot be checked where descriptors are withheld."""
    findings = _check_case(trace, case, material)
    findings += _check_tags(files, trace, case.case)
    findings += _check_scripts(case, transactions)
    findings += _check_resolved(files, case.case, material, transactions)
    steps = [judged("6", "Case and TagPacks", "they are the ones the result was computed from", findings)]
    if case.is_withheld:
        reason = (
            "descriptors were taken out of case.toml, so its SHA-256 is not that of the case file; "
            f"ask for the original and compare with {trace.case_sha256}"
        )
        steps.append(not_checked("6.1", "Hash of the case file", reason, "sha256sum case.toml"))
        reason = (
            "neither that the scripts in case/scripts.json are of the withheld descriptors, nor that none of theirs is "
            "left out, can be shown offline; ask for the descriptors and the original case file: the hash after "
            "“withheld:” is the SHA-256 of a fixed line, the case file’s SHA-256 as 32 bytes, and the descriptor as "
            "written, checksum included"
        )
        steps.append(not_checked("6.2", "Scripts of withheld descriptors", reason, _HASH_AGAIN))
    return steps


def _check_case(trace: TraceFile, case: BundledCase, material: Material) -> list[FolderFinding]:
    findings = []
    for what, stated, found in (
        ("case id", trace.case, case.case.id),
        ("network", trace.network, case.case.network.name),
        ("primary method", trace.primary, case.case.method.primary),
    ):
        if stated != found:
            findings.append(FolderFinding(_CASE, f"its {what} is {quoted(found)}; trace.json says {quoted(stated)}"))
    asked = case.case.horizon
    if asked.height is not None and asked.height != trace.horizon_height:
        text = f"its horizon is height {asked.height}; trace.json was traced up to height {trace.horizon_height}"
        findings.append(FolderFinding(_CASE, text))
    if asked.hash is not None and asked.hash != trace.horizon_hash:
        text = f"its horizon is block {asked.hash}; trace.json was traced up to block {quoted(trace.horizon_hash)}"
        findings.append(FolderFinding(_CASE, text))
    if material.network.name != trace.network:
        findings.append(FolderFinding("data/chain/network.json", "names another network than trace.json"))
    if not case.is_withheld and case.case.sha256 != trace.case_sha256:
        findings.append(FolderFinding(_CASE, f"its SHA-256 is {case.case.sha256}; trace.json says {trace.case_sha256}"))
    return findings


def _check_tags(files: Mapping[str, bytes], trace: TraceFile, case: Case) -> list[FolderFinding]:
    """Compare each TagPack with the hash among the result's parameters."""
    names = [f"case/tags/{name}" for name in stored_names(case.stop.tags)]
    findings = [FolderFinding(f"data/{name}", "is missing") for name in names if name not in files]
    try:
        stated = trace.tag_hashes
    except IntegrityError as error:
        return [*findings, FolderFinding(_TRACE, str(error))]
    if len(stated) != len(names):
        findings.append(FolderFinding(_CASE, f"names {len(names)} TagPacks; trace.json used {len(stated)}"))
    for name, digest in zip(names, stated, strict=False):
        if name in files and hashlib.sha256(files[name]).hexdigest() != digest:
            findings.append(FolderFinding(f"data/{name}", "is not the TagPack whose SHA-256 trace.json names"))
    return findings


def _check_scripts(case: BundledCase, transactions: Mapping[Txid, Transaction]) -> list[FolderFinding]:
    """Check that `scripts.json` is about the withheld descriptors, and lists no script that nothing here pays."""
    findings = []
    paid = paid_scripts(transactions)
    edges = {place: tuple(each.script for each in edge) for place, edge in case.edges.items()}
    for place, scripts in (*case.listed.items(), *edges.items()):
        if place not in case.withheld:
            findings.append(
                FolderFinding(_SCRIPTS, f"{quoted(place, 80)} is no place of a withheld descriptor in case.toml")
            )
        elif not paid.issuperset(scripts):
            findings.append(
                FolderFinding(_SCRIPTS, f"{place}: lists a script that no output in the raw transactions pays")
            )
    return findings


def _check_resolved(
    files: Mapping[str, bytes], case: Case, material: Material, transactions: Mapping[Txid, Transaction]
) -> list[FolderFinding]:
    """Make `case.json`, from which the stand-alone verifier works, again."""
    names = [f"case/tags/{name}" for name in stored_names(case.stop.tags)]
    if any(name not in files for name in names):
        return []
    try:
        again = resolved(case, [files[name] for name in names], material, transactions)
    except CaseError as error:
        return [FolderFinding("data/case/tags", str(error))]
    except IntegrityError as error:
        return [FolderFinding("data/chain", str(error))]
    return (
        [] if files.get("case/case.json") == again else [FolderFinding(_RESOLVED, "is not what case.toml resolves to")]
    )
