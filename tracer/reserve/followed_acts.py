"""Acts that cannot be followed are left out, each with why: one of them must not hide what the chain and the rest say.

Where all can be followed nothing is left out. Else as many are taken as can be, in the order of their numbers: of two
that contradict one another the earlier one counts. Only what must go on alarming reads acts in this way; a check tells
the same faults, and a closing refuses them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from tracer.errors import CaseError
from tracer.reserve import ledger
from tracer.reserve.acts import Act, ActId, ActsInForce, StepAct
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.lots import Lot
from tracer.reserve.register import Register
from tracer.reserve.scope import ScopeMoment

R = TypeVar("R")


class LeftOutAct(NamedTuple):
    """An act that is left out, and a fault that it would bring."""

    act: ActId
    fault: str

    @property
    def text(self) -> str:
        """The sentence that says so."""
        said = self.fault.removesuffix(".")
        return f"{said}; act {self.act} is left out."


@dataclass(frozen=True, slots=True)
class FollowedActs:
    """A ledger, the acts that it follows, and those that it leaves out."""

    ledger: RegisterLedger
    acts: ActsInForce
    left_out: tuple[LeftOutAct, ...]


def fold(
    register: Register,
    history: RegisterHistory,
    acts: ActsInForce,
    lots: Sequence[Lot],
    closing: Mapping[dt.date, ScopeMoment],
    upto: dt.date | None = None,
) -> FollowedActs:
    """Return the ledger of a register as `ledger.fold` does, under the acts that can be followed.

    What an act left out has replaced stays replaced. The steps of a disposal that is left out go with it.

    Raises:
        IntegrityError: the history contradicts itself.
    """

    def follow(some: Sequence[Act]) -> tuple[ActsInForce, RegisterLedger]:
        followed = ActsInForce(_with_their_disposals(some), acts.all)
        return followed, ledger.fold(register, history, followed, lots, closing, upto)

    (followed, folded), left_out = as_many_as_can_be(acts.acts, follow)
    return FollowedActs(folded, followed, left_out)


def as_many_as_can_be(acts: Iterable[Act], follow: Callable[[Sequence[Act]], R]) -> tuple[R, tuple[LeftOutAct, ...]]:
    """Return what follows from acts, and those left out because with them nothing follows, by number.

    `follow` takes acts in ascending order of their numbers and raises a `CaseError` where they cannot be followed. It
    is asked once where all can be, and for each that cannot as often as a list of them all can be halved.

    Raises:
        CaseError: nothing follows even without acts.
    """
    ordered = sorted(acts, key=_number)
    try:
        return follow(ordered), ()
    except CaseError:
        kept, left = _added([], [ordered], follow)
    while left:  # what could not be followed alone may be after others
        more, still = _added(kept, [[act] for act, _ in left], follow)
        if len(more) == len(kept):
            break
        kept, left = more, still
    told = sorted((LeftOutAct(act.head.id, fault) for act, faults in left for fault in faults), key=_act)
    return follow(kept), tuple(told)


def _added(
    kept: list[Act], groups: Sequence[list[Act]], follow: Callable[[Sequence[Act]], R]
) -> tuple[list[Act], list[tuple[Act, tuple[str, ...]]]]:
    """Return acts with those of the groups that can be followed with them, and the others, each with its faults."""
    left: list[tuple[Act, tuple[str, ...]]] = []
    waiting = list(reversed(groups))
    while waiting:
        group = waiting.pop()
        tried = sorted((*kept, *group), key=_number)
        try:
            follow(tried)
        except CaseError as error:
            if not group:
                raise
            half = len(group) // 2
            if half:
                waiting += [group[half:], group[:half]]
            else:
                left.append((group[0], error.faults))
        else:
            kept = tried
    return kept, left


def _number(act: Act) -> ActId:
    return act.head.id


def _act(left_out: LeftOutAct) -> ActId:
    return left_out.act


def _with_their_disposals(acts: Sequence[Act]) -> tuple[Act, ...]:
    """Return acts without the steps of disposals that are not among them."""
    there = {act.head.id for act in acts}
    return tuple(act for act in acts if not isinstance(act, StepAct) or act.disposal in there)
