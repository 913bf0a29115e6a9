"""Quantities day by day, by hand, from a small chain: wallets, custodians, what left, what moved, which acts began."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from tests.reserve.acts import in_force, moments, on, order, scope, statement
from tests.reserve.limits.limit_days import hedge, hedge_act
from tests.reserve.small_ledgers import history_of, small_ledger, small_register, txid
from tracer.reserve import act_set
from tracer.reserve.acts import Act, OrderForm
from tracer.reserve.days import instant
from tracer.reserve.ledger import fold
from tracer.reserve.limits.limit_rows import Quantities
from tracer.reserve.limits.quantities import quantities

CHAIN = """
in: -> 100@Agency 50@Old
cust: -> 40

other: -> 30@Reserve

move: in.0 -> 60@Reserve 38@Agency1


dep: other.0 -> 29

back: cust.0 -> 9@Reserve 31

sell: move.0 -> 50
"""
ACTS = (
    statement(2, "2025-01-06", 20, deposits=[txid("dep")], withdrawals=[txid("back")], as_of="2025-01-06"),
    hedge_act(hedge(3, contract=5, count=2, opened=on("2025-01-02"), expires=on("2025-01-05")), 3),
)


def found(days: Sequence[int], *acts: Act) -> dict[int, Quantities]:
    """Return the quantities of days of January 2025; all that is held counts as titled."""
    register = small_register()
    wallets = tuple(replace(each, custodian="Trust" if each.name == "Old" else None) for each in register.wallets)
    several = acts or ACTS
    dates = [dt.date(2025, 1, day) for day in days]
    titled = dict.fromkeys(dates, 7)
    read = quantities(
        replace(register, wallets=wallets), small_ledger(CHAIN, *several), in_force(*several), titled, dates
    )
    return {date.day: each for date, each in read.items()}


def test_what_wallets_hold_each_day() -> None:
    """100 and 50 come, 30 more; 2 of fee; 29 to a custodian and 1 of fee; 9 come back; 50 are sold for a fee of 10."""
    days = found(range(1, 9))
    assert [tuple(days[day].wallets.values()) for day in range(1, 9)] == [
        (100, 0, 50), (100, 30, 50), (38, 90, 50), (38, 90, 50), (38, 60, 50), (38, 69, 50), (38, 9, 50), (38, 9, 50),
    ]  # fmt: skip
    assert tuple(days[1].wallets) == ("Agency", "Reserve", "Old")
    assert [days[day].held for day in range(1, 9)] == [150, 180, 178, 178, 148, 157, 97, 97]
    assert {each.titled for each in days.values()} == {7}


def test_what_left_each_day() -> None:
    """Payments, fees and deposits; a transfer leaves its fee, what comes back is none of it."""
    days = found(range(1, 9))
    assert [days[day].out for day in range(1, 9)] == [0, 0, 2, 0, 30, 0, 60, 0]


def test_what_lies_with_custodians() -> None:
    """A wallet that one keeps, and accounts: 29 went to the vault's, 9 came back."""
    days = found((4, 5, 6, 7))
    assert [dict(days[day].custodians) for day in (4, 5, 6, 7)] == [
        {"Example Trust": 0, "Trust": 50}, {"Example Trust": 29, "Trust": 50}, {"Example Trust": 20, "Trust": 50},
        {"Example Trust": 20, "Trust": 50},
    ]  # fmt: skip
    assert [days[day].with_accounts for day in (4, 5, 6, 7)] == [0, 29, 20, 20]


def test_what_a_custodian_kept_does_not_lie_there() -> None:
    """A fee of 3 as of the fifth: 26 of the 29 lie there when that day ends, and 17 when 9 came back."""
    fee = statement(4, "2025-01-05", 26, fees=3)
    days = found((4, 5, 6, 7), *ACTS, fee)
    assert [days[day].with_accounts for day in (4, 5, 6, 7)] == [0, 26, 17, 17]


def test_more_than_went_there_leaves_nothing_there() -> None:
    """A withdrawal of 9 with nothing deposited: the account is empty, not below."""
    days = found((6,), statement(2, "2025-01-06", 0, withdrawals=[txid("back")]))
    assert days[6].with_accounts == 0


def test_what_moved_since_the_day_before_in_the_series() -> None:
    """Of the first day its own transactions; of a later one all since the day before it; what left is of the day."""
    days = found((2, 5, 7))
    assert [days[day].txids for day in (2, 5, 7)] == [
        (txid("other"),), (txid("move"), txid("dep")), (txid("back"), txid("sell")),
    ]  # fmt: skip
    assert [days[day].out for day in (2, 5, 7)] == [0, 30, 60]


def test_acts_that_took_effect_since_the_day_before() -> None:
    """By their date; an order when it is in force and when it can no longer be appealed."""
    forfeits = order(5, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-03", appeal_until="2025-01-05")
    days = found((2, 3, 4, 5, 6), forfeits, hedge_act(hedge(3, opened=on("2025-01-02")), 3))
    assert [days[day].acts for day in (2, 3, 4, 5, 6)] == [
        (), ("2025-0005",), (), ("2025-0005",), (),
    ]  # fmt: skip
    assert [days[day].positions for day in (2, 3)] == [("2025-0003",), ()]


def test_positions_that_are_open() -> None:
    """From the second to the fifth."""
    days = found(range(1, 7))
    assert [len(days[day].hedges) for day in range(1, 7)] == [0, 1, 1, 1, 1, 0]
    assert [day for day in range(1, 7) if days[day].positions] == [2, 6]


def test_a_block_whose_median_time_is_a_day_s_end_is_of_the_next_day() -> None:
    """A day ends before its last instant: what is held, what left and what moved at midnight count a day later."""
    history = history_of(CHAIN)
    midnight = instant(dt.date(2025, 1, 2), "Asia/Almaty")
    touches = tuple(replace(each, mtp=midnight) if each.position.height == 3 else each for each in history.touches)
    register, acts = small_register(), in_force(*ACTS)
    ledger = fold(register, replace(history, touches=touches), acts, ())
    dates = [dt.date(2025, 1, day) for day in (2, 3)]
    read = quantities(register, ledger, acts, dict.fromkeys(dates, 0), dates)
    assert [(read[date].held, read[date].out, read[date].txids) for date in dates] == [
        (180, 0, (txid("other"),)), (178, 2, (txid("move"),)),
    ]  # fmt: skip


def test_no_days_no_quantities() -> None:
    """An empty series asks for nothing."""
    assert found(()) == {}


def test_a_wallet_that_leaves_the_books_by_act() -> None:
    """From the end of the act's day its coins are not held; those of other wallets stay."""
    leaves = scope(4, "2025-01-04", "Old", enters=False)
    acts = in_force(leaves)
    register = small_register()
    ledger = fold(register, history_of(CHAIN), acts, (), moments({dt.date(2025, 1, 4): 4}))
    dates = [dt.date(2025, 1, day) for day in (3, 4, 5)]
    read = quantities(register, ledger, acts, dict.fromkeys(dates, 0), dates)
    assert [read[date].wallets["Old"] for date in dates] == [50, 0, 0]
    assert read[dates[1]].acts == (leaves.head.id,)


def test_an_order_and_what_supersedes_it_are_told_each_on_its_own_day() -> None:
    """An order comes into force on the 3rd and is superseded on the 5th by one that says the same day of force."""
    first = order(1, OrderForm.FORFEITURE, "2025-01-02", in_force="2025-01-03", labels=("A",))
    second = order(2, OrderForm.FORFEITURE, "2025-01-05", in_force="2025-01-03", labels=("A",), order=first.order)
    second = replace(second, head=replace(second.head, supersedes=first.head.id))
    counted = act_set.in_force([first, second])
    dates = [dt.date(2025, 1, day) for day in range(1, 8)]
    read = quantities(small_register(), small_ledger(CHAIN), counted, dict.fromkeys(dates, 7), dates)
    assert {date.day: each.acts for date, each in read.items() if each.acts} == {3: ("2025-0001",), 5: ("2025-0002",)}
