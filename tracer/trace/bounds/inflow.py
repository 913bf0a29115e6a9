"""How much each transaction of a network can take in, one after the other in chain order, compiled.

One flow is kept and changed. For the next transaction slack is moved to it; earlier ones keep the figure they had,
so nothing is undone, and most ways are short, for slack lies where the last transactions took it. Where it
lies far off, the demand is asked back from the sources instead.

A figure is `LOCAL` where the coins of the transaction let no more in, given what their makers can take in; then its
cut is made of its coins and its makers' cuts. It is `AROUND` where no slack could be moved any more, though coins had
room: those from which it could have come hold none, and the arcs into them are full, which is a cut. Such a
cut often holds back many later transactions too, so the last ones are remembered.
"""

from typing import NamedTuple

import numpy as np

from tracer.compiled import compiled, inlined, inlined_allocating
from tracer.trace.arrays import I8
from tracer.trace.bounds.arc import ArcKind
from tracer.trace.bounds.demands import can_come, new_demand
from tracer.trace.bounds.flow_arrays import NOBODY, FlowArrays, FlowState, GreatestInflows
from tracer.trace.bounds.slack_search import FAR, NOWHERE, move, nearest, new_search

LOCAL, AROUND = range(2)

_SEED, _COIN, _OTHER = int(ArcKind.SEED), int(ArcKind.COIN), int(ArcKind.OTHER)
_NEAR = 200
"""Arcs looked at for near slack before the sources are asked, or as many as asking them took of late."""
_RETURNS = 1_000
"""How often a demand may be given back before slack is looked for everywhere."""
_WIDE = 50
"""A cut is remembered where so many transactions lie behind it."""
_REMEMBERED = 63


class _Known(NamedTuple):
    """The cuts remembered, as bits of those whom they hold back and of the arcs in them; and whose they are."""

    held: I8
    arcs: I8
    owner: I8
    slot: I8


@compiled
def greatest_inflows(arrays: FlowArrays, live: FlowState, transactions: int, work: int) -> GreatestInflows:
    """Return what every transaction and every set behind them can take in at most; `live` is used up.

    Why the figure is the greatest inflow: it is met from both sides. From above by a cut: what comes in must pass the
    coins spent, or the arcs of a cut found before, and the narrowest of these is the goal. From below by a flow: so
    much slack was moved there, or was seen to come. Where they meet, nothing greater is possible (Ford and Fulkerson,
    "Maximal Flow through a Network", 1956). Where the search finds no more slack short of the goal, the transactions it
    met are a set without slack into which every arc is full: that is a cut of just what was moved, and the goal comes
    down to it. Only where the work runs out do the two stay apart; then the cut's stands, which is never too low.

    Why in chain order: a transaction spends coins of earlier ones alone, so nothing later can add to it, and what its
    makers take in is known. Why nothing is undone: slack that moves on changes where the flow lies, and not how much
    the network lets through.

    `work` is how many arcs may be looked at, from 0 up; what one transaction
    spends, and so what it pays, is from 0 to below 2^51 satoshi.
    """
    size = arrays.other.size
    most, have, how = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    first, last, group = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    search, demand, cut, mark, price = new_search(size), new_demand(live), [0], 0, 0
    known = _Known(
        np.zeros(size, np.int64), np.zeros(3 * max(size, arrays.coin.size), np.int64), np.full(64, NOBODY),
        np.zeros(1, np.int64)
    )  # fmt: skip
    for number in range(size):
        goal, owner = _held_to(arrays, most, known, number, _lets_in(arrays, most, group, number))
        if owner != NOBODY:
            how[number], first[number], last[number] = AROUND, first[owner], last[owner]
        there, limit = live.slack[number], max(_NEAR, price)
        while there < goal and work > 0:
            mark += 1
            met, end, looked = nearest(arrays, live, search, number, mark, limit)
            work -= looked
            if met == FAR:
                good, looked = can_come(arrays, most, demand, number, goal, _RETURNS)
                # Asking failed or not: `price` is what asking took of late, the mean over about eight times, and near
                # slack is worth no longer a search. Each coin is two arcs, so the limit that follows ends no search.
                work, limit, price = work - looked, arrays.coin.size * 4, (7 * price + looked) // 8
                there = goal if good else there
            elif met == NOWHERE:
                goal, how[number], first[number] = there, AROUND, len(cut)
                _write_cut(arrays, most, search.queue[:end], search.mark, mark, cut)
                last[number] = len(cut)
                if end >= _WIDE:
                    work -= _remember(arrays, most, known, number, cut, first[number])
            else:
                moved, looked = move(arrays, live, search, number, mark, met, goal - there)
                there, work = there + moved, work - looked
        most[number], have[number] = goal, there
        if number >= transactions:
            _release(arrays, live, number)
    return GreatestInflows(most=most, have=have, how=how, first=first, last=last, cut=np.array(cut), left=work)


@inlined
def _lets_in(arrays: FlowArrays, most: I8, group: I8, number: int) -> int:
    """Return how much its coins let in, given what their makers can take in."""
    coming = arrays.other[number]
    spends = arrays.spends[arrays.first_spend[number] : arrays.first_spend[number + 1]]
    for each in spends:
        coming += arrays.seed[each]
        if arrays.maker[each] >= 0:
            group[arrays.maker[each]] += arrays.coin[each]
    for each in spends:
        maker = arrays.maker[each]
        if maker >= 0:
            coming += min(group[maker], most[maker])
            group[maker] = 0
    return int(coming)


@inlined
def _release(arrays: FlowArrays, live: FlowState, number: int) -> None:
    """Give back what a set took in."""
    for place in range(arrays.first_spend[number], arrays.first_spend[number + 1]):
        each = arrays.spends[place]
        if live.carried[each] > 0:
            live.slack[arrays.maker[each]] += live.carried[each]
            live.carried[each] = 0


@inlined
def _held_by(arrays: FlowArrays, most: I8, known: _Known, number: int) -> int:
    """Return, as bits, the remembered cuts that hold everything back from a transaction."""
    bits = np.int64(-1)
    if arrays.other[number] > 0:
        bits &= known.arcs[3 * number + _OTHER]
    for place in range(arrays.first_spend[number], arrays.first_spend[number + 1]):
        each = arrays.spends[place]
        if arrays.seed[each] > 0:
            bits &= known.arcs[3 * each + _SEED]
        maker = arrays.maker[each]
        if maker >= 0 and arrays.coin[each] > 0 and most[maker] > 0:
            bits &= known.arcs[3 * each + _COIN] | known.held[maker]
    return int(bits)


@inlined
def _held_to(arrays: FlowArrays, most: I8, known: _Known, number: int, goal: int) -> tuple[int, int]:
    """Return the narrowest of what a transaction's coins let in and of the remembered cuts, and whose cut it is."""
    known.held[number] = _held_by(arrays, most, known, number)
    narrowest = NOBODY
    for slot in range(_REMEMBERED):
        owner = known.owner[slot]
        if owner >= 0 and known.held[number] >> slot & 1 and most[owner] < goal:
            goal, narrowest = most[owner], owner
    return goal, narrowest


@inlined_allocating
def _write_cut(arrays: FlowArrays, most: I8, behind: I8, marks: I8, mark: int, cut: list[int]) -> None:
    """Write the arcs that lead from elsewhere to the transactions behind a cut."""
    for at in behind:
        if arrays.other[at] > 0:
            cut.append(3 * at + _OTHER)
        for place in range(arrays.first_spend[at], arrays.first_spend[at + 1]):
            each = arrays.spends[place]
            maker = arrays.maker[each]
            if arrays.seed[each] > 0:
                cut.append(3 * each + _SEED)
            if maker >= 0 and marks[maker] != mark and arrays.coin[each] > 0 and most[maker] > 0:
                cut.append(3 * each + _COIN)


@inlined_allocating
def _remember(arrays: FlowArrays, most: I8, known: _Known, number: int, cut: list[int], first: int) -> int:
    """Remember a cut in the place of the oldest, and whom it holds back; return how many arcs were looked at."""
    slot = known.slot[0]
    known.slot[0] = (slot + 1) % _REMEMBERED
    known.held[:] &= ~(np.int64(1) << slot)
    known.arcs[:] &= ~(np.int64(1) << slot)
    for place in range(first, len(cut)):
        known.arcs[cut[place]] |= np.int64(1) << slot
    for at in range(number + 1):
        known.held[at] |= _held_by(arrays, most, known, at) & np.int64(1) << slot
    known.owner[slot] = number
    return int(arrays.first_spend[number + 1])
