"""Marks the tests that run a real node (`fixtures/bitcoind.py`), skipped with the reason where there is none.

`tests/conftest.py` says what `bitcoind` is in a mark's condition.
"""

from typing import TypeVar

import pytest

_Test = TypeVar("_Test")

needs_bitcoind = [
    pytest.mark.node,
    pytest.mark.skipif("bitcoind is None", reason="no bitcoind 31 or newer on PATH or named by BITCOIND"),
]
"""For a whole module of tests that run a real node: `pytestmark = needs_bitcoind`."""


def requires_bitcoind(test: _Test) -> _Test:
    """Decorate a test, or a class of tests, as one that runs a real node; skipped where there is none."""
    for mark in needs_bitcoind:
        mark(test)
    return test
