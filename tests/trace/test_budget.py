"""A budget's laws: what it cuts is flagged, and whoever knows where it cut gets the same without a clock."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.story import BLOCKS, CASE, STORY
from tracer.case import case_file
from tracer.ingest.block_file import FileView
from tracer.result.document import document
from tracer.result.run import Run, run
from tracer.trace.budget import UNLIMITED, Clock, RunBudget, Sharing
from tracer.trace.horizon import pin_horizon
from tracer.trace.tags import tags
from tracer.trace.terminals import Terminal


def _clock(step: float) -> Clock:
    """Return a clock that moves on by `step` seconds each time it is read."""

    def ticks() -> Iterator[float]:
        """Yield ever later times."""
        now = 0.0
        while True:
            yield now
            now += step

    return ticks().__next__


def _run(budget: RunBudget, clock: Clock | None = None, stop: str = "") -> Run:
    """Run the story; `stop` is put into its case file's table of stops."""
    case = case_file.parse(CASE.read_bytes().replace(b"[stop]\n", b"[stop]\n" + stop.encode()), CASE.name)
    packs = [tags.parse((STORY / name).read_bytes(), name, case.network) for name in case.stop.tags]
    view = FileView.open(BLOCKS)
    return run(case, packs, view, horizon=pin_horizon(case, view), budget=budget, clock=clock)


@pytest.mark.parametrize("most", [1, 4, 8])
def test_every_run_crosses_at_most_so_many_transactions(most: int) -> None:
    """Each rule, each variation and the reach stop alike; books close, and what was cut off ends as `budget`."""
    finished = _run(RunBudget(most))
    trails = [*finished.trails.values(), *(each for v in finished.variations.values() for each in v.otherwise.values())]
    for trail in trails:
        assert len(trail.steps) <= most
        assert trail.is_cut is bool(trail.ended(Terminal.BUDGET))
        for book in trail.books.values():
            assert sum(book.terminals.values()) == book.seed
    assert finished.primary.is_cut
    assert len(finished.reach.transactions) == most
    assert finished.reach.partial
    assert finished.budget == RunBudget(most)


@pytest.mark.parametrize(
    ("stop", "name", "terminal"),
    [("", "service", Terminal.SERVICE), ("to_height = 105\n", "horizon", Terminal.HORIZON)],
)
def test_each_stop_that_the_chain_does_not_force_is_run_without(stop: str, name: str, terminal: Terminal) -> None:
    """The run beside the declared one has nothing at the end that was left out, and the declared one has."""
    finished = _run(UNLIMITED, stop=stop)
    found = finished.variations[f"without {name}"]
    assert finished.primary.ended(terminal)
    assert all(not trail.ended(terminal) for trail in found.otherwise.values())
    assert terminal in {shift.terminal for shift in found.shifts}


def test_a_budget_that_is_not_used_up_changes_nothing() -> None:
    """With room to spare the trails are those without a budget."""
    assert _run(RunBudget(10**6)).trails == _run(UNLIMITED).trails


@pytest.mark.parametrize("step", [0.05, 0.3, 2.0, 100.0])
def test_what_the_clock_stopped_is_computed_again_without_one(step: float) -> None:
    """The number of transactions at which the clock stopped each run gives the same bytes, whatever the time."""
    first = _run(RunBudget(0, 3), _clock(step))
    assert first.budget.stopped
    assert min(first.budget.stopped.values()) >= 1
    for name, crossed in first.budget.stopped.items():
        if name in first.trails:
            assert len(first.trails[name].steps) == crossed
    assert document(_run(first.budget)) == document(first)
    assert document(_run(replace(first.budget, stopped={}))) != document(first)


def test_the_first_run_does_not_take_the_time_of_those_after_it() -> None:
    """What is left of the time is shared equally among the runs still to come."""
    clock = _clock(0.0)
    sharing = Sharing(RunBudget(7, 12), clock)
    assert sharing.part("fifo", 3).transactions == 7
    assert sharing.part("reach", most=5).transactions == 5
    ticking = Sharing(RunBudget(0, 12), _clock(1.0))
    part = ticking.part("fifo", 4)
    asked = 0
    while not part.is_late():
        asked += 1
    assert asked < 4


def test_a_run_crosses_no_more_than_the_least_of_its_limits() -> None:
    """The case's budget, a limit of the run's own and where the clock stopped it hold together; none of them is 0."""
    budget = RunBudget(50, 9, {"fifo": 20})
    assert [budget.most("fifo"), budget.most("lifo"), budget.most("reach", 10)] == [20, 50, 10]
    assert RunBudget(0, 0, {}).most("fifo") == 0
