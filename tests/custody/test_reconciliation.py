"""Orders beside what was received: who gets which satoshi, what is short, what is at fault."""

import datetime as dt
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.case.case import CustodyWallet, Label, Order, OrderKind, Stage
from tracer.chain.amount import Sats
from tracer.custody.reconciliation import (
    HeldLabel,
    Movement,
    OrderFault,
    OrderReconciler,
    OrderShare,
    Reconciled,
    unforfeited,
)
from tracer.formats.zone import zone

A, B = Label("A"), Label("B")
MAY_2 = dt.date(2026, 5, 2)


def order(
    id: str,
    kind: OrderKind = OrderKind.SEIZURE,
    date: dt.date = MAY_2,
    in_force: dt.date | None = None,
    labels: tuple[Label, ...] = (A,),
    amount: int | None = None,
    custody: tuple[str, ...] = ("W",),
) -> Order:
    """Return an order of 2 May 2026 over label A in wallet W, unless told otherwise."""
    return Order(
        id=id,
        kind=kind,
        date=date,
        in_force=in_force,
        issued_by=None,
        labels=labels,
        amount=None if amount is None else Sats(amount),
        custody=custody,
        exhibit=None,
    )


def movement(
    sat: int, place: str = "t:0", day: str = "2026-06-01T12:00", wallet: str = "W", label: Label = A
) -> Movement:
    """Return a movement at a time of day in UTC."""
    time = int(dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp())
    return Movement(wallet, label, Sats(sat), place, time)


def received(orders: Sequence[Order], *receipts: Movement, zone: dt.tzinfo = dt.UTC) -> tuple[Reconciled, ...]:
    """Return the orders after these receipts."""
    claims = OrderReconciler(orders, zone)
    for receipt in receipts:
        claims.received(receipt)
    return claims.results()


def figures(result: Reconciled) -> tuple[int, int, int]:
    """Return received, shortfall and excess."""
    return result.received, result.shortfall, result.excess


def test_an_order_partly_met_is_short() -> None:
    """An order of 100 sat that received 60 sat is 40 sat short."""
    (result,) = received([order("1", amount=100)], movement(60))
    assert figures(result) == (60, 40, 0)
    assert result.receipts == ("t:0",)
    assert result.faults == ()


def test_an_order_without_an_amount_takes_all_and_is_never_short() -> None:
    """Nothing is short where no amount was ordered."""
    (result,) = received([order("1")], movement(60), movement(5, "t:1"))
    assert figures(result) == (65, 0, 0)


def test_within_a_kind_the_earliest_order_is_served_first_whatever_its_place_in_the_file() -> None:
    """A satoshi counts under one seizure order: the older one's amount first, then the younger one's."""
    younger, older = order("younger", amount=50), order("older", date=dt.date(2026, 5, 1), amount=30)
    results = received([younger, older], movement(60))
    assert [figures(result) for result in results] == [(30, 20, 0), (30, 0, 0)]


def test_orders_of_one_day_are_served_in_the_order_of_the_file() -> None:
    """Where dates are equal the file decides."""
    results = received([order("first", amount=50), order("second", amount=50)], movement(60))
    assert [figures(result) for result in results] == [(50, 0, 0), (10, 40, 0)]


def test_what_no_order_has_room_for_is_excess_of_the_earliest_eligible_one() -> None:
    """Excess is counted as received, named, and at fault."""
    results = received([order("b", amount=50), order("a", date=dt.date(2026, 5, 1), amount=30)], movement(100))
    assert [figures(result) for result in results] == [(50, 0, 0), (50, 0, 20)]
    assert results[1].faults == (OrderFault("excess", None, "received 20 sat more than the 30 sat ordered"),)


def test_one_receipt_counts_under_an_order_of_each_kind() -> None:
    """Restraint, seizure and forfeiture orders do not compete with one another."""
    kinds = [OrderKind.RESTRAINT, OrderKind.SEIZURE, OrderKind.FORFEITURE]
    results = received([order(kind.value, kind, in_force=MAY_2) for kind in kinds], movement(60))
    assert [figures(result) for result in results] == [(60, 0, 0)] * 3


def test_only_the_wallets_and_labels_an_order_names_count_under_it() -> None:
    """Another wallet's or another label's receipts leave the order untouched, and are reported as unordered."""
    claims = OrderReconciler([order("1", amount=100)])
    claims.received(movement(60, label=B))
    claims.received(movement(7, wallet="V"))
    claims.received(movement(5, wallet="V", label=B))
    (result,) = claims.results()
    assert figures(result) == (0, 100, 0)
    assert result.faults == (OrderFault("nothing_received", None, "nothing of the 100 sat ordered was received"),)
    assert claims.unordered() == {A: 7, B: 65}


def test_a_receipt_before_the_order_is_at_fault_and_still_counts() -> None:
    """The day is the block time's day; the fault names receipt and days."""
    (result,) = received([order("1")], movement(60, day="2026-05-01T23:59"))
    assert figures(result) == (60, 0, 0)
    assert result.faults == (
        OrderFault("before_order", "t:0", "received on 2026-05-01, before the order of 2026-05-02"),
    )


def test_days_begin_and_end_in_the_time_zone_of_the_case() -> None:
    """19:30 UTC on 1 May is already 2 May in Almaty, five hours ahead."""
    receipt = movement(60, day="2026-05-01T19:30")
    assert received([order("1")], receipt)[0].faults
    assert not received([order("1")], receipt, zone=zone("Asia/Almaty"))[0].faults


def test_a_forfeiture_counts_from_the_day_it_is_in_force() -> None:
    """Between the order's date and that day an arrival is at fault; on the day it is not."""
    claims = OrderReconciler([order("1", OrderKind.FORFEITURE, in_force=dt.date(2026, 5, 20))])
    assert claims.arrived(movement(10, "t:0", "2026-05-19T12:00")).taken == 10
    assert claims.arrived(movement(10, "t:1", "2026-05-20T00:00")).taken == 10
    (result,) = claims.results()
    assert result.faults == (
        OrderFault("not_in_force", "t:0", "received on 2026-05-19, before the order is in force, 2026-05-20"),
    )


def test_a_forfeiture_that_never_says_when_it_is_in_force_is_at_fault_once() -> None:
    """However many receipts it has, the order has one fault for what it leaves open."""
    (result,) = received([order("1", OrderKind.FORFEITURE)], movement(10), movement(10, "t:1"))
    assert result.faults == (
        OrderFault("not_in_force", None, "received under an order that states no day from which it is in force"),
    )
    (unused,) = received([order("1", OrderKind.FORFEITURE)])
    assert unused.faults == ()


def test_a_coin_that_counts_wholly_as_excess_is_a_receipt_under_forfeiture_as_under_seizure() -> None:
    """Of 10 sat ordered 30 came in two coins, a day too early: both coins are named, and both days are at fault."""
    coins = movement(10, "t:0", "2026-05-01T12:00"), movement(20, "t:1", "2026-05-01T13:00")
    (seized,) = received([order("1", amount=10)], *coins)
    claims = OrderReconciler([order("1", OrderKind.FORFEITURE, in_force=MAY_2, amount=10)])
    for coin in coins:
        offered = claims.received(coin)
        if offered.full is not None:
            claims.exceeded(offered.full, coin, Sats(coin.sat - offered.taken))
    (forfeited,) = claims.results()
    for result in (seized, forfeited):
        assert figures(result) == (30, 0, 20)
        assert result.receipts == ("t:0", "t:1")
        early = [fault.place for fault in result.faults if fault.code == "before_order"]
        assert early == ["t:0", "t:1"]
    late = [fault.place for fault in forfeited.faults if fault.code == "not_in_force"]
    assert late == ["t:0", "t:1"]


def test_what_another_order_took_after_all_is_no_receipt_of_the_one_that_was_full() -> None:
    """An arrival of which nothing is excess in the end leaves no trace with the order that refused it."""
    claims = OrderReconciler([order("1", OrderKind.FORFEITURE, in_force=MAY_2, amount=10)])
    claims.received(movement(10, "t:0"))
    claims.exceeded(0, movement(20, "t:1"), Sats(0))
    (result,) = claims.results()
    assert (figures(result), result.receipts) == ((10, 0, 0), ("t:0",))


def test_arrivals_count_under_forfeiture_only() -> None:
    """What moves inside the state's wallets was received once already under seizure."""
    claims = OrderReconciler([order("s", amount=5), order("f", OrderKind.FORFEITURE, in_force=MAY_2, amount=5)])
    assert claims.arrived(movement(5)) == (5, None, True)
    assert [figures(result) for result in claims.results()] == [(0, 5, 0), (5, 0, 0)]


def test_departures_count_under_return_orders_only() -> None:
    """What left the state's wallets meets the orders to return it."""
    claims = OrderReconciler([order("s"), order("r", OrderKind.RETURN, amount=8)])
    assert claims.departed(movement(6, "txid")) == 6
    seizure, restitution = claims.results()
    assert figures(seizure) == (0, 0, 0)
    assert figures(restitution) == (6, 2, 0)
    assert restitution.receipts == ("txid",)


def test_a_return_order_with_nothing_returned_is_at_fault() -> None:
    """The words follow the kind of order."""
    (result,) = received([order("r", OrderKind.RETURN, amount=8)])
    assert result.faults == (OrderFault("nothing_returned", None, "nothing of the 8 sat ordered was returned"),)


def test_the_answer_says_how_much_forfeiture_claimed() -> None:
    """So that the same satoshi are not offered to a forfeiture order a second time."""
    claims = OrderReconciler([order("s"), order("f", OrderKind.FORFEITURE, in_force=MAY_2, custody=("R",))])
    assert claims.received(movement(60)) == (0, None, False)
    assert claims.received(movement(40, wallet="R")) == (40, None, True)


def test_a_receipt_of_two_labels_is_named_once() -> None:
    """Receipts are outpoints in chain order, each once."""
    (result,) = received([order("1", labels=(A, B))], movement(10), movement(5, label=B), movement(1, "t:1"))
    assert result.receipts == ("t:0", "t:1")
    assert result.received == 16


def test_shares_name_the_orders_by_their_place_in_the_file() -> None:
    """The allocator answers all of a movement or none of it."""
    claims = OrderReconciler([order("1", amount=50), order("2", amount=50)])
    assert claims.count(OrderKind.SEIZURE, movement(60)) == (OrderShare(0, Sats(50)), OrderShare(1, Sats(10)))
    assert claims.count(OrderKind.FORFEITURE, movement(60)) == ()
    assert claims.count(OrderKind.SEIZURE, movement(0)) == ()


def test_coins_in_a_reserve_need_a_forfeiture_in_force() -> None:
    """A coin in a reserve wallet is at fault unless a forfeiture in force names its wallet and label."""
    wallets = [
        CustodyWallet(
            name=name, descriptor=None, addresses=(), range=(0, 0), scripts=(), stage=stage, basis=None, exhibit=None
        )
        for name, stage in (("W", Stage.SEIZURE), ("R", Stage.RESERVE))
    ]
    held = [HeldLabel("W", A, "s:0"), HeldLabel("R", A, "r:0"), HeldLabel("R", B, "r:1")]
    forfeiture = order("f", OrderKind.FORFEITURE, in_force=dt.date(2026, 5, 20), custody=("R",))
    covered = unforfeited(held, wallets, [forfeiture], dt.date(2026, 5, 20))
    assert [fault.place for fault in covered] == ["r:1"]
    early = unforfeited(held, wallets, [forfeiture], dt.date(2026, 5, 19))
    assert early[0] == OrderFault(
        "reserve_without_forfeiture",
        "r:0",
        "held in R, a reserve, with no forfeiture order for A in force on 2026-05-19",
    )
    assert len(unforfeited(held, wallets, [order("s", custody=("R",))], MAY_2)) == 2


@st.composite
def _orders(draw: st.DrawFn) -> list[Order]:
    def names(pool: Sequence[str]) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=2, unique=True)))

    return [
        order(
            str(number),
            draw(st.sampled_from(OrderKind)),
            MAY_2 + dt.timedelta(days=draw(st.integers(0, 3))),
            labels=tuple(Label(name) for name in names("AB")),
            amount=draw(st.none() | st.integers(1, 50)),
            custody=names("WV"),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


_MOVEMENTS = st.lists(
    st.builds(movement, st.integers(0, 60), wallet=st.sampled_from("WV"), label=st.sampled_from([A, B])), max_size=12
)


@settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)
@given(_orders(), _MOVEMENTS)
def test_no_satoshi_is_lost_or_counted_twice_within_a_kind(orders: list[Order], movements: list[Movement]) -> None:
    """Per kind, what orders received is what arrived where one of them names wallet and label, to the satoshi."""
    claims = OrderReconciler(orders)
    for each in movements:
        offered = claims.received(each)
        if offered.full is not None:
            claims.exceeded(offered.full, each, Sats(each.sat - offered.taken))
    results = claims.results()
    for kind in (OrderKind.RESTRAINT, OrderKind.SEIZURE, OrderKind.FORFEITURE):
        named = {(w, l) for one in orders if one.kind is kind for w in one.custody for l in one.labels}  # noqa: E741
        arrived = sum(each.sat for each in movements if (each.wallet, each.label) in named)
        assert sum(result.received for result in results if result.order.kind is kind) == arrived


@settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)
@given(_orders(), _MOVEMENTS)
def test_an_order_has_excess_only_when_it_is_full(orders: list[Order], movements: list[Movement]) -> None:
    """`received - excess + shortfall` is the amount ordered, and shortfall and excess exclude one another."""
    for result in received(orders, *movements):
        if result.order.amount is None:
            assert (result.shortfall, result.excess) == (0, 0)
        else:
            assert result.received - result.excess + result.shortfall == result.order.amount
            assert not (result.shortfall and result.excess)
