"""How much each transaction of a network can take in, one after the other in chain order, compiled.

One flow is kept and changed. For the next transaction slack is moved to it; earlier ones keep the figure they had,
so nothing is undone, and most ways are short, for slack lies where the last transactions took it. Where it
lies far off, the demand is asked back from the sources instead.

A figure is `LOCAL` where the coins of the transaction let no more in, given what their makers can take in; then its
cut is made of its coins and its makers' cuts. It is `AROUND` where no slack could be moved any more, though coins had
room: those from which it could have come hold none, and the arcs into them are full, which is a cut. Such a
cut often holds back many later transactions too, so the last ones are remembered.
Source: Dinitz, "Algorithm for Solution of a Problem of Maximum Flow in Networks with Power Estimation" (1970), for
moving by shortest ways.
"""

import heapq
from typing import NamedTuple

import numpy as np

from tracer.compiled import compiled, inlined, inlined_allocating
from tracer.trace.arrays import I8
from tracer.trace.bounds.arc import ArcKind
from tracer.trace.bounds.flow_arrays import NOBODY, Demand, FlowArrays, FlowState, GreatestInflows, Search

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


NOWHERE, FAR = -1, -2
"""Answers instead of a distance: no slack can be moved, or none was found within the limit."""


@inlined_allocating
def new_search(size: int) -> Search:
    """Return room to search among so many transactions."""
    return Search(
        np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64),
        np.zeros(size, np.int64), np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64),
    )  # fmt: skip


@inlined
def _degree(arrays: FlowArrays, at: int) -> int:
    spent = arrays.first_spend[at + 1] - arrays.first_spend[at]
    return int(spent + arrays.first_made[at + 1] - arrays.first_made[at])


@inlined
def _step(arrays: FlowArrays, carried: I8, at: int, turn: int) -> tuple[int, int]:
    """Return from whom a transaction could get more by an arc of its, and the coin, inverted where it goes back."""
    coming = arrays.first_spend[at + 1] - arrays.first_spend[at]
    if turn < coming:
        each = arrays.spends[arrays.first_spend[at] + turn]
        return arrays.maker[each] if carried[each] < arrays.coin[each] else NOBODY, each
    each = arrays.made[arrays.first_made[at] + turn - coming]
    return arrays.spender[each] if carried[each] > 0 else NOBODY, ~each


@inlined
def nearest(
    arrays: FlowArrays, live: FlowState, search: Search, number: int, mark: int, limit: int
) -> tuple[int, int, int]:
    """Return how far the nearest slack is, how many transactions were met, and how many arcs were looked at.

    Those met carry `mark` and stand in the queue. Where the answer is `NOWHERE`, they are all from which anything
    more could come.
    """
    queue, distance = search.queue, search.distance
    queue[0], search.mark[number], distance[number], search.turn[number] = number, mark, 0, 0
    begin, end, looked, met = 0, 1, 0, NOWHERE
    while begin < end:
        at = queue[begin]
        begin += 1
        if met >= 0 and distance[at] >= met:
            break
        if met < 0 and looked > limit:
            return FAR, end, looked
        degree = _degree(arrays, at)
        looked += degree
        for turn in range(degree):
            other, _ = _step(arrays, live.carried, at, turn)
            if other >= 0 and search.mark[other] != mark:
                search.mark[other], distance[other], search.turn[other] = mark, distance[at] + 1, 0
                queue[end] = other
                end += 1
                if met < 0 and live.slack[other] > 0:
                    met = distance[at] + 1
    return met, end, looked


@inlined
def move(
    arrays: FlowArrays, live: FlowState, search: Search, number: int, mark: int, met: int, wanted: int
) -> tuple[int, int]:
    """Move slack from the distance `met`, as much as is wanted and can be had by ways so short.

    `number` is the transaction that takes in, `mark` that of the search which met it last and found slack `met` arcs
    away (from 1 to the number of transactions); `search` stands as `nearest` left it. `wanted` is from 1 to below 2^51.

    Returns:
        How many satoshi, and how many arcs were looked at.
    """
    depth, looked, moved = 0, 0, 0
    search.way[0] = number
    while depth >= 0:
        at = search.way[depth]
        if depth == met and live.slack[at] > 0:
            size, depth = _shifted(arrays, live, search, met, wanted - moved)
            moved += size
            if moved == wanted:
                break
            continue
        found = False
        if depth < met:
            found, tried = _stepped(arrays, live, search, mark, depth)
            looked += tried
        depth += 1 if found else -1
        if not found and depth >= 0:
            search.turn[search.way[depth]] += 1
    return moved, looked


@inlined
def _stepped(arrays: FlowArrays, live: FlowState, search: Search, mark: int, depth: int) -> tuple[bool, int]:
    """Take the next open arc that leads one further away; return whether there is one, and how many were tried."""
    at, looked = search.way[depth], 0
    degree = _degree(arrays, at)
    while search.turn[at] < degree:
        looked += 1
        other, arc = _step(arrays, live.carried, at, search.turn[at])
        if other >= 0 and search.mark[other] == mark and search.distance[other] == depth + 1:
            search.arcs[depth], search.way[depth + 1] = arc, other
            return True, looked
        search.turn[at] += 1
    return False, looked


@inlined
def _shifted(arrays: FlowArrays, live: FlowState, search: Search, met: int, wanted: int) -> tuple[int, int]:
    """Move slack along the way found; return how much, and how far along the way is still open."""
    carried, first, last = live.carried, search.way[0], search.way[met]
    size = min(wanted, live.slack[last])
    for depth in range(met):
        arc = search.arcs[depth]
        size = min(size, arrays.coin[arc] - carried[arc] if arc >= 0 else carried[~arc])
    live.slack[last] -= size
    live.slack[first] += size
    back = met
    for depth in range(met - 1, -1, -1):
        arc = search.arcs[depth]
        carried[arc if arc >= 0 else ~arc] += size if arc >= 0 else -size
        if (arc >= 0 and carried[arc] == arrays.coin[arc]) or (arc < 0 and carried[~arc] == 0):
            back = depth
    return size, back


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
