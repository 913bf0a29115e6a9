"""A transaction's branch is what is reached only through it, and its sums are exact."""

import pytest

from tests.counts import count
from tests.explore.drawn import RULES, drawn
from tests.pictures import txid_of
from tests.trace.drawing import Drawing, seed
from tracer.chain.outpoint import Txid
from tracer.explore.branch import Branch, Branches
from tracer.explore.flows import flows, plus
from tracer.trace.trail import Trail

MERGING = """
theft: -> 100
other: -> 10

split: theft.0 -> 60 39

x: split.0 -> 55 4
y: split.1 -> 38

x2: x.1 -> 3
z: x.0 y.0 other.0 -> 90 2

after: z.0 -> 80
"""


def branch(name: str, *seeds: str) -> tuple[Branch, set[str]]:
    """Return a transaction's branch and the names in it."""
    drawing = Drawing(MERGING, [seed("A", coin) for coin in seeds])
    found = Branches(drawing.trail()).of(txid_of(name))
    return found, {drawing.view.names[step.txid] for step in found.steps}


def test_what_can_be_reached_another_way_is_not_in_it() -> None:
    """What is reached through x and through y, as z, is in neither's branch, and in that of split."""
    assert branch("x", "theft.0")[1] == {"x", "x2"}
    assert branch("y", "theft.0")[1] == {"y"}
    assert branch("split", "theft.0")[1] == {"split", "x", "y", "x2", "z", "after"}
    assert branch("z", "theft.0")[1] == {"z", "after"}


def test_its_sums_by_hand() -> None:
    """Into x come 60; 55 leave into z; x2's 3 ended; fees are 1 and 1."""
    found, _ = branch("x", "theft.0")
    assert (found.came_in, found.left, found.ended, found.fees) == ({"A": 60}, {"A": 55}, {"A": 3}, {"A": 2})


def test_a_seed_of_its_own_is_a_way_around() -> None:
    """With a seed in other.0 too, z is reached without split."""
    assert branch("split", "theft.0", "other.0")[1] == {"split", "x", "y", "x2"}


def test_a_transaction_off_the_trail_has_no_branch() -> None:
    """Nothing is made up for it."""
    with pytest.raises(KeyError):
        branch("other", "theft.0")


@pytest.mark.parametrize("rule", RULES)
def test_a_branch_is_its_region_and_its_sums_close(rule: str) -> None:
    """By definition: what no way from a seed reaches once the transaction is taken out; in = left + ended + fees."""
    for number in range(count(suite=15, laws=300)):
        trail = drawn(number, rule)[0].trail()
        branches = Branches(trail)
        for step in trail.steps:
            found = branches.of(step.txid)
            assert {each.txid for each in found.steps} == _only_through(trail, step.txid)
            assert found.came_in == plus(plus(found.left, found.ended), found.fees)


def _only_through(trail: Trail, txid: Txid) -> set[Txid]:
    """Return the transactions that cannot be reached when this one is not crossed, found by walking."""
    reached = {flow.coin.outpoint for flow in flows(trail) if flow.maker is None or flow.claimed}
    crossed = set[Txid]()
    for step in trail.steps:
        if step.txid != txid and any(coin.outpoint in reached for _, coin in step.spent):
            crossed.add(step.txid)
            reached |= {coin.outpoint for coin in step.made}
    return {step.txid for step in trail.steps} - crossed
