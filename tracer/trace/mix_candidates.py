"""Which transactions of a store can be a mix at all, so that the detectors need not read the others.

Every rule of `patterns.mix` needs two inputs and some value paid at least twice; what lacks either is
no candidate, and no rule is decided here.
"""

import numpy as np

from tracer.trace.compiled import I8, U1, compiled


def mix_candidates(first_input: I8, inputs: int, first_output: I8, value: I8) -> U1:
    """Return, per transaction, 1 where it has two inputs or more and pays some value twice or more.

    `first_input`, `first_output`: per transaction its first, ascending; `inputs`: how many there are
    in all; `value`: per output its satoshi.
    """
    flags = np.zeros(first_input.size, np.uint8)
    _flag(first_input, inputs, first_output, value, flags)
    return flags


@compiled
def _flag(first_input: I8, inputs: int, first_output: I8, value: I8, flags: U1) -> None:
    last = first_input.size - 1
    for transaction in range(first_input.size):
        spent = (first_input[transaction + 1] if transaction < last else inputs) - first_input[transaction]
        begin = first_output[transaction]
        end = first_output[transaction + 1] if transaction < last else value.size
        if spent < 2 or end - begin < 2:
            continue
        ordered = np.sort(value[begin:end])
        for at in range(1, ordered.size):
            if ordered[at] == ordered[at - 1]:
                flags[transaction] = 1
                break
