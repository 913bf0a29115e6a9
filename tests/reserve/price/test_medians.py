"""Weighted medians: the worked examples, and what holds of all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.reserve.price.medians import WIDTH, WeighedTrades, dollars, middle, weighted_median


def median_of(volumes: dict[int, int]) -> Fraction:
    """Return the weighted median of volumes by price."""
    return weighted_median([WeighedTrades(list(volumes), list(volumes.values()))])


def plain_median(trades: list[tuple[int, int]]) -> Fraction:
    """Return the weighted median as a person computes it: one satoshi after the other."""
    each = sorted(price for price, volume in trades for _ in range(volume))
    return Fraction(each[(len(each) - 1) // 2] + each[len(each) // 2], 2)


VOLUMES = st.dictionaries(st.integers(1, 10**13), st.integers(1, 10**12), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("volumes", "median"),
    [({100: 1, 101: 2, 110: 2}, "101"), ({100: 1, 101: 1, 102: 2}, "203/2"), ({100: 3, 1000: 1}, "100"), ({7: 1}, "7"),
     ({1: 1, 2: 1}, "3/2")],
)  # fmt: skip
def test_worked_medians(volumes: dict[int, int], median: str) -> None:
    """The price at which the volumes first exceed one half; where they equal it, the mean of that and the next."""
    assert median_of(volumes) == Fraction(median)


def test_a_median_of_nothing_is_refused() -> None:
    """There is none."""
    with pytest.raises(ValueError, match="a median of nothing"):
        weighted_median([])


@given(VOLUMES)
def test_no_more_than_half_lies_on_either_side(volumes: dict[int, int]) -> None:
    """At most one half of the volume lies below a weighted median, and at most one half above."""
    median, total = median_of(volumes), sum(volumes.values())
    assert 2 * sum(volume for price, volume in volumes.items() if price < median) <= total
    assert 2 * sum(volume for price, volume in volumes.items() if price > median) <= total


@given(VOLUMES, st.integers(1, 1000), st.integers(1, 1000))
def test_scales(volumes: dict[int, int], prices: int, amounts: int) -> None:
    """Scaled volumes change nothing; scaled prices scale the median."""
    scaled = {price * prices: volume * amounts for price, volume in volumes.items()}
    assert median_of(scaled) == median_of(volumes) * prices


@pytest.mark.parametrize(("values", "median"), [([3], "3"), ([4, 1], "5/2"), ([9, 1, 4], "4"), ([1, 9, 4, 6], "5")])
def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two(values: list[int], median: str) -> None:
    """The order in which they are given does not matter."""
    assert middle([Fraction(each) for each in values]) == Fraction(median)


def test_units_are_hundred_millionths_of_a_dollar() -> None:
    """6,712,310,000,000 of them are 67,123.10 dollars."""
    assert dollars(Fraction(6_712_310_000_000)) == Fraction("67123.10")


NEAR = st.lists(st.tuples(st.integers(WIDTH - 3, WIDTH + 3) | st.integers(1, 5 * WIDTH), st.integers(1, 4)), min_size=1)


@given(NEAR, st.integers(1, 4))
def test_weighing_by_the_dollar_first_changes_nothing(trades: list[tuple[int, int]], lists: int) -> None:
    """Against satoshi laid side by side: across a dollar's border, at one half exactly, in one list or in several."""
    columns = [trades[number::lists] for number in range(lists)]
    joint = [WeighedTrades([price for price, _ in each], [volume for _, volume in each]) for each in columns]
    assert weighted_median(joint) == plain_median(trades)


def test_one_half_exactly_at_the_end_of_a_dollar() -> None:
    """The next price lies in another dollar, however far."""
    assert median_of({5 * WIDTH - 1: 2, 9 * WIDTH: 1, 9 * WIDTH + 4: 1}) == Fraction(14 * WIDTH - 1, 2)
