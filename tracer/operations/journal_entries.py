"""What the commands enter into the journal of a case, and what a person enters."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tracer.case.case import Case
from tracer.disk import clock
from tracer.disk.folder import read_file
from tracer.errors import CaseError, IntegrityError
from tracer.evidence.bag import TAG_MANIFEST
from tracer.evidence.run_folder import read_result
from tracer.journal import kinds
from tracer.journal.journal import Event, Journal
from tracer.operations import journal_files
from tracer.operations.journal_files import TOOL, JournalTarget
from tracer.operations.pipeline import Traced, load_case
from tracer.operations.signing import journal_beside, put
from tracer.signatures.signing import JOURNAL
from tracer.visible import quoted


def traced(journal_target: JournalTarget, case: Path, done: Traced, out: Path) -> int | None:
    """Enter an acquisition and a trace; return the number of the last entry, None where no journal is kept.

    Kept is the journal named, else the one beside the case file where there is one.
    """
    found = journal_files.beside_case(case)
    kept = (
        journal_target
        if journal_target.path is not None or not found.exists()
        else JournalTarget(found, journal_target.who, journal_target.why)
    )
    trace = done.result
    horizon = {"source": done.run.source, "horizon": f"{trace.horizon_height} {trace.horizon_hash}"}
    node = None if done.run.node is None else hashlib.sha256(done.run.node).hexdigest()
    result = {"case-sha256": trace.case_sha256, "rule": trace.primary, "run": _name(out)}
    after = journal_files.record(
        kept,
        trace.case,
        [("acquired", "for a trace", node, horizon), ("traced", "tracer trace", trace.sha256, result)],
    )
    return None if after is None else len(after.entries)


def exported(journal_target: JournalTarget, run: Path, out: Path) -> int | None:
    """Enter an export, and put the journal as it then is into the bundle; return the number of the entry.

    Kept is the journal named, else that of the case beside the run.
    """
    sealed, trace = read_file(out, TAG_MANIFEST), read_result(out, "data/trace/trace.json")
    kept = journal_beside(journal_target, run, trace.case)
    details = {"bundle": _name(out), "trace-sha256": trace.sha256}
    after = journal_files.record(
        kept, trace.case, [("exported", "tracer export", hashlib.sha256(sealed).hexdigest(), details)]
    )
    if after is None:
        return None
    put(out, {JOURNAL: after.content})
    return len(after.entries)


def entered(
    path: Path, case: Case, kind: str, who: str, why: str, details: Mapping[str, str], object_: Path | None
) -> Journal:
    """Enter what a person did; `object_` is the file it was done to.

    Raises:
        CaseError: the kind or a text is wrong, a second person is missing, or the journal was not begun.
        IntegrityError, SourceError: the journal was changed or cannot be written.
    """
    kinds.check_by_hand(kind, who, details)
    entries = len(journal_of(path, case).entries) if kind != "opened" else 0
    if "corrects" in details:
        _refuse_unknown_entry(details["corrects"], entries)
    event = Event(kind, who, why, _hash(object_), details, clock.now(), TOOL)
    return journal_files.append(path, case.id, [event])


def _refuse_unknown_entry(number: str, entries: int) -> None:
    """Refuse a correction of an entry that is not there: it could not be taken back."""
    if not (number.isascii() and number.isdecimal() and int(number) <= entries):
        raise CaseError(
            f"--corrects {quoted(number, 80)}: the journal has entries 1 to {entries}.\n"
            "Name one of them, or 0 where an entry was never made."
        )


def mended(path: Path, case: Case, who: str, why: str) -> Journal:
    """Keep a torn last line in a new entry, so that the journal can go on.

    Raises:
        CaseError: its last line is not torn; whoever corrects an entry needs a second person.
        IntegrityError, SourceError: the journal was changed or cannot be written.
    """
    if not journal_files.load(path, case.id).torn:
        raise CaseError(
            f"journal {path}: its last line is not torn, so there is nothing to mend.\n"
            "To correct an entry: tracer journal CASE.toml --add corrected --corrects NUMBER --witness NAME --why TEXT"
        )
    event = Event("corrected", who, why, None, {"corrects": "0"}, clock.now(), TOOL)
    return journal_files.append(path, case.id, [event], mend=True)


def journal_of(path: Path, case: Case) -> Journal:
    """Return a case's journal, whole.

    Raises:
        CaseError: there is none.
        IntegrityError: it was changed, or its last line is torn.
    """
    journal = journal_files.load(path, case.id)
    if journal.torn:
        raise IntegrityError(journal_files.torn_words(path, journal))
    if not journal.entries:
        raise CaseError(f"no journal at {path}.\nBegin it: tracer journal CASE.toml --add opened --who NAME --why TEXT")
    return journal


def case_of(path: Path) -> Case:
    """Return the case of a case file."""
    return load_case(path).case


def _hash(path: Path | None) -> str | None:
    """Return the SHA-256 of a file, or of a bundle's tag manifest where it is one; refuse what is neither."""
    if path is None:
        return None
    place = path / TAG_MANIFEST if path.is_dir() else path
    if not place.exists():
        missing = f"a folder without {TAG_MANIFEST}, so no bundle" if path.is_dir() else "no such file or bundle"
        raise CaseError(f"--object {path}: {missing}.\nName what it was done to.")
    return hashlib.sha256(read_file(place.parent, place.name)).hexdigest()


def _name(path: Path) -> str:
    return "".join(each if each.isprintable() else "?" for each in path.absolute().name)[:200] or "."
