"""Which wallets are in the books otherwise than a closed period had them: its own files against those on file now."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError
from tracer.operations.reserve_files import REGISTER, RegisterFolder
from tracer.operations.reserve_kept import TABLES
from tracer.operations.reserve_periods import PERIODS, closed
from tracer.reserve.limits.limit_acts import limit_faults
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.periods import FiledStatement, in_order
from tracer.reserve.register_changes import register_changes
from tracer.reserve.table_changes import table_changes
from tracer.reserve.wallet_changes import RegisterActs, WalletChange, wallet_changes


def last_closed(statements: Mapping[str, FiledStatement]) -> FiledStatement | None:
    """Return the statement of the last period that was closed, its last restatement; None: none was."""
    return max(statements.values(), key=lambda each: in_order(each.period), default=None)


def changed_wallets(
    folder: RegisterFolder, filed: FiledStatement | None, *, restates: bool = False
) -> tuple[WalletChange, ...]:
    """Return what is otherwise than a closed period had it: wallets in the books, keys and limits, rows of tables.

    Where no period is closed, limits that are otherwise than the acts that set them are all.

    `restates`: the period is being restated, so that new acts of scope and new rows may change it.

    Raises:
        IntegrityError: the register, an act or a table that it was closed with is not there, or is another file.
    """
    own = tuple(WalletChange(*each) for each in limit_faults(folder.register, folder.acts))
    if filed is None or all(row.id != REGISTER for row in filed.statement.inputs):
        return own
    from tracer.reserve import statement_files  # where nothing is closed a status does not pay for it

    register, acts, _ = statement_files.read(_sealed_files(folder, filed))
    was, now = RegisterActs(register, acts), RegisterActs(folder.register, folder.acts)
    period = filed.statement.period
    keys = register_changes(register, acts, folder.register, folder.acts, filed.period)
    moved = wallet_changes(was, now, period, filed.period.last, restates=restates)
    tables = (
        () if restates else table_changes(_own_tables(folder, filed), acts, folder.content, folder.acts, filed.period)
    )
    return (*own, *moved, *(WalletChange(*each) for each in (*keys, *tables)))


def wallet_faults(folder: RegisterFolder) -> tuple[ObservedFault, ...]:
    """Return the wallets changed since the last closed period, as faults of an observation.

    Where the statement or the files that the period was closed with are not there to compare, that is the fault: an
    observation that is not made alarms nobody.
    """
    filed = None
    try:
        filed = last_closed(closed(folder.path))
        changes = changed_wallets(folder, filed)
    except (CaseError, IntegrityError) as error:
        period = "" if filed is None else filed.statement.period
        return (ObservedFault(FaultKind.SCOPE, period, f"which wallets were in the books is not known: {error}"),)
    return tuple(ObservedFault(FaultKind.SCOPE, each.wallet, each.text) for each in changes)


def _sealed_files(folder: RegisterFolder, filed: FiledStatement) -> dict[str, bytes]:
    """Return the register and the acts that a period was closed with."""
    found = dict[str, bytes]()
    for row in filed.statement.inputs:
        if row.id != REGISTER and not row.id.startswith("acts/"):
            continue
        content = _own_register(folder.path, filed) if row.id == REGISTER else folder.content.get(row.id)
        if content is None:
            raise IntegrityError(f"period {filed.statement.period}: its input {row.id} is missing.")
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise IntegrityError(f"period {filed.statement.period}: its input {row.id} is another file.")
        found[row.id] = content
    return found


def _own_register(path: Path, filed: FiledStatement) -> bytes | None:
    place = path / PERIODS / filed.statement.period / REGISTER
    return read_bounded(place, "register") if place.is_file() else None


def _own_tables(folder: RegisterFolder, filed: FiledStatement) -> dict[str, bytes]:
    """Return the tables that a period was closed with, from beside its statement, by path in the register."""
    found = dict[str, bytes]()
    for row in filed.statement.inputs:
        if not row.id.startswith(f"{TABLES}/"):
            continue
        place = folder.path / PERIODS / filed.statement.period / row.id
        if not place.is_file():
            raise IntegrityError(f"period {filed.statement.period}: its own {row.id} is missing.")
        found[row.id] = read_bounded(place, "table")
        if hashlib.sha256(found[row.id]).hexdigest() != row.sha256:
            raise IntegrityError(f"period {filed.statement.period}: its own {row.id} is another file.")
    return found
