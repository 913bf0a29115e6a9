"""Following value over a store's columns: seeds in, ends and steps out, budgets watched.

For traces too large for the reference engine. Nothing is exported from here: the reference computes
again whatever a bundle holds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tracer.case.case import Label
from tracer.compiled import compiled
from tracer.errors import IntegrityError
from tracer.kernel import fold
from tracer.kernel.arrays import (
    ASKED,
    BUDGET,
    DONE,
    FIFO,
    HAIRCUT,
    POISON,
    TRANSACTION,
    UNTRACED,
    VERDICT,
    Found,
    KernelLimits,
    Seeds,
    new_live,
)
from tracer.kernel.coins import FalseSpender
from tracer.kernel.columns import Columns
from tracer.store.arrays import I8, U1, U4, U8
from tracer.trace.terminals import Terminal

RULES = {"fifo": FIFO, "haircut": HAIRCUT, "poison": POISON}
"""The rules the kernel has, by name."""

TERMINALS = (
    Terminal.UNSPENT, Terminal.CUSTODY, Terminal.SERVICE, Terminal.MIX, Terminal.FAN_OUT, Terminal.LIGHTNING,
    Terminal.THRESHOLD, Terminal.HOPS, Terminal.HORIZON, Terminal.GAP, Terminal.BUDGET, Terminal.BURNED,
)  # fmt: skip
"""Terminals by the numbers the kernel uses."""

_STRETCH = 100_000

Verdict = Callable[[int], Terminal | None]
"""Asked about a transaction by its number: where the coins it spends end, None where it is crossed."""


class Claimed(NamedTuple):
    """A seeded coin: its output's number, its transaction's, and its claims in the order in which they apply."""

    output: int
    transaction: int
    claims: tuple[tuple[Label, int], ...]


@dataclass(frozen=True, slots=True)
class CrossingLimit:
    """How much may be done: transactions crossed, as the reference counts.

    `expired` is asked between stretches; None and zero mean no limit.
    """

    transactions: int = 0
    expired: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """Coins at which trails end, ascending by output. Entries of coin i: `first[i]` to before `first[i + 1]`."""

    output: U8
    terminal: U1
    """Places in `TERMINALS`."""
    hop: U4
    first: I8
    label: U4
    """Places in `KernelTrail.labels`, or `UNTRACED`."""
    sat: I8


@dataclass(frozen=True, slots=True)
class Steps:
    """Transactions crossed in one stretch, in chain order.

    Step i's entries are those from `first[i]` on: taint that came in, by label, then taint in the fee.
    """

    transaction: U8
    entries_in: U4
    entries_fee: U4
    first: I8
    """One more than there are steps."""
    label: U4
    sat: I8


@dataclass(frozen=True, slots=True)
class KernelTrail:
    """Everything the kernel says of a case under one rule. `partial`: a budget ran out."""

    rule: str
    labels: tuple[Label, ...]
    ends: Ends
    steps: tuple[Steps, ...]
    """Stretch by stretch; none where they were handed over as they came."""
    books: Mapping[Label, Mapping[Terminal, int]]
    """Satoshi of each label by terminal, fees included; empty under poison."""
    partial: bool


def follow(
    columns: Columns,
    coins: Sequence[Claimed],
    rule: str,
    *,
    limits: KernelLimits,
    verdict: Verdict | None = None,
    budget: CrossingLimit | None = None,
    take_steps: Callable[[Steps], None] | None = None,
) -> KernelTrail:
    """Follow the seeds until every satoshi has ended somewhere, or the budget has.

    `verdict` is needed where `limits.ask` is not 0. `take_steps`, where given, is handed the steps as they
    come, so that they need not be held.

    Raises:
        IntegrityError: a transaction pays more than it spends, or is spent before it; or the books do not close.
        ValueError: nobody is there to be asked.
    """
    if limits.ask and verdict is None:
        raise ValueError("limits.ask is set and there is no verdict to ask for")
    labels = tuple(sorted({label for coin in coins for label, _ in coin.claims}, key=lambda label: label.encode()))
    seeds = _seeds(coins, labels)
    kept: list[Steps] = []
    ends: list[Found] = []
    totals = np.zeros((len(labels), len(TERMINALS) + 1), np.int64)
    partial = False
    for found, given_up in _stretches(columns, seeds, len(labels), rule, limits, verdict, budget or CrossingLimit()):
        ends.append(_without_steps(found))
        partial = partial or (given_up and bool((ends[-1].end_terminal == BUDGET).any()))
        steps = _steps(found)
        _add_fees(steps.entries_in, steps.first, steps.label, steps.sat, totals)
        (take_steps or kept.append)(steps)
    joined = _ends(ends)
    _add_ends(joined.terminal, joined.first, joined.label, joined.sat, totals)
    books = {} if rule == "poison" else _books(labels, totals)
    _close(rule, books, seeds)
    return KernelTrail(rule, labels, joined, tuple(kept), books, partial)


def _stretches(
    columns: Columns,
    seeds: Seeds,
    labels: int,
    rule: str,
    limits: KernelLimits,
    verdict: Verdict | None,
    budget: CrossingLimit,
) -> Iterator[tuple[Found, bool]]:
    """Run the fold, watching the budget; give what each stretch found, and whether it was the giving up.

    What was found is to be copied before the next stretch is asked for: its arrays are used again.
    """
    live, found = new_live(labels, columns.transactions), fold.room()
    while True:
        stretch = _STRETCH
        if budget.transactions:
            stretch = min(stretch, budget.transactions - int(live.state[DONE]))
        try:
            live, found, ended = fold.run(columns, limits, seeds, live, found, RULES[rule], stretch)
        except FalseSpender:
            number = int(live.state[TRANSACTION])
            raise IntegrityError(f"an output of transaction number {number} of the store is spent before it") from None
        yield found, False
        if ended == fold.FINISHED:
            return
        if ended == fold.FALSE:
            raise IntegrityError(f"transaction number {live.state[TRANSACTION]} of the store pays more than it spends")
        if ended == fold.ASKS and verdict is not None:
            answer = verdict(int(live.state[ASKED]))
            live.state[VERDICT] = -1 if answer is None else TERMINALS.index(answer)
        if (budget.transactions and live.state[DONE] >= budget.transactions) or (budget.expired and budget.expired()):
            yield fold.give_up(columns, limits, seeds, live, RULES[rule]), True
            return


def _books(labels: Sequence[Label], totals: I8) -> dict[Label, dict[Terminal, int]]:
    """Return the totals by label and terminal."""
    books = {label: dict.fromkeys(Terminal, 0) for label in labels}
    for number, book in enumerate(books.values()):
        for place, terminal in enumerate((*TERMINALS, Terminal.FEE)):
            book[terminal] = int(totals[number, place])
    return books


def _close(rule: str, books: Mapping[Label, Mapping[Terminal, int]], seeds: Seeds) -> None:
    """Make sure that what ended is what came in, label by label."""
    for number, (label, book) in enumerate(books.items()):
        mine = seeds.label == number
        came, ended = int(seeds.sat[mine].sum()) - int(seeds.overlap[mine].sum()), sum(book.values())
        if ended != came:
            raise IntegrityError(
                f"the books of label {label} do not close under {rule}: {came} sat came in, {ended} sat ended"
            )


@compiled
def _add_ends(terminal: U1, first: I8, label: U4, sat: I8, totals: I8) -> None:
    """Add every end to its label and terminal."""
    for row in range(terminal.size):
        for entry in range(first[row], first[row + 1]):
            if label[entry] != UNTRACED:
                totals[label[entry], terminal[row]] += sat[entry]


@compiled
def _add_fees(entries_in: U4, first: I8, label: U4, sat: I8, totals: I8) -> None:
    """Add every fee to its label, in the last column."""
    for row in range(entries_in.size):
        for entry in range(first[row] + entries_in[row], first[row + 1]):
            totals[label[entry], -1] += sat[entry]


def _seeds(coins: Sequence[Claimed], labels: Sequence[Label]) -> Seeds:
    """Return the seeds as arrays, by ascending output."""
    number = {label: place for place, label in enumerate(labels)}
    ordered = sorted(coins, key=lambda coin: coin.output)
    claims = [claim for coin in ordered for claim in coin.claims]
    return Seeds(
        np.array([coin.output for coin in ordered], np.uint64),
        np.array([coin.transaction for coin in ordered], np.uint64),
        np.cumsum([0, *(len(coin.claims) for coin in ordered)], dtype=np.int64),
        np.array([number[label] for label, _ in claims], np.uint32),
        np.array([sat for _, sat in claims], np.int64),
        np.zeros(len(claims), np.int64),
    )


def _without_steps(found: Found) -> Found:
    """Return copies of the ends' rows in use, and no steps."""
    ends, entries, _, _ = (int(count) for count in found.used)
    return found._replace(
        end_output=found.end_output[:ends].copy(), end_terminal=found.end_terminal[:ends].copy(),
        end_hop=found.end_hop[:ends].copy(), end_length=found.end_length[:ends].copy(),
        end_label=found.end_label[:entries].copy(), end_sat=found.end_sat[:entries].copy(),
        step_transaction=found.step_transaction[:0].copy(), step_in=found.step_in[:0].copy(),
        step_fee=found.step_fee[:0].copy(), step_label=found.step_label[:0].copy(), step_sat=found.step_sat[:0].copy(),
    )  # fmt: skip


def _ends(parts: Sequence[Found]) -> Ends:
    """Join the ends of all stretches and sort them by output; a column at a time, for there may be millions."""
    output = np.concatenate([part.end_output for part in parts])
    order = np.argsort(output, kind="stable")
    output = output[order]
    length = np.concatenate([part.end_length for part in parts]).astype(np.int64)
    starts = np.cumsum(length) - length
    first = np.zeros(order.size + 1, np.int64)
    np.cumsum(length[order], out=first[1:])
    label, sat = np.empty(int(first[-1]), np.uint32), np.empty(int(first[-1]), np.int64)
    _put_in_order(np.concatenate([part.end_label for part in parts]), starts, order, first, label)
    _put_in_order(np.concatenate([part.end_sat for part in parts]), starts, order, first, sat)
    return Ends(
        output,
        np.concatenate([part.end_terminal for part in parts])[order],
        np.concatenate([part.end_hop for part in parts])[order],
        first,
        label,
        sat,
    )


@compiled
def _put_in_order(entries: U4 | I8, starts: I8, order: I8, first: I8, ordered: U4 | I8) -> None:
    """Copy runs of entries, run `order[i]` of them, which begins at its place in `starts`, to where `first[i]` says."""
    for run in range(order.size):
        start = starts[order[run]] - first[run]
        for entry in range(first[run], first[run + 1]):
            ordered[entry] = entries[start + entry]


def _steps(found: Found) -> Steps:
    """Return copies of the steps' rows in use."""
    _, _, steps, entries = (int(count) for count in found.used)
    came, fee = found.step_in[:steps].copy(), found.step_fee[:steps].copy()
    first = np.zeros(steps + 1, np.int64)
    np.cumsum(came + fee, out=first[1:], dtype=np.int64)
    return Steps(
        found.step_transaction[:steps].copy(),
        came,
        fee,
        first,
        found.step_label[:entries].copy(),
        found.step_sat[:entries].copy(),
    )
