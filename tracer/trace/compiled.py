"""Array loops of this stage compiled to machine code: the decorator and the array types."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")

U1 = npt.NDArray[np.uint8]
I8 = npt.NDArray[np.int64]


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled on first call, without the interpreter, its lock released."""
    return cast(Callable[P, R], nb.njit(cache=True, nogil=True)(function))
