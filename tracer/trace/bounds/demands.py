"""Whether so much can come: a demand asked back from a transaction to its sources, compiled."""

import heapq

import numpy as np

from tracer.compiled import inlined_allocating
from tracer.trace.arrays import I8
from tracer.trace.bounds.flow_arrays import Demand, FlowArrays, FlowState


@inlined_allocating
def new_demand(live: FlowState) -> Demand:
    """Return room for demands on the sources in a flow where nothing has moved yet; the flow is copied."""
    size = live.slack.size
    own = FlowState(live.carried.copy(), live.slack.copy())
    return Demand(own, np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(live.carried.size, np.int64))


@inlined_allocating
def can_come(arrays: FlowArrays, most: I8, demand: Demand, number: int, wanted: int, returns: int) -> tuple[bool, int]:
    """Return whether so much was found to come, and how many arcs were looked at. Leaves no trace.

    `most` is what each earlier transaction can take in; `returns` is how often something may be given back. What is
    asked of a transaction is served when all that spend its coins have asked, hence the latest first: each is then
    looked at once, but for what is given back.
    """
    latest, coins, asked = [-number], [number][:0], [number]
    demand.need[number] = demand.total[number] = wanted
    good, looked = True, 0
    while good and len(latest) > 0:
        at = -heapq.heappop(latest)
        short = demand.need[at] - min(demand.need[at], demand.live.slack[at])
        demand.live.slack[at] -= demand.need[at] - short
        demand.need[at] = 0
        looked += arrays.first_spend[at + 1] - arrays.first_spend[at]
        short = _ask(arrays, most, demand, at, short, latest, coins, asked)
        if short > 0:
            demand.total[at] -= short
            good, returns = _give_back(arrays, demand, at, short, latest, returns)
    _forget(arrays, demand, coins, asked)
    return good, looked


@inlined_allocating
def _ask(
    arrays: FlowArrays,
    most: I8,
    demand: Demand,
    at: int,
    wanted: int,
    latest: list[int],
    coins: list[int],
    asked: list[int],
) -> int:
    """Ask the coins that a transaction spends, the widest first; return how much they cannot bring."""
    carried = demand.live.carried
    while wanted > 0:
        best, room = -1, 0
        for place in range(arrays.first_spend[at], arrays.first_spend[at + 1]):
            each = arrays.spends[place]
            maker = arrays.maker[each]
            if maker >= 0 and not demand.shut[each]:
                free = min(arrays.coin[each] - carried[each], most[maker] - demand.total[maker])
                if free > room:
                    best, room = each, free
        if best < 0:
            break
        taken, maker = min(wanted, room), arrays.maker[best]
        if carried[best] == 0:
            coins.append(best)
        if demand.total[maker] == 0:
            asked.append(maker)
        if demand.need[maker] == 0:
            heapq.heappush(latest, -maker)
        carried[best] += taken
        demand.need[maker] += taken
        demand.total[maker] += taken
        wanted -= taken
    return wanted


@inlined_allocating
def _give_back(
    arrays: FlowArrays, demand: Demand, at: int, short: int, latest: list[int], returns: int
) -> tuple[bool, int]:
    """Give back what cannot be brought to those who asked; return whether all was, and how many returns are left."""
    carried = demand.live.carried
    for place in range(arrays.first_made[at], arrays.first_made[at + 1]):
        each = arrays.made[place]
        back = min(carried[each], short)
        if back > 0:
            returns -= 1
            spender = arrays.spender[each]
            demand.shut[each] = 1
            carried[each] -= back
            if demand.need[spender] == 0:
                heapq.heappush(latest, -spender)
            demand.need[spender] += back
            short -= back
        if short == 0 or returns <= 0:
            break
    return short == 0 and returns > 0, returns


@inlined_allocating
def _forget(arrays: FlowArrays, demand: Demand, coins: list[int], asked: list[int]) -> None:
    """Put everything back that a demand has touched."""
    for each in coins:
        demand.live.carried[each] = demand.shut[each] = 0
    for at in asked:
        slack = arrays.other[at]
        for place in range(arrays.first_spend[at], arrays.first_spend[at + 1]):
            slack += arrays.seed[arrays.spends[place]]
        demand.live.slack[at], demand.need[at], demand.total[at] = slack, 0, 0
