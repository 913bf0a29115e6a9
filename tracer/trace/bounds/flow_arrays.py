"""A network as columns, for compiled loops: what leads into each transaction, and what it pays on."""

from typing import NamedTuple

import numpy as np

from tracer.trace.arrays import I8
from tracer.trace.bounds.flow import FlowNetwork

NOBODY = -1


class FlowArrays(NamedTuple):
    """Capacities by coin (seed, coin) and by transaction (other), and who makes and who spends each coin.

    Transactions are in chain order; behind them stand sets of coins at which the reach ends, as if each set were
    spent together. `spends` and `made` are read between `first_spend` and `first_made` of a number and of the
    next. `made` leaves out coins at which the reach ends; maker and spender are `NOBODY` where there is none.
    """

    first_spend: I8
    spends: I8
    first_made: I8
    made: I8
    maker: I8
    spender: I8
    seed: I8
    coin: I8
    other: I8


class FlowState(NamedTuple):
    """A flow as it stands: satoshi carried by each coin, and what each transaction holds and does not pass on."""

    carried: I8
    slack: I8


class Search(NamedTuple):
    """Room for searches: the last search that met a transaction, how far off, which arc is next; the queue; a way."""

    mark: I8
    distance: I8
    turn: I8
    queue: I8
    way: I8
    arcs: I8


class Demand(NamedTuple):
    """Room for a demand: the sources and coins it uses, what is still to be asked, was asked in all, and is shut."""

    live: FlowState
    need: I8
    total: I8
    shut: I8


class GreatestInflows(NamedTuple):
    """Per transaction and set: what can come in at most, what was seen to come in, and how the first is known.

    The cut of one that is `AROUND` stands in `cut` between `first` and `last`. `left` is the work left over.
    """

    most: I8
    have: I8
    how: I8
    first: I8
    last: I8
    cut: I8
    left: int


def flow_arrays_of(network: FlowNetwork, sets: list[tuple[int, ...]]) -> FlowArrays:
    """Lay a network out, with these sets of coins behind its transactions."""
    reach = network.reach
    rows = [*(each.spends for each in reach.transactions), *sets]
    maker = _numbers([NOBODY if each.maker is None else each.maker for each in reach.coins])
    spender = _numbers([NOBODY if each.spender is None else each.spender for each in reach.coins])
    inner = np.flatnonzero((maker >= 0) & (spender >= 0))
    made = inner[np.argsort(maker[inner], kind="stable")]
    return FlowArrays(
        first_spend=_firsts(_numbers([len(row) for row in rows])),
        spends=_numbers([number for row in rows for number in row]),
        first_made=_firsts(np.bincount(maker[made], minlength=len(rows))),
        made=made,
        maker=maker,
        spender=spender,
        seed=_numbers(network.seed),
        coin=_numbers(network.coin),
        other=_numbers([*network.other, *[0] * len(sets)]),
    )


def full_of_sources(arrays: FlowArrays) -> FlowState:
    """Return the flow in which every source has brought in all it has, and nothing has moved on."""
    owner = np.repeat(np.arange(len(arrays.other)), np.diff(arrays.first_spend))
    slack = arrays.other.copy()
    np.add.at(slack, owner, arrays.seed[arrays.spends])
    return FlowState(np.zeros_like(arrays.coin), slack)


def _numbers(values: list[int]) -> I8:
    return np.array(values, dtype=np.int64)


def _firsts(sizes: I8) -> I8:
    """Return where each row begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
