"""When a day and a period end, with which block, and whether that is settled."""

import datetime as dt
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.chain import Chain
from tracer.chain.outpoint import BlockHash
from tracer.errors import CaseError, SourceError
from tracer.reserve.days import Period, closing_height, day_at, instant, median_time, observed_block, unsettled
from tracer.reserve.history import ObservedBlock

ALMATY = "Asia/Almaty"
DAY = dt.date(2026, 9, 30)
END = 1_790_794_800
"""2026-09-30T19:00:00Z, midnight in Almaty: 20,726 days of 86,400 seconds since 1970-01-01, and 19 hours."""


class TimedChain(Chain):
    """Headers that hold nothing but times, and how often they were asked for."""

    def __init__(self, times: Sequence[int], first: int = 0) -> None:
        """Make one header for each time, from this height on."""
        super().__init__(heads=[bytes(68) + struct.pack("<I", time) + bytes(8) for time in times])
        self._first = first
        self.asked = 0

    @property
    def first_height(self) -> int:
        """The first height."""
        return self._first

    def tip(self):
        """Return the last block."""
        return super().tip().__class__(self._first + len(self.heads) - 1, BlockHash("00" * 32))

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return headers."""
        assert first >= self._first
        self.asked += 1
        return self.heads[first - self._first : last + 1 - self._first]


def median(times: Sequence[int], height: int) -> int:
    """Return a median time past, the second way: the middle of a sorted window."""
    window = sorted(times[max(0, height - 10) : height + 1])
    return window[len(window) // 2]


def tip(mtp: int, height: int = 100) -> ObservedBlock:
    """Return a last block of this median time."""
    return ObservedBlock(height, BlockHash("00" * 32), mtp, mtp)


def test_a_quarter_and_a_year_are_read() -> None:
    """`2026Q3` is July to September, `2026` the year; a restatement has the days of what it restates."""
    assert Period.parse("2026Q3") == Period("2026Q3", dt.date(2026, 7, 1), DAY)
    assert Period.parse("2026") == Period("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    restated = Period.parse("2026Q1-r2")
    assert (restated.name, restated.first, restated.last) == ("2026Q1-r2", dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert (restated.base, restated.revision, Period.parse("2026Q3").revision) == ("2026Q1", 2, 0)
    assert Period.parse("2028Q1").last == dt.date(2028, 3, 31)
    assert Period.parse("2026Q2").last == dt.date(2026, 6, 30)


def test_what_comes_before_a_period_and_when_it_is_due() -> None:
    """A quarter follows a quarter, a year a year; each is due at the end of the month after it."""
    assert Period.parse("2026Q1").before == "2025Q4"
    assert Period.parse("2026Q3-r1").before == "2026Q2"
    assert Period.parse("2026").before == "2025"
    assert Period.parse("2026Q3").due == dt.date(2026, 10, 31)
    assert Period.parse("2026Q4").due == dt.date(2027, 1, 31)
    assert Period.parse("2026").due == dt.date(2027, 1, 31)


@pytest.mark.parametrize(
    "name", ["2026Q5", "2026q3", "26Q3", "2026Q3-r0", "2026Q3-r", "2026-09", "", "2026Q3 ", "1026", "2026Q3-r1000"]
)
def test_what_is_no_period_is_refused(name: str) -> None:
    """Another form is refused by name."""
    with pytest.raises(CaseError, match=r"is not a period: a quarter such as 2026Q3 or a year such as 2026\.$"):
        Period.parse(name)


def test_a_day_ends_at_midnight_of_the_zone() -> None:
    """Almaty's midnight is 19:00 UTC since March 2024, 18:00 before; a day of summer time has 23 hours."""
    assert instant(DAY, ALMATY) == END
    assert instant(dt.date(2023, 9, 30), ALMATY) == int(dt.datetime(2023, 9, 30, 18, tzinfo=dt.UTC).timestamp())
    assert instant(dt.date(2026, 3, 29), "Europe/Berlin") - instant(dt.date(2026, 3, 28), "Europe/Berlin") == 23 * 3600


def test_the_median_is_of_at_most_eleven() -> None:
    """Of one header it is that header's time, of eleven the sixth, of two the later, as Core takes it."""
    heads = TimedChain([5, 1, 9, 7, 3, 2, 8, 6, 4, 11, 10, 100]).heads
    assert median_time(heads[:1]) == 5
    assert median_time(heads[:2]) == 5
    assert median_time(heads[:11]) == 6
    assert median_time(heads) == 7


def test_the_closing_block_is_the_last_below_the_end() -> None:
    """A block whose median time is the end itself belongs to the next day."""
    times = [END - 600 * (20 - at) for at in range(40)]
    view = TimedChain(times)
    found = closing_height(DAY, ALMATY, view)
    assert (found.height, found.mtp, found.time) == (24, END - 600, END + 2400)
    assert observed_block(view, 25).mtp == END


@given(st.lists(st.integers(0, 100), min_size=1, max_size=80), st.integers(-3000, 3000))
def test_the_search_finds_what_looking_at_each_block_finds(steps: list[int], shift: int) -> None:
    """Where each block's time is after the median before it, the search gives the last block below the end."""
    times: list[int] = []
    for step in steps:
        least = median(times, len(times) - 1) + 1 if times else END + shift
        times.append(least + step * 20)
    below = [height for height in range(len(times)) if median(times, height) < END]
    view = TimedChain(times)
    if below:
        found = closing_height(DAY, ALMATY, view)
        assert (found.height, found.mtp) == (below[-1], median(times, below[-1]))
    else:
        with pytest.raises(CaseError, match="no block of this source closes it"):
            closing_height(DAY, ALMATY, view)


def test_the_search_asks_as_often_as_the_length_has_digits() -> None:
    """Sixty-four times the blocks cost six questions more."""
    asked = []
    for blocks in (500, 32_000):
        view = TimedChain([END - 300_000 + 600 * at for at in range(blocks)])
        closing_height(DAY, ALMATY, view)
        asked.append(view.asked)
    assert asked[1] - asked[0] == 6
    assert asked[1] <= 17


def test_a_source_that_begins_late_says_what_it_lacks() -> None:
    """The median of a source's first ten blocks is not known, and is not guessed from fewer headers."""
    view = TimedChain([END - 600 * (20 - at) for at in range(40)], first=1000)
    assert closing_height(DAY, ALMATY, view).height == 1024
    with pytest.raises(SourceError, match="begins at block 1000; the median time of block 1009 needs those from 999"):
        observed_block(view, 1009)
    with pytest.raises(CaseError, match="ends at 2026-09-30T19:00:00Z, before block 1010"):
        closing_height(DAY, ALMATY, TimedChain([END + 600 * at for at in range(40)], first=1000))


def test_an_unsettled_period_says_what_is_awaited() -> None:
    """The sentence names the tip's median time and what is missing to the end, in whole units."""
    assert unsettled("2026Q3", END, 90, tip(END - 18 * 60 - 53)) == (
        "2026Q3 is not settled: the tip's median time is 18:41:07, 18 minutes before its end."
    )
    for seconds, words in ((1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (7199, "119 minutes")):
        assert str(unsettled("2026Q3", END, 90, tip(END - seconds))).endswith(f", {words} before its end.")
    assert str(unsettled("2026Q3", END, 90, tip(END - 7200))).endswith("is 17:00:00, 2 hours before its end.")
    assert str(unsettled("2026Q3", END, 90, tip(END - 3 * 86400))).endswith(
        "is 2026-09-27 19:00:00, 3 days before its end."
    )


def test_a_period_is_settled_with_six_confirmations() -> None:
    """The closing block is its own first confirmation; a median time at the end is at the end."""
    assert unsettled("2026Q3", END, 94_600, tip(END, 94_604)) == (
        "2026Q3 is not settled: its closing block 94,600 has 5 of 6 confirmations."
    )
    assert unsettled("2026Q3", END, 94_600, tip(END, 94_605)) is None


@given(st.integers(300_000, 2_000_000_000), st.sampled_from([ALMATY, "America/Havana", "Pacific/Apia"]))
def test_a_moment_lies_in_the_day_that_ends_next(moment: int, zone: str) -> None:
    """Between the end of the day before, that moment included, and its own."""
    day = day_at(moment, zone)
    assert instant(day - dt.timedelta(days=1), zone) <= moment < instant(day, zone)


def test_where_midnight_comes_twice_the_day_is_the_next_at_the_first() -> None:
    """In Havana the clock is set back from one to midnight; in St. John's it was from 0:01 to the day before."""
    zone, first = "America/St_Johns", instant(dt.date(2010, 11, 6), "America/St_Johns")
    assert [day_at(first + after, zone).day for after in (-1, 0, 59, 60, 3599, 3600, 7199)] == [6, 7, 7, 7, 7, 7, 7]
    assert day_at(instant(dt.date(2023, 11, 4), "America/Havana") + 3600, "America/Havana") == dt.date(2023, 11, 5)
