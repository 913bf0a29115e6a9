"""Following value over a store's columns: seeds in, ends and steps out, budgets watched.

For traces too large for the reference engine. Nothing is exported from here: the reference computes
again whatever a bundle holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tracer.case.case import Label
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
    U2,
    UNTRACED,
    VERDICT,
    Columns,
    Found,
    Limits,
    Seeds,
    new_live,
)
from tracer.store.compiled import I8, U1, U4, U8, compiled
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
class Budget:
    """How much may be done: transactions crossed, as the reference counts. `expired` is asked between stretches; None and zero mean no limit."""

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
    label: U2
    """Places in `Flow.labels`, or `UNTRACED`."""
    sat: I8


@dataclass(frozen=True, slots=True)
class Steps:
    """Transactions crossed, in chain order. Step i's entries start at `first[i]`: taint in, then taint in the fee."""

    transaction: U8
    entries_in: U4
    entries_fee: U4
    first: I8
    label: U2
    sat: I8


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything the kernel says of a case under one rule. `partial`: a budget ran out."""

    rule: str
    labels: tuple[Label, ...]
    ends: Ends
    steps: Steps
    partial: bool

    def books(self) -> dict[Label, dict[Terminal, int]]:
        """Return the satoshi of each label by terminal, fees included; nothing under poison.

        Untraced entries are left out.
        """
        books = {label: dict.fromkeys(Terminal, 0) for label in self.labels}
        if self.rule == "poison":
            return {}
        ends, steps = self.ends, self.steps
        totals = np.zeros((len(self.labels), len(TERMINALS) + 1), np.int64)
        _add_up(ends.terminal, ends.first, ends.label, ends.sat, totals)
        _add_fees(steps.entries_in, steps.first, steps.label, steps.sat, totals)
        for number, book in enumerate(books.values()):
            for place, terminal in enumerate((*TERMINALS, Terminal.FEE)):
                book[terminal] = int(totals[number, place])
        return books


@compiled
def _add_up(terminal: U1, first: I8, label: U2, sat: I8, totals: I8) -> None:
    """Add every end to its label and terminal."""
    for row in range(terminal.size):
        for entry in range(first[row], first[row + 1]):
            if label[entry] != UNTRACED:
                totals[label[entry], terminal[row]] += sat[entry]


@compiled
def _add_fees(entries_in: U4, first: I8, label: U2, sat: I8, totals: I8) -> None:
    """Add every fee to its label, in the last column."""
    for row in range(entries_in.size):
        for entry in range(first[row] + entries_in[row], first[row + 1]):
            totals[label[entry], -1] += sat[entry]


def follow(
    columns: Columns,
    coins: Sequence[Claimed],
    rule: str,
    limits: Limits,
    verdict: Verdict | None = None,
    budget: Budget | None = None,
) -> Flow:
    """Follow the seeds until every satoshi has ended somewhere, or the budget has.

    `verdict` is needed where `limits.ask` is not 0.

    Raises:
        IntegrityError: a transaction pays more than it spends, or the books do not close.
    """
    budget = budget or Budget()
    labels = tuple(sorted({label for coin in coins for label, _ in coin.claims}, key=lambda label: label.encode()))
    seeds = _seeds(coins, labels)
    live, parts, partial = new_live(len(labels), columns.transactions), [], False
    while True:
        stretch = _STRETCH
        if budget.transactions:
            stretch = min(stretch, budget.transactions - int(live.state[DONE]))
        live, found, ended = fold.run(columns, limits, seeds, live, RULES[rule], stretch)
        parts.append(_cut(found))
        if ended == fold.FINISHED:
            break
        if ended == fold.FALSE:
            raise IntegrityError(f"transaction number {live.state[TRANSACTION]} of the store pays more than it spends")
        if ended == fold.ASKS and verdict is not None:
            answer = verdict(int(live.state[ASKED]))
            live.state[VERDICT] = -1 if answer is None else TERMINALS.index(answer)
        elif (budget.transactions and live.state[DONE] >= budget.transactions) or (budget.expired and budget.expired()):
            given_up = _cut(fold.give_up(columns, limits, seeds, live, RULES[rule]))
            parts.append(given_up)
            partial = bool((given_up.end_terminal == BUDGET).any())
            break
    flow = Flow(rule, labels, _ends(parts), _steps(parts), partial)
    _close(flow, seeds)
    return flow


def _close(flow: Flow, seeds: Seeds) -> None:
    """Make sure that what ended is what came in, label by label."""
    for number, (label, book) in enumerate(flow.books().items()):
        mine = seeds.label == number
        came = int(seeds.sat[mine].sum()) - int(seeds.overlap[mine].sum())
        if sum(book.values()) != came:
            raise IntegrityError(
                f"the books of label {label} do not close under {flow.rule}: {came} sat came in, {sum(book.values())} sat ended"
            )


def _seeds(coins: Sequence[Claimed], labels: Sequence[Label]) -> Seeds:
    """Return the seeds as arrays, by ascending output."""
    number = {label: place for place, label in enumerate(labels)}
    ordered = sorted(coins, key=lambda coin: coin.output)
    claims = [claim for coin in ordered for claim in coin.claims]
    return Seeds(
        np.array([coin.output for coin in ordered], np.uint64),
        np.array([coin.transaction for coin in ordered], np.uint64),
        np.cumsum([0, *(len(coin.claims) for coin in ordered)], dtype=np.int64),
        np.array([number[label] for label, _ in claims], np.uint16),
        np.array([sat for _, sat in claims], np.int64),
        np.zeros(len(claims), np.int64),
    )


def _cut(found: Found) -> Found:
    """Return copies of the rows in use."""
    ends, end_entries, steps, step_entries = (int(count) for count in found.used)
    return Found(
        found.end_output[:ends].copy(), found.end_terminal[:ends].copy(), found.end_hop[:ends].copy(),
        found.end_length[:ends].copy(), found.end_label[:end_entries].copy(), found.end_sat[:end_entries].copy(),
        found.step_transaction[:steps].copy(), found.step_in[:steps].copy(), found.step_fee[:steps].copy(),
        found.step_label[:step_entries].copy(), found.step_sat[:step_entries].copy(), found.used,
    )  # fmt: skip


def _ends(parts: Sequence[Found]) -> Ends:
    """Join the ends of all stretches and sort them by output."""
    output = np.concatenate([part.end_output for part in parts])
    length = np.concatenate([part.end_length for part in parts]).astype(np.int64)
    label = np.concatenate([part.end_label for part in parts])
    sat = np.concatenate([part.end_sat for part in parts])
    order = np.argsort(output, kind="stable")
    starts = np.cumsum(length) - length
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(length[order])])
    entry = np.repeat(starts[order] - first[:-1], length[order]) + np.arange(sat.size)
    return Ends(
        output[order],
        np.concatenate([part.end_terminal for part in parts])[order],
        np.concatenate([part.end_hop for part in parts])[order],
        first,
        label[entry],
        sat[entry],
    )


def _steps(parts: Sequence[Found]) -> Steps:
    """Join the steps of all stretches; they are in chain order already."""
    came = np.concatenate([part.step_in for part in parts])
    fee = np.concatenate([part.step_fee for part in parts])
    lengths = came.astype(np.int64) + fee
    return Steps(
        np.concatenate([part.step_transaction for part in parts]),
        came,
        fee,
        np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        np.concatenate([part.step_label for part in parts]),
        np.concatenate([part.step_sat for part in parts]),
    )
