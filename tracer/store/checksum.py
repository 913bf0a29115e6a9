"""Checksums of columns that can be carried forward, or back, by the rows that come or go.

Each element is mixed with its place and the results are added, modulo 2^64: a changed element always
changes the sum. It finds damage, not forgery; against forgery stand Merkle roots and proof of work.

Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014), for the mixing.
"""

import numpy as np

from tracer.compiled import Number, compiled, inlined
from tracer.store.arrays import U8
from tracer.store.columns import Rows
from tracer.store.schema import Column


@inlined
def mixed(place: Number, element: Number) -> np.uint64:
    """Return the part of the sum that one element gives."""
    x = np.uint64(element) + np.uint64(place + 1) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def _sum(elements: Rows, first: int) -> np.uint64:
    """Return the sum over a run of elements, the first of which has place `first`."""
    total = np.uint64(0)
    for i in range(elements.size):
        total += mixed(first + i, elements[i])
    return total


def of_rows(column: Column, rows: Rows, first_row: int) -> int:
    """Return the sum over rows of an append-only column, `first_row` being the number of the first."""
    flat = np.ascontiguousarray(rows).reshape(-1)
    per_row = column.width
    if column.dtype == "|u1" and column.width % 8 == 0:
        flat, per_row = flat.view("<u8"), column.width // 8
    elif column.dtype == "<i8":
        flat = flat.view("<u8")
    return int(_sum(flat, first_row * per_row))


@compiled
def of_spends(prevouts: U8, first_inputs: U8, end_input: int, first_transaction: int, outputs: int) -> np.uint64:
    """Return the sum of the `spender` column's entries that these inputs stand for.

    `prevouts` are the rows from `first_inputs[0]` up to `end_input`; `outputs` is how many outputs
    the store holds: what lies beyond is no output of the store.
    """
    total = np.uint64(0)
    base = first_inputs[0] if first_inputs.size else np.uint64(0)
    for i in range(first_inputs.size):
        end = first_inputs[i + 1] if i + 1 < first_inputs.size else np.uint64(end_input)
        for row in range(first_inputs[i] - base, end - base):
            if prevouts[row] < np.uint64(outputs):
                total += mixed(prevouts[row], np.uint64(first_transaction + i))
    return total


@compiled
def of_spenders(spenders: U8, transactions: int) -> np.uint64:
    """Return the sum of a whole `spender` column, entries of no committed transaction left out."""
    total = np.uint64(0)
    for output in range(spenders.size):
        if spenders[output] < np.uint64(transactions):
            total += mixed(output, spenders[output])
    return total
