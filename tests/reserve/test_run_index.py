"""What is said of satoshi is found again by the runs in which they lie."""

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.admitting import coin
from tracer.reserve.run_index import RunIndex
from tracer.reserve.satoshi_runs import SatoshiRun

ONE, TWO = coin(1), coin(2)


def test_a_run_is_cut_where_what_is_said_changes() -> None:
    """Parts come in order, those of which nothing is said with None."""
    index = RunIndex([(SatoshiRun(ONE, 10, 5), "a"), (SatoshiRun(ONE, 15, 5), "b"), (SatoshiRun(TWO, 0, 9), "c")])
    assert list(index.pieces(SatoshiRun(ONE, 5, 20))) == [
        (SatoshiRun(ONE, 5, 5), None),
        (SatoshiRun(ONE, 10, 5), "a"),
        (SatoshiRun(ONE, 15, 5), "b"),
        (SatoshiRun(ONE, 20, 5), None),
    ]
    assert list(index.pieces(SatoshiRun(ONE, 12, 2))) == [(SatoshiRun(ONE, 12, 2), "a")]
    assert list(index.pieces(SatoshiRun(TWO, 8, 1))) == [(SatoshiRun(TWO, 8, 1), "c")]
    assert list(index.pieces(SatoshiRun(coin(3), 0, 2))) == [(SatoshiRun(coin(3), 0, 2), None)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=6), st.integers(0, 20), st.integers(1, 20))
def test_each_satoshi_is_found_where_it_lies(gaps: list[tuple[int, int]], start: int, sat: int) -> None:
    """The parts of a run are its satoshi one by one, as looked up without an index."""
    said: dict[int, int] = {}
    rows, at = [], 0
    for number, (gap, size) in enumerate(gaps):
        at += gap
        rows.append((SatoshiRun(ONE, at, size), number))
        said |= dict.fromkeys(range(at, at + size), number)
        at += size
    found = list(RunIndex(reversed(rows)).pieces(SatoshiRun(ONE, start, sat)))
    spelled = [(place, value) for run, value in found for place in range(run.start, run.end)]
    assert spelled == [(place, said.get(place)) for place in range(start, start + sat)]
