"""One transaction crossed, compiled: what it spends shared out over what it pays, and the coins that it makes."""

import numpy as np

from tracer.compiled import helper, inlined
from tracer.kernel.arrays import (
    COIN,
    FIFO,
    HAIRCUT,
    HOP,
    LENGTH,
    NEXT_SEED,
    OUTPUT,
    POISON,
    START,
    TAKEN_ENTRIES,
    TRANSACTION,
    UNTRACED,
    Found,
    KernelLimits,
    OpenCoins,
    Scratch,
    Seeds,
)
from tracer.kernel.attributions import append, bag_of, claimed, is_tainted, share_haircut, taint_of
from tracer.kernel.coins import (
    add_coin,
    add_end,
    give_back,
    reserved,
    roomy,
)
from tracer.kernel.columns import Columns, first_input, first_output, foreign_value, prevout, spender, value
from tracer.kernel.sorting import sort_by
from tracer.kernel.stops import when_made
from tracer.store.arrays import I8, U4
from tracer.store.schema import FOREIGN

NEVER = np.iinfo(np.int64).max

_FEW = 8
"""Up to so many spent coins are searched one by one."""


@helper
def begin(
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
def cross(
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
def _gather(live: OpenCoins, scratch: Scratch, count: int) -> int:
    """Copy the spent coins' entries and give the coins back; return the hop of what is made of them."""
    hop, used = NEVER - 1, 0
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
