"""What a txid costs by each path, in compiled code that also uses the wide vector registers, against hashlib."""

from collections.abc import Iterator

import numpy as np

from benchmarks.bench import Bench, Measurement, Sizes
from benchmarks.measuring import Row, at_most, median, timed
from tracer.store.hash_path import NAMES, fastest, hash_all, hash_both, paths
from tracer.store.sha256 import HASHLIB, new_state

_BYTES = 250
"""A transaction of one input and two outputs."""
TRANSACTIONS = Sizes(1_000_000, 100_000, 100)


def hashing(bench: Bench) -> Iterator[Row]:
    """Hashing of transactions, each way there is, against hashlib."""
    transactions = bench.size(TRANSACTIONS)
    (seconds, chosen), _ = bench.alone(hashed, transactions, bench.runs)
    theirs = seconds[HASHLIB]
    for path, ours in seconds.items():
        yield Row(
            f"txids of {transactions:,} transactions of {_BYTES} bytes by {NAMES[path]}"
            + (", copied first in compiled code" if path != HASHLIB else "")
            + (" (chosen at start)" if path == chosen else ""),
            "<= 1 x hashlib" if path == chosen else "(forced)",
            f"{ours / transactions * 1e9:,.0f} ns each against {theirs / transactions * 1e9:,.0f} ns",
            f"{ours / theirs:.2f} x",
            path == chosen and at_most(ours, theirs)[1],
        )


MEASUREMENTS: tuple[Measurement, ...] = (hashing,)


def hashed(transactions: int, runs: int) -> tuple[dict[int, float], int]:
    """Return the median seconds of each path, measured in turns, after comparing what they give; and the one chosen."""
    raw = np.random.default_rng(1).integers(0, 256, transactions * _BYTES, dtype=np.uint8)
    content = raw.tobytes()
    txids, room = np.zeros(32 * transactions, np.uint8), np.zeros(_BYTES + 72, np.uint8)
    seconds: dict[int, list[float]] = {path: [] for path in paths()}
    for _ in range(runs + 1):
        taken, expected = timed(_by_hashlib, content)
        seconds[HASHLIB].append(taken)
        for path in seconds:
            if path == HASHLIB:
                continue
            taken, _ = timed(hash_all, raw, _BYTES, txids, room, new_state(path))
            seconds[path].append(taken)
            if txids.tobytes() != b"".join(expected):
                raise AssertionError(f"{NAMES[path]} and hashlib do not agree")
    return {path: median(each[1:]) for path, each in seconds.items()}, fastest()


def _by_hashlib(raw: bytes) -> list[bytes]:
    """Hash every transaction."""
    return [hash_both(raw[at : at + _BYTES]) for at in range(0, len(raw), _BYTES)]
