"""The arrays that this stage computes with, by the width of their whole numbers; loads nothing that compiles."""

import numpy as np
import numpy.typing as npt

U1 = npt.NDArray[np.uint8]
I8 = npt.NDArray[np.int64]
