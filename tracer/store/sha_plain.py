"""SHA-256's block step and constants in integer arithmetic, for any processor.

Source: FIPS 180-4, sections 4.2.2, 5.3.3 and 6.2.2.
"""

import numpy as np

from tracer.compiled import inlined
from tracer.store.arrays import U1, U4

ROUND = np.array(
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ],
    dtype=np.uint32,
)  # fmt: skip
START = np.array(
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], dtype=np.uint32
)
SCHEDULE = 9
"""Where a state has room for the 64 words of a message schedule: behind its eight and the one that says the path."""
WORDS = SCHEDULE + 64
"""Words of a state."""


@inlined
def compress(state: U4, data: U1, at: int) -> None:
    """Mix one 64-byte block of `data` into the first eight words of `state`, in integer arithmetic.

    The message schedule is laid into the state from `SCHEDULE` on: callers count no references, so no array is made.
    """
    w = state[SCHEDULE : SCHEDULE + 64]
    for i in range(16):
        j = at + 4 * i
        w[i] = (
            (np.uint32(data[j]) << np.uint32(24))
            | (np.uint32(data[j + 1]) << np.uint32(16))
            | (np.uint32(data[j + 2]) << np.uint32(8))
            | np.uint32(data[j + 3])
        )
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        s0 = _turn(x, 7) ^ _turn(x, 18) ^ (x >> np.uint32(3))
        s1 = _turn(y, 17) ^ _turn(y, 19) ^ (y >> np.uint32(10))
        w[i] = np.uint32(w[i - 16] + s0 + w[i - 7] + s1)
    a, b, c, d = state[0], state[1], state[2], state[3]
    e, f, g, h = state[4], state[5], state[6], state[7]
    for i in range(64):
        s1 = _turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)
        t1 = np.uint32(h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i])
        s0 = _turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)
        t2 = np.uint32(s0 + ((a & b) ^ (a & c) ^ (b & c)))
        h, g, f, e = g, f, e, np.uint32(d + t1)
        d, c, b, a = c, b, a, np.uint32(t1 + t2)
    for i, word in enumerate((a, b, c, d, e, f, g, h)):
        state[i] = np.uint32(state[i] + word)


@inlined
def _turn(x: np.uint32, by: int) -> np.uint32:
    """Return the 32-bit word rotated right."""
    return np.uint32((x >> np.uint32(by)) | (x << np.uint32(32 - by)))
