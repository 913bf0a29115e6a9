"""Shares of a disposal: whole units, by largest remainder, that add up."""

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.acts import on
from tests.reserve.disposition.test_disposal_rows import SCRIPT, row, sale
from tracer.chain.amount import Sats
from tracer.reserve.act_terms import Proceeds, ShareTerms
from tracer.reserve.acts import DisposalAct, DisposalOutput
from tracer.reserve.disposition.shares import apportioned


@pytest.mark.parametrize(
    ("whole", "parts", "found"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (100, (2, 3, 1), (33, 50, 17)),
        (7, (50, 50), (4, 3)),
        (10, (1, 1, 1, 3), (2, 2, 1, 5)),
        (0, (1, 2), (0, 0)),
        (1, (1, 1_000_000), (0, 1)),
        (2_100_000_000_000_000, (1, 2), (700_000_000_000_000, 1_400_000_000_000_000)),
    ],
)
def test_shares_by_hand(whole: int, parts: Sequence[int], found: Sequence[int]) -> None:
    """10 in 1, 1, 1 and 3 of 6: 1.67 thrice and 5; two of the three units that are left go to the first two."""
    assert apportioned(whole, parts) == found


def test_drawn_shares_add_up_and_are_within_a_unit() -> None:
    """Whatever the parts: the sum is the whole, and no share is off by one unit or more; equal parts differ by one."""
    source = random.Random(9)
    for _ in range(500):
        parts = [source.randint(1, source.choice((3, 100, 10**6))) for _ in range(source.randint(2, 9))]
        whole = source.randint(0, source.choice((5, 10**4, 21 * 10**14)))
        found = apportioned(whole, parts)
        assert sum(found) == whole
        for part, share in zip(parts, found, strict=True):
            assert abs(share - Fraction(whole * part, sum(parts))) < 1
            assert all(abs(share - other) <= 1 for its, other in zip(parts, found, strict=True) if its == part)


def shared(act: DisposalAct, *parts: tuple[str, int], method: str = "sharing") -> DisposalAct:
    """Return a disposal shared with bodies in these parts."""
    assert act.sale is not None
    terms = replace(act.sale, shares=tuple(ShareTerms(*each) for each in parts))
    return replace(act, method=method, sale=terms)


def test_coins_are_shared_by_outputs() -> None:
    """One output for each body, in the act's order, each to the satoshi; else it is wrong, with both figures."""
    bare = sale(5, 310_000, {}, None)
    assert bare.sale is not None
    outputs = (DisposalOutput(SCRIPT, Sats(200_001)), DisposalOutput(SCRIPT, Sats(100_000)))
    act = replace(bare, outputs=outputs, sale=replace(bare.sale, price=None))
    right = row(shared(act, ("NIC", 2), ("State B", 1)))
    assert [(each.body, each.sat, each.hundredths) for each in right.shares] == [
        ("NIC", 200_001, None), ("State B", 100_000, None),
    ]  # fmt: skip
    assert right.faults == ()
    assert row(shared(act, ("NIC", 1), ("State B", 2))).faults == (
        "act 2025-0005 pays 200001 satoshi to NIC; 1 of 3 parts are 100000.",
        "act 2025-0005 pays 100000 satoshi to State B; 2 of 3 parts are 200001.",
    )
    assert row(shared(act, ("NIC", 1), ("B", 1), ("C", 1))).faults == (
        "act 2025-0005 shares with 3 bodies and pays 2 outputs: one for each.",
    )


def test_money_is_shared_net_and_by_what_came_in() -> None:
    """100.00 less 0.01 in three parts: 33.33 each; 99.98 that came in: 33.33, 33.33 and 33.32."""
    act = shared(sale(5, 310_000, {SCRIPT: 300_000}, "sale", gross=10_000, costs=1), *THREE, method="otc")
    assert [(each.hundredths, each.is_received) for each in row(act).shares] == [(3_333, False)] * 3
    assert act.sale is not None
    came = Proceeds(account="KZ-1", received=on("2025-01-03"), net=9_998, restricted=False)
    found = row(replace(act, sale=replace(act.sale, proceeds=came)))
    assert [(each.hundredths, each.is_received, each.sat) for each in found.shares] == [
        (3_333, True, None), (3_333, True, None), (3_332, True, None),
    ]  # fmt: skip
    assert found.as_json()["shares"][2] == {  # type: ignore[index]
        "body": "C", "part": 1, "of": 3, "sat": None, "hundredths": "3332", "currency": "EUR", "received": True,
    }  # fmt: skip


THREE = (("A", 1), ("B", 1), ("C", 1))


def test_a_disposal_that_is_not_shared_has_no_shares() -> None:
    """Whatever its method."""
    assert row(sale(5, 310_000, {SCRIPT: 300_000}, "sale")).shares == ()
