"""Money of a block: the worked figures, and that both ways of finding the revaluation can differ."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

import pytest

from tests.pictures import outpoint_of, txid_of
from tracer.chain.outpoint import Txid
from tracer.errors import CaseError, IntegrityError
from tracer.reserve.acts import ActId
from tracer.reserve.price.prices import DayPrice, Quality
from tracer.reserve.price.rounding import decimal_text, half_even, own_hundredths, usd_cents
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.value.cost_basis import CostBasis, CostSources, cost_basis, missing_days, standing_cost
from tracer.reserve.value.day_rows import DayFlow, DayFlowKind, DayRow, ValuedBlock
from tracer.reserve.value.money import BlockBounds, block_sums, price_of, roll_forward, with_late
from tracer.reserve.value.sales import Sale

DAYS = [dt.date(2026, 7, 1) + dt.timedelta(days=number) for number in range(5)]
PRICES = {DAYS[0]: 6_000_000, DAYS[1]: 6_500_000, DAYS[2]: 7_000_000, DAYS[3]: 6_800_000}
"""60,000.00 before the period's first day, then 65,000.00, 70,000.00, 68,000.00."""
FIVE, TWO, ONE, FEE = 500_000_000, 200_000_000, 100_000_000, 10_000
CLOSING = 599_990_000


class Table:
    """Prices of a table; a day without one carries the last."""

    def __init__(self, cents: Mapping[dt.date, int]) -> None:
        """Take cents by day."""
        self.cents = cents

    def on(self, day: dt.date) -> DayPrice | None:
        """Return the price of a day."""
        last = max((each for each in self.cents if each <= day), default=None)
        if last is None:
            return None
        quality = Quality.A if last == day else Quality.X
        return DayPrice(day=day, fixing=last, cents=self.cents[last], quality=quality, sha256="00" * 32)


def worked_rows() -> list[DayRow]:
    """Return the worked roll-forward: 5 BTC; 2 come in; 1 is sold and 0.0001 is the fee."""
    return [
        DayRow(day=DAYS[1], opening=FIVE, added=TWO),
        DayRow(day=DAYS[2], opening=FIVE + TWO, disposed=ONE, fees=FEE),
        DayRow(day=DAYS[3], opening=CLOSING),
    ]


def test_the_worked_value_is_rounded_once() -> None:
    """13.39850000 BTC at 112,345.67 are 1,505,263.46 dollars and 798,497,107.36 tenge, from the exact product."""
    sat, cents, rate = 1_339_850_000, 11_234_567, Fraction("530.47")
    assert usd_cents(sat, cents) == 150_526_346
    assert own_hundredths(sat, cents, rate) == 79_849_710_736
    assert half_even(Fraction(150_526_346) * rate) == 79_849_710_763  # what rounded dollars would give


@pytest.mark.parametrize(
    ("cents", "worth"), [(612_491, 3_062_455_000), (598_343, 2_991_715_000), (484_167, 2_420_835_000)]
)
def test_the_time_of_the_fixing_is_the_largest_convention(cents: int, worth: int) -> None:
    """5,000 BTC of 2020-03-12: 30,624,550.00 at 16:00 London, 29,917,150.00 at UTC+5's end, 24,208,350.00 at UTC's."""
    assert usd_cents(5_000 * 10**8, cents) == worth


def test_without_title_are_the_worked_coins() -> None:
    """Of 13.39850000 BTC 8.39920000 are titled, 62.6876 %, and 4.99930000 are not."""
    held, titled = 1_339_850_000, 839_920_000
    assert held - titled == 499_930_000
    assert decimal_text(Fraction(titled, held) * 100, 4) == "62.6876"


def test_the_worked_roll_forward_closes() -> None:
    """300,000.00 + 130,000.00 - 70,000.00 - 7.00 + 48,000.20 = 407,993.20."""
    found = roll_forward(worked_rows(), BlockBounds(FIVE, CLOSING), Table(PRICES))
    assert found.cents == {
        "opening": 30_000_000,
        "additions": 13_000_000,
        "withdrawals": 0,
        "scope": 0,
        "disposals": 7_000_000,
        "fees": 700,
        "deposits": 0,
        "revaluation": 4_800_020,
        "closing": 40_799_320,
    }


def test_revaluation_that_differs_by_days_stops_everything() -> None:
    """A closing of 10 satoshi more than the days hold is 0.68 cents more by balance: the sentence names both."""
    with pytest.raises(IntegrityError) as error:
        roll_forward(worked_rows(), BlockBounds(FIVE, CLOSING + 10), Table(PRICES))
    assert str(error.value) == "revaluation by days 4800020, by balance 4800021."


def test_a_difference_below_a_cent_is_said_exactly() -> None:
    """Figures that would print alike print as fractions."""
    rows = worked_rows()
    rows[2] = DayRow(day=DAYS[3], opening=CLOSING + 1)
    with pytest.raises(IntegrityError, match=r"revaluation by days 2400009999/500, by balance 4800020\."):
        roll_forward(rows, BlockBounds(FIVE, CLOSING), Table(PRICES))


def test_satoshi_without_a_fixing_have_no_value() -> None:
    """Nothing is valued with a later price; nothing at all needs none."""
    rows = [DayRow(day=DAYS[0], opening=0), DayRow(day=DAYS[1], opening=0, added=5)]
    assert roll_forward(rows, BlockBounds(0, 5), Table({DAYS[1]: 100})).closing == Fraction(5, 1_000_000)
    with pytest.raises(CaseError) as error:
        roll_forward(rows, BlockBounds(0, 5), Table({DAYS[2]: 100}))
    assert str(error.value) == (
        "no fixing on or before 2026-07-02: 5 satoshi of that day have no value.\n"
        "File quotes of that day or an earlier one, and run tracer reserve fix."
    )


def test_satoshi_that_acts_let_out_need_a_fixing_too() -> None:
    """Fewer than none are valued as well: they are not nothing."""
    rows = [DayRow(day=DAYS[0], opening=0, added=5, scoped=-5)]
    with pytest.raises(CaseError, match=r"^no fixing on or before 2026-07-01: 5 satoshi of that day have no value\."):
        roll_forward(rows, BlockBounds(0, 0), Table({DAYS[2]: 100}))
    assert price_of(Table({}), DAYS[0], 0) == 0
    with pytest.raises(CaseError, match=r": 7 satoshi of that day"):
        price_of(Table({}), DAYS[0], -7)


def test_what_comes_late_comes_on_the_first_day() -> None:
    """A block opens with what its last statement closed with; the difference comes in, or goes, on the first day."""
    rows = worked_rows()
    assert with_late(rows, FIVE) == tuple(rows)
    more = with_late(rows, FIVE - 7)
    assert (more[0].opening, more[0].added, more[0].closing) == (FIVE - 7, TWO + 7, rows[0].closing)
    less = with_late(rows, FIVE + 7)
    assert (less[0].opening, less[0].disposed, less[0].closing) == (FIVE + 7, 7, rows[0].closing)
    assert roll_forward(more, BlockBounds(FIVE - 7, CLOSING), Table(PRICES)).closing == 40_799_320


def test_the_sums_of_the_days_are_the_blocks() -> None:
    """Satoshi add up by the same names as money, or nothing is written."""
    assert block_sums(worked_rows(), ValuedBlock.TITLED, BlockBounds(FIVE, CLOSING))["disposals"] == ONE
    with pytest.raises(IntegrityError) as error:
        block_sums(worked_rows(), ValuedBlock.TITLED, BlockBounds(FIVE, CLOSING + 1))
    assert str(error.value) == (
        "block titled: the days lead from 500000000 to 599990000 satoshi, the closing is 599990001."
    )


SOLD = txid_of("sold")
LOT_1, LOT_2 = outpoint_of("one.0"), outpoint_of("two.0")


def worked_flows(fee: int = FEE) -> list[DayFlow]:
    """Return what comes and goes: the coin sold, and the fee, are of lot 2."""
    return [
        DayFlow(day=DAYS[0], run=SatoshiRun(LOT_1, 0, FIVE), kind=DayFlowKind.ADDED),
        DayFlow(day=DAYS[1], run=SatoshiRun(LOT_2, 0, TWO), kind=DayFlowKind.ADDED),
        DayFlow(day=DAYS[2], run=SatoshiRun(LOT_2, 0, ONE), kind=DayFlowKind.DISPOSED, txid=SOLD),
        *([DayFlow(day=DAYS[2], run=SatoshiRun(LOT_2, ONE, fee), kind=DayFlowKind.FEE, txid=SOLD)] if fee else []),
    ]


def exact(*cents: int) -> tuple[Fraction, ...]:
    """Return whole cents as exact ones."""
    return tuple(map(Fraction, cents))


def worked_sale(cents: int = 6_985_000) -> dict[Txid, Sale]:
    """Return the sale of one coin for 69,850.00."""
    sale = Sale(
        act=ActId("2026-0009"), method="auction", day=DAYS[2], txids=(SOLD,), sat=ONE, currency="USD", net=cents,
        cents=Fraction(cents), account="Treasury", restricted=False, expected=False,
    )  # fmt: skip
    return {SOLD: sale}


def worked_costs(flows: list[DayFlow]) -> CostBasis:
    """Return the costs of the period that begins with the second day."""
    return cost_basis(CostSources(flows=flows, prices=Table(PRICES), sales=worked_sale(), first=DAYS[1]))


def test_three_methods_before_fees_are_the_worked_ones() -> None:
    """Specific 4,850.00 and 365,000.00 left; FIFO 9,850.00 and 370,000.00; average 8,421.43 and 368,571.43."""
    found = worked_costs(worked_flows(fee=0))
    assert {name: (half_even(each.realised), half_even(each.cost)) for name, each in found.methods.items()} == {
        "specific": (485_000, 36_500_000),
        "fifo": (985_000, 37_000_000),
        "average": (842_143, 36_857_143),
    }


def test_fees_leave_at_their_lots_cost() -> None:
    """The fee of 0.0001 BTC out of lot 2 costs 6.50: 364,993.50 left, realised 4,843.50."""
    found = worked_costs(worked_flows())
    assert (found.closing, found.realised, found.flows["fees"]) == exact(36_499_350, 484_350, 650)
    assert (found.opening, found.flows["additions"], found.flows["disposals"]) == exact(
        30_000_000, 13_000_000, 6_500_000
    )
    assert (found.gains, found.losses, found.proceeds) == exact(484_350, 0, 6_985_000)


def test_identity_4_of_the_worked_figures() -> None:
    """4,843.50 + 42,999.70 = 48,000.20 - 150.00 - 7.00 = 47,843.20."""
    money = roll_forward(worked_rows(), BlockBounds(FIVE, CLOSING), Table(PRICES))
    costs = worked_costs(worked_flows())
    change = (money.closing - costs.closing) - (money.opening - costs.opening)
    execution = costs.proceeds - money.disposals
    assert (half_even(change), half_even(execution)) == (4_299_970, -15_000)
    assert costs.realised + change == money.revaluation + execution - money.fees == 4_784_320


def test_cost_is_the_same_by_what_lies_there() -> None:
    """5 BTC at 60,000.00 and 0.9999 at 65,000.00 are 364,993.50."""
    standing = [SatoshiRun(LOT_1, 0, FIVE), SatoshiRun(LOT_2, ONE + FEE, ONE - FEE)]
    assert standing_cost(worked_flows(), standing, Table(PRICES)) == 36_499_350


def test_what_is_no_sale_leaves_at_its_fixing() -> None:
    """A return to its owner realises the change of worth since title, and makes no execution difference."""
    flows = worked_flows(fee=0)
    found = cost_basis(CostSources(flows=flows, prices=Table(PRICES), sales={}, first=DAYS[1]))
    assert (found.proceeds, found.realised) == exact(7_000_000, 500_000)


def test_what_went_to_a_custodian_comes_back_at_its_cost() -> None:
    """A deposit and its withdrawal realise nothing and change no cost, by any of the methods."""
    lent = SatoshiRun(LOT_2, 0, ONE)
    flows = [
        *worked_flows(fee=0)[:2],
        DayFlow(day=DAYS[2], run=lent, kind=DayFlowKind.DEPOSITED, txid=SOLD),
        DayFlow(day=DAYS[3], run=lent, kind=DayFlowKind.WITHDRAWN),
    ]
    found = cost_basis(CostSources(flows=flows, prices=Table(PRICES), sales={}, first=DAYS[1]))
    assert {name: (each.realised, each.cost) for name, each in found.methods.items()} == dict.fromkeys(
        ("specific", "fifo", "average"), exact(0, 43_000_000)
    )
    assert (found.flows["deposits"], found.flows["withdrawals"]) == exact(6_500_000, 6_500_000)
    assert standing_cost(flows, [SatoshiRun(LOT_1, 0, FIVE), SatoshiRun(LOT_2, 0, TWO)], Table(PRICES)) == 43_000_000


def test_what_is_late_is_an_addition_at_the_cost_of_its_title() -> None:
    """Of 5 BTC titled before the period, 1 that the statement before did not have is an addition of 60,000.00."""
    given = CostSources(
        flows=worked_flows(), prices=Table(PRICES), sales=worked_sale(), first=DAYS[1],
        late=[SatoshiRun(LOT_1, 0, ONE)],
    )  # fmt: skip
    found = cost_basis(given)
    assert (found.opening, found.flows["additions"], found.closing) == exact(24_000_000, 19_000_000, 36_499_350)


def test_satoshi_that_leave_are_there() -> None:
    """Nothing leaves that never came, and nothing comes twice."""
    flows = worked_flows()
    with pytest.raises(IntegrityError, match=r"100000000 satoshi of .*:0 leave that are not there\."):
        worked_costs([flows[0], *flows[2:]])
    with pytest.raises(IntegrityError, match=r"come in that are there already\."):
        worked_costs([flows[0], *flows])


def test_days_without_a_fixing_are_named() -> None:
    """A cost needs the fixing of the day of its title, however long ago; what left before the period needs none."""
    assert missing_days(worked_flows(), Table(PRICES), DAYS[1]) == ()
    assert missing_days(worked_flows(), Table({DAYS[1]: 1}), DAYS[1]) == (DAYS[0],)
    assert missing_days(worked_flows(), Table({DAYS[3]: 1}), DAYS[3]) == (DAYS[0], DAYS[1])
    left = [each for each in worked_flows() if not each.kind.enters]
    assert missing_days(left, Table({DAYS[3]: 1}), DAYS[2]) == (DAYS[2],), "what leaves from the first day on needs one"


@pytest.mark.parametrize("kind", [DayFlowKind.DISPOSED, DayFlowKind.FEE])
def test_what_was_spent_and_comes_in_again_costs_its_new_day(kind: DayFlowKind) -> None:
    """Titled at 60,000.00, spent, let in by an act at 70,000.00: one coin costs 70,000.00, by flows and as it lies."""
    run = SatoshiRun(LOT_1, 0, ONE)
    flows = [
        DayFlow(day=DAYS[0], run=run, kind=DayFlowKind.ADDED),
        DayFlow(day=DAYS[1], run=run, kind=kind, txid=SOLD),
        DayFlow(day=DAYS[2], run=run, kind=DayFlowKind.SCOPE_IN),
    ]
    assert standing_cost(flows, [run], Table(PRICES)) == 7_000_000
    assert worked_costs(flows).closing == 7_000_000
