"""Numbers for scripts: two outputs have one number if and only if their scripts are the same bytes.

A hash only says where to look; the bytes decide, so that no two scripts are ever confused.
"""

import numpy as np

from tracer.compiled import compiled
from tracer.trace.arrays import I8, U1


def number_scripts(script: U1, first_script_byte: I8) -> I8:
    """Return, per output, the number of the first output in chain order that has its script.

    `script`: the scripts' bytes one after another; `first_script_byte`: per output where its bytes
    begin, ascending. Numbers are outputs' numbers, so not every number occurs. Needs 16 to 32 bytes a
    row beside the result.
    """
    rows = first_script_byte.size
    slots = 1 << max(rows * 2 - 1, 1).bit_length()
    table = np.full(slots, -1, np.int64)
    numbers = np.empty(rows, np.int64)
    _number(script, first_script_byte, table, numbers)
    return numbers


@compiled
def _number(script: U1, first: I8, table: I8, numbers: I8) -> None:
    mask = np.uint64(table.size - 1)
    for row in range(first.size):
        begin = first[row]
        end = first[row + 1] if row + 1 < first.size else script.size
        slot = _hash(script, begin, end) & mask
        while True:
            held = table[slot]
            if held < 0:
                table[slot] = row
                numbers[row] = row
                break
            if _same(script, first, held, begin, end):
                numbers[row] = held
                break
            slot = (slot + np.uint64(1)) & mask


@compiled
def _hash(script: U1, begin: int, end: int) -> np.uint64:
    """Return a 64-bit mixture of the bytes; of its quality only speed depends."""
    value = np.uint64(0xCBF29CE484222325)
    for at in range(begin, end):
        value = (value ^ np.uint64(script[at])) * np.uint64(0x100000001B3)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    return value ^ (value >> np.uint64(32))


@compiled
def _same(script: U1, first: I8, held: int, begin: int, end: int) -> bool:
    start = first[held]
    stop = first[held + 1] if held + 1 < first.size else script.size
    if stop - start != end - begin:
        return False
    for offset in range(end - begin):  # noqa: SIM110 - a generator is not compiled
        if script[start + offset] != script[begin + offset]:
            return False
    return True
