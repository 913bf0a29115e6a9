import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import numba as nb
import numpy as np
import pytest

from tracer.compiled import compiled
from tracer.store import sha256
from tracer.store.arrays import U1, U4, U8


@compiled
def _hash_twice(data: U1, length: int, out: U1, state: U4) -> None:
    sha256.hash_twice(data, length, out, 0, state)


@compiled
def _both(state: U4, other: U4, block: U1) -> None:
    sha256.compress(state, block, 0)
    sha256.compress(other, block, 0)


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 80, 119, 120, 127, 128, 1000, 100_003])
@pytest.mark.parametrize("path", [sha256.INSTRUCTIONS, sha256.PLAIN])
def test_a_compiled_hash_equals_hashlib(length: int, path: int) -> None:
    """Two rounds of SHA-256 in compiled code give what hashlib gives, at every length of the padding."""
    content = random.Random(length).randbytes(length)
    data = np.zeros(length + 72, np.uint8)
    data[:length] = np.frombuffer(content + b"\0", np.uint8)[:length]
    out = np.zeros(32, np.uint8)
    _hash_twice(data, length, out, sha256.new_state(path))
    assert out.tobytes() == hashlib.sha256(hashlib.sha256(content).digest()).digest()


def test_plain_arithmetic_and_the_processors_instructions_agree() -> None:
    """The block step used here and the one for any processor leave the same state."""
    source = random.Random(1)
    for _ in range(50):
        block = np.frombuffer(source.randbytes(64), np.uint8)
        state, other = sha256.new_state(sha256.INSTRUCTIONS), sha256.new_state(sha256.PLAIN)
        state[:8] = other[:8] = np.frombuffer(source.randbytes(32), np.uint32)
        _both(state, other, block)
        assert state[:8].tolist() == other[:8].tolist()


def unready() -> list[str]:
    """Return the SHA instructions of a compiled hash that find the vector registers' upper halves in use."""
    fresh = nb.njit(nogil=True)(_hash_twice.py_func)  # type: ignore[attr-defined]
    fresh(np.zeros(200, np.uint8), 100, np.zeros(32, np.uint8), sha256.new_state(sha256.INSTRUCTIONS))
    (code,) = fresh.inspect_asm().values()
    lines = [line.strip() for line in code.splitlines()]
    assert any(line.startswith("sha256rnds2") for line in lines)
    found, emptied = [], False
    for at, line in enumerate(lines):
        if line.split() == [".byte", "197"] and [each.split()[-1] for each in lines[at : at + 3]] == [
            "197",
            "248",
            "119",
        ]:
            emptied = True
        elif line.endswith(":") or "%ymm" in line or "%zmm" in line:
            emptied = False
        elif line.startswith("sha256") and not emptied:
            found.append(line)
    return found


@pytest.mark.skipif(not sha256.has_instructions(), reason="this processor has no SHA instructions")
@pytest.mark.parametrize("avx", ["1", "0"])
def test_no_sha_instruction_meets_upper_halves_in_use(avx: str, tmp_path: Path) -> None:
    """Each block step empties the upper halves first, where the compiler may use AVX and where it may not."""
    told = {"NUMBA_ENABLE_AVX": avx, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "from tests.store import test_sha256; print(test_sha256.unready())"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env=os.environ | told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not sha256.has_instructions(), reason="this processor has no SHA instructions")
def test_hashing_leaves_what_vector_registers_hold_to_the_code_around_it() -> None:
    """Eight sums kept in registers over a thousand block steps come out as they do without the steps."""
    block, state = np.zeros(64, np.uint8), sha256.new_state(sha256.INSTRUCTIONS)
    terms = np.random.default_rng(1).integers(0, 1 << 40, (1000, 8), dtype=np.uint64)
    assert _sums_between_hashes(terms, block, state) == tuple(terms.sum(axis=0).tolist())


@compiled
def _sums_between_hashes(terms: U8, block: U1, state: U4) -> tuple[np.uint64, ...]:
    """Return the sums of eight columns, a block step after each row."""
    a, b, c, d = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    e, f, g, h = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    for row in range(terms.shape[0]):
        a, b, c, d = a + terms[row, 0], b + terms[row, 1], c + terms[row, 2], d + terms[row, 3]
        e, f, g, h = e + terms[row, 4], f + terms[row, 5], g + terms[row, 6], h + terms[row, 7]
        sha256.compress(state, block, 0)
    return a, b, c, d, e, f, g, h
