"""Where coins came from: worked chains, limits, and agreement with the forward engine."""

from fractions import Fraction

import pytest

from tests.pictures import outpoint_of, script_of
from tests.trace.bounds.test_bounds import DIAMOND
from tests.trace.drawing import Drawing
from tests.trace.random_chains import random_drawing
from tracer.case.case import Label
from tracer.chain.outpoint import BlockRef
from tracer.trace.attribution import joined, taint
from tracer.trace.engine import follow
from tracer.trace.origin import OriginKind, OriginLimits, Provenance, provenance
from tracer.trace.policies.registry import POLICIES
from tracer.trace.reading import Reading
from tracer.trace.seeds import SeedClaim, SeededCoin
from tracer.trace.terminals import Stops, Terminal

UNLIMITED = OriginLimits({})


def origin_of(drawing: Drawing, coin: str, limits: OriginLimits = UNLIMITED) -> Provenance:
    """Walk a drawn coin back."""
    found = provenance(outpoint_of(coin), limits, drawing.reading)
    assert found is not None
    return found


def named(drawing: Drawing, found: Provenance) -> dict[str, object]:
    """Speak of a result in the drawing's names."""
    return {
        "origins": {drawing.name(each.outpoint): each.beginning for each in found.origins},
        "fifo": [(drawing.name(outpoint), sat) for outpoint, sat in found.fifo],
        "haircut": [(drawing.name(each.outpoint), str(each.share), each.sat) for each in found.haircut],
    }


def test_the_diamond_goes_back_to_its_three_coinbases() -> None:
    """FIFO gives s40 x40 s40 in that order; haircut gives exact shares and the satoshi of the forward rule."""
    drawing = Drawing(DIAMOND, [])
    assert named(drawing, origin_of(drawing, "t3.0")) == {
        "origins": {"s.0": OriginKind.COINBASE, "x.0": OriginKind.COINBASE, "y.0": OriginKind.COINBASE},
        "fifo": [("s.0", 40), ("x.0", 40), ("s.0", 40)],
        "haircut": [("s.0", "5900/10153", 69), ("x.0", "2478/10153", 30), ("y.0", "25/143", 21)],
    }


def test_a_coinbase_output_is_its_own_origin() -> None:
    """A freshly mined target came from itself, whole."""
    drawing = Drawing(DIAMOND, [])
    assert named(drawing, origin_of(drawing, "s.0")) == {
        "origins": {"s.0": OriginKind.COINBASE},
        "fifo": [("s.0", 100)],
        "haircut": [("s.0", "1", 100)],
    }


@pytest.mark.parametrize("coin", ["p.1", "m.1"])
def test_a_coin_without_value_holds_no_satoshi_of_anything(coin: str) -> None:
    """A target of zero value has origins, and no run of satoshi, not even an empty one, under FIFO."""
    drawing = Drawing("m: -> 60 0\nn: -> 40\n\np: m.0 n.0 -> 60 0 30", [])
    found = origin_of(drawing, coin)
    assert found.origins
    assert found.fifo == ()
    assert [each.sat for each in found.haircut] == [0] * len(found.origins)


def test_the_walk_ends_at_a_service() -> None:
    """What was paid to a labelled service is an origin, and its name is given; the target itself is not."""
    drawing = Drawing("m: -> 100\n\np: m.0 -> 90@shop\n\nw: p.0 -> 80@shop", [])
    found = origin_of(drawing, "w.0", OriginLimits({script_of("shop"): "Shop"}))
    assert named(drawing, found)["origins"] == {"p.0": OriginKind.SERVICE}
    assert found.origins[0].service == "Shop"
    assert not found.partial


@pytest.mark.parametrize(
    ("limits", "beginning", "ends"),
    [
        (OriginLimits({}, max_hops=1), OriginKind.HOPS, ["t1.1", "t2.0"]),
        (OriginLimits({}, max_transactions=1), OriginKind.BUDGET, ["t1.1", "t2.0"]),
        (OriginLimits({}, from_height=3), OriginKind.HORIZON, ["t1.0", "t1.1"]),
    ],
)
def test_a_limit_ends_the_walk_and_says_so(limits, beginning, ends):
    """The outputs at which a limit stopped the walk are origins with its name, and still add up to the target."""
    drawing = Drawing(DIAMOND.replace("\nt2", "\n\nt2").replace("\nt3", "\n\nt3"), [])
    found = origin_of(drawing, "t3.0", limits)
    assert [drawing.name(each.outpoint) for each in found.origins if each.beginning is beginning] == ends
    assert found.partial
    assert sum(sat for _, sat in found.fifo) == 120
    assert sum(each.share for each in found.haircut) == 1


def test_an_unreadable_transaction_is_a_gap() -> None:
    """A coin whose transaction the source does not hold, or whose inputs it cannot read, is an origin as a gap."""
    drawing = Drawing("m: lost.0 -> 100\n\nn: m.0 -> 90", [])
    assert named(drawing, origin_of(drawing, "n.0"))["origins"] == {"m.0": OriginKind.GAP}


def test_an_output_that_does_not_exist_has_no_origin() -> None:
    """A transaction that is not on the chain, or lacks the output, gives nothing."""
    drawing = Drawing(DIAMOND, [])
    assert provenance(outpoint_of("nowhere.0"), UNLIMITED, drawing.reading) is None
    assert provenance(outpoint_of("s.7"), UNLIMITED, drawing.reading) is None


@pytest.mark.parametrize("number", range(25))
def test_backward_and_forward_agree(number: int) -> None:
    """With every origin a label of its own, FIFO and haircut followed forward give what the walk back found."""
    drawing = random_drawing(number, "fifo", stops=False, size=25)
    for end in drawing.trail().ended(Terminal.UNSPENT):
        found = origin_of(drawing, drawing.name(end.outpoint))
        assert sum(each.share for each in found.haircut) == 1
        assert sum(each.sat for each in found.haircut) == end.output.value
        seeds = []
        for each in found.origins:
            assert each.position is not None
            claim = SeedClaim(Label(str(each.outpoint)), each.output.value, 0)
            seeds.append(SeededCoin(each.outpoint, each.position, each.output, False, (claim,)))
        reading = Reading(drawing.view, BlockRef(10_000, drawing.view.block_hash(10_000)))
        held = {}
        for rule in ("fifo", "haircut"):
            trail = follow(
                seeds,
                POLICIES[rule],
                Stops(custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=False),
                reading,
            )
            held[rule] = next(coin.attribution for coin in trail.coins if coin.outpoint == end.outpoint)
        assert [(str(outpoint), sat) for outpoint, sat in found.fifo] == list(map(tuple, joined(held["fifo"])))
        assert {str(each.outpoint): each.sat for each in found.haircut if each.sat} == taint(held["haircut"])
        for part in found.haircut:
            assert abs(part.sat - part.share * end.output.value) < 25
            assert isinstance(part.share, Fraction)
