"""The folder that `tracer trace` writes and `tracer export` reads.

RUN/trace.json the result with RUN/coins.RULE.csv and its like where their rows are too many for it,
RUN/case.toml the case file as it was, RUN/tags/ the TagPacks in the case's
order, RUN/leads.csv where to dig next, RUN/chain/ the raw material (absent where the source keeps no raw
bytes), RUN/run.json what ran and the SHA-256 of the files beside it, so that a run changed by mistake is
not sealed. None of that says on which machine, for whom or from where the run was made.
RUN/signatures/node.json, where a node was the source, is what it answered about itself: it varies from run
to run, nothing is computed from it, and it travels beside what a bundle seals.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracer import METHOD, __version__
from tracer.container.desktop_files import advice
from tracer.container.material import Material, chain_files, read_chain
from tracer.disk import capacity
from tracer.disk.folder import list_folder, read_file, write_whole
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.result.row_files import Documents, is_row_file
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_trace
from tracer.visible import quoted

_LEADS = "leads.csv"
SURVEY = "survey.json"
NODE = "signatures/node.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFolder:
    """A finished run. `tags` are the TagPacks by stored name, in the order of the case's `[stop] tags`.

    `source` is the kind of source (`node`, `store`, `file`), never its address. `leads` is None where an earlier
    version wrote the run; `node` is what a node answered about itself when it was asked; `survey` is what a whole trail
    over a store looks like where a budget cut it off. `beside` are the files of rows that are too many for `trace`.
    """

    trace: bytes
    case: bytes
    tags: tuple[tuple[str, bytes], ...]
    material: Material | None
    version: str
    source: str
    warnings: tuple[str, ...]
    leads: bytes | None = None
    node: bytes | None = None
    survey: bytes | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def documents(self) -> Documents:
        """The result, all files of it."""
        return Documents(self.trace, self.beside)


def write_run(run: RunFolder, target: Path, to_disk: bool = True) -> None:
    """Write a run: all of it, or nothing. Without `to_disk` it is the caller who flushes it.

    Raises:
        CaseError: the target exists, or its parent does not.
        SourceError: the disk is full or refuses.
    """
    files = {"trace.json": run.trace, "case.toml": run.case, **run.beside}
    files |= {f"tags/{name}": content for name, content in run.tags}
    files |= {} if run.leads is None else {_LEADS: run.leads}
    files |= {} if run.survey is None else {SURVEY: run.survey}
    about: canonical.Writable = {
        "schema": 2,
        "version": run.version,
        "source": run.source,
        "warnings": run.warnings,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["run.json"] = canonical.dumps(about)
    if run.material is not None:
        files |= {f"chain/{name}": content for name, content in chain_files(run.material).items()}
    if run.node is not None:
        files[NODE] = run.node
    write_whole(target, files.items(), to_disk)


def read_run(path: Path) -> RunFolder:
    """Read a run back.

    Raises:
        CaseError: the folder is not one that `tracer trace` wrote.
        IntegrityError: a file in it was changed, added or taken out, or is not of the form written.
        SourceError: it cannot be read.
    """
    listing = list_folder(path)
    missing = [name for name in ("trace.json", "case.toml", "run.json") if name not in listing.sizes]
    if missing:
        raise CaseError(f"{path} is not a run: it holds no {missing[0]}.\nName a folder that `tracer trace` wrote.")
    if listing.findings:
        raise IntegrityError(f"{path} is not as it was written: {listing.findings[0]}")
    files = {name: read_file(path, name) for name in listing.sizes}
    about = JsonCursor.of(files["run.json"], "run.json")
    _check_files(path, about, files)
    chain = {name.removeprefix("chain/"): files[name] for name in files if name.startswith("chain/")}
    material = _material(path, chain) if chain else None
    if material is not None and material.faults:
        raise _altered(path, str(material.faults[0]))
    return RunFolder(
        trace=files["trace.json"],
        case=files["case.toml"],
        tags=tuple((name.removeprefix("tags/"), files[name]) for name in files if name.startswith("tags/")),
        material=material,
        version=about.text("version"),
        source=about.text("source"),
        warnings=about.texts("warnings"),
        leads=files.get(_LEADS),
        node=files.get(NODE),
        survey=files.get(SURVEY),
        beside={name: content for name, content in files.items() if is_row_file(name)},
    )


def _material(path: Path, chain: Mapping[str, bytes]) -> Material:
    """Read the raw material of a run; what is wrong is named by its place in the run, not in a bundle."""
    try:
        return read_chain(chain)
    except IntegrityError as error:
        raise _altered(path, str(error)) from None


def _altered(path: Path, said: str) -> IntegrityError:
    """Say that raw material was altered: where in the run, which a bundle has below `data/`, and what to do."""
    return IntegrityError(f"{path} is not as it was written: {said.removeprefix('data/')}.\nTrace the case again.")


def read_result(path: Path, name: str) -> TraceFile:
    """Read the `trace.json` of this name in a run or a bundle, with the files of rows beside it.

    Raises:
        IntegrityError: a file is not of the form written, or not the one that `trace.json` names.
        SourceError: it cannot be read.
    """
    content, folder = read_file(path, name), (path / name).parent
    found = sorted(each.name for each in folder.iterdir() if is_row_file(each.name))
    beside = {each: read_file(folder, each) for each in found}
    return read_trace(content, hashlib.sha256(content).hexdigest(), beside)


def refuse_other_version(run: RunFolder, path: Path) -> None:
    """Refuse a run that another version, or another method, traced: a bundle states one, and is checked by it.

    Raises:
        CaseError: the analyst traces again, or uses that version.
        IntegrityError: `trace.json` does not say by which method it was computed.
    """
    software = JsonCursor.of(run.trace, "trace.json").key("software")
    made = run.version, software.text("version"), software.integer("method")
    if made != (__version__, __version__, METHOD):
        stated = made[0] if made[0] != __version__ else made[1]
        raise CaseError(
            f"{path} was traced by version {quoted(stated, 20)}, method {made[2]}; "
            f"this is {__version__}, method {METHOD}: a bundle states one version, and is checked by it.\n"
            "Trace the case again, or export the run with the version that traced it."
        )
    if run.material is not None and run.material.older is not None:
        raise CaseError(f"{path} holds a file for each transaction, as this version no longer does.\nTrace it again.")


def refuse_too_large(run: RunFolder, path: Path, large: bool = False) -> None:
    """Refuse a run whose result is more than either verifier judges, before anything is made of it.

    With `large`, what they judge where they are asked to judge large bundles.

    Raises:
        CaseError: the analyst traces less at once.
    """
    weight = capacity.weight(run.trace) + sum(map(capacity.weight_of_rows, run.beside.values()))
    most = capacity.LARGE_JSON_WEIGHT if large else capacity.JSON_WEIGHT
    if weight > most:
        fits = not large and weight <= capacity.LARGE_JSON_WEIGHT
        hint = ", or seal it with --large: whoever checks it needs --large too, and the memory" if fits else ""
        raise CaseError(
            f"{path} is too large for a bundle: its trace.json and the rows beside it would take {weight >> 20:,} MiB "
            f"of memory to read, and both verifiers judge {most >> 20:,} MiB at most.\n"
            f"Trace the case again with fewer transactions (--max-transactions), or with fewer rules compared{hint}."
        )


def _check_files(path: Path, about: JsonCursor, files: Mapping[str, bytes]) -> None:
    """Compare everything but the raw material, which proves itself, with the hashes in `run.json`."""
    stated = {name: place.as_text() for name, place in about.key("files").members()}
    for name in sorted({*stated, *files}):
        if name in ("run.json", NODE) or name.startswith("chain/"):
            continue
        if name not in files:
            raise IntegrityError(f"{path} is not as it was written: {name} is missing.\nTrace the case again.")
        if name not in stated and advice(name):
            raise IntegrityError(f"{path} is not as it was written: {name} was added{advice(name)}.")
        if hashlib.sha256(files[name]).hexdigest() != stated.get(name):
            raise IntegrityError(f"{path} is not as it was written: {name} is another file.\nTrace the case again.")
