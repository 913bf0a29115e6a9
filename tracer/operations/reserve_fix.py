"""A day's price fixed from the quotes on file: written once, entered in the journal, and never written again.

It reads files alone. Where a fixing stands, what the quotes give now must be it, byte for byte.
"""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.disk.files import flush_names, read_bounded, replace_file, unknown_name
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.formats.canonical import Writable
from tracer.journal.journal import Journal
from tracer.operations import reserve_journal
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_files import RegisterFolder, read_register
from tracer.reserve.price import fixed_day, fixing_file, quotes
from tracer.reserve.price.conventions import Conventions, parameters
from tracer.reserve.price.fixed_day import FixedDay, OtherConvention
from tracer.reserve.price.fixing import Fixing
from tracer.reserve.price.rounding import money_text
from tracer.reserve.terms import PriceTerms
from tracer.visible import quoted

FIXED = "fixed"
"""The kind of a fixing's entry in the journal."""
DAY, CONVENTION, PARAMETERS = "day", "convention", "parameters"
"""What an entry says beside the hash of the fixing."""

_READING = "reading quotes"
_LONGEST = 1500
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class FixRequest:
    """Which day of which register to fix; with `to`, every day up to that one."""

    register: Path
    day: dt.date
    to: dt.date | None = None
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFixed:
    """What came of one day.

    `sha256` is that of the fixing's file, None where there is none; `is_new` tells that it was written now. `beside` is
    what other usual conventions give. `entry` is the number of the entry in the journal, None where none was made.
    """

    day: dt.date
    fixing: Fixing | None
    sha256: str | None
    is_new: bool
    why: str | None
    notes: tuple[str, ...]
    beside: tuple[OtherConvention, ...]
    entry: int | None

    @property
    def exit_code(self) -> int:
        """0 with a fixing, 1 without one."""
        return 0 if self.fixing is not None else 1

    def as_json(self) -> dict[str, Writable]:
        """Return what came of the day; `fixing` is the file's own content."""
        written = None if self.fixing is None else fixing_file.value(self.fixing)
        return {
            "day": self.day.isoformat(),
            "fixing": written,
            "sha256": self.sha256,
            "new": self.is_new,
            "why": self.why,
            "notes": list(self.notes),
            "beside": [
                {
                    "name": each.name,
                    "usd_cents": None if each.fixing is None else str(each.fixing.cents),
                    "quality": None if each.fixing is None else each.fixing.quality.value,
                    "why": each.why,
                }
                for each in self.beside
            ],
            "entry": self.entry,
        }


def fix(request: FixRequest, context: Context) -> Iterator[DayFixed]:
    """Yield what comes of each day, in order; a day is written and entered before it is yielded.

    Raises:
        CaseError: a file is wrong or malformed, the register has no convention, or the day lies before its act.
        IntegrityError: a fixing stands and the quotes give another, or its file is not as it was written.
        SourceError: the disk refuses.
    """
    with entering(request.register, context):
        folder = read_register(request.register, context)
        conventions = Conventions.of(folder.register, folder.acts)
        for day in _days(request):
            context.progress(_READING, 0, 0)
            with gc_paused():
                fixed = _fix(request, context, folder, conventions, day)
            yield fixed
            context.progress(_READING, 1, 1)


def _days(request: FixRequest) -> Iterator[dt.date]:
    last = request.to or request.day
    count = (last - request.day).days + 1
    if not 1 <= count <= _MOST_DAYS:
        raise CaseError(
            f"--to {last.isoformat()}: expected a day from {request.day.isoformat()} on, ten years at most."
        )
    for number in range(count):
        yield request.day + dt.timedelta(days=number)


def _fix(
    request: FixRequest, context: Context, folder: RegisterFolder, conventions: Conventions, day: dt.date
) -> DayFixed:
    journal = reserve_journal.load(folder.path, folder.register.name)
    _refuse_other_terms(journal, conventions, day)
    files = quote_files(folder.path, day)
    found = fixed_day.compute(files, day, conventions, folder.register.zone)
    stored = _stored(folder.path, day)
    entered = _entered(journal, day)
    fixing = found.outcome.fixing
    if fixing is None:
        if stored is not None or entered is not None:
            raise IntegrityError(_changed_fixing(found, stored, entered, _given(None)))
        return _answer(found, folder, content=None, is_new=False, entry=None)
    content = fixing_file.dumps(fixing)
    digest = sha256(content).hexdigest()
    if (stored is not None and stored != content) or (entered is not None and entered != digest):
        raise IntegrityError(_changed_fixing(found, stored, entered, _given(fixing)))
    if stored is None:
        _write(folder.path, day, content)
    number = None if entered is not None else _enter(request, context, folder, found, digest)
    return _answer(found, folder, content=content, is_new=stored is None, entry=number)


def quote_files(path: Path, day: dt.date) -> dict[str, bytes]:
    """Return the files of a day's quotes by path in the register; what begins with a dot is left alone.

    Raises:
        CaseError: one cannot be read.
    """
    folder = quotes.folder_of(day)
    if not (path / folder).is_dir():
        return {}
    names = sorted(entry.name for entry in os.scandir(path / folder) if not entry.name.startswith("."))
    return {f"{folder}/{name}": read_bounded(path / folder / name, "file of quotes") for name in names}


def _stored(path: Path, day: dt.date) -> bytes | None:
    place = path / fixing_file.path_of(day)
    return read_bounded(place, "fixing") if place.exists() else None


def _entered(journal: Journal, day: dt.date) -> str | None:
    """Return the hash of a day's fixing as the journal has it, None where it has none."""
    for entry in reversed(journal.entries):
        if entry.kind == FIXED and entry.details.get(DAY) == day.isoformat():
            return entry.object
    return None


def _refuse_other_terms(journal: Journal, conventions: Conventions, day: dt.date) -> None:
    """Raise where days were fixed by the same convention with other parameters: it was changed backwards."""
    convention = conventions.on(day)
    now = _parameters_text(conventions.terms_of(convention))
    for entry in journal.entries:
        if entry.kind == FIXED and entry.details.get(CONVENTION) == convention.name:
            was = entry.details.get(PARAMETERS)
            if was != now:
                following = convention.number + 1
                raise CaseError(
                    f"{convention.name} is not what it was when {entry.details.get(DAY)} was fixed by it: "
                    f"{_differences(was or '', now)}.\nA change is a convention of its own, price/"
                    f"{following}, set by an act, from the day after it."
                )


def _parameters_text(terms: PriceTerms) -> str:
    """Return the parameters of a convention in one line; the hash of it where it is long."""
    text = "; ".join(f"{key} = {value}" for key, value in sorted(parameters(terms).items()))
    return text if len(text) <= _LONGEST else f"sha256 = {sha256(text.encode()).hexdigest()}"


def _differences(was: str, now: str) -> str:
    """Return which parameters differ between two lines of them."""
    before, after = (dict(each.split(" = ", 1) for each in text.split("; ") if " = " in each) for text in (was, now))
    return ", ".join(
        f"{key} was {quoted(before.get(key, 'not set'), 80)} and is {quoted(after.get(key, 'not set'), 80)}"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )


def _given(fixing: Fixing | None) -> str:
    return "give none" if fixing is None else f"give {money_text(fixing.cents)}"


def _changed_fixing(found: FixedDay, stored: bytes | None, entered: str | None, reason: str) -> str:
    """Say that a fixing stands and the quotes give another, and which of them is another file than it was."""
    path = fixing_file.path_of(found.day)
    if stored is None:
        return (
            f"{path} is missing: the journal has {found.day.isoformat()} fixed as {entered}, and its quotes now "
            f"{reason}. Put it and them back from a copy."
        )
    if entered is not None and sha256(stored).hexdigest() != entered:
        return f"{path} is not as the journal has it: it was changed since it was fixed. Put it back from a copy."
    fixing = fixing_file.loads(stored, path)
    wrong = list(_other_quotes(found, fixing))
    if not wrong:
        return (
            f"{path} was fixed at {money_text(fixing.cents)} by {fixing.convention}; the same quotes now {reason}: "
            "the file, the zone or the convention was changed. Put it back from a copy."
        )
    return (
        f"{path} stands at {money_text(fixing.cents)}, and its quotes now {reason}: {'; '.join(wrong)}. "
        "Put them back from a copy: a fixing is never written again."
    )


def _other_quotes(found: FixedDay, fixing: Fixing) -> Iterator[str]:
    """Yield which files of quotes are others than a fixing was made of."""
    was = {each.name: each.sha256 for each in fixing.exchanges}
    for each in found.quotes:
        before, after = was.pop(each.name, None), each.sha256
        if before == after:
            continue
        files = ", ".join(page.path for page in each.pages) or f"{quotes.folder_of(found.day)}/{each.name}"
        if after is None:
            yield f"{files}.csv or .json is missing"
        elif before is None:
            yield f"{files} was not there"
        else:
            yield f"{files} had the SHA-256 {before} and has {after}"
    for name, before in was.items():
        if before is not None:
            yield f"{name} is no exchange of the convention any more"


def _write(path: Path, day: dt.date, content: bytes) -> None:
    """Write a fixing, whole or not at all."""
    place = path / fixing_file.path_of(day)
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        replace_file(place, content, unknown_name(place.parent))
        flush_names(place.parent)
    except OSError as error:
        raise SourceError(f"{place} could not be written: {error.strerror}.\nNothing was left behind.") from error


def _enter(request: FixRequest, context: Context, folder: RegisterFolder, found: FixedDay, digest: str) -> int:
    fixing = found.outcome.fixing
    details: Mapping[str, str] = {
        DAY: found.day.isoformat(),
        CONVENTION: found.convention.name,
        PARAMETERS: _parameters_text(found.terms),
        "usd": "" if fixing is None else money_text(fixing.cents),
        "quality": "" if fixing is None else fixing.quality.value,
    }
    with written_already(folder.path / fixing_file.path_of(found.day)):
        return reserve_journal.enter(
            folder.path,
            folder.register.name,
            context,
            kind=FIXED,
            why="tracer reserve fix",
            object_=digest,
            details=details,
            entry=request.entry,
        )


def _answer(
    found: FixedDay, folder: RegisterFolder, *, content: bytes | None, is_new: bool, entry: int | None
) -> DayFixed:
    fixing = found.outcome.fixing
    beside = () if fixing is None else fixed_day.beside(found, folder.register.zone)
    told = [] if fixing is None else [fixed_day.notable(fixing, each) for each in beside]
    return DayFixed(
        day=found.day,
        fixing=fixing,
        sha256=None if content is None else sha256(content).hexdigest(),
        is_new=is_new,
        why=found.outcome.why,
        notes=(*found.outcome.notes, *(each for each in told if each is not None)),
        beside=beside,
        entry=entry,
    )
