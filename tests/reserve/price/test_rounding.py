"""Money is rounded once, at the end; the figures of the worked examples."""

from fractions import Fraction

import pytest

from tracer.reserve.price import rounding


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 0), ("1.5", 2), ("2.5", 2), ("-0.5", 0), ("-1.5", -2), ("2.51", 3)]
)
def test_half_goes_to_the_even_neighbour(value: str, rounded: int) -> None:
    """Of two whole numbers as near the even one is taken."""
    assert rounding.half_even(Fraction(value)) == rounded


def test_value_of_the_worked_example() -> None:
    """13.39850000 BTC at 112,345.67 are USD 1,505,263.46, and KZT from the exact product, not from rounded dollars."""
    assert rounding.usd_cents(1_339_850_000, 11_234_567) == 150_526_346
    assert rounding.own_hundredths(1_339_850_000, 11_234_567, Fraction("530.47")) == 79_849_710_736


def test_one_satoshi_at_half_a_cent() -> None:
    """A satoshi at a million dollars is one cent; at half of that nothing, for half goes to the even."""
    assert [rounding.usd_cents(1, price * 100) for price in (1_000_000, 500_000, 1_500_000)] == [1, 0, 2]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("60055", 2, "60055.00"), ("0.005", 2, "0.00"), ("0.015", 2, "0.02"), ("-0.004", 2, "0.00"), ("-1.5", 1, "-1.5"),
     ("7.5", 0, "8"), ("0.0004", 4, "0.0004")],
)  # fmt: skip
def test_decimals_are_printed_half_to_even(value: str, places: int, text: str) -> None:
    """An exact number is printed with so many decimals."""
    assert rounding.decimal_text(Fraction(value), places) == text


def test_short_decimals_and_percentages_lose_zeros_at_their_end() -> None:
    """Zeros before the point stay."""
    assert rounding.short_decimal(Fraction("530.470")) == "530.47"
    assert rounding.short_decimal(Fraction(900)) == "900"
    assert rounding.short_decimal(Fraction(900), 0) == "900"
    assert rounding.percent_text(Fraction(9)) == "900 %"
    assert rounding.percent_text(Fraction("1533.00") / Fraction("1390.86") - 1) == "10.22 %"


def test_money_text() -> None:
    """Hundredths are printed as money, negative ones with their sign in front."""
    assert [rounding.money_text(each) for each in (6_712_345, 5, 0, -150)] == ["67123.45", "0.05", "0.00", "-1.50"]
