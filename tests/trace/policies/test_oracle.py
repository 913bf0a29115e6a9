"""Every rule gives, transaction by transaction, what a second and plainer reading of `docs/rules.md` gives."""

from itertools import groupby, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.counts import count
from tests.trace import oracle
from tests.vectors.published import vector, vectors
from tracer.case.case import Label
from tracer.trace.attribution import Attribution, Slice
from tracer.trace.policies.registry import POLICIES
from tracer.trace.rounding import largest_remainder

CONSERVING = [name for name, policy in POLICIES.items() if policy.conserves]
EXAMPLES = settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)

satoshi = st.lists(st.sampled_from(["", "", "A", "B", "C", "Z", "a", "Ä", "Ә"]), max_size=18)


@st.composite
def transactions(draw):
    """Draw coins, payments with the fee last, and retained outputs: zeros, equal values and no fee are common."""
    coins = draw(st.lists(satoshi, min_size=1, max_size=4))
    value = sum(map(len, coins))
    if draw(st.booleans()):
        cuts = sorted(draw(st.lists(st.integers(0, value), max_size=6)))
        pays = [high - low for low, high in pairwise([0, *cuts, value])]
    else:
        many = draw(st.integers(1, 6))
        pays = [value // many] * many
    pays.append(value - sum(pays))
    outputs = range(len(pays) - 1)
    retained = draw(st.sets(st.sampled_from(outputs))) if outputs else set()
    return coins, pays, sorted(retained)


def attribution(coin: oracle.Coin) -> Attribution:
    """Return a coin's satoshi as runs."""
    return tuple(Slice(Label(label), len(list(run))) for label, run in groupby(coin))


def as_rule_says(rule: str, coin: oracle.Coin) -> Attribution:
    """Return the oracle's coin as the rule lists it: bags in byte order with the untraced last."""
    return attribution(sorted(coin, key=lambda sat: (not sat, sat.encode())) if rule in ("haircut", "libr") else coin)


@pytest.mark.parametrize("rule", CONSERVING)
@EXAMPLES
@given(transactions())
@example(([["A"] * 5, [""] * 5, ["B"] * 3], [0, 4, 4, 0, 4, 1], [2, 4]))
@example(([["", "A", "", "B"], [], ["A"] * 7], [3, 0, 8, 0], [0, 2]))
@example(([["A", "B", "C", "Z", "a", "Ä"] * 2], [4, 4, 4, 0], [1]))
@example(([[], []], [0, 0, 0], [0]))
def test_a_rule_shares_a_transaction_as_the_second_reading_does(rule, drawn):
    """All payments and the fee, in amounts and in order, with several retained outputs, zeros, ties and no fee."""
    coins, pays, retained = drawn
    shares = POLICIES[rule].share([attribution(coin) for coin in coins], pays, frozenset(retained))
    assert list(shares) == [as_rule_says(rule, coin) for coin in oracle.shared(rule, coins, pays, retained)]


@EXAMPLES
@given(transactions())
def test_poison_reaches_every_payment_with_every_label_spent(drawn):
    """Each payment, the fee and payments of nothing included, carries all labels and its whole value."""
    coins, pays, _ = drawn
    labels = sorted({sat for coin in coins for sat in coin if sat}, key=str.encode)
    shares = POLICIES["poison"].share([attribution(coin) for coin in coins], pays)
    assert shares == tuple(tuple((label, value) for label in labels) for value in pays)


@settings(max_examples=count(suite=80, laws=400), derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7), st.integers(0, 63))
@example([(1, 1), (1, 0), (1, 3), (1, 1)], 5)
def test_the_only_rounding_is_largest_remainder_under_caps(slots, amount):
    """Whole parts, then a unit each to the largest remainders below their caps, ties to the lower slot."""
    weights, caps = [weight for weight, _ in slots], [cap for _, cap in slots]
    amount = min(amount, sum(caps)) if any(weights) else 0
    assert largest_remainder(amount, weights, caps) == oracle.apportioned(amount, weights, caps)


@pytest.mark.parametrize("rule", CONSERVING)
def test_the_second_reading_agrees_with_the_published_vectors(rule):
    """The oracle itself is held to the vectors, scaled down to where every satoshi is one entry."""
    checked = 0
    for published in vectors("transaction"):
        if rule not in published["shares"] or sum(published["outputs"]) > 1_000_000:
            continue
        coins = [[label for label, sat in coin for _ in range(sat)] for coin in published["inputs"]]
        found = oracle.shared(rule, coins, [*published["outputs"], published["fee"]], published["retained"])
        expected = published["shares"][rule]
        assert [list(map(list, as_rule_says(rule, coin))) for coin in found] == [*expected["outputs"], expected["fee"]]
        checked += 1
    assert checked >= 1


@pytest.mark.parametrize("rule", ["fifo", "haircut", "tiho"])
def test_a_coinbase_queue_holds_the_fees_in_block_order_and_the_subsidy_last(rule: str) -> None:
    """Fees are not followed here; were they, the published queue is what each rule gives: fees first, then subsidy."""
    example = vector("CB-01")
    queue = [tuple(Slice(Label(label), sat) for label, sat in fee) for fee in example["fees"]]
    queue.append((Slice(Label(""), example["subsidy"]),))
    *outputs, left = POLICIES[rule].share(queue, [*example["outputs"], 0])
    assert [list(map(list, each)) for each in outputs] == example["shares"][rule]
    assert left == ()
