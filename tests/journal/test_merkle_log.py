"""Heads of a log: RFC 6962's hashes, and what continues what."""

import hashlib

import pytest

from tracer.journal.merkle_log import Head, continues, head_of

# Source: certificate-transparency-go, rfc6962 reference tests (leaf inputs and the roots of the first n of them).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_the_published_roots_come_out(size):
    """The root over the first n published leaves is the published one."""
    assert head_of(LEAVES[:size]) == Head(size, ROOTS[size])


@pytest.mark.parametrize("size", range(9))
def test_a_longer_log_continues_every_earlier_head(size: int) -> None:
    """A log continues each head it ever had, and no longer one."""
    assert continues(LEAVES, head_of(LEAVES[:size]))
    assert not continues(LEAVES[:size], head_of([*LEAVES, b"x"]))


def test_an_edit_a_cut_and_a_swap_do_not_continue() -> None:
    """Entries edited, taken out or swapped below the earlier head are another log."""
    earlier = head_of(LEAVES)
    assert not continues([*LEAVES[:3], b"other", *LEAVES[4:]], earlier)
    assert not continues([*LEAVES[:3], *LEAVES[4:], b"more"], earlier)
    assert not continues([LEAVES[1], LEAVES[0], *LEAVES[2:]], earlier)


def test_a_leaf_is_no_node() -> None:
    """A leaf made of two hashes is not taken for the node over them."""
    joined = b"".join(hashlib.sha256(b"\x00" + leaf).digest() for leaf in LEAVES[:2])
    assert head_of([joined]).root != head_of(LEAVES[:2]).root


def test_a_head_is_read_as_it_is_written() -> None:
    """A head in words comes back the same; anything else is refused."""
    assert Head.parse(str(head_of(LEAVES))) == head_of(LEAVES)
    for text in ("", "5", f"05:{'0' * 64}", f"5:{'0' * 63}", f"5:{'G' * 64}", f"-1:{'0' * 64}"):
        with pytest.raises(ValueError, match="expected SIZE:ROOT"):
            Head.parse(text)
