"""What a txid costs in compiled code that also uses the wide vector registers, against hashlib."""

import hashlib
from collections.abc import Iterator

import numpy as np

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median, timed
from tracer.compiled import compiled
from tracer.store import sha256
from tracer.store.arrays import U1, U4

_BYTES = 250
"""A transaction of one input and two outputs."""
TRANSACTIONS = Sizes(1_000_000, 100_000, 100)


def hashing(bench: Bench) -> Iterator[Row]:
    """Compiled hashing of transactions against hashlib."""
    transactions = bench.size(TRANSACTIONS)
    (ours, theirs), _ = bench.alone(hashed, transactions, bench.runs)
    yield Row(
        f"txids of {transactions:,} transactions of {_BYTES} bytes in a compiled loop that copies them first, against "
        f"hashlib",
        "<= 1 x",
        f"{ours / transactions * 1e9:,.0f} ns each against {theirs / transactions * 1e9:,.0f} ns"
        f" ({'SHA instructions' if sha256.has_instructions() else 'plain arithmetic'})",
        f"{ours / theirs:.2f} x",
        at_most(ours, theirs)[1],
    )


MEASUREMENTS: tuple[Measurement, ...] = (hashing,)


def hashed(transactions: int, runs: int) -> tuple[float, float]:
    """Return the median seconds of both, measured in turns, after comparing what they give."""
    raw = np.random.default_rng(1).integers(0, 256, transactions * _BYTES, dtype=np.uint8)
    content = raw.tobytes()
    txids, room, state = np.zeros(32 * transactions, np.uint8), np.zeros(_BYTES + 72, np.uint8), np.zeros(8, np.uint32)
    ours, theirs = [], []
    for _ in range(runs + 1):
        seconds, _ = timed(_compiled, raw, txids, room, state)
        ours.append(seconds)
        seconds, expected = timed(_by_hashlib, content)
        theirs.append(seconds)
        if txids.tobytes() != b"".join(expected):
            raise AssertionError("compiled hashing and hashlib do not agree")
    return median(ours[1:]), median(theirs[1:])


@compiled
def _compiled(raw: U1, txids: U1, room: U1, state: U4) -> None:
    """Hash every transaction, after a copy that a compiler makes with the widest registers there are."""
    for number in range(raw.size // _BYTES):
        for place in range(_BYTES):
            room[place] = raw[number * _BYTES + place]
        sha256.hash_twice(room, _BYTES, txids, 32 * number, state)


def _by_hashlib(raw: bytes) -> list[bytes]:
    """Hash every transaction."""
    starts = range(0, len(raw), _BYTES)
    return [hashlib.sha256(hashlib.sha256(raw[at : at + _BYTES]).digest()).digest() for at in starts]
