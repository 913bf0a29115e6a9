"""The analyst's desk: what is done before and beside a trace. Opens files and chains for it, and writes.

Intake of received files, a look at one name of the chain, two results compared, a run shown. What is
computed lies in the stages; how chains and cases are opened, in `pipeline`.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tracer.case import case_file
from tracer.case.case import Case
from tracer.chain import header
from tracer.chain.address import decode
from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import BlockRef, Outpoint, parse_txid
from tracer.disk.files import read_bounded
from tracer.disk.folder import read_file
from tracer.documents.language.languages import language
from tracer.documents.local_time import set_clock
from tracer.errors import CaseError, SourceError
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.run_page import run_page
from tracer.evidence.run_folder import read_result, read_run
from tracer.evidence.trail_viewer.content import content
from tracer.evidence.trail_viewer.page import exhibit
from tracer.intake import chain_support, classification, intake
from tracer.intake.finding import Kind
from tracer.intake.intake import Intake
from tracer.intake.new_case import skeleton
from tracer.operations.pipeline import load_case
from tracer.operations.sources import Chain, Progress, open_chain
from tracer.operations.tag_files import read_pack
from tracer.result.diff import Comparison, compare
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents
from tracer.trace.look import AddressLook, Coin, Looker, TransactionLook
from tracer.trace.tags import tags as tag_packs
from tracer.trace.tags.tags import TagPack
from tracer.visible import quoted


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen, up to which block, and what was noticed of the source."""

    found: TransactionLook | Coin | AddressLook
    tip: BlockRef
    network: Network
    warnings: tuple[str, ...]


def take_in(path: Path, network: str, source: str | None, cookie: Path | None, progress: Progress) -> Intake:
    """Examine a received file; put its txids to a chain where one is named.

    Raises:
        CaseError: the file cannot be read, or the source is wrong or of another network.
        SourceError, IntegrityError: as for any source.
    """
    content = read_bounded(path, "file")
    chain = None if source is None else open_chain(source, None, cookie, progress)
    if chain is not None and chain.view.network.name != network:
        raise CaseError(f"--chain {source} is of {chain.view.network.name}, --network says {network}")
    found = intake.examine(content, path.name, NETWORKS[network], lambda done, all_: progress("reading", done, all_))
    if chain is None:
        return found
    found = chain_support.ask_chain(found, chain.view, lambda done, all_: progress("asking the chain", done, all_))
    chain.check_tip()
    return found


def begin_case(found: Intake, received: Path, target: Path) -> None:
    """Write a case file begun from an intake; an existing file is refused.

    Raises:
        CaseError: the target exists, or its folder does not.
        SourceError: it cannot be written; nothing is left behind.
    """
    if not target.absolute().parent.is_dir():
        raise CaseError(f"{target.absolute().parent} is not a folder.\nCreate it, or name another place with --case.")
    path = os.path.relpath(received.absolute(), target.absolute().parent)
    named = path if path.isprintable() and not any(each in path for each in "\\:~") else None
    write_new(target, skeleton(found, named).encode(), "--case")


def look(
    name: str,
    source: str,
    case: Path | None,
    packs: tuple[Path, ...],
    cookie: Path | None,
    progress: Progress,
    to_height: int | None = None,
) -> Looked:
    """Look at a transaction, an output or an address.

    Raises:
        CaseError: the name is none, or the chain has nothing of that name; the case or a TagPack is wrong.
        SourceError, IntegrityError: as for any source.
    """
    loaded = None if case is None else load_case(case)
    chain = open_chain(source, None if loaded is None else loaded.case, cookie, progress, to_height)
    network = chain.view.network
    tags = (*(loaded.tags if loaded else ()), *(_tag_pack(path, network) for path in packs))
    found = _look(name, chain, loaded.case if loaded else None, tags)
    chain.check_tip()
    return Looked(found, chain.view.tip(), network, chain.warnings)


def _look(
    name: str, chain: Chain, case: Case | None, tags: tuple[TagPack, ...]
) -> TransactionLook | Coin | AddressLook:
    network, looker = chain.view.network, Looker(chain.view, case, tags)
    judged = classification.exact(name, network) or classification.damaged(name, network)
    missing = f"on the best chain of {network.name} up to block {chain.view.tip().height}"
    if judged is None:
        raise CaseError(f"{quoted(name, 120)} is no txid, outpoint (txid:vout) or address")
    if judged.value is None:
        listed = [
            f"candidate: {each.value} ({each.support.value}: {'; '.join(each.changes)})" for each in judged.candidates
        ]
        raise CaseError(f"{judged.reason}", *listed)
    if judged.kind is Kind.TXID:
        transaction = looker.transaction(parse_txid(judged.value))
        if transaction is None:
            raise CaseError(f"no transaction {judged.value} {missing}")
        return transaction
    if judged.kind is Kind.OUTPOINT:
        coin = looker.output(Outpoint.parse(judged.value))
        if coin is None:
            raise CaseError(f"no output {judged.value} {missing}")
        return coin
    return looker.address(decode(judged.value, network))


def diff(before: Path, after: Path) -> Comparison:
    """Compare two results, each a run or a bundle; bundles are read, not verified.

    Raises:
        CaseError: a folder is neither.
        IntegrityError: a file in one is not of the form written.
    """
    (old, old_case), (new, new_case) = _result(before), _result(after)
    return compare(old, new, (old_case, new_case))


def _result(path: Path) -> tuple[TraceFile, bytes]:
    """Return a result and its case file from a run or a bundle."""
    for trace, case in (("trace.json", "case.toml"), ("data/trace/trace.json", "data/case/case.toml")):
        if (path / trace).is_file() and (path / case).is_file():
            return read_result(path, trace), read_file(path, case)
    raise CaseError(f"{path} is neither a run nor a bundle: it holds no trace.json with its case file.")


def show(path: Path, out: Path) -> None:
    """Write the page of a run in its case's language; an existing file is refused.

    Raises:
        CaseError: the folder is no run, or `out` exists.
        IntegrityError: a file in the run is not of the form written.
        SourceError: the page cannot be written.
    """
    run = read_run(path)
    trace = read_documents(run.documents)
    case = case_file.parse(run.case, "case.toml")
    spoken = language(case.language)
    drawn, live, headers = None, None, {}
    if run.material is not None:
        own_clock = set_clock(case.timezone, shown_times(run.material))
        dossier = Dossier(trace, case, run.material, own_clock, decoded(run.material)).written_in(spoken)
        unknown, title = dict[str, str](), spoken.say("What could not be known")
        for gap in trace.gaps:
            unknown |= dict.fromkeys(filter(None, (gap.txid, (gap.outpoint or "").partition(":")[0])), title)
        drawn, live = picture(dossier), exhibit(dossier, content(dossier), unknown)
        headers = {height: header.decode(run.material.header(height)) for height in _heights(trace)}
    write_new(out, run_page(trace, headers, drawn, spoken, live), "--out")


def _heights(trace: TraceFile) -> set[int]:
    """Return every height at which something of the result stands."""
    crossings = {row.height for method in trace.methods.values() for row in method.crossings}
    return crossings | {end.height for method in trace.methods.values() for end in method.ends}


def _tag_pack(path: Path, network: Network) -> TagPack:
    return tag_packs.parse(read_pack(path), path.name, network)


def refuse_taken(target: Path, option: str) -> None:
    """Refuse a file that is there already, before any work is done for it.

    Raises:
        CaseError: it exists; `option` is how another one is named.
    """
    if os.path.lexists(target):
        raise CaseError(f"{target} exists already.\nName another place with {option}, or remove it yourself.")


def write_new(target: Path, content: bytes, option: str) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        CaseError: it exists, or its folder does not.
        SourceError: the disk is full or refuses; nothing is left behind.
    """
    refuse_taken(target, option)
    partial: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=target.absolute().parent)
        partial = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, target)
    except FileExistsError as error:
        raise CaseError(f"{error.filename2 or error.filename} exists already.") from None
    except FileNotFoundError:
        raise CaseError(
            f"{target.absolute().parent} is not a folder.\nCreate it, or name another place with {option}."
        ) from None
    except OSError as error:
        raise SourceError(f"{target} could not be written: {error.strerror}.\nNothing was left behind.") from error
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)
