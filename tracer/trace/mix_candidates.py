"""Which transactions of a store can be a mix at all, so that the detectors need not read the others.

Nothing is decided here: a candidate goes through `patterns.mix`, and what is none would be let pass there.
A rule with other thresholds needs another look at these; the tests hold them against all detectors.
"""

import numpy as np

from tracer.chain.script import ANCHOR, MAX_SCRIPT
from tracer.compiled import compiled
from tracer.trace.arrays import I8, U1
from tracer.trace.patterns.wasabi2 import DENOMINATIONS

_STANDARD = np.array(sorted(DENOMINATIONS), np.int64)

_ALWAYS = 5
"""Receivers of one value that suffice whatever the number of payments. Source: as `equal_outputs`."""

_ANCHOR = np.frombuffer(ANCHOR, np.uint8)


def mix_candidates(first_input: I8, inputs: int, first_output: I8, value: I8, script: U1, first_byte: I8) -> U1:
    """Return, per transaction, 1 where the union of the detectors could stop, else 0.

    It spends two coins or more and pays some value twice or more; and it pays that value in about half of its
    payments or five times (equal outputs, JoinMarket, Whirlpool, Wasabi 1.x), or has three or four payments
    (Stonewall), or five inputs or more and about half of its outputs in standard denominations (Wasabi 2.x).
    Rounds known by a script that they pay (`wasabi1.COORDINATOR_SCRIPTS`) are not looked for.

    `first_input`, `first_output`: per transaction its first, ascending; `inputs`: how many there are in all; `value`:
    per output its satoshi; `script`: the bytes of all outputs' scripts; `first_byte`: per output where its begin.
    """
    flags = np.zeros(first_input.size, np.uint8)
    _flag(first_input, inputs, first_output, value, script, first_byte, _STANDARD, flags)
    return flags


@compiled
def _flag(
    first_input: I8,
    inputs: int,
    first_output: I8,
    value: I8,
    script: U1,
    first_byte: I8,
    standard: I8,
    flags: U1,
) -> None:
    last = first_input.size - 1
    for transaction in range(first_input.size):
        spent = (first_input[transaction + 1] if transaction < last else inputs) - first_input[transaction]
        begin = first_output[transaction]
        end = first_output[transaction + 1] if transaction < last else value.size
        outputs = end - begin
        if spent < 2 or outputs < 2:
            continue
        ordered = np.sort(value[begin:end])
        most = _most_equal(ordered)
        if most < 2:
            continue
        payments = _payments(value, script, first_byte, begin, end)
        if (
            most >= min(payments // 2, _ALWAYS)
            or payments in (3, 4)
            or (spent >= 5 and 2 * _among(ordered, standard) >= outputs - 1)
        ):
            flags[transaction] = 1


@compiled
def _most_equal(ordered: I8) -> int:
    """Return how often the commonest of some values, ascending, occurs."""
    most = run = 1
    for at in range(1, ordered.size):
        run = run + 1 if ordered[at] == ordered[at - 1] else 1
        most = max(most, run)
    return most


@compiled
def _among(ordered: I8, standard: I8) -> int:
    """Return how many of some values are standard denominations; both ascending."""
    found = 0
    for at in range(ordered.size):
        place = np.searchsorted(standard, ordered[at])
        if place < standard.size and standard[place] == ordered[at]:
            found += 1
    return found


@compiled
def _payments(value: I8, script: U1, first_byte: I8, begin: int, end: int) -> int:
    """Return how many outputs pay somebody, as `Subject.payments` says: value, spendable, no anchor."""
    found = 0
    for output in range(begin, end):
        start = first_byte[output]
        stop = first_byte[output + 1] if output + 1 < first_byte.size else script.size
        carrier = stop > start and script[start] == 0x6A
        anchor = stop - start == _ANCHOR.size and np.array_equal(script[start:stop], _ANCHOR)
        if value[output] and not carrier and not anchor and stop - start <= MAX_SCRIPT:
            found += 1
    return found
