"""Satoshi paths: disjoint, exact, adding up; and illustrations without amounts."""

from collections.abc import Sequence

import pytest

from tests.pictures import outpoint_of
from tests.trace.bounds.test_bounds import DIAMOND
from tests.trace.drawing import Drawing, seed
from tests.trace.random_chains import random_drawing
from tracer.chain.outpoint import Outpoint
from tracer.trace.attribution import taint
from tracer.trace.paths import Illustrations, Path, SatoshiPaths
from tracer.trace.reading import Reading
from tracer.trace.trail import Coin, Trail


def satoshi_paths(trail: Trail, ends: Sequence[Coin], reading: Reading) -> tuple[Path, ...]:
    """Return the paths of everything traced in these ends, in the order of the ends."""
    walker = SatoshiPaths(trail, reading)
    return tuple(path for end in ends for path in walker.of(end))


def walked(drawing: Drawing, path: Path) -> list[str]:
    """Return a path as the coins it goes through."""
    last = [drawing.name(path.end)]
    return [drawing.name(link.spent) for link in path.links] + last


def test_the_diamond_has_two_disjoint_paths_of_forty() -> None:
    """The 80 traced satoshi of t3.0 came 40 by either way; bottlenecks of 80 and 50 are not added up anywhere."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")])
    trail = drawing.trail()
    end = next(coin for coin in trail.ends if coin.outpoint == outpoint_of("t3.0"))
    paths = satoshi_paths(trail, [end], drawing.reading)
    assert [(walked(drawing, path), path.label, path.sat) for path in paths] == [
        (["s.0", "t1.1", "t3.0"], "A", 40),
        (["s.0", "t1.0", "t2.0", "t3.0"], "A", 40),
    ]
    link = paths[0].links[-1]
    assert (drawing.view.names[link.txid], link.position.height, link.vin, link.vout) == ("t3", 2, 0, 0)


def test_a_seed_that_is_an_end_has_a_path_without_links() -> None:
    """A seeded coin nobody spent is reached by its own satoshi alone."""
    drawing = Drawing("a: -> 70", [seed("A", "a.0", amount=60)])
    trail = drawing.trail()
    assert satoshi_paths(trail, trail.ends, drawing.reading) == (
        Path(trail.coins[0].attribution[0].label, outpoint_of("a.0"), outpoint_of("a.0"), (), 60),
    )


def test_satoshi_that_flowed_into_a_seeded_coin_keep_their_own_path() -> None:
    """In a coin that earlier taint reaches, the first seed's satoshi go on back; the later seed's begin there."""
    text = "a: -> 60\nb: -> 40\n\nt: a.0 b.0 -> 100\n\nu: t.0 -> 100"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "t.0")])
    trail = drawing.trail()
    paths = satoshi_paths(trail, trail.ends, drawing.reading)
    assert [(path.label, walked(drawing, path), path.sat) for path in paths] == [
        ("A", ["a.0", "t.0", "u.0"], 60),
        ("B", ["t.0", "u.0"], 40),
    ]


@pytest.mark.parametrize("number", range(40))
def test_paths_add_up_to_what_every_end_holds(number: int) -> None:
    """Per end and label the paths' amounts are exactly the end's, and no coin gives more than it holds."""
    drawing = random_drawing(number, "fifo")
    trail = drawing.trail()
    paths = satoshi_paths(trail, trail.ends, drawing.reading)
    through: dict[str, int] = {}
    for end in trail.ends:
        found: dict[str, int] = {}
        for path in paths:
            if path.end == end.outpoint:
                found[path.label] = found.get(path.label, 0) + path.sat
        assert found == taint(end.attribution)
    for path in paths:
        for coin in walked(drawing, path):
            through[coin] = through.get(coin, 0) + path.sat
    held = {drawing.name(coin.outpoint): sum(taint(coin.attribution).values()) for coin in trail.coins}
    assert all(sat <= held[coin] for coin, sat in through.items())
    assert all(path.seed in {each.outpoint for each in trail.coins if each.seeded} for path in paths)


def test_only_fifo_has_satoshi_paths() -> None:
    """Under a rule without identities the question is refused."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")], rule="haircut")
    with pytest.raises(ValueError, match="satoshi paths exist under fifo only, not under haircut"):
        satoshi_paths(drawing.trail(), (), drawing.reading)


def test_illustrations_are_the_shortest_ways_and_have_no_amounts() -> None:
    """Of the diamond's two ways the shorter comes first."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")], rule="haircut")
    trail = drawing.trail()
    end = next(coin for coin in trail.ends if coin.outpoint == outpoint_of("t3.0"))
    ways = Illustrations(trail, 5).of(end)
    assert [[drawing.name(link.spent) for link in way.links] for way in ways] == [
        ["s.0", "t1.1"],
        ["s.0", "t1.0", "t2.0"],
    ]
    assert not hasattr(ways[0], "sat")
    assert len(Illustrations(trail, 1).of(end)) == 1


def test_illustrations_go_through_coins_that_hold_the_label_only() -> None:
    """Under FIFO nothing of B is in u.0, so no way from B's seed to it is drawn, though the transactions connect."""
    text = "a: -> 100\nb: -> 50\n\nt: a.0 b.0 -> 100 50\n\nu: t.0 -> 100"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")])
    trail = drawing.trail()
    drawn = {(drawing.name(end.outpoint), drawing.name(way.seed)) for end in trail.ends
             for way in Illustrations(trail, 5).of(end)}  # fmt: skip
    assert drawn == {("u.0", "a.0"), ("t.1", "b.0")}


@pytest.mark.parametrize("number", range(30))
def test_illustrations_are_as_many_and_as_short_as_there_are(number: int):
    """On random chains they are the shortest of all ways there are, found by walking every one of them."""
    drawing = random_drawing(number, "haircut")
    trail = drawing.trail()
    found = Illustrations(trail, 3)
    starts = {(entry.label, entry.outpoint) for entry in trail.seeds if entry.asserted > entry.overlap}

    def lengths(label: str, coin: Outpoint) -> list[int]:
        """Return the lengths of every way of a label back from a coin."""
        own = [0] if (label, coin) in starts else []
        for step in trail.steps:
            for made, flow in zip(step.made, step.flows, strict=True):
                if made.outpoint == coin and label in taint(flow):
                    spends = [spent.outpoint for _, spent in step.spent if label in taint(spent.attribution)]
                    own += [1 + each for before in spends for each in lengths(label, before)]
        return own

    for end in trail.ends:
        for label in taint(end.attribution):
            ways = [len(way.links) for way in found.of(end) if way.label == label]
            assert ways == sorted(lengths(label, end.outpoint))[:3]
