"""The arrays that columns are made of, by the width of their whole numbers; loads nothing that compiles."""

import numpy as np
import numpy.typing as npt

U1 = npt.NDArray[np.uint8]
U4 = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint64]
I8 = npt.NDArray[np.int64]
