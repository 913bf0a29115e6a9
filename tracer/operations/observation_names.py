"""The names of observations on file: of a block, `0000247-118f06a4`, and of what lies beside it, `0000247-118f06a4-r1`.

The first part is the block's height, the second the last eight digits of its hash. What a closed period rests on is
never replaced: a later look at the block that found something else is filed beside it, under the next number.
"""

import re

_NAME = re.compile(r"([0-9]{7,10})-([0-9a-f]{8})(?:-r([1-9][0-9]{0,3}))?")


def is_name(text: str) -> bool:
    """Return whether a text is the name of an observation."""
    return _NAME.fullmatch(text) is not None


def height_of(name: str) -> int:
    """Return the height in an observation's name."""
    return int(name.partition("-")[0])


def block_of(name: str) -> str:
    """Return the name that the first observation of the same block has."""
    return name.partition("-r")[0]


def revision_of(name: str) -> int:
    """Return the number of an observation beside the first one of its block; of that one 0."""
    return int(name.partition("-r")[2] or 0)


def is_of(name: str, hash_: str) -> bool:
    """Return whether an observation is of a block with this hash."""
    return hash_.endswith(block_of(name).partition("-")[2])


def beside(name: str) -> str:
    """Return the name under which the next observation of the same block is filed."""
    return f"{block_of(name)}-r{revision_of(name) + 1}"


def in_order(name: str) -> tuple[int, str, int]:
    """Return what sorts observations: by height, block, then as they were filed."""
    return height_of(name), block_of(name), revision_of(name)
