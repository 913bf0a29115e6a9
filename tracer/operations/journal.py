"""The journal of a case or a register: shown, lengthened by hand, and mended."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.case.case import Case
from tracer.container.bag import TAG_MANIFEST
from tracer.disk.folder import read_file
from tracer.errors import CaseError, IntegrityError
from tracer.journal import kinds
from tracer.journal.journal import Event, Journal
from tracer.operations import journal_files
from tracer.operations.check import load_case
from tracer.operations.context import Context
from tracer.operations.journal_files import TOOL, shown_with
from tracer.visible import quoted


@dataclass(frozen=True, slots=True)
class JournalRequest:
    """Which journal: of a case by its file, or of a register by its folder.

    `journal` None: the one that lies beside the case file, or in the register.
    """

    case: Path
    journal: Path | None = None

    @property
    def place(self) -> Path:
        """Where the journal lies."""
        if self.journal is None and self.case.is_dir():
            return self.case / journal_files.OF_REGISTER
        return self.journal or journal_files.beside_case(self.case)


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """What a person enters: a kind, why, its details by name, and the file or bundle it was done to."""

    of: JournalRequest
    kind: str
    why: str
    details: Mapping[str, str]
    object: Path | None = None


@dataclass(frozen=True, slots=True)
class MendRequest:
    """That a torn last line is to be kept in an entry of its own, and why."""

    of: JournalRequest
    why: str


@dataclass(frozen=True, slots=True)
class CaseJournal:
    """A case and its journal, whole; `case` None where the journal is a register's."""

    case: Case | None
    journal: Journal

    def as_json(self) -> list[object]:
        """Return every entry, the first one first."""
        return [json.loads(line) for line in self.journal.lines]


def read_journal(request: JournalRequest, context: Context) -> CaseJournal:
    """Return a journal after checking that no entry was edited, taken out or moved.

    Raises:
        CaseError: the case or the register is wrong, or there is no journal.
        IntegrityError: it was changed, or its last line is torn.
    """
    context.go_on()
    name, case = _owner(request)
    return CaseJournal(case, _whole(request.place, name))


def enter(request: EntryRequest, context: Context) -> CaseJournal:
    """Enter what a person did.

    Raises:
        CaseError: the kind or a text is wrong, a second person is missing, or the journal was not begun.
        IntegrityError, SourceError: the journal was changed or cannot be written.
    """
    (name, case), path, details = _owner(request.of), request.of.place, request.details
    kinds.check_by_hand(request.kind, context.who, details)
    entries = len(_whole(path, name).entries) if request.kind != "opened" else 0
    if "corrects" in details:
        _refuse_unknown_entry(details["corrects"], entries)
    event = Event(
        kind=request.kind,
        who=context.who,
        why=request.why,
        object=_hash(request.object),
        details=details,
        time=context.clock(),
        tool=TOOL,
    )
    return CaseJournal(case, journal_files.append(path, name, [event]))


def mend_journal(request: MendRequest, context: Context) -> CaseJournal:
    """Keep a torn last line in a new entry, so that the journal can go on.

    Raises:
        CaseError: its last line is not torn; whoever corrects an entry needs a second person.
        IntegrityError, SourceError: the journal was changed or cannot be written.
    """
    (name, case), path = _owner(request.of), request.of.place
    if not journal_files.load(path, name).torn:
        raise CaseError(
            f"journal {path}: its last line is not torn, so there is nothing to mend.\n"
            f"To correct an entry: {shown_with(path)} --add corrected --corrects NUMBER --witness NAME --why TEXT"
        )
    event = Event(
        kind="corrected",
        who=context.who,
        why=request.why,
        object=None,
        details={"corrects": "0"},
        time=context.clock(),
        tool=TOOL,
    )
    return CaseJournal(case, journal_files.append(path, name, [event], mend=True))


def _refuse_unknown_entry(number: str, entries: int) -> None:
    """Refuse a correction of an entry that is not there: it could not be taken back."""
    if not (number.isascii() and number.isdecimal() and int(number) <= entries):
        raise CaseError(
            f"--corrects {quoted(number, 80)}: the journal has entries 1 to {entries}.\n"
            "Name one of them, or 0 where an entry was never made."
        )


def _owner(request: JournalRequest) -> tuple[str, Case | None]:
    """Return the name under which entries are made, and the case where it is one's.

    Of a register only `register.toml` is read: its journal can be read while its acts are wrong.
    """
    if request.case.is_dir():
        from tracer.operations.reserve_files import read_register_file  # a case has no need of it

        return read_register_file(request.case).name, None
    case = load_case(request.case).case
    return case.id, case


def _whole(path: Path, name: str) -> Journal:
    """Return a journal, whole.

    Raises:
        CaseError: there is none.
        IntegrityError: it was changed, or its last line is torn.
    """
    journal = journal_files.load(path, name)
    if journal.torn:
        raise IntegrityError(journal_files.torn_words(path, journal))
    if not journal.entries:
        raise CaseError(f"no journal at {path}.\nBegin it: {shown_with(path)} --add opened --who NAME --why TEXT")
    return journal


def _hash(path: Path | None) -> str | None:
    """Return the SHA-256 of a file, or of a bundle's tag manifest where it is one; refuse what is neither."""
    if path is None:
        return None
    place = path / TAG_MANIFEST if path.is_dir() else path
    if not place.exists():
        missing = f"a folder without {TAG_MANIFEST}, so no bundle" if path.is_dir() else "no such file or bundle"
        raise CaseError(f"--object {path}: {missing}.\nName what it was done to.")
    return hashlib.sha256(read_file(place.parent, place.name)).hexdigest()
