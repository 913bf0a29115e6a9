"""Array loops of this stage compiled to machine code: the decorators, by this stage's names, and the array types."""

import numpy as np
import numpy.typing as npt

from tracer.compiled import compiled as compiled
from tracer.compiled import grafted as spliced
from tracer.compiled import spliced as lean

__all__ = ("I8", "U1", "compiled", "lean", "spliced")

U1 = npt.NDArray[np.uint8]
I8 = npt.NDArray[np.int64]
