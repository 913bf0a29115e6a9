"""The names of observations: of a block, and of what lies beside it."""

import pytest

from tracer.operations import observation_names
from tracer.operations.observation_names import beside, block_of, height_of, is_name, is_of, revision_of

FIRST, TENTH = "0000138-93a102b6", "0000138-93a102b6-r10"


def test_they_are_ordered_by_height_block_and_number() -> None:
    """A height of more digits is above, a tenth beside a block comes after the second, two branches do not mix."""
    ordered = ("0000138-00000000-r3", FIRST, f"{FIRST}-r2", TENTH, "0000139-00000000", "10000000-00000000")
    assert tuple(sorted({*ordered}, key=observation_names.in_order)) == ordered


def test_a_name_says_height_block_and_number() -> None:
    """The next one beside a block has the next number."""
    assert [height_of(each) for each in (FIRST, TENTH)] == [138, 138]
    assert [block_of(each) for each in (FIRST, TENTH)] == [FIRST, FIRST]
    assert [revision_of(each) for each in (FIRST, TENTH)] == [0, 10]
    assert [beside(each) for each in (FIRST, TENTH)] == [f"{FIRST}-r1", f"{FIRST}-r11"]
    hash_ = "ab" * 28 + "93a102b6"
    assert [is_of(each, hash_) for each in (FIRST, TENTH, "0000138-93a102b7-r1")] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    ["", "138-93a102b6", f"{FIRST}-r0", f"{FIRST}-r01", f"{FIRST}-r", f"{FIRST}-r1-r1", f"{FIRST}\n", FIRST.upper()],
)
def test_what_is_none(text: str) -> None:
    """Numbers begin at one and have no zero before them."""
    assert not is_name(text)
    assert is_name(FIRST)
    assert is_name(TENTH)
