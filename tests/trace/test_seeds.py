"""Seeds are resolved to coins in a stated order, and every one that does not exist is named."""

import pytest

from tests.trace.drawing import Drawing, seed
from tracer.errors import CaseError
from tracer.trace.seeds import resolve

TEXT = """
a: -> 10@suspect 20

b: -> 30@suspect 0@suspect

c: a.1 -> 15@suspect
"""


def _claims(seeds, horizon=10_000):
    drawing = Drawing(TEXT, seeds, horizon=horizon)
    coins = resolve(seeds, drawing.reading)
    return [(drawing.name(coin.outpoint), [(claim.label, claim.sat) for claim in coin.claims]) for coin in coins]


def test_an_address_names_all_it_received_in_the_window() -> None:
    """An address seed takes every output of its window in chain order, both ends included."""
    every = [("a.0", [("A", 10)]), ("b.0", [("A", 30)]), ("b.1", [("A", 0)]), ("c.0", [("A", 15)])]
    assert _claims([seed("A", owner="suspect")]) == every
    assert _claims([seed("A", owner="suspect", from_height=2, to_height=2)]) == every[1:3]
    assert _claims([seed("A", owner="suspect")], horizon=2) == every[:3]


def test_outpoints_come_before_txids_before_addresses() -> None:
    """Whatever their order in the file, outpoints claim first, then txids, then addresses."""
    seeds = [seed("C", owner="suspect", to_height=1), seed("B", txid="a"), seed("A", "a.0")]
    assert _claims(seeds) == [("a.0", [("A", 10), ("B", 10), ("C", 10)]), ("a.1", [("B", 20)])]


def test_an_amount_is_spread_over_the_coins_in_order() -> None:
    """The amount of a seed fills its coins one after the other and leaves the rest alone."""
    assert _claims([seed("A", owner="suspect", amount=25)]) == [("a.0", [("A", 10)]), ("b.0", [("A", 15)])]


def test_an_amount_beyond_the_coins_is_refused() -> None:
    """A seed cannot claim more than the coins it names hold."""
    with pytest.raises(CaseError, match="amount_sat 11 is more than the 10 sat it names"):
        _claims([seed("A", "a.0", amount=11)])


def test_every_missing_seed_is_named() -> None:
    """All seeds that do not exist are told at once, each by number and label."""
    with pytest.raises(CaseError) as raised:
        _claims([seed("A", "a.2"), seed("B", txid="nowhere"), seed("C", "c.0")], horizon=2)
    assert len(raised.value.faults) == 3
    assert "seed 1 (A" in raised.value.faults[0]
    assert "only 2 outputs" in raised.value.faults[0]
    assert "seed 3 (C" in raised.value.faults[2]
    assert "height 2" in raised.value.faults[2]


def test_an_address_that_received_nothing_is_a_fault() -> None:
    """A seed that names nothing in its window would lose its label silently, so it is refused."""
    with pytest.raises(CaseError, match=r"seed 1 .A, stranger.: received nothing between heights 0 and 10000"):
        _claims([seed("A", owner="stranger")])
