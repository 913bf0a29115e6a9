"""A call for a process of its own, which loads no more than it takes."""

import os


def square(number: int) -> int:
    """Return a square, or end badly."""
    if number < 0:
        os._exit(7)
    if number == 0:
        raise ValueError("nothing to square")
    return number * number
