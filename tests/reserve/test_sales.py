"""What disposals bring, and how much of a change of money is restated."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.acts import disposal, in_force, on, step
from tests.reserve.small_ledgers import small_ledger, small_lots, txid
from tests.reserve.test_day_value import Tenge
from tracer.errors import CaseError
from tracer.reserve.act_terms import Proceeds, SalePrice, SaleTerms
from tracer.reserve.acts import Act, ActId, DisposalAct
from tracer.reserve.price.fixing import ExclusionReason, FixedExchange, Quality
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.period_value import principal_market
from tracer.reserve.value.restated import LEAST_CHANGE, is_money, money_change
from tracer.reserve.value.sales import Sale, dollars, sales
from tracer.reserve.value.value_rows import BlockValue, FixingCounts, PeriodValue, UsedFixing

SOLD = "in: -> 1000@Agency\n\none: in.0 -> 300 690@Agency\n\ntwo: one.1 -> 200 480@Agency"
"""300 are sold on 2 January and 200 on the 3rd, each with a fee of 10."""
LOTS = small_lots(("in.0", "A", 0, 1000))


def priced(number: int, day: str, name: str, *, currency: str = "USD", net: int | None = None) -> DisposalAct:
    """Return a disposal for 1,000.00 gross with costs of 40.00; `net` is what came in, None: nothing was recorded."""
    price = SalePrice(currency=currency, per_btc=1, gross=100_000, costs=4_000, fixing=None, floor=None)
    came = None if net is None else Proceeds(account="Treasury", received=on(day), net=net, restricted=True)
    terms = SaleTerms(authorised=(), counterparty=None, price=price, proceeds=came)
    return replace(disposal(number, day, {}, txid(name)), sale=terms)


def found(*acts: Act, last: str = "2025-01-31", rates: Mapping[str, str] | None = None) -> tuple[Sale, ...]:
    """Return the sales of the drawing up to a day, at 500 tenge for a dollar and 550 for a euro."""
    ledger = small_ledger(SOLD, *acts, lots=LOTS)
    given = {"USD": "500", "EUR": "550"} if rates is None else rates
    return sales(ledger, in_force(*acts), Tenge(given), "Asia/Almaty", on(last))


def test_without_proceeds_a_sale_brings_its_price_less_costs() -> None:
    """Until what came in is recorded the price that was agreed stands, and is said to be expected."""
    (sale,) = found(priced(1, "2025-01-02", "one"))
    assert (sale.sat, sale.net, sale.day) == (300, 96_000, on("2025-01-02"))
    assert sale.cents == 96_000
    assert (sale.expected, sale.restricted, sale.account) == (True, False, None)
    assert sale.per_satoshi == 320


def test_proceeds_are_what_came_in() -> None:
    """What is recorded counts, and whether it may be used."""
    (sale,) = found(priced(1, "2025-01-02", "one", net=90_000))
    assert (sale.net, sale.expected, sale.restricted, sale.account) == (90_000, False, True, "Treasury")


def test_other_currencies_become_dollars_by_tenge() -> None:
    """KZT 960.00 are 1.92 dollars, EUR 960.00 are 1,056.00."""
    assert [sale.cents for sale in found(priced(1, "2025-01-02", "one", currency="KZT"))] == [192]
    assert [sale.cents for sale in found(priced(1, "2025-01-02", "one", currency="EUR"))] == [105_600]
    assert dollars("USD", on("2025-01-02"), Tenge({})) == 1


def test_a_currency_without_rate_is_a_fault() -> None:
    """The act and the day are named."""
    with pytest.raises(CaseError) as error:
        found(priced(1, "2025-01-02", "one", currency="EUR"), rates={"USD": "500"})
    assert str(error.value) == (
        "act 2025-0001 stands in EUR; no rate of 2025-01-02 is on file that turns it into US dollars.\n"
        "File the National Bank's rates in tables/fx."
    )


def test_one_sale_may_have_several_transactions() -> None:
    """What it brought is shared among all satoshi that it sent up to the day."""
    acts = (priced(1, "2025-01-02", "one", net=100_000), step(2, "2025-01-03", 1, txid("two")))
    (sale,) = found(*acts)
    assert (sale.sat, sale.txids) == (500, (txid("one"), txid("two")))
    assert sale.per_satoshi == 200
    (early,) = found(*acts, last="2025-01-02")
    assert (early.sat, early.txids) == (300, (txid("one"),))


def test_what_has_no_price_is_no_sale() -> None:
    """A return, and what was not sent yet, brings nothing."""
    assert found(disposal(1, "2025-01-02", {}, txid("one"))) == ()
    assert found(priced(1, "2025-01-02", "one"), last="2025-01-01") == ()


def exchange(name: str, volume: int, *, used: bool = True, median: str | None = "100.00") -> FixedExchange:
    """Return what an exchange brought."""
    reason = None if used else ExclusionReason.DEVIATION
    return FixedExchange(name=name, used=used, reason=reason, trades=20, volume=volume, median=median, sha256="00" * 32)


def test_the_principal_market_has_the_greatest_volume_of_those_used() -> None:
    """One that is not used, or has no price of its own, is none; of equal ones the first by name is taken."""
    far, none = exchange("far", 99, used=False), exchange("none", 50, median=None)
    rows = (exchange("b", 30), far, exchange("a", 30), none, exchange("c", 29, median="9.99"))
    market = principal_market(rows, 150_000_000)
    assert market is not None
    assert (market.name, market.volume, market.price, market.cents) == ("a", 30, "100.00", 15_000)
    assert principal_market((far,), 1) is None


def valued(**changes: int) -> PeriodValue:
    """Return a value whose blocks are each worth 1,000.00, some rows of the titled one changed."""
    rows = {
        "opening": 0, "additions": 100_000, "withdrawals": 0, "scope": 0, "disposals": 0, "fees": 0, "deposits": 0,
        "revaluation": 0, "closing": 100_000,
    }  # fmt: skip
    blocks = tuple(
        BlockValue(
            block=block,
            sat=rows,
            cents={**rows, **{key: value for key, value in changes.items() if key in rows}}
            if block is ValuedBlock.TITLED
            else rows,
            execution=changes.get("execution", 0) if block is ValuedBlock.TITLED else 0,
            own=changes.get("own", 50_000_000),
        )
        for block in ValuedBlock
    )
    fixing = UsedFixing(day=dt.date(2026, 9, 30), cents=1, quality=Quality.A, sha256="00" * 32)
    counts = FixingCounts(best=92, last_trades=0, carried=0, none=0)
    return PeriodValue(
        fixing=fixing,
        opening_fixing=None,
        currency="KZT",
        rate=None,
        blocks=blocks,
        proceeds=(),
        fixings=counts,
        principal=None,
    )


def test_money_is_restated_from_a_thousandth_of_a_blocks_worth_on() -> None:
    """99 cents of 1,000.00 dollars are not restated, 1.00 is; so with tenge and with what sales brought."""
    assert money_change(valued(), valued()) == 0
    assert money_change(valued(), valued(additions=100_099)) < LEAST_CHANGE
    assert money_change(valued(), valued(revaluation=-100)) == LEAST_CHANGE
    assert money_change(valued(), valued(execution=-100)) == LEAST_CHANGE
    assert money_change(valued(), valued(own=50_050_000)) == LEAST_CHANGE
    assert money_change(None, valued()) == money_change(valued(), None) == 1
    assert money_change(None, None) == 0


def test_satoshi_of_a_block_are_no_money() -> None:
    """A figure of satoshi restates whatever its size."""
    names = [
        "value.blocks.titled.usd_cents.closing",
        "cost_basis.usd_cents",
        "restricted.encumbered:2026-0004.usd_cents",
    ]
    assert all(map(is_money, names))
    assert not any(map(is_money, ["value.blocks.titled.sat.closing", "title_sat.titled", "books_sat.closing"]))


def test_what_a_satoshi_brings_is_exact() -> None:
    """Nothing is rounded before the end."""
    (sale,) = found(priced(1, "2025-01-02", "one", net=100))
    assert sale.per_satoshi == Fraction(1, 3)
    assert sale.act == ActId("2025-0001")
