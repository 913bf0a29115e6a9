"""The sealed bundle: what goes into it, and in what order it is put together.

The case file goes in without its descriptors unless the case discloses them, then everything is rendered
from the bundle's own case file, so that whoever has only the bundle gets the same bytes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tracer import NAME, __version__
from tracer.case import case_file, withholding
from tracer.case.assertions import WITHHELD
from tracer.case.case import Case, CustodyWallet, Edge, Seed
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Transaction
from tracer.container.bag import make_bag
from tracer.container.material import Material, chain_files, heights
from tracer.disk.child_process import Runner, in_this_process
from tracer.disk.folder import write_whole
from tracer.documents import local_time
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES, chosen
from tracer.documents.local_time import Clock, read_clock, set_clock
from tracer.documents.typesetting import EDITABLE, can_be_copied, missing, require
from tracer.errors import CaseError, IntegrityError
from tracer.evidence import verifier_source
from tracer.evidence.annexes_pdf import printed
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.evidence.resolved_case import paid_scripts, resolved_case
from tracer.evidence.run_folder import NODE, RunFolder
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.progress import Progress, no_progress
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents
from tracer.trace.tags import tags as tag_packs
from tracer.trace.tags.tags import TagPack

_SCHEMA = 2

_WORTH_A_PROCESS = 1_000
"""Raw transactions from which on an annex takes longer than a copy of the process and its answer (measured)."""
_EDGE = ".edge"
"""Behind a descriptor's place in `scripts.json`: those of its scripts that lie near the end of its range."""


@dataclass(frozen=True, slots=True)
class BundledCase:
    """The case files of a bundle, and the case they give. `is_withheld`: descriptors were taken out."""

    case: Case
    content: bytes
    scripts: bytes

    @property
    def is_withheld(self) -> bool:
        """Whether a descriptor of the original was replaced, so that its hash cannot be compared."""
        return bool(self.withheld)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The places of withheld descriptors: `seed[2]`, `custody[1]`."""
        return tuple(place for place, holder in _holders(self.case) if WITHHELD.fullmatch(holder.descriptor or ""))

    @property
    def edges(self) -> dict[str, tuple[Edge, ...]]:
        """The scripts near the ends of ranges that `scripts.json` lists by place.

        Raises:
            IntegrityError: it is not of the form written.
        """
        return _edges(self.scripts)

    @property
    def listed(self) -> dict[str, tuple[bytes, ...]]:
        """The scripts that `scripts.json` lists by place, whether the case asks for them or not.

        Raises:
            IntegrityError: it is not of the form written.
        """
        return _listed(self.scripts)


class ReadRun(NamedTuple):
    """What was read of a run already: its case, and its result."""

    case: Case
    trace: TraceFile


@dataclass(frozen=True, slots=True)
class Sources:
    """What a bundle is made from, read once: nothing else goes into it. `files` are those that no annex is, by path."""

    run: RunFolder
    trace: TraceFile
    case: BundledCase
    material: Material
    transactions: Mapping[Txid, Transaction]
    """Those of the material, decoded."""
    files: Mapping[str, bytes]


def read_sources(run: RunFolder, known: ReadRun | None = None) -> Sources:
    """Read what a run gives a bundle; `known` is what was read of it already.

    Raises:
        CaseError: the run holds no raw material, a descriptor cannot be withheld, or a seed is a coinbase of which a
            later copy exists.
        IntegrityError: the run's files contradict each other.
    """
    if run.material is None:
        raise CaseError("the run holds no raw transactions.\nName the source they can be read from with --chain.")
    case, trace = known or ReadRun(case_file.parse(run.case, "case.toml"), read_documents(run.documents))
    for name in sorted({*run.beside} - {*trace.beside}):
        raise IntegrityError(f"the run holds {name}, which its trace.json does not name")
    refuse_copies(trace, run.material)
    transactions = decoded(run.material)
    filed = bundled_case(run.case, run.material, transactions, case)
    if hashlib.sha256(run.case).hexdigest() != trace.case_sha256:
        raise IntegrityError("the run's case.toml is not the case that its trace.json was computed from")
    return Sources(run, trace, filed, run.material, transactions, sources(run, filed, transactions))


def compose(
    made_from: Sources,
    progress: Progress = no_progress,
    languages: Sequence[str] = (),
    runner: Runner = in_this_process,
) -> dict[str, bytes]:
    """Return every sealed file, by path; the same run gives the same bytes, whatever the runner.

    `languages` are those of its documents, the leading one first; without any it is the one of the case.

    Raises:
        CaseError: there is no report in one of the languages.
        IntegrityError: the result names what the raw material does not hold.
        SourceError: the pages cannot be set with what is installed.
    """
    require(EDITABLE)
    trace, case, material = made_from.trace, made_from.case.case, made_from.material
    own_clock = set_clock(case.timezone, shown_times(material))
    progress("annexes", 0, 2)
    packs = packs_of(case, [content for _, content in made_from.run.tags])
    own_languages = chosen(languages, case.language)
    dossier = Dossier(
        trace=trace,
        case=case,
        material=material,
        clock=own_clock,
        transactions=made_from.transactions,
        languages=own_languages,
        packs=packs,
    )
    payload = {**made_from.files, **derived(dossier, runner)}
    progress("annexes", 1, 2)
    return make_bag(payload, entries(trace, material))


def write(made_from: Sources, bag: Mapping[str, bytes], out: Path) -> None:
    """Write what `compose` gave, and beside it what a node answered about itself: whole, or not at all.

    Raises:
        CaseError: the target exists.
        SourceError: the disk is full or refuses.
    """
    node = made_from.run.node
    write_whole(out, (bag if node is None else {**bag, NODE: node}).items())


def refuse_copies(trace: TraceFile, material: Material) -> None:
    """Refuse a result about a coinbase of which a later copy exists: a bundle tells transactions apart by txid alone.

    Raises:
        CaseError: a trail begins in the earlier copy, which the bundle cannot hold beside the later one.

    Source: BIP 30.
    """
    for method in trace.methods.values():
        for end in method.ends:
            place = material.positions.get(end.outpoint.txid)
            if place is not None and place.height != end.height:
                raise CaseError(
                    f"coinbase {end.outpoint.txid} exists twice, at heights {end.height} and {place.height} (BIP 30), "
                    f"and a seed names the copy at {end.height}. A bundle holds one place for each txid, so it cannot "
                    f"show both.\nSeed only what was received after height {end.height} (from_height) and trace again; "
                    "the run itself stands, and its trace.json says that the earlier copy can never be spent."
                )


def sources(
    run: RunFolder, case: BundledCase, transactions: Mapping[Txid, Transaction] | None = None
) -> dict[str, bytes]:
    """Return the files that no annex is: the result, the case as filed and resolved, the raw material.

    `transactions` are those of the material, where they are decoded already.
    """
    files = {"trace/trace.json": run.trace, "case/case.toml": case.content, "case/scripts.json": case.scripts}
    files |= {f"trace/{name}": content for name, content in run.beside.items()}
    files |= {f"case/tags/{name}": content for name, content in run.tags}
    if run.material is not None:
        known = decoded(run.material) if transactions is None else transactions
        files["case/case.json"] = resolved(case.case, [content for _, content in run.tags], run.material, known)
        files |= {f"chain/{name}": content for name, content in chain_files(run.material).items()}
    return files


def resolved(case: Case, tags: Sequence[bytes], material: Material, transactions: Mapping[Txid, Transaction]) -> bytes:
    """Return `case.json` of a bundle's case with its TagPacks, in the order of the case.

    Raises:
        CaseError: a TagPack is wrong.
    """
    clock = set_clock(case.timezone, shown_times(material))
    return resolved_case(case, packs_of(case, tags), transactions, heights(material), clock)


def packs_of(case: Case, tags: Sequence[bytes]) -> tuple[TagPack, ...]:
    """Return the TagPacks of a case, read, under the names that the case gives them.

    Raises:
        CaseError: a TagPack is wrong.
    """
    return tuple(tag_packs.parse(pack, name, case.network) for name, pack in zip(case.stop.tags, tags, strict=True))


def derived(dossier: Dossier, runner: Runner = in_this_process) -> dict[str, bytes]:
    """Return the files that follow from the others: annexes, the stand-alone verifier, and `bundle.json`.

    Where what is installed cannot set the printed files they are left out; `bundle.json` still names them. A long
    trail's pages and tables are made by `runner`: the typesetter needs as much memory as everything else together.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    from tracer.evidence.annexes import annexes  # tables, graphs and workbooks: loaded only to be written

    pages, unset = printed(dossier), missing(EDITABLE)
    begin = runner if len(dossier.transactions) >= _WORTH_A_PROCESS else in_this_process
    begin_pages = begin if can_be_copied() else in_this_process
    with begin_pages(lambda: {name: page() for name, page in pages.items() if not unset}) as printing:
        files = annexes(dossier, begin) | printing()
    files |= {verifier_source.NAME: verifier_source.verifier()}
    about: canonical.Writable = {
        "schema": _SCHEMA,
        "case": dossier.trace.case,
        "network": dossier.trace.network,
        "horizon": {"height": dossier.trace.horizon_height, "hash": dossier.trace.horizon_hash},
        "software": {"name": NAME, "version": __version__},
        "trace_sha256": dossier.trace.sha256,
        "case_sha256": dossier.trace.case_sha256,
        "clock": dossier.clock.as_json(),
        "languages": [language.code for language in dossier.languages],
        "derived": sorted({*files, *pages, *(f"trace/{name}" for name in dossier.trace.beside)}),
        "typesetting": dict(EDITABLE),
    }
    return files | {"bundle.json": canonical.dumps(about)}


def entries(trace: TraceFile, material: Material) -> dict[str, str]:
    """Return what `bag-info.txt` says."""
    return {
        "Bag-Software-Agent": f"{NAME} {__version__}",
        "Bagging-Date": local_time.date(material.time(trace.horizon_height)),
        "External-Identifier": trace.case,
        "External-Description": "Trace of bitcoin into state custody, with everything needed to recompute it",
    }


def bundled_case(
    content: bytes,
    material: Material,
    transactions: Mapping[Txid, Transaction] | None = None,
    known: Case | None = None,
) -> BundledCase:
    """Take the descriptors out of a case file, and read it back as a bundle's reader will.

    The scripts of every withheld descriptor go along by its place, those that an output in the raw material pays.
    `transactions` are those of the material, where they are decoded already, and `known` is the case, where it was
    read.

    Raises:
        CaseError: the case file is wrong, or a descriptor in it cannot be withheld.
    """
    original = known or case_file.parse(content, "case.toml")
    filed, hashes = withholding.withhold(content, original)
    paid = paid_scripts(decoded(material) if transactions is None else transactions)
    shown = {
        place: [script.hex() for script in holder.scripts if script in paid]
        for place, holder in _holders(original)
        if place in hashes
    }
    edges: dict[str, canonical.Writable] = {
        f"{place}{_EDGE}": [
            {"script": each.script.hex(), "branch": each.branch, "index": each.index, "last": each.last}
            for each in holder.edge
            if each.script in paid
        ]
        for place, holder in _holders(original)
        if place in hashes and any(each.script in paid for each in holder.edge)
    }
    scripts = canonical.dumps(shown | edges)
    return read_case(filed, scripts) if hashes else BundledCase(original, filed, scripts)


def read_case(content: bytes, scripts: bytes) -> BundledCase:
    """Read the case of a bundle: `case.toml`, and `scripts.json` for its descriptors.

    Raises:
        CaseError: the case file is wrong.
        IntegrityError: `scripts.json` is not of the form written.
    """
    return BundledCase(case_file.parse(content, "case.toml", _listed(scripts), _edges(scripts)), content, scripts)


def read_about(files: Mapping[str, bytes]) -> tuple[Clock, str]:
    """Return the clock that a bundle was rendered with, and the version that rendered it.

    Raises:
        IntegrityError: `bundle.json` is missing or not of the form written.
    """
    if "bundle.json" not in files:
        raise IntegrityError("bundle.json is missing")
    about = JsonCursor.of(files["bundle.json"], "bundle.json")
    return read_clock(about.key("clock")), about.key("software").text("version")


def read_languages(files: Mapping[str, bytes]) -> tuple[Language, ...]:
    """Return the languages that a bundle's documents are written in.

    Raises:
        IntegrityError: `bundle.json` is missing or not of the form written.
    """
    if "bundle.json" not in files:
        raise IntegrityError("bundle.json is missing")
    place = JsonCursor.of(files["bundle.json"], "bundle.json").key("languages")
    codes = [row.as_text() for row in place.as_rows()]
    if not codes or len(set(codes)) != len(codes) or not set(codes) <= set(LANGUAGES):
        raise place.wrong(f"a list of languages, each once, out of {', '.join(LANGUAGES)}")
    return tuple(LANGUAGES[code] for code in codes)


def _holders(case: Case) -> Iterator[tuple[str, Seed | CustodyWallet]]:
    """Yield seeds and wallets by their places in the file: `seed[2]`, `custody[1]`."""
    for number, seed in enumerate(case.seeds, start=1):
        yield f"seed[{number}]", seed
    for number, wallet in enumerate(case.custody, start=1):
        yield f"custody[{number}]", wallet


def _listed(scripts: bytes) -> dict[str, tuple[bytes, ...]]:
    place = JsonCursor.of(scripts, "scripts.json")
    members = [(name, rows) for name, rows in place.members() if not name.endswith(_EDGE)]
    return {name: tuple(_script(row) for row in rows.as_rows()) for name, rows in members}


def _edges(scripts: bytes) -> dict[str, tuple[Edge, ...]]:
    """Return the scripts near the ends of ranges, by the places of their descriptors."""
    place = JsonCursor.of(scripts, "scripts.json")
    return {
        name.removesuffix(_EDGE): tuple(
            Edge(_script(row.key("script")), row.integer("branch"), row.integer("index"), row.integer("last"))
            for row in rows.as_rows()
        )
        for name, rows in place.members()
        if name.endswith(_EDGE)
    }


def _script(place: JsonCursor) -> bytes:
    try:
        return bytes.fromhex(place.as_text())
    except ValueError:
        raise place.wrong("a script in hexadecimal") from None
