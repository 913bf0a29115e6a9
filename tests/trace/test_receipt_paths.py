"""The paths shown of receipts: whole receipts, bounded, and whatever is left out is named."""

import pytest

from tests.pictures import outpoint_of
from tests.trace.drawing import Drawing, seed
from tests.trace.random_chains import random_drawing
from tracer.trace import receipt_paths as exhibits
from tracer.trace.attribution import taint
from tracer.trace.receipt_paths import LeftOut, path_exhibit
from tracer.trace.terminals import Terminal

CHAIN = """
a: -> 100
b: -> 50

t: a.0 b.0 -> 90 60

u: t.0 -> 90@state
v: t.1 -> 60@state
"""


def drawing(rule: str = "fifo") -> Drawing:
    """Return two seeds that meet in one transaction and part again into the state's wallet."""
    return Drawing(CHAIN, [seed("A", "a.0"), seed("B", "b.0")], custody=("state",), rule=rule)


def test_exact_paths_add_up_to_what_the_receipts_hold() -> None:
    """Two receipts, three disjoint paths of 90, 10 and 50; each illustration is without an amount."""
    drawn = drawing()
    shown = path_exhibit({"fifo": drawn.trail()}, "fifo", drawn.reading)
    found = [(path.label, drawn.name(path.seed), drawn.name(path.end), path.sat) for path in shown.satoshi]
    assert found == [("A", "a.0", "u.0", 90), ("A", "a.0", "v.0", 10), ("B", "b.0", "v.0", 50)]
    assert [(drawn.name(way.seed), drawn.name(way.end)) for way in shown.illustrations] == [
        ("a.0", "u.0"),
        ("a.0", "v.0"),
        ("b.0", "v.0"),
    ]
    assert (shown.rule, shown.left_out) == ("fifo", ())


def test_without_fifo_there_are_illustrations_only() -> None:
    """Where FIFO was not run no path has an amount; the ways of the primary rule are drawn."""
    drawn = drawing("haircut")
    shown = path_exhibit({"haircut": drawn.trail()}, "haircut", drawn.reading)
    assert (shown.rule, shown.satoshi) == (None, ())
    assert [(way.label, drawn.name(way.seed), drawn.name(way.end)) for way in shown.illustrations] == [
        ("A", "a.0", "u.0"),
        ("B", "b.0", "u.0"),
        ("A", "a.0", "v.0"),
        ("B", "b.0", "v.0"),
    ]


def test_a_receipt_is_shown_whole_or_left_out_by_name() -> None:
    """With room for four links the receipt that needs four more is named with the reason; the other stands whole."""
    drawn = drawing()
    shown = path_exhibit({"fifo": drawn.trail()}, "fifo", drawn.reading, links=4)
    assert [drawn.name(path.end) for path in shown.satoshi] == ["u.0"]
    reason = "its paths would bring the exhibit beyond 4 links"
    assert shown.left_out == (LeftOut(outpoint_of("v.0"), "satoshi", reason),)


def test_more_receipts_than_are_shown_are_named() -> None:
    """The receipt after the last one shown is left out of either kind, and both times it is said."""
    many = exhibits.RECEIPTS + 1
    text = f"a: -> {10 * many}\n\nt: a.0 -> " + " ".join(["10@state"] * many)
    drawn = Drawing(text, [seed("A", "a.0")], custody=("state",))
    shown = path_exhibit({"fifo": drawn.trail()}, "fifo", drawn.reading)
    assert len(shown.satoshi) == len(shown.illustrations) == exhibits.RECEIPTS
    last = outpoint_of(f"t.{exhibits.RECEIPTS}")
    reason = "only the first 200 receipts are shown"
    assert shown.left_out == (LeftOut(last, "satoshi", reason), LeftOut(last, "illustrative", reason))


@pytest.mark.parametrize("number", range(30))
def test_nothing_is_counted_twice(number: int) -> None:
    """On random chains the paths' amounts per label are what FIFO credits to custody."""
    drawn = random_drawing(number, "fifo")
    trail = drawn.trail()
    shown = path_exhibit({"fifo": trail}, "fifo", drawn.reading)
    for label, book in trail.books.items():
        assert sum(path.sat for path in shown.satoshi if path.label == label) == book.terminals[Terminal.CUSTODY]
    receipts = {coin.outpoint: sum(taint(coin.attribution).values()) for coin in trail.ended(Terminal.CUSTODY)}
    assert {path.end for path in shown.satoshi} == set(receipts)
