"""SHA-256 inside compiled loops, so that hashing a transaction costs no call into Python.

There are two block steps: the processor's SHA instructions, where it has them, and plain integer arithmetic; which of
them is taken is said by the ninth word of the state. `hash_path` chooses. All are held against hashlib by a test.

Source: FIPS 180-4, section 5.1.1 (padding).
"""

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numpy as np
from numba.core import config

from tracer.compiled import inlined
from tracer.store import sha_plain
from tracer.store.arrays import U1, U4
from tracer.store.sha_plain import START


def has_instructions() -> bool:
    """Whether compiled code may use the processor's SHA instructions."""
    chosen = any(getattr(config, name) is not None for name in ("CPU_NAME", "CPU_FEATURES"))
    features = llvm.get_host_cpu_features()
    return not chosen and bool(features.get("sha")) and bool(features.get("ssse3"))


INSTRUCTIONS, PLAIN, HASHLIB = range(3)
"""Paths: the processor's instructions, plain arithmetic, both compiled; and hashlib, which is called for each hash."""

PATH = 8
"""The place in a state behind its eight words, which says the path."""


def new_state(path: int) -> U4:
    """Return room for a state, whose steps go this path."""
    state = np.zeros(sha_plain.WORDS, np.uint32)
    state[PATH] = path
    return state


if has_instructions():
    from tracer.store import sha_instructions

    @inlined
    def compress(state: U4, data: U1, at: int) -> None:
        """Mix one 64-byte block of `data` into the state, by the path that it names."""
        if state[PATH] == INSTRUCTIONS:
            sha_instructions.compress(state, data, at)
        else:
            sha_plain.compress(state, data, at)

else:
    from tracer.store.sha_plain import compress as compress


@inlined
def hash_twice(data: U1, length: int, out: U1, at: int, state: U4) -> None:
    """Write SHA-256 of SHA-256 of the first `length` bytes of `data` into `out[at:at+32]`.

    `data` is used up: it must have room for 72 bytes more than `length`, and is overwritten there and
    at its start. `state` is of `new_state`.
    """
    begin(state)
    finish_twice(data, length, length, out, at, state)


@inlined
def begin(state: U4) -> None:
    """Set the state to where a hash starts; whole blocks may then be mixed in by `compress`."""
    for i in range(8):
        state[i] = START[i]


@inlined
def finish_twice(data: U1, rest: int, length: int, out: U1, at: int, state: U4) -> None:
    """End a hash of `length` bytes whose last ones are the first `rest` of `data`, and hash the hash.

    What comes before the rest must be in `state` already. `data` is used up as by `hash_twice`.
    """
    _pad_and_mix(data, rest, length, state)
    _write_state(state, data, 0)
    begin(state)
    _pad_and_mix(data, 32, 32, state)
    _write_state(state, out, at)


@inlined
def _pad_and_mix(data: U1, rest: int, length: int, state: U4) -> None:
    """Mix in the last bytes of a message, after adding the padding behind them."""
    blocks = (rest + 72) // 64
    data[rest] = 0x80
    for place in range(rest + 1, 64 * blocks - 8):
        data[place] = 0
    bits = np.uint64(length) << np.uint64(3)
    for i in range(8):
        data[64 * blocks - 8 + i] = np.uint8((bits >> np.uint64(56 - 8 * i)) & np.uint64(0xFF))
    for block in range(blocks):
        compress(state, data, 64 * block)


@inlined
def _write_state(state: U4, out: U1, at: int) -> None:
    """Write the eight words as 32 bytes, most significant byte first."""
    for i in range(8):
        word = state[i]
        for j in range(4):
            out[at + 4 * i + j] = np.uint8((word >> np.uint32(24 - 8 * j)) & np.uint32(0xFF))
