"""What must hold on every chain, drawn at random: conservation, caps, order, additivity."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tests.trace.random_chains import random_drawing
from tracer.case.case import Label
from tracer.trace.attribution import UNTRACED, Slice, joined, taint, untraced
from tracer.trace.policies.registry import POLICIES
from tracer.trace.rounding import largest_remainder
from tracer.trace.terminals import Terminal

AMOUNTS = st.one_of(st.integers(0, 20), st.integers(0, 2_100_000_000_000_000))
LABELS = st.sampled_from([UNTRACED, Label("A"), Label("B"), Label("Ә"), Label("a")])
ATTRIBUTIONS = st.lists(st.tuples(LABELS, AMOUNTS), max_size=4).map(
    lambda pairs: joined(Slice(*pair) for pair in pairs)
)
CONSERVING = [name for name, policy in POLICIES.items() if policy.conserves]


@st.composite
def transactions(draw):
    """Draw what is spent and a split of the same total into payments, the fee last."""
    spends = draw(st.lists(ATTRIBUTIONS, min_size=1, max_size=4))
    total = sum(sat for attribution in spends for _, sat in attribution)
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=5)))
    edges = [0, *cuts, total]
    return spends, [high - low for low, high in itertools.pairwise(edges)]


@pytest.mark.parametrize("rule", CONSERVING)
@settings(derandomize=True, deadline=None, max_examples=count(suite=60, laws=300))
@given(drawn=transactions())
def test_a_rule_neither_makes_nor_loses_a_satoshi(rule, drawn):
    """Every label keeps its total, no payment holds more than its value, and nothing is negative."""
    spends, pays = drawn
    shares = POLICIES[rule].share(spends, pays)
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for attribution in spends:
        for label, sat in taint(attribution).items():
            before[label] = before.get(label, 0) + sat
    for attribution, value in zip(shares, pays, strict=True):
        assert sum(sat for _, sat in attribution) == value
        assert all(sat > 0 for _, sat in attribution)
        for label, sat in taint(attribution).items():
            after[label] = after.get(label, 0) + sat
    assert after == before


@settings(derandomize=True, deadline=None, max_examples=count(suite=40, laws=200))
@given(drawn=transactions())
def test_fifo_tells_each_label_the_same_alone_or_together(drawn):
    """Under FIFO a label's satoshi do not move when other labels are taken away."""
    spends, pays = drawn
    together = POLICIES["fifo"].share(spends, pays)
    for label in ("A", "B", "Ә", "a"):
        alone = [
            joined(Slice(s.label if s.label == label else UNTRACED, s.sat) for s in attribution)
            for attribution in spends
        ]
        for attribution, lone in zip(together, POLICIES["fifo"].share(alone, pays), strict=True):
            assert taint(attribution).get(Label(label), 0) == taint(lone).get(Label(label), 0)


@settings(derandomize=True, deadline=None, max_examples=count(suite=40, laws=200))
@given(drawn=transactions())
def test_haircut_totals_do_not_depend_on_the_number_of_labels(drawn):
    """Splitting one claim into several never changes what a payment receives in total."""
    spends, pays = drawn
    many = POLICIES["haircut"].share(spends, pays)
    one = [joined(Slice(Label("A") if s.label else UNTRACED, s.sat) for s in attribution) for attribution in spends]
    for attribution, single in zip(many, POLICIES["haircut"].share(one, pays), strict=True):
        assert sum(taint(attribution).values()) == sum(taint(single).values())


@settings(derandomize=True, deadline=None, max_examples=count(suite=60, laws=300))
@given(weights=st.lists(AMOUNTS, min_size=1, max_size=6), part=st.integers(0, 10**6))
def test_largest_remainder_is_within_one_unit_of_the_exact_share(weights, part):
    """Without binding caps every share is the exact one rounded up or down, and all add up."""
    total = sum(weights)
    amount = total * part // 10**6
    shares = largest_remainder(amount, weights, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert share <= weight
        assert total == 0 or abs(share * total - amount * weight) < total


def test_largest_remainder_refuses_what_does_not_fit() -> None:
    """An amount larger than all caps together is an error, not a loss."""
    with pytest.raises(ValueError, match="does not fit"):
        largest_remainder(5, [1, 1], [2, 2])
    assert largest_remainder(0, [0, 0], [0, 0]) == [0, 0]
    assert untraced(0) == ()


@pytest.mark.parametrize("rule", CONSERVING)
@pytest.mark.parametrize("number", range(150))
def test_the_books_of_a_random_chain_close(rule, number: int):
    """On drawn chains every asserted satoshi is overlap or ends once, and no coin holds more than its value."""
    trail = random_drawing(number, rule).trail()
    ended: dict[str, int] = {}
    for coin in trail.coins:
        assert sum(sat for _, sat in coin.attribution) == coin.output.value
        if coin.terminal is not None:
            for label, sat in taint(coin.attribution).items():
                ended[label] = ended.get(label, 0) + sat
    for step in trail.steps:
        assert sum(sat for _, sat in step.fee) == step.fee_sat
        for label, sat in taint(step.fee).items():
            ended[label] = ended.get(label, 0) + sat
    for label, book in trail.books.items():
        assert book.asserted == book.seed + book.overlap
        assert ended.get(label, 0) == book.seed == sum(book.terminals.values())
        assert book.overlap == sum(c.sat for c in trail.collisions if c.claimant == label)
    positions = [step.position for step in trail.steps]
    assert positions == sorted(positions)


def test_the_random_chains_reach_every_terminal() -> None:
    """The drawn chains are not tame: all terminals but the gap and those not built here occur."""
    seen = {coin.terminal for number in range(150) for coin in random_drawing(number, "fifo").trail().ends}
    assert seen >= {
        Terminal.CUSTODY, Terminal.SERVICE, Terminal.UNSPENT, Terminal.MIX, Terminal.THRESHOLD,
        Terminal.HOPS, Terminal.HORIZON, Terminal.BURNED,
    }  # fmt: skip


@pytest.mark.parametrize("number", range(60))
def test_poison_reaches_whatever_a_conserving_rule_touches(number: int) -> None:
    """Every coin that FIFO or haircut taints is reached by poison under the same stops."""
    reached = {coin.outpoint for coin in random_drawing(number, "poison", stops=False).trail().coins}
    for rule in CONSERVING:
        touched = {coin.outpoint for coin in random_drawing(number, rule, stops=False).trail().coins}
        assert touched <= reached
