"""The no-merge list: two addresses a line, every fault by its line."""

import pytest

from tracer.chain.address import decode
from tracer.chain.network import REGTEST
from tracer.errors import CaseError
from tracer.trace.clusters.no_merge import Apart, read_no_merge

ONE, OTHER = "2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi", "mvQ7WosPx49a19ZgcdjAHrodgY9f5UWJCT"


def test_pairs_are_read_with_their_lines() -> None:
    """Blanks or a comma stand between; comments and empty lines are passed over."""
    text = f"# two services\n\n{ONE}, {OTHER}  # since 2024\n{OTHER} {ONE}\n"
    scripts = decode(ONE, REGTEST), decode(OTHER, REGTEST)
    assert read_no_merge(text.encode(), "apart.txt", REGTEST) == (
        Apart(3, ONE, OTHER, scripts),
        Apart(4, OTHER, ONE, (scripts[1], scripts[0])),
    )


def test_every_fault_is_named_by_its_line() -> None:
    """A lonely address, a damaged one, one of another network and one against itself: four lines, four messages."""
    other_network = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
    text = f"{ONE}\n{ONE} {OTHER[:-1]}x\n{other_network} {ONE}\n{ONE} {ONE}"
    with pytest.raises(CaseError) as caught:
        read_no_merge(text.encode(), "apart.txt", REGTEST)
    first, second, third, fourth = caught.value.faults
    assert first == "apart.txt: line 1: 1 words where two addresses of different holders are expected"
    assert second.startswith(f"apart.txt: line 2: '{OTHER[:-1]}x': not an address: its checksum is wrong")
    assert third.startswith(f"apart.txt: line 3: '{other_network}': ")
    assert fourth == f"apart.txt: line 4: {ONE} stands there twice: an address cannot be kept apart from itself"


def test_a_list_that_is_no_text_is_refused() -> None:
    """Bytes that are not UTF-8 give one message with their place."""
    with pytest.raises(CaseError, match=r"apart.txt: not UTF-8 text at byte 2"):
        read_no_merge(b"ab\xff", "apart.txt", REGTEST)


def test_a_list_full_of_faults_stays_readable() -> None:
    """Twenty faults are listed and the rest is counted."""
    with pytest.raises(CaseError) as caught:
        read_no_merge(b"x\n" * 30, "apart.txt", REGTEST)
    assert len(caught.value.faults) == 21
    assert caught.value.faults[-1] == "apart.txt: 10 more faults like these"
