"""Acts held against the chain as it was last observed: what they cannot mean is a fault before anybody closes."""

from dataclasses import dataclass

from tracer.disk.collector import gc_paused
from tracer.errors import CaseError
from tracer.operations import reserve_observations
from tracer.operations.reserve_files import RegisterFolder
from tracer.operations.reserve_observations import FiledObservation
from tracer.reserve import followed_acts
from tracer.reserve.accounts import accounts
from tracer.reserve.admission import lots_in_force
from tracer.reserve.days import day_at
from tracer.reserve.fees import high_fees
from tracer.reserve.followed_acts import FollowedActs
from tracer.reserve.lot_claims import LotAct, claims_and_faults
from tracer.reserve.observed_faults import paid_beyond, signed_late
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.scope import scope_closings
from tracer.reserve.transaction_acts import transaction_acts
from tracer.reserve.untitled import untitled_departures
from tracer.reserve.watching import MaterialHeaders


@dataclass(frozen=True, slots=True)
class UnfollowedActs:
    """Acts that cannot be followed or give what had no title, high fees, claims and pledges on more than is there.

    Custodians' statements of another sum than moved are among the faults.
    """

    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@gc_paused()
def unfollowed(folder: RegisterFolder) -> UnfollowedActs:
    """Hold the acts of a register against one another and against the last observation, where there is one.

    Raises:
        IntegrityError: the observation is not as it was written, or contradicts itself.
    """
    if not reserve_observations.names(folder.path):
        return _among_themselves(folder)
    try:
        observed = reserve_observations.last(folder.path, folder.register)
    except CaseError as error:
        among = _among_themselves(folder)
        return UnfollowedActs(among.faults, (f"acts were not held against the chain: {error}",))
    register, acts, lots = folder.register, folder.acts, lots_in_force(folder.admissions)
    closings = scope_closings(register, acts, MaterialHeaders(observed.held.material))
    followed = followed_acts.fold(register, observed.history, acts, lots, closings)
    faults = tuple(dict.fromkeys(each.fault for each in followed.left_out))
    taken = _taken(folder, followed)
    gone = untitled_departures(register, followed.ledger, lots, followed.acts)
    high = high_fees(register, followed.ledger, followed.acts)
    late = signed_late(register, observed.history, followed.ledger, followed.acts)
    beyond = paid_beyond(register, observed.history)
    told = (*beyond, *(each.text for each in late), *(each.text for each in gone), *(each.text for each in high))
    stated = _stated(folder, observed, followed)
    return UnfollowedActs((*faults, *taken.faults, *stated, *told), taken.notes)


def _stated(folder: RegisterFolder, observed: FiledObservation, followed: FollowedActs) -> tuple[str, ...]:
    """Return what is wrong with custodians' statements up to the day of the last observation, as a status says it."""
    day = day_at(observed.history.block.mtp, folder.register.zone)
    rows = accounts(followed.ledger, folder.register, followed.acts, day)
    return tuple(fault for row in rows for fault in row.faults)


def _among_themselves(folder: RegisterFolder) -> UnfollowedActs:
    """Return what acts say of one transaction and cannot both mean."""
    try:
        transaction_acts(folder.acts)
    except CaseError as error:
        return UnfollowedActs(error.faults)
    return UnfollowedActs()


def _taken(folder: RegisterFolder, followed: FollowedActs) -> UnfollowedActs:
    """Return what acts take of lots beyond what is held on their days; before a case is admitted there are none.

    So is what is superseded later, beside what counted until then.
    """
    lots, by_day = lots_in_force(folder.admissions), ActsByDay(followed.acts)
    faults, notes = dict[str, None](), dict[str, None]()
    for cut in (None, *by_day.days):
        taking = [act.head.date for act in by_day.before(cut) if isinstance(act, LotAct)]
        days = [day for day in taking if cut is None or day < cut]
        if days and lots:
            claims, wrong = claims_and_faults(followed.ledger, lots, followed.acts, max(days), folder.register.zone)
            faults |= dict.fromkeys(wrong)
            notes |= dict.fromkeys(text for claim in claims for text in claim.short)
    return UnfollowedActs(tuple(faults), tuple(notes))
