"""What the kernel works on, as arrays: the chain's columns, what stops a trail, and what is found.

Transactions and outputs are named by their numbers in chain order, labels by their place in ascending
byte order. An attribution is a run of entries, each a label and its satoshi: for `fifo` in the order of the
satoshi, untraced ones included; for `haircut` and `poison` by label, untraced ones left out.
"""

from typing import NamedTuple

import numpy as np

from tracer.compiled import helper
from tracer.store.arrays import I8, U1, U4, U8

UNTRACED = 0xFFFF_FFFF
"""The label of what no seed reaches; more labels than fit below it no case has."""

FIFO, HAIRCUT, POISON = 0, 1, 2
"""The rules."""

(UNSPENT, CUSTODY, SERVICE, MIX, FAN_OUT, LIGHTNING, THRESHOLD, HOPS, HORIZON, GAP, BUDGET, BURNED) = range(12)
"""Where a trail ends, as numbers."""


MIXES, CHANNELS, ALL = 1, 2, 4
"""Transactions that pay a value twice from two inputs; that may close or fund a channel; every one."""


class KernelLimits(NamedTuple):
    """What ends a trail beside the columns themselves. Zero means no limit; outputs are sorted."""

    custody: U8
    services: U8
    min_sat: int
    max_hops: int
    fan_out: int
    late_from: int
    """The first transaction beyond the case's window."""
    ask: int
    """What is asked about before it is crossed: `MIXES`, `CHANNELS`, both added, or `ALL`; 0: nothing."""


class Seeds(NamedTuple):
    """Seeded coins by ascending output, and their claims, in the order in which they apply."""

    output: U8
    transaction: U8
    first_claim: I8
    """Where each coin's claims begin; one more than there are coins."""
    label: U4
    sat: I8
    overlap: I8
    """Filled by the fold: how much of each claim found its place taken."""


class OpenCoins(NamedTuple):
    """Coins whose trail goes on, by what spends them, and their attributions."""

    soon: I8
    """For each transaction of the window in hand, the first of the coins it spends, -1 where there is none."""
    later: I8
    """For each window of transactions not yet come to, the first of its coins, -1 where there is none."""
    coin: I8
    """`COIN` numbers per slot; see the constants below."""
    free: I8
    """Slots given back."""
    label: U4
    sat: I8
    state: I8
    """How far each of the arrays is filled; see the constants below."""


COIN = 6
OUTPUT, HOP, START, LENGTH, SPENDER, NEXT = range(COIN)
"""Places in a slot of `OpenCoins.coin`: output, hop, where its attribution starts and how many entries it has (-1 where
the slot is free), what spends it, and the next coin of the same transaction or window, -1 behind the last."""

WINDOW_BITS = 10
"""A window is so many transactions, as a power of two: what is spent in two of them fits the processor's cache."""

(
    SOON, SLOTS, FREE, ENTRIES, HELD, NEXT_SEED, ASKED, VERDICT, DONE, TRANSACTION, TAKEN, TAKEN_ENTRIES, LABELS,
    COINS, ATTRIBUTION, PAYMENTS, ATTRIBUTIONS, WINDOW, PLACE, LATER, AHEAD,
) = range(21)  # fmt: skip
"""Places in `OpenCoins.state`: coins of the window in hand, slots ever used, slots given back, attribution entries used
and of those still held, the next seed, the transaction asked about and the answer, transactions taken up, the
one in hand, its coins and their entries already taken off, how many labels there are; and what one
transaction needs room for: coins spent, an attribution, payments, all attributions made; then the window in hand, the
first place in it that may have a coin, how many coins lie beyond it, and the one of the next window to be fetched."""


class Scratch(NamedTuple):
    """Room for one transaction at a time. The spent coins' entries, then what is made of them."""

    slot: I8
    output: I8
    start: I8
    length: I8
    label: U4
    sat: I8
    bag_label: U4
    bag_sat: I8
    stream_label: U4
    stream_sat: I8
    made_label: U4
    made_sat: I8
    pays: I8
    totals: I8
    left: I8
    shares: I8
    remainders: I8
    order: I8
    given: I8


class Found(NamedTuple):
    """Results of one stretch: trails that ended, and transactions that were crossed."""

    end_output: U8
    end_terminal: U1
    end_hop: U4
    end_length: U4
    end_label: U4
    end_sat: I8
    step_transaction: U8
    step_in: U4
    """Entries of taint that came in, by label."""
    step_fee: U4
    """Entries of taint that went into the fee, behind them."""
    step_label: U4
    step_sat: I8
    used: I8
    """Ends, their entries, steps, their entries."""


def new_live(labels: int, transactions: int) -> OpenCoins:
    """Return the state before anything is followed, for so many labels, over so many transactions."""
    size = 1024
    state = np.zeros(21, np.int64)
    state[ASKED] = state[AHEAD] = -1
    state[LABELS] = labels
    return OpenCoins(
        soon=np.full(1 << WINDOW_BITS, -1, np.int64), later=np.full((transactions >> WINDOW_BITS) + 1, -1, np.int64),
        coin=np.empty(COIN * size, np.int64), free=np.empty(size, np.int64),
        label=np.empty(size, np.uint32), sat=np.empty(size, np.int64), state=state,
    )  # fmt: skip


@helper
def new_found(ends: int, steps: int) -> Found:
    """Return room for results."""
    return Found(
        end_output=np.empty(ends, np.uint64),
        end_terminal=np.empty(ends, np.uint8),
        end_hop=np.empty(ends, np.uint32),
        end_length=np.empty(ends, np.uint32),
        end_label=np.empty(ends, np.uint32),
        end_sat=np.empty(ends, np.int64),
        step_transaction=np.empty(steps, np.uint64),
        step_in=np.empty(steps, np.uint32),
        step_fee=np.empty(steps, np.uint32),
        step_label=np.empty(2 * steps, np.uint32),
        step_sat=np.empty(2 * steps, np.int64),
        used=np.zeros(4, np.int64),
    )


@helper
def new_scratch(coins: int, entries: int, payments: int, given: int) -> Scratch:
    """Return room for so many spent coins, entries of an attribution, payments, and payments by labels."""
    return Scratch(
        slot=np.empty(coins, np.int64),
        output=np.empty(coins, np.int64),
        start=np.empty(coins, np.int64),
        length=np.empty(coins, np.int64),
        label=np.empty(entries, np.uint32),
        sat=np.empty(entries, np.int64),
        bag_label=np.empty(entries, np.uint32),
        bag_sat=np.empty(entries, np.int64),
        stream_label=np.empty(entries, np.uint32),
        stream_sat=np.empty(entries, np.int64),
        made_label=np.empty(entries, np.uint32),
        made_sat=np.empty(entries, np.int64),
        pays=np.empty(payments, np.int64),
        totals=np.empty(payments, np.int64),
        left=np.empty(payments, np.int64),
        shares=np.empty(payments, np.int64),
        remainders=np.empty(payments, np.int64),
        order=np.empty(max(payments, coins), np.int64),
        given=np.empty(given, np.int64),
    )
