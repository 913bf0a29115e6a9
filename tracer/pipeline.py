"""The only module that knows every stage: from a case file and a source to a run, a bundle, a check.

The shell of the tracer: it opens, asks, hands over and writes. What is computed lies in the stages.
"""

import gzip
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from tracer import __version__
from tracer.case import case_file
from tracer.case.case import Case
from tracer.chain.outpoint import BlockHash, BlockRef, Position, Txid
from tracer.chain.view import ChainView
from tracer.errors import CaseError, IntegrityError
from tracer.evidence import bundle, material
from tracer.evidence import verify as verifier
from tracer.evidence.document import document
from tracer.evidence.folder import refuse_existing, write_whole
from tracer.evidence.material import Material
from tracer.evidence.origin_document import origin_document
from tracer.evidence.run_folder import RunFolder, read_run, stored_names, write_run
from tracer.evidence.trace_reading import read_trace
from tracer.evidence.verification import Verification
from tracer.ingest import fitness, node
from tracer.ingest.block_file import FileView
from tracer.ingest.fitness import Need, NodeReport
from tracer.ingest.live import LiveView
from tracer.trace import tags as tag_packs
from tracer.trace.horizon import pin_horizon
from tracer.trace.origin import Limits
from tracer.trace.patterns import lines, score, score_text
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.lines import Line
from tracer.trace.patterns.registry import look
from tracer.trace.reading import Reading
from tracer.trace.run import run
from tracer.trace.tags import Services, TagPack
from tracer.trace.targets import origins

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0: not known)."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case found right, the bytes it came from, its TagPacks, and what the reader should know."""

    case: Case
    content: bytes
    tags: tuple[TagPack, ...]
    tag_files: tuple[tuple[str, bytes], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """An opened source: its view, its kind (`node`, `store`, `file`) and what was noticed on opening."""

    view: ChainView
    kind: str
    warnings: tuple[str, ...]
    check_tip: Callable[[], None]
    """Raises `SourceError` when the best chain is no longer the one that was opened."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A run that was written, and what the person who asked for it should know."""

    run: RunFolder
    warnings: tuple[str, ...]


def load_case(path: Path) -> LoadedCase:
    """Read a case file with the TagPacks and exhibits it names.

    Raises:
        CaseError: every fault of the case, its TagPacks and its exhibits, all at once.
    """
    content = _read(path, "case file")
    case = case_file.parse(content, path.name)
    faults: list[str] = []
    warnings: list[str] = []
    packs, files = [], []
    for written, stored in zip(case.stop.tags, stored_names(case.stop.tags), strict=True):
        try:
            pack = _read(path.parent / written, "TagPack")
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
        elif hashlib.sha256(_read(place, "exhibit")).hexdigest() != exhibit.sha256:
            faults.append(
                f"{path.name}: exhibit {exhibit.id}: {exhibit.file} does not have the sha256 stated;"
                " the file or the case was changed since it was received"
            )
    if faults:
        raise CaseError(*faults)
    return LoadedCase(case, content, tuple(packs), tuple(files), tuple(warnings))


def open_chain(source: str, case: Case | None, cookie: Path | None, progress: Progress) -> Chain:
    """Open `--chain SOURCE`: a node's address or a file of raw blocks.

    Raises:
        CaseError: the source is none of these, or of another network than the case.
        SourceError: the node cannot be reached or is not fit for the case.
        IntegrityError: the file is damaged.
    """
    network = None if case is None else case.network
    if source.startswith(("http://", "https://")):
        filters = case is not None and (
            any(seed.scripts for seed in case.seeds) or any(target.custody for target in case.targets)
        )
        need = Need(filters=filters)
        live = LiveView.open(source, network, os.environ, Path.home(), cookie, need, _telling("scanning", progress))
        return Chain(live, "node", fitness.warnings(live.report), live.check_tip)
    path = Path(source)
    if path.is_dir():
        raise CaseError(f"--chain {source}: a directory would be a store, and this version builds none yet")
    if not path.is_file():
        raise CaseError(f"--chain {source}: no such file. Name http://HOST:PORT of a node, or a file of raw blocks.")
    view = FileView.open(path, network, _telling("reading blocks", progress))
    return Chain(view, "file", view.warnings, _nothing)


def _telling(what: str, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(what, done, total)


def _nothing() -> None:
    """Do nothing: a file does not change its tip."""


def examine_node(source: str, cookie: Path | None) -> NodeReport:
    """Ask a node what it is.

    Raises:
        CaseError: the address is malformed.
        SourceError: it cannot be reached, or refuses us.
    """
    return node.connect(source, os.environ, Path.home(), cookie).report


def trace(path: Path, source: str, out: Path, cookie: Path | None, progress: Progress) -> Traced:
    """Trace a case over a source and write the run.

    What was noticed about the source is for the person at the keyboard; it is not written, for the same
    case over another source gives the same run.

    Raises:
        CaseError: the case or the source is wrong, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: what the source says cannot be true.
    """
    refuse_existing(out)
    loaded = load_case(path)
    chain = open_chain(source, loaded.case, cookie, progress)
    return trace_over(chain, loaded, pin_horizon(loaded.case, chain.view), out, progress)


def trace_over(chain: Chain, loaded: LoadedCase, horizon: BlockRef, out: Path, progress: Progress) -> Traced:
    """Trace a case over a chain that is open already, up to a pinned horizon, and write the run; see `trace`."""
    finished = run(loaded.case, loaded.tags, chain.view, horizon)
    folder = RunFolder(
        trace=document(finished),
        case=loaded.content,
        tags=loaded.tag_files,
        material=_material(finished.read, finished.horizon, chain.view, progress),
        version=__version__,
        source=chain.kind,
        warnings=loaded.warnings,
    )
    chain.check_tip()
    write_run(folder, out)
    return Traced(folder, (*loaded.warnings, *chain.warnings))


def _material(
    read: Sequence[Txid], horizon: BlockRef, view: ChainView, progress: Progress, all_headers: bool = False
) -> Material | None:
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
    loaded = load_case(path)
    chain = open_chain(source, loaded.case, cookie, progress)
    horizon = pin_horizon(loaded.case, chain.view)
    reading = Reading(chain.view, horizon)
    limits = Limits(Services(loaded.tags).labels(), 0, loaded.case.stop.max_hops, max_transactions)
    found = origin_document(loaded.case, horizon, limits, origins(loaded.case, limits, reading))
    collected = _material(reading.read, horizon, chain.view, progress)
    chain.check_tip()
    files = {"origin.json": found, "case.toml": loaded.content}
    files |= {f"tags/{name}": content for name, content in loaded.tag_files}
    if collected is not None:
        files |= {f"chain/{name}": content for name, content in material.chain_files(collected).items()}
    write_whole(out, files.items())
    return found, (*loaded.warnings, *chain.warnings)


def export(
    path: Path, out: Path, source: str | None, cookie: Path | None, all_headers: bool, progress: Progress
) -> None:
    """Seal a run into a bundle. A source is needed where the run holds no raw bytes.

    Raises:
        CaseError: the run or the source is wrong, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: the run is not as it was written, or the source now says something else.
    """
    refuse_existing(out)
    folder = read_run(path)
    if source is not None:
        folder = _with_material(folder, source, cookie, all_headers, progress)
    elif all_headers:
        raise CaseError("--all-headers: name the source that holds every header with --chain")
    bundle.write(folder, out, progress)


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
    stated = read_trace(folder.trace, hashlib.sha256(folder.trace).hexdigest())
    horizon = BlockRef(stated.horizon_height, BlockHash(stated.horizon_hash))
    if horizon.height > chain.view.tip().height or chain.view.block_hash(horizon.height) != horizon.hash:
        raise IntegrityError(
            f"the run's horizon, block {horizon.hash} at height {horizon.height}, is not on the best chain of {source}"
        )
    finished = run(case, packs, chain.view, horizon)
    if document(finished) != folder.trace:
        raise IntegrityError(f"{source} gives another result than the run's trace.json; nothing is exported")
    found = _material(finished.read, finished.horizon, chain.view, progress, all_headers)
    chain.check_tip()
    return replace(folder, material=found)


def replay(view: ChainView, case: Case, tags: Sequence[tuple[str, bytes]], horizon: BlockRef) -> bytes:
    """Compute `trace.json` again from what a bundle holds; TagPacks come with the names in the case.

    Raises:
        CaseError, IntegrityError: the bundle's own material does not allow it.
    """
    packs = [tag_packs.parse(content, written, case.network) for written, content in tags]
    return document(run(case, packs, view, horizon))


def verify(path: Path, progress: Progress) -> Verification:
    """Check a bundle offline."""
    return verifier.verify(path, replay, progress)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration made."""

    trace: bytes
    bundle: Path
    verification: Verification


def demo(out: Path, progress: Progress) -> Shown:
    """Trace, seal and verify the recorded story; `out` receives `run` and `bundle`.

    Raises:
        CaseError: `out` exists.
        SourceError: the disk cannot go on.
    """
    refuse_existing(out)
    with as_file(files("tracer.story")) as story:
        out.mkdir(mode=0o700)
        traced = trace(story / "case.toml", str(story / "blocks.blk"), out / "run", None, progress)
    export(out / "run", out / "bundle", None, None, False, progress)
    return Shown(traced.run.trace, out / "bundle", verify(out / "bundle", progress))


def look_for_patterns(path: Path) -> Iterator[tuple[Line, dict[str, Finding]]]:
    """Yield each transaction of a file of JSON lines with every detector's finding.

    Raises:
        CaseError: the file cannot be read, or its lines are not transactions.
    """
    given = _lines(path)
    around = Among([line.subject for line in given])
    for line in given:
        yield line, look(line.subject, around)


def score_patterns(path: Path) -> str:
    """Return how the detectors do against the truth stated in a file, as text.

    Raises:
        CaseError: the file cannot be read, or a line states no truth.
    """
    return score_text.text(score.score(_lines(path)))


def _lines(path: Path) -> tuple[Line, ...]:
    content = _read(path, "file of transactions")
    if path.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError):
            raise CaseError(f"{path} is not a gzip file") from None
    try:
        return lines.parse(content.decode().splitlines(), path.name)
    except UnicodeDecodeError:
        raise CaseError(f"{path} is not text in UTF-8") from None


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CaseError(f"no {what} at {path}") from None
    except OSError as error:
        raise CaseError(f"{what} {path} cannot be read: {error.strerror}") from None
