"""Compiling array loops to machine code: one decorator, so that every kernel is built alike.

Compiled code is kept beside the source (or in the user's cache folder) and loaded on the next
start; it releases the interpreter's lock while it runs.
"""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")

Number = int | np.int64 | np.uint64
"""A whole number inside compiled code, where its width and sign matter."""

_LEAN = partial(nb.njit, cache=True, nogil=True, boundscheck=False, _nrt=False)
"""`_nrt` leaves reference counts out; Numba knows the option and does not list it."""

U1 = npt.NDArray[np.uint8]
U4 = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint64]
I8 = npt.NDArray[np.int64]


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled on first call, without the interpreter, lock released."""
    return cast(Callable[P, R], nb.njit(cache=True, nogil=True, boundscheck=False)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled for use inside other compiled functions only."""
    return cast(Callable[P, R], nb.njit(cache=False, nogil=True, boundscheck=False)(function))


def spliced(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled into whatever compiled function calls it.

    For functions on tuples of arrays, which make no arrays of their own: neither handing the tuples over
    nor counting references to them then costs anything.
    """
    return cast(Callable[P, R], _LEAN(forceinline=True)(function))


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled; it makes no arrays, and references to those it is given are not counted."""
    return cast(Callable[P, R], _LEAN()(function))
