"""Which transactions of a store can be a mix at all, so that the detectors need not read the others.

Nothing is decided here: a candidate goes through `patterns.mix`, and what is none would be let pass there.
A rule with other thresholds needs another look at these; the tests hold them against all detectors.
"""

import numpy as np

from tracer.chain.script import MAX_SCRIPT
from tracer.trace.compiled import I8, U1, compiled
from tracer.trace.patterns.wasabi2 import DENOMINATIONS

_STANDARD = np.array(sorted(DENOMINATIONS), np.int64)

_ALWAYS = 5
"""Equal outputs that suffice whatever the number of outputs. Source: as `equal_outputs`."""


def mix_candidates(first_input: I8, inputs: int, first_output: I8, value: I8, script: U1, first_byte: I8) -> U1:
    """Return, per transaction, 1 where the union of the detectors could stop, else 0.

    It spends two coins or more and pays some value twice or more; and it pays that value in about half of its
    outputs or five times (equal outputs, JoinMarket, Whirlpool, Wasabi 1.x), or has three or four outputs that can be
    spent (Stonewall), or five inputs or more and about half of its outputs in standard denominations (Wasabi 2.x).
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
        if (
            most >= min(outputs // 2, _ALWAYS)
            or _spendable(value, script, first_byte, begin, end) in (3, 4)
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
def _spendable(value: I8, script: U1, first_byte: I8, begin: int, end: int) -> int:
    """Return how many outputs carry value and can be spent; as `chain.script.is_unspendable` says."""
    found = 0
    for output in range(begin, end):
        start = first_byte[output]
        stop = first_byte[output + 1] if output + 1 < first_byte.size else script.size
        carrier = stop > start and script[start] == 0x6A
        if value[output] and not carrier and stop - start <= MAX_SCRIPT:
            found += 1
    return found
