"""Across cases a satoshi is credited once, whatever the order of the jobs."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.batch.digests import digest, outpoint, receipt
from tests.counts import count
from tracer.batch.credit import Credit, credit
from tracer.errors import IntegrityError
from tracer.result.run_digest import RunDigest

PLAIN = settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)


def _shares(digests: dict[str, RunDigest]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(each.claim.job, each.claim.receipt.outpoint): (each.credited, each.contested) for each in credit(digests)}


def test_claims_on_different_satoshi_are_both_credited() -> None:
    """Under FIFO two cases that hold different places of one coin are credited in full."""
    one = digest("1", receipts=(receipt(1, [("A", 30), ("", 70)]),))
    two = digest("2", receipts=(receipt(1, [("", 60), ("B", 40)]),))
    assert _shares({"1": one, "2": two}) == {("1", outpoint(1)): (30, 0), ("2", outpoint(1)): (40, 0)}


def test_the_same_place_is_credited_once() -> None:
    """Where places overlap the first in priority has them.

    The other is credited the rest, and told with whom it is contested.
    """
    one = digest("1", receipts=(receipt(1, [("A", 50), ("", 50)]),))
    two = digest("2", receipts=(receipt(1, [("", 30), ("B", 40), ("", 30)]),))
    first, second = credit({"1": one, "2": two})
    assert (first.credited, first.rivals) == (50, ())
    assert (second.credited, second.contested, second.rivals) == (20, 20, ("1",))


def test_the_earliest_order_comes_first() -> None:
    """Priority is the earliest order's date, then the case's id; a claim under no order comes last."""
    dated = {
        "a": digest("a", receipts=(receipt(1, [("A", 10)]),)),
        "b": digest("b", receipts=(receipt(1, [("A", 10)], date="2025-02-01"),)),
        "c": digest("c", receipts=(receipt(1, [("A", 10)], date="2025-01-01"),)),
        "d": digest("d", receipts=(receipt(1, [("A", 10)], date="2025-01-01"),)),
    }
    assert [each.claim.case for each in credit(dated)] == ["c", "d", "b", "a"]
    assert [each.credited for each in credit(dated)] == [10, 0, 0, 0]
    renamed = {"1": dated["b"], "2": dated["a"], "3": dated["a"]}
    equal = {job: replace(each, receipts=dated["a"].receipts) for job, each in renamed.items()}
    assert [(each.claim.case, each.claim.job) for each in credit(equal)] == [("a", "2"), ("a", "3"), ("b", "1")]


def test_haircut_claims_of_one_origin_are_taken_for_the_same() -> None:
    """Without places, two cases that seed the same coin are credited together what the larger one claims."""
    seeds = {"seeds": (outpoint(9),), "trail": {outpoint(9): 100}, "rule": "haircut"}
    one = digest("1", receipts=(receipt(1, [("A", 30), ("", 70)]),), **seeds)
    two = digest("2", receipts=(receipt(1, [("A", 50), ("", 50)]),), **seeds)
    assert _shares({"1": one, "2": two}) == {("1", outpoint(1)): (30, 0), ("2", outpoint(1)): (20, 30)}


def test_haircut_claims_of_different_origin_add_up_to_the_value() -> None:
    """Without places, cases that have nothing in common are credited side by side, never above the receipt's value."""
    one = digest("1", rule="haircut", seeds=("s",), trail={"s": 80}, receipts=(receipt(1, [("A", 80), ("", 20)]),))
    two = digest("2", rule="haircut", seeds=("t",), trail={"t": 50}, receipts=(receipt(1, [("A", 50), ("", 50)]),))
    assert _shares({"1": one, "2": two}) == {("1", outpoint(1)): (80, 0), ("2", outpoint(1)): (20, 30)}


def test_a_seed_on_another_cases_trail_is_of_one_origin() -> None:
    """A case that starts from a coin which another case holds to be tainted claims the same satoshi."""
    one = digest(
        "1", rule="haircut", seeds=("s",), trail={"s": 80, "t": 60}, receipts=(receipt(1, [("A", 60), ("", 40)]),)
    )
    two = digest("2", rule="haircut", seeds=("t",), trail={"t": 90}, receipts=(receipt(1, [("B", 40), ("", 60)]),))
    assert _shares({"1": one, "2": two})["2", outpoint(1)] == (0, 40)


def test_rules_that_differ_are_compared_by_amount() -> None:
    """FIFO beside haircut on one receipt: the FIFO places say nothing about the other claim."""
    one = digest("1", seeds=("s",), trail={"s": 80}, receipts=(receipt(1, [("A", 80), ("", 20)]),))
    two = digest("2", rule="haircut", seeds=("t",), trail={"t": 50}, receipts=(receipt(1, [("", 60), ("A", 40)]),))
    assert _shares({"1": one, "2": two})["2", outpoint(1)] == (20, 20)


def test_a_trail_through_anothers_receipt_is_not_credited_twice() -> None:
    """A case that does not know the first wallet brings to the second what the other was credited for already."""
    one = digest("1", receipts=(receipt(1, [("A", 60), ("", 40)], height=10),), trail={outpoint(1): 60})
    two = digest(
        "2", receipts=(receipt(2, [("A", 90), ("", 10)], height=20),), trail={outpoint(1): 50, outpoint(2): 90}
    )
    found = credit({"1": one, "2": two})
    assert [(each.claim.job, each.credited, each.contested, each.rivals) for each in found] == [
        ("1", 60, 0, ()),
        ("2", 40, 50, ("1",)),
    ]


def test_a_passage_is_withheld_at_its_own_height_first_and_in_the_order_of_outpoints() -> None:
    """Of 50 that passed another's receipt at height 20, nothing is withheld below, 30 at it, the rest of 20 above."""
    one = digest("1", receipts=(receipt(5, [("A", 50), ("", 50)], height=20),), trail={outpoint(5): 50})
    two = digest(
        "2",
        receipts=(
            receipt(6, [("A", 40)], height=19),
            receipt(4, [("A", 10)], height=20),
            receipt(7, [("A", 20)], height=20),
            receipt(3, [("A", 90)], height=21),
        ),
        trail={outpoint(5): 50},
    )
    assert _shares({"1": one, "2": two}) == {
        ("1", outpoint(5)): (50, 0),
        ("2", outpoint(6)): (40, 0),
        ("2", outpoint(4)): (0, 10),
        ("2", outpoint(7)): (0, 20),
        ("2", outpoint(3)): (70, 20),
    }


def test_two_values_of_one_receipt_are_false() -> None:
    """One output has one value; two runs that say otherwise cannot both be right."""
    one, two = (digest(name, receipts=(receipt(1, [("A", sat)]),)) for name, sat in (("1", 10), ("2", 11)))
    with pytest.raises(IntegrityError, match="has another value in each of: 1, 2"):
        credit({"1": one, "2": two})


def test_segments_that_do_not_add_up_are_false() -> None:
    """A receipt whose segments are not its value is not divided by them."""
    wrong = digest("1", receipts=(replace(receipt(1, [("A", 10)]), value=11),))
    with pytest.raises(IntegrityError, match="do not add up"):
        credit({"1": wrong})


@st.composite
def worlds(draw, rules=("fifo", "lifo", "haircut")):
    """Draw cases that claim parts of a few receipts; each receipt has one value for all."""
    values = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))
    digests = {}
    for number in range(draw(st.integers(1, 5))):
        receipts = []
        for at, value in enumerate(values):
            if draw(st.booleans()):
                cuts = sorted(draw(st.lists(st.integers(0, value), max_size=4)))
                sizes = [b - a for a, b in zip([0, *cuts], [*cuts, value], strict=True)]
                segments = [(draw(st.sampled_from(("", "A", "B"))), size) for size in sizes if size]
                if any(label for label, _ in segments):
                    date = draw(st.sampled_from((None, "2025-01-01", "2025-02-01")))
                    receipts.append(receipt(at, segments, height=at // 2, date=date))
        seeds = tuple(draw(st.lists(st.sampled_from("stuv"), max_size=2, unique=True)))
        passed = {outpoint(at): draw(st.integers(1, value)) for at, value in enumerate(values) if draw(st.booleans())}
        trail = passed | dict.fromkeys(seeds, 5)
        case = draw(st.sampled_from(("K", "L", f"M{number}")))
        digests[f"j{number}"] = digest(
            case, rule=draw(st.sampled_from(rules)), receipts=tuple(receipts), seeds=seeds, trail=trail
        )
    return digests


def _by_receipt(found: tuple[Credit, ...]) -> dict[str, list[Credit]]:
    rows: dict[str, list[Credit]] = {}
    for each in found:
        rows.setdefault(each.claim.receipt.outpoint, []).append(each)
    return rows


@PLAIN
@given(worlds())
def test_no_receipt_gives_more_than_its_value(digests):
    """What is credited is never negative, never above the claim, and in sum never above the receipt's value."""
    found = credit(digests)
    assert len(found) == sum(len(each.receipts) for each in digests.values())
    for each in found:
        assert 0 <= each.credited <= each.claim.receipt.taint
        assert bool(each.rivals) == bool(each.contested)
        assert each.claim.job not in each.rivals
    for row in _by_receipt(found).values():
        assert sum(each.credited for each in row) <= row[0].claim.receipt.value


@PLAIN
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_jobs_decides_nothing(digests, chance):
    """The same cases named in another order give the same credits, in the same order."""
    names = list(digests)
    chance.shuffle(names)
    assert credit({name: digests[name] for name in names}) == credit(digests)


@PLAIN
@given(worlds(rules=("fifo",)))
def test_every_claimed_place_is_credited_exactly_once(digests):
    """Under FIFO, no trail passing through: each satoshi that anybody claims goes to the first claim that holds it."""
    digests = {name: replace(each, trail={}) for name, each in digests.items()}
    for row in _by_receipt(credit(digests)).values():
        owed = dict.fromkeys([each.claim.job for each in row], 0)
        for place in range(row[0].claim.receipt.value):
            for each in row:
                labels = [label for label, sat in each.claim.receipt.segments for _ in range(sat)]
                if labels[place]:
                    owed[each.claim.job] += 1
                    break
        assert {each.claim.job: each.credited for each in row} == owed
