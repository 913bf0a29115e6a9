"""A period closed: its statement computed from what is on file, sealed with a salt, and never written again."""

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tracer import METHOD, __version__
from tracer.chain import header
from tracer.container.material import Material
from tracer.disk.files import flush_names
from tracer.disk.folder import write_whole
from tracer.errors import CaseError, IntegrityError, SourceError, TracerError
from tracer.formats.canonical import Writable
from tracer.operations import (
    reserve_admitted,
    reserve_entered,
    reserve_journal,
    reserve_observations,
    reserve_proof_files,
    reserve_quotes,
    reserve_sealed,
)
from tracer.operations.closing_blocks import ClosingMaterial, closing_material
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_closed_otherwise import has_other_past
from tracer.operations.reserve_days import refuse_ahead, refuse_unended, today
from tracer.operations.reserve_export import refuse_unexportable
from tracer.operations.reserve_files import REGISTER, RegisterFolder, read_register
from tracer.operations.reserve_fixings import refuse_changed_fixings
from tracer.operations.reserve_kept import TABLES
from tracer.operations.reserve_late import said_otherwise
from tracer.operations.reserve_periods import CLOSED, OBSERVATION
from tracer.operations.reserve_rows import refuse_rows
from tracer.operations.reserve_scope import changed_wallets
from tracer.operations.reserve_sealed import Closed, ClosedPeriod
from tracer.operations.reserve_seals import staged
from tracer.operations.reserve_searched import search_to_repeat
from tracer.reserve import closed_movements, period_diff, period_file, periods, statement_files
from tracer.reserve.admission import lots_in_force
from tracer.reserve.days import Period, observed_block
from tracer.reserve.late_acts import SaidOtherwise
from tracer.reserve.limits.custody import custody_facts
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.reviews import BandPosition
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.periods import FiledStatement, Predecessors
from tracer.reserve.security.published_custody import published_custody
from tracer.reserve.statement_bundle import read_earlier
from tracer.reserve.statement_files import ComputedStatement, StatementFiles
from tracer.reserve.wallet_changes import RegisterActs, scope_order_faults
from tracer.reserve.watching import MaterialHeaders, from_material

_COMPUTING = "computing the statement"


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Which period of which register to close: `2026Q3`, `2026`, or `2026Q3-r1` for a restatement.

    `draw` gives so many bytes for the salt, which nobody can foretell.
    """

    register: Path
    period: str
    entry: JournalChoice = USUAL_ENTRY
    draw: Callable[[int], bytes] = os.urandom


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedNow:
    """A period that was closed: its statement, the SHA-256 of its file, when it was due and closed.

    `told` are on which search of the chain the coins rest where that should be repeated, the last review's band against
    the actual share, which `position` has too, and what of limits a person should know. `otherwise` are earlier periods
    that would say something else with acts that no statement listed before this one.
    """

    statement: PeriodStatement
    sha256: str
    due: dt.date
    closed: dt.date
    entry: int
    told: tuple[str, ...] = ()
    position: BandPosition | None = None
    otherwise: tuple[SaidOtherwise, ...] = ()

    def as_json(self) -> dict[str, Writable]:
        """Return what was closed."""
        statement = self.statement
        return {
            "period": statement.period,
            "sha256": self.sha256,
            "private_root": statement.private_root,
            "closing": {"height": statement.closing.height, "hash": statement.closing.hash},
            "opening_sat": str(statement.books.books.opening),
            "closing_sat": str(statement.books.books.closing),
            "due": self.due.isoformat(),
            "closed": self.closed.isoformat(),
            "late": list(statement.late),
            "otherwise": [each.as_json() for each in self.otherwise],
            "restates": period_file.restates_json(statement.restates),
            "entry": self.entry,
            **({} if statement.reviewed is None else {"proposed": statement.reviewed["proposed"]}),
        }


def close(request: CloseRequest, context: Context) -> ClosedNow:
    """Close a period and enter it in the journal.

    Raises:
        TracerError: a hard check fails: a movement has no act, a receipt no lot, order or act, an account another
            statement; a wallet came into the books or left them with no act of scope.
        CaseError: a file is wrong, an act is dated after today or calls a movement of a closed period something else,
            the period is sealed or not the next one, no observation is of its closing block.
        SourceError: it has not ended, or is not settled.
        IntegrityError: what is stored is not what was sealed, or what must be equal is not; a lot is no part of its
            output; the period's bundle would fail its own check.
    """
    period = Period.parse(request.period)
    with entering(request.register, context):
        folder = read_register(request.register, context)
        finished = reserve_sealed.clear_up(request.register, folder.register.name)
        unentered = reserve_entered.refuse_changed(request.register, folder.register.name)
        if unentered:
            raise CaseError(*unentered)
        closed = reserve_sealed.read_closed(request.register)
        if period.name in finished:
            return _finished(folder, closed[period.name].filed)
        refuse_ahead(folder, context)
        before = periods.predecessors(period, reserve_sealed.statements(closed))
        refuse_unended(folder.register, period, context)
        names = {each.statement.period for each in (before.previous, before.restated) if each is not None}
        context.progress(_COMPUTING, 0, 0)
        reserve_sealed.check_sealed(folder, closed, names)
        reserve_admitted.refuse_changed(folder)
        refuse_changed_fixings(folder)
        _refuse_other_wallets(folder, before)
        _refuse_renamed(folder, closed, period)
        reserve_proof_files.entered(folder.path, folder.name, period.base)
        material = closing_material(folder.path, folder.register, period)
        computed = _computed(folder, closed, period, before, material)
        salt = request.draw(period_file.SALT_BYTES)
        content = period_file.sealed(computed.book.statement, salt)
        closing = _closing(folder, content, salt, material.name)
        refuse_unexportable(folder, closed, closing, computed)
        again = search_to_repeat(folder.path, folder.register.name, material.name)
        rests = () if again is None else (again,)
        otherwise = tuple(each for each in said_otherwise(folder, even_told=False) if each.base != period.base)
        _stage(folder, closing)
        context.progress(_COMPUTING, 1, 1)
        done = _entered(folder, period, content, context, request.entry)
        reserve_sealed.put_in_place(request.register, period.name)
        limits = computed.book.limits
        position = None if limits is None else limits.position
        return replace(done, told=(*rests, *_told(limits)), position=position, otherwise=otherwise)


def _told(limits: LimitReport | None) -> tuple[str, ...]:
    """Return proposed against actual, and what is to be known of limits and reviews."""
    if limits is None:
        return ()
    proposed = () if limits.position is None else (limits.position.line,)
    return (*proposed, *(each.text for each in limits.review_faults), *limits.warnings)


def _computed(
    folder: RegisterFolder, closed: Closed, period: Period, before: Predecessors, on: ClosingMaterial
) -> ComputedStatement:
    """Compute the statement, and refuse it where a hard check fails."""
    material = on.material
    statement_files.refuse_strange_lots(lots_in_force(folder.admissions), material)
    statement_files.refuse_other_chain(None if before.previous is None else before.previous.statement.closing, material)
    later = () if before.restated is None else _later(folder, closed, before.restated, material)
    computed = statement_files.compute(
        StatementFiles(
            files=folder.content,
            material=material,
            period=period,
            before=before,
            version=__version__,
            method=METHOD,
            later=later,
            custody=custody_facts(folder.security, folder.register, period.last),
            published=published_custody(folder.security, RegisterActs(folder.register, folder.acts), period.last),
        )
    )
    _refuse_other_rows(folder, computed, on.name)
    reserve_quotes.refuse_changed(folder, [each.id for each in computed.book.statement.inputs])
    wrong = statement_files.execution_faults(folder.content, computed.register, computed.acts, period.last)
    if wrong:
        raise CaseError(*wrong)
    faults = statement_files.hard_faults(computed, period)
    if faults:
        raise TracerError("\n".join(faults))
    return computed


def _refuse_other_wallets(folder: RegisterFolder, before: Predecessors) -> None:
    """Raise where acts of scope contradict one another, or a wallet came into the books or left them with none."""
    faults = scope_order_faults(RegisterActs(folder.register, folder.acts))
    if faults:
        raise CaseError(*faults)
    known = before.restated or before.previous
    changes = changed_wallets(folder, known, restates=before.restated is not None)
    if changes:
        raise TracerError("\n".join(each.text for each in changes))


def _refuse_renamed(folder: RegisterFolder, closed: Closed, period: Period) -> None:
    """Raise where a custodian's statement calls a movement of an earlier period otherwise than it was closed."""
    faults = closed_movements.faults(folder.acts, reserve_sealed.statements(closed), period)
    if faults:
        raise CaseError(*faults)


def _refuse_other_rows(folder: RegisterFolder, computed: ComputedStatement, name: str) -> None:
    """Raise unless the observation on file has the coins, movements and faults that its raw transactions make."""
    found = computed.observation
    stored = reserve_observations.filed(folder.path, folder.register, name)
    if stored is None or (stored.observation.block, stored.observation.wallets) != (found.block, found.wallets):
        raise IntegrityError(
            f"{reserve_observations.path_of(name)} does not have the coins that the transactions beside it leave."
        )
    refuse_rows(stored, folder, computed.ledger)


def _later(folder: RegisterFolder, closed: Closed, restated: FiledStatement, material: Material) -> tuple[str, ...]:
    """Return the later periods whose statements would change too, were they closed with what is on file now.

    Where the restated one closes with another block all that were closed after it do: each opens with that. So does one
    whose observation has other coins up to that block.
    """
    history = from_material(folder.register, material, observed_block(MaterialHeaders(material), material.last_header))
    is_other_block = header.decode(material.header(material.last_header)).hash != restated.statement.closing.hash
    found = []
    for name, each in closed.items():
        last = periods.in_force(reserve_sealed.statements(closed), each.filed.period.base)
        if each.filed.period.last <= restated.period.last or last != each.filed:
            continue
        if (
            is_other_block
            or has_other_past(folder.path, folder.register, each.filed, history)
            or _would_change(folder, closed, name)
        ):
            found.append(name)
    return tuple(found)


def _would_change(folder: RegisterFolder, closed: Closed, name: str) -> bool:
    """Return whether a closed statement, computed with all that is on file now, has another figure, or none at all."""
    each = closed[name]
    try:
        again = reserve_sealed.compute_with(folder, closed, each, folder.content)
    except (CaseError, IntegrityError):  # an act of later cannot be followed then, or the opening is another
        return True
    return not period_diff.compare(each.filed.statement, again.book.statement).same


def _closing(folder: RegisterFolder, content: bytes, salt: bytes, observation: str) -> ClosedPeriod:
    """Return the period as it will lie in the register once it is closed."""
    earlier = read_earlier(content, "period.json")
    inputs = earlier.filed.statement.inputs
    tables = {row.id: folder.content[row.id] for row in inputs if row.id.startswith(f"{TABLES}/")}
    return ClosedPeriod(
        earlier=earlier, salt=salt, observation=observation, register=folder.content[REGISTER], tables=tables
    )


def _stage(folder: RegisterFolder, closing: ClosedPeriod) -> None:
    """Write the statement beside its place, whole or not at all: it is closed when the journal has it."""
    place = folder.path / reserve_sealed.PERIODS
    try:
        if not place.is_dir():
            place.mkdir(mode=0o700)
            flush_names(folder.path)
    except OSError as error:
        raise SourceError(
            f"{place} cannot be made: {error.strerror or error}.\nMake room, or make it writable."
        ) from error
    named = f"{closing.observation}\n".encode()
    files = {"period.json": closing.earlier.content, "salt": closing.salt, OBSERVATION: named, **closing.kept}
    write_whole(staged(folder.path, closing.name), sorted(files.items()))


def _entered(
    folder: RegisterFolder, period: Period, content: bytes, context: Context, entry: JournalChoice
) -> ClosedNow:
    """Enter the closing in the journal; where that fails nothing is closed."""
    statement = period_file.loads(content, "period.json")
    filed = FiledStatement(statement, hashlib.sha256(content).hexdigest())
    day = today(folder.register, context)
    try:
        number = reserve_sealed.enter(folder, filed, context, entry, {"closed": day.isoformat()})
    except TracerError:
        shutil.rmtree(staged(folder.path, period.name))
        raise
    return ClosedNow(statement=statement, sha256=filed.sha256, due=filed.period.due, closed=day, entry=number)


def _finished(folder: RegisterFolder, filed: FiledStatement) -> ClosedNow:
    """Return what the command that was interrupted after its entry would have told."""
    entries = reserve_journal.load(folder.path, folder.register.name).entries
    entry = next(each for each in entries if each.kind == CLOSED and each.object == filed.sha256)
    day = dt.date.fromisoformat(entry.details["closed"])
    return ClosedNow(statement=filed.statement, sha256=filed.sha256, due=filed.period.due, closed=day, entry=entry.seq)
