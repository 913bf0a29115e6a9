"""Fund units: a ledger of their own, by hand."""

import datetime as dt

import pytest

from tracer.errors import CaseError
from tracer.reserve.limits.units import COLUMNS, UnitsTable

HEADER = ",".join(COLUMNS)


def table(*rows: str) -> UnitsTable:
    """Return the table of these rows."""
    return UnitsTable.of("\n".join((HEADER, *rows, "")).encode())


def test_the_last_row_of_each_fund() -> None:
    """1,000.5 units at 350.125 are 350,300.0625: 350,300.06. What was given back is left out."""
    found = table(
        "2026-06-30,Fund B,10,1,USD,administrator,",
        "2026-06-30,Fund A,1000.5,350.125,USD,administrator,",
        "2026-05-31,Fund A,7,1,USD,administrator,",
        "2026-07-31,Fund B,0,1,USD,administrator,",
    )
    assert [(each.fund, each.as_of) for each in found.on(dt.date(2026, 6, 30))] == [
        ("Fund A", dt.date(2026, 6, 30)), ("Fund B", dt.date(2026, 6, 30)),
    ]  # fmt: skip
    (only,) = found.on(dt.date(2026, 7, 31))
    assert only.as_json() == {
        "as_of": "2026-06-30", "fund": "Fund A", "units": "1000.50000000", "nav": "350.12500000", "currency": "USD",
        "worth_hundredths": "35030006", "source": "administrator", "sha256": None,
    }  # fmt: skip
    assert found.on(dt.date(2026, 5, 30)) == ()


def test_worth_rounds_half_to_even() -> None:
    """2.125 is 2.12, 2.135 is 2.14."""
    found = table("2026-06-30,A,1,2.125,USD,x,", "2026-06-30,B,1,2.135,USD,x,").on(dt.date(2026, 6, 30))
    assert [each.worth for each in found] == [212, 214]


def test_faults_of_the_table() -> None:
    """All at once, with the line."""
    with pytest.raises(CaseError) as error:
        table("2026-06-30,A,-1,x,usd,,", "2026-06-30,B,1,1,USD,x,", "2026-06-30,B,2,1,USD,x,")
    assert error.value.faults == (
        "tables/units.csv line 2: units: expected a decimal with at most 8 places such as 1250.5, got '-1'",
        "tables/units.csv line 2: nav: expected a decimal with at most 8 places such as 1250.5, got 'x'",
        "tables/units.csv line 2: source: expected a text, got ''",
        "tables/units.csv line 2: currency: expected a currency such as USD, got 'usd'",
        "tables/units.csv line 4: fund: B as of 2026-06-30 is there twice",
    )
