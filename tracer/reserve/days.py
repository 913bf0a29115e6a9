"""Days and periods of a register: when each ends, with which block, and whether that is settled.

A day ends at midnight in the register's zone. Its closing block is the last one whose median time past lies before that
moment: the median never goes back, a header's own time may.
Source: BIP 113 (median time past); Bitcoin Core 31, `CBlockIndex::GetMedianTimePast`.
"""

import calendar
import datetime as dt
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from tracer.chain import header
from tracer.chain.outpoint import BlockRef
from tracer.errors import CaseError, SourceError
from tracer.formats.zone import zone as zone_of
from tracer.moments import iso, utc, written
from tracer.reserve.history import ObservedBlock
from tracer.visible import quoted

CONFIRMATIONS = 6
"""Confirmations of a closing block that a settled period has; the block itself is the first."""

FIRST_YEAR, LAST_YEAR = 1970, 9998
"""Years whose days have a beginning and an end in Unix seconds in every zone, the last with a day behind them."""

_FORM = re.compile(r"(?P<year>20[0-9]{2})(?:Q(?P<quarter>[1-4]))?(?:-r(?P<revision>[1-9][0-9]{0,2}))?")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_OLD = 4 * _HOUR
_ONE_DAY = dt.timedelta(days=1)
_TIME = struct.Struct("<I")
_GAP = 100
"""Headers between two that are asked for which are asked for too, rather than asking twice."""
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a year: `2026Q3`, `2026`; a restatement has its number behind it: `2026Q3-r1`.

    `first` and `last` are its first and last day.
    """

    name: str
    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read a period's name.

        Raises:
            CaseError: it is none.
        """
        match = _FORM.fullmatch(name)
        if match is None:
            raise CaseError(f"{quoted(name, 40)} is not a period: a quarter such as 2026Q3 or a year such as 2026.")
        year, quarter = int(match["year"]), match["quarter"]
        begins, ends = (1, 12) if quarter is None else (3 * int(quarter) - 2, 3 * int(quarter))
        return cls(name, dt.date(year, begins, 1), _end_of_month(year, ends))

    @property
    def base(self) -> str:
        """The name without the number of a restatement."""
        return self.name.partition("-")[0]

    @property
    def revision(self) -> int:
        """The number of a restatement, 0 of what was closed first."""
        return int(self.name.partition("-r")[2] or 0)

    @property
    def before(self) -> str:
        """The name of the quarter before a quarter, of the year before a year."""
        ended = self.first - dt.timedelta(days=1)
        return f"{ended.year}Q{(ended.month + 2) // 3}" if "Q" in self.name else str(ended.year)

    @property
    def due(self) -> dt.date:
        """The day by which it is to be disclosed: the end of the month that follows it."""
        begins = self.last + dt.timedelta(days=1)
        return _end_of_month(begins.year, begins.month)


class HeaderView(Protocol):
    """What of a `ChainView` is asked here: its headers."""

    @property
    def first_height(self) -> int:
        """The lowest height whose header can be read."""
        ...

    def tip(self) -> BlockRef:
        """Return the last block."""
        ...

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return the 80-byte headers of heights `first` to `last`, both included."""
        ...


@dataclass(frozen=True, slots=True)
class BlockTimes:
    """A block's median time past and the time that its miner declared, both Unix seconds."""

    mtp: int
    time: int


def instant(day: dt.date, zone: str) -> int:
    """Return when a day ends in a zone, in Unix seconds.

    Where midnight comes twice the day ends at the first; where the clock jumps over it, at the jump.

    Raises:
        CaseError: the day lies outside of the years that are counted.
    """
    wrong = day_fault(day)
    if wrong is not None:
        raise CaseError(f"{wrong}.")
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone_of(zone))
    return int(midnight.timestamp())


def day_at(moment: int, zone: str) -> dt.date:
    """Return the day of a zone in which a moment lies, by when days end; `moment` is in Unix seconds.

    Raises:
        CaseError: as `instant`.
    """
    day = dt.datetime.fromtimestamp(moment, zone_of(zone)).date()
    # where midnight comes twice, the clock shows the day before once more
    return day if moment < instant(day, zone) else day + _ONE_DAY


def day_fault(day: dt.date) -> str | None:
    """Return why a day is none that anything is dated by, None where it is one."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return f"{day.isoformat()} is no day of the years {FIRST_YEAR} to {LAST_YEAR}"


def median_time(headers: Sequence[bytes]) -> int:
    """Return the median time past of the last of up to eleven headers, in Unix seconds."""
    return _median([_time(raw) for raw in headers[-header.MEDIAN_OF :]])


def block_times(view: HeaderView, heights: Iterable[int]) -> Mapping[int, BlockTimes]:
    """Return the times of blocks by height, asking for neighbours together.

    Raises:
        SourceError: as `observed_block`.
    """
    found: dict[int, BlockTimes] = {}
    for part in _neighbours(sorted(set(heights))):
        first = _first_of_median(view, part[0])
        times = [_time(raw) for raw in view.headers(first, part[-1])]
        for height in part:
            end = height - first + 1
            found[height] = BlockTimes(_median(times[max(0, end - header.MEDIAN_OF) : end]), times[end - 1])
    return found


def observed_block(view: HeaderView, height: int) -> ObservedBlock:
    """Return a block of a chain with its times.

    Raises:
        SourceError: the source begins so shortly below the block that its median time is not known.
    """
    headers = view.headers(_first_of_median(view, height), height)
    last = header.decode(headers[-1])
    return ObservedBlock(height, last.hash, median_time(headers), last.time)


def closing_height(day: dt.date, zone: str, view: HeaderView) -> ObservedBlock:
    """Return the last block of a chain whose median time past lies before the end of a day.

    Asks for some headers of about as many blocks as the length of the chain has binary digits. Whether anything settles
    the block is not asked.

    Raises:
        CaseError: the day ends before the chain begins, or before the source does.
        SourceError: the source holds too few blocks to know a median time.
    """
    end = instant(day, zone)
    lowest = view.first_height + header.MEDIAN_OF - 1 if view.first_height else 0
    found = observed_block(view, lowest)
    if found.mtp >= end:
        raise CaseError(
            f"{day.isoformat()} ends at {iso(end)}, before block {lowest}, whose median time is {utc(found.mtp)}: "
            "no block of this source closes it."
        )
    above = view.tip().height + 1
    while above - found.height > 1:
        middle = observed_block(view, (found.height + above) // 2)
        if middle.mtp < end:
            found = middle
        else:
            above = middle.height
    return found


def old_tip(tip: ObservedBlock, now: int) -> str | None:
    """Return that a source's last block is hours older than `now`, in Unix seconds; None: it is not.

    An hour without a block comes every few days, four hours without one do not come by chance.
    """
    if now - tip.time < _OLD:
        return None
    span = _span(now - tip.time)
    return (
        f"the source's last block, {tip.height:,}, is of {written(tip.time)}, {span} before this machine's clock: the "
        "source is behind, and a departure after that block is not seen."
    )


def unsettled(name: str, end: int, closing: int, tip: ObservedBlock) -> str | None:
    """Return why a period that ends at `end` with block `closing` is not settled; None: it is.

    It is where the closing block has six confirmations and a block's median time has come to the period's end. `tip` is
    the last block known.
    """
    if tip.mtp < end:
        same_day = written(tip.mtp)[:10] == written(end)[:10]
        shown = written(tip.mtp)[11:] if same_day else written(tip.mtp)
        return f"{name} is not settled: the tip's median time is {shown}, {_span(end - tip.mtp)} before its end."
    confirmations = tip.height - closing + 1
    if confirmations < CONFIRMATIONS:
        return (
            f"{name} is not settled: its closing block {closing:,} has {confirmations} of {CONFIRMATIONS} "
            "confirmations."
        )
    return None


def _first_of_median(view: HeaderView, height: int) -> int:
    """Return the first height of those whose times a block's median is of."""
    first = max(0, height - header.MEDIAN_OF + 1)
    if first < view.first_height:
        raise SourceError(
            f"the source begins at block {view.first_height}; the median time of block {height} needs those from "
            f"{first} on.\nUse a source that holds them."
        )
    return first


def _neighbours(heights: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ascending heights in parts that lie close together."""
    begin = 0
    for at in range(1, len(heights) + 1):
        if at == len(heights) or heights[at] - heights[at - 1] > _GAP or heights[at] - heights[begin] >= _AT_ONCE:
            yield heights[begin:at]
            begin = at


def _time(raw: bytes) -> int:
    seconds: int = _TIME.unpack_from(raw, 68)[0]
    return seconds


def _median(times: Sequence[int]) -> int:
    return sorted(times)[len(times) // 2]


def _span(seconds: int) -> str:
    """Return a span in whole units of a fitting kind, the rest dropped."""
    if seconds >= 2 * _DAY:
        days = seconds // _DAY
        return f"{days} days"
    if seconds >= 2 * _HOUR:
        hours = seconds // _HOUR
        return f"{hours} hours"
    if seconds >= _MINUTE:
        minutes = seconds // _MINUTE
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
