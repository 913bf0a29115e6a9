"""Laws of money over drawn registers and drawn prices: it closes, composes, scales, and costs add up."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.drawn_registers import DrawnRegister, drawn
from tests.reserve.test_day_value import Tenge
from tests.reserve.test_money import Table
from tracer.errors import CaseError
from tracer.reserve.act_terms import Proceeds, SalePrice, SaleTerms
from tracer.reserve.acts import Act, ActsInForce, DisposalAct, OrderAct
from tracer.reserve.ledger import fold
from tracer.reserve.price.fixing import Fixing, Quality
from tracer.reserve.price.prices import Prices
from tracer.reserve.title import title
from tracer.reserve.value.daily import day_rows
from tracer.reserve.value.day_rows import DayRow, ValuedBlock
from tracer.reserve.value.money import FLOWS, INCOMING, BlockBounds, MoneyRows, roll_forward
from tracer.reserve.value.period_value import EarlierMoney, MoneySources, PeriodMoney, money
from tracer.reserve.value.spans import ValuedRegister, block_spans

SEEDS = st.integers(0, 2000)
UNIT = 1_000_000
"""Satoshi of what the drawings count in, so that amounts are worth cents."""


def fixed(day: dt.date, cents: int) -> Fixing:
    """Return a fixing that says nothing but its price."""
    return Fixing(
        convention="price/1", day=day, begins=0, ends=3600, pair="BTC/USD", cents=cents, exact=Fraction(cents, 100),
        quality=Quality.A, exchanges=(), partitions=(), vwap=None, least=None, greatest=None,
    )  # fmt: skip


def drawn_prices(seed: int, each: DrawnRegister, gaps: float = 0.3) -> dict[dt.date, int]:
    """Return a price for the first day and the last, and for most of the days between and a month before."""
    source = random.Random(seed)
    early = [each.days[0] - dt.timedelta(days=number) for number in range(30, 0, -1)]
    days = [*early, *each.days]
    sure = {days[0], each.days[-1]}
    return {day: source.randint(1, 20_000_000) for day in days if day in sure or source.random() > gaps}


def sold(each: DrawnRegister, seed: int) -> ActsInForce:
    """Return the acts of a drawing, some of its disposals for a price, some with proceeds."""
    source = random.Random(seed)
    acts: list[Act] = []
    for act in each.acts.acts:
        if isinstance(act, DisposalAct) and source.random() < 0.7:
            currency, gross = source.choice(["USD", "KZT"]), source.randint(100, 10**7)
            price = SalePrice(
                currency=currency, per_btc=1, gross=gross, costs=source.randint(0, 99), fixing=None, floor=None
            )
            net = Proceeds(account="Treasury", received=act.head.date, net=gross, restricted=source.random() < 0.5)
            terms = SaleTerms(authorised=(), counterparty=None, price=price, proceeds=source.choice([None, net]))
            acts.append(replace(act, sale=terms))
        else:
            acts.append(act)
    return ActsInForce(tuple(acts), tuple(acts))


def register_of(each: DrawnRegister, acts: ActsInForce) -> ValuedRegister:
    """Return what spans are found from."""
    ledger = fold(each.register, each.history, acts, each.lots)
    return ValuedRegister(ledger=ledger, register=each.register, lots=each.lots, acts=acts)


def money_of(
    each: DrawnRegister,
    acts: ActsInForce,
    cents: Mapping[dt.date, int],
    first: dt.date,
    last: dt.date,
    earlier: EarlierMoney | None = None,
    known: ActsInForce | None = None,
) -> PeriodMoney:
    """Return the money of a span of a drawing's days."""
    given_register = register_of(each, acts)
    book = title(given_register.ledger, each.register, each.lots, acts, last, each.closing(last))
    return money(
        MoneySources(
            given=given_register,
            title=book,
            held=sum(book.sums.values()),
            first=first,
            last=last,
            prices=Prices({day: fixed(day, price) for day, price in cents.items()}, dict.fromkeys(cents, "00" * 32)),
            rates=Tenge({"USD": "500.25"}),  # type: ignore[arg-type]
            earlier=earlier,
            known=None if earlier is None else register_of(each, known or acts),
        )
    )


def closes(rows: Mapping[str, int]) -> bool:
    """Return whether printed rows lead from the opening to the closing."""
    flows = sum(rows[name] * (1 if name in INCOMING else -1) for name in FLOWS)
    return rows["opening"] + flows + rows.get("revaluation", 0) == rows["closing"]


@given(SEEDS, st.integers(0, 9))
def test_every_block_closes_and_costs_are_found_twice(seed: int, number: int) -> None:
    """Whatever moves, is sold, lent, appealed, and whichever days have no fixing: no identity fails."""
    each = drawn(seed, unit=UNIT)
    found = money_of(each, sold(each, number), drawn_prices(number, each), each.days[0], each.days[-1])
    for block in found.value.blocks:
        assert closes(block.sat)
        assert closes(block.cents)
    reserve, titled, held = found.value.blocks
    assert reserve.sat["closing"] <= titled.sat["closing"] <= held.sat["closing"]
    if found.cost.costs is not None:
        assert found.cost.costs.gains >= 0 <= found.cost.costs.losses


def test_drawings_have_sales_and_costs() -> None:
    """Among the drawings are sales of titled satoshi, gains and losses, and deposits that come back."""
    seen = set[str]()
    for seed in range(60):
        each = drawn(seed, unit=UNIT)
        found = money_of(each, sold(each, 1), drawn_prices(1, each), each.days[0], each.days[-1])
        titled, costs = found.value.block(ValuedBlock.TITLED), found.cost.costs
        assert costs is not None
        named = {
            "execution": titled.execution, "gains": costs.gains, "losses": costs.losses, "fees": titled.sat["fees"],
            "deposits": titled.sat["deposits"], "withdrawals": titled.sat["withdrawals"],
            "other": costs.other,
        }  # fmt: skip
        seen |= {name for name, figure in named.items() if figure}
    assert seen == {"execution", "gains", "losses", "fees", "deposits", "withdrawals", "other"}


@given(SEEDS, st.integers(0, 9), st.data())
def test_two_periods_make_one(seed: int, number: int, data: st.DataObject) -> None:
    """The second opens with what the first closed with, and both revaluations are that of the whole."""
    each = drawn(seed, unit=UNIT)
    acts, cents = sold(each, number), drawn_prices(number, each)
    at = data.draw(st.integers(1, len(each.days) - 1))
    middle, following = each.days[at - 1], each.days[at]
    cents[middle] = cents.get(middle, 5_000_000)
    one = money_of(each, acts, cents, each.days[0], middle)
    sat = {block.block: block.sat["closing"] for block in one.value.blocks}
    two = money_of(
        each, acts, cents, following, each.days[-1], EarlierMoney(sat=sat, value=one.value, cost=one.cost, name="one")
    )
    assert [block.cents["closing"] for block in one.value.blocks] == [
        block.cents["opening"] for block in two.value.blocks
    ]
    given_register = register_of(each, acts)
    spans = block_spans(given_register, each.days[-1])
    rows = day_rows(given_register, spans, each.days[0], each.days[-1])
    for block in ValuedBlock:
        parts = [_rolled(rows[block][:at], cents), _rolled(rows[block][at:], cents)]
        whole = _rolled(rows[block], cents)
        assert whole.revaluation == sum((part.revaluation for part in parts), Fraction(0))
        assert parts[0].closing == parts[1].opening


@given(SEEDS, st.integers(0, 9), st.data())
def test_acts_filed_late_enter_the_next_period(seed: int, number: int, data: st.DataObject) -> None:
    """The first period does not know some of the acts on file; the second opens as it closed, and all adds up."""
    each = drawn(seed, unit=UNIT)
    acts, cents = sold(each, number), drawn_prices(number, each)
    at = data.draw(st.integers(1, len(each.days) - 1))
    hidden = data.draw(st.sets(st.sampled_from([act.head.id for act in acts.acts if isinstance(act, OrderAct)])))
    early = ActsInForce(tuple(act for act in acts.acts if act.head.id not in hidden), acts.all)
    cents[each.days[at - 1]] = cents.get(each.days[at - 1], 5_000_000)
    try:
        one = money_of(each, early, cents, each.days[0], each.days[at - 1])
    except CaseError:  # an execution of an order that is not on file
        return
    sat = {block.block: block.sat["closing"] for block in one.value.blocks}
    earlier = EarlierMoney(sat=sat, value=one.value, cost=one.cost, name="one")
    two = money_of(each, acts, cents, each.days[at], each.days[-1], earlier, known=early)
    for before, after in zip(one.value.blocks, two.value.blocks, strict=True):
        assert before.sat["closing"] == after.sat["opening"]
        assert before.cents["closing"] == after.cents["opening"]
        assert closes(after.sat)
        assert closes(after.cents)


def _rolled(rows: Sequence[DayRow], cents: Mapping[dt.date, int]) -> MoneyRows:
    return roll_forward(rows, BlockBounds(rows[0].opening, rows[-1].closing), Table(cents))


@given(SEEDS, st.integers(0, 9))
def test_prices_that_do_not_change_revalue_nothing(seed: int, number: int) -> None:
    """At one price for ever there is no revaluation and, without sales, fees alone are realised, as a loss."""
    each = drawn(seed, unit=UNIT)
    cents = dict.fromkeys(drawn_prices(number, each), 6_543_210)
    given_register = register_of(each, each.acts)
    spans = block_spans(given_register, each.days[-1])
    for rows in day_rows(given_register, spans, each.days[0], each.days[-1]).values():
        assert _rolled(rows, cents).revaluation == 0
    found = money_of(each, each.acts, cents, each.days[0], each.days[-1])
    costs, fees = found.cost.costs, found.value.block(ValuedBlock.TITLED).cents["fees"]
    assert costs is not None
    assert (costs.unrealised_opening, costs.unrealised_closing) == (0, 0)
    assert max(abs(costs.realised + fees), abs(costs.other)) <= 1  # what rounding leaves in the row of disposals
    assert {method.realised for method in costs.compared.values()} == {-fees}


@given(SEEDS, st.integers(2, 9))
def test_money_scales_with_the_price(seed: int, times: int) -> None:
    """So many times the price are so many times every exact row."""
    each = drawn(seed, unit=UNIT)
    cents = drawn_prices(seed, each)
    given_register = register_of(each, each.acts)
    rows = day_rows(given_register, block_spans(given_register, each.days[-1]), each.days[0], each.days[-1])
    for block in ValuedBlock:
        one, other = (
            _rolled(rows[block], table) for table in (cents, {day: times * price for day, price in cents.items()})
        )
        assert other.revaluation == times * one.revaluation
        assert other.additions == times * one.additions
