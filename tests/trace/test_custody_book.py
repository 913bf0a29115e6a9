"""The second book follows received amounts through the state's own wallets, and closes."""

import pytest

from tests.pictures import script_of, txid_of
from tests.trace.drawing import Drawing, seed
from tests.trace.random_chains import random_drawing
from tracer.case.case import Label
from tracer.trace.custody_book import MARK, Crossing, CustodyBook, HeldCoin, follow_custody, unmarked
from tracer.trace.policies.registry import POLICIES
from tracer.trace.purse import UNTRACED, Purse, Segment, joined, taint


def _book(drawing: Drawing, wallets: tuple[str, ...]) -> CustodyBook:
    return follow_custody(
        drawing.trail(), POLICIES[drawing.rule], {script_of(name): name for name in wallets}, drawing.reading
    )


def _held(drawing: Drawing, book: CustodyBook) -> dict[str, dict[str, int]]:
    return {drawing.name(coin.outpoint): taint(coin.purse) for coin in book.held}


def test_a_receipt_that_stays_is_held():
    """What is received and not moved is held."""
    drawing = Drawing("theft: -> 100\n\nseize: theft.0 -> 95@agency", [seed("A", "theft.0")], custody=("agency",))
    book = _book(drawing, ("agency",))
    assert book.received == {"A": 95}
    assert _held(drawing, book) == {"seize.0": {"A": 95}}
    assert book.crossings == ()


def test_a_move_and_a_departure_in_one_transaction():
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
    assert taint(joined(segment for _, purse in crossing.left for segment in purse)) == {"A": 30}
    assert _held(drawing, book) == {"split.0": {"A": 60}, "split.2": {"A": 5}}


def test_a_receipt_paid_by_a_state_wallet_keeps_both_amounts():
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


def test_an_unreadable_spend_of_a_state_coin_departs_and_is_said():
    """A state coin spent by a transaction that cannot be read is entered as departed, with a gap."""
    text = "theft: -> 100\n\nseize: theft.0 -> 100@agency\n\nspend: seize.0 unknown.0 -> 100@agency"
    drawing = Drawing(text, [seed("A", "theft.0")], custody=("agency",))
    book = _book(drawing, ("agency",))
    (gap,) = book.gaps
    assert gap.txid == txid_of("spend")
    assert book.held == ()
    assert [crossing.readable for crossing in book.crossings] == [False]


def test_an_unreadable_spend_names_its_wallets_in_the_order_of_the_case():
    """Where a spend cannot be read, the wallets it spends from stand as everywhere: as the case lists them."""
    text = "theft: -> 100\n\nseize: theft.0 -> 60@agency 40@reserve\n\nspend: seize.1 seize.0 unknown.0 -> 100"
    drawing = Drawing(text, [seed("A", "theft.0")], custody=("agency", "reserve"))
    (crossing,) = _book(drawing, ("agency", "reserve")).crossings
    assert (crossing.readable, crossing.source) == (False, ("agency", "reserve"))


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
@pytest.mark.parametrize("number", range(120))
def test_the_second_book_of_a_random_chain_closes(rule, number):
    """On drawn chains received = held + departed + fees + overlap, and under FIFO nothing overlaps."""
    drawing = random_drawing(number, rule)
    book = _book(drawing, ("safe", "vault"))
    ended = dict(book.overlap)
    purses = [coin.purse for coin in book.held]
    for crossing in book.crossings:
        purses += [crossing.fee, *(purse for _, purse in crossing.left)]
    for purse in purses:
        for label, sat in taint(purse).items():
            ended[label] = ended.get(label, 0) + sat
    assert {label: sat for label, sat in ended.items() if sat} == book.received
    assert rule != "fifo" or not book.overlap


def _by_arrival(coin: HeldCoin, crossing: Crossing | None) -> Purse:
    """Mark every satoshi with the coin it has come to, its first run and the others apart."""
    marked = [
        Segment(Label(MARK.join((label.split(MARK)[0], str(coin.outpoint), str(place)))) if label else UNTRACED, sat)
        for place, (label, sat) in enumerate(coin.purse)
    ]
    return joined(marked)


def _bare(purse: Purse) -> Purse:
    return joined(Segment(unmarked(label), sat) for label, sat in purse)


@pytest.mark.parametrize("rule", [name for name, policy in POLICIES.items() if policy.conserves])
@pytest.mark.parametrize("number", range(40))
def test_marks_change_no_amount(rule, number):
    """Whatever arrivals mark, every rule holds, departs and charges the same satoshi of each label in the same order."""
    drawing = random_drawing(number, rule)
    wallets = {script_of(name): name for name in ("safe", "vault")}
    trail = drawing.trail()
    plain = follow_custody(trail, POLICIES[rule], wallets, drawing.reading)
    marked = follow_custody(trail, POLICIES[rule], wallets, drawing.reading, _by_arrival)
    assert [(coin.outpoint, coin.purse) for coin in plain.held] == [(c.outpoint, _bare(c.purse)) for c in marked.held]
    assert [crossing.txid for crossing in plain.crossings] == [crossing.txid for crossing in marked.crossings]
    for one, other in zip(plain.crossings, marked.crossings, strict=True):
        assert one.fee == _bare(other.fee)
        assert one.left == tuple((vout, _bare(purse)) for vout, purse in other.left)
    held = {taint(_bare(coin.purse)) == taint(coin.purse) for coin in marked.held if taint(coin.purse)}
    assert True not in held
