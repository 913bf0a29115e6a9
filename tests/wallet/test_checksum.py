"""The checksum of descriptors, against the vectors of BIP 380 and BIP 381–387 as Core prints them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.wallet.checksum import checked, checksum


def test_the_published_checksum_is_reproduced() -> None:
    """BIP 380: `raw(deadbeef)` ends in `89f8spxm`."""
    assert checksum("raw(deadbeef)") == "89f8spxm"
    assert checked("raw(deadbeef)#89f8spxm") == "raw(deadbeef)"


@pytest.mark.parametrize(
    "descriptor",
    [
        "raw(deadbeef)#",
        "raw(deadbeef)#89f8spxmx",
        "raw(deadbeef)#89f8spx",
        "raw(deedbeef)#89f8spxm",
        "raw(deedbeef)##9f8spxm",
    ],
)
def test_each_published_wrong_checksum_is_refused(descriptor: str) -> None:
    """BIP 380: empty, too long, too short, error in payload, error in checksum."""
    with pytest.raises(
        ValueError, match=r"^has a wrong checksum: a character was lost or changed, copy it again from the wallet$"
    ):
        checked(descriptor)


def test_a_missing_checksum_is_refused_and_the_right_one_shown() -> None:
    """Without a checksum nothing could be compared, so the reader is told to compare first."""
    with pytest.raises(
        ValueError, match=r"^has no checksum: compare it with the wallet it came from, then end it with #89f8spxm$"
    ):
        checked("raw(deadbeef)")


def test_a_foreign_character_is_named_by_its_place() -> None:
    """BIP 380: `raw(Ü)` has a character no descriptor can hold."""
    with pytest.raises(ValueError, match=r"^holds a character that no descriptor can hold, at place 5$"):
        checked("raw(Ü)#00000000")


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.data())
def test_any_single_changed_character_is_noticed(data: st.DataObject) -> None:
    """BIP 380 promises that one wrong character is always detected."""
    right = "wpkh(02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9)"
    place = data.draw(st.integers(0, len(right) - 1))
    other = data.draw(st.sampled_from("0123456789abcdefghABCDEFGH()/*'").filter(lambda c: c != right[place]))
    with pytest.raises(ValueError, match="wrong checksum"):
        checked(f"{right[:place]}{other}{right[place + 1 :]}#{checksum(right)}")
