"""Figures that an opposing expert would attack: seeds, terminals, the second book, orders."""

import json
from collections.abc import Collection, Sequence

import pytest

from tests.pictures import Picture, outpoint_of, script_of, txid_of
from tests.trace.drawing import Drawing, seed
from tracer.case import case_file
from tracer.case.case import Label
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import BlockRef
from tracer.chain.view import Created
from tracer.custody.custody_book import CustodyBook, follow_custody
from tracer.custody.orders import Settled, settle
from tracer.custody.reconciliation import Reconciled
from tracer.errors import CaseError
from tracer.result.document import document
from tracer.result.run import run
from tracer.trace.attribution import joined, taint
from tracer.trace.policies.registry import POLICIES

STATE = {"agency": "seizure", "service": "forfeiture", "reserve": "reserve"}


def drawn(text: str) -> str:
    """Return a drawing without its indent."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def second_book(drawing: Drawing) -> CustodyBook[Label]:
    """Follow a drawing's receipts through its custody wallets."""
    wallets = {script_of(name): name for name in drawing.custody}
    return follow_custody(drawing.trail(), POLICIES[drawing.rule], wallets, drawing.reading)


def held(drawing: Drawing, book: CustodyBook[Label]) -> dict[str, dict[Label, int]]:
    """Return what is held, by the drawing's names."""
    return {drawing.name(coin.outpoint): taint(coin.attribution) for coin in book.held}


def reconciled(drawing: Drawing, *orders: str) -> Settled:
    """Settle orders, given as TOML, over a drawing; its blocks are all of 1 January 1970."""
    parts = ['[case]\nid = "X"\nnetwork = "regtest"\n[method]\nprimary = "fifo"\n']
    for each in drawing.seeds:
        parts.append(f'[[seed]]\nlabel = "{each.label}"\noutpoint = "{each.outpoint}"\n')
    for name in drawing.custody:
        address = encode(script_of(name), REGTEST)
        parts.append(f'[[custody]]\nname = "{name}"\naddresses = ["{address}"]\nstage = "{STATE[name]}"\n')
    for number, order in enumerate(orders):
        parts.append(f'[[order]]\nid = "O{number}"\n{order}\n')
    case = case_file.parse("\n".join(parts).encode(), "case.toml")
    wallets = {script_of(name): name for name in drawing.custody}
    return settle(case, drawing.trail(), POLICIES["fifo"], wallets, drawing.reading)


def figures(order: Reconciled) -> tuple[int, int, int]:
    """Return received, shortfall and excess."""
    return order.received, order.shortfall, order.excess


# The second book.


def test_fifo_keeps_its_order_where_a_receipt_is_also_an_arrival() -> None:
    """The second book follows the received amounts under the primary rule.

    The state pays part of a seizure from its own wallet. Laid end to end the coin holds 20 untraced, 30
    of A, 50 of B; the first 60 leave, so all A and 10 of B depart and 40 of B are held.
    """
    text = """
    x: -> 20
    a: -> 30
    b: -> 50

    seize: b.0 -> 50@agency

    join: x.0 a.0 seize.0 -> 100@agency

    out: join.0 -> 60 40@agency
    """
    drawing = Drawing(drawn(text), [seed("A", "a.0"), seed("B", "b.0")], custody=("agency",))
    book = second_book(drawing)
    left = joined(segment for crossing in book.crossings for _, attribution in crossing.left for segment in attribution)
    assert taint(left) == {"A": 30, "B": 10}
    assert held(drawing, book) == {"out.1": {"B": 40}}


@pytest.mark.parametrize("rule", ["fifo", "haircut", "lifo", "tiho", "seniority", "juniority", "proceeds_first"])
def test_nothing_received_vanishes_into_overlap(rule: str) -> None:
    """Per label, received = held + departed + fees: all 100 sat are in state wallets, so all 100 are held."""
    text = """
    a: -> 50
    b: -> 50

    seize: b.0 -> 50@agency

    join: a.0 seize.0 -> 60@agency 40@reserve
    """
    drawing = Drawing(drawn(text), [seed("A", "a.0"), seed("B", "b.0")], custody=("agency", "reserve"), rule=rule)
    book = second_book(drawing)
    assert book.received == {"A": 50, "B": 50}
    assert taint(joined(segment for coin in book.held for segment in coin.attribution)) == {"A": 50, "B": 50}
    assert not any(book.overlap.values())


# Seeds.


def test_a_label_whose_seeds_find_nothing_has_its_book_or_is_refused() -> None:
    """For every label the books are printed: a label whose address received nothing does not disappear."""
    drawing = Drawing("a: -> 50\n\nb: a.0 -> 50", [seed("A", "a.0"), seed("B", owner="nobody")])
    try:
        labels = list(drawing.trail().books)
    except CaseError:
        return
    assert labels == ["A", "B"]


def test_an_address_seed_below_where_the_source_starts_is_not_cut_silently() -> None:
    """Nothing is silently cut: outputs to a seed's address below the source's first block are a fault or a gap."""

    class Late(Picture):
        @property
        def first_height(self) -> int:
            return 2

        def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
            assert first >= 2
            return super().paid_to(scripts, first, last)

    text = "early: -> 70@victim\n\nlate: -> 30@victim"
    address = encode(script_of("victim"), REGTEST)
    case = case_file.parse(
        f'[case]\nid = "X"\nnetwork = "regtest"\n[[seed]]\nlabel = "A"\naddress = "{address}"\n'
        '[method]\nprimary = "fifo"\n'.encode(),
        "case.toml",
    )
    view = Late(text)
    try:
        said = json.loads(document(run(case, (), view, horizon=BlockRef(2, view.block_hash(2)))).trace)
    except CaseError:
        return
    assert said["gaps"] or said["faults"]


def test_retained_outputs_that_do_not_exist_are_refused() -> None:
    """Nothing in a case is ignored: a retained output that is not on the chain is a fault."""
    view = Picture("a: -> 50\n\nb: a.0 -> 20 30")
    case = case_file.parse(
        f'[case]\nid = "X"\nnetwork = "regtest"\n[[seed]]\nlabel = "A"\noutpoint = "{outpoint_of("a.0")}"\n'
        f'[method]\nprimary = "proceeds_first"\nretained = ["{txid_of("b")}:7"]\n'.encode(),
        "case.toml",
    )
    with pytest.raises(CaseError, match="retained"):
        run(case, (), view, horizon=BlockRef(2, view.block_hash(2)))


# Orders.


FORFEITED = """
a: -> 100

seize: a.0 -> 100@agency

forfeit: seize.0 -> 100@service

keep: forfeit.0 -> 100@reserve
"""


def test_coins_forfeited_on_their_way_are_not_said_to_lack_a_forfeiture() -> None:
    """Title follows the orders: what counted under a forfeiture order in force stays forfeited in the reserve."""
    drawing = Drawing(drawn(FORFEITED), [seed("A", "a.0")], custody=tuple(STATE))
    settled = reconciled(
        drawing,
        'kind = "forfeiture"\ndate = 1969-12-01\nin_force = 1969-12-20\nlabels = ["A"]\namount_sat = 100\n'
        'custody = ["service"]',
    )
    assert figures(settled.orders[0]) == (100, 0, 0)
    assert settled.faults == ()


def test_a_departure_under_no_order_is_a_fault() -> None:
    """What leaves the state's wallets without a return order does not agree with the orders, and is said."""
    text = "a: -> 100\n\nseize: a.0 -> 100@agency\n\ngone: seize.0 -> 100"
    drawing = Drawing(text, [seed("A", "a.0")], custody=("agency",))
    settled = reconciled(drawing, 'kind = "seizure"\ndate = 1969-12-01\nlabels = ["A"]\ncustody = ["agency"]')
    faults = [*settled.faults, *(fault.text for fault in settled.orders[0].faults)]
    assert any(str(txid_of("gone")) in fault for fault in faults)


def test_what_exceeds_one_forfeiture_order_counts_under_the_next_wallets() -> None:
    """Within one kind a satoshi counts under one order: what a full order cannot hold is open to a later one."""
    text = (
        "a: -> 60\n\nseize: a.0 -> 60@agency\n\nfirst: seize.0 -> 60@service\n\nsecond: first.0 -> 10@service "
        "50@reserve"
    )
    drawing = Drawing(text, [seed("A", "a.0")], custody=tuple(STATE))
    forfeiture = 'kind = "forfeiture"\ndate = 1969-12-01\nin_force = 1969-12-20\nlabels = ["A"]\n'
    settled = reconciled(
        drawing,
        forfeiture + 'amount_sat = 10\ncustody = ["service"]',
        forfeiture + 'amount_sat = 50\ncustody = ["reserve"]',
    )
    assert [figures(order)[1] for order in settled.orders] == [0, 0]


def test_a_coin_over_the_amount_of_a_forfeiture_is_not_covered_by_it() -> None:
    """Coins at stage reserve without a forfeiture in force are a fault: an order of 1 sat does not cover 100."""
    drawing = Drawing(drawn(FORFEITED), [seed("A", "a.0")], custody=tuple(STATE))
    settled = reconciled(
        drawing,
        'kind = "forfeiture"\ndate = 1969-12-01\nin_force = 1969-12-20\nlabels = ["A"]\namount_sat = 1\n'
        'custody = ["reserve"]',
    )
    assert settled.faults or settled.orders[0].excess == 99


# What holds.


def test_two_partial_seeds_of_one_coin_take_it_in_turn() -> None:
    """`amount_sat` is consumed in file order: the second claim takes what the first left, the rest is overlap."""
    text = "theft: -> 100\n\nspend: theft.0 -> 60 40"
    seeds = [seed("B", "theft.0", amount=50), seed("A", txid="theft", amount=80)]
    drawing = Drawing(text, seeds)
    books = drawing.trail().books
    assert drawing.ends() == {"spend.0": "unspent A10 B50", "spend.1": "unspent A40"}
    assert (books[Label("A")].asserted, books[Label("A")].overlap, books[Label("B")].overlap) == (80, 30, 0)


def test_the_suspects_change_paid_back_to_a_seeded_address_counts_once() -> None:
    """Where earlier taint sits in a seeded coin it stays, and the seed takes only what is left of the value."""
    text = "theft: -> 100@thief\n\nspend: theft.0 -> 30 65@thief\n\nagain: spend.1 -> 65"
    drawing = Drawing(text, [seed("A", owner="thief")])
    book = drawing.trail().books[Label("A")]
    assert (book.asserted, book.overlap, book.seed) == (165, 65, 100)
    assert drawing.books() == {"A": {"unspent": 95, "fee": 5}}


def test_a_seed_in_custody_or_burned_ends_there() -> None:
    """Terminals have an order: burned, custody, service come before all others, also for a seeded coin."""
    text = "x: -> 10@burn 20@safe 30@shop 0\n\ny: x.1 x.2 -> 50"
    drawing = Drawing(text, [seed("A", txid="x")], custody=("safe",), services=("shop",), min_sat=1000, max_hops=1)
    assert drawing.ends() == {"x.0": "burned A10", "x.1": "custody A20", "x.2": "service A30"}


def test_threshold_looks_at_the_sum_of_labels_and_never_at_seeds() -> None:
    """A coin whose taint, summed over labels, is below min_sat ends as `threshold`; seeds never do."""
    text = "a: -> 5\nb: -> 5\n\nm: a.0 b.0 -> 10\n\ns: m.0 -> 9 1"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")], min_sat=10)
    assert drawing.ends() == {"s.0": "threshold A5 B4", "s.1": "threshold B1"}


def test_hops_count_from_the_nearest_seed() -> None:
    """Hop = 1 + the least hop among the tainted inputs."""
    text = "a: -> 10\nb: -> 10\n\nc: a.0 -> 10\n\nd: c.0 b.0 -> 20\n\ne: d.0 -> 20"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")], max_hops=2)
    assert drawing.ends() == {"e.0": "hops A10 B10"}


def test_a_chain_inside_one_block_is_followed_in_its_order() -> None:
    """A transaction is processed once, after all its inputs are known, also inside one block."""
    text = "a: -> 10\n\nb: a.0 -> 4 6\nc: b.0 -> 4\nd: c.0 b.1 -> 10\ne: d.0 -> 10@safe"
    drawing = Drawing(text, [seed("A", "a.0")], custody=("safe",))
    assert drawing.ends() == {"e.0": "custody A10"}
    assert len(drawing.trail().steps) == 4


@pytest.mark.parametrize(("horizon", "end"), [(2, "a.0"), (3, "b.0")])
def test_a_spend_in_the_horizons_own_block_counts(horizon: int, end: str) -> None:
    """What is spent at the horizon is spent; what is spent one block above it is unspent."""
    drawing = Drawing("a: -> 10\n\n\nb: a.0 -> 10\n\nc: b.0 -> 10", [seed("A", "a.0")], horizon=horizon)
    assert drawing.ends() == {end: "unspent A10"}


def test_a_window_ends_at_the_coin_spent_above_it() -> None:
    """`to_height` ends a trail as `horizon`, whole, at the coin spent above it; an unspent coin stays unspent."""
    drawing = Drawing("a: -> 10\n\nb: a.0 -> 4 6\n\nc: b.0 -> 4", [seed("A", "a.0")], to_height=2)
    assert drawing.ends() == {"b.0": "horizon A4", "b.1": "unspent A6"}


def test_a_satoshi_counts_under_one_order_of_a_kind_earliest_first() -> None:
    """Earliest date first, then file order; the excess belongs to the earliest."""
    drawing = Drawing("a: -> 100\n\nseize: a.0 -> 100@agency", [seed("A", "a.0")], custody=("agency",))
    head = 'kind = "seizure"\nlabels = ["A"]\ncustody = ["agency"]\n'
    settled = reconciled(
        drawing, head + "date = 1969-12-02\namount_sat = 30", head + "date = 1969-12-01\namount_sat = 40"
    )
    assert [figures(order) for order in settled.orders] == [(30, 0, 0), (70, 0, 30)]
