"""The second book follows received amounts through the state's own wallets, and closes."""

import pytest

from tests.pictures import script_of, txid_of
from tests.trace.drawing import Drawing, seed
from tests.trace.random_chains import random_drawing
from tracer.case.case import Label
from tracer.custody.custody_book import CustodyBook, CustodyCrossing, HeldCoin, follow_custody, follow_marked, unmarked
from tracer.trace.attribution import (
    UNTRACED,
    AnyLabel,
    Attribution,
    ClaimState,
    MarkedLabel,
    Slice,
    Slices,
    joined,
    taint,
)
from tracer.trace.policies.registry import POLICIES


def _book(drawing: Drawing, wallets: tuple[str, ...]) -> CustodyBook[Label]:
    return follow_custody(
        drawing.trail(), POLICIES[drawing.rule], {script_of(name): name for name in wallets}, drawing.reading
    )


def _held(drawing: Drawing, book: CustodyBook[Label]) -> dict[str, dict[Label, int]]:
    return {drawing.name(coin.outpoint): taint(coin.attribution) for coin in book.held}


def test_a_receipt_that_stays_is_held() -> None:
    """What is received and not moved is held."""
    drawing = Drawing("theft: -> 100\n\nseize: theft.0 -> 95@agency", [seed("A", "theft.0")], custody=("agency",))
    book = _book(drawing, ("agency",))
    assert book.received == {"A": 95}
    assert _held(drawing, book) == {"seize.0": {"A": 95}}
    assert book.crossings == ()


def test_a_move_and_a_departure_in_one_transaction() -> None:
    """One transaction may move some to a state wallet and send some away; what leaves is not followed."""
    text = """
    theft: -> 100

    seize: theft.0 -> 100@agency

    split: seize.0 -> 60@reserve 30 5@agency

    away: split.1 -> 30@agency
    """
    drawing = Drawing(text.replace("    ", ""), [seed("A", "theft.0")], custody=("agency", "reserve"))
    book = _book(drawing, ("agency", "reserve"))
    (crossing,) = book.crossings
    assert (crossing.source, crossing.target) == (("agency",), ("agency", "reserve"))
    assert (crossing.kept_sat, crossing.left_sat, crossing.inputs, crossing.untraced_sat) == (65, 30, 1, 0)
    assert taint(crossing.fee) == {"A": 5}
    assert taint(joined(segment for _, attribution in crossing.left for segment in attribution)) == {"A": 30}
    assert _held(drawing, book) == {"split.0": {"A": 60}, "split.2": {"A": 5}}


def test_a_receipt_paid_by_a_state_wallet_keeps_both_amounts() -> None:
    """A coin that the first book attributes and that received coins also pay holds both, each once."""
    text = """
    a: -> 40
    b: -> 60

    seize: a.0 -> 40@agency

    join: seize.0 b.0 -> 100@reserve
    """
    drawing = Drawing(text.replace("    ", ""), [seed("A", "a.0"), seed("B", "b.0")], custody=("agency", "reserve"))
    book = _book(drawing, ("agency", "reserve"))
    assert book.received == {"A": 40, "B": 60}
    assert _held(drawing, book) == {"join.0": {"A": 40, "B": 60}}


TOGETHER = """
a: -> 20
b: -> 30
o: -> 50

seize: a.0 -> 20@agency

join: seize.0 b.0 o.0 -> 40@reserve 50
"""


@pytest.mark.parametrize(
    ("rule", "moved", "departed", "fee", "reserve"),
    [
        ("fifo", {"A": 20}, {}, {}, {"A": 20, "B": 20}),
        ("lifo", {}, {"A": 10}, {"A": 10}, {}),
        ("seniority", {"A": 10}, {"A": 10}, {}, {"A": 10, "B": 30}),
        ("juniority", {}, {"A": 20}, {}, {}),
        ("tiho", {"A": 20}, {}, {}, {"A": 20}),
        ("proceeds_first", {"A": 10}, {"A": 10}, {}, {"A": 10, "B": 30}),
        ("haircut", {"A": 8}, {"A": 10}, {"A": 2}, {"A": 8, "B": 12}),
        ("libr", {}, {"A": 20}, {}, {}),
    ],
)
def test_what_the_first_book_brings_into_a_state_wallet_is_a_receipt_and_no_move(
    rule: str, moved, departed, fee, reserve
):
    """A's 20 of the agency, B's stolen 30 and 50 of anybody's are spent at once: only A's satoshi are moved.

    Worked out by hand. Where a rule has no places, B's satoshi are set aside first: under haircut they
    are 12, 15 and 3 of 40, 50 and 10, and A's 20 go to 28, 35 and 7 as 8, 10 and 2.
    """
    drawing = Drawing(TOGETHER, [seed("A", "a.0"), seed("B", "b.0")], custody=("agency", "reserve"), rule=rule)
    book = _book(drawing, ("agency", "reserve"))
    (crossing,) = book.crossings
    assert crossing.moved == moved
    assert taint(joined(segment for _, attribution in crossing.left for segment in attribution)) == departed
    assert taint(crossing.fee) == fee
    assert (crossing.labels, crossing.untraced_sat) == (("A", "B"), 50)
    assert _held(drawing, book) == ({"join.0": reserve} if reserve else {})
    assert [drawing.name(coin.outpoint) for coin in crossing.kept] == (["join.0"] if moved else [])
    assert book.received == {"A": 20} | ({"B": reserve["B"]} if "B" in reserve else {})


@pytest.mark.parametrize("rule", [name for name, policy in POLICIES.items() if policy.conserves])
def test_a_state_coin_and_a_stolen_one_spent_into_the_reserve(rule):
    """Of a reserve coin of 50 the move carried A's 20; B's 30 are a receipt; nothing in the inputs is untraced."""
    text = "a: -> 20\nb: -> 30\n\nseize: a.0 -> 20@agency\n\njoin: seize.0 b.0 -> 50@reserve"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")], custody=("agency", "reserve"), rule=rule)
    book = _book(drawing, ("agency", "reserve"))
    (crossing,) = book.crossings
    assert (crossing.moved, crossing.labels, crossing.untraced_sat) == ({"A": 20}, ("A", "B"), 0)
    assert book.received == {"A": 20, "B": 30}
    assert _held(drawing, book) == {"join.0": {"A": 20, "B": 30}}


def test_a_receipt_alone_in_a_state_coin_makes_no_move() -> None:
    """The agency's coin goes to a stranger and the stolen one into the reserve, in one transaction.

    A departure and a receipt.
    """
    text = "a: -> 20\nb: -> 30\n\nseize: a.0 -> 20@agency\n\njoin: seize.0 b.0 -> 20 30@reserve"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")], custody=("agency", "reserve"))
    book = _book(drawing, ("agency", "reserve"))
    (crossing,) = book.crossings
    assert (crossing.kept, crossing.moved, crossing.kept_sat) == ((), {}, 30)
    assert [taint(attribution) for _, attribution in crossing.left] == [{"A": 20}]
    assert _held(drawing, book) == {"join.1": {"B": 30}}


def test_satoshi_that_a_claim_displaces_are_not_moved() -> None:
    """A seed claims 15 of a reserve coin of 20 into which A's 20 are moved: 5 arrive, 15 are overlap."""
    text = "a: -> 20\n\nseize: a.0 -> 20@agency\n\nmove: seize.0 -> 20@reserve"
    seeds = [seed("A", "a.0"), seed("B", "move.0", amount=15)]
    drawing = Drawing(text, seeds, custody=("agency", "reserve"))
    book = _book(drawing, ("agency", "reserve"))
    (crossing,) = book.crossings
    assert (crossing.moved, book.overlap) == ({"A": 5}, {"A": 15})
    assert _held(drawing, book) == {"move.0": {"A": 5, "B": 15}}


def test_a_coin_below_the_threshold_is_not_called_untraced_where_it_is_spent() -> None:
    """B's 5 end for being little, and are still B's in the transaction that mixes them with the agency's coin."""
    text = "a: -> 20\nb: -> 30\n\nseize: a.0 -> 20@agency\nsmall: b.0 -> 25 5\n\njoin: seize.0 small.1 -> 25@reserve"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")], custody=("agency", "reserve"), min_sat=10)
    (crossing,) = _book(drawing, ("agency", "reserve")).crossings
    assert (crossing.moved, crossing.labels, crossing.untraced_sat) == ({"A": 20}, ("A", "B"), 0)


@pytest.mark.parametrize("rule", [name for name, policy in POLICIES.items() if policy.conserves])
def test_every_crossing_closes_by_itself(rule):
    """On drawn chains: received satoshi spent are moved, departed, fees, overlap; labels, untraced fill the inputs."""
    crossed = 0
    for number in range(160):
        drawing = random_drawing(number, rule)
        book = _book(drawing, ("safe", "vault"))
        over = dict(book.overlap)
        for crossing in book.crossings:
            crossed += 1
            spent = taint(joined(segment for coin in crossing.spent for segment in coin.attribution))
            for attribution in (crossing.fee, *(attribution for _, attribution in crossing.left)):
                for label, sat in taint(attribution).items():
                    spent[label] -= sat
            for label, sat in crossing.moved.items():
                spent[label] -= sat
            for label, sat in spent.items():
                assert sat >= 0
                over[label] = over.get(label, 0) - sat
            assert set(crossing.labels) >= set(taint(joined(s for coin in crossing.spent for s in coin.attribution)))
        assert not any(over.values())
    assert crossed >= 60


def test_an_unreadable_spend_of_a_state_coin_departs_and_is_said() -> None:
    """A state coin spent by a transaction that cannot be read is entered as departed, with a gap."""
    text = "theft: -> 100\n\nseize: theft.0 -> 100@agency\n\nspend: seize.0 unknown.0 -> 100@agency"
    drawing = Drawing(text, [seed("A", "theft.0")], custody=("agency",))
    book = _book(drawing, ("agency",))
    (gap,) = book.gaps
    assert gap.txid == txid_of("spend")
    assert book.held == ()
    assert [crossing.readable for crossing in book.crossings] == [False]


def test_an_unreadable_spend_names_its_wallets_in_the_order_of_the_case() -> None:
    """Where a spend cannot be read, the wallets it spends from stand as everywhere: as the case lists them."""
    text = "theft: -> 100\n\nseize: theft.0 -> 60@agency 40@reserve\n\nspend: seize.1 seize.0 unknown.0 -> 100"
    drawing = Drawing(text, [seed("A", "theft.0")], custody=("agency", "reserve"))
    (crossing,) = _book(drawing, ("agency", "reserve")).crossings
    assert (crossing.readable, crossing.source) == (False, ("agency", "reserve"))


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
@pytest.mark.parametrize("number", range(120))
def test_the_second_book_of_a_random_chain_closes(rule: str, number: int) -> None:
    """On drawn chains received = held + departed + fees + overlap, and under FIFO nothing overlaps."""
    drawing = random_drawing(number, rule)
    book = _book(drawing, ("safe", "vault"))
    ended = dict(book.overlap)
    attributions = [coin.attribution for coin in book.held]
    for crossing in book.crossings:
        attributions += [crossing.fee, *(attribution for _, attribution in crossing.left)]
    for attribution in attributions:
        for label, sat in taint(attribution).items():
            ended[label] = ended.get(label, 0) + sat
    assert {label: sat for label, sat in ended.items() if sat} == book.received
    assert rule != "fifo" or not book.overlap


def _by_arrival(coin: HeldCoin[AnyLabel], crossing: CustodyCrossing[AnyLabel] | None) -> Slices[AnyLabel]:
    """Mark every satoshi with the coin it has come to, its first run and the others apart."""
    marked = [
        Slice(MarkedLabel(unmarked(label), ClaimState.REFUSED, place, str(coin.outpoint)) if label else UNTRACED, sat)
        for place, (label, sat) in enumerate(coin.attribution)
    ]
    return joined(marked)


def _bare(attribution: Slices[AnyLabel]) -> Attribution:
    return joined(Slice(unmarked(label), sat) for label, sat in attribution)


@pytest.mark.parametrize("rule", [name for name, policy in POLICIES.items() if policy.conserves])
@pytest.mark.parametrize("number", range(40))
def test_marks_change_no_amount(rule, number: int):
    """Whatever arrivals mark, every rule holds, departs and charges the same satoshi of each label in one order."""
    drawing = random_drawing(number, rule)
    wallets = {script_of(name): name for name in ("safe", "vault")}
    trail = drawing.trail()
    plain = follow_custody(trail, POLICIES[rule], wallets, drawing.reading)
    marked = follow_marked(trail, POLICIES[rule], wallets, drawing.reading, _by_arrival)
    assert [(coin.outpoint, coin.attribution) for coin in plain.held] == [
        (c.outpoint, _bare(c.attribution)) for c in marked.held
    ]
    assert [crossing.txid for crossing in plain.crossings] == [crossing.txid for crossing in marked.crossings]
    for one, other in zip(plain.crossings, marked.crossings, strict=True):
        assert one.fee == _bare(other.fee)
        assert one.left == tuple((vout, _bare(attribution)) for vout, attribution in other.left)
    held = {
        taint(_bare(coin.attribution)) == taint(coin.attribution) for coin in marked.held if taint(coin.attribution)
    }
    assert True not in held
