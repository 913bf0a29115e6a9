"""A register on one screen: what it holds on a day, by what title, what runs out, what is wrong."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_check import check_stored
from tracer.operations.reserve_scope import wallet_faults
from tracer.operations.reserve_standing import Standing, standing
from tracer.reserve.accounts import accounts
from tracer.reserve.observed_faults import of_acts
from tracer.reserve.status import Alarm, Severity, Status, status


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Which register, and at the end of which day of its zone; None: the last day observed."""

    register: Path
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ReserveStatus:
    """A register's status; `notes` say what a reader should know of the day or of other registers.

    `is_whole` says whether everything on file is what was sealed and entered in the journal.
    """

    status: Status
    notes: tuple[str, ...]
    is_whole: bool

    @property
    def exit_code(self) -> int:
        """4 where what is stored is not what was sealed or entered, 1 where anything else alarms, else 0."""
        if not self.is_whole:
            return IntegrityError.exit_code
        return 1 if self.status.is_alarming else 0

    def as_json(self) -> dict[str, Writable]:
        """Return the status as JSON."""
        return dict(self.status.as_json())


@gc_paused()
def reserve_status(request: StatusRequest, context: Context) -> ReserveStatus:
    """Return a register's status on a day, out of what is filed.

    Raises:
        CaseError: the register is wrong, was never observed, or the day lies before its first block.
        IntegrityError: what is filed is not as it was written, or contradicts itself.
    """
    there = standing(request.register, request.day, context)
    books = there.books
    claims = accounts(books.ledger, books.register, there.folder.acts, books.title.day)
    changed, unentered = _stored(there)
    alarms = (*(Alarm(Severity.HARD, "changed", text) for text in changed), *_alarms(there))
    return ReserveStatus(status(books, there.block, claims, alarms), (*there.notes, *unentered), not changed)


def _stored(there: Standing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what on file is not what was sealed or entered, and what else is to be known of it."""
    try:
        return (), check_stored(there.folder)
    except IntegrityError as error:
        return (str(error),), ()


def _alarms(there: Standing) -> Iterator[Alarm]:
    """Yield what is wrong: found again under the acts now on file, and what the last observation found in storage."""
    stored = [each for each in there.observed.faults if each.kind.exit_code > 1]
    books = there.books
    found = of_acts(books.register, there.history, books.ledger, books.lots, there.folder.acts)
    for fault in (*stored, *wallet_faults(there.folder), *found):
        yield Alarm(Severity.HARD, fault.kind.value, fault.text)
