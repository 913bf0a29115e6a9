"""The journal of a register: what the commands did to it, by whom, when and why; `journal.jsonl` in its folder."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tracer.journal import journal as journals
from tracer.journal.journal import Event, Journal
from tracer.operations import journal_files
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.journal_files import TOOL

JOURNAL = journal_files.OF_REGISTER


def journal_of(path: Path) -> Path:
    """Return where the journal of a register lies."""
    return path / JOURNAL


def load(path: Path, register: str) -> Journal:
    """Read a register's journal and check its chain; a missing file is an empty journal.

    Raises:
        IntegrityError: it was changed.
        SourceError: it cannot be read.
    """
    return journal_files.load(journal_of(path), register)


def register_of(path: Path) -> str:
    """Return of which register a folder's journal says that it is; empty where there is none, or it does not say."""
    place = journal_of(path)
    if not place.is_file():
        return ""
    with place.open("rb") as file:
        return journals.case_named(file.readline(journals.MAX_LINE)) or ""


def enter(
    path: Path,
    register: str,
    context: Context,
    *,
    kind: str,
    why: str,
    object_: str | None = None,
    details: Mapping[str, str] | None = None,
    entry: JournalChoice = USUAL_ENTRY,
) -> int:
    """Enter what a command did; return the number of the entry.

    Args:
        path: the register's folder.
        register: its name.
        context: on whose behalf, and when.
        kind: one of `tracer.journal.kinds.BY_COMMANDS`.
        why: what stands where whoever asks gives no reason.
        object_: the SHA-256 of what came of it.
        details: texts by name, each one line.
        entry: the reason given; its journal is not looked at, for a register has one of its own.

    Raises:
        IntegrityError: the journal was changed, or its last line is torn.
        SourceError: the disk refuses; the journal is as it was.
    """
    target = replace(context.journal(entry), path=journal_of(path))
    after = journal_files.record(target, register, [(kind, why, object_, details or {})])
    return 0 if after is None else len(after.entries)


def first(register: str, context: Context, object_: str) -> bytes:
    """Return a journal that begins with the beginning of its register; `object_` is the hash of its `register.toml`."""
    event = Event(
        kind="register-begun",
        who=context.who,
        why="tracer reserve begin",
        object=object_,
        details={},
        time=context.clock(),
        tool=TOOL,
    )
    return journals.append(Journal(register, (), ()), event).content
