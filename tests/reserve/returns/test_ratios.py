"""Roots and roundings of ratios: exact, against slow definitions."""

import random
from fractions import Fraction

import pytest

from tests.counts import count
from tracer.reserve.returns.ratios import Ratio, decimal_text, half_even, integer_root, product


def test_the_integer_root_is_the_greatest_that_fits() -> None:
    """root^n <= value < (root + 1)^n, up to hundreds of digits, at perfect powers and beside them."""
    for seed in range(count(suite=300, laws=20_000)):
        draw = random.Random(seed)
        degree = draw.randint(1, 9)
        base = draw.randint(0, 10 ** draw.randint(0, 60))
        for value in (draw.randint(0, 10 ** draw.randint(0, 300)), base**degree, base**degree + 1):
            root = integer_root(value, degree)
            assert root**degree <= value < (root + 1) ** degree


def test_a_root_is_rounded_once_half_to_even() -> None:
    """1.00005^2 is exactly half way between 0.00 and 0.01 per cent: 0.00; 1.00015^2 goes to 0.02; a hair above, up."""
    half = Ratio(100_005**2, 100_000**2)
    assert half.annualised(2) == 0
    assert Ratio(100_015**2, 100_000**2).annualised(2) == 2
    assert Ratio(half.numerator * 10**9 + 1, half.denominator * 10**9).annualised(2) == 1
    assert Ratio(0, 7).annualised(3) == -10_000


def test_annualised_over_one_year_is_the_return_itself() -> None:
    """The root of degree one rounds as the return does; that of a power is the base."""
    for seed in range(count(suite=200, laws=5_000)):
        draw = random.Random(seed)
        ratio = Ratio(draw.randint(1, 10**12), draw.randint(1, 10**12))
        assert ratio.annualised(1) == ratio.basis_points
        years = draw.randint(2, 7)
        assert Ratio(ratio.numerator**years, ratio.denominator**years).annualised(years) == ratio.basis_points


@pytest.mark.parametrize(
    ("top", "below", "whole"), [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (-1, 3, 0), (2, 3, 1), (-2, 3, -1)]
)
def test_half_goes_to_even(top: int, below: int, whole: int) -> None:
    """Of two as near the even one, on either side of zero."""
    assert half_even(top, below) == whole == round(Fraction(top, below))


def test_the_product_is_that_of_all_in_whatever_order_they_are_paired() -> None:
    """Of none it is one; of many the plain product."""
    assert product([]) == Ratio(1, 1)
    for size in range(1, 20):
        factors = [Ratio(number + 2, number + 3) for number in range(size)]
        assert product(factors).is_equal(Ratio(2, size + 2))


def test_decimal_text() -> None:
    """Digits of the last place become a decimal with its sign."""
    assert [decimal_text(each, 2) for each in (0, 7, 7100, -5, -12345)] == ["0.00", "0.07", "71.00", "-0.05", "-123.45"]
