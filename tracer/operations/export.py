"""A run sealed into a bundle."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.case import case_file
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.container.bag import TAG_MANIFEST
from tracer.disk.child_process import in_child_process
from tracer.disk.collector import gc_paused
from tracer.disk.folder import refuse_existing
from tracer.documents.typesetting import require
from tracer.errors import CaseError, IntegrityError
from tracer.evidence.report.budget_text import stated_budget
from tracer.evidence.run_folder import RunFolder, read_run, refuse_other_version, refuse_too_large
from tracer.evidence.tag_names import stored_names
from tracer.operations.acquire import material_of
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.sources import ChainSource, open_chain
from tracer.result.document import document
from tracer.result.run import run
from tracer.result.trace_reading import read_documents
from tracer.trace.tags import tags as tag_packs

if TYPE_CHECKING:
    from tracer.evidence.bundle import ReadRun


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which run to seal, and where the bundle goes; `out` must not exist.

    A source is needed where the run holds no raw bytes. Its documents are written in `languages`, the leading one
    first; without any in the language of the case. `large`: seal what is only judged by who asks for it.
    """

    run: Path
    out: Path
    source: ChainSource | None = None
    all_headers: bool = False
    large: bool = False
    languages: Sequence[str] = ()
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class Exported:
    """A sealed bundle: the SHA-256 of its tag manifest, and its entry in a journal, None where none is kept."""

    bundle: Path
    case: str
    trace_sha256: str
    seal: str
    entry: int | None = None

    def as_json(self) -> dict[str, object]:
        """Return `{bundle, case, trace_sha256, seal, entry}`; the bundle by its folder's name."""
        return {
            "bundle": self.bundle.name,
            "case": self.case,
            "trace_sha256": self.trace_sha256,
            "seal": self.seal,
            "entry": self.entry,
        }


def export(request: ExportRequest, context: Context) -> Exported:
    """Seal a run into a bundle, and enter it in the journal where one is kept.

    Both verifiers' rules are run before it is written.

    Raises:
        CaseError: the run or the source is wrong, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: the run is not as it was written, would not verify, or the source now says something else.
        TracerError: with a note, where only the entry in the journal could not be made.
    """
    from tracer.operations.journal_entries import exported

    done = _sealed(request, context)
    with written_already(request.out):
        return replace(done, entry=exported(context.journal(request.entry), request.run, done))


@gc_paused()
def _sealed(request: ExportRequest, context: Context) -> Exported:
    """Read the run, compose the bundle, judge it meanwhile, and write it."""
    from tracer.evidence import bundle
    from tracer.verify.acceptance import refused

    refuse_existing(request.out)
    require()
    folder = read_run(request.run)
    refuse_too_large(folder, request.run, request.large)
    refuse_other_version(folder, request.run)
    known = bundle.ReadRun(case_file.parse(folder.case, "case.toml"), read_documents(folder.documents))
    if tuple(name for name, _ in folder.tags) != stored_names(known.case.stop.tags):
        raise IntegrityError(f"{request.run} is not as it was written: its tags/ are not the TagPacks of its case.toml")
    if request.source is not None:
        folder = _with_material(folder, known, request.source, request.all_headers, context)
    elif request.all_headers:
        raise CaseError("--all-headers: name the source that holds every header with --chain")
    made_from = bundle.read_sources(folder, known)
    with in_child_process(lambda: refused(made_from)) as judged:
        bag = bundle.compose(made_from, context.progress, request.languages, in_child_process)
        _refuse(judged())
    bundle.write(made_from, bag, request.out)
    context.show("annexes", 2, 2)
    seal = hashlib.sha256(bag[TAG_MANIFEST]).hexdigest()
    return Exported(request.out, known.trace.case, known.trace.sha256, seal)


def _refuse(reasons: Sequence[str]) -> None:
    """Refuse what the verifiers would refuse."""
    if reasons:
        raise IntegrityError(
            f"the bundle would fail its own check, so nothing was written: {'; '.join(reasons[:3])}.\nIf the run was "
            "changed since it was traced, trace the case again; if not, this is a fault of the tracer: please report "
            "it."
        )


def _with_material(
    folder: RunFolder, known: "ReadRun", source: ChainSource, all_headers: bool, context: Context
) -> RunFolder:
    """Trace the run's case again over a source, for the raw bytes; the result must be the same."""
    case, trace = known
    chain = open_chain(source, case, context)
    context.tell(chain.warnings)
    packs = [
        tag_packs.parse(content, written, case.network)
        for written, (_, content) in zip(case.stop.tags, folder.tags, strict=True)
    ]
    horizon = BlockRef(trace.horizon_height, BlockHash(trace.horizon_hash))
    if horizon.height > chain.view.tip().height or chain.view.block_hash(horizon.height) != horizon.hash:
        raise IntegrityError(
            f"the run's horizon, block {horizon.hash} at height {horizon.height}, is not on the best chain of "
            f"{source.place}"
        )
    finished = run(case, packs, chain.view, horizon=horizon, budget=stated_budget(trace.parameters))
    if document(finished) != folder.documents:
        raise IntegrityError(f"{source.place} gives another result than the run's trace.json; nothing is exported")
    found = material_of(finished.read, finished.horizon, chain.view, context, all_headers)
    chain.check_tip()
    return replace(folder, material=found)
