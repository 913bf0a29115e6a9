"""Every step stays: undoing moves a pointer, and a step after undoing begins a branch."""

import random

import pytest

from tests.counts import count
from tests.pictures import txid_of
from tracer.explore.history import START, OpenedSteps, StepKind

A, B, C = (txid_of(name) for name in "abc")


def test_steps_open_and_close() -> None:
    """What is open is what the steps before opened and did not close."""
    history = OpenedSteps().open([B, A]).open([C]).close([A])
    assert history.opened == {B, C}
    assert [step.number for step in history.steps] == [1, 2, 3]
    assert history.steps[0].txids == tuple(sorted([A, B]))
    assert history.steps[2].change is StepKind.CLOSE


def test_opening_what_is_open_is_no_step() -> None:
    """A step that changes nothing is none, so that undoing always undoes something."""
    history = OpenedSteps().open([A])
    assert history.open([A]) is history
    assert history.close([B]) is history
    assert history.open([A, B]).steps[-1].txids == (B,)


def test_a_step_after_undoing_begins_a_branch() -> None:
    """The undone step stays and can be gone back to; going on follows the newest branch."""
    history = OpenedSteps().open([A]).open([B]).undo().open([C])
    assert history.opened == {A, C}
    assert len(history.steps) == 3
    assert history.go(2).opened == {A, B}
    assert history.undo().redo() == history
    assert history.undo().undo().redo().redo() == history


def test_before_the_first_step_and_after_the_last() -> None:
    """There is nothing to undo at the start, and nothing to redo at the end."""
    assert OpenedSteps().undo() == OpenedSteps()
    assert OpenedSteps().open([A]).redo().at == 1
    assert OpenedSteps().open([A]).go(START).opened == frozenset()


@pytest.mark.parametrize("number", [-1, 2])
def test_a_step_that_is_not_there_is_refused(number: int) -> None:
    """Going to a step that was never taken names the last one."""
    with pytest.raises(ValueError, match=f"there is no step {number}: the last one is 1"):
        OpenedSteps().open([A]).go(number)


def test_any_number_of_undos_comes_back_by_as_many_redos() -> None:
    """No step is ever lost: undone n times and redone n times, one stands where one stood."""
    for number in range(count(suite=40, laws=500)):
        source = random.Random(number)
        history = OpenedSteps()
        names = [txid_of(str(each)) for each in range(12)]
        for _ in range(source.randint(1, 30)):
            before = history
            move = source.choice(["open", "open", "open", "close", "undo", "redo", "go"])
            if move in ("open", "close"):
                history = getattr(history, move)(source.sample(names, 3))
            elif move == "go":
                history = history.go(source.randint(0, len(history.steps)))
            else:
                history = getattr(history, move)()
            assert history.steps[: len(before.steps)] == before.steps
        tip = OpenedSteps(history.steps, len(history.steps))
        deep = len(tip.way)
        back = tip
        for _ in range(deep):
            back = back.undo()
        assert back.opened == frozenset()
        assert {step.number for step in tip.way} <= {step.number for step in tip.steps}
