"""An observation's movements and faults held against the raw transactions beside it.

A row is right where some of the acts on file make it: acts and lots that came since may have explained it. Of faults
those that follow from the chain are held both ways: departures without an act, receipts without a lot, an order or an
act, ends of ranges. Of fees, of title and of what was sent otherwise, which rest on acts of then, the transaction is
held; of what was wrong in files nothing is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product

from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.acts import ActsInForce, DisposalAct, OrderAct, ScopeAct, StepAct
from tracer.reserve.days import day_at
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger
from tracer.reserve.observation import FaultKind, Observation, ObservedMovement, observed_movements
from tracer.reserve.observation_file import written_movement
from tracer.reserve.observed_faults import afterwards, beyond_range, came_back, departure, out_of_books, without_lot
from tracer.reserve.possible_rows import PossibleRows
from tracer.reserve.register import Register

_OF_TRANSACTIONS = frozenset({FaultKind.FEE, FaultKind.SENT, FaultKind.UNTITLED})
_DEPARTURES = (MovementKind.DISPOSAL, MovementKind.JOINT)


@dataclass(frozen=True, kw_only=True)
class RowGrounds:
    """What rows are held against: a register, its chain, the acts on file, and the ledger under those in force.

    `admitted` are the receipts of all lots on file, `cleared` the transactions that were cleared.
    """

    register: Register
    history: RegisterHistory
    acts: ActsInForce
    today: RegisterLedger
    admitted: Collection[Outpoint]
    cleared: Collection[Txid]

    @cached_property
    def possible(self) -> PossibleRows:
        """The rows that acts on file can make."""
        return PossibleRows(self.register, self.acts, self.today)


def wrong_rows(observed: Observation, given: RowGrounds) -> tuple[str, ...]:
    """Return a sentence for each transaction and each fault of which an observation says another thing."""
    after = -1 if observed.since is None else observed.since.height
    are_todays = observed.movements == observed_movements(given.today, after)
    wrong = () if are_todays else _wrong_movements(observed, given, given.possible)
    return (*wrong, *_wrong_faults(observed, given, given.possible))


def _wrong_movements(observed: Observation, given: RowGrounds, possible: PossibleRows) -> Iterator[str]:
    after = -1 if observed.since is None else observed.since.height
    rows: dict[Txid, list[ObservedMovement]] = defaultdict(list)
    for each in observed.movements:
        rows[each.txid].append(each)
    touches = {each.transaction.txid: each for each in given.history.touches if each.position.height > after}
    for txid in rows:
        if txid not in touches:
            yield f"movements: {txid} is no transaction of the register's wallets above block {after}."
    for txid, touch in touches.items():
        found = tuple(replace(each, act=None) for each in rows[txid])
        unknown = any(not possible.act(txid, each.act) for each in rows[txid])
        if not any(_same(found, each, touch, possible) for each in possible.rows(touch, is_stated=unknown)):
            yield f"movements: {_difference(txid, found, possible.today(txid))}"
    order = [txid for txid in touches if rows[txid]]
    if list(dict.fromkeys(each.txid for each in observed.movements if each.txid in touches)) != order:
        yield "movements: not in the order of the chain."


def _same(
    found: Sequence[ObservedMovement], other: Sequence[ObservedMovement], touch: Touch, possible: PossibleRows
) -> bool:
    """Return whether rows are the same; where any part may be ours, but for that part."""
    if found == other or not possible.is_shared(touch):
        return found == other
    moved = sum(output.value for output in touch.transaction.outputs)
    return [replace(each, value=0, fee=0) for each in found] == [
        replace(each, value=0, fee=0) for each in other
    ] and all(each.value <= moved and each.fee <= moved for each in found)


def strange_acts(observed: Observation, given: RowGrounds) -> tuple[str, ...]:
    """Return a sentence for each act of a movement that is not on file or does not name it: it was changed since.

    It hides nothing, for what acts cover is judged by those on file.
    """
    rows = dict.fromkeys((each.txid, each.act) for each in observed.movements if each.act is not None)
    return tuple(
        f"movements: {txid}: no act {act} on file names it." for txid, act in rows if not given.possible.act(txid, act)
    )


def _difference(txid: Txid, found: Sequence[ObservedMovement], computed: Sequence[ObservedMovement]) -> str:
    """Return in words where rows differ first from what is computed."""
    if len(found) != len(computed):
        return f"{txid} has {len(found)} rows, computed {len(computed)}."
    for one, other in zip(map(written_movement, found), map(written_movement, computed), strict=True):
        for key, value in one.items():
            if value != other[key]:
                return f"{txid}: {key} is {_shown(value)}, computed {_shown(other[key])}."
    return f"{txid} is otherwise."


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _wrong_faults(observed: Observation, given: RowGrounds, possible: PossibleRows) -> Iterator[str]:
    texts: dict[FaultKind, dict[str, str]] = defaultdict(dict)
    for fault in observed.faults:
        texts[fault.kind][fault.text] = fault.subject
    touches = {each.transaction.txid: each for each in given.history.touches}
    own = defaultdict(list)
    for each in observed.movements:
        own[each.txid].append(each)
    ends = {fault.text: fault.subject for fault in beyond_range(given.register, given.history)}
    if texts[FaultKind.BEYOND_RANGE] != ends:
        yield f"faults: of ends of ranges it says {_all(texts[FaultKind.BEYOND_RANGE])}, computed {_all(ends)}."
    for kind, said in texts.items():
        for text, subject in said.items():
            touch = touches.get(Txid(subject.partition(":")[0]))
            if kind in _OF_TRANSACTIONS and touch is None:
                yield f"faults: {kind.value}: {subject} is no transaction of the register's wallets."
            if kind is FaultKind.LATE and (
                touch is None or text not in _departures(touch, own[touch.transaction.txid], given, possible)
            ):
                yield f"faults: {kind.value} of {subject} does not follow from its transaction."
            if kind is FaultKind.UNREGISTERED and (touch is None or text not in _received(touch, possible)):
                yield f"faults: {kind.value} of {subject} does not follow from its transaction."
    told = texts[FaultKind.LATE].keys() | texts[FaultKind.UNREGISTERED].keys()
    for subject, any_of in _demanded(observed, given, possible):
        if told.isdisjoint(any_of):
            yield f"faults: that {subject} has no act is missing."


def _all(texts: Collection[str]) -> str:
    return "; ".join(sorted(texts)) or "nothing"


def _departures(
    touch: Touch, own: Sequence[ObservedMovement], given: RowGrounds, possible: PossibleRows
) -> Iterator[str]:
    """Yield what can be said of a departure that no act of its day or before covers; `own` are the rows stated of it.

    Where any part of the transaction may be ours, it is as much as its rows say.
    """
    left, txid = day_at(touch.time, given.register.zone), touch.transaction.txid
    signed = {
        (act.head.id if isinstance(act, DisposalAct) else act.disposal, act.head.date)
        for act in possible.acts
        if isinstance(act, DisposalAct | StepAct) and act.txid == txid and act.head.date > left
    }
    stated = own if possible.is_shared(touch) else ()
    said = (departure(each, possible.ours) for each in stated if each.kind in _DEPARTURES)
    for text in (*said, *_departed(touch, possible)):
        yield text
        yield from (afterwards(text, act, day, left) for act, day in sorted(signed))


def _departed(touch: Touch, possible: PossibleRows) -> Iterator[str]:
    """Yield what can be said of a departure that no act covers."""
    for rows in possible.rows(touch):
        yield from (departure(each, possible.ours) for each in rows if each.kind in _DEPARTURES)
    leaving = {act.head.id: act.wallet for act in possible.acts if isinstance(act, ScopeAct) and not act.enters}
    for act, wallet in leaving.items():
        sums: dict[frozenset[str], int] = defaultdict(int)
        for output in touch.prevouts:
            if output is not None and possible.wallets.get(output.script) == wallet:
                sums[possible.scope_of(output)] += output.value
        parts = [sat for scope, sat in sums.items() if act in scope]
        for taken in product((True, False), repeat=len(parts)):
            sat = sum(part for part, is_taken in zip(parts, taken, strict=True) if is_taken)
            yield out_of_books(touch, wallet, act, sat)


def _received(touch: Touch, possible: PossibleRows) -> Iterator[str]:
    """Yield what can be said of a receipt that nothing explains."""
    for rows in possible.rows(touch):
        for each in rows:
            if each.kind is MovementKind.RECEIPT:
                yield from _strange(each, possible)


def _strange(each: ObservedMovement, possible: PossibleRows) -> Iterator[str]:
    """Yield what can be said of a receipt: that it has no lot, order or act, or which wallets it comes back from."""
    yield without_lot(each)
    leaving = (act for act in possible.acts if isinstance(act, ScopeAct) and not act.enters)
    pairs = dict.fromkeys((act.wallet, act.head.id) for act in leaving if act.wallet in each.source)
    for number in range(1, len(pairs) + 1):
        yield from (came_back(each, some) for some in combinations(pairs, number))


def _demanded(observed: Observation, given: RowGrounds, possible: PossibleRows) -> Iterator[tuple[str, set[str]]]:
    """Yield the faults that an observation must have by its own rows: whose they are, and which texts do.

    Acts that came since may have changed which satoshi a coin holds. Where those of a receipt may then have had a lot
    or an order, nothing is demanded of it.
    """
    runs = {coin.outpoint: coin.runs for coin in given.today.coins}
    orders = (act for act in possible.acts if isinstance(act, OrderAct))
    ordered = {run.receipt for act in orders for outpoint in act.outpoints for run in runs.get(outpoint, ())}
    known = {*given.admitted, *ordered}
    spent = {
        touch.transaction.txid: {each.prevout.txid for each in touch.transaction.inputs if each.prevout is not None}
        for touch in given.history.touches
    }
    named = {outpoint.txid for act in possible.acts if isinstance(act, OrderAct) for outpoint in act.outpoints}
    of_lots = {outpoint.txid for outpoint in given.admitted}
    unsure = unsure_receipts(spent, named, possible.moved, of_lots) if possible.is_moved else set()
    for each in observed.movements:
        if each.act is not None:
            continue
        if each.kind in _DEPARTURES and each.txid not in given.cleared:
            yield each.txid, {departure(each, given.today.ours)}
        if each.kind is MovementKind.RECEIPT and each.vout is not None and each.value > given.register.dust:
            outpoint = Outpoint(each.txid, each.vout)
            held = {run.receipt for run in runs.get(outpoint, ())}
            if each.txid not in unsure and held.isdisjoint(known) and outpoint not in known:
                yield str(outpoint), set(_strange(each, possible))


def unsure_receipts(
    spent: Mapping[Txid, Collection[Txid]],
    ordered: Collection[Txid],
    moved: Collection[Txid],
    of_lots: Collection[Txid],
) -> set[Txid]:
    """Return the transactions whose receipts may have had a lot or an order under some of the acts.

    They bring satoshi into a coin that an order names, or spend what came out of those, of lots or of an account.
    `spent` are by transaction, in the order of the chain, those whose outputs it spends; `ordered` are those of coins
    that orders name, `moved` those that moved something into an account or out of it, `of_lots` the receipts of lots.
    """
    bringing = set(ordered)
    for txid in reversed(tuple(spent)):
        if not bringing.isdisjoint(moved):
            bringing.update(moved)  # an account pays out what any deposit brought
        if txid in bringing:
            bringing.update(spent[txid])
    heirs, descending = bringing.union(moved, of_lots), set[Txid]()
    for txid, before in spent.items():
        if not heirs.isdisjoint(before):
            heirs.add(txid)
            descending.add(txid)
    return bringing | descending
