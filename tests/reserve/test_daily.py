"""The blocks day by day: what a hand counts in small drawings, and what title says of each day of drawn registers."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.acts import assignment, burden, execution, in_force, moments, on, order, scope, statement
from tests.reserve.drawn_registers import DrawnRegister, drawn
from tests.reserve.small_ledgers import history_of, small_ledger, small_lots, small_register, txid
from tracer.reserve.acts import Act, ActKind, OrderForm
from tracer.reserve.books import books, total_books
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.lots import Lot
from tracer.reserve.title import title
from tracer.reserve.title_rows import Title
from tracer.reserve.value.daily import daily
from tracer.reserve.value.day_rows import DayRow, ValuedBlock

SEEDS = st.integers(0, 2000)
FORFEITURE = OrderForm.FORFEITURE
PAYS = "in: -> 100@Agency\n\nsold: in.0 -> 30 60@Agency"
"""On 1 January 100 come in, on 2 January 30 go to others and 10 are the fee."""


def rows(
    drawing: str, *acts: Act, block: ValuedBlock, first: str, last: str, lots: tuple[Lot, ...] = ()
) -> list[tuple[int, ...]]:
    """Return a block's rows: opening, added, disposed, fees, deposited, withdrawn, scoped."""
    ledger = small_ledger(drawing, *acts, lots=lots)
    found = daily(ledger, small_register(), lots, in_force(*acts), on(first), on(last))
    return [figures(row) for row in found[block]]


def figures(row: DayRow) -> tuple[int, ...]:
    """Return what a row says, its day left out."""
    return row.opening, row.added, row.disposed, row.fees, row.deposited, row.withdrawn, row.scoped


def test_what_is_held_follows_the_books() -> None:
    """A receipt is added on the day of its block, what others get is disposed of, and the fee stands by itself."""
    found = rows(PAYS, block=ValuedBlock.HELD, first="2024-12-31", last="2025-01-03")
    assert found == [
        (0, 0, 0, 0, 0, 0, 0),
        (0, 100, 0, 0, 0, 0, 0),
        (100, 0, 30, 10, 0, 0, 0),
        (60, 0, 0, 0, 0, 0, 0),
    ]


def test_title_comes_with_the_order_and_its_appeal() -> None:
    """Satoshi are titled when the order is in force and no appeal is open; reserve once they are assigned.

    100 come in on 1 January. Of A's 60 the order gives 50 on the 2nd, open to appeal until the 3rd: titled on the 4th.
    20 of them are assigned on the 5th, and a pledge on the 6th changes no block.
    """
    lots = small_lots(("in.0", "A", 0, 60), ("in.0", "B", 60, 40))
    acts: list[Act] = [
        order(1, FORFEITURE, "2025-01-02", in_force="2025-01-02", appeal_until="2025-01-03", labels=("A",), amount=50),
        assignment(2, "2025-01-05", {"L-0001": 20}),
        burden(3, ActKind.PLEDGE, "2025-01-06", {"L-0001": 20}),
    ]
    drawing = "in: -> 100@Agency"
    titled = rows(drawing, *acts, block=ValuedBlock.TITLED, first="2025-01-03", last="2025-01-07", lots=lots)
    assert titled == [(0, 0, 0, 0, 0, 0, 0), (0, 50, 0, 0, 0, 0, 0), *[(50, 0, 0, 0, 0, 0, 0)] * 3]
    reserve = rows(drawing, *acts, block=ValuedBlock.RESERVE, first="2025-01-03", last="2025-01-07", lots=lots)
    assert reserve == [*[(0, 0, 0, 0, 0, 0, 0)] * 2, (0, 20, 0, 0, 0, 0, 0), *[(20, 0, 0, 0, 0, 0, 0)] * 2]


TITLED: list[Act] = [order(1, FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",))]
ALL_OF_A = small_lots(("in.0", "A", 0, 100))


def test_titled_satoshi_leave_as_payment_fee_deposit_and_come_back() -> None:
    """A sale is a disposal and its fee a fee; a deposit leaves the block and its withdrawal brings it back.

    To another body's wallet is a disposal, and what comes back from there is added; a transfer is nothing.
    """
    drawing = """
        in: -> 100@Agency

        moved: in.0 -> 99@Reserve

        sold: moved.0 -> 20 75@Reserve

        kept: sold.1 -> 40 35@Reserve

        lent: kept.1 -> 15@Court 20@Reserve1

        back: -> 40@Old
        home: lent.0 -> 15@Agency
        """
    acts: list[Act] = [*TITLED, statement(2, "2025-01-08", 0, deposits=[txid("kept")], withdrawals=[txid("back")])]
    found = rows(drawing, *acts, block=ValuedBlock.TITLED, first="2025-01-01", last="2025-01-06", lots=ALL_OF_A)
    assert found == [
        (0, 100, 0, 0, 0, 0, 0),
        (100, 0, 0, 1, 0, 0, 0),
        (99, 0, 20, 4, 0, 0, 0),
        (75, 0, 0, 0, 40, 0, 0),
        (35, 0, 15, 0, 0, 0, 0),
        (20, 15, 0, 0, 0, 40, 0),
    ]


def test_what_comes_and_goes_within_a_day_is_held_but_never_titled() -> None:
    """The books show it on both sides; a block by title has what lies in it when days end."""
    drawing = "in: -> 100@Agency\nout: in.0 -> 95"
    acts = in_force(*TITLED)
    ledger = small_ledger(drawing, *TITLED, lots=ALL_OF_A)
    found = daily(ledger, small_register(), ALL_OF_A, acts, on("2025-01-01"), on("2025-01-01"))
    assert [figures(row) for row in found[ValuedBlock.HELD]] == [(0, 100, 95, 5, 0, 0, 0)]
    assert [figures(row) for row in found[ValuedBlock.TITLED]] == [(0, 0, 0, 0, 0, 0, 0)]


def test_acts_of_scope_change_every_block_at_their_days_end() -> None:
    """A wallet that leaves the books takes what lies in it when the day ends, and brings it back when it enters."""
    drawing = "in: -> 100@Agency\n\nmore: -> 7@Old\n\nother: -> 3@Reserve\n\nmove: in.0 -> 99@Agency\n\nlast: -> 1@Old"
    acts = in_force(
        *TITLED, scope(2, "2025-01-02", "Agency", enters=False), scope(3, "2025-01-05", "Agency", enters=True)
    )
    register = small_register()
    ledger = fold(register, history_of(drawing), acts, ALL_OF_A, moments({on("2025-01-02"): 2, on("2025-01-05"): 5}))
    found = daily(ledger, register, ALL_OF_A, acts, on("2025-01-01"), on("2025-01-05"))
    assert [figures(row) for row in found[ValuedBlock.TITLED]] == [
        (0, 100, 0, 0, 0, 0, 0),
        (100, 0, 0, 0, 0, 0, -100),
        (0, 0, 0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 0, 99),
    ]
    assert [figures(row) for row in found[ValuedBlock.HELD]] == [
        (0, 100, 0, 0, 0, 0, 0),
        (100, 7, 0, 0, 0, 0, -100),
        (7, 3, 0, 0, 0, 0, 0),
        (10, 0, 0, 0, 0, 0, 0),
        (10, 1, 0, 0, 0, 0, 99),
    ]


@given(SEEDS)
def test_every_day_closes_with_what_title_says(seed: int) -> None:
    """On each day of a drawn register the blocks hold what the day's title book adds up to."""
    each = drawn(seed)
    ledger = ledger_of(each)
    found = daily(ledger, each.register, each.lots, each.acts, each.days[0], each.days[-1])
    before: dict[ValuedBlock, int] = {}
    for number, day in enumerate(each.days):
        book = title(ledger, each.register, each.lots, each.acts, day, each.closing(day))
        sums = {
            ValuedBlock.RESERVE: sum(row.run.sat for row in book.runs if row.assigned),
            ValuedBlock.TITLED: sum(book.sums[word] for word in (Title.ASSIGNED, Title.ENCUMBERED, Title.TITLED)),
            ValuedBlock.HELD: sum(book.sums.values()),
        }
        assert {block: found[block][number].closing for block in ValuedBlock} == sums
        if number:
            assert {block: found[block][number].opening for block in ValuedBlock} == before
        before = sums


@given(SEEDS)
def test_what_is_held_adds_up_to_the_books(seed: int) -> None:
    """Over all days the flows of what is held are the columns of the books."""
    each = drawn(seed)
    ledger = ledger_of(each)
    found = daily(ledger, each.register, each.lots, each.acts, each.days[0], each.days[-1])[ValuedBlock.HELD]
    whole = total_books(books(ledger, None, each.closing(each.days[-1])))
    sums = [sum(column) for column in zip(*(figures(row)[1:] for row in found), strict=True)]
    early = [sum(column) for column in zip(*(figures(row)[1:] for row in before_first(ledger, each)), strict=True)]
    assert [one + other for one, other in zip(sums, early, strict=True)] == [
        whole.receipts,
        whole.disposals,
        whole.fees,
        whole.deposits,
        whole.withdrawals,
        whole.scope,
    ]


@given(SEEDS, st.data())
def test_a_span_of_days_says_what_a_longer_one_says(seed: int, data: st.DataObject) -> None:
    """Rows do not depend on which days are asked for."""
    each = drawn(seed)
    ledger = ledger_of(each)
    whole = daily(ledger, each.register, each.lots, each.acts, each.days[0], each.days[-1])
    first = data.draw(st.integers(0, len(each.days) - 1))
    part = daily(ledger, each.register, each.lots, each.acts, each.days[first], each.days[-1])
    assert part == {block: found[first:] for block, found in whole.items()}


def ledger_of(each: DrawnRegister) -> RegisterLedger:
    """Return a drawing's ledger."""
    return fold(each.register, each.history, each.acts, each.lots)


def before_first(ledger: RegisterLedger, each: DrawnRegister) -> tuple[DayRow, ...]:
    """Return the rows of two days before the first one, in which a block's day may lie."""
    first = each.days[0]
    early = [first - dt.timedelta(days=number) for number in (2, 1)]
    return daily(ledger, each.register, each.lots, each.acts, early[0], early[1])[ValuedBlock.HELD]


def test_of_two_departures_on_a_day_the_last_one_counts() -> None:
    """What goes to a custodian, comes back and is sold, all on one day, was sold."""
    drawing = """
        in: -> 100@Agency

        kept: in.0 -> 40 55@Agency
        back: -> 40@Old
        sold: back.0 -> 38
        """
    acts: list[Act] = [*TITLED, statement(2, "2025-01-08", 0, deposits=[txid("kept")], withdrawals=[txid("back")])]
    found = rows(drawing, *acts, block=ValuedBlock.TITLED, first="2025-01-02", last="2025-01-02", lots=ALL_OF_A)
    assert found == [(100, 0, 38, 7, 0, 0, 0)]


def test_an_act_of_a_lower_number_and_a_later_day_takes_from_its_day_on() -> None:
    """Until then the act of the higher number has the first satoshi of the lot, afterwards the next ones.

    Of 100 the order gives title to the first 50. On the 3rd act 3 assigns the first 40, all of them titled. On the 5th
    act 2 takes the first 60, of which 50 are titled, and act 3 is left with the last 40.
    """
    acts: list[Act] = [
        order(1, FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",), amount=50),
        assignment(2, "2025-01-05", {"L-0001": 60}),
        assignment(3, "2025-01-03", {"L-0001": 40}),
    ]
    found = rows(
        "in: -> 100@Agency", *acts, block=ValuedBlock.RESERVE, first="2025-01-03", last="2025-01-05", lots=ALL_OF_A
    )
    assert [row[:2] for row in found] == [(0, 40), (40, 0), (40, 10)]


def test_an_execution_gives_title_on_its_own_day() -> None:
    """What it takes is titled when its day ends, though another order that counts from the next day on has it then."""
    acts: list[Act] = [
        order(1, FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("A",), money=100),
        execution(2, "2025-01-02", 1, {"L-0001": 60}),
        order(3, FORFEITURE, "2025-01-03", in_force="2025-01-01", labels=("A",)),
    ]
    found = rows(
        "in: -> 100@Agency", *acts, block=ValuedBlock.TITLED, first="2025-01-01", last="2025-01-03", lots=ALL_OF_A
    )
    assert [row[:2] for row in found] == [(0, 0), (0, 60), (60, 40)]
