"""The machine's clock held against the journal: one set back would make what is old look fresh, and what is late not.

A day is let pass, for machines differ. An entry that two persons corrected by `tracer journal` says no time: so a clock
that once ran ahead locks nobody out.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tracer.errors import CaseError
from tracer.journal.journal import Entry
from tracer.operations import reserve_journal
from tracer.operations.context import Context
from tracer.operations.reserve_files import read_register_file, writing

MOST_BEHIND = 86_400
"""Seconds by which a clock, or an entry, may lie before the newest entry."""

_CORRECTED, _CORRECTS = "corrected", "corrects"


def clock_fault(path: Path, register: str, context: Context) -> str | None:
    """Return in words that it is more than a day before the journal's newest entry, None where it is not.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    entries = _telling(reserve_journal.load(path, register).entries)
    if not entries:
        return None
    newest, now = max(entries, key=lambda entry: (_time(entry), entry.seq)), context.clock()
    if now >= _time(newest) - MOST_BEHIND:
        return None
    today = dt.datetime.fromtimestamp(now, dt.UTC).date()
    return (
        f"this machine's clock says {today}, which is before {newest.time_utc[:10]}, the day of entry {newest.seq} of "
        "the journal: set the clock right; where that entry's time is wrong, correct the entry with tracer journal."
    )


@contextmanager
def entering(path: Path, context: Context) -> Iterator[None]:
    """Hold a register's lock, as whatever is entered in its journal must; refuse a clock that was set back.

    Raises:
        CaseError: another command holds the lock, there is no register, or `register.toml` is wrong; the clock is more
            than a day before the journal's newest entry, with both days.
        IntegrityError: the journal was changed.
        SourceError: the lock cannot be made, or the journal cannot be read.
    """
    with writing(path):
        fault = clock_fault(path, read_register_file(path).name, context)
        if fault is not None:
            raise CaseError(fault)
        yield


def entered_backwards(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield of each entry that lies more than a day before an earlier one a sentence with both days.

    Corrected entries are held against it too, for a correction takes nothing from what was written.
    """
    newest: Entry | None = None
    for entry in entries:
        if newest is not None and _time(entry) < _time(newest) - MOST_BEHIND:
            yield (
                f"the journal runs backwards: entry {entry.seq} ({entry.kind}) is of {entry.time_utc[:10]}, entry "
                f"{newest.seq} before it of {newest.time_utc[:10]}; the clock was wrong at one of them."
            )
        if newest is None or _time(entry) > _time(newest):
            newest = entry


def _telling(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries whose time nobody corrected."""
    corrected = {
        entry.details[_CORRECTS] for entry in entries if entry.kind == _CORRECTED and _CORRECTS in entry.details
    }
    return [entry for entry in entries if str(entry.seq) not in corrected]


def _time(entry: Entry) -> int:
    return int(dt.datetime.fromisoformat(entry.time_utc).timestamp())
