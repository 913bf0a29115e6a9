"""The worked figures of returns by hand, and what is published: each with its source."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.reserve.returns.histories import Flows, History, day, of_values, quotes, rows
from tracer.chain.amount import COIN
from tracer.reserve.returns.attribution import Attribution, attribution
from tracer.reserve.returns.chains import chains
from tracer.reserve.returns.money_weighted import money_weighted
from tracer.reserve.returns.ratios import Ratio, product
from tracer.reserve.returns.sdr import BasketPart, direction_fault, sdr_value
from tracer.reserve.returns.span_returns import SpanReturn, span_return
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.value.day_rows import ValuedBlock

VECTORS = Path("/work/shared/data/reserve/twr/vectors.json")

WORKED = rows({0: Flows(added=5 * COIN), 1: Flows(added=2 * COIN), 2: Flows(disposed=COIN, fees=10_000)}, 3)
PRICES = {day(0): 6_000_000, day(1): 6_500_000, day(2): 7_000_000, day(3): 6_800_000}
SHORTFALL = {day(2): Fraction(-15_000)}
"""The coin was sold for 69,850.00 at a fixing of 70,000.00."""


def returned(history: History, first: int, last: int) -> SpanReturn:
    """Return the return of a history from a day to another."""
    quote_of = quotes(history.prices)
    found = chains(history.rows, quote_of, {}, {day(first), day(last)})
    made = span_return(found, ReturnSpan(day(first), day(last)), quote_of, ValuedBlock.RESERVE)
    assert isinstance(made, SpanReturn)
    return made


def decimals(ratio: Ratio, places: int) -> str:
    """Return a return in per cent with so many decimals."""
    scaled = (Fraction(ratio.numerator, ratio.denominator) - 1) * 100 * 10**places
    whole, part = divmod(abs(round(scaled)), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{places}d}"


def test_a_receipt_is_valued_on_its_day() -> None:
    """100 becomes 110, 90 come, 200 become 180: 1.10 x 0.90 - 1 = -1.0000 %; +80 % by ends, -6.25 % by Modified Dietz.

    Modified Dietz with the receipt on day 10 of 30: (180 - 100 - 90) / (100 + 90 x 20 / 30).
    """
    made = returned(of_values([100, 110, 180], [0, 90, 0]), 0, 2)
    assert decimals(made.gross, 4) == "-1.0000"
    assert decimals(Ratio(180, 100), 2) == "80.00"
    dietz = Fraction(180 - 100 - 90) / (100 + 90 * Fraction(20, 30))
    assert decimals(Ratio.of(1 + dietz), 4) == "-6.2500"


def test_modified_dietz_has_the_wrong_sign_where_this_has_not() -> None:
    """One coin falls from 100 to 50, nine come on day 10 of 30, ten stand at 80: -20 %, by Modified Dietz +62.5 %."""
    flows = {0: Flows(added=COIN), 10: Flows(added=9 * COIN)}
    history = History(rows(flows, 30), {day(0): Fraction(100), day(10): Fraction(50), day(30): Fraction(80)})
    assert decimals(returned(history, 0, 30).gross, 2) == "-20.00"
    dietz = Fraction(800 - 100 - 450) / (100 + 450 * Fraction(20, 30))
    assert decimals(Ratio.of(1 + dietz), 2) == "62.50"


def test_the_published_values_link_to_what_is_published() -> None:
    """Values 250,000 to 285,000 with flows 25,000 and -10,000 after the valuation of their day: 0.07564769566198049.

    Source: a public TypeScript unit test of timeWeightedReturn, repository not named by the index that it was found by.
    """
    values, cash = [250_000, 255_000, 257_000, 288_000, 293_000, 285_000], [0, 0, 25_000, 0, -10_000, 0]
    gross = returned(of_values(values, cash), 0, 5).gross
    assert abs(Fraction(gross.numerator, gross.denominator) - 1 - Fraction("0.07564769566198049")) < Fraction(1, 10**15)


def test_published_sub_periods_link_and_are_annualised() -> None:
    """42.35 % in five years, 7.32 % a year; a dividend stock 10.76 % a year; 30 % in three years 9.14 % a year.

    The stock is published as 10.76 % because its second year was rounded to 6.67 % first; exact it is 10.75498 %.
    Source: CFA curriculum, Measuring returns, example 8 and the dividend stock before it.
    """
    years = [Ratio(115, 100), Ratio(95, 100), Ratio(110, 100), Ratio(115, 100), Ratio(103, 100)]
    linked = product(years)
    assert decimals(linked, 2) == "42.35"
    assert linked.annualised(5) == 732
    assert product([Ratio(115, 100), Ratio(10_667, 10_000)]).annualised(2) == 1076
    assert product([Ratio(115, 100), Ratio(480, 450)]).annualised(2) == 1075
    assert Ratio(130, 100).annualised(3) == 914
    with pytest.raises(ValueError, match="not annualised"):
        linked.annualised(0)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        (["-30.00", "-10.50", "22.75", "-3.00", "-6.25", "36.05"], 586),
        (["-200", "-220", "480"], 939),
        (["-100", "-950", "350", "1270"], 2611),
    ],
)
def test_published_flows_have_the_published_rate(flows: list[str], rate: int) -> None:
    """Money-weighted 5.86, 9.39 and 26.11 %. Source: CFA curriculum, Measuring returns, example 8 and exhibit 10."""
    assert money_weighted({365 * at: Fraction(flow) for at, flow in enumerate(flows)}) == rate


@pytest.mark.skipif(not VECTORS.is_file(), reason="the shared vectors are not on this machine")
def test_the_shared_vectors_are_those_of_this_file() -> None:
    """What is shared says the same as what stands above."""
    by_id = {each["id"]: each for each in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]}
    first = by_id["ts-unit-test"]
    gross = returned(of_values(first["mv"], first["cf"]), 0, len(first["mv"]) - 1).gross
    assert abs(Fraction(gross.numerator, gross.denominator) - 1 - Fraction(first["twr"])) < Fraction(1, 10**15)
    rhein = by_id["cfa-rhein-valley"]
    linked = product([Ratio.of(1 + Fraction(each)) for each in rhein["subperiod_returns"]])
    assert linked.basis_points == Fraction(rhein["twr_total"]) * 10_000
    assert linked.annualised(5) == Fraction(rhein["twr_annual"]) * 10_000
    stock = by_id["cfa-dividend-stock"]
    linked = product([Ratio.of(1 + Fraction(each)) for each in stock["subperiod_returns_exact"]])
    assert linked.annualised(2) == Fraction(stock["twr_annual"]) * 10_000 - 1, "published from a rounded second year"
    for each in (rhein, stock, by_id["cfa-three-years"]):
        flows = {365 * at: Fraction(flow) for at, flow in enumerate(each["mwr_flows"])}
        assert money_weighted(flows) == Fraction(each["mwr"]) * 10_000


def test_gross_is_the_ratio_of_prices_and_net_bears_fee_and_execution() -> None:
    """5 BTC, 2 come, 1 is sold: gross 68,000 / 60,000 - 1 = 13.3333 %; less 0.0001 BTC and 150: net 13.2970 %."""
    quote_of = quotes(PRICES)
    found = chains(WORKED, quote_of, SHORTFALL, {day(3)})
    made = span_return(found, ReturnSpan(day(0), day(3)), quote_of, ValuedBlock.RESERVE)
    assert isinstance(made, SpanReturn)
    assert isinstance(made.net, Ratio)
    assert made.gross.is_equal(Ratio(68_000, 60_000))
    assert decimals(made.gross, 4) == "13.3333"
    assert decimals(made.net, 4) == "13.2970"


def test_the_change_of_value_is_attributed_whole() -> None:
    """300,000.00 + 48,000.20 by prices + 130,000.00 - 69,850.00 got - 150.00 - 7.00 = 407,993.20."""
    parts = attribution(WORKED, ReturnSpan(day(0), day(3)), quotes(PRICES), SHORTFALL)
    assert parts == Attribution(
        opening=30_000_000,
        price=4_800_020,
        receipts=13_000_000,
        disposals=6_985_000,
        execution=-15_000,
        fees=-700,
        closing=40_799_320,
    )
    assert parts.closing - parts.opening == (
        parts.price + parts.receipts - parts.disposals + parts.execution + parts.fees
    )


BASKET = (("USD", "0.57813"), ("EUR", "0.37379"), ("CNY", "1.0993"), ("JPY", "13.452"), ("GBP", "0.080870"))
JUNE_2025 = {"USD": "1", "EUR": "0.867", "CNY": "7.1804", "JPY": "144.4835", "GBP": "0.7365"}
"""Units for one dollar, averages of June 2025: Federal Reserve, G.5, as FRED has them."""


def basket(turned: tuple[str, ...] = ()) -> list[BasketPart]:
    """Return the basket of June 2025; some rates read as dollars for one unit."""
    return [
        BasketPart(currency, Fraction(amount), Fraction(JUNE_2025[currency]), currency not in turned)
        for currency, amount in BASKET
    ]


def fault(parts: list[BasketPart], control: Fraction) -> str | None:
    """Return why a basket is refused."""
    return direction_fault(parts, control, sdr_value(parts))


def test_the_sdr_follows_from_its_basket_and_its_wrong_reading_is_refused() -> None:
    """1.36526 dollars in June 2025; with EUR and GBP read the other way 1.20797, which a control tells and names."""
    right = sdr_value(basket())
    assert decimals(Ratio.of(1 + right / 100), 5) == "1.36526"
    assert decimals(Ratio.of(1 + sdr_value(basket(("EUR", "GBP"))) / 100), 5) == "1.20797"
    assert fault(basket(), right) is None
    assert fault(basket(("EUR", "GBP")), right) == (
        "the basket gives 1.20797 USD for one SDR, the control 1.36526: EUR and GBP read the other way give 1.36526"
    )
    assert fault(basket(("EUR",)), right) == (
        "the basket gives 1.25821 USD for one SDR, the control 1.36526: EUR read the other way give 1.36526"
    )
    assert fault(basket(), Fraction("1.40")) == ("the basket gives 1.36526 USD for one SDR, the control 1.40000")
