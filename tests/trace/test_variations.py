"""What another way of running shows beside the declared one."""

from dataclasses import replace

import pytest

from tests.pictures import outpoint_of
from tests.trace.drawing import Drawing, seed
from tests.trace.random_chains import random_drawing
from tracer.case.case import Label
from tracer.trace.seeds import resolve
from tracer.trace.terminals import Terminal
from tracer.trace.variations import CoinShift, Shift, fired, label_by_label, other_retained, without_stop

TWO_LABELS = """
b: -> 40
a: -> 30
c: -> 30

t: b.0 a.0 c.0 -> 50 40
"""


def test_a_non_additive_rule_is_shown_label_by_label() -> None:
    """Under seniority A has 10 beside B in the first output and 30 alone; the difference is shown per coin."""
    drawing = Drawing(TWO_LABELS, [seed("A", "a.0"), seed("B", "b.0")], rule="seniority")
    compared = label_by_label(
        resolve(drawing.seeds, drawing.reading), drawing.trail(), drawing.stops(), drawing.reading
    )
    assert compared.shifts == ()
    assert compared.coins == (
        CoinShift(Label("A"), outpoint_of("t.0"), 10, 30),
        CoinShift(Label("A"), outpoint_of("t.1"), 20, 0),
    )
    assert not compared.same


@pytest.mark.parametrize("rule", ["fifo", "lifo"])
@pytest.mark.parametrize("number", range(25))
def test_an_additive_rule_gives_the_same_alone(number: int, rule: str) -> None:
    """Under FIFO and LIFO nothing changes for any label on any chain without thresholds and collisions."""
    drawing = random_drawing(number, rule, stops=False)
    trail = drawing.trail()
    compared = label_by_label(resolve(drawing.seeds, drawing.reading), trail, drawing.stops(), drawing.reading)
    assert compared.same or trail.collisions


def test_a_mix_is_followed_to_show_what_the_stop_decided() -> None:
    """Without the CoinJoin stop the 50,000 that ended as mix go on: 40,000 to custody, 10,000 unspent."""
    text = "a: -> 50000\nb: -> 50000\n\nmix: a.0 b.0 -> 50000 50000\n\nd: mix.0 -> 40000@safe 10000"
    drawing = Drawing(text, [seed("A", "a.0")], custody=("safe",), coinjoin=True)
    seeds, trail = resolve(drawing.seeds, drawing.reading), drawing.trail()
    assert fired(trail) == (Terminal.MIX,)
    compared = without_stop(seeds, trail, replace(drawing.stops(), coinjoin=False), drawing.reading)
    assert compared.shifts == (
        Shift(Label("A"), Terminal.CUSTODY, 0, 40_000),
        Shift(Label("A"), Terminal.UNSPENT, 0, 10_000),
        Shift(Label("A"), Terminal.MIX, 50_000, 0),
    )
    assert [shift.difference for shift in compared.shifts] == [40_000, 10_000, -50_000]
    assert [shift.outpoint for shift in compared.coins] == list(map(outpoint_of, ["a.0", "d.0", "d.1"]))


def test_a_service_is_followed_to_show_what_the_tag_decided() -> None:
    """A tag is an assertion: without it the 50 paid to the service go on, 40 of them to custody."""
    text = "a: -> 50\n\nb: a.0 -> 50@exchange\n\nd: b.0 -> 40@safe 10"
    drawing = Drawing(text, [seed("A", "a.0")], custody=("safe",), services=("exchange",))
    seeds, trail = resolve(drawing.seeds, drawing.reading), drawing.trail()
    assert fired(trail) == (Terminal.SERVICE,)
    compared = without_stop(seeds, trail, replace(drawing.stops(), services={}), drawing.reading)
    assert compared.shifts == (
        Shift(Label("A"), Terminal.CUSTODY, 0, 40),
        Shift(Label("A"), Terminal.SERVICE, 50, 0),
        Shift(Label("A"), Terminal.UNSPENT, 0, 10),
    )


def test_the_window_of_the_case_is_left_out_to_show_what_it_decided() -> None:
    """What was spent after the window is followed on to the horizon, and shown beside."""
    text = "a: -> 50\n\nd: a.0 -> 40@safe 10"
    drawing = Drawing(text, [seed("A", "a.0")], custody=("safe",), to_height=1)
    seeds, trail = resolve(drawing.seeds, drawing.reading), drawing.trail()
    assert fired(trail) == (Terminal.HORIZON,)
    compared = without_stop(seeds, trail, replace(drawing.stops(), to_height=0), drawing.reading)
    assert [(shift.terminal, shift.difference) for shift in compared.shifts] == [
        (Terminal.CUSTODY, 40), (Terminal.UNSPENT, 10), (Terminal.HORIZON, -50),
    ]  # fmt: skip


def test_a_seed_that_another_label_ran_into_brings_in_more_alone() -> None:
    """What is overlap beside another label is a seed without it, and the table says so."""
    text = "a: -> 60\nb: -> 40\n\nt: a.0 b.0 -> 100"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "t.0")])
    compared = label_by_label(
        resolve(drawing.seeds, drawing.reading), drawing.trail(), drawing.stops(), drawing.reading
    )
    assert compared.seeds == (("B", 40, 100),)
    assert compared.shifts == (Shift(Label("B"), Terminal.UNSPENT, 40, 100),)


def test_libr_is_shown_with_another_retained_set() -> None:
    """Which output is called change decides where LIBR leaves the traced satoshi; both answers are shown."""
    text = "a: -> 60\nb: -> 40\n\nt: a.0 b.0 -> 70 30"
    drawing = Drawing(text, [seed("A", "a.0")], rule="libr", retained=("t.1",))
    seeds, other = resolve(drawing.seeds, drawing.reading), frozenset({outpoint_of("t.0")})
    compared = other_retained(seeds, drawing.trail(), drawing.stops(), drawing.reading, other)
    assert compared.coins == (
        CoinShift(Label("A"), outpoint_of("t.0"), 30, 60),
        CoinShift(Label("A"), outpoint_of("t.1"), 30, 0),
    )
