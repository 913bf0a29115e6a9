"""Where a register stands on a day, out of what is filed: acts, lots, and the last observation's chain material.

Nothing is asked of a node. What a later observation found is cut off behind the day's closing block.
"""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.errors import CaseError, IntegrityError
from tracer.formats.zone import zone
from tracer.operations import reserve_entered, reserve_observations
from tracer.operations.closing_blocks import known_to, last_known
from tracer.operations.context import Context
from tracer.operations.reserve_days import until_today
from tracer.operations.reserve_files import (
    RegisterFolder,
    read_register,
    read_what_is_right,
    with_kept_files,
    without_unfounded,
)
from tracer.operations.reserve_kept import TABLES
from tracer.operations.reserve_observations import FiledObservation
from tracer.reserve import act_days, followed_acts
from tracer.reserve.acts import ActsInForce, DisposalAct
from tracer.reserve.admission import lots_in_force
from tracer.reserve.days import Period, closing_height, instant, unsettled
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.scope import scope_closings
from tracer.reserve.status import Books, Pricing
from tracer.reserve.title import title, title_and_faults
from tracer.reserve.title_rows import TitleBook
from tracer.reserve.watching import MaterialHeaders

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A register at the end of a day, as seen up to a block; `history` ends with it, `observed` may lie above it.

    `folder` has the acts that count today, `acts` are those of them that can be followed; `faults` say which cannot,
    and which take more of a lot than there is to take. `notes` are what a reader should know: other registers, acts
    that do not count yet, and that the day is not settled. `wrong` is what of the files on record was not understood
    and is left out.
    """

    folder: RegisterFolder
    observed: FiledObservation
    history: RegisterHistory
    books: Books
    acts: ActsInForce
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    wrong: tuple[ObservedFault, ...] = ()

    @property
    def block(self) -> ObservedBlock:
        """The block up to which was looked."""
        return self.history.block

    @property
    def observed_on(self) -> dt.date:
        """The last day of which the last observation is, in the register's zone: that of its block at least.

        Where the next block is known no block came before it, and the observation is of each day that ended by then.
        """
        ended = dt.datetime.fromtimestamp(known_to(self.observed.held), zone(self.folder.register.zone)).date() - _DAY
        return max(_day_of(self.observed, self.folder), ended)

    @property
    def known_on(self) -> dt.date:
        """The day up to which the register's day is known: on the last block's day each that the observation is of."""
        day = self.books.title.day
        return self.observed_on if day == _day_of(self.observed, self.folder) else day


@gc_paused()
def standing(path: Path, day: dt.date | None, context: Context) -> Standing:
    """Return where a register stands at the end of a day; without one on the last day observed.

    Acts that cannot be followed are among its faults and raise nothing.

    Raises:
        CaseError: the register is wrong, was never observed, or the day lies before its first block.
        IntegrityError: what is filed is not as it was written, or contradicts itself.
    """
    folder = until_today(read_register(path, context), context)
    there = _standing(folder, day)
    return replace(there, books=replace(there.books, pricing=_pricing(folder, there.books.title.day)))


@gc_paused()
def standing_by_what_is_right(path: Path, day: dt.date | None, context: Context) -> Standing:
    """Return the same without the acts and the files that are wrong, which it tells: the rest must be seen.

    Raises:
        CaseError: `register.toml` is wrong, the register was never observed, or the day lies before its first block.
        IntegrityError: an observation or the journal is not as it was written, or contradicts itself.
    """
    read, wrong = read_what_is_right(path, context)
    founded, unfounded = without_unfounded(until_today(read, context))
    folder, unkept = with_kept_files(founded)
    there = _standing(folder, day)
    pricing, unpriced = _right_pricing(folder, there.books.title.day)
    found = (*wrong, *unfounded, *unkept, *unpriced)
    return replace(there, books=replace(there.books, pricing=pricing), wrong=found)


def _standing(folder: RegisterFolder, day: dt.date | None) -> Standing:
    """Return where a register stands; what is held is not valued yet."""
    register = folder.register
    if not reserve_observations.names(folder.path):
        reserve_entered.refuse_changed(folder.path, folder.name)  # where all are gone it was observed all the same
    observed = reserve_observations.last(folder.path, register)
    on = day or _day_of(observed, folder)
    history, notes = _up_to(observed, day, register.zone)
    lots = lots_in_force(folder.admissions)
    closings = scope_closings(register, folder.acts, MaterialHeaders(observed.held.material))
    followed = followed_acts.fold(register, history, folder.acts, lots, closings, on)
    acts, folded = followed.acts, followed.ledger
    book, taken = title_and_faults(folded, register, lots, acts, on, history.block.height)
    books = Books(register=register, ledger=folded, title=book, lots=lots, acts=acts.acts, filed=acts.all)
    faults = (*(each.text for each in followed.left_out), *taken)
    return Standing(folder, observed, history, books, acts, faults, (*folder.notes, *notes))


def _day_of(observed: FiledObservation, folder: RegisterFolder) -> dt.date:
    """Return the day of an observation's block, by its median time, in the register's zone."""
    return dt.datetime.fromtimestamp(observed.history.block.mtp, zone(folder.register.zone)).date()


def ledger_by(there: Standing, day: dt.date) -> tuple[RegisterLedger, ActsInForce]:
    """Return the ledger by the acts that were signed up to a day, and these: what they cover was covered then.

    Which satoshi of a coin a disposal takes is not followed, for it says nothing of what is covered.
    """
    register, acts = there.folder.register, act_days.known_on(there.folder.acts, there.folder.register, day)
    if acts is there.folder.acts:
        return there.books.ledger, there.acts
    left_out = {act.head.id for act in there.folder.acts.acts} - {act.head.id for act in there.acts.acts}
    kept = (act for act in acts.acts if act.head.id not in left_out)
    bare = tuple(replace(act, lots={}) if isinstance(act, DisposalAct) else act for act in kept)
    closings = scope_closings(register, acts, MaterialHeaders(there.observed.held.material))
    by_then = ActsInForce(bare, acts.all)
    followed = followed_acts.fold(register, there.history, by_then, there.books.lots, closings)
    return followed.ledger, followed.acts


def _pricing(folder: RegisterFolder, day: dt.date) -> Pricing | None:
    """Return the last fixing up to a day and the rates around it, None where the register sets no price.

    Raises:
        CaseError: every fault of the files of rates.
        IntegrityError: the fixing is not of the form written.
    """
    if folder.register.price is None:
        return None
    from tracer.reserve.value.valuing import valuing

    days = _fixings(folder, day)
    last = {days[max(days)]} if days else set()
    tables = f"{TABLES}/"
    files = {path: content for path, content in folder.content.items() if path in last or path.startswith(tables)}
    read = valuing(files, folder.register, folder.acts, Period(day.isoformat(), day, day))
    return None if read is None else Pricing(read.prices, read.rates)


def _right_pricing(folder: RegisterFolder, day: dt.date) -> tuple[Pricing | None, tuple[ObservedFault, ...]]:
    """Return the same without files that are wrong: no rate where one of rates is, the last fixing that is right."""
    wrong: tuple[ObservedFault, ...] = ()
    try:
        return _pricing(folder, day), wrong
    except CaseError as error:
        wrong = tuple(ObservedFault(FaultKind.FILE, text.partition(": ")[0], text) for text in error.faults)
        left = {path for path in folder.content if path.startswith(f"{TABLES}/")}
    except IntegrityError as error:
        last = max(days := _fixings(folder, day))
        said = str(error).removesuffix(".")
        wrong = (ObservedFault(FaultKind.CHANGED, days[last], f"{said}; it is left out."),)
        left = {days[last]}
    content = {path: each for path, each in folder.content.items() if path not in left}
    pricing, more = _right_pricing(replace(folder, content=content), day)
    return pricing, (*wrong, *more)


def _fixings(folder: RegisterFolder, day: dt.date) -> dict[dt.date, str]:
    """Return the files of the fixings up to a day."""
    from tracer.reserve.price import fixing_file

    days = ((fixing_file.day_of(path), path) for path in folder.content)
    return {found: path for found, path in days if found is not None and found <= day}


def title_on(there: Standing, day: dt.date) -> TitleBook:
    """Return the title book of an earlier day of a register's standing; before the first block it is empty."""
    books, view = there.books, MaterialHeaders(there.observed.held.material)
    try:
        height = min(closing_height(day, books.register.zone, view).height, there.block.height)
    except CaseError:
        height = 0
    return title(books.ledger, books.register, books.lots, there.acts, day, height)


def _up_to(observed: FiledObservation, day: dt.date | None, zone_name: str) -> tuple[RegisterHistory, tuple[str, ...]]:
    """Return the history up to a day's closing block, and in words that the day is not settled where it is not."""
    history, tip = observed.history, observed.history.block
    if day is None:
        return history, ()
    end = instant(day, zone_name)
    if tip.mtp < end:
        why = unsettled(day.isoformat(), end, tip.height, last_known(observed.held, end))
        return history, () if why is None else (why,)
    block = closing_height(day, zone_name, MaterialHeaders(observed.held.material))
    touches = tuple(each for each in history.touches if each.position.height <= block.height)
    beyond = tuple(each for each in history.beyond if each.position.height <= block.height)
    return replace(history, touches=touches, block=block, beyond=beyond), ()
