"""The only module that knows every stage: from a case file and a source to a run, a bundle, a check.

The shell of the tracer: it opens, asks, hands over and writes. What is computed lies in the stages. What only some
commands need and takes long to load (tables, pages, pictures, a node's client, compiled columns) is loaded
where it is used: each worker of a batch pays for what is loaded here.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracer import __version__
from tracer.case import case_file, withholding
from tracer.case.case import Case
from tracer.case.doubts import Doubt, doubts, located
from tracer.chain.outpoint import BlockHash, BlockRef, Position, Txid
from tracer.chain.view import ChainView
from tracer.disk.child_process import aside
from tracer.disk.collector import uncollected
from tracer.disk.files import read_bounded, sha256_of
from tracer.disk.folder import refuse_existing, write_whole
from tracer.errors import CaseError, IntegrityError
from tracer.evidence import material
from tracer.evidence.material import Material
from tracer.evidence.report.budget_text import stated_budget
from tracer.evidence.run_folder import RunFolder, read_run, refuse_other_version, stored_names, write_run
from tracer.evidence.tables.leads import leads_of_run
from tracer.ingest.block_file import FileView
from tracer.operations.sources import Chain, Progress, open_chain
from tracer.operations.tag_files import read_pack
from tracer.result.document import document
from tracer.result.origin_document import origin_document
from tracer.result.row_files import MAX_ROWS
from tracer.result.run import Run, run
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents
from tracer.trace.budget import DEFAULT_TRANSACTIONS, RunBudget
from tracer.trace.dead_tags import dead_tags
from tracer.trace.early_orders import early_orders
from tracer.trace.horizon import pin_horizon
from tracer.trace.open_keys import open_payments
from tracer.trace.origin import Limits
from tracer.trace.range_ends import beyond_elsewhere
from tracer.trace.reading import Reading
from tracer.trace.tags import tags as tag_packs
from tracer.trace.tags.tags import Services, TagPack
from tracer.trace.targets import origins
from tracer.verify.replayed import Replayed

if TYPE_CHECKING:
    from tracer.evidence.verification import Verification
    from tracer.ingest.fitness import NodeReport
    from tracer.verify.verify import Seal

USUAL = RunBudget(DEFAULT_TRANSACTIONS)
"""The budget where none is asked for."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case found right, the bytes it came from, its TagPacks, and what the reader should know."""

    case: Case
    content: bytes
    tags: tuple[TagPack, ...]
    tag_files: tuple[tuple[str, bytes], ...]
    warnings: tuple[str, ...]
    name: str = "case.toml"
    """How messages call the file."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A run that was written, what its `trace.json` says, and what the person who asked for it should know."""

    run: RunFolder
    result: TraceFile
    warnings: tuple[str, ...]


def load_case(path: Path) -> LoadedCase:
    """Read a case file with the TagPacks and exhibits it names.

    The case file of a bundle, its TagPacks and scripts lying beside it, is read as well, so that the
    other side can trace it again; descriptors that were withheld then stand for the scripts filed.

    Raises:
        CaseError: every fault of the case, its TagPacks and its exhibits, all at once.
    """
    content = read_bounded(path, "case file")
    faults: list[str] = []
    warnings: list[str] = []
    scripts = path.parent / "scripts.json"
    if withholding.names_withheld(content) and scripts.is_file():
        from tracer.evidence import bundle

        case = bundle.read_case(content, read_bounded(scripts, "list of scripts")).case
        warnings.append("descriptors were withheld from this case file: only the scripts filed with it are looked for")
    else:
        case = case_file.parse(content, path.name)
    packs, files = [], []
    for written, stored in zip(case.stop.tags, stored_names(case.stop.tags), strict=True):
        try:
            filed = path.parent / "tags" / stored
            named = path.parent / written
            pack = read_pack(named if named.exists() or not filed.is_file() else filed)
            packs.append(tag_packs.parse(pack, written, case.network))
            files.append((stored, pack))
        except CaseError as error:
            faults += [f"{path.name}: stop.tags: {fault}" for fault in error.faults]
    for exhibit in case.exhibits:
        if exhibit.file is None or exhibit.sha256 is None:
            continue
        place = path.parent / exhibit.file
        if not place.is_file():
            warnings.append(f"exhibit {exhibit.id}: {exhibit.file} is not here; its hash was not checked")
        elif sha256_of(place) != exhibit.sha256:
            faults.append(
                f"{path.name}: exhibit {exhibit.id}: {exhibit.file} does not have the sha256 stated;"
                " the file or the case was changed since it was received"
            )
    if faults:
        raise CaseError(*faults)
    custody = {script: wallet.name for wallet in case.custody for script in wallet.scripts}
    warnings += [*doubts(case, content.decode(), path.name), *dead_tags(packs, case.network, custody)]
    return LoadedCase(case, content, tuple(packs), tuple(files), tuple(warnings), path.name)


def examine_node(source: str, cookie: Path | None) -> "NodeReport":
    """Ask a node what it is.

    Raises:
        CaseError: the address is malformed.
        SourceError: it cannot be reached, or refuses us.
    """
    from tracer.ingest import node

    return node.connect(source, os.environ, Path.home(), cookie).report


def trace(
    path: Path,
    source: str,
    out: Path,
    cookie: Path | None,
    progress: Progress,
    budget: RunBudget = USUAL,
    to_height: int | None = None,
) -> Traced:
    """Trace a case over a source and write the run.

    What was noticed about the source is for the person at the keyboard; it is not written, for the same
    case over another source gives the same run.

    Raises:
        CaseError: the case or the source is wrong, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: what the source says cannot be true.
    """
    refuse_existing(out)
    progress("reading the case", 0, 0)
    loaded = load_case(path)
    progress("reading the case", 1, 1)
    chain = open_chain(source, loaded.case, cookie, progress, to_height)
    return trace_over(chain, loaded, pin_horizon(loaded.case, chain.view), out, progress, budget)


def trace_over(
    chain: Chain,
    loaded: LoadedCase,
    horizon: BlockRef,
    out: Path,
    progress: Progress,
    budget: RunBudget = USUAL,
    to_disk: bool = True,
) -> Traced:
    """Trace a case over a chain that is open already, up to a pinned horizon, and write the run; see `trace`."""
    finished = run(loaded.case, loaded.tags, chain.view, horizon, budget, time.monotonic)
    written = document(finished)
    result = read_documents(written)
    collected, lacking = _material_or_why(finished.read, finished.horizon, chain.view, progress)
    folder = RunFolder(
        trace=written.trace,
        case=loaded.content,
        tags=loaded.tag_files,
        material=collected,
        version=__version__,
        source=chain.kind,
        warnings=loaded.warnings,
        leads=leads_of_run(result, chain.view, loaded.tags),
        node=chain.attest(),
        survey=None if chain.survey is None else chain.survey(finished, budget),
        beside=written.beside,
    )
    chain.check_tip()
    write_run(folder, out, to_disk)
    noticed = _noticed(finished, loaded, chain.view)
    return Traced(folder, result, (*loaded.warnings, *noticed, *chain.warnings, *lacking))


def _noticed(finished: Run, loaded: LoadedCase, view: ChainView) -> tuple[str, ...]:
    """Return what the trace noticed about the case, each with its line."""
    ends = (
        *finished.range_ends,
        *beyond_elsewhere(finished.case, finished.range_ends, view, _began(finished), finished.horizon.height),
    )
    found = [Doubt(f"{each.place}.range", each.text) for each in ends]
    reading = Reading(view, finished.horizon)
    found += early_orders(finished.case, finished.primary, reading.time)
    if isinstance(view, FileView):  # a store would look through all its outputs
        for number, seed in enumerate(finished.case.seeds, start=1):
            said = open_payments(seed.scripts[0], reading, 0, finished.horizon.height) if seed.address else None
            found += [] if said is None else [Doubt(f"seed[{number}].address", said)]
    return located(found, loaded.content.decode(), loaded.name)


def _began(finished: Run) -> int:
    """Return the height of the first coin that a seed names."""
    return min((coin.position.height for coin in finished.primary.coins), default=0)


def _material_or_why(
    read: Sequence[Txid], horizon: BlockRef, view: ChainView, progress: Progress
) -> tuple[Material | None, tuple[str, ...]]:
    """Return the material, or none and in words that the source begins too late to seal a bundle from it."""
    try:
        return _material(read, horizon, view, progress), ()
    except material.HeadersLack as error:
        return None, (str(error),)


def _material(
    read: Sequence[Txid], horizon: BlockRef, view: ChainView, progress: Progress, all_headers: bool = False
) -> Material | None:
    if read and not view.raw(read[:1]):
        return None
    positions: dict[Txid, Position] = {}
    for start in range(0, len(read), _CHUNK):
        found = view.transactions(read[start : start + _CHUNK])
        positions |= {txid: confirmed.position for txid, confirmed in found.items()}
    return material.collect(view, read, positions, horizon, progress, all_headers)


def trace_back(
    path: Path, source: str, out: Path, cookie: Path | None, max_transactions: int, progress: Progress
) -> tuple[bytes, tuple[str, ...]]:
    """Walk back from the targets of a case and write `origin.json` with its material; return it and warnings.

    Raises:
        CaseError: the case or the source is wrong, names no target, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: what the source says cannot be true.
    """
    refuse_existing(out)
    progress("reading the case", 0, 0)
    loaded = load_case(path)
    progress("reading the case", 1, 1)
    chain = open_chain(source, loaded.case, cookie, progress)
    horizon = pin_horizon(loaded.case, chain.view)
    reading = Reading(chain.view, horizon)
    limits = Limits(Services(loaded.tags).labels(), 0, loaded.case.stop.max_hops, max_transactions)
    found = origin_document(loaded.case, horizon, limits, origins(loaded.case, limits, reading))
    collected, lacking = _material_or_why(reading.read, horizon, chain.view, progress)
    chain.check_tip()
    files = {"origin.json": found, "case.toml": loaded.content}
    files |= {f"tags/{name}": content for name, content in loaded.tag_files}
    if collected is not None:
        files |= {f"chain/{name}": content for name, content in material.chain_files(collected).items()}
    write_whole(out, files.items())
    return found, (*loaded.warnings, *chain.warnings, *lacking)


@uncollected()
def export(
    path: Path,
    out: Path,
    source: str | None,
    cookie: Path | None,
    all_headers: bool,
    progress: Progress,
    languages: Sequence[str] = (),
) -> None:
    """Seal a run into a bundle. A source is needed where the run holds no raw bytes.

    Its documents are written in `languages`, the leading one first; without any in the language of the case. Both
    verifiers' rules are run before it is written.

    Raises:
        CaseError: the run or the source is wrong, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: the run is not as it was written, would not verify, or the source now says something else.
    """
    from tracer.evidence import bundle
    from tracer.verify.acceptance import refused

    refuse_existing(out)
    folder = read_run(path)
    refuse_other_version(folder, path)
    case = case_file.parse(folder.case, "case.toml")
    if tuple(name for name, _ in folder.tags) != stored_names(case.stop.tags):
        raise IntegrityError(f"{path} is not as it was written: its tags/ are not the TagPacks of its case.toml")
    if source is not None:
        folder = _with_material(folder, source, cookie, all_headers, progress)
    elif all_headers:
        raise CaseError("--all-headers: name the source that holds every header with --chain")
    bundle.write(folder, out, progress, languages, lambda made_from: refused(made_from, replay), aside)


def _with_material(
    folder: RunFolder, source: str, cookie: Path | None, all_headers: bool, progress: Progress
) -> RunFolder:
    """Trace the run's case again over a source, for the raw bytes; the result must be the same."""
    case = case_file.parse(folder.case, "case.toml")
    chain = open_chain(source, case, cookie, progress)
    packs = [
        tag_packs.parse(content, written, case.network)
        for written, (_, content) in zip(case.stop.tags, folder.tags, strict=True)
    ]
    horizon, budget, _ = _stated(folder)
    if horizon.height > chain.view.tip().height or chain.view.block_hash(horizon.height) != horizon.hash:
        raise IntegrityError(
            f"the run's horizon, block {horizon.hash} at height {horizon.height}, is not on the best chain of {source}"
        )
    finished = run(case, packs, chain.view, horizon, budget)
    if document(finished) != folder.documents:
        raise IntegrityError(f"{source} gives another result than the run's trace.json; nothing is exported")
    found = _material(finished.read, finished.horizon, chain.view, progress, all_headers)
    chain.check_tip()
    return replace(folder, material=found)


class _Stated(NamedTuple):
    """What a run says, and of how it was computed."""

    horizon: BlockRef
    budget: RunBudget
    result: TraceFile


def _stated(folder: RunFolder) -> _Stated:
    """Return the horizon, the budget and the result of a run."""
    read = read_documents(folder.documents)
    return _Stated(BlockRef(read.horizon_height, BlockHash(read.horizon_hash)), stated_budget(read.parameters), read)


def replay(
    view: ChainView,
    case: Case,
    tags: Sequence[tuple[str, bytes]],
    horizon: BlockRef,
    budget: RunBudget,
    most: int = MAX_ROWS,
) -> Replayed:
    """Compute the result again from what a bundle holds, and say what was read; TagPacks come by the case's names.

    What has more than `most` rows is in a file of its own.

    Raises:
        CaseError, IntegrityError: the bundle's own material does not allow it.
    """
    packs = [tag_packs.parse(content, written, case.network) for written, content in tags]
    finished = run(case, packs, view, horizon, budget)
    return Replayed(document(finished, most), finished.read)


def verify(path: Path, progress: Progress, seal: "Seal | None" = None) -> "Verification":
    """Check a bundle offline; `seal` checks what signs it (see `sealing.verify`)."""
    from tracer.verify import verify as verifier

    return verifier.verify(path, replay, progress, seal, aside)
