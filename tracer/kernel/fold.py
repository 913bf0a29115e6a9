"""The fold itself, compiled: transactions that spend tainted coins, in chain order.

One call does a bounded stretch, so that a budget can be watched, and returns where it must ask.
"""

import numpy as np

from tracer.compiled import borrowing, compiled, helper, inlined
from tracer.kernel.arrays import (
    ASKED,
    ATTRIBUTION,
    ATTRIBUTIONS,
    BUDGET,
    COIN,
    COINS,
    DONE,
    FIFO,
    GAP,
    HOP,
    LABELS,
    LENGTH,
    NEXT_SEED,
    OUTPUT,
    PAYMENTS,
    START,
    TAKEN,
    TAKEN_ENTRIES,
    TRANSACTION,
    VERDICT,
    Found,
    KernelLimits,
    OpenCoins,
    Scratch,
    Seeds,
    new_found,
    new_scratch,
)
from tracer.kernel.coins import (
    add_end,
    give_back,
    is_full,
    lacks,
    look_ahead,
    next_spender,
    reserved,
    roomy,
    take_coin,
)
from tracer.kernel.columns import Columns, first_input, first_output
from tracer.kernel.crossing import NEVER, begin, cross
from tracer.kernel.stops import is_asked_about, paid_value, spent_value, when_spent
from tracer.store.arrays import I8

FINISHED, RAN, ASKS, FALSE = range(4)
"""How a stretch ends: nothing is left; the stretch is over; a verdict is needed; a transaction pays too much."""
_NEEDS_ROOM, _BEGINS = 4, 5

_AHEAD = 3
"""Coins of the next window that are fetched at each transaction."""


@compiled
def room() -> Found:
    """Return room for what the first stretch finds."""
    return new_found(4096, 4096)


@compiled
def run(
    columns: Columns, limits: KernelLimits, seeds: Seeds, live: OpenCoins, found: Found, rule: int, stretch: int
) -> tuple[OpenCoins, Found, int]:
    """Cross so many transactions; return the state to go on from, what was found, and how it ended.

    `found` is room for it, from a stretch before: what it holds is forgotten.
    """
    scratch = new_scratch(64, 256, 64, 256)
    found.used[:] = 0
    until = live.state[DONE] + stretch
    while True:
        ended = _go_on(columns, limits, seeds, live, found, scratch, rule, until)
        state = live.state
        if ended == _NEEDS_ROOM:
            scratch = _wider(scratch, state)
            live = reserved(live, state[PAYMENTS], state[ATTRIBUTIONS])
            found = roomy(
                found, state[COINS] + state[PAYMENTS], state[ATTRIBUTION] + state[ATTRIBUTIONS], 2 * state[LABELS]
            )
        elif ended == _BEGINS:
            live, found = begin(columns, limits, seeds, live, found, rule)
        else:
            return live, found, ended


@borrowing
def _go_on(
    columns: Columns,
    limits: KernelLimits,
    seeds: Seeds,
    live: OpenCoins,
    found: Found,
    scratch: Scratch,
    rule: int,
    until: int,
) -> int:
    """Take up transactions as long as there is room, and return why no further."""
    state = live.state
    while True:
        seeded = NEVER
        if state[NEXT_SEED] < seeds.output.size:
            seeded = int(np.int64(seeds.transaction[state[NEXT_SEED]]))
        taken = state[TRANSACTION] if state[TAKEN] else next_spender(live, seeded)
        if taken < 0:
            taken = NEVER
        transaction = min(taken, seeded)
        state[TRANSACTION] = transaction
        if transaction == NEVER:
            return FINISHED
        if state[DONE] >= until:
            return RAN
        if taken != transaction:
            return _BEGINS
        inputs = first_input(columns, transaction + 1) - first_input(columns, transaction)
        outputs = first_output(columns, transaction + 1) - first_output(columns, transaction)
        state[COINS], state[PAYMENTS] = inputs, outputs + 1
        if inputs > scratch.slot.size or outputs >= scratch.pays.size:
            return _NEEDS_ROOM
        coming, paid = spent_value(columns, transaction), paid_value(columns, transaction)
        if 0 <= coming < paid:
            return FALSE
        if limits.ask and coming >= 0 and state[ASKED] != transaction and not state[TAKEN]:
            if is_asked_about(columns, limits, scratch, transaction):
                state[ASKED] = transaction
                return ASKS
            state[VERDICT] = -1
        if not state[TAKEN]:
            _take(live, transaction, scratch)
            for _ in range(_AHEAD):
                look_ahead(live, columns)
        if _is_tight(seeds, live, found, scratch, rule, inputs, outputs):
            return _NEEDS_ROOM
        count = state[TAKEN]
        state[TAKEN] = 0
        verdict = state[VERDICT] if limits.ask else -1
        end = GAP if coming < 0 else when_spent(columns, limits, transaction, verdict)
        if end >= 0:
            _end(live, found, scratch, count, end)
            if seeded == transaction:
                return _BEGINS
        else:
            state[DONE] += 1
            cross(columns, limits, seeds, live, found, scratch, rule, transaction, coming - paid, count)


@compiled
def give_up(columns: Columns, limits: KernelLimits, seeds: Seeds, live: OpenCoins, rule: int) -> Found:
    """Return every coin still on its way, seeds not yet reached among them, as one that a budget ended."""
    found = new_found(1024, 1)
    while live.state[NEXT_SEED] < seeds.output.size:
        live.state[TRANSACTION] = int(np.int64(seeds.transaction[live.state[NEXT_SEED]]))
        live, found = begin(columns, limits, seeds, live, found, rule)
    while True:
        spender_of = next_spender(live, NEVER)
        if spender_of < 0:
            return found
        slot = take_coin(live, spender_of)
        found = roomy(found, 1, live.coin[COIN * slot + LENGTH], 0)
        _end_one(live, found, slot, BUDGET)
        give_back(live, slot)


@inlined
def _is_tight(
    seeds: Seeds, live: OpenCoins, found: Found, scratch: Scratch, rule: int, inputs: int, outputs: int
) -> bool:
    """Write down what the transaction in hand may need room for; return whether some of it is lacking."""
    state = live.state
    entries = state[TAKEN_ENTRIES]
    labels = min(entries, state[LABELS])
    claims = _claims(seeds, state[NEXT_SEED], state[TRANSACTION])
    state[ATTRIBUTION] = entries + inputs + 2 * claims + 2
    state[ATTRIBUTIONS] = state[ATTRIBUTION] + outputs + 1 if rule == FIFO else (outputs + 1) * labels + 2 * claims
    return bool(
        state[ATTRIBUTION] > scratch.sat.size
        or (outputs + 1) * labels > scratch.given.size
        or lacks(live, outputs, state[ATTRIBUTIONS])
        or is_full(found, inputs + outputs, entries + state[ATTRIBUTIONS], 2 * labels)
    )


@inlined
def _claims(seeds: Seeds, seed: int, transaction: int) -> int:
    """Return how many claims there are on a transaction's outputs, `seed` being the next seeded coin."""
    claims = 0
    while seed < seeds.output.size and seeds.transaction[seed] == np.uint64(transaction):
        claims += seeds.first_claim[seed + 1] - seeds.first_claim[seed]
        seed += 1
    return claims


@inlined
def _take(live: OpenCoins, transaction: int, scratch: Scratch) -> None:
    """Take every coin that the transaction spends."""
    state = live.state
    state[TAKEN] = state[TAKEN_ENTRIES] = 0
    while True:
        slot = take_coin(live, transaction)
        if slot < 0:
            return
        scratch.slot[state[TAKEN]] = slot
        state[TAKEN_ENTRIES] += live.coin[COIN * slot + LENGTH]
        state[TAKEN] += 1


@helper
def _wider(scratch: Scratch, state: I8) -> Scratch:
    """Return scratch with room for twice what is needed, the coins taken still in it."""
    wider = new_scratch(
        max(2 * state[COINS], scratch.slot.size),
        max(2 * state[ATTRIBUTION], scratch.sat.size),
        max(2 * state[PAYMENTS], scratch.pays.size),
        max(2 * state[PAYMENTS] * min(state[LABELS], state[TAKEN_ENTRIES]), scratch.given.size),
    )
    for coin in range(state[TAKEN]):
        wider.slot[coin] = scratch.slot[coin]
    return wider


@inlined
def _end(live: OpenCoins, found: Found, scratch: Scratch, count: int, end: int) -> None:
    """End the trails of all spent coins, whole."""
    for coin in range(count):
        slot = scratch.slot[coin]
        _end_one(live, found, slot, end)
        give_back(live, slot)


@inlined
def _end_one(live: OpenCoins, found: Found, slot: int, end: int) -> None:
    """Write down a coin on its way as one whose trail ends."""
    coin = live.coin[COIN * slot : COIN * slot + COIN]
    add_end(found, coin[OUTPUT], end, coin[HOP], live.label, live.sat, coin[START], coin[START] + coin[LENGTH])
