"""What disposals bring: plausible prices, proceeds and what restricts them, returns in money; by hand first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.pictures import outpoint_of
from tests.reserve.acts import disposal, on, order
from tests.reserve.small_ledgers import small_lots
from tests.reserve.test_day_value import Tenge
from tracer.reserve.act_terms import Proceeds, SalePrice, SaleTerms
from tracer.reserve.acts import DisposalAct, Money, OrderAct, OrderForm
from tracer.reserve.disposition.money_returns import MoneyReturn, money_returns
from tracer.reserve.disposition.plausibility import Plausibility, PriceRange
from tracer.reserve.disposition.proceeds import CurrencySum, proceeds, sums
from tracer.reserve.price.prices import DayPrice, Quality

LOTS = small_lots(("in.0", "A", 0, 600), ("in.0", "B", 600, 400))
LATE = on("2025-12-31")
A, B = (each.id for each in LOTS)


def cents(dollars: str) -> Fraction:
    """Return US cents."""
    return Fraction(dollars) * 100


def test_saxony_lies_inside_its_window():
    """2,639,683,413.92 EUR for 49,858 BTC are 52,944.03 for one, in dollars by 0.9245 EUR 57,267.74."""
    per_btc = Fraction("2639683413.92") / 49858
    assert round(per_btc, 2) == Fraction("52944.03")
    window = PriceRange(least=cents("53550"), greatest=cents("66455"), middle=cents("60420.58"))
    found = Plausibility(cents=per_btc / Fraction("0.9245") * 100, window=window)
    assert found.is_inside
    assert found.words == ("57267.74 USD for one bitcoin, inside 53550.00 to 66455.00, 5.2 % under 60420.58")
    assert found.as_json() == {
        "usd_cents": "5726774", "least_cents": "5355000", "greatest_cents": "6645500", "middle_cents": "6042058",
        "inside": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("53550", "53550.00 USD for one bitcoin, inside 53550.00 to 66455.00, 10.8 % under 60000.00"),
        ("53549.99", "53549.99 USD for one bitcoin, outside 53550.00 to 66455.00, 10.8 % under 60000.00"),
        ("66455.01", "66455.01 USD for one bitcoin, outside 53550.00 to 66455.00, 10.8 % over 60000.00"),
        ("60000", "60000.00 USD for one bitcoin, inside 53550.00 to 66455.00, 0 % over 60000.00"),
    ],
)
def test_the_window_s_ends_are_inside(price, said):
    """A cent beyond is outside; the middle itself is neither over nor under by anything."""
    window = PriceRange(least=cents("53550"), greatest=cents("66455"), middle=cents("60000"))
    assert Plausibility(cents=cents(price), window=window).words == said


def sale(method: str = "otc", *, received: str | None = "2025-08-12", **keys: object) -> DisposalAct:
    """Return the example of a sale: gross 69,850.00, costs 150.00, net 69,700.00 in."""
    price = SalePrice(currency="USD", per_btc=6_985_000, gross=6_985_000, costs=15_000, fixing=None, floor=None)
    net = int(keys.pop("net", 6_970_000))  # type: ignore[call-overload]
    restricted = bool(keys.pop("restricted", False))
    came = (
        None if received is None else Proceeds(account="Court", received=on(received), net=net, restricted=restricted)
    )
    terms = SaleTerms(authorised=(), counterparty=None, price=replace(price, **keys), proceeds=came)  # type: ignore[arg-type]
    lots = dict.fromkeys((str(A), str(B)), 100)
    return replace(disposal(1, "2025-08-01", lots), method=method, sale=terms)


def settles(form: OrderForm, labels: tuple[str, ...], number: int = 7, day: str = "2025-09-01") -> OrderAct:
    """Return an order in force on its day."""
    return order(number, form, day, in_force=day, labels=labels, case=LOTS[0].case)


def test_proceeds_are_gross_less_costs():
    """Net 69,700.00; what came in otherwise is told, and before it came in nothing is received."""
    (row,) = proceeds((sale(),), (), LOTS, LATE)
    assert (row.gross, row.costs, row.net, row.received, row.faults) == (6_985_000, 15_000, 6_970_000, 6_970_000, ())
    (other,) = proceeds((sale(net=6_985_000),), (), LOTS, LATE)
    assert other.faults == ("act 2025-0001: proceeds are 69850.00 USD; gross less costs is 69700.00.",)
    (before,) = proceeds((sale(),), (), LOTS, on("2025-08-11"))
    assert (before.received, before.account, before.faults) == (None, None, ())
    assert proceeds((sale(),), (), LOTS, on("2025-08-12"))[0].received == 6_970_000


def test_the_sums_are_by_currency():
    """Gross less costs is net, in each; what is restricted is part of what was received."""
    acts = (sale(), sale("interlocutory"), sale(received=None, currency="EUR"))
    assert sums(proceeds(acts, (), LOTS, LATE)) == {
        "EUR": CurrencySum(gross=6_985_000, costs=15_000, net=6_970_000, received=0, restricted=0),
        "USD": CurrencySum(gross=13_970_000, costs=30_000, net=13_940_000, received=13_940_000, restricted=6_970_000),
    }


@pytest.mark.parametrize("form", [OrderForm.FORFEITURE, OrderForm.RETURN])
def test_what_was_sold_before_title_is_restricted_until_an_order_settles_it(form):
    """Every lot of it; one order may name some and another the rest."""
    act = sale("interlocutory")

    def restricted(*orders: OrderAct, day: dt.date = LATE) -> tuple[bool, tuple[str, ...]]:
        (row,) = proceeds((act,), orders, LOTS, day)
        return row.is_restricted, row.settled_by

    assert restricted() == (True, ())
    assert restricted(settles(form, ("A",))) == (True, ())
    assert restricted(settles(form, ("A", "B"))) == (False, ("2025-0007",))
    assert restricted(settles(form, ("A",)), settles(form, ("B",), 8)) == (False, ("2025-0007", "2025-0008"))
    assert restricted(settles(form, ("A", "B")), day=on("2025-08-31")) == (True, ())
    assert restricted(settles(form, ("A", "B")), day=on("2025-09-01")) == (False, ("2025-0007",))


def test_other_orders_settle_nothing():
    """A seizure does not, nor an order of another case; other methods are restricted only where their act says so."""
    act = sale("interlocutory")
    other = replace(settles(OrderForm.FORFEITURE, ("A", "B")), case="KZ-OTHER")
    for each in (settles(OrderForm.SEIZURE, ("A", "B")), other):
        assert proceeds((act,), (each,), LOTS, LATE)[0].is_restricted
    assert [proceeds((sale(restricted=each),), (), LOTS, LATE)[0].is_restricted for each in (True, False)] == [
        True,
        False,
    ]


class Fixed:
    """Prices of single days, in US cents."""

    def __init__(self, prices: Mapping[str, int]) -> None:
        """Hold them."""
        self._prices = prices

    def on(self, day: dt.date) -> DayPrice | None:
        """Return the last one up to a day."""
        days = [each for each in self._prices if on(each) <= day]
        return None if not days else DayPrice(
            day=day, fixing=on(max(days)), cents=self._prices[max(days)], quality=Quality.A, sha256="00" * 32
        )  # fmt: skip


def test_a_return_in_money_takes_what_each_day_s_fixing_says():
    """KZT 18,000,000.00 at 500 tenge: at 60,000 dollars 0.6, at 72,000 0.5, at 90,000 0.4 BTC; of the loss nothing."""
    prices = Fixed({"2025-05-01": 6_000_000, "2025-08-01": 7_200_000, "2025-09-01": 9_000_000})
    days = (
        ("loss", None), ("seizure", on("2025-05-01")), ("order", on("2025-08-01")), ("payment", on("2025-09-01")),
        ("seizure", on("2025-08-31")),
    )  # fmt: skip
    found = money_returns(Money(1_800_000_000, "KZT"), days, prices, Tenge({"USD": "500"}))
    assert [each.sat for each in found] == [None, 60_000_000, 50_000_000, 40_000_000, None]
    assert found[1].as_json() == {"what": "seizure", "day": "2025-05-01", "sat": "60000000", "counts": False}
    assert found[0] == MoneyReturn(what="loss", day=None, sat=None)
    named = money_returns(Money(1_800_000_000, "KZT"), days, prices, Tenge({"USD": "500"}), "order")
    assert [each.what for each in named if each.counts] == ["order"]


def test_without_a_rate_nothing_is_said():
    """Nor where the day has no fixing of its own: a price that is carried decides no return."""
    prices = Fixed({"2025-05-01": 6_000_000})
    days = (("order", on("2025-05-01")),)
    assert money_returns(Money(1, "KZT"), days, prices, Tenge({}))[0].sat is None
    assert money_returns(Money(1, "KZT"), (("order", on("2025-04-30")),), prices, Tenge({"USD": "500"}))[0].sat is None


def test_a_lot_without_a_label_is_settled_by_the_coin_in_which_it_came():
    """An order names the outpoint; another coin's settles nothing. Less than net is told as more is."""
    act = sale("interlocutory")
    by_coin = replace(settles(OrderForm.FORFEITURE, ()), outpoints=(LOTS[0].run.receipt,))
    assert not proceeds((act,), (by_coin,), LOTS, LATE)[0].is_restricted
    other = replace(by_coin, outpoints=(outpoint_of("elsewhere.0"),))
    assert proceeds((act,), (other,), LOTS, LATE)[0].is_restricted
    (less,) = proceeds((sale(net=6_969_999),), (), LOTS, LATE)
    assert less.faults == ("act 2025-0001: proceeds are 69699.99 USD; gross less costs is 69700.00.",)
