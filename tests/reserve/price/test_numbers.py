"""Decimals and times of quotes are whole numbers, exact, whatever form they come in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.reserve.price import numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("67123.10", 6_712_310_000_000), ("0.01000000", 1_000_000), ("0.00000001", 1), ("5", 500_000_000),
     ("007.5", 750_000_000), ("1.100000000000", 110_000_000)],
)  # fmt: skip
def test_decimals(text: str, value: int) -> None:
    """Zeros beyond the eighth decimal are no digits."""
    assert numbers.plain(text) == value


@pytest.mark.parametrize("text", ["", ".5", "5.", "-1", "+1", "1e3", "1_0", " 1", "1,5", "٣", "0x10", "nan", "1" * 25])
def test_what_is_no_decimal_is_refused(text: str) -> None:
    """Only digits and one point."""
    with pytest.raises(ValueError, match=r"expected a decimal|is larger"):
        numbers.plain(text)


def test_a_ninth_decimal_is_refused_rather_than_rounded() -> None:
    """A satoshi is the smallest amount there is."""
    with pytest.raises(ValueError, match="has more than eight decimals"):
        numbers.plain("0.123456789")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-8", 1), ("1E-7", 10), ("-0.5", -50_000_000), ("6.7e4", 6_700_000_000_000), ("2.50e1", 2_500_000_000)],
)
def test_numbers_as_json_writes_them(text: str, value: int) -> None:
    """A small amount comes with an exponent, a sold one with a minus."""
    assert numbers.json_number(text) == value


@given(st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=8))
def test_every_decimal_of_eight_places_is_read_exactly(value: Decimal) -> None:
    """Against the standard library's decimals."""
    assert numbers.plain(f"{value:f}") == int(value.scaleb(8))
    assert numbers.json_number(f"{value:E}") == int(value.scaleb(8))


def test_instants() -> None:
    """ISO 8601 with Z; what is finer than a microsecond is cut off, so that a trade before T stays before it."""
    assert numbers.instant("1970-01-01T00:00:01Z") == 1_000_000
    assert numbers.instant("1970-01-01T00:00:01.5Z") == 1_500_000
    assert numbers.instant("1970-01-01T00:00:01.999999999Z") == 1_999_999


@pytest.mark.parametrize(
    "text",
    ["2026-11-30T18:00:00", "2026-11-30 18:00:00Z", "2026-11-30T18:00:60Z", "2026-02-30T00:00:00Z",
     "2026-11-30T18:00:00+05:00", "2026-11-30T25:00:00Z"],
)  # fmt: skip
def test_what_is_no_instant_is_refused(text: str) -> None:
    """No offset, no missing zone, no leap second, no day that is none."""
    with pytest.raises(ValueError):  # noqa: PT011
        numbers.instant(text)


def test_unix_times_in_seconds_milliseconds_and_with_decimals() -> None:
    """Each unit is another exchange's; what is finer is cut off, never rounded up."""
    assert numbers.unix("1796065199.9999999", numbers.SECOND) == 1_796_065_199_999_999
    assert numbers.unix("1796065199", numbers.SECOND) == 1_796_065_199_000_000
    assert numbers.unix("1796065199123", 1000) == 1_796_065_199_123_000
    with pytest.raises(ValueError, match="expected a Unix time"):
        numbers.unix("-5", 1)


@given(st.lists(st.sampled_from(["1", "02.50", "3.25", "0.01000000", "1e-8", "-0.5", "7" * 16]), max_size=6))
def test_a_column_of_decimals_is_read_as_each_of_them(texts: list[str]) -> None:
    """Of one form or of several, with a point in each or in some."""
    assert numbers.json_numbers(texts) == [numbers.json_number(text) for text in texts]


@pytest.mark.parametrize("text", ["", "1.", ".5", "1\n2", "٣", "1.5.0", "0.123456789", "+1.5"])
def test_a_column_with_one_that_is_no_decimal_is_refused(text: str) -> None:
    """A line end within a text makes no two numbers of it."""
    for column in ([text], ["1.5", text], [text, "2"]):
        with pytest.raises(ValueError, match=r"expected a decimal|has more than eight"):
            numbers.json_numbers(column)
