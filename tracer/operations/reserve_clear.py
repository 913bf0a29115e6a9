"""May a transaction be signed: a PSBT against the register as it was last observed, or as a chain has it now."""

from dataclasses import dataclass, replace
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.formats.canonical import Writable
from tracer.operations import reserve_journal
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.reserve_cleared import CLEARED, cleared
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_days import today
from tracer.operations.reserve_limits import limits_on
from tracer.operations.reserve_pricing import whole_pricing
from tracer.operations.reserve_receivers import proven_by_receivers
from tracer.operations.reserve_standing import Standing, standing
from tracer.operations.reserve_stored import check_stored
from tracer.operations.reserve_travel_rule import payloads
from tracer.operations.sources import ChainSource, open_for_register
from tracer.reserve import followed_acts
from tracer.reserve.clearance import psbt
from tracer.reserve.clearance.clearance import clearance
from tracer.reserve.clearance.clearance_rows import MAY, Clearance, ClearanceSources
from tracer.reserve.days import observed_block
from tracer.reserve.history import RegisterHistory
from tracer.reserve.scope import scope_closings
from tracer.reserve.search import goes_on
from tracer.reserve.status import age_alarms
from tracer.reserve.title import title_and_faults
from tracer.reserve.watching import MaterialHeaders, watch


@dataclass(frozen=True, slots=True)
class ClearRequest:
    """Which register, which PSBT, and the chain to look at now; None: the last observation counts."""

    register: Path
    file: Path
    source: ChainSource | None = None
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was found; `entry` is the number of the journal's entry, None where it must not be signed."""

    clearance: Clearance
    entry: int | None
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 where it may be signed, else 1."""
        return 0 if self.clearance.verdict == MAY else 1

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return self.clearance.as_json() | {"entry": self.entry, "notes": list(self.notes)}


@gc_paused()
def reserve_clear(request: ClearRequest, context: Context) -> Cleared:
    """Return whether a PSBT may be signed; where it may, enter it in the register's journal.

    Raises:
        CaseError: the register or the PSBT is wrong, or the register was never observed.
        SourceError: the source or the disk cannot go on, or its chain is not the observation's.
        IntegrityError: what is filed is not as it was written.
    """
    try:
        content = request.file.read_bytes()
    except OSError as error:
        raise CaseError(f"{request.file}: cannot be read: {error.strerror or error}") from error
    proposal = psbt.parse(content, str(request.file))
    with entering(request.register, context):
        there = standing(request.register, None, context)
        proven, doubts = proven_by_receivers(there.folder)
        notes = (*there.notes, *check_stored(there.folder), *doubts, *_age(request, there, context))
        sources = replace(_sources(request, there, context), proven=proven)
        found = clearance(proposal, sources)
        if found.verdict != MAY:
            return Cleared(found, None, notes)
        number = reserve_journal.enter(
            request.register,
            there.folder.register.name,
            context,
            kind=CLEARED,
            why="tracer reserve clear",
            object_=found.psbt,
            details=found.entry.details(),
            entry=request.entry,
        )
        return Cleared(found, number, notes)


def _age(request: ClearRequest, there: Standing, context: Context) -> tuple[str, ...]:
    """Return how old the last observation is where nothing newer is asked and it is older than it should be."""
    if request.source is not None:
        return ()
    found = age_alarms(there.observed_on, today(there.folder.register, context), is_today=True)
    return tuple(each.text for each in found)


def _sources(request: ClearRequest, there: Standing, context: Context) -> ClearanceSources:
    folder, lots, register = there.folder, there.books.lots, there.folder.register
    history = there.history if request.source is None else _now(request.source, there, context)
    day = today(register, context)
    closings = scope_closings(register, folder.acts, MaterialHeaders(there.observed.held.material))
    followed = followed_acts.fold(register, history, folder.acts, lots, closings)
    book, taken = title_and_faults(followed.ledger, register, lots, followed.acts, day, history.block.height)
    faults = (*(each.text for each in followed.left_out), *taken)
    if faults:  # whose title would hang on an act that counts for nothing?
        raise CaseError(*faults)
    pricing = whole_pricing(folder, day)
    counted = followed.acts
    books = replace(
        there.books, ledger=followed.ledger, title=book, acts=counted.acts, filed=counted.all, pricing=pricing
    )
    return ClearanceSources(
        books=books,
        history=history,
        security=folder.security,
        cleared=cleared(request.register, register.name),
        limits=limits_on(there),
        payloads=payloads(folder),
        day=day,
    )


def _now(source: ChainSource, there: Standing, context: Context) -> RegisterHistory:
    """Return the register's history up to the tip of a chain, going on from the last observation."""
    chain = open_for_register(source, there.folder.register.network, context)
    context.tell(chain.warnings)
    view, last = chain.view, there.history.block
    tip = view.tip().height
    if tip < last.height or view.block_hash(last.height) != last.hash:
        raise SourceError(
            f"{source.place} does not have block {last.height:,} of the last observation.\n"
            "Observe again, or clear from a source that has the chain."
        )
    register = there.folder.register
    history = watch(register, view, observed_block(view, tip), there.history)
    if not goes_on(register, view, history, there.history):
        raise IntegrityError(
            f"{source.place} has coins of the register up to block {last.height:,} that the last observation does not "
            "know, or spends them otherwise.\nObserve again with --whole, and clear then."
        )
    chain.check_tip()
    return history
