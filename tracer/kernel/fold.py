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
    HAIRCUT,
    HOP,
    LABELS,
    LENGTH,
    NEXT_SEED,
    OUTPUT,
    PAYMENTS,
    POISON,
    START,
    TAKEN,
    TAKEN_ENTRIES,
    TRANSACTION,
    UNTRACED,
    VERDICT,
    Found,
    KernelLimits,
    OpenCoins,
    Scratch,
    Seeds,
    new_found,
    new_scratch,
)
from tracer.kernel.attributions import append, bag_of, claimed, is_tainted, share_haircut, taint_of
from tracer.kernel.coins import (
    add_coin,
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
from tracer.kernel.columns import Columns, first_input, first_output, foreign_value, prevout, spender, value
from tracer.kernel.sorting import sort_by
from tracer.kernel.stops import is_asked_about, paid_value, spent_value, when_made, when_spent
from tracer.store.arrays import I8, U4
from tracer.store.schema import FOREIGN

FINISHED, RAN, ASKS, FALSE = range(4)
"""How a stretch ends: nothing is left; the stretch is over; a verdict is needed; a transaction pays too much."""
_NEEDS_ROOM, _BEGINS = 4, 5

_FEW = 8
"""Up to so many spent coins are searched one by one."""
_AHEAD = 3
"""Coins of the next window that are fetched at each transaction."""
_NEVER = np.iinfo(np.int64).max


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
            live, found = _begin(columns, limits, seeds, live, found, rule)
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
        seeded = _NEVER
        if state[NEXT_SEED] < seeds.output.size:
            seeded = int(np.int64(seeds.transaction[state[NEXT_SEED]]))
        taken = state[TRANSACTION] if state[TAKEN] else next_spender(live, seeded)
        if taken < 0:
            taken = _NEVER
        transaction = min(taken, seeded)
        state[TRANSACTION] = transaction
        if transaction == _NEVER:
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
            _cross(columns, limits, seeds, live, found, scratch, rule, transaction, coming - paid, count)


@compiled
def give_up(columns: Columns, limits: KernelLimits, seeds: Seeds, live: OpenCoins, rule: int) -> Found:
    """Return every coin still on its way, seeds not yet reached among them, as one that a budget ended."""
    found = new_found(1024, 1)
    while live.state[NEXT_SEED] < seeds.output.size:
        live.state[TRANSACTION] = int(np.int64(seeds.transaction[live.state[NEXT_SEED]]))
        live, found = _begin(columns, limits, seeds, live, found, rule)
    while True:
        spender_of = next_spender(live, _NEVER)
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


@inlined
def _gather(live: OpenCoins, scratch: Scratch, count: int) -> int:
    """Copy the spent coins' entries and give the coins back; return the hop of what is made of them."""
    hop, used = _NEVER - 1, 0
    for coin in range(count):
        slot = scratch.slot[coin]
        start, length = live.coin[COIN * slot + START], live.coin[COIN * slot + LENGTH]
        scratch.output[coin], scratch.start[coin], scratch.length[coin] = live.coin[COIN * slot + OUTPUT], used, length
        for entry in range(start, start + length):
            scratch.label[used], scratch.sat[used] = live.label[entry], live.sat[entry]
            used += 1
        hop = min(hop, live.coin[COIN * slot + HOP])
        give_back(live, slot)
    return int(hop + 1)


@helper
def _begin(
    columns: Columns, limits: KernelLimits, seeds: Seeds, live: OpenCoins, found: Found, rule: int
) -> tuple[OpenCoins, Found]:
    """Make the seeded coins of the transaction in hand, into which nothing flows."""
    state = live.state
    while _is_next_seed(seeds, state):
        coin = state[NEXT_SEED]
        room = 2 * (seeds.first_claim[coin + 1] - seeds.first_claim[coin] + 2)
        label, sat = np.empty(room, np.uint32), np.empty(room, np.int64)
        output = int(np.int64(seeds.output[coin]))
        held = value(columns, output)
        count = append(label, sat, 0, UNTRACED, held) if rule == FIFO else 0
        count = claimed(rule, held, label, sat, count, seeds, coin)
        live, found = reserved(live, 1, count), roomy(found, 1, count, 0)
        _make(columns, limits, live, found, rule, output, 0, True, label, sat, count)
        state[NEXT_SEED] += 1
    return live, found


@inlined
def _is_next_seed(seeds: Seeds, state: I8) -> bool:
    """Whether the next seeded coin is made by the transaction in hand."""
    seed = state[NEXT_SEED]
    return bool(seed < seeds.output.size and seeds.transaction[seed] == np.uint64(state[TRANSACTION]))


@inlined
def _make(
    columns: Columns, limits: KernelLimits, live: OpenCoins, found: Found, rule: int, output: int, hop: int,
    seeded: bool, label: U4, sat: I8, count: int,
) -> None:  # fmt: skip
    """End a new coin's trail, or put the coin on its way; an untainted one is nobody's. Room must be there."""
    if not is_tainted(label, count):
        return
    taint = value(columns, output) if rule == POISON else taint_of(label, sat, count)
    end = when_made(columns, limits, output, taint, hop, seeded)
    if end >= 0:
        add_end(found, output, end, hop, label, sat, 0, count)
    else:
        add_coin(live, int(np.int64(spender(columns, output))), output, hop, label, sat, count)


@inlined
def _cross(
    columns: Columns, limits: KernelLimits, seeds: Seeds, live: OpenCoins, found: Found, scratch: Scratch, rule: int,
    transaction: int, fee: int, coins: int,
) -> None:  # fmt: skip
    """Share out what a transaction spends over what it pays, make the coins, write the step down."""
    state = live.state
    hop = _gather(live, scratch, coins)
    entries = state[TAKEN_ENTRIES]
    labels = bag_of(scratch.label, scratch.sat, entries, rule == POISON, scratch.bag_label, scratch.bag_sat, 0)
    start = first_output(columns, transaction)
    outputs = first_output(columns, transaction + 1) - start
    if rule == FIFO:
        _lay_out(columns, transaction, scratch, coins)
    elif rule == HAIRCUT:
        for payment in range(outputs):
            scratch.pays[payment] = value(columns, start + payment)
        scratch.pays[outputs] = fee
        share_haircut(scratch, outputs + 1, labels)
    label, sat = scratch.made_label, scratch.made_sat
    segment, used, count = 0, 0, 0
    for payment in range(outputs + 1):
        output = start + payment
        paid = value(columns, output) if payment < outputs else fee
        if rule == FIFO:
            segment, used, count = _served(scratch, paid, segment, used)
        else:
            count = _portion(scratch, rule, paid, payment, labels)
        if payment == outputs:
            break
        is_seed = _is_next_seed(seeds, state) and seeds.output[state[NEXT_SEED]] == np.uint64(output)
        if is_seed:
            count = claimed(rule, paid, label, sat, count, seeds, state[NEXT_SEED])
            state[NEXT_SEED] += 1
        _make(columns, limits, live, found, rule, output, 0 if is_seed else hop, is_seed, label, sat, count)
    _write_step(found, transaction, scratch, labels, count, rule == POISON)


@inlined
def _served(scratch: Scratch, value: int, segment: int, used: int) -> tuple[int, int, int]:
    """Take satoshi from the front of what is laid out; return where it goes on, and the attribution's length."""
    count = 0
    while value:
        some = min(value, scratch.stream_sat[segment] - used)
        count = append(scratch.made_label, scratch.made_sat, count, scratch.stream_label[segment], some)
        value -= some
        used += some
        if used == scratch.stream_sat[segment]:
            segment, used = segment + 1, 0
    return segment, used, count


@inlined
def _portion(scratch: Scratch, rule: int, value: int, payment: int, labels: int) -> int:
    """Write a payment's attribution under haircut or poison; return its length."""
    count = 0
    for each in range(labels):
        amount = value if rule == POISON else scratch.given[payment * labels + each]
        if amount or rule == POISON:
            scratch.made_label[count], scratch.made_sat[count] = scratch.bag_label[each], amount
            count += 1
    return count


@inlined
def _lay_out(columns: Columns, transaction: int, scratch: Scratch, coins: int) -> None:
    """Lay what a transaction spends end to end: inputs in order, inside each the runs in order."""
    if coins > _FEW:
        sort_by(scratch.output, coins, scratch.order)
    count = 0
    for row in range(first_input(columns, transaction), first_input(columns, transaction + 1)):
        output = prevout(columns, row)
        coin = _coin_of(scratch, int(np.int64(output)), coins)
        if coin < 0:
            foreign = output >= np.uint64(FOREIGN)
            sat = foreign_value(columns, output - np.uint64(FOREIGN)) if foreign else value(columns, output)
            count = append(scratch.stream_label, scratch.stream_sat, count, UNTRACED, sat)
            continue
        for entry in range(scratch.start[coin], scratch.start[coin] + scratch.length[coin]):
            scratch.stream_label[count], scratch.stream_sat[count] = scratch.label[entry], scratch.sat[entry]
            count += 1


@inlined
def _coin_of(scratch: Scratch, output: int, coins: int) -> int:
    """Return which spent coin an input spends, -1 where it is an untainted one."""
    if coins <= _FEW:
        for coin in range(coins):
            if scratch.output[coin] == output:
                return coin
        return -1
    low, high = 0, coins
    while low < high:
        middle = (low + high) // 2
        if scratch.output[scratch.order[middle]] < output:
            low = middle + 1
        else:
            high = middle
    found = low < coins and scratch.output[scratch.order[low]] == output
    return int(scratch.order[low]) if found else -1


@inlined
def _write_step(found: Found, transaction: int, scratch: Scratch, labels: int, fees: int, keep_largest: bool) -> None:
    """Write down a crossed transaction: taint by label that came in, and that went into the fee."""
    used = found.used
    row, entry = used[2], used[3]
    for each in range(labels):
        found.step_label[entry], found.step_sat[entry] = scratch.bag_label[each], scratch.bag_sat[each]
        entry += 1
    fee = bag_of(scratch.made_label, scratch.made_sat, fees, keep_largest, found.step_label, found.step_sat, entry)
    found.step_transaction[row], found.step_in[row], found.step_fee[row] = transaction, labels, fee
    used[2] += 1
    used[3] = entry + fee
