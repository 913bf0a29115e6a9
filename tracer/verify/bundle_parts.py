"""A bundle taken apart: its result, its case and its chain, each read on its own.

What cannot be read is a finding, never an exception.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from tracer.container.bag import Below
from tracer.container.chain_tables import RowFault
from tracer.container.material import Material, read_chain
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError, TracerError
from tracer.evidence import bundle
from tracer.evidence.bundle import BundledCase
from tracer.progress import Progress
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_trace
from tracer.verify.version_steps import MadeBy, made_by, no_release

READING_THE_CASE = "reading the case"
"""What is told before a case is read.

Deriving the scripts of wide ranges takes seconds, and nothing else shows meanwhile.
"""

TRACE, CASE, SCRIPTS = "trace/trace.json", "case/case.toml", "case/scripts.json"
_CHAIN = "data/chain"
BESIDE = "trace/"
"""Where files of rows lie that are too many for `trace.json`."""


@dataclass(frozen=True, slots=True)
class BundleParts:
    """A bundle taken apart; None where a part could not be read, which `findings` then says.

    `another` is what made it, where that was another version; then only it can tell whether result and case are right.
    """

    files: Mapping[str, bytes]
    another: MadeBy | None
    trace: TraceFile | None
    case: BundledCase | None
    material: Material | None
    findings: tuple[FolderFinding, ...]


def take_apart(files: Mapping[str, bytes], progress: Progress) -> BundleParts:
    """Read the three things a bundle is about, each on its own."""
    findings: list[FolderFinding] = []
    trace, case, material = None, None, None
    if TRACE in files:
        try:
            trace = read_trace(files[TRACE], hashlib.sha256(files[TRACE]).hexdigest(), Below(files, BESIDE))
        except TracerError as error:
            findings.append(FolderFinding(f"data/{TRACE}", str(error)))
    if CASE in files and SCRIPTS in files:
        try:
            progress(READING_THE_CASE, 0, 0)
            case = bundle.read_case(files[CASE], files[SCRIPTS])
            progress(READING_THE_CASE, 1, 1)
        except TracerError as error:
            findings.append(FolderFinding(f"data/{CASE}", str(error)))
    chain = {name.removeprefix("chain/"): files[name] for name in files if name.startswith("chain/")}
    try:
        material = read_chain(chain)
    except RowFault as fault:
        findings.append(fault.finding)
    except IntegrityError as error:
        findings.append(FolderFinding(_CHAIN, str(error)))
    by = made_by(files, trace)
    if material is not None and material.older is not None and not (by is not None and by.is_another_release):
        material = None  # whatever else it is, this release did not make it
        findings.append(FolderFinding(_CHAIN, "is in the layout of an earlier release, and the bundle is not of one"))
    if by is not None and by.is_another:  # only the chain's form is the same in every version
        findings = [each for each in findings if each.file.startswith(_CHAIN)] + list(by.contradictions)
    else:
        findings += no_release(by)
        by = None
    findings += [FolderFinding(f"data/{name}", "is missing") for name in (TRACE, CASE, SCRIPTS) if name not in files]
    return BundleParts(files, by, trace, case, material, tuple(findings))
