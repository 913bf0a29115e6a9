"""A register on one screen: what it holds on a day, by what title, what runs out, what is wrong."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.chain.outpoint import Txid
from tracer.disk.collector import gc_paused
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_cleared import CLEARED, cleared
from tracer.operations.reserve_clock import clock_fault
from tracer.operations.reserve_closed_otherwise import filed_otherwise, is_told_anew
from tracer.operations.reserve_days import today
from tracer.operations.reserve_late import said_otherwise
from tracer.operations.reserve_limits import limits_on
from tracer.operations.reserve_orphaned import orphaned
from tracer.operations.reserve_periods import closed
from tracer.operations.reserve_proven import proven_by
from tracer.operations.reserve_rows import refuse_other
from tracer.operations.reserve_scope import wallet_faults
from tracer.operations.reserve_signing import is_signed, signature_faults
from tracer.operations.reserve_standing import Standing, ledger_by, standing_by_what_is_right
from tracer.operations.reserve_stored import check_stored
from tracer.reserve import closed_movements
from tracer.reserve.accounts import accounts
from tracer.reserve.acts import ActId, OrderAct
from tracer.reserve.clearance.cleared import ClearedTransaction, sent_as_cleared
from tracer.reserve.compliance.receipt_searches import FILE as SEARCHES
from tracer.reserve.compliance.receipt_searches import search_warnings, searches
from tracer.reserve.disposition.journeys import warnings as disposal_warnings
from tracer.reserve.late_acts import SaidOtherwise
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.observed_faults import NO_ACT, of_cover, of_title
from tracer.reserve.proofs.coverage import ProvenClosing
from tracer.reserve.statement_files import execution_faults, unpriced_executions
from tracer.reserve.status import AHEAD, Alarm, Severity, Status, age_alarms, limit_alarms, status
from tracer.reserve.transaction_acts import transaction_acts

DISPOSAL = "disposal"
"""The kind of warnings about how far disposals have come."""
RESTATEMENT = "restatement"
"""The kind of warnings that a closed period would say otherwise with acts that came since."""


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

    What cannot be read or followed is left out and alarms: it must not hide what the rest says.

    Raises:
        CaseError: `register.toml` is wrong, the register was never observed, or the day lies before its first block.
        IntegrityError: an observation or the journal is not as it was written, or contradicts itself.
    """
    there = standing_by_what_is_right(request.register, request.day, context)
    books = there.books
    claims = accounts(books.ledger, books.register, there.acts, books.title.day)
    changed, unentered = _stored(there)
    proof, unproven = (None, ()) if changed else _proof(there, context)
    limits, unmeasured = (None, ()) if changed else _limits(there, proof)
    changed += tuple(each.text for each in there.wrong if each.kind is FaultKind.CHANGED)
    alarms = [*_ahead(there, request.day, context)]
    alarms += (Alarm(Severity.HARD, "changed", text) for text in dict.fromkeys(changed))
    alarms += (*_alarms(there, request.day), *_age(there, request.day, context), *_clock(there, context))
    if not changed:
        alarms += _executions(there)
        alarms += _searches(there)
        alarms += _renamed(there)
        alarms += (Alarm(Severity.WARNING, RESTATEMENT, each.text) for each in _untold(there))
        alarms += limit_alarms(limits)
        alarms += _signatures(there, limits)
    found = replace(status(books, there.block, claims, [*alarms, *unmeasured, *unproven], limits), proof=proof)
    return ReserveStatus(found, (*there.notes, *unentered), not changed)


def _ahead(there: Standing, day: dt.date | None, context: Context) -> Iterator[Alarm]:
    """Yield that a day which is asked for has not come."""
    now = today(there.books.register, context)
    if day is not None and day > now:
        text = (
            f"{day} has not come: today is {now}. This is what today's acts and the last observation say of that day, "
            "as if nothing happened before it ends."
        )
        yield Alarm(Severity.WARNING, AHEAD, text)


def _age(there: Standing, day: dt.date | None, context: Context) -> Iterator[Alarm]:
    """Yield how old the last observation is on a day; on today where none is asked for, or one to come."""
    now = today(there.books.register, context)
    is_today = day is None or day >= now
    yield from age_alarms(there.observed_on, now if day is None or is_today else day, is_today=is_today)


def _clock(there: Standing, context: Context) -> Iterator[Alarm]:
    """Yield that the clock was set back, where it was; a journal that was changed alarms as such."""
    try:
        fault = clock_fault(there.folder.path, there.folder.name, context)
    except IntegrityError:
        return
    if fault is not None:
        yield Alarm(Severity.HARD, "clock", fault)


def _limits(there: Standing, proof: ProvenClosing | None) -> tuple[LimitReport | None, Iterable[Alarm]]:
    """Return what is said of limits; where they cannot be measured, alarms that say so."""
    try:
        return limits_on(there, proof), ()
    except CaseError as error:
        return None, tuple(Alarm(Severity.HARD, "limit", f"limits are not measured: {said}") for said in error.faults)


def _proof(there: Standing, context: Context) -> tuple[ProvenClosing | None, Iterable[Alarm]]:
    """Return what of the last closing is proven, and what is wrong with proofs."""
    try:
        proof = proven_by(there.folder.path, there.known_on, context)
    except TracerError as error:
        return None, (Alarm(Severity.WARNING, "proof", f"what is proven is not known: {error}"),)
    return proof, () if proof is None else [Alarm(Severity.WARNING, "proof", text) for text in proof.found.faults]


def _executions(there: Standing) -> Iterator[Alarm]:
    """Yield what executions of orders in money take beyond what their fixings allow."""
    folder, day = there.folder, there.books.title.day
    try:
        faults = execution_faults(folder.content, folder.register, there.acts, day)
    except TracerError as error:
        text = f"what executions of orders in money may take is not known: {error}"
        faults = (text,)
    yield from (Alarm(Severity.HARD, "execution", text) for text in faults)
    for text in unpriced_executions(folder.register, there.acts, day):
        yield Alarm(Severity.WARNING, "execution", text)


def _searches(there: Standing) -> Iterator[Alarm]:
    """Yield what is to be known of searches of sanctions lists for those from whom coins came."""
    content, books = there.folder.content.get(SEARCHES), there.books
    try:
        found = searches(content, books.title.day)
    except CaseError as error:
        yield from (Alarm(Severity.HARD, FaultKind.FILE.value, text) for text in error.faults)
        return
    for text in search_warnings(books.ledger, books.register.dust, found, is_kept=content is not None):
        yield Alarm(Severity.WARNING, "screening", text)


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
    """Return what on file is not what was sealed, entered or observed, and what else is to be known of it."""
    try:
        told = check_stored(there.folder)
        if there.history is there.observed.history:  # up to an earlier day the last observation is only a part
            told = (*told, *refuse_other(there.observed, there.folder, there.books.ledger))
        return (), told
    except IntegrityError as error:
        return (str(error),), ()


def _alarms(there: Standing, day: dt.date | None) -> Iterator[Alarm]:
    """Yield what is wrong: found again under the acts now on file, and what the last observation found in storage.

    What is to be covered is so on a day that is asked for by the acts that were signed up to it; else by all. Title is
    that of the day on which something left.
    """
    otherwise = _closed_otherwise(there)
    told = {each.subject for each in otherwise}
    graver = [each for each in there.observed.faults if each.kind.exit_code == IntegrityError.exit_code]
    graver = [each for each in graver if not (each.kind is FaultKind.MISSING and is_told_anew(each, told))]
    stored = (*graver, *otherwise)
    books, folder = there.books, replace(there.folder, acts=there.acts)
    folded, acts = (books.ledger, there.acts) if day is None else ledger_by(there, day)
    became = sent_as_cleared(there.history, folded, _cleared(there))
    late = of_cover(books.register, there.history, folded, books.lots, acts, became.txids)
    found = [_dated(each, there) for each in late]
    found += of_title(books.register, books.ledger, books.lots, there.acts)
    for fault in (*stored, *wallet_faults(folder), *found, *became.faults):
        yield Alarm(Severity.HARD, fault.kind.value, fault.text)
    yield from _orphaned(there)
    untitled = {Txid(each.subject) for each in found if each.kind is FaultKind.UNTITLED}
    for text in disposal_warnings(books, there.block.height, untitled):
        yield Alarm(Severity.WARNING, DISPOSAL, text)
    yield from (Alarm(Severity.WARNING, CLEARED, text) for text in became.never)
    yield from (Alarm(Severity.NOTE, CLEARED, text) for text in (*became.sent, *became.waiting))
    wrong = (each.text for each in there.wrong if each.kind is FaultKind.FILE)
    for text in (*wrong, *there.faults):
        yield Alarm(Severity.HARD, FaultKind.FILE.value, text)
    if not folder.security.is_empty:
        from tracer.operations.reserve_custody import security_alarms  # few registers keep one

        yield from security_alarms(there)


def _orphaned(there: Standing) -> tuple[Alarm, ...]:
    """Return periods that were closed with a block which left the chain; what was changed alarms as such."""
    path = there.folder.path
    try:
        found = [str(error) for _, error in orphaned(path, there.folder.name, closed(path))]
    except (CaseError, IntegrityError):
        return ()
    return tuple(Alarm(Severity.HARD, FaultKind.REORGED.value, text) for text in found)


def _closed_otherwise(there: Standing) -> tuple[ObservedFault, ...]:
    """Return coins that closed periods have otherwise than the last observation; what was changed alarms as such."""
    folder = there.folder
    try:
        found = filed_otherwise(folder.path, folder.register, there.observed, closed(folder.path))
    except (CaseError, IntegrityError):
        return ()
    return tuple(each for each in found if each.kind is FaultKind.MISSING)


def _cleared(there: Standing) -> tuple[ClearedTransaction, ...]:
    """Return the transactions that were cleared: none where the journal was changed, which alarms as such."""
    try:
        return cleared(there.folder.path, there.folder.name)
    except IntegrityError:
        return ()


def _renamed(there: Standing) -> Iterator[Alarm]:
    """Yield what custodians' statements call movements of closed periods that these did not."""
    try:
        texts = closed_movements.faults(there.acts, closed(there.folder.path))
    except CaseError as error:  # without an act that is left out, those of then contradict one another
        text = f"what statements call movements of closed periods is not known: {error}"
        texts = (text,)
    yield from (Alarm(Severity.HARD, "account", text) for text in texts)


def _untold(there: Standing) -> tuple[SaidOtherwise, ...]:
    """Return closed periods that would say otherwise with acts that no statement lists yet."""
    return said_otherwise(replace(there.folder, acts=there.acts), even_told=False)


def _dated(fault: ObservedFault, there: Standing) -> ObservedFault:
    """Return a fault; of a departure or a receipt which an act names that was signed after the day, with the act."""
    if fault.kind is FaultKind.LATE and fault.text.endswith(NO_ACT):
        act = transaction_acts(there.acts).act(Txid(fault.subject))
        return fault if act is None else replace(fault, text=_covers_later(fault.text, act))
    act = _names(fault.subject, there) if fault.kind is FaultKind.UNREGISTERED else None
    return fault if act is None else replace(fault, text=_names_later(fault.text, act))


def _covers_later(said: str, act: ActId) -> str:
    return f"{said} Act {act} does, which was signed later."


def _names_later(said: str, act: ActId) -> str:
    return f"{said} Act {act} names it, which was signed later."


def _names(outpoint: str, there: Standing) -> ActId | None:
    """Return the act that names a receipt by its transaction, or the order that names its coin."""
    orders = (act for act in there.acts.acts if isinstance(act, OrderAct))
    ordered = (act.head.id for act in orders if outpoint in map(str, act.outpoints))
    return transaction_acts(there.acts).act(Txid(outpoint.partition(":")[0])) or next(ordered, None)
