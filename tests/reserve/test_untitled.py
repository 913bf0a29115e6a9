"""Disposals are judged on the day on which they left: what had no title then is a fault, whatever act names it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.reserve.acts import (
    assignment,
    burden,
    disposal,
    execution,
    explanation,
    in_force,
    moments,
    order,
    release,
    scope,
    statement,
    step,
)
from tests.reserve.small_ledgers import history_of, small_lots, small_register, txid
from tracer.chain.amount import Sats
from tracer.errors import CaseError
from tracer.reserve.acts import Act, ActKind, DisposalAct, OrderForm
from tracer.reserve.ledger import fold
from tracer.reserve.lots import Lot
from tracer.reserve.sale_tables import METHODS
from tracer.reserve.untitled import untitled_departures

SALE = """
    come: -> 100@Agency

    other: -> 100@Agency1

    sale: come.0 -> 40@buyer 50@Agency2
"""
"""Come in on the first of January 2025; sold on the third, 40 satoshi of it and 10 as the fee."""
LOTS = (("come.0", "A", 0, 60), ("come.0", None, 60, 40))
TITLED = order(1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-02", labels=("A",))


def said(*acts: Act, drawing: str = SALE, lots: Sequence[tuple[str, str | None, int, int]] = LOTS) -> list[str]:
    """Return what is said of a drawing's disposals under acts, the transaction's name in the place of its txid."""
    register, history, filed, known = small_register(), history_of(drawing), in_force(*acts), small_lots(*lots)
    days = {act.head.date: (act.head.date - dt.date(2025, 1, 1)).days + 1 for act in acts}
    folded = fold(register, history, filed, known, moments(days))
    found = list(untitled_departures(register, folded, known, filed))
    names = {txid(name): name for name in ("sale", "again", "last")}
    assert all(each.text.startswith(f"{each.txid} disposed of ") for each in found)
    return [each.text.replace(each.txid, names[each.txid]).replace("0.000000", "") for each in found]


def sold(method: str = "auction", number: int = 9, of: str = "sale", **lots: int) -> DisposalAct:
    """Return the act that names the sale; lots by number, as in `L0001=40`."""
    named = {f"L-{name[1:]}": sat for name, sat in lots.items()}
    return replace(disposal(number, "2025-01-03", named, txid(of)), method=method)


def test_what_is_titled_may_leave_by_any_method() -> None:
    """Forfeited with no appeal ahead and no burden on it, assigned or not: payment and fee alike."""
    late = replace(TITLED, appeal_until=dt.date(2025, 1, 2))
    given = assignment(2, "2025-01-02", {"L-0001": 60})
    for method in METHODS:
        assert said(TITLED, sold(method, L0001=50)) == []
        assert said(late, sold(method, L0001=50)) == []
        assert said(TITLED, given, sold(method, L0001=50)) == []


@pytest.mark.parametrize(
    ("acts", "why"),
    [
        ((), "50 BTC untitled"),
        ((replace(TITLED, in_force=dt.date(2025, 1, 4)),), "50 BTC untitled"),
        ((order(1, OrderForm.FORFEITURE, "2025-01-04", in_force="2025-01-02", labels=("A",)),), "50 BTC untitled"),
        ((replace(TITLED, in_force=None),), "50 BTC untitled"),
        ((replace(TITLED, labels=("B",)),), "50 BTC untitled"),
        ((replace(TITLED, amount=Sats(45)),), "05 BTC untitled"),
        ((replace(TITLED, appeal_until=dt.date(2025, 1, 3)),), "50 BTC appealable"),
        ((TITLED, burden(2, ActKind.CLAIM, "2025-01-02", {"L-0001": 20})), "20 BTC encumbered"),
        ((replace(TITLED, amount=Sats(45)), burden(2, ActKind.PLEDGE, "2025-01-02", {"L-0001": 20})),
         "20 BTC encumbered, 05 BTC untitled"),
        ((TITLED, burden(2, ActKind.CLAIM, "2025-01-02", {"L-0001": 20}), release(3, "2025-01-04", 2)),
         "20 BTC encumbered"),
        ((order(1, OrderForm.SEIZURE, "2025-01-01", labels=("A",)),), "50 BTC untitled"),
        ((order(1, OrderForm.RETURN, "2025-01-01", labels=("A",)),), "50 BTC untitled"),
        ((order(1, OrderForm.INTERLOCUTORY, "2025-01-01", labels=("A",)),), "50 BTC untitled"),
    ],
)  # fmt: skip
def test_what_had_no_title_on_its_day_is_told(acts: Sequence[Act], why: str) -> None:
    """With how much of it had which title; not in force yet, not filed yet, open to appeal, or under a burden."""
    amount = sum(int(part[:2]) for part in why.split(", "))
    told = f"sale disposed of {amount:02} BTC without title by act 2025-0009, method auction: on 2025-01-03 {why}."
    assert said(*acts, sold(L0001=50)) == [told]


def test_a_burden_that_ended_by_then_is_none() -> None:
    """A release counts from its day on."""
    claim = burden(2, ActKind.CLAIM, "2025-01-02", {"L-0001": 20})
    assert said(TITLED, claim, release(3, "2025-01-03", 2), sold(L0001=50)) == []


def test_by_order_of_the_inputs_too_each_satoshi_is_judged() -> None:
    """An act that names no lots disposes of what the inputs give: here the fee is of what nobody has a label for."""
    assert said(TITLED, sold()) == [
        "sale disposed of 10 BTC without title by act 2025-0009, method auction: on 2025-01-03 10 BTC untitled."
    ]
    unlotted = said(TITLED, sold(), lots=LOTS[:1])
    assert [text.rpartition(" on ")[2] for text in unlotted] == ["2025-01-03 10 BTC unsolicited."]


@pytest.mark.parametrize("form", [OrderForm.RETURN, OrderForm.INTERLOCUTORY])
def test_an_order_of_its_form_lets_a_return_and_a_sale_before_title_go(form: OrderForm) -> None:
    """It covers what is paid; the fee is of what it names, beyond its amount if need be, and no more than is paid."""
    allows = order(1, form, "2025-01-03", labels=("A",), amount=40)
    act = sold(form.value, L0001=50)
    tail = f"; no order of {form.value} in force allows it."

    def untitled(sat: int) -> list[str]:
        start = f"sale disposed of {sat} BTC without title by act 2025-0009, method {form.value}: on 2025-01-03 "
        return [f"{start}{sat} BTC untitled{tail}"]

    assert said(allows, act) == []
    assert said(act) == untitled(50)
    assert said(replace(allows, in_force=dt.date(2025, 1, 4)), act) == untitled(50)
    assert said(replace(allows, head=replace(allows.head, date=dt.date(2025, 1, 4))), act) == untitled(50)
    assert said(replace(allows, amount=Sats(30)), act) == untitled(10)
    assert said(replace(allows, amount=Sats(9)), act) == untitled(41)
    assert said(replace(allows, amount=Sats(10)), act) == untitled(30)
    assert said(replace(allows, labels=("B",)), act) == untitled(50)
    assert said(replace(allows, wallets=("Reserve",)), act) == untitled(50)
    assert said(allows, sold(form.value)) == untitled(10)
    others = {OrderForm.RETURN, OrderForm.INTERLOCUTORY} - {form}
    assert said(replace(allows, form=others.pop()), act) == untitled(50)
    assert len(said(allows, sold("otc", L0001=50))) == 1


def test_an_order_in_money_lets_go_what_was_executed_before() -> None:
    """On the day itself an execution takes what is left when it ends."""
    allows = order(1, OrderForm.RETURN, "2025-01-01", labels=("A",), money=5)
    act = sold("return", L0001=50)
    assert said(allows, execution(2, "2025-01-02", 1, {"L-0001": 40}), act) == []
    assert len(said(allows, execution(2, "2025-01-03", 1, {"L-0001": 10}), act)) == 1
    assert len(said(allows, act)) == 1


def test_what_an_order_has_let_go_once_it_does_not_again() -> None:
    """Returns are counted against the order's amount in the order in which they went."""
    drawing = SALE + "\n    again: sale.1 -> 30@buyer 15@Agency\n"
    allows = order(1, OrderForm.RETURN, "2025-01-01", labels=("A",), amount=50)
    lots = (("come.0", "A", 0, 100),)
    first, second = sold("return"), sold("return", 10, "again")
    assert said(allows, first, second, drawing=drawing, lots=lots) == [
        "again disposed of 20 BTC without title by act 2025-0010, method return: on 2025-01-04 20 BTC untitled; no "
        "order of return in force allows it."
    ]


def test_steps_lead_to_the_disposal_that_they_send() -> None:
    """Its method is what counts, and its number is told."""
    act = replace(sold("exchange", L0001=50), txid=None)
    told = "sale disposed of 50 BTC without title by act 2025-0009, method exchange: on 2025-01-03 50 BTC untitled."
    assert said(act, step(10, "2025-01-03", 9, txid("sale"))) == [told]
    assert said(act) == []


def test_no_other_act_makes_it_good() -> None:
    """An explanation beside the act changes nothing, a custodian's statement is refused; alone they dispose of none."""
    explained = explanation(3, "2025-01-03", txid("sale"))
    deposit = statement(4, "2025-01-05", 40, deposits=[txid("sale")])
    assert len(said(sold(L0001=50), explained)) == 1
    with pytest.raises(CaseError) as error:
        said(sold(L0001=50), deposit)
    assert error.value.faults == (
        f"act 2025-0009 disposes of satoshi by {txid('sale')}, and act 2025-0004 names it as a deposit of account "
        '"Vault": one of the two is wrong.',
    )
    assert said(explained) == said(deposit) == []


def test_a_wallet_that_an_act_took_out_of_the_books_is_judged_too() -> None:
    """Else a wallet could leave the books by an act, be emptied by another, and nobody would be told."""
    left = scope(1, "2025-01-02", "Agency", enters=False)
    assert said(left, sold()) == [
        "sale disposed of 50 BTC without title by act 2025-0009, method auction: on 2025-01-03 50 BTC untitled."
    ]


def test_what_is_not_ours_is_not_judged() -> None:
    """A transfer between our wallets, its fee too, and the others' part of a joint transaction."""
    moved = "\n    come: -> 100@Agency\n\n    sale: come.0 -> 90@Reserve\n"
    assert said(sold(), drawing=moved) == []
    joint = "\n    come: -> 100@Agency\n\n    hers: -> 50@her\n\n    sale: come.0 hers.0 -> 100@Reserve 40@buyer\n"
    assert said(sold(), drawing=joint) == []
    court = "\n    come: -> 100@Court\n\n    sale: come.0 -> 90@buyer\n"
    assert said(sold(), drawing=court) == []


def test_payments_to_a_wallet_that_is_only_watched_are_departures() -> None:
    """It is not ours, so what goes there has left."""
    drawing = "\n    come: -> 100@Agency\n\n    sale: come.0 -> 40@Court 55@Agency\n"
    told = said(sold(), drawing=drawing)
    assert [text.rpartition(" on ")[2] for text in told] == ["2025-01-02 45 BTC untitled."]


def test_departures_are_told_in_the_order_of_the_chain() -> None:
    """Each by its own day: what had no title yet when the first left had it when the second did."""
    drawing = SALE + "\n    again: other.0 -> 100@buyer\n\n    last: sale.1 -> 50@buyer\n"
    lots = (("come.0", "A", 0, 100), ("other.0", "A", 0, 100))
    acts = [sold("otc", 9), sold("otc", 10, "again"), sold("otc", 11, "last")]
    late = replace(TITLED, in_force=dt.date(2025, 1, 5))
    assert [text.split()[0] for text in said(late, *acts, drawing=drawing, lots=lots)] == ["sale", "again"]


def test_what_came_and_left_on_one_day_is_judged_with_what_had_come() -> None:
    """Of two sales on a day the second is of what came in after the first, and comes under the order too."""
    drawing = SALE + "\n    late: -> 50@Agency\n\n    again: late.0 -> 50@buyer\n"
    known = small_lots(("come.0", "A", 0, 100), ("late.0", "A", 0, 50))
    register, filed = small_register(), in_force(TITLED, sold(), sold("otc", 10, "again"))
    history = history_of(drawing)
    third = history.touches[2].time
    touches = (*history.touches[:2], *(replace(each, time=third + 60) for each in history.touches[2:]))
    folded = fold(register, replace(history, touches=touches), filed, known)
    assert list(untitled_departures(register, folded, known, filed)) == []


def test_the_day_is_that_of_the_register() -> None:
    """Midnight in Almaty is 19:00 UTC: an hour before it the third of January is not over."""
    register, filed = small_register(), in_force(replace(TITLED, in_force=dt.date(2025, 1, 4)), sold(L0001=50))
    known: tuple[Lot, ...] = small_lots(*LOTS)

    def told(hour: int) -> int:
        history = history_of(SALE)
        *before, last = history.touches
        time = int(dt.datetime(2025, 1, 3, hour, tzinfo=dt.UTC).timestamp())
        touches = (*before, replace(last, time=time, mtp=time - 3600))
        folded = fold(register, replace(history, touches=touches), filed, known)
        return len(list(untitled_departures(register, folded, known, filed)))

    assert [told(18), told(19)] == [1, 0]
