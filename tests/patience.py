"""How long tests wait for what other processes do: until it holds, and never so short that load decides."""

import time
from collections.abc import Callable

PATIENCE = 300.0
"""Seconds after which a process that should act, or end, is held to hang. Ordinarily it takes a small part of one."""


def wait_until(holds: Callable[[], object]) -> None:
    """Return once something holds.

    Raises:
        AssertionError: it does not, for as long as a test is patient.
    """
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{holds} does not hold after {PATIENCE:.0f} s"
        time.sleep(0.02)
