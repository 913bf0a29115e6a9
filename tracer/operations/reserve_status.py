"""A register on one screen: what it holds on a day, by what title, what runs out, what is wrong."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_check import check_stored
from tracer.operations.reserve_cleared import CLEARED, cleared
from tracer.operations.reserve_limits import limits_on
from tracer.operations.reserve_periods import closed
from tracer.operations.reserve_proven import proven_by
from tracer.operations.reserve_scope import wallet_faults
from tracer.operations.reserve_signing import is_signed, signature_faults
from tracer.operations.reserve_standing import Standing, ledger_by, standing
from tracer.reserve import closed_movements
from tracer.reserve.accounts import accounts
from tracer.reserve.clearance.cleared import sent_as_cleared
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.observed_faults import of_acts
from tracer.reserve.status import Alarm, Severity, Status, limit_alarms, status


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
    """Return a register's status on a day, out of what is filed; acts that cannot be followed are alarms.

    Raises:
        CaseError: the register is wrong, was never observed, or the day lies before its first block.
        IntegrityError: what is filed is not as it was written, or contradicts itself.
    """
    there = standing(request.register, request.day, context)
    books = there.books
    claims = accounts(books.ledger, books.register, there.acts, books.title.day)
    changed, unentered = _stored(there)
    limits = None if changed else limits_on(there)
    alarms = [*(Alarm(Severity.HARD, "changed", text) for text in changed), *_alarms(there, request.day)]
    if not changed:
        alarms += (Alarm(Severity.HARD, "account", text) for text in _renamed(there))
        alarms += limit_alarms(books, limits)
        alarms += _signatures(there, limits)
    proof = None if changed else proven_by(request.register, books.title.day, context)
    alarms += () if proof is None else (Alarm(Severity.WARNING, "proof", text) for text in proof.found.faults)
    found = replace(status(books, there.block, claims, alarms, limits), proof=proof)
    return ReserveStatus(found, (*there.notes, *unentered), not changed)


def _signatures(there: Standing, limits: LimitReport | None) -> Iterator[Alarm]:
    """Yield what is wrong with the signatures under the last review, and that it has none."""
    review = None if limits is None else limits.review
    act = next((each for each in there.folder.acts.acts if review is not None and each.head.id == review.head.id), None)
    if act is None:
        return
    if not is_signed(there.folder, act):
        text = f"review {act.head.id}: no signature is on file; two persons sign it with tracer reserve sign."
        yield Alarm(Severity.WARNING, "review", text)
        return
    yield from (Alarm(Severity.HARD, "review", text) for text in signature_faults(there.folder, act))


def _stored(there: Standing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what on file is not what was sealed or entered, and what else is to be known of it."""
    try:
        return (), check_stored(there.folder)
    except IntegrityError as error:
        return (str(error),), ()


def _alarms(there: Standing, day: dt.date | None) -> Iterator[Alarm]:
    """Yield what is wrong: found again under the acts now on file, and what the last observation found in storage.

    What is to be covered is so on a day that is asked for by the acts that were signed up to it; else by all.
    """
    stored = [each for each in there.observed.faults if each.kind.exit_code == IntegrityError.exit_code]
    books, folder = there.books, replace(there.folder, acts=there.acts)
    folded, acts = (books.ledger, there.acts) if day is None else ledger_by(there, day)
    became = sent_as_cleared(there.history, folded, cleared(there.folder.path, books.register.name))
    late = of_acts(books.register, there.history, folded, books.lots, acts, became.txids)
    found = [_dated(each, there) for each in late]
    for fault in (*stored, *wallet_faults(folder), *found, *became.faults):
        yield Alarm(Severity.HARD, fault.kind.value, fault.text)
    yield from (Alarm(Severity.WARNING, CLEARED, text) for text in became.never)
    yield from (Alarm(Severity.NOTE, CLEARED, text) for text in became.sent)
    for text in there.faults:
        yield Alarm(Severity.HARD, FaultKind.FILE.value, text)
    if not folder.security.is_empty:
        from tracer.operations.reserve_custody import security_alarms  # few registers keep one

        yield from security_alarms(there)


def _renamed(there: Standing) -> tuple[str, ...]:
    """Return what custodians' statements call movements of closed periods that these did not."""
    return closed_movements.faults(there.acts, closed(there.folder.path))


def _dated(fault: ObservedFault, there: Standing) -> ObservedFault:
    """Return a fault; that of a departure which an act covers that was signed after the day names the act."""
    if fault.kind is not FaultKind.LATE:
        return fault
    act = next((each.act for each in there.books.ledger.movements if each.txid == fault.subject), None)
    return fault if act is None else replace(fault, text=f"{fault.text} Act {act} does, which was signed later.")
