"""The journal of a case on the disk: found, read, and lengthened so that nothing acknowledged is lost.

An entry is one write at the end of the file, flushed before it is acknowledged, under a lock. Where the
disk is full the file is cut back to what it was, and the command fails. What a power cut left
half-written is never an entry: it is said, and mended by an entry that holds it.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tracer import NAME, __version__
from tracer.disk import clock
from tracer.disk.files import flush_names
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.journal import journal as journals
from tracer.journal.journal import Event, Journal
from tracer.visible import quoted

SUFFIX = ".journal.jsonl"
OF_REGISTER = "journal.jsonl"
"""The journal in a register's folder."""
TOOL = f"{NAME} {__version__}"
_MOST = 256 << 20
_TORN_KEPT = 512
"""Bytes of a torn line that the mending entry holds."""


@dataclass(frozen=True, slots=True)
class JournalTarget:
    """Which journal a command keeps, on whose behalf and why. `path` None: none was named.

    A journal that is not there yet is begun.
    """

    path: Path | None
    who: str
    why: str | None
    clock: Callable[[], int] = clock.now
    """Unix time in whole seconds, when an entry is made."""


def beside_case(case: Path) -> Path:
    """Return where the journal of a case file lies: `case.toml` has `case.journal.jsonl` beside it."""
    return case.with_name(case.name.removesuffix(".toml") + SUFFIX)


def beside_folder(folder: Path, case: str) -> Path | None:
    """Return the journal of a case that lies beside a run or a bundle, None where there is none.

    Raises:
        CaseError: several do.
    """
    found = [path for path in sorted(folder.absolute().parent.glob(f"*{SUFFIX}")) if _is_of(path, case)]
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise CaseError(
            f"several journals of case {quoted(case, 80)} lie beside {folder}: {names}.\nName one with --journal."
        )
    return found[0] if found else None


def journal_beside(journal_target: JournalTarget, folder: Path, case: str) -> JournalTarget:
    """Return which journal to keep: the one named, else that of the case beside the folder, else none.

    Raises:
        CaseError: several journals of the case lie there.
    """
    return (
        journal_target if journal_target.path is not None else replace(journal_target, path=beside_folder(folder, case))
    )


def load(path: Path, case: str) -> Journal:
    """Read a journal and check its chain; a missing file is an empty journal.

    Raises:
        IntegrityError: it was changed.
        SourceError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return _read(file.fileno(), path, case)
    except FileNotFoundError:
        return Journal(case, (), ())
    except OSError as error:
        raise SourceError(f"journal {path} cannot be read: {error.strerror}.") from error


def record(
    journal_target: JournalTarget, case: str, events: Sequence[tuple[str, str, str | None, Mapping[str, str]]]
) -> Journal | None:
    """Append events, each a kind, why, the hash of its object and details; None where no journal is kept.

    Raises:
        CaseError, IntegrityError, SourceError: as for `append`.
    """
    if journal_target.path is None:
        return None
    begun(journal_target, case)
    now = journal_target.clock()
    made = [
        Event(
            kind=kind,
            who=journal_target.who,
            why=journal_target.why or why,
            object=object_,
            details=details,
            time=now,
            tool=TOOL,
        )
        for kind, why, object_, details in events
    ]
    return append(journal_target.path, case, made)


def begun(journal_target: JournalTarget, case: str) -> Journal:
    """Return the journal that is kept, with a first entry where it has none yet.

    Raises:
        CaseError: none is kept.
        IntegrityError, SourceError: as for `append`.
    """
    if journal_target.path is None:
        raise CaseError("no journal is kept here; name one with --journal.")
    journal = load(journal_target.path, case)
    if journal.torn:
        raise IntegrityError(torn_words(journal_target.path, journal))
    if journal.entries:
        return journal
    first = Event(
        kind="opened",
        who=journal_target.who,
        why="journal begun",
        object=None,
        details={},
        time=journal_target.clock(),
        tool=TOOL,
    )
    return _appended(journal_target.path, case, [first], mend=False, if_empty=True)


def append(path: Path, case: str, events: Sequence[Event], mend: bool = False) -> Journal:
    """Append events to a journal, all in one write, flushed to the disk; return the journal as it is now.

    With `mend`, a torn last line is cut off first and kept in the details of the first entry.

    Raises:
        CaseError: a text cannot be an entry.
        IntegrityError: the journal was changed, or its last line is torn.
        SourceError: the disk refuses; the journal is as it was.
    """
    return _appended(path, case, events, mend=mend, if_empty=False)


def _appended(path: Path, case: str, events: Sequence[Event], *, mend: bool, if_empty: bool) -> Journal:
    """Append events; with `if_empty`, none where somebody else has written an entry before the lock was had."""
    try:
        with _locked(path) as handle:
            before = _read(handle, path, case)
            if before.torn and not mend:
                raise IntegrityError(torn_words(path, before))
            if if_empty and before.entries:
                return before
            after = before
            for event in events:
                after = journals.append(after, _with_torn(event, before.torn) if after is before else event)
            _lengthen(handle, len(before.content), after.content[len(before.content) :])
            return after
    except OSError as error:
        raise SourceError(
            f"journal {path} could not be written: {error.strerror}.\n"
            "No entry was added, none was lost. Make room, then say with tracer journal --add what it lacks."
        ) from error


def torn_words(path: Path, journal: Journal) -> str:
    """Return what a torn last line means and what to do."""
    return (
        f"journal {path}: its last line is torn: {len(journal.torn)} bytes after entry {len(journal.entries)} have no "
        "end, as a power cut leaves them; they were never acknowledged as an entry.\n"
        f"Look at them, then run {shown_with(path)} --mend --who NAME --why TEXT: it keeps them in a new entry."
    )


def shown_with(path: Path) -> str:
    """Return the command that shows a journal, as messages write it."""
    return f"tracer journal {'REGISTER' if path.name == OF_REGISTER else 'CASE.toml'}"


def _with_torn(event: Event, torn: bytes) -> Event:
    if not torn:
        return event
    details = {**event.details, "torn-bytes": str(len(torn)), "torn-hex": torn[:_TORN_KEPT].hex()}
    return Event(
        kind=event.kind,
        who=event.who,
        why=event.why,
        object=event.object,
        details=details,
        time=event.time,
        tool=event.tool,
    )


def _is_of(path: Path, case: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return journals.case_named(file.readline(journals.MAX_LINE)) == case


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the journal, made 0600 where there is none, for this process alone."""
    is_new = not path.exists()
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except (FileNotFoundError, NotADirectoryError):
        raise CaseError(f"{path.absolute().parent} is not a folder.\nName another place with --journal.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if is_new:
            flush_names(path.absolute().parent)
        yield handle
    finally:
        os.close(handle)


def _read(handle: int, path: Path, case: str) -> Journal:
    size = os.fstat(handle).st_size
    if size > _MOST:
        raise IntegrityError(f"journal {path} has {size} bytes; the most that is read is {_MOST}")
    parts, at = [], 0
    while part := os.pread(handle, size - at, at):
        parts.append(part)
        at += len(part)
    return journals.read(b"".join(parts), str(path), case)


def _lengthen(handle: int, at: int, content: bytes) -> None:
    """Write at the end in one call and flush; whatever the disk refuses, the file is cut back to `at` bytes."""
    try:
        os.ftruncate(handle, at)
        written = os.pwrite(handle, content, at)
        if written != len(content):
            written += os.pwrite(handle, content[written:], at + written)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, at)
        os.fsync(handle)
        raise
    if written != len(content):
        os.ftruncate(handle, at)
        os.fsync(handle)
        raise OSError(28, os.strerror(28))


def shown_name(path: Path) -> str:
    """Return a folder's own name as an entry can hold it."""
    return "".join(each if each.isprintable() else "?" for each in path.absolute().name)[:200] or "."
