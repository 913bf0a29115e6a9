"""Keys of scripts: one at a time in plain Python, many at a time compiled, and the same."""

import random

import numpy as np

from tracer.store.keys import of_script, of_scripts
from tracer.store.script_keys import script_keys


def test_one_script_has_the_key_that_many_at_a_time_have() -> None:
    """Scripts of every length up to 70 bytes, some of them all zero or all ones, have one key each way."""
    source = random.Random(7)
    scripts = [bytes(n) for n in range(20)] + [b"\xff" * n for n in range(20)]
    scripts += [source.randbytes(n) for n in range(70)]
    begins = np.cumsum([0, *map(len, scripts)])[:-1].astype(np.uint64)
    held = np.frombuffer(b"".join(scripts), np.uint8)
    for first, end in ((0, len(scripts)), (3, 50), (len(scripts) - 1, len(scripts)), (7, 7)):
        many = script_keys(held, begins, first, end).tolist()
        assert [of_script(script) for script in scripts[first:end]] == many
        assert of_scripts(held, begins)(first, end).tolist() == many
