"""Which way of hashing is the fastest here: measured once in a process, when the first block is decoded.

What processors are good at is not to be known beforehand: instructions that one has may be slow on the next, or
beside other code. All ways give the same bytes, so what is measured decides the time alone.
"""

import hashlib
import time
from collections.abc import Callable
from functools import cache

import numpy as np

from tracer.compiled import compiled
from tracer.store.arrays import U1, U4
from tracer.store.sha256 import HASHLIB, INSTRUCTIONS, PLAIN, has_instructions, hash_twice, new_state

NAMES = {INSTRUCTIONS: "SHA instructions", PLAIN: "plain arithmetic", HASHLIB: "hashlib"}
"""Paths in words."""

_BYTES, _HASHES, _TIMES = 250, 100, 3
"""A usual transaction; so many of them take a tenth of a millisecond or less; the best of so many times counts."""


def paths() -> tuple[int, ...]:
    """Return the paths that there are on this processor."""
    return (INSTRUCTIONS, PLAIN, HASHLIB) if has_instructions() else (PLAIN, HASHLIB)


@cache
def fastest() -> int:
    """Return the path that hashes transactions in the least time here, after a millisecond or two of measuring."""
    return quickest({path: _trial(path) for path in paths()}, time.perf_counter)


def quickest(trials: dict[int, Callable[[], object]], now: Callable[[], float]) -> int:
    """Return which of these takes the least time, the best of a few tries; the first of equals."""
    best: dict[int, float] = {}
    for _ in range(_TIMES):
        for path, trial in trials.items():
            start = now()
            trial()
            taken = now() - start
            best[path] = min(best.get(path, taken), taken)
    return min(best, key=lambda path: best[path])


def _trial(path: int) -> Callable[[], object]:
    """Return the hashing of some transactions by one path, ready to run: compiled, its arrays made."""
    raw = np.arange(_HASHES * _BYTES, dtype=np.uint64).astype(np.uint8)
    if path == HASHLIB:
        content = raw.tobytes()
        return lambda: [hash_both(content[at : at + _BYTES]) for at in range(0, len(content), _BYTES)]
    out, room, state = np.zeros(32, np.uint8), np.zeros(_BYTES + 72, np.uint8), new_state(path)
    hash_all(raw[:_BYTES], _BYTES, out, room, state)
    return lambda: hash_all(raw, _BYTES, out, room, state)


def hash_both(content: bytes) -> bytes:
    """Return SHA-256 of SHA-256 by hashlib."""
    return hashlib.sha256(hashlib.sha256(content).digest()).digest()


@compiled
def hash_all(raw: U1, size: int, out: U1, room: U1, state: U4) -> None:
    """Hash each `size` bytes twice, after a copy that a compiler makes with the widest registers there are.

    Hashes are written behind one another as far as `out` reaches, and then from its start again. `room` has 72 bytes
    more than `size`.
    """
    for number in range(raw.size // size):
        for place in range(size):
            room[place] = raw[number * size + place]
        hash_twice(room, size, out, 32 * number % out.size, state)
