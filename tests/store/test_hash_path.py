"""The way of hashing is chosen by what it takes on this processor, and changes no byte."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.chain import mainnet
from tests.store.chains import Miner
from tracer.errors import IntegrityError
from tracer.store import hash_path
from tracer.store.decoder import decoded, has_root


@pytest.mark.parametrize("path", hash_path.paths(), ids=[hash_path.NAMES[path] for path in hash_path.paths()])
def test_every_path_decodes_a_block_to_the_same_rows(path: int) -> None:
    """Whichever way is forced, every column of a block is the same, txids among them."""
    for raw in [mainnet.block(702861), *Miner(3).mine(20, 12).blocks]:
        rows, usual = decoded(raw, path=path)._asdict(), decoded(raw)._asdict()
        assert all(np.array_equal(rows[name], usual[name]) for name in usual)


@pytest.mark.parametrize("path", hash_path.paths(), ids=[hash_path.NAMES[path] for path in hash_path.paths()])
def test_every_path_refuses_another_root_and_a_repeated_list(path: int) -> None:
    """A changed byte and a list that repeats its end to keep its root are found whichever way is forced."""
    raw = mainnet.block(702861)
    with pytest.raises(IntegrityError):
        decoded(raw[:-1] + bytes([raw[-1] ^ 1]), path=path)
    txids = np.random.default_rng(1).integers(0, 256, (4, 32), dtype=np.uint8)
    txids[3] = txids[2]
    three = txids[:3]
    root = np.frombuffer(_root([row.tobytes() for row in three]), np.uint8)
    assert has_root(three, 3, root, path)
    assert not has_root(txids, 4, root, path)
    assert not has_root(three[::-1].copy(), 3, root, path)


def _root(hashes: list[bytes]) -> bytes:
    left = hash_path.hash_both(hashes[0] + hashes[1])
    return hash_path.hash_both(left + hash_path.hash_both(hashes[2] + hashes[2]))


def test_the_quickest_of_a_few_tries_is_taken() -> None:
    """One slow try does not decide: the best of each counts, and of equals the first."""
    seconds = iter([9.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    now = 0.0

    def trial() -> None:
        nonlocal now
        now += next(seconds)

    assert hash_path.quickest(dict.fromkeys((5, 6, 7), trial), lambda: now) == 5
    seconds = iter([2.0, 1.0, 1.0] * 3)
    assert hash_path.quickest(dict.fromkeys((5, 6, 7), trial), lambda: now) == 6


def test_the_fastest_path_is_one_that_there_is() -> None:
    """What is measured here is among the ways of this processor."""
    assert hash_path.fastest() in hash_path.paths()


@pytest.mark.long
def test_a_processor_without_sha_instructions_decodes_a_block(tmp_path: Path) -> None:
    """Code for any processor at all is compiled and finds the root: such a processor can fill a store."""
    (tmp_path / "block").write_bytes(mainnet.block(702861))
    words = (
        "import sys; from pathlib import Path; from tracer.store import decoder, hash_path;"
        "raw = Path(sys.argv[1]).read_bytes(); print(len(hash_path.paths()), len(decoder.decoded(raw, path=1).txid))"
    )
    environment = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CACHE_DIR": str(tmp_path / "compiled")}
    command = [sys.executable, "-c", words, str(tmp_path / "block")]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.split()[:1]) == (0, ["2"]), ended.stderr[-2_000:]
