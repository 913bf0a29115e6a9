"""How one coin of 100 satoshi is shared: what a case claims of it, the lots that are there, the answer by hand."""

from collections.abc import Iterable

import pytest

from tests.reserve.admitting import coin, contested, told
from tracer.chain.amount import Sats
from tracer.reserve.acts import LotId
from tracer.reserve.claimed_receipts import ClaimedPart
from tracer.reserve.coin_sharing import Claimant, SharedCoin, Terms, share
from tracer.reserve.lots import Lot
from tracer.reserve.places import Span
from tracer.reserve.satoshi_runs import SatoshiRun

COIN = coin(1)
ORDERS = ("1-77/2025",)


def part(label: str | None, start: int, end: int) -> ClaimedPart:
    """Return places that a case claims; what it traced was received under an order and has bounds."""
    span = Span(start, end)
    if label is None:
        return ClaimedPart(label=None, span=span, orders=(), lower=None, upper=None)
    return ClaimedPart(label=label, span=span, orders=ORDERS, lower=Sats(span.sat - 1), upper=Sats(span.sat + 1))


def lot(number: int, case: str, label: str | None, start: int, end: int) -> Lot:
    """Return a lot of the coin."""
    run = SatoshiRun(COIN, start, end - start)
    return Lot(
        id=LotId(f"L-{number:04d}"), case=case, label=label, run=run, orders=(), lower=None, upper=None,
        bundle=f"bundle of {case}",
    )  # fmt: skip


def shared(
    parts: Iterable[ClaimedPart],
    there: Iterable[Lot],
    rules: str = "fifo",
    *,
    named: Iterable[int] = (),
    related: bool = False,
) -> SharedCoin:
    """Return what case K2 gets; `rules` are its own and, behind it, that of the others where that is another."""
    mine, _, other = rules.partition(" ")
    found = {(f"K{each}", f"bundle of K{each}"): other or mine for each in range(5)}
    terms = Terms(
        named=frozenset(LotId(f"L-{each:04d}") for each in named),
        related=lambda one, two: related or one == two,  # a case starts from its own coins
        rules=found | {("K2", "bundle of K2"): mine},
    )
    return share(COIN, list(parts), list(there), Claimant("K2", "bundle of K2", mine), terms)


def test_an_own_lot_without_label_that_an_act_names_leaves_places_what_they_are() -> None:
    """The act's satoshi are contested where they lie; the claim does not move to other places for them."""
    found = shared([part("B", 0, 60), part(None, 60, 100)], [lot(1, "K2", None, 0, 30)], named=[1])
    assert told(found.lots) == [" 1 30-60 B", " 1 60-100 u"]
    assert contested(found.contested) == ["B 0-30 L-0001"]


def test_own_labels_that_changed_places_are_shared_by_amount() -> None:
    """A case that has 30 of B and 30 of C gets nothing again where its bundle names the same amounts the other way."""
    there = [lot(1, "K2", "B", 0, 30), lot(2, "K2", "C", 30, 60)]
    found = shared([part("C", 0, 30), part("B", 30, 60), part(None, 60, 100)], there)
    assert told(found.lots) == [" 1 60-100 u"]
    assert found.contested == ()


def test_under_another_rule_what_a_case_has_of_a_coin_counts_once() -> None:
    """It claims 60, has 20 of them, and gets the 40 that are left."""
    found = shared([part("B", 0, 60), part(None, 60, 100)], [lot(1, "K2", "B", 0, 20)], "haircut")
    assert told(found.lots) == [" 1 20-60 B", " 1 60-100 u"]
    assert found.contested == ()


def test_what_a_case_has_is_taken_off_the_foremost_of_its_claim_and_no_more() -> None:
    """It has 20 of a label that it claims in two places of 20 each: one of them is left to give."""
    parts = [part("B", 0, 20), part("C", 20, 30), part("B", 30, 50), part(None, 50, 100)]
    found = shared(parts, [lot(1, "K2", "B", 0, 20)], "haircut")
    assert told(found.lots) == [" 1 20-30 C", " 1 30-50 B", " 1 50-100 u"]


def test_what_a_case_does_not_get_of_its_claim_and_nobody_holds_is_untraced() -> None:
    """Without its order and its bounds: these are the claim's, and this is none any more."""
    found = shared([part("B", 0, 70), part(None, 70, 100)], [lot(1, "K1", "A", 0, 60)], "haircut fifo", related=True)
    assert told(found.lots) == [" 1 60-70 B", " 1 70-100 u"]
    assert [(each.orders, each.lower, each.upper) for each in found.lots] == [(ORDERS, 69, 71), ((), None, None)]
    fewer = shared([part("B", 0, 50)], [lot(1, "K1", "A", 70, 90)], "haircut fifo", related=True)
    assert told(fewer.lots) == [" 1 0-30 B", " 1 30-50 u"]
    assert [(each.orders, each.lower, each.upper) for each in fewer.lots] == [(ORDERS, 49, 51), ((), None, None)]


def test_who_keeps_what_is_withheld_is_the_case_that_may_claim_the_very_satoshi() -> None:
    """A lot that an act names stands before it in the coin, and of two related the foremost is told."""
    there = [lot(1, "K1", None, 0, 10), lot(2, "K1", "A", 10, 40), lot(3, "K3", "A", 40, 50)]
    found = shared([part("B", 0, 50), part(None, 50, 100)], there, "haircut fifo", named=[1], related=True)
    assert sum(each.run.sat for each in found.lots if each.label) == 10
    assert contested(found.contested) == ["B 10-40 L-0002", "B 40-50 L-0003"]
    last = shared([part(None, 0, 50), part("B", 50, 100)], there, "haircut fifo", named=[1], related=True)
    assert sum(each.run.sat for each in last.lots if each.label) == 10
    assert contested(last.contested) == ["B 60-100 L-0002"]


def test_what_is_contested_is_told_in_the_order_of_its_places() -> None:
    """Also where what nobody holds lies between what others hold."""
    there = [lot(2, "K1", "A", 40, 60), lot(1, "K3", "A", 0, 20)]
    found = shared([part("B", 0, 60)], there, "haircut fifo", related=True)
    assert contested(found.contested) == ["B 20-40 L-0002", "B 40-60 L-0002"]


@pytest.mark.parametrize("rules", ["fifo", "haircut"])
def test_a_coin_that_is_a_case_s_already_gives_it_nothing(rules: str) -> None:
    """The same claim again, and an untraced lot that no act names: no lot comes twice."""
    found = shared(
        [part("B", 0, 60), part(None, 60, 100)], [lot(1, "K2", "B", 0, 60), lot(2, "K2", None, 60, 100)], rules
    )
    assert found.lots == ()
