"""What a day is worth, and what orders in money take at its fixing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from tests.reserve.acts import execution, head, in_force, on, order
from tests.reserve.small_ledgers import small_ledger, small_lots, small_register
from tests.reserve.test_money import Table
from tracer.chain.amount import Sats
from tracer.reserve import act_set
from tracer.reserve.acts import Act, ActKind, LotId, Money, OrderForm
from tracer.reserve.history import ObservedBlock
from tracer.reserve.price.rates import DayRate
from tracer.reserve.status import Books, Pricing, Status, status
from tracer.reserve.terms import PriceTerms
from tracer.reserve.title import title
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.day_value import day_value, execution_faults, taken
from tracer.reserve.value.own_currency import own_rate
from tracer.reserve.value.valuing import currencies

DAY = "2025-01-03"
COINS = "in: -> 3600000000@Agency\n\nlater: -> 5@Court\n\nlast: -> 5@Court"


class Tenge:
    """Rates of a table: tenge for one unit of a currency, whatever the day."""

    def __init__(self, rates: Mapping[str, str]) -> None:
        """Take rates as text."""
        self.rates = rates

    def on(self, currency: str, day: dt.date) -> DayRate | None:
        """Return a rate."""
        if currency not in self.rates:
            return None
        return DayRate(
            currency=currency, as_of=day, kzt=Fraction(self.rates[currency]), source="tables/fx.csv", sha256="00" * 32
        )


def shown(*acts: Act, cents: int | None = 10_000_000, day: str = DAY, rates: Mapping[str, str] | None = None) -> Status:
    """Return the status of a register with 36 BTC, at 100,000.00 dollars and 500 tenge for one."""
    register = replace(small_register(), price=PriceTerms())
    lots = small_lots(("in.0", "A", 0, 3_600_000_000))
    ledger = small_ledger(COINS, *acts, lots=lots)
    book = title(ledger, register, lots, in_force(*acts), on(day), 3)
    prices = Table({} if cents is None else {on(DAY): cents})
    pricing = Pricing(prices, Tenge({"USD": "500"} if rates is None else rates))
    books = Books(register=register, ledger=ledger, title=book, lots=lots, acts=acts, pricing=pricing)
    return status(books, ObservedBlock(3, "00" * 32, 0, 0), (), ())  # type: ignore[arg-type]


ORDER = order(
    1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",), money=15_000_000_000, order="1-77"
)
"""KZT 150,000,000.00: at 100,000.00 dollars and 500 tenge for one that is 3 BTC."""


def test_an_order_in_money_is_an_open_risk_every_day() -> None:
    """What it takes at today's fixing is said until an act executes it."""
    assert [alarm.text for alarm in shown(ORDER).alarms if alarm.kind == "money-order"] == [
        "order 1-77: stands in KZT; at today's fixing it takes 3.00 of the 36.00 BTC held."
    ]
    acts = (ORDER, execution(2, DAY, 1, {"L-0001": 300_000_000}))
    assert [alarm for alarm in shown(*acts).alarms if alarm.kind == "money-order"] == []


def test_without_fixing_or_rate_it_is_not_known() -> None:
    """The sentence says which of the two is lacking."""
    texts = [
        next(alarm.text for alarm in found.alarms if alarm.kind == "money-order")
        for found in (shown(ORDER, cents=None), shown(ORDER, rates={}))
    ]
    rest = "so what it takes of the 36.00000000 BTC held is not known. It covers nothing before an execution act."
    assert texts == [
        f"order 1-77: stands in KZT; there is no fixing, {rest}",
        f"order 1-77: stands in KZT; there is no rate of exchange, {rest}",
    ]


def test_a_day_is_worth_its_blocks() -> None:
    """36 BTC at 100,000.00 are 3,600,000.00 dollars and 1,800,000,000.00 tenge; none of it has title."""
    found = shown().value
    assert found is not None
    assert [found.cents(block) for block in ValuedBlock] == [0, 0, 360_000_000]
    assert [found.own(block) for block in ValuedBlock] == [0, 0, 180_000_000_000]
    said = shown().as_json()["value"]
    assert said == {
        "fixing": {
            "day": DAY, "usd_cents": "10000000", "quality": "A", "sha256": "00" * 32, "age_days": 0,
        },
        "kzt_per_usd": "500",
        "sat": {"reserve": "0", "titled": "0", "held": "3600000000"},
        "usd_cents": {"reserve": "0", "titled": "0", "held": "360000000"},
        "kzt_hundredths": {"reserve": "0", "titled": "0", "held": "180000000000"},
    }  # fmt: skip


def test_a_carried_fixing_says_its_age() -> None:
    """A day without a fixing is valued by the last one, quality X, with its age; without any nothing is."""
    found = shown(day="2025-01-05")
    assert found.value is not None
    assert found.value.as_json()["fixing"]["quality"] == "X"  # type: ignore[index, call-overload]
    assert [alarm.text for alarm in found.alarms if alarm.kind == "price"] == [
        "value of 2025-01-05 by the fixing of 2025-01-03, 2 days old."
    ]
    none = shown(cents=None)
    assert none.value is None
    assert [alarm.text for alarm in none.alarms if alarm.kind == "price"] == [
        "no fixing is on file for 2025-01-03 or before: no value."
    ]


def test_an_amount_takes_satoshi_half_to_even() -> None:
    """KZT 1.00 at 100,000.00 dollars and 500 tenge is 2 satoshi; 1.25 is 2.5, which is 2; 1.75 is 3.5, which is 4."""
    price = Table({on(DAY): 10_000_000}).on(on(DAY))
    assert price is not None
    rates = Tenge({"USD": "500", "EUR": "550"})
    assert [taken(Money(each, "KZT"), price, rates) for each in (100, 125, 175)] == [2, 2, 4]
    assert taken(Money(10_000_000, "USD"), price, rates) == 100_000_000
    assert taken(Money(10_000_000, "EUR"), price, rates) == 110_000_000
    assert taken(Money(1, "GBP"), price, rates) is None


def test_an_execution_takes_no_more_than_its_order() -> None:
    """At the fixing that it names; a later one takes of what is left."""
    prices, rates = Table({on(DAY): 10_000_000}), Tenge({"USD": "500"})

    def faults(*taking: int, day: str = DAY) -> list[str]:
        acts = [execution(number, day, 1, {"L-0001": sat}) for number, sat in enumerate(taking, start=2)]
        found = list(execution_faults(in_force(ORDER, *acts), prices, rates, on("2025-01-31")))
        assert [is_known for _, is_known in found] == ["on file" not in text for text, _ in found]
        return [text for text, _ in found]

    assert faults(300_000_000) == faults(100_000_000, 200_000_000) == []
    assert faults(300_000_001) == [
        "act 2025-0002: takes 300000001 satoshi for order 1-77; at the fixing of 2025-01-03 it takes 300000000."
    ]
    assert faults(100_000_000, 200_000_001) == [
        "act 2025-0003: takes 200000001 satoshi for order 1-77; at the fixing of 2025-01-03 it takes 200000000."
    ]
    assert len(faults(1, 300_000_001, day="2025-01-02")) == 2
    assert faults(1, day="2025-01-02") == [
        "act 2025-0002: executes order 1-77 at the fixing of 2025-01-02, and no fixing or no rate of that day is on "
        "file."
    ]


def test_an_execution_is_held_to_the_order_as_it_stood_on_its_day() -> None:
    """What took all of an order, which is reduced to a third on the 10th, took no more than there was on the 3rd.

    From the 10th on there is nothing left to take. The currency of an order that was superseded is asked for still.
    """
    assert ORDER.money is not None
    reduced = replace(ORDER, money=replace(ORDER.money, hundredths=ORDER.money.hundredths // 3))
    reduced = replace(reduced, head=replace(head(4, ActKind.ORDER, "2025-01-10"), supersedes=ORDER.head.id))
    early, late = execution(2, DAY, 1, {"L-0001": 300_000_000}), execution(3, "2025-01-11", 1, {"L-0001": 1})
    prices = Table({on(day): 10_000_000 for day in (DAY, "2025-01-10", "2025-01-11")})
    rates = Tenge({"USD": "500"})

    def faults(*acts: Act) -> list[str]:
        counted = act_set.in_force([ORDER, reduced, *acts])
        return [text for text, _ in execution_faults(counted, prices, rates, on("2025-01-31"))]

    assert faults(early) == []
    assert faults(replace(early, lots={LotId("L-0001"): Sats(300_000_001)})) == [
        "act 2025-0002: takes 300000001 satoshi for order 1-77; at the fixing of 2025-01-03 it takes 300000000."
    ]
    assert faults(early, late) == [
        "act 2025-0003: takes 1 satoshi for order 1-77; at the fixing of 2025-01-11 it takes 0."
    ]
    assert faults(execution(2, "2025-01-10", 1, {"L-0001": 100_000_001})) == [
        "act 2025-0002: takes 100000001 satoshi for order 1-77; at the fixing of 2025-01-10 it takes 100000000."
    ]
    other = replace(reduced, money=replace(ORDER.money, currency="EUR"))
    last = replace(
        other, head=replace(head(5, ActKind.ORDER, "2025-01-12"), supersedes=other.head.id), money=ORDER.money
    )
    assert currencies(small_register(), act_set.in_force([ORDER, other, last])) == {"USD", "EUR"}


def test_nothing_is_worth_anything_without_a_fixing() -> None:
    """No fixing, no value."""
    ledger = small_ledger(COINS)
    book = title(ledger, small_register(), (), in_force(), on(DAY), 3)
    assert day_value(book, Table({}), Tenge({}), "KZT") is None


def test_the_own_currency_stands_beside_dollars() -> None:
    """At 500 tenge for a dollar and 550 for a euro a dollar is 0.90909091 euro, rounded once and computed with."""
    rates = Tenge({"USD": "500", "EUR": "550"})
    euro, tenge = own_rate("EUR", on(DAY), rates), own_rate("KZT", on(DAY), rates)
    assert euro is not None
    assert (euro.text, euro.per_usd) == ("0.90909091", Fraction(90_909_091, 10**8))
    assert (euro.source, euro.sha256) == ("tables/fx.csv", "00" * 32)
    assert tenge is not None
    assert (tenge.text, tenge.per_usd) == ("500", Fraction(500))
    assert own_rate("USD", on(DAY), rates) is None
    assert own_rate("GBP", on(DAY), rates) is None
    assert own_rate("EUR", on(DAY), Tenge({"EUR": "550"})) is None


def test_a_rate_out_of_two_files_is_of_the_older_and_names_both() -> None:
    """Tenge for a dollar of 3 January and for a euro of the 2nd: the rate is of the 2nd, both files are named."""

    class Two:
        """Two quotes of two days."""

        def on(self, currency: str, day: dt.date) -> DayRate | None:
            """Return a rate."""
            at = day if currency == "USD" else day - dt.timedelta(days=1)
            return DayRate(currency=currency, as_of=at, kzt=Fraction(500), source=f"{at}.xml", sha256=currency)

    found = own_rate("EUR", on(DAY), Two())
    assert found is not None
    assert (found.text, found.as_of) == ("1", on("2025-01-02"))
    assert (found.source, found.sha256) == ("2025-01-02.xml, 2025-01-03.xml", "EUR, USD")


def test_a_status_of_another_currency_names_it() -> None:
    """36 BTC are 3,600,000.00 dollars, and at 0.90909091 euro for one 3,272,727.28; in dollars alone there is one."""
    book = title(small_ledger(COINS), small_register(), (), in_force(), on(DAY), 3)
    prices, rates = Table({on(DAY): 10_000_000}), Tenge({"USD": "500", "EUR": "550"})
    euro, dollar = (day_value(book, prices, rates, currency) for currency in ("EUR", "USD"))
    assert euro is not None
    assert euro.as_json()["eur_per_usd"] == "0.90909091"
    assert euro.as_json()["eur_hundredths"] == {"reserve": "0", "titled": "0", "held": "327272728"}
    assert "kzt_hundredths" not in euro.as_json()
    assert dollar is not None
    assert (dollar.as_json()["usd_per_usd"], dollar.as_json()["usd_hundredths"]) == (None, None)
