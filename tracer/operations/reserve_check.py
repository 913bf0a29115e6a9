"""A register's folder checked: every fault of every file at once, and what its reader should know."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.errors import CaseError, IntegrityError
from tracer.journal.merkle_log import Head
from tracer.operations import (
    reserve_entered,
    reserve_journal,
    reserve_observations,
    reserve_prices,
    reserve_quotes,
    reserve_rows,
)
from tracer.operations.context import Context
from tracer.operations.reserve_clock import clock_fault, entered_backwards
from tracer.operations.reserve_closed_otherwise import refuse_closed_otherwise
from tracer.operations.reserve_days import act_faults
from tracer.operations.reserve_files import (
    FiledRegister,
    RegisterFolder,
    as_it_lies,
    read_register,
    read_register_file,
)
from tracer.operations.reserve_fixings import refuse_changed_fixings
from tracer.operations.reserve_followed import unfollowed
from tracer.operations.reserve_late import said_otherwise
from tracer.operations.reserve_orphaned import refuse_orphaned
from tracer.operations.reserve_periods import closed
from tracer.operations.reserve_scope import wallet_faults
from tracer.operations.reserve_stored import check_stored
from tracer.reserve import act_set, closed_movements, observation, register_faults
from tracer.reserve.acts import Act
from tracer.reserve.compliance.receipt_searches import FILE as SEARCHES
from tracer.reserve.compliance.receipt_searches import searches
from tracer.reserve.national.profile_notes import profile_notes
from tracer.reserve.statement_files import execution_faults, unpriced_executions
from tracer.reserve.wallet_changes import RegisterActs, scope_order_faults


@dataclass(frozen=True, slots=True)
class RegisterCheckRequest:
    """Which register to check."""

    register: Path


@dataclass(frozen=True, slots=True)
class CheckedRegister:
    """What a check found: the register where it is right, else every fault; and what its reader should know.

    `head` is the journal's, of a register that is right; None: nothing was entered yet.
    """

    folder: RegisterFolder | None
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    head: Head | None = None

    def as_json(self) -> dict[str, object]:
        """Return `{ok, faults, notes, head}`; of a wrong register neither notes nor head."""
        if self.folder is None:
            return {"ok": False, "faults": list(self.faults)}
        head = None if self.head is None else str(self.head)
        return {"ok": True, "faults": [], "notes": list(self.notes), "head": head}


def check_register(request: RegisterCheckRequest, context: Context) -> CheckedRegister:
    """Check a register's folder; what is wrong with what people wrote is the answer, and raises nothing.

    Stored data is looked at whatever people wrote.

    Raises:
        IntegrityError: the journal, an admission, an observation or a statement is not what a command wrote; a closed
            period does not follow from the inputs that it lists. What people wrote wrongly stands in its notes.
    """
    try:
        folder = read_register(request.register, context)
    except CaseError as error:
        _stored(lambda: as_it_lies(request.register, _name_of(request.register)), error.faults)
        return CheckedRegister(None, error.faults, ())
    journal = reserve_journal.load(request.register, folder.name)
    unfixed = refuse_changed_fixings(folder)
    fresh, held = _fresh_acts(folder)
    order = scope_order_faults(RegisterActs(folder.register, folder.acts))
    back = clock_fault(request.register, folder.name, context)
    clock = () if back is None else (back,)
    own = (*_lot_faults(folder), *_search_faults(folder))
    told = (*clock, *act_faults(folder, context), *own, *reserve_prices.price_faults(folder))
    faults = (*told, *order, *act_set.amount_faults(fresh, held))
    unentered = _stored(lambda: folder, faults)
    if faults:
        return CheckedRegister(None, faults, ())
    found = unfollowed(folder)
    executed = execution_faults(folder.content, folder.register, folder.acts, dt.date.max)
    faults = (*(each.text for each in wallet_faults(folder)), *_renamed(folder), *found.faults, *executed)
    if faults:
        return CheckedRegister(None, tuple(dict.fromkeys(faults)), ())
    short = act_set.shortfalls(fresh, held)
    told = (
        *register_faults.notes(folder.register, folder.acts.acts),
        *register_faults.order_notes(folder.acts.acts, folder.admissions),
        *profile_notes(folder.register, folder.acts.acts),
        *unpriced_executions(folder.register, folder.acts, dt.date.max),
    )
    late = (each.text for each in said_otherwise(folder))
    notes = (*folder.notes, *told, *short, *found.notes, *late, *unentered, *unfixed)
    notes = (*notes, *entered_backwards(journal.entries))
    return CheckedRegister(folder, (), notes, journal.head if journal.entries else None)


def _stored(filed: Callable[[], FiledRegister], faults: Sequence[str]) -> tuple[str, ...]:
    """Check stored data as `check_stored` does, quotes, and the coins, movements and faults of the last observation.

    `faults`, what people wrote wrongly, are the notes of its error.

    Raises:
        IntegrityError: as `check_stored`; or an admission is not what a command wrote, quotes are not those of which a
            fixing was made, or the last observation has other coins or rows than what lies beside it.
    """
    try:
        folder = filed()
        unentered = check_stored(folder)
        reserve_quotes.refuse_changed(folder, folder.content)
        _refuse_other_coins(folder.path)
        refuse_orphaned(folder.path, folder.name)
        return (
            (*unentered, *reserve_rows.refuse_other_rows(folder)) if isinstance(folder, RegisterFolder) else unentered
        )
    except IntegrityError as error:
        for fault in faults:
            error.add_note(fault)
        raise


def _refuse_other_coins(path: Path) -> None:
    """Hold the last observation's file against what lies beside it, and what periods were closed on against it.

    Nothing where there is none of the register's wallets.

    Raises:
        IntegrityError: they do not say the same.
    """
    try:
        register = read_register_file(path)
        observed = reserve_observations.last(path, register)
    except CaseError:  # `register.toml` is wrong, which is told; nothing was observed, or other wallets were
        return
    reserve_rows.refuse_other_coins(observed, register)
    refuse_closed_otherwise(path, register, observed, closed(path))


def _name_of(path: Path) -> str:
    """Return the name of a register, by its journal where `register.toml` cannot be read; empty where neither says."""
    try:
        return read_register_file(path).name
    except CaseError:  # what is wrong with it is told already
        return reserve_journal.register_of(path)


def _renamed(folder: RegisterFolder) -> tuple[str, ...]:
    """Return what custodians' statements call movements of closed periods that these did not."""
    try:
        return closed_movements.faults(folder.acts, closed(folder.path))
    except CaseError as error:
        return error.faults


def _lot_faults(folder: RegisterFolder) -> tuple[str, ...]:
    """Compare the lots that acts name with those of admitted cases, as soon as there is one."""
    lots = {lot.id: lot.run.sat for admission in folder.admissions for lot in admission.lots}
    return register_faults.lot_faults(folder.acts.all, lots) if lots else ()


def _search_faults(folder: RegisterFolder) -> tuple[str, ...]:
    """Return what is wrong with the table of searches for those from whom coins came."""
    try:
        searches(folder.content.get(SEARCHES), dt.date.max)
    except CaseError as error:
        return error.faults
    return ()


def _fresh_acts(folder: RegisterFolder) -> tuple[Sequence[Act], int]:
    """Return the acts that no closed period knows, and the satoshi that were in the wallets since the last one.

    Before the chain was observed there are none to compare.

    Raises:
        IntegrityError: the last observation, or any by the journal where that is not, is not as it was written.
    """
    names = reserve_observations.names(folder.path)
    if not names:
        return (), 0
    try:
        observed, _ = reserve_observations.read(folder.path, names[-1])
    except IntegrityError:
        reserve_entered.refuse_changed(folder.path, folder.name)  # which says how it is put right
        raise
    known = {each.id for filed in closed(folder.path).values() for each in filed.statement.inputs}
    fresh = [act for act in folder.acts.all if act_set.file_of(act.head.id) not in known]
    return fresh, observation.most_held(observed)
