"""Amounts are whole satoshi."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.chain.amount import MAX_MONEY, as_bitcoin, from_decimal
from tracer.errors import IntegrityError


@given(st.integers(0, MAX_MONEY))
@settings(max_examples=count(suite=30, laws=100), derandomize=True, deadline=None)
def test_what_is_shown_is_read_back(sats: int) -> None:
    """Every amount is written with eight decimals and read back exactly."""
    assert from_decimal(Decimal(as_bitcoin(sats))) == sats


@pytest.mark.parametrize(
    "text",
    [
        "-0.00000001", "0.000000001", "21000000.00000001", "1e9", "NaN", "sNaN", "Infinity", "1e999999999",
        "1e-999999999",
        "0.00000001000000000000000000000000000001", "20999999.99999999000000000000000000000001",
        "20999999.99999999999999999999999999999999",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Negative amounts, parts of a satoshi and more than 21 million bitcoin are refused."""
    with pytest.raises(IntegrityError, match=r"is not an amount of bitcoin: 0 to 21000000 in steps of 0\.00000001"):
        from_decimal(Decimal(text))


@pytest.mark.parametrize(
    ("text", "sats"),
    [
        ("0.10000000000000000000000000000000000000000", 10_000_000), ("2.1e7", MAX_MONEY), ("0e999999999", 0),
        ("-0", 0), ("0.000000010", 1), ("20999999.99999999000000000000000000000000", MAX_MONEY - 1),
    ],
)  # fmt: skip
def test_an_amount_is_exact_whatever_the_precision(text: str, sats: int) -> None:
    """Forty digits are read to the last one, and where somebody has set a precision of three too."""
    assert from_decimal(Decimal(text)) == sats
    with localcontext(prec=3):
        assert from_decimal(Decimal(text)) == sats


def test_a_difference_is_shown_with_its_sign() -> None:
    """A negative difference keeps all eight decimals."""
    assert as_bitcoin(-1) == "-0.00000001"
    assert as_bitcoin(123_456_789) == "1.23456789"
