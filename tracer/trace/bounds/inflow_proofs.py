"""The proofs of thousands of coins at once: coins share what their maker can take in, and its cut."""

from collections.abc import Sequence

import numpy as np

from tracer.compiled import compiled
from tracer.trace.arrays import I8
from tracer.trace.bounds.arc import Arc, ArcKind, Cut, arc
from tracer.trace.bounds.flow import NO_FLOW, FlowNetwork, FlowProof
from tracer.trace.bounds.flow_arrays import FlowArrays, GreatestInflows, flow_arrays_of, full_of_sources
from tracer.trace.bounds.inflow import AROUND, greatest_inflows
from tracer.trace.bounds.work_limit import WorkLimit

_SEED, _COIN, _OTHER = int(ArcKind.SEED), int(ArcKind.COIN), int(ArcKind.OTHER)


def proofs_together(network: FlowNetwork, targets: Sequence[tuple[int, ...]], work: WorkLimit) -> list[FlowProof]:
    """Return a proof without its flow for each coin, and for each set of several coins at which the reach ends.

    Where the work is used up, what is not settled gets the narrowest cut that is known.

    Raises:
        ArithmeticError: what was seen to come in is not what the cut lets through.
    """
    transactions, sets = len(network.reach.transactions), [each for each in targets if len(each) > 1]
    arrays = flow_arrays_of(network, sets)
    found = greatest_inflows(arrays, full_of_sources(arrays), transactions, work.left)
    work.left = int(found.left)
    numbers = {each: transactions + place for place, each in enumerate(sets)}
    behind = [numbers[each] if len(each) > 1 else network.makers[each[0]] for each in targets]
    asked = sorted({each for each in behind if each is not None})
    cuts = dict(zip(asked, _cuts(arrays, found, asked), strict=True))
    proofs = []
    for each, at in zip(targets, behind, strict=True):
        cut, have = ((), 0) if at is None else (cuts[at], int(found.have[at]))
        proofs.append(_of_coin(network, each[0], cut, have) if len(each) == 1 else _proof(network, cut, have))
    return proofs


def _of_coin(network: FlowNetwork, number: int, before: Cut, have: int) -> FlowProof:
    """Return a coin's proof from its maker's cut: where the coin is no wider, it is cut itself."""
    seed, width = network.seed[number], network.coin[number]
    own: Cut = (arc(ArcKind.SEED, number),) if seed else ()
    if before and width and width <= network.capacity(before):
        before = (arc(ArcKind.COIN, number),)
    return _proof(network, (*own, *before) if width else own, seed + min(have, width))


def _proof(network: FlowNetwork, cut: Cut, have: int) -> FlowProof:
    value = network.capacity(cut)
    if have > value:
        raise ArithmeticError(f"{have} satoshi came in through a cut of {value}")
    return FlowProof(value, None if have == value else NO_FLOW, cut, have == value)


def _cuts(arrays: FlowArrays, found: GreatestInflows, asked: Sequence[int]) -> list[Cut]:
    """Return the cuts before transactions and sets."""
    arcs, ends = _cuts_before(arrays, found, np.array(asked, dtype=np.int64))
    flat, cuts, first = [Arc(each) for each in arcs.tolist()], [], 0
    for last in ends.tolist():
        cuts.append(tuple(flat[first:last]))
        first = last
    return cuts


@compiled
def _cuts_before(arrays: FlowArrays, found: GreatestInflows, asked: I8) -> tuple[I8, I8]:
    """Return the arcs of the cuts, one after the other, and where each ends.

    Going back, a maker's cut stands for the coins it makes where they are wider together.
    """
    size = arrays.other.size
    met, seen, group = (
        np.zeros(size, np.int64),
        np.zeros(3 * max(size, arrays.coin.size), np.int64),
        np.zeros(size, np.int64),
    )
    arcs, ends = [0][:0], np.zeros(asked.size, np.int64)
    for place in range(asked.size):
        mark, waiting = place + 1, [asked[place]]
        while len(waiting) > 0:
            at = waiting.pop()
            if met[at] == mark:
                continue
            met[at] = mark
            if found.how[at] == AROUND:
                for each in found.cut[found.first[at] : found.last[at]]:
                    if seen[each] != mark:
                        seen[each] = mark
                        arcs.append(each)
            else:
                _cut_locally(arrays, found.most, group, seen, mark, at, waiting, arcs)
        ends[place] = len(arcs)
    return np.array(arcs, dtype=np.int64), ends


@compiled
def _cut_locally(
    arrays: FlowArrays, most: I8, group: I8, seen: I8, mark: int, at: int, waiting: list[int], arcs: list[int]
) -> None:
    """Cut the sources and the coins of a transaction; where its makers bring less than their coins, wait for them."""
    spends = arrays.spends[arrays.first_spend[at] : arrays.first_spend[at + 1]]
    if arrays.other[at] > 0:
        arcs.append(3 * at + _OTHER)
    for each in spends:
        if arrays.maker[each] >= 0:
            group[arrays.maker[each]] += arrays.coin[each]
    for each in spends:
        maker = arrays.maker[each]
        if arrays.seed[each] > 0:
            arcs.append(3 * each + _SEED)
        if maker < 0 or arrays.coin[each] == 0 or most[maker] == 0:
            continue
        if group[maker] > most[maker]:
            waiting.append(maker)
        elif seen[3 * each + _COIN] != mark:
            seen[3 * each + _COIN] = mark
            arcs.append(3 * each + _COIN)
    for each in spends:
        if arrays.maker[each] >= 0:
            group[arrays.maker[each]] = 0
