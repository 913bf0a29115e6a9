"""Benchmarks: read strictly, like with like, in one currency, at most five days old, else n/a with the reason."""

import datetime as dt
from fractions import Fraction

import pytest

from tests.reserve.returns.tables import BASKET, SERIES, basket, basket_file, series
from tracer.errors import CaseError
from tracer.reserve.returns.benchmark_file import INTEREST_FILE, benchmarks
from tracer.reserve.returns.benchmarks import (
    BenchmarkName,
    ReturnKind,
    benchmark_return,
    benchmark_value,
    common_kind,
)
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable, Why

GOLD, FX, SDR, PORTFOLIO = BenchmarkName
BEGINS, ENDS = dt.date(2025, 9, 30), dt.date(2026, 9, 30)
SPAN = ReturnSpan(BEGINS, ENDS, 1)


def no_rate(currency: str, day: dt.date) -> Fraction | None:
    """Return that there is no rate but of the tenge."""
    return Fraction(1) if currency == "KZT" else None


def dollar(currency: str, day: dt.date) -> Fraction | None:
    """Return 500 tenge for a dollar in 2025, 600 after."""
    return {"KZT": Fraction(1), "USD": Fraction(500 if day.year < 2026 else 600)}.get(currency)


def faults(content: dict[str, bytes], rate_of=no_rate) -> tuple[str, ...]:
    """Return why tables are refused."""
    with pytest.raises(CaseError) as caught:
        benchmarks(content, "KZT", rate_of)
    return caught.value.faults


def test_a_series_is_read_with_its_kinds() -> None:
    """Rows of price and of total return stand side by side; both says that the asset pays nothing."""
    rows = [
        "2026-09-30,110,USD,total,day-end,IMF",
        "2025-09-30,100,USD,price,day-end,IMF",
        "2026-09-30,105,USD,price,day-end,IMF",
        "2025-09-30,100,USD,total,day-end,BIS",
    ]
    content = "\n".join([SERIES, *rows]).encode()
    found = benchmarks({FX.path: content, GOLD.path: series(("2025-09-30", "1"), ("2026-09-30", "2"))}, "KZT", no_rate)
    assert set(found) == {GOLD, FX}
    assert found[FX].sources == ("IMF", "BIS")
    assert common_kind(found.values()) is ReturnKind.TOTAL
    assert benchmark_return(found[FX], ReturnKind.TOTAL, SPAN, "USD", no_rate) == Ratio(11, 10)
    assert benchmark_return(found[FX], ReturnKind.PRICE, SPAN, "USD", no_rate) == Ratio(21, 20)
    assert benchmark_return(found[GOLD], ReturnKind.PRICE, SPAN, "USD", no_rate) == Ratio(2, 1)


def test_monthly_averages_are_refused_for_returns() -> None:
    """They look like prices and are none."""
    table = series(("2026-09-01", "3300.5"), frequency="monthly-average", kind="price")
    assert faults({GOLD.path: table}) == ("tables/gold.csv: monthly averages; returns need day-end prices.",)
    assert faults({SDR.path: basket_file(*basket(frequency="monthly-average"))}) == (
        "tables/sdr.csv: monthly averages; returns need day-end prices.",
    )


def test_every_fault_of_every_table_is_told_at_once() -> None:
    """By file and line."""
    gold = "\n".join(
        [
            SERIES,
            "2026-09-31,1,USD,price,day-end,S",
            "2026-09-30,0,USD,price,day-end,S",
            "2026-09-29,1,EUR,price,day-end,S",
            "2026-09-28,-1,USD,spot,hourly,",
            "2026-09-27,1,USD,price,day-end,S",
            "2026-09-27,2,USD,both,day-end,S",
            "2026-09-26,1,USD",
        ]
    ).encode()
    assert faults({GOLD.path: gold, FX.path: b"as_of,value\n", PORTFOLIO.path: f"{SERIES}\n".encode()}) == (
        "tables/gold.csv: line 5: source: missing; every figure names where it is from",
        "tables/gold.csv: line 8: expected 6 fields, got 3",
        "tables/gold.csv: line 2: as_of: expected a day such as 2026-09-30, got '2026-09-31'",
        "tables/gold.csv: line 3: value: expected a number above zero",
        "tables/gold.csv: line 4: currency: expected USD or KZT, got 'EUR'",
        "tables/gold.csv: line 5: value: expected a number with at most 8 decimals, got '-1'",
        "tables/gold.csv: line 5: kind: expected price, total or both, got 'spot'",
        "tables/gold.csv: line 7: 2026-09-27 stands twice",
        "tables/gold.csv: line 4: currency: another one than above; a series is in one",
        "tables/gold.csv: line 5: frequency: expected day-end or monthly-average, got 'hourly'",
        f"tables/fx_reserves.csv: line 1: expected {SERIES}",
        "tables/portfolio.csv: has no row",
    )
    assert faults({GOLD.path: b"\xff"})[0].startswith("tables/gold.csv: no CSV in UTF-8: ")
    assert faults({GOLD.path: b'as_of,"value'})[0].startswith("tables/gold.csv: no CSV in UTF-8: ")


def test_like_is_compared_with_like() -> None:
    """A price series beside a total one is refused, unless the table says both."""
    total = series(("2026-09-30", "1"), kind="total")
    price = series(("2026-09-30", "1"), kind="price")
    with pytest.raises(CaseError) as caught:
        common_kind(benchmarks({GOLD.path: price, FX.path: total}, "KZT", no_rate).values())
    assert str(caught.value) == (
        "tables/gold.csv is a price series and tables/fx_reserves.csv a total one: like is compared with like.\n"
        "State both where an asset pays nothing, or file rows of both kinds."
    )
    both = series(("2026-09-30", "1"))
    assert common_kind(benchmarks({GOLD.path: both, FX.path: total}, "KZT", no_rate).values()) is ReturnKind.TOTAL
    assert common_kind(benchmarks({GOLD.path: price}, "KZT", no_rate).values()) is ReturnKind.PRICE
    assert common_kind([]) is ReturnKind.TOTAL


def test_foreign_exchange_must_be_with_what_it_earned() -> None:
    """Spot alone understates it."""
    price = series(("2026-09-30", "1"), kind="price")
    with pytest.raises(CaseError) as caught:
        common_kind(benchmarks({FX.path: price}, "KZT", no_rate).values())
    assert str(caught.value) == (
        "tables/fx_reserves.csv: a price series leaves out what foreign exchange earns; returns need a total series."
    )


def test_a_row_of_five_days_before_is_taken_and_of_six_not() -> None:
    """Each end by itself; what is lacking is told with the day and the last row's."""
    found = benchmarks({GOLD.path: series(("2025-09-25", "100"), ("2026-09-25", "150"))}, "KZT", no_rate)[GOLD]
    assert benchmark_return(found, ReturnKind.PRICE, SPAN, "USD", no_rate) == Ratio(3, 2)
    late = ReturnSpan(BEGINS, dt.date(2026, 10, 1))
    assert benchmark_return(found, ReturnKind.PRICE, late, "USD", no_rate) == Unavailable(
        Why.OLD_ROW, dt.date(2026, 10, 1), dt.date(2026, 9, 25)
    )
    early = ReturnSpan(dt.date(2025, 9, 24), ENDS)
    assert benchmark_return(found, ReturnKind.PRICE, early, "USD", no_rate) == Unavailable(
        Why.NO_ROW, dt.date(2025, 9, 24)
    )
    assert benchmark_return(None, ReturnKind.PRICE, SPAN, "USD", no_rate) == Unavailable(Why.NO_FILE)


def test_both_currencies_are_the_reader_s() -> None:
    """Gold in dollars gains half; the dollar goes from 500 to 600 tenge: in tenge it gains 80 %. And the other way."""
    gold = benchmarks({GOLD.path: series(("2025-09-30", "100"), ("2026-09-30", "150"))}, "KZT", dollar)[GOLD]
    assert benchmark_return(gold, ReturnKind.PRICE, SPAN, "KZT", dollar) == Ratio(9, 5)
    own = series(("2025-09-30", "100"), ("2026-09-30", "150"), currency="KZT")
    portfolio = benchmarks({PORTFOLIO.path: own}, "KZT", dollar)[PORTFOLIO]
    assert benchmark_return(portfolio, ReturnKind.TOTAL, SPAN, "USD", dollar) == Ratio(5, 4)
    assert benchmark_return(portfolio, ReturnKind.TOTAL, SPAN, "KZT", no_rate) == Ratio(3, 2)
    assert benchmark_return(portfolio, ReturnKind.TOTAL, SPAN, "USD", no_rate) == Unavailable(Why.NO_RATE, BEGINS)


def test_the_sdr_follows_from_its_basket() -> None:
    """The value of June 2025, 1.36526 dollars, held against what is published."""
    found = benchmarks({SDR.path: basket_file(*basket())}, "KZT", no_rate)[SDR]
    value = benchmark_value(found, ReturnKind.PRICE, dt.date(2025, 6, 30), "USD", no_rate)
    assert isinstance(value, Fraction)
    assert round(value, 5) == Fraction("1.36526")
    turned = [each.replace("XDR,1,1.36,USD per XDR", "XDR,1,0.73529412,XDR per USD") for each in basket()]
    assert benchmarks({SDR.path: basket_file(*turned)}, "KZT", no_rate)[SDR].series.keys() == found.series.keys()
    assert ReturnKind.TOTAL not in found.series
    assert found.sources == ("F", "I")


def test_the_wrong_reading_of_a_basket_is_refused() -> None:
    """1.20797 is not 1.36526: the control tells which currencies were read the other way."""
    assert faults({SDR.path: basket_file(*basket(turned=("EUR", "GBP")))}) == (
        "tables/sdr.csv: 2025-06-30: the basket gives 1.20797 USD for one SDR, the control 1.36000: EUR and GBP read "
        "the other way give 1.36526.",
    )


def test_rates_of_exchange_on_file_are_a_control_too() -> None:
    """Where nothing is published the National Bank's own rates tell the direction; without either none is taken."""
    tenge = {"USD": "520", "EUR": "600", "CNY": "72.42", "JPY": "3.6", "GBP": "706", "KZT": "1"}

    def rates(currency: str, day: dt.date) -> Fraction | None:
        return Fraction(tenge[currency])

    alone = basket(control=None)
    assert SDR in benchmarks({SDR.path: basket_file(*alone)}, "KZT", rates)
    turned = faults({SDR.path: basket_file(*basket(control=None, turned=("EUR",)))}, rates)
    assert turned == (
        "tables/sdr.csv: 2025-06-30: the basket gives 1.25821 USD for one SDR, the control 1.36545: EUR read the other "
        "way give 1.36526.",
    )
    assert faults({SDR.path: basket_file(*alone)}) == (
        "tables/sdr.csv: 2025-06-30: nothing confirms in which direction the rates are quoted; add the value "
        "published, as currency XDR, amount 1, quoted USD per XDR.",
    )


def test_a_direction_is_stated_in_words() -> None:
    """Nothing is guessed from a pair's name."""
    rows = [each.replace("EUR per USD", "EURUSD") for each in basket()]
    assert faults({SDR.path: basket_file(*rows, basket()[0])}) == (
        "tables/sdr.csv: line 3: quoted: expected “USD per EUR” or “EUR per USD”, got 'EURUSD'",
        "tables/sdr.csv: line 8: USD stands twice on 2025-06-30",
    )
    assert BASKET.split(",")[4] == "quoted"


def test_the_sdr_earns_its_interest() -> None:
    """3.65 % a year from 30 June, 7.30 % from 10 July: after ten and ten days 1.001 x 1.002, by hand."""
    days = ("2025-06-30", "2025-07-05", "2025-07-10", "2025-07-20")
    table = basket_file(*(row for each in days for row in basket(each)))
    interest = b"as_of,rate,source\n2025-07-10,7.30,I\n2025-06-30,3.65,I\n"
    found = benchmarks({SDR.path: table, INTEREST_FILE: interest}, "KZT", no_rate)[SDR]
    total, price = found.series[ReturnKind.TOTAL], found.series[ReturnKind.PRICE]
    grown = {}
    for each in map(dt.date.fromisoformat, days):
        with_interest, alone = total.on(each), price.on(each)
        assert with_interest is not None
        assert alone is not None
        grown[each.isoformat()] = with_interest[1] / alone[1]
    assert grown == {
        "2025-06-30": 1,
        "2025-07-05": Fraction("1.0005"),
        "2025-07-10": Fraction("1.001"),
        "2025-07-20": Fraction("1.001") * Fraction("1.002"),
    }
    later = b"as_of,rate,source\n2025-07-01,3.65,I\n"
    found = benchmarks({SDR.path: table, INTEREST_FILE: later}, "KZT", no_rate)[SDR]
    assert found.series[ReturnKind.TOTAL].on(dt.date(2025, 7, 1)) is None, "the last row is of before the first rate"
    assert faults({SDR.path: table, INTEREST_FILE: b"as_of,rate,source\n2025-07-01,3,I\n2025-07-01,4,I\n"}) == (
        "tables/sdr_interest.csv: line 3: 2025-07-01 stands twice",
    )
