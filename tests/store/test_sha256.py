import hashlib
import random

import numpy as np
import pytest

from tracer.store import sha256, sha_plain
from tracer.store.arrays import U1, U4
from tracer.store.compiled import compiled


@compiled
def _hash_twice(data: U1, length: int, out: U1, state: U4) -> None:
    sha256.hash_twice(data, length, out, 0, state)


@compiled
def _both(state: U4, other: U4, block: U1) -> None:
    sha256.compress(state, block, 0)
    sha_plain.compress(other, block, 0)


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 80, 119, 120, 127, 128, 1000, 100_003])
def test_a_compiled_hash_equals_hashlib(length: int) -> None:
    """Two rounds of SHA-256 in compiled code give what hashlib gives, at every length of the padding."""
    content = random.Random(length).randbytes(length)
    data = np.zeros(length + 72, np.uint8)
    data[:length] = np.frombuffer(content + b"\0", np.uint8)[:length]
    out = np.zeros(32, np.uint8)
    _hash_twice(data, length, out, np.empty(8, np.uint32))
    assert out.tobytes() == hashlib.sha256(hashlib.sha256(content).digest()).digest()


def test_plain_arithmetic_and_the_processors_instructions_agree() -> None:
    """The block step used here and the one for any processor leave the same state."""
    source = random.Random(1)
    for _ in range(50):
        block = np.frombuffer(source.randbytes(64), np.uint8)
        state = np.frombuffer(source.randbytes(32), np.uint32).copy()
        other = state.copy()
        _both(state, other, block)
        assert state.tolist() == other.tolist()
