"""Where trails end, over the columns: the same decisions, in the same order, as `trace.terminals`."""

import numpy as np

from tracer.compiled import inlined
from tracer.kernel.arrays import (
    ALL,
    BURNED,
    CHANNELS,
    CUSTODY,
    FAN_OUT,
    HOPS,
    HORIZON,
    MIXES,
    SERVICE,
    THRESHOLD,
    UNSPENT,
    KernelLimits,
    Scratch,
)
from tracer.kernel.coins import is_among
from tracer.kernel.columns import (
    Columns,
    first_input,
    first_output,
    foreign_value,
    locktime,
    prevout,
    sequence,
    spender,
    value,
    version,
)
from tracer.kernel.sorting import sort_by
from tracer.store.schema import FOREIGN, NONE, UNKNOWN_VALUE, UNSPENDABLE


@inlined
def spent_value(columns: Columns, transaction: int) -> int:
    """Return the satoshi a transaction spends, -1 where an output it spends cannot be read."""
    total = 0
    for row in range(first_input(columns, transaction), first_input(columns, transaction + 1)):
        output = prevout(columns, row)
        if output < np.uint64(FOREIGN):
            total += value(columns, output)
        elif output != np.uint64(NONE):
            sat = foreign_value(columns, output - np.uint64(FOREIGN))
            if sat == UNKNOWN_VALUE:
                return -1
            total += sat
    return total


@inlined
def paid_value(columns: Columns, transaction: int) -> int:
    """Return the satoshi a transaction's outputs hold."""
    total = 0
    for output in range(first_output(columns, transaction), first_output(columns, transaction + 1)):
        total += value(columns, output)
    return total


@inlined
def when_spent(columns: Columns, limits: KernelLimits, transaction: int, verdict: int) -> int:
    """Return where the coins that a transaction spends end, -1 where it is crossed; gaps are found before."""
    if verdict >= 0:
        return verdict
    outputs = first_output(columns, transaction + 1) - first_output(columns, transaction)
    if limits.fan_out and outputs > limits.fan_out:
        return FAN_OUT
    return HORIZON if transaction >= limits.late_from else -1


@inlined
def when_made(columns: Columns, limits: KernelLimits, output: int, taint: int, hop: int, seeded: bool) -> int:
    """Return where the trail of a new coin ends, -1 where it goes on through what spends it."""
    by = spender(columns, output)
    if by == np.uint64(UNSPENDABLE):
        return BURNED
    if is_among(limits.custody, output):
        return CUSTODY
    if is_among(limits.services, output):
        return SERVICE
    if taint < limits.min_sat and not seeded:
        return THRESHOLD
    if limits.max_hops and hop >= limits.max_hops:
        return HOPS
    return UNSPENT if by >= np.uint64(columns.transactions) else -1


@inlined
def is_asked_about(columns: Columns, limits: KernelLimits, scratch: Scratch, transaction: int) -> bool:
    """Whether somebody must look at a transaction before it is crossed."""
    if limits.ask & ALL:
        return True
    if limits.ask & MIXES and may_be_mix(columns, scratch, transaction):
        return True
    return bool(limits.ask & CHANNELS) and may_be_channel(columns, transaction)


@inlined
def may_be_channel(columns: Columns, transaction: int) -> bool:
    """Whether a transaction, or one that spends an output of it, is numbered like a channel's commitment.

    Without witnesses no other close can be told, and a funding only by the commitment that spends it.
    """
    if _is_numbered_like_commitment(columns, transaction):
        return True
    for output in range(first_output(columns, transaction), first_output(columns, transaction + 1)):
        by = spender(columns, output)
        if by < np.uint64(columns.transactions) and _is_numbered_like_commitment(columns, int(np.int64(by))):
            return True
    return False


@inlined
def _is_numbered_like_commitment(columns: Columns, transaction: int) -> bool:
    """Whether version, locktime and the one input's sequence are those of a commitment transaction.

    Source: BOLT 3, Commitment Transaction.
    """
    start = first_input(columns, transaction)
    if first_input(columns, transaction + 1) - start != 1:
        return False
    numbered = version(columns, transaction) == 2 and locktime(columns, transaction) >> np.uint64(24) == 0x20
    return bool(numbered and sequence(columns, start) >> np.uint64(24) == 0x80)


@inlined
def may_be_mix(columns: Columns, scratch: Scratch, transaction: int) -> bool:
    """Whether a transaction has two inputs or more and pays some value twice or more."""
    if first_input(columns, transaction + 1) - first_input(columns, transaction) < 2:
        return False
    return _most_equal(columns, scratch, transaction) >= 2


@inlined
def _most_equal(columns: Columns, scratch: Scratch, transaction: int) -> int:
    """Return how often the value that a transaction pays most often is paid; uses `totals` and `order`."""
    start = first_output(columns, transaction)
    count = first_output(columns, transaction + 1) - start
    for payment in range(count):
        scratch.totals[payment] = value(columns, start + payment)
    sort_by(scratch.totals, count, scratch.order)
    most, run = 1, 1
    for place in range(1, count):
        same = scratch.totals[scratch.order[place]] == scratch.totals[scratch.order[place - 1]]
        run = run + 1 if same else 1
        most = max(most, run)
    return most
