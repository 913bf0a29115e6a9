"""How far a disposal has come: proposed by its act, then step by step by acts and by what the chain shows.

No step is skipped. An act proposes; two persons authorise, by the act's own list or by a step; a sale is offered and
awarded by steps. Whether it is sent the chain alone decides, and satoshi that had no title are a departure, never sent.
It is settled when what it brings is written down or, where nothing comes back, when its transaction is six blocks deep.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, DisposalAct, StepAct

DEEP = 6
"""Blocks, its own among them, after which a transaction is settled."""


class DisposalState(Enum):
    """A state; in the order in which they are reached."""

    PROPOSED = "proposed"
    AUTHORISED = "authorised"
    OFFERED = "offered"
    AWARDED = "awarded"
    SENT = "sent"
    SETTLED = "settled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_SALE = (
    DisposalState.PROPOSED,
    DisposalState.AUTHORISED,
    DisposalState.OFFERED,
    DisposalState.AWARDED,
    DisposalState.SENT,
    DisposalState.SETTLED,
    DisposalState.CLOSED,
)
_HANDED_OVER = tuple(each for each in _SALE if each not in (DisposalState.OFFERED, DisposalState.AWARDED))
SALES = ("auction", "otc", "exchange")
"""Methods in which a price is found by offering: each state counts."""


def path(method: str, stepped: Iterable[DisposalState] = ()) -> tuple[DisposalState, ...]:
    """Return the states that a method passes, in order.

    What an order commands, a sale before title or a return, is not offered, unless steps (`stepped`) say that it was.
    """
    offers = {DisposalState.OFFERED, DisposalState.AWARDED} & set(stepped)
    return _SALE if method in SALES or offers else _HANDED_OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTransaction:
    """A transaction of a disposal on the chain: when, how deep, and whether all that left had title or an order."""

    txid: Txid
    day: dt.date
    height: int
    depth: int
    is_lawful: bool


@dataclass(frozen=True, slots=True)
class ReachedState:
    """A state, the day on which it was reached, and the act that says so; None: the chain does."""

    state: DisposalState
    day: dt.date
    act: ActId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A disposal's states in order, up to a day; `missing` are those of its path that it has not reached.

    `faults` say what was skipped, turned back, or is not so on the chain; `departures` are transactions that the act
    names and that took satoshi without title.
    """

    reached: tuple[ReachedState, ...]
    missing: tuple[DisposalState, ...]
    faults: tuple[str, ...]
    departures: tuple[Txid, ...]

    @property
    def state(self) -> DisposalState:
        """The last state reached."""
        return self.reached[-1].state

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state not in (DisposalState.CLOSED, DisposalState.CANCELLED)


def journey(act: DisposalAct, steps: Sequence[StepAct], sent: Mapping[Txid, SentTransaction], day: dt.date) -> Journey:
    """Return how far a disposal has come by the end of a day.

    `steps` are the acts in force that name it; `sent` what of the transactions that the acts name is on the chain.
    """
    counted = sorted((each for each in steps if each.head.date <= day), key=lambda each: (each.head.date, each.head.id))
    stepped = [(DisposalState(each.state), each) for each in counted]
    way = path(act.method, (state for state, _ in stepped))
    found = dict[DisposalState, ReachedState]()
    faults = list[str]()
    for state, step in stepped:
        if state is not DisposalState.SENT:
            _add(found, ReachedState(state, step.head.date, step.head.id), faults, act)
    found[DisposalState.PROPOSED] = ReachedState(DisposalState.PROPOSED, act.head.date, act.head.id)
    by_list = _authorised(act, day)
    if by_list is not None:
        found.setdefault(DisposalState.AUTHORISED, by_list)
    lawful = _lawful(act, counted, sent, faults)
    if lawful:
        first, last = lawful[0], lawful[-1]
        found[DisposalState.SENT] = ReachedState(DisposalState.SENT, first.day, None)
        settled = _settled(act, lawful, day)
        if settled is not None:
            found.setdefault(DisposalState.SETTLED, settled)
        if DisposalState.CANCELLED in found:
            faults.append(f"act {act.head.id} is cancelled, and its transaction {last.txid} is on the chain.")
            del found[DisposalState.CANCELLED]
    reached, skipped = _in_order(way, found)
    faults += _skips(act, skipped, reached)
    faults += _backwards(act, reached)
    departures = tuple(each.txid for each in sent.values() if not each.is_lawful)
    missing = () if reached[-1].state is DisposalState.CANCELLED else tuple(each for each in way if each not in found)
    return Journey(reached=reached, missing=missing, faults=tuple(faults), departures=departures)


def _add(found: dict[DisposalState, ReachedState], reached: ReachedState, faults: list[str], act: DisposalAct) -> None:
    first = found.setdefault(reached.state, reached)
    if first is not reached:
        twice = f"by acts {first.act} and {reached.act}; the first counts."
        faults.append(f"act {act.head.id} is {reached.state.value} twice, {twice}")


def _authorised(act: DisposalAct, day: dt.date) -> ReachedState | None:
    """Return when two persons of the act's own list had authorised it."""
    dates = sorted(each.date for each in act.sale.authorised) if act.sale else []
    if not dates[1:] or dates[1] > day:
        return None
    return ReachedState(DisposalState.AUTHORISED, max(dates[1], act.head.date), act.head.id)


def _lawful(
    act: DisposalAct, steps: Iterable[StepAct], sent: Mapping[Txid, SentTransaction], faults: list[str]
) -> list[SentTransaction]:
    """Return the transactions that are on the chain and took nothing without title, in its order."""
    for each in steps:
        if each.txid is not None and each.txid not in sent:
            faults.append(f"act {each.head.id} says that it is sent; transaction {each.txid} is not on the chain.")
    faults += (
        f"act {act.head.id} names transaction {one.txid}, which took satoshi without title: a departure, not sent."
        for one in sent.values()
        if not one.is_lawful
    )
    return sorted((one for one in sent.values() if one.is_lawful), key=lambda one: (one.height, one.txid))


def _settled(act: DisposalAct, sent: Sequence[SentTransaction], day: dt.date) -> ReachedState | None:
    """Return when it was settled: a sale by its proceeds, anything else by the depth of its transactions."""
    sale = act.sale
    if sale is not None and sale.proceeds is not None:
        received = sale.proceeds.received
        return ReachedState(DisposalState.SETTLED, received, act.head.id) if received <= day else None
    if (sale is not None and sale.price is not None) or any(each.depth < DEEP for each in sent):
        return None
    return ReachedState(DisposalState.SETTLED, sent[-1].day, None)


def _in_order(
    way: Sequence[DisposalState], found: Mapping[DisposalState, ReachedState]
) -> tuple[tuple[ReachedState, ...], tuple[DisposalState, ...]]:
    """Return what was reached up to the first state that was not, and what was skipped before others that were.

    The chain cannot be undone: what is sent is sent, whatever was skipped before. A cancelled one is at its end.
    """
    last = max((place for place, each in enumerate(way) if each in found), default=0)
    skipped = tuple(each for each in way[:last] if each not in found)
    first = min((way.index(each) for each in skipped), default=len(way))
    if DisposalState.SENT in found and first < way.index(DisposalState.SENT):
        later = [each for each in skipped if way.index(each) > way.index(DisposalState.SENT)]
        first = min((way.index(each) for each in later), default=len(way))
    kept = [found[each] for place, each in enumerate(way) if each in found and place < first]
    cancelled = found.get(DisposalState.CANCELLED)
    return (*kept, *(() if cancelled is None else (cancelled,))), skipped


def _skips(act: DisposalAct, skipped: Sequence[DisposalState], reached: Sequence[ReachedState]) -> Iterator[str]:
    if skipped:
        words = ", ".join(each.value for each in skipped)
        yield f"act {act.head.id} skips {words}: no act says so, and it stands at {reached[-1].state.value}."


def _backwards(act: DisposalAct, reached: Sequence[ReachedState]) -> Iterator[str]:
    """Yield each state that was reached on an earlier day than the one before it."""
    for earlier, later in pairwise(reached):
        if later.day < earlier.day:
            yield (
                f"act {act.head.id} is {later.state.value} on {later.day}, before it is {earlier.state.value} on "
                f"{earlier.day}."
            )
