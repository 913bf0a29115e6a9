"""The kernel's bookkeeping: coins on their way in windows, results in growing arrays."""

import numpy as np

from tracer.compiled import helper, inlined
from tracer.kernel.arrays import (
    AHEAD,
    COIN,
    ENTRIES,
    FREE,
    HELD,
    HOP,
    LATER,
    LENGTH,
    NEXT,
    OUTPUT,
    PLACE,
    SLOTS,
    SOON,
    SPENDER,
    START,
    TRANSACTION,
    WINDOW,
    WINDOW_BITS,
    Found,
    OpenCoins,
)
from tracer.kernel.columns import Columns
from tracer.kernel.prefetch import prefetch
from tracer.store.arrays import I8, U4, U8


class FalseSpender(Exception):
    """An output is spent by a transaction that is not later than the one that pays it."""


@inlined
def lacks(live: OpenCoins, coins: int, entries: int) -> bool:
    """Whether there is no room for so many more coins and attribution entries."""
    state = live.state
    return bool(state[SLOTS] + coins > live.free.size or state[ENTRIES] + entries > live.sat.size)


@helper
def reserved(live: OpenCoins, coins: int, entries: int) -> OpenCoins:
    """Return the state with room for so many more coins and attribution entries."""
    state = live.state
    if state[SLOTS] + coins > live.free.size:
        coin, free = _grown(live.coin, COIN * (state[SLOTS] + coins)), _grown(live.free, state[SLOTS] + coins)
        live = OpenCoins(
            soon=live.soon, later=live.later, coin=coin, free=free, label=live.label, sat=live.sat, state=state
        )
    if state[ENTRIES] + entries > live.sat.size:
        live = _compacted(live, entries)
    return live


@helper
def _grown(array: I8, least: int) -> I8:
    """Return the array at least twice as long."""
    grown = np.empty(max(2 * array.size, 2 * least), np.int64)
    grown[: array.size] = array
    return grown


@helper
def _compacted(live: OpenCoins, entries: int) -> OpenCoins:
    """Return the state with the attributions of coins that are gone left out, and room for more entries."""
    state, coin = live.state, live.coin
    size = live.sat.size
    while size < 2 * state[HELD] + entries:
        size *= 2
    label, sat = np.empty(size, np.uint32), np.empty(size, np.int64)
    used = 0
    for slot in range(state[SLOTS]):
        if coin[COIN * slot + LENGTH] >= 0:
            start = coin[COIN * slot + START]
            coin[COIN * slot + START] = used
            for entry in range(start, start + coin[COIN * slot + LENGTH]):
                label[used], sat[used] = live.label[entry], live.sat[entry]
                used += 1
    state[ENTRIES] = used
    return OpenCoins(soon=live.soon, later=live.later, coin=coin, free=live.free, label=label, sat=sat, state=state)


@inlined
def add_coin(live: OpenCoins, transaction: int, output: int, hop: int, label: U4, sat: I8, count: int) -> None:
    """Put a coin that this transaction spends on its way; room must have been reserved (`reserved`).

    `transaction` and `output` are rows of the columns, the transaction later than the one in hand, for they are given
    out in ascending order. `hop` is from 0 to below 2^32. The first `count` entries of `label` and `sat` are
    copied; they must not lie in `live`, which may have moved.

    Raises:
        FalseSpender: the transaction is not later.
    """
    state, coin = live.state, live.coin
    if transaction <= state[TRANSACTION]:
        raise FalseSpender
    if state[FREE]:
        state[FREE] -= 1
        slot = live.free[state[FREE]]
    else:
        slot = state[SLOTS]
        state[SLOTS] += 1
    start = state[ENTRIES]
    for entry in range(count):
        live.label[start + entry], live.sat[start + entry] = label[entry], sat[entry]
    at = COIN * slot
    coin[at + OUTPUT], coin[at + HOP], coin[at + START], coin[at + LENGTH] = output, hop, start, count
    coin[at + SPENDER] = transaction
    state[ENTRIES] += count
    state[HELD] += count
    window = transaction >> WINDOW_BITS
    if window == state[WINDOW]:
        _enter(live, transaction, slot)
    else:
        coin[at + NEXT] = live.later[window]
        live.later[window] = slot
        state[LATER] += 1


@inlined
def next_spender(live: OpenCoins, last: int) -> int:
    """Return the first transaction that spends a coin on its way, -1 where there is none; opens its window.

    No window is opened that begins behind the transaction `last`: there it is -1 as well.
    """
    state = live.state
    while state[SOON] == 0:
        if state[LATER] == 0 or (state[WINDOW] + 1) << WINDOW_BITS > last:
            return -1
        _open_window(live)
    while live.soon[state[PLACE]] < 0:
        state[PLACE] += 1
    return int((state[WINDOW] << WINDOW_BITS) + state[PLACE])


@inlined
def _open_window(live: OpenCoins) -> None:
    """Sort the coins of the next window by what spends them."""
    state, coin = live.state, live.coin
    state[WINDOW] += 1
    slot = live.later[state[WINDOW]]
    live.later[state[WINDOW]] = -1
    state[PLACE] = live.soon.size - 1
    while slot >= 0:
        following = coin[COIN * slot + NEXT]
        _enter(live, coin[COIN * slot + SPENDER], slot)
        state[LATER] -= 1
        slot = following
    following = state[WINDOW] + 1
    state[AHEAD] = live.later[following] if following < live.later.size else -1


@inlined
def _enter(live: OpenCoins, transaction: int, slot: int) -> None:
    """Put a coin among those of the window in hand."""
    state, place = live.state, transaction & ((1 << WINDOW_BITS) - 1)
    live.coin[COIN * slot + NEXT] = live.soon[place]
    live.soon[place] = slot
    state[SOON] += 1
    state[PLACE] = min(state[PLACE], place)


@inlined
def look_ahead(live: OpenCoins, columns: Columns) -> None:
    """Have what a coin of the next window needs fetched, so that nobody waits for it when its turn comes."""
    state, coin = live.state, live.coin
    slot = state[AHEAD]
    if slot >= 0:
        at = COIN * slot
        following = coin[at + NEXT]
        prefetch(columns.value.rows, coin[at + OUTPUT])
        prefetch(live.label, coin[at + START])
        prefetch(live.sat, coin[at + START])
        if following >= 0:
            prefetch(coin, COIN * following)
            prefetch(coin, COIN * following + COIN - 1)
        state[AHEAD] = following


@inlined
def take_coin(live: OpenCoins, transaction: int) -> int:
    """Take a coin that this transaction of the window in hand spends, -1 where there is none.

    Its slot stays readable until `give_back`.
    """
    place = transaction & ((1 << WINDOW_BITS) - 1)
    slot = live.soon[place]
    if slot >= 0:
        live.soon[place] = live.coin[COIN * slot + NEXT]
        live.state[SOON] -= 1
    return int(slot)


@inlined
def give_back(live: OpenCoins, slot: int) -> None:
    """Give a taken coin's slot back."""
    state = live.state
    state[HELD] -= live.coin[COIN * slot + LENGTH]
    live.coin[COIN * slot + LENGTH] = -1
    live.free[state[FREE]] = slot
    state[FREE] += 1


@inlined
def is_full(found: Found, ends: int, end_entries: int, step_entries: int) -> bool:
    """Whether there is no room for so many more, and one more step."""
    used = found.used
    return bool(
        used[0] + ends > found.end_output.size
        or used[1] + end_entries > found.end_sat.size
        or used[2] == found.step_transaction.size
        or used[3] + step_entries > found.step_sat.size
    )


@helper
def roomy(found: Found, ends: int, end_entries: int, step_entries: int) -> Found:
    """Return the results with room for so many more, and one more step; what is long enough stays as it is."""
    used = found.used
    output, terminal, hop, length = found.end_output, found.end_terminal, found.end_hop, found.end_length
    end_label, end_sat = found.end_label, found.end_sat
    transaction, came, fee = found.step_transaction, found.step_in, found.step_fee
    step_label, step_sat = found.step_label, found.step_sat
    if used[0] + ends > output.size:
        size = max(2 * output.size, used[0] + ends)
        output, terminal = np.empty(size, np.uint64), np.empty(size, np.uint8)
        hop, length = np.empty(size, np.uint32), np.empty(size, np.uint32)
        output[: used[0]], terminal[: used[0]] = found.end_output[: used[0]], found.end_terminal[: used[0]]
        hop[: used[0]], length[: used[0]] = found.end_hop[: used[0]], found.end_length[: used[0]]
    if used[1] + end_entries > end_sat.size:
        end_label, end_sat = _longer(end_label, end_sat, used[1], end_entries)
    if used[2] == transaction.size:
        size = 2 * used[2]
        transaction, came, fee = np.empty(size, np.uint64), np.empty(size, np.uint32), np.empty(size, np.uint32)
        transaction[: used[2]], came[: used[2]] = found.step_transaction, found.step_in
        fee[: used[2]] = found.step_fee
    if used[3] + step_entries > step_sat.size:
        step_label, step_sat = _longer(step_label, step_sat, used[3], step_entries)
    return Found(
        end_output=output,
        end_terminal=terminal,
        end_hop=hop,
        end_length=length,
        end_label=end_label,
        end_sat=end_sat,
        step_transaction=transaction,
        step_in=came,
        step_fee=fee,
        step_label=step_label,
        step_sat=step_sat,
        used=used,
    )


@helper
def _longer(label: U4, sat: I8, used: int, more: int) -> tuple[U4, I8]:
    """Return both arrays longer, their used part kept."""
    size = max(2 * sat.size, used + more)
    longer_label, longer_sat = np.empty(size, np.uint32), np.empty(size, np.int64)
    longer_label[:used], longer_sat[:used] = label[:used], sat[:used]
    return longer_label, longer_sat


@inlined
def add_end(found: Found, output: int, terminal: int, hop: int, label: U4, sat: I8, first: int, last: int) -> None:
    """Write down a coin at which a trail ends, its entries `first` to before `last`; room must be there (`roomy`).

    `output` is a row of the columns and `terminal` one of the twelve numbers of `arrays`; `first` is not above `last`;
    `hop` and `last - first` are from 0 to below 2^32, which is how wide their columns are.
    """
    used = found.used
    row, entry = used[0], used[1]
    found.end_output[row], found.end_terminal[row] = output, terminal
    found.end_hop[row], found.end_length[row] = hop, last - first
    for place in range(first, last):
        found.end_label[entry], found.end_sat[entry] = label[place], sat[place]
        entry += 1
    used[0] += 1
    used[1] = entry


@inlined
def is_among(sorted_numbers: U8, number: int) -> bool:
    """Whether a number is in a sorted array."""
    low, high = 0, sorted_numbers.size
    while low < high:
        middle = (low + high) // 2
        if sorted_numbers[middle] < np.uint64(number):
            low = middle + 1
        else:
            high = middle
    return bool(low < sorted_numbers.size and sorted_numbers[low] == np.uint64(number))
