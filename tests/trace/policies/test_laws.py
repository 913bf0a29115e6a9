"""Laws that every conserving rule keeps on any transaction (invariants I1 to I5), and additivity where claimed."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.case.case import Label
from tracer.trace.attribution import UNTRACED, Attribution, Slice, joined, taint
from tracer.trace.policies import fifo, haircut, juniority, libr, lifo, proceeds_first, seniority, tiho

SHARES = {
    "fifo": lambda spends, pays, retained: fifo.share(spends, pays),
    "haircut": lambda spends, pays, retained: haircut.share(spends, pays),
    "lifo": lifo.share,
    "tiho": tiho.share,
    "seniority": seniority.share,
    "juniority": juniority.share,
    "libr": libr.share,
    "proceeds_first": proceeds_first.share,
}
Share = Callable[[Sequence[Attribution], Sequence[int], frozenset[int]], tuple[Attribution, ...]]
EXAMPLES = settings(max_examples=count(suite=30, laws=120), derandomize=True, deadline=None)

segments = st.builds(Slice, st.sampled_from([UNTRACED, *map(Label, "ABCÄz")]), st.integers(0, 60))
sizes = st.sampled_from([1, 7, 10**8, 21 * 10**14])


@st.composite
def transactions(draw):
    """Draw what a transaction spends, what it pays, the fee last and often nothing, and the retained outputs."""
    scale = draw(sizes)
    spends = [
        joined(Slice(label, sat * scale) for label, sat in attribution)
        for attribution in draw(st.lists(st.lists(segments, max_size=5), min_size=1, max_size=5))
    ]
    value = sum(sat for attribution in spends for _, sat in attribution)
    fee = draw(st.sampled_from([0, 0, 1, value // 3])) if value else 0
    cuts = sorted(draw(st.lists(st.integers(0, value - fee), max_size=5)))
    pays = [high - low for low, high in zip([0, *cuts], [*cuts, value - fee], strict=True)] + [fee]
    retained = frozenset(draw(st.sets(st.integers(0, len(pays) - 2))))
    return spends, pays, retained


def breaches(share: Share, spends: Sequence[Attribution], pays: Sequence[int], retained: frozenset[int]) -> list[str]:
    """Return every invariant that a rule breaks on one transaction."""
    shares = share(spends, pays, retained)
    total = taint(tuple(segment for attribution in spends for segment in attribution))
    found = []
    if len(shares) != len(pays):
        found.append("one attribution per payment")
    if any(sat <= 0 for attribution in shares for _, sat in attribution):
        found.append("I1: no segment is empty or negative")
    if taint(tuple(segment for attribution in shares for segment in attribution)) != total:
        found.append("I2: each label comes out as it went in")
    if [sum(sat for _, sat in attribution) for attribution in shares] != list(pays):
        found.append("I3: an attribution adds up to its payment")
    if shares != share(list(spends), tuple(pays), frozenset(sorted(retained, reverse=True))):
        found.append("I4: the same transaction gives the same answer")
    traced, value = sum(total.values()), sum(pays)
    for attribution, paid in zip(shares, pays, strict=False):
        if not max(0, traced - (value - paid)) <= sum(taint(attribution).values()) <= min(paid, traced):
            found.append("I6: a payment's taint lies within the bounds of its transaction")
    return found


@pytest.mark.parametrize("rule", SHARES)
@EXAMPLES
@given(transactions())
def test_every_rule_conserves(rule, transaction):
    """Nothing negative, every label conserved, every payment filled exactly, the same answer twice, in bounds."""
    assert breaches(SHARES[rule], *transaction) == []


def _loses_a_satoshi(spends, pays, retained):
    return [joined(Slice(UNTRACED if n == 0 else s.label, s.sat) for n, s in enumerate(p)) for p in spends][:1] + [
        (Slice(UNTRACED, value),) for value in pays[1:]
    ]


def _one_too_many(spends, pays, retained):
    first, *rest = fifo.share(spends, pays)
    return (joined([*first, Slice(Label("A"), 1)]), *rest)


@pytest.mark.parametrize("broken", [_loses_a_satoshi, _one_too_many])
def test_a_rule_that_errs_by_one_satoshi_is_noticed(broken):
    """The law fails for a rule that drops a segment or adds a single satoshi."""
    spends = [(Slice(Label("A"), 60), Slice(UNTRACED, 40))]
    assert breaches(broken, spends, [70, 29, 1], frozenset())


def _alone(spends: Sequence[Attribution], label: Label) -> list[Attribution]:
    return [
        joined(Slice(held if held == label else UNTRACED, sat) for held, sat in attribution) for attribution in spends
    ]


@pytest.mark.parametrize("rule", ["fifo", "lifo"])
@EXAMPLES
@given(transactions())
def test_a_label_fares_the_same_alone_and_among_others(rule: str, transaction):
    """Under FIFO and LIFO what one label gives each payment does not depend on the other labels."""
    spends, pays, retained = transaction
    jointly = SHARES[rule](spends, pays, retained)
    for label in {label for attribution in spends for label, _ in attribution if label != UNTRACED}:
        alone = SHARES[rule](_alone(spends, label), pays, retained)
        assert [joined(_alone([attribution], label)[0]) for attribution in jointly] == list(alone)


@EXAMPLES
@given(transactions())
def test_a_haircut_total_does_not_depend_on_how_many_labels_there_are(transaction):
    """Calling every traced satoshi by one name leaves each payment's total as it was, within a satoshi of exact."""
    spends, pays, _ = transaction
    one = [tuple(Slice(label and Label("A"), sat) for label, sat in attribution) for attribution in spends]
    totals = [sum(taint(attribution).values()) for attribution in haircut.share(spends, pays)]
    assert totals == [sum(taint(attribution).values()) for attribution in haircut.share(one, pays)]
    traced = sum(sat for attribution in one for label, sat in attribution if label)
    for total, paid in zip(totals, pays, strict=True):
        assert not paid or abs(total - Fraction(traced * paid, sum(pays))) < 1


@pytest.mark.parametrize("rule", ["tiho", "seniority", "juniority", "libr", "proceeds_first"])
def test_a_second_label_changes_what_a_non_additive_rule_gives_the_first(rule: str) -> None:
    """Adding B in front of A moves satoshi of A under every rule that is not additive."""
    spends = [(Slice(Label("B"), 40),), (Slice(Label("A"), 30),), (Slice(UNTRACED, 30),)]
    pays, retained = [50, 40, 10], frozenset({1})
    jointly = [taint(attribution).get(Label("A"), 0) for attribution in SHARES[rule](spends, pays, retained)]
    alone = [taint(p).get(Label("A"), 0) for p in SHARES[rule](_alone(spends, Label("A")), pays, retained)]
    assert jointly != alone
    assert sum(jointly) == sum(alone) == 30
