"""A transaction graph of any size as store columns, without blocks: what large traces are measured on.

Shapes as in `workload`: one to six inputs, mostly two outputs, half the spends of recent coins. The first
so many transactions are the same whatever the length, so that a chain and a longer one can be compared.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from tracer.compiled import compiled
from tracer.kernel.columns import Columns, drawn_columns
from tracer.store.arrays import I8, U8
from tracer.store.schema import NONE

PER_BLOCK = 2_500
_SUBSIDY = 5_000_000_000
_LEAST = 1_000
_WARM_UP = 100


class Graph(NamedTuple):
    """Columns in memory."""

    first_input: U8
    first_output: U8
    prevout: U8
    value: I8
    spender: U8


def milled(transactions: int) -> Graph:
    """Return a graph of so many transactions."""
    size = transactions
    firsts = np.empty(size, np.uint64), np.empty(size, np.uint64)
    prevout, value = np.empty(7 * size, np.uint64), np.empty(10 * size, np.int64)
    spender = np.full(10 * size, NONE, np.uint64)
    inputs, outputs = _mill(size, *firsts, prevout, value, spender, np.empty(10 * size, np.uint64))
    return Graph(*firsts, prevout[:inputs].copy(), value[:outputs].copy(), spender[:outputs].copy())


def write(graph: Graph, directory: Path) -> None:
    """Write each column to a file of its own."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in graph._asdict().items():
        rows.tofile(directory / name)


def mapped(directory: Path, transactions: int) -> Columns:
    """Return the columns mapped from their files, up to a horizon."""
    rows = {
        name: np.memmap(directory / name, "<i8" if name == "value" else "<u8", "r").view(np.ndarray)
        for name in Graph._fields
    }
    return drawn_columns([*rows.values(), [], [], [], []], transactions)


@compiled
def _mill(
    count: int, first_input: U8, first_output: U8, prevout: U8, value: I8, spender: U8, pool: U8
) -> tuple[int, int]:
    """Fill the columns; return how many inputs and outputs there are."""
    np.random.seed(2_500)
    inputs, outputs, coins = 0, 0, 0
    for t in range(count):
        first_input[t], first_output[t] = inputs, outputs
        if t % PER_BLOCK == 0 or t < _WARM_UP:
            prevout[inputs] = np.uint64(NONE)
            inputs += 1
            split = 20 if t < _WARM_UP else 1
            for _ in range(min(split, 9)):
                value[outputs] = _SUBSIDY // min(split, 9)
                pool[coins] = outputs
                outputs += 1
                coins += 1
            continue
        draw = np.random.random()
        wanted = 1 if draw < 0.62 else 2 if draw < 0.84 else 3 if draw < 0.94 else 6
        left = 0
        for _ in range(min(wanted, coins - 1)):
            reach = min(coins, 6_000) if np.random.random() < 0.5 else coins
            place = coins - 1 - int(np.random.random() * reach)
            output = pool[place]
            pool[place] = pool[coins - 1]
            coins -= 1
            spender[output] = t
            prevout[inputs] = output
            inputs += 1
            left += int(value[output])
        left -= min(left, 150 + int(np.random.random() * 750))
        draw = np.random.random()
        wanted = 1 if draw < 0.14 else 2 if draw < 0.88 else 3 if draw < 0.97 else 9
        for payment in range(wanted):
            paid = left
            if payment + 1 < wanted:
                paid = int(np.random.random() * (left // 2))
                if paid < _LEAST or left - paid < _LEAST:
                    continue
            value[outputs] = paid
            pool[coins] = outputs
            outputs += 1
            coins += 1
            left -= paid
    return inputs, outputs
