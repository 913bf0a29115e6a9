"""Marks on satoshi, against a dictionary of single ones."""

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.small_ledgers import run
from tracer.reserve.marks import Marks

RUNS = st.tuples(st.sampled_from(["in.0", "in.1"]), st.integers(0, 12), st.integers(1, 8))
ADDED = st.lists(st.tuples(RUNS, st.none() | st.integers(0, 8)), max_size=8)


@given(ADDED, RUNS)
def test_a_satoshi_keeps_its_first_mark(
    added: list[tuple[tuple[str, int, int], int | None]], asked: tuple[str, int, int]
) -> None:
    """Each run marks the first satoshi of it that have none, as many as it may; parts are cut where marks change."""
    marks: Marks[int] = Marks()
    known: dict[tuple[str, int], int] = {}
    for value, ((name, start, sat), at_most) in enumerate(added):
        free = [(name, number) for number in range(start, start + sat) if (name, number) not in known][:at_most]
        known |= dict.fromkeys(free, value)
        fresh = marks.add(run(name, start, sat), value, at_most)
        assert [(name, number) for each in fresh for number in range(each.start, each.end)] == free
    name, start, sat = asked
    parts = marks.parts(run(name, start, sat))
    assert [value for part, value in parts for _ in range(part.sat)] == [
        known.get((name, number)) for number in range(start, start + sat)
    ]
    assert [part.start for part, _ in parts] == [start, *(part.end for part, _ in parts[:-1])]
    assert all(part.sat for part, _ in parts)
