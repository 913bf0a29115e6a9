"""The fixings on file held against the journal: each is entered with its hash when its day is fixed.

What the journal has the hash of is what `tracer reserve fix` wrote, so that of such a file only the price is read.
"""

import datetime as dt
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from tracer.errors import IntegrityError
from tracer.operations import reserve_journal
from tracer.operations.reserve_files import FiledRegister
from tracer.operations.reserve_fix import DAY, FIXED
from tracer.reserve.price import fixing_file


@dataclass(frozen=True, slots=True)
class FiledPrices:
    """The fixings on file: their days in order, US cents for one bitcoin, and a note on those not in the journal."""

    days: tuple[dt.date, ...]
    cents: tuple[int, ...]
    notes: tuple[str, ...]

    def on(self, day: dt.date) -> tuple[dt.date, int] | None:
        """Return the last fixing on or before a day, its day and its cents; None where there is none."""
        at = bisect_right(self.days, day)
        return (self.days[at - 1], self.cents[at - 1]) if at else None


def refuse_changed_fixings(folder: FiledRegister) -> tuple[str, ...]:
    """Raise where a fixing is not as the journal has it; return a note on those that it does not have.

    Raises:
        IntegrityError: fixings were changed or taken away since they were fixed, each by its file; or the journal was
            changed.
        SourceError: the journal cannot be read.
    """
    return _unentered(_files(folder), _entered(folder))


def filed_prices(folder: FiledRegister) -> FiledPrices:
    """Return the fixings on file.

    Raises:
        IntegrityError: as `refuse_changed_fixings`; or one that the journal does not have is not of the form.
        SourceError: the journal cannot be read.
    """
    files, entered = _files(folder), _entered(folder)
    prices = dict(_price(path, content, path in entered) for path, content in files.items())
    days = tuple(sorted(prices))
    return FiledPrices(days, tuple(prices[day] for day in days), _unentered(files, entered))


def _files(folder: FiledRegister) -> dict[str, bytes]:
    return {path: content for path, content in folder.content.items() if path.startswith(f"{fixing_file.FOLDER}/")}


def _entered(folder: FiledRegister) -> Mapping[str, str | None]:
    """Return the hashes that the journal has of fixings by path.

    Raises:
        IntegrityError: one is another, or its file is missing.
    """
    files = _files(folder)
    entered = {
        f"{fixing_file.FOLDER}/{entry.details[DAY]}.json": entry.object
        for entry in reserve_journal.load(folder.path, folder.name).entries
        if entry.kind == FIXED and DAY in entry.details
    }
    faults = [
        f"{path} is missing: the journal has it. Put it back from a copy."
        if path not in files
        else f"{path} is not as the journal has it: it was changed since it was fixed. Put it back from a copy."
        for path, digest in entered.items()
        if path not in files or sha256(files[path]).hexdigest() != digest
    ]
    if faults:
        raise IntegrityError("\n".join(faults))
    return entered


def _price(path: str, content: bytes, is_entered: bool) -> tuple[dt.date, int]:
    """Return a fixing's day and cents; one that no entry vouches for is read whole."""
    day = fixing_file.day_of(path)
    if is_entered and day is not None:
        return day, int(json.loads(content)["usd_cents"])
    fixing = fixing_file.loads(content, path)
    if day != fixing.day:
        raise IntegrityError(f"{path} is the fixing of {fixing.day.isoformat()}: it has another name than its day")
    return fixing.day, fixing.cents


def _unentered(files: Mapping[str, bytes], entered: Mapping[str, str | None]) -> tuple[str, ...]:
    unknown = [path for path in files if path not in entered]
    if not unknown:
        return ()
    more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    return (f"{unknown[0]}{more}: the journal has no entry; whoever put it there was not tracer reserve fix.",)
