"""What other programs read of a register, made out of what is filed: wallet labels, a journal for accountants."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.disk.files import refuse_taken, write_new
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.reserve_standing import Standing, standing, title_on
from tracer.reserve.exports import beancount, bip329
from tracer.reserve.plain_json import days_named

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReserveExportRequest:
    """Which register, at the end of which day (None: the last observed), and the file to write (None: none)."""

    register: Path
    day: dt.date | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class ReserveExport:
    """A file that was made; `notes` say what a reader should know of the day or of other registers."""

    content: bytes
    day: dt.date
    height: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return `{day, height, sha256}`."""
        return {
            "day": self.day.isoformat(),
            "height": self.height,
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }


def wallet_labels(request: ReserveExportRequest, context: Context) -> ReserveExport:
    """Return a register's labels for wallets, written where a file is named.

    Raises:
        CaseError: the register is wrong or was never observed, acts cannot be followed, the day lies before its first
            block, or the file exists.
        SourceError: the disk refuses.
        IntegrityError: what is filed is not as it was written, or contradicts itself.
    """
    there = _standing(request, context)
    return _made(request, there, bip329.labels(there.books, there.block.height))


def accountants_journal(request: ReserveExportRequest, context: Context) -> ReserveExport:
    """Return a register's movements as a beancount journal, written where a file is named.

    Raises:
        CaseError, SourceError, IntegrityError: as `wallet_labels`; also where the journal would not balance.
    """
    there = _standing(request, context)
    titles = []
    days = tuple(_days(there))
    for number, day in enumerate(days, start=1):
        context.progress("titles", number, len(days))
        titles.append(title_on(there, day))
    titles.append(there.books.title)
    return _made(request, there, beancount.journal(there.books, there.block, titles))


def _days(there: Standing) -> Iterator[dt.date]:
    """Yield the days before the last on which something moved or a title can change, from the first movement on."""
    moved = beancount.movement_days(there.books, there.block.height)
    named = days_named(there.folder.acts.all)
    for day in sorted({*moved, *named, *(day + _DAY for day in named)}):
        if moved and moved[0] <= day < there.books.title.day:
            yield day


def _standing(request: ReserveExportRequest, context: Context) -> Standing:
    if request.out is not None:
        refuse_taken(request.out, "--out")
    there = standing(request.register, request.day, context)
    if there.faults:
        raise CaseError(*there.faults)
    return there


def _made(request: ReserveExportRequest, there: Standing, content: bytes) -> ReserveExport:
    if request.out is not None:
        write_new(request.out, content, "--out")
    return ReserveExport(content, there.books.title.day, there.block.height, there.notes)
