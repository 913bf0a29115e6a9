"""The whole of a trail over a store's columns, however long: where every satoshi of it ended, and how much.

For trails that the reference engine's budget cuts off. It shows where to dig; it is not evidence, and no
bundle holds any of it: what is exported, the reference computes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint
from tracer.kernel.arrays import CHANNELS, MIXES, UNTRACED
from tracer.kernel.follow import TERMINALS, CrossingLimit, Ends, KernelTrail, Steps, Verdict, follow
from tracer.kernel.store_inputs import claims_of, columns_of, damage_named, limits_of, outpoint_of
from tracer.store.arrays import I8
from tracer.store.rows import StoreRows
from tracer.trace.reading import Reading
from tracer.trace.seeds import SeededCoin
from tracer.trace.stopping import Stopping
from tracer.trace.terminals import Stops, Terminal

LARGEST = 20
"""How many ends of each kind are named."""


@dataclass(frozen=True, slots=True)
class NamedEnd:
    """A coin at which a trail ends, and what of each label lies in it, in satoshi."""

    outpoint: Outpoint
    terminal: Terminal
    taint: Mapping[Label, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole trail under one rule.

    `books` hold the satoshi of each label by terminal, fees included, and are empty under poison. `largest`
    names the ends that hold most, kind by kind. `partial`: the time was over before the trail was.
    """

    rule: str
    transactions: int
    ends: int
    books: Mapping[Label, Mapping[Terminal, int]]
    largest: tuple[NamedEnd, ...]
    partial: bool


def survey(
    rule: str,
    seeds: Sequence[SeededCoin],
    stops: Stops,
    reading: Reading,
    rows: StoreRows,
    expired: Callable[[], bool] | None = None,
) -> Survey:
    """Follow the seeds to the last satoshi under `fifo`, `haircut` or `poison`.

    `reading` is asked only about transactions that may be a mix or a channel's.

    Raises:
        IntegrityError: the store is damaged, shows a transaction that pays more than it spends, or books do not close.
    """
    asked = (MIXES if stops.coinjoin else 0) + (CHANNELS if stops.lightning else 0)
    limits = limits_of(
        rows, stops.custody, stops.services, min_sat=stops.min_sat, max_hops=stops.max_hops, fan_out=stops.fan_out,
        to_height=stops.to_height, ask=asked,
    )  # fmt: skip
    crossed = _Crossed()
    columns = columns_of(rows, reading.horizon.height)
    with damage_named(rows, columns):
        flow = follow(
            columns,
            claims_of(seeds, rows),
            rule,
            limits=limits,
            verdict=_verdict(stops, reading, rows),
            budget=CrossingLimit(0, expired),
            take_steps=crossed.count,
        )
    return Survey(
        rule, crossed.transactions, flow.ends.output.size, flow.books, tuple(_largest(flow, rows)), flow.partial
    )


class _Crossed:
    """Counts transactions and lets them go."""

    def __init__(self) -> None:
        self.transactions = 0

    def count(self, steps: Steps) -> None:
        """Add a stretch of steps."""
        self.transactions += steps.transaction.size


def _verdict(stops: Stops, reading: Reading, rows: StoreRows) -> Verdict:
    """Return whoever decides about transactions that may be a mix or a channel's: the reference's own stops."""
    stopping = Stopping(stops, reading)

    def verdict(transaction: int) -> Terminal | None:
        """Return where the coins it spends end, None where it is crossed."""
        opened = reading.open(rows.txid(transaction))
        return None if opened is None else stopping.end(opened)

    return verdict


def _largest(flow: KernelTrail, rows: StoreRows) -> Iterator[NamedEnd]:
    ends = flow.ends
    held = _held(ends)
    for number, terminal in enumerate(TERMINALS):
        (places,) = np.nonzero(ends.terminal == number)
        order = np.lexsort((ends.output[places], -held[places]))
        for place in places[order[:LARGEST]].tolist():
            yield NamedEnd(outpoint_of(int(ends.output[place]), rows), terminal, _taint(flow, place))


def _held(ends: Ends) -> I8:
    """Return what of any label lies in each end, in satoshi."""
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.where(ends.label == UNTRACED, 0, ends.sat))])
    return np.asarray(sums[ends.first[1:]] - sums[ends.first[:-1]], np.int64)


def _taint(flow: KernelTrail, place: int) -> dict[Label, int]:
    found: dict[Label, int] = {}
    for entry in range(int(flow.ends.first[place]), int(flow.ends.first[place + 1])):
        if flow.ends.label[entry] != UNTRACED:
            label = flow.labels[flow.ends.label[entry]]
            found[label] = found.get(label, 0) + int(flow.ends.sat[entry])
    return dict(sorted(found.items(), key=lambda item: item[0].encode()))
