"""Compiling array loops to machine code: one decorator, so that every kernel is built alike.

Compiled code is kept in a folder named after the digest of all sources that take part, and loaded on the
next start. Numba by itself looks only at the file a function stands in, and would go on with old code of
another file that is compiled into it. Compiled code releases the interpreter's lock while it runs.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba as nb
import numpy as np
from numba.core import config

P = ParamSpec("P")
R = TypeVar("R")

Number = int | np.int64 | np.uint64
"""A whole number inside compiled code, where its width and sign matter."""


def _cache() -> Path:
    """Return the folder for compiled code of exactly these sources, and remove those of others beside it."""
    store = Path(__file__).parent
    sources = sorted([*store.glob("*.py"), *store.parent.glob("kernel/*.py")])
    digest = hashlib.sha256(b"".join(hashlib.sha256(source.read_bytes()).digest() for source in sources)).hexdigest()
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    beside = store / "__pycache__"
    home = (
        Path(chosen) if chosen else beside if os.access(store, os.W_OK) else Path.home() / ".cache" / "custody-tracer"
    )
    folder = home / f"compiled-{digest[:16]}"
    if not folder.is_dir():
        for other in home.glob("compiled-*"):
            shutil.rmtree(other, ignore_errors=True)
    return folder


config.CACHE_DIR = str(_cache())  # type: ignore[attr-defined]
_LEAN = partial(nb.njit, cache=True, nogil=True, boundscheck=False, _nrt=False)
"""`_nrt` leaves reference counts out; Numba knows the option and does not list it."""
_INSIDE = partial(nb.njit, nogil=True, boundscheck=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""For what compiled code alone calls: no code is made that takes its arguments from Python, which takes long."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled on first call, without the interpreter, lock released."""
    return cast(Callable[P, R], nb.njit(cache=True, nogil=True, boundscheck=False)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled for use inside other compiled functions only."""
    return cast(Callable[P, R], _INSIDE()(function))


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled for other compiled functions to call, and kept for the next of them."""
    return cast(Callable[P, R], _INSIDE(cache=True)(function))


def spliced(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled into whatever compiled function calls it.

    For functions on tuples of arrays, which make no arrays of their own: neither handing the tuples over
    nor counting references to them then costs anything.
    """
    return cast(Callable[P, R], _INSIDE(cache=True, forceinline=True, _nrt=False)(function))


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled; it makes no arrays, and references to those it is given are not counted."""
    return cast(Callable[P, R], _LEAN()(function))
