"""Amounts are whole satoshi."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.chain.amount import MAX_MONEY, as_bitcoin, from_decimal
from tracer.errors import IntegrityError


@given(st.integers(0, MAX_MONEY))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_what_is_shown_is_read_back(sats: int) -> None:
    """Every amount is written with eight decimals and read back exactly."""
    assert from_decimal(Decimal(as_bitcoin(sats))) == sats


@pytest.mark.parametrize("text", ["-0.00000001", "0.000000001", "21000000.00000001", "1e9"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Negative amounts, parts of a satoshi and more than 21 million bitcoin are refused."""
    with pytest.raises(IntegrityError, match=r"is not an amount of bitcoin: 0 to 21000000 in steps of 0\.00000001"):
        from_decimal(Decimal(text))


def test_a_difference_is_shown_with_its_sign() -> None:
    """A negative difference keeps all eight decimals."""
    assert as_bitcoin(-1) == "-0.00000001"
    assert as_bitcoin(123_456_789) == "1.23456789"
