"""Who is paid one value: what carries nothing, one script paid often, and dust, make no crowd to hide in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chain import mainnet
from tests.trace.drawing import Drawing, seed
from tests.trace.patterns.subjects import subject
from tracer.chain import decode
from tracer.chain.transaction import Transaction
from tracer.trace.patterns.mix import is_mix, mix_findings
from tracer.trace.patterns.receivers import is_thin, most_shared, receivers
from tracer.trace.patterns.subject import Spend, Subject

NO_CROWD = {
    "two data outputs of nothing and one payment": "0@a:data 0@b:data 99000000",
    "two anchors and one payment": "240@a:anchor 240@b:anchor 99000000",
    "two payments of nothing": "0@a 0@b 99000000",
    "two payments of a value to data carriers": "50000@a:data 50000@b:data 99000000",
    "two equal payments to one script": "40000000@x 40000000@x",
    "three equal payments to two scripts of six": "100000@x 100000@x 100000@y 7000 8000 9000",
    "a pair of dust": "600 600 99000000",
    "a pair of 1,000": "1000 1000 99000000",
    "a pair below the least amount": "4999 4999 99000000",
    "a pair of less than a hundredth": "400000 400000 99000000",
    "tokens sold to one buyer": "546 91804@x 91804@x 86296@y 91804@x 91804@x 86296@y 86296@y",
}
"""What ended trails once and hides nobody; the last as in mainnet's block 866,342."""


@pytest.mark.parametrize("outputs", NO_CROWD.values(), ids=NO_CROWD)
def test_what_hides_nobody_ends_no_trail(outputs: str) -> None:
    """Neither by the stop rule nor under a veto, and every rule that was asked says what it misses."""
    seen = subject("60000000 50000000", outputs)
    assert is_mix(seen, heed_vetoes=False) is None
    assert all(finding.missing for finding in mix_findings(seen))


@pytest.mark.parametrize(
    "outputs",
    [
        "5000 5000",
        "40000000@x 40000000@y",
        "500000 500000 98000000",
        "40000000 40000000 0@a:data 0@b:data 0@c:data 0@d:data",
        "100000@x 100000@y 100000@z 7000 8000 9000",
    ],
)
def test_two_receivers_of_one_value_worth_having_end_it(outputs: str) -> None:
    """At the least amount and at a hundredth of what is paid; data beside the payments changes nothing."""
    found = is_mix(subject("60000000 50000000", outputs))
    assert found is not None
    assert not found.missing


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("0@burn 0@burn 1000000", {"pay.2": "unspent A1000000"}),
        ("500000@x 500000@x", {"pay.0": "unspent A500000", "pay.1": "unspent A500000"}),
        ("600 600 100000000", {"pay.0": "unspent A600", "pay.1": "unspent A600", "pay.2": "unspent A998800"}),
    ],
)
def test_a_trail_goes_on_where_nobody_is_hidden(text: str, ends: dict[str, str]) -> None:
    """A suspect cannot end a trail by two data outputs, by paying one script twice, or for 1,200 satoshi."""
    drawn = f"theft: -> 1000000\nown: -> 100000000\n\npay: theft.0 own.0 -> {text}"
    assert Drawing(drawn, [seed("A", "theft.0")], coinjoin=True).ends() == ends


@settings(derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 240, 4_999, 5_000, 10**6]), st.sampled_from("abcdefg")), min_size=1, max_size=9
    ),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(["data", "anchor"])), max_size=5),
)
def test_what_carries_nothing_changes_no_answer(paid: list[tuple[int, str]], beside: list[tuple[int, str]]) -> None:
    """Data outputs and anchors, however many and of whatever value, change neither the receivers nor the wide rules."""
    plain = " ".join(f"{value}@{name}" for value, name in paid)
    more = " ".join(f"{value}@{at}:{form}" for at, (value, form) in enumerate(beside))
    bare, beset = subject("9000000 9000000", plain), subject("9000000 9000000", f"{plain} {more}")
    assert receivers(bare) == receivers(beset)
    assert most_shared(receivers(bare)) == most_shared(receivers(beset))
    assert is_thin(bare, receivers(bare)) == is_thin(beset, receivers(beset))
    assert [each.verdict for each in mix_findings(bare)[4:]] == [each.verdict for each in mix_findings(beset)[4:]]


@pytest.mark.parametrize(("height", "stops"), [(866342, 0), (739990, 2), (702861, 10)])
def test_ordinary_blocks_have_no_more_stops_than_rounds_and_look_alikes(height: int, stops: int) -> None:
    """Taking each coin spent for another holder's, so that no veto helps: none of 4,863 payments of a block of 2024.

    In the two others the seven rounds of five equal outputs, one Wasabi round, and three pairs remain, one of 10,001.
    """
    block = decode.block(mainnet.block(height))
    found = [is_mix(_strangers(transaction, height)) for transaction in block.transactions[1:]]
    assert sum(each is not None for each in found) == stops


def _strangers(transaction: Transaction, height: int) -> Subject:
    """Return a transaction as if each coin that it spends were another holder's."""
    spends = tuple(
        Spend(spent.prevout, 10_000_000 + at, b"\x00\x14" + bytes(16) + at.to_bytes(4, "big"), spent.sequence)
        for at, spent in enumerate(transaction.inputs)
        if spent.prevout is not None
    )
    return Subject(
        txid=transaction.txid,
        inputs=spends,
        outputs=transaction.outputs,
        version=transaction.version,
        locktime=transaction.locktime,
        height=height,
    )
