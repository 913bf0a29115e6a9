"""How one transaction's taint is shared out, and how claims enter a coin: the rules, over entries.

Attributions are the first `count` entries of arrays that have room; functions return how many there are then.

Magnitudes, unless said otherwise: labels are below the number of labels of the case, or `UNTRACED`; satoshi are from 0
to below 2^51, and under `fifo` and `haircut` so is the sum of an attribution; under `poison` nothing is summed. Arrays
are not checked for room here: the fold reserves it before a transaction is taken up (`fold._is_tight`).
"""

from tracer.compiled import inlined
from tracer.kernel.arrays import FIFO, POISON, UNTRACED, Scratch, Seeds
from tracer.kernel.rounding import largest_remainder
from tracer.store.arrays import I8, U4


@inlined
def bag_of(label: U4, sat: I8, count: int, keep_largest: bool, bag_label: U4, bag_sat: I8, start: int) -> int:
    """Write each label of an attribution once, ascending, with its sum or its largest entry, from `start` on.

    `label` and `sat` are read up to `count`; untraced satoshi are left out. `bag_label` and `bag_sat` are other arrays
    with room for `count` entries from `start` on, which are overwritten. Returns how many labels there are.
    """
    labels = 0
    for entry in range(count):
        if label[entry] != UNTRACED:
            labels = add_label(bag_label, bag_sat, start, labels, label[entry], sat[entry], keep_largest)
    return labels


@inlined
def add_label(label: U4, sat: I8, start: int, count: int, new: int, amount: int, keep_largest: bool) -> int:
    """Add satoshi to a label of a bag, which stays in ascending order; return its new length.

    The bag is `label` and `sat` from `start` to before `start + count`, with room for one entry more; `new` is a label
    of the case and not `UNTRACED`, `amount` from 0 to below 2^51. The result is `count` or one more.
    """
    place = start + count
    while place > start and label[place - 1] > new:
        place -= 1
    if place > start and label[place - 1] == new:
        sat[place - 1] = max(sat[place - 1], amount) if keep_largest else sat[place - 1] + amount
        return count
    for entry in range(start + count, place, -1):
        label[entry], sat[entry] = label[entry - 1], sat[entry - 1]
    label[place], sat[place] = new, amount
    return count + 1


@inlined
def append(label: U4, sat: I8, count: int, new: int, amount: int) -> int:
    """Add a run of satoshi behind the others; neighbours of one label are one run, empty runs none."""
    if amount == 0:
        return count
    if count and label[count - 1] == new:
        sat[count - 1] += amount
        return count
    label[count], sat[count] = new, amount
    return count + 1


@inlined
def share_haircut(scratch: Scratch, payments: int, labels: int) -> bool:
    """Write what each of `scratch.pays` gets of each label of the bag into `given`: by payment, then by label.

    False where the amounts do not fit, which no transaction of a chain can bring about.
    """
    amount = 0
    for label in range(labels):
        amount += scratch.bag_sat[label]
    pays, given = scratch.pays, scratch.given
    if labels == 1:
        return largest_remainder(amount, pays, pays, payments, given, scratch.remainders, scratch.order)
    totals, left, shares = scratch.totals, scratch.left, scratch.shares
    fits = largest_remainder(amount, pays, pays, payments, totals, scratch.remainders, scratch.order)
    for payment in range(payments):
        left[payment] = totals[payment]
    for label in range(labels):
        fits = (
            largest_remainder(scratch.bag_sat[label], totals, left, payments, shares, scratch.remainders, scratch.order)
            and fits
        )
        for payment in range(payments):
            given[payment * labels + label] = shares[payment]
            left[payment] -= shares[payment]
    return fits


@inlined
def claimed(rule: int, value: int, label: U4, sat: I8, count: int, seeds: Seeds, coin: int) -> int:
    """Enter a seeded coin's claims into its attribution, in place: the first wins. Returns its new length.

    `value` is the coin's, below 2^51; the attribution adds up to it under `FIFO`, to no more under `HAIRCUT`. Arrays
    have room for one entry more for each claim of the coin, which is a row of `seeds`; of these `overlap` is written,
    but for `POISON`, and nothing else.
    """
    for claim in range(seeds.first_claim[coin], seeds.first_claim[coin + 1]):
        new, wanted = seeds.label[claim], seeds.sat[claim]
        if rule == POISON:
            count = add_label(label, sat, 0, count, new, value, True)
            continue
        amount = min(wanted, value - taint_of(label, sat, count))
        seeds.overlap[claim] = wanted - amount
        if rule == FIFO:
            count = _filled(label, sat, count, new, amount)
        elif amount:
            count = add_label(label, sat, 0, count, new, amount, False)
    return count


@inlined
def _filled(label: U4, sat: I8, count: int, new: int, wanted: int) -> int:
    """Put satoshi of a label into the untraced runs of an attribution, from the front."""
    entry = 0
    while wanted and entry < count:
        if label[entry] == UNTRACED:
            if wanted < sat[entry]:
                for later in range(count, entry, -1):
                    label[later], sat[later] = label[later - 1], sat[later - 1]
                sat[entry + 1] -= wanted
                sat[entry] = wanted
                count += 1
            label[entry] = new
            wanted -= sat[entry]
        entry += 1
    kept = 0
    for entry in range(count):
        kept = append(label, sat, kept, label[entry], sat[entry])
    return kept


@inlined
def taint_of(label: U4, sat: I8, count: int) -> int:
    """Return how many satoshi are under some label."""
    total = 0
    for entry in range(count):
        if label[entry] != UNTRACED:
            total += sat[entry]
    return total


@inlined
def is_tainted(label: U4, count: int) -> bool:
    """Whether any label is there at all."""
    for entry in range(count):  # noqa: SIM110
        if label[entry] != UNTRACED:
            return True
    return False
