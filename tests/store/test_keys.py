"""Keys of scripts: one at a time in plain Python, many at a time compiled, and the same."""

import random

import numpy as np

from tracer.store.keys import of_script, of_scripts


def test_one_script_has_the_key_that_many_at_a_time_have() -> None:
    """Scripts of every length up to 70 bytes, some of them all zero or all ones, have one key each way."""
    source = random.Random(7)
    scripts = (
        [bytes(n) for n in range(20)] + [b"\xff" * n for n in range(20)] + [source.randbytes(n) for n in range(70)]
    )
    begins = np.cumsum([0, *map(len, scripts)])[:-1].astype(np.uint64)
    many = of_scripts(np.frombuffer(b"".join(scripts), np.uint8), begins)(0, len(scripts))
    assert [of_script(script) for script in scripts] == many.tolist()
