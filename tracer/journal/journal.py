"""The journal of a case: what was done, by whom, when, why and to what, one line each, never changed.

A line is canonical JSON and holds the SHA-256 of the line before it, so no line can be edited, taken out
or moved without all later ones changing. That lines at the end were cut off shows only an earlier head:
each signed statement and each bundle handed over holds one. Corrections are entries of their own.

Source: RFC 8785 (canonical JSON); RFC 6962, section 2.1 (heads).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tracer import moments
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.formats import canonical, private_keys
from tracer.formats.json_cursor import JsonCursor
from tracer.journal.kinds import BY_COMMANDS, BY_PERSONS
from tracer.journal.merkle_log import Head, head_of
from tracer.visible import quoted

NOTHING = "0" * 64
"""What the first entry names as the one before it."""

MAX_TEXT = 2000
MAX_LINE = 64 * 1024
"""Bytes of a line beyond which it is not read."""
_REMEMBERED, _SHORT = 4_096, 2_048
"""So many lines of so many bytes at most are remembered as read: a command reads its journal again and again."""

_SCHEMA = 1
_KEYS = {"schema", "case", "seq", "previous", "time_utc", "who", "why", "kind", "object", "details", "tool"}
_HASH = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, before it has its place in a journal.

    `object` is the SHA-256 of the file it was done to or that came of it, None where there is none;
    `time` is Unix seconds by the clock of the machine that writes.
    """

    kind: str
    who: str
    why: str
    object: str | None
    details: Mapping[str, str]
    time: int
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a journal. `time_utc` is as that machine's clock stood."""

    case: str
    seq: int
    previous: str
    time_utc: str
    who: str
    why: str
    kind: str
    object: str | None
    details: Mapping[str, str]
    tool: str

    def line(self) -> bytes:
        """Return the entry's one form, without the end of the line."""
        return canonical.dumps(
            {
                "schema": _SCHEMA,
                "case": self.case,
                "seq": self.seq,
                "previous": self.previous,
                "time_utc": self.time_utc,
                "who": self.who,
                "why": self.why,
                "kind": self.kind,
                "object": self.object,
                "details": dict(self.details),
                "tool": self.tool,
            }
        )


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal found whole: its entries and their lines. `torn` is what follows the last end of line."""

    case: str
    entries: tuple[Entry, ...]
    lines: tuple[bytes, ...]
    torn: bytes = b""

    @property
    def head(self) -> Head:
        """The head over all entries."""
        return head_of(self.lines)

    @property
    def content(self) -> bytes:
        """The file's bytes, without what is torn."""
        return b"".join(line + b"\n" for line in self.lines)

    def first(self, size: int) -> "Journal":
        """Return the journal as it was after so many entries."""
        return Journal(self.case, self.entries[:size], self.lines[:size])


def following(journal: Journal, event: Event) -> Entry:
    """Return the entry that an event becomes at the end of a journal.

    Raises:
        CaseError: a text is empty, too long, holds line breaks or invisible characters, or a secret.
    """
    for name, text in (("--who", event.who), ("--why", event.why), *event.details.items()):
        if not text.strip() or len(text) > MAX_TEXT or not text.isprintable():
            raise CaseError(f"{name}: expected one line of 1 to {MAX_TEXT} visible characters, got {quoted(text, 100)}")
        if private_keys.first(text) is not None:
            raise CaseError(f"{name}: it holds a private key or a recovery phrase, and an entry is never taken back.")
    return Entry(
        case=journal.case,
        seq=len(journal.entries) + 1,
        previous=hashlib.sha256(journal.lines[-1]).hexdigest() if journal.lines else NOTHING,
        time_utc=moments.iso(event.time),
        who=event.who,
        why=event.why,
        kind=event.kind,
        object=event.object,
        details=event.details,
        tool=event.tool,
    )


def append(journal: Journal, event: Event) -> Journal:
    """Return the journal with one more entry; the given one stays as it is."""
    entry = following(journal, event)
    return Journal(journal.case, (*journal.entries, entry), (*journal.lines, entry.line()))


def read(content: bytes, name: str, case: str) -> Journal:
    """Read a journal and check every link of its chain; `name` is what messages call it.

    A last line without its end is no entry: writing it was never acknowledged. It is handed over as
    `torn`, to be said.

    Raises:
        IntegrityError: a line was changed, taken out, moved or added, or belongs to another case.
    """
    *lines, torn = content.split(b"\n")
    entries: list[Entry] = []
    previous = NOTHING
    for number, line in enumerate(lines, start=1):
        known = _read_before(line) if len(line) <= _SHORT else None
        entry = known or _checked(line, f"{name} line {number}")
        if entry.case != case:
            raise IntegrityError(
                f"{name} line {number} is of case {quoted(entry.case, 80)}, not of case {quoted(case, 80)}"
            )
        if entry.seq != number or entry.previous != previous:
            raise IntegrityError(
                f"{name} line {number} does not follow the line before it: a line was changed, taken out, moved or "
                "added there.\nCompare with the journal in the last bundle handed over; its head says what was there."
            )
        previous = hashlib.sha256(line).hexdigest()
        entries.append(entry)
    return Journal(case, tuple(entries), tuple(lines), torn)


@lru_cache(maxsize=_REMEMBERED)
def _read_before(line: bytes) -> Entry | None:
    """Return the entry of a line, None where it is none: one that was read before is not read again."""
    try:
        return _checked(line, "a line")
    except TracerError:
        return None  # whoever asks reads it once more, by its place


def _checked(line: bytes, name: str) -> Entry:
    """Return the entry of a line.

    Raises:
        IntegrityError: it is none, or is not written as the tracer writes it.
    """
    entry = _entry(line, name)
    if entry.line() != line:
        raise IntegrityError(f"{name} is not written as the tracer writes it; it was edited")
    return entry


def _entry(line: bytes, name: str) -> Entry:
    if len(line) > MAX_LINE:
        raise IntegrityError(f"{name} has {len(line)} bytes; the most that is read is {MAX_LINE}")
    place = JsonCursor.of(line, name)
    if {key for key, _ in place.members()} != _KEYS or place.integer("schema") != _SCHEMA:
        raise place.wrong(f"an entry of schema {_SCHEMA}")
    entry = Entry(
        case=place.text("case"),
        seq=place.integer("seq"),
        previous=place.text("previous"),
        time_utc=place.text("time_utc"),
        who=place.text("who"),
        why=place.text("why"),
        kind=place.text("kind"),
        object=place.maybe_text("object"),
        details={key: each.as_text() for key, each in place.key("details").members()},
        tool=place.text("tool"),
    )
    if entry.kind not in BY_COMMANDS and entry.kind not in BY_PERSONS:
        raise place.key("kind").wrong("a kind of entry that this version knows")
    if entry.object is not None and not _HASH.fullmatch(entry.object):
        raise place.key("object").wrong("a SHA-256")
    if not _TIME.fullmatch(entry.time_utc) or not _is_moment(entry.time_utc):
        raise place.key("time_utc").wrong("a time such as 2026-05-29T08:00:00Z")
    texts = (entry.who, entry.why, entry.tool, *entry.details, *entry.details.values())
    if not all(text.isprintable() and len(text) <= MAX_LINE for text in texts):
        raise place.wrong("free of line breaks and invisible characters")
    return entry


def _is_moment(text: str) -> bool:
    """Return whether a time of the right form is one of the calendar's: none has a 31 February or a 25th hour."""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def case_named(content: bytes) -> str | None:
    """Return the case that a file's first line says it is the journal of; None where it is no journal."""
    line, end, _ = content.partition(b"\n")
    try:
        return _entry(line, "journal line 1").case if end else None
    except TracerError:
        return None
