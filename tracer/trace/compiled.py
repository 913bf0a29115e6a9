"""Array loops of this stage compiled to machine code: the decorators and the array types.

Compiled code is kept beside its source and made anew when that one file changes, so what is compiled into one
another stands in one file.
"""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")

U1 = npt.NDArray[np.uint8]
I8 = npt.NDArray[np.int64]

_LEAN = partial(nb.njit, nogil=True, forceinline=True, _nrt=False)()
"""`_nrt` leaves reference counts out; Numba knows the option and does not list it."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled on first call, without the interpreter, its lock released."""
    return cast(Callable[P, R], nb.njit(cache=True, nogil=True)(function))


def spliced(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled into whatever compiled function calls it, which makes handing over tuples free."""
    return cast(Callable[P, R], nb.njit(nogil=True, forceinline=True)(function))


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function spliced where it is called; it makes no arrays or lists, and counts no references to any."""
    return cast(Callable[P, R], _LEAN(function))
