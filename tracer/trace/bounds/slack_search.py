"""Where slack lies in a network of flow, and how it is moved to whom it serves, by shortest ways, compiled.

Source: Dinitz, "Algorithm for Solution of a Problem of Maximum Flow in Networks with Power Estimation" (1970).
"""

import numpy as np

from tracer.compiled import inlined, inlined_allocating
from tracer.trace.arrays import I8
from tracer.trace.bounds.flow_arrays import NOBODY, FlowArrays, FlowState, Search

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
