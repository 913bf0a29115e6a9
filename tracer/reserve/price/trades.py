"""Trades of one exchange in columns: half a million of them are read and weighed in a second.

Times are microseconds since 1970, prices and amounts hundred-millionths, so that an amount is in satoshi.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import chain, compress
from operator import le
from typing import NamedTuple, overload

from tracer.reserve.price.numbers import SECOND, TO_SECONDS, seconds_of


class Trade(NamedTuple):
    """One trade as an exchange numbers it."""

    id: int
    time: int
    price: int
    amount: int


class WrittenTimes(Sequence[int]):
    """Times as a file writes them, each read when it is asked for; the texts have one form, and sort as they do."""

    __slots__ = ("_texts", "_unit")

    def __init__(self, texts: Sequence[str], unit: int) -> None:
        """Hold texts such as `2026-11-30T18:05:12250000Z`, in UTC and without the point.

        Args:
            texts: every one with as many decimals.
            unit: how many microseconds the decimals count in.
        """
        self._texts = texts
        self._unit = unit

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> "WrittenTimes": ...
    def __getitem__(self, place: int | slice) -> "int | WrittenTimes":
        """Return a time in microseconds since 1970, or some of them."""
        if isinstance(place, slice):
            return WrittenTimes(self._texts[place], self._unit)
        text = self._texts[place]
        return seconds_of(text[:TO_SECONDS]) * SECOND + int(text[TO_SECONDS:-1] or 0) * self._unit

    def are_in_order(self) -> bool:
        """Return whether none is earlier than the one before it."""
        return all(map(le, self._texts, self._texts[1:]))


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades, a column for each field, in the order of the file."""

    ids: Sequence[int]
    times: Sequence[int]
    prices: Sequence[int]
    amounts: Sequence[int]

    @classmethod
    def of(cls, trades: Iterable[Trade]) -> "Trades":
        """Return trades in columns."""
        rows = list(trades)
        return cls(*map(list, zip(*rows, strict=True))) if rows else NO_TRADES

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    @property
    def rows(self) -> Iterable[Trade]:
        """The trades one by one."""
        return map(Trade, self.ids, self.times, self.prices, self.amounts)


NO_TRADES = Trades((), (), (), ())


def each_once(pages: Sequence[tuple[str, Trades]], faults: list[str]) -> Trades:
    """Return the trades of one exchange's pages in the order of their times, those that stand twice once.

    A fault is added for each number that stands for two different trades.
    """
    if len(pages) == 1 and len(set(pages[0][1].ids)) == len(pages[0][1]):
        return _in_order(pages[0][1])
    columns = [_joined(pages, name) for name in ("ids", "times", "prices", "amounts")]
    doubled = _doubled(pages)
    if doubled:
        again = _told_again(columns, doubled, pages, faults)
        columns = [list(compress(column, [place not in again for place in range(len(column))])) for column in columns]
    return _in_order(Trades(*columns) if columns[0] else NO_TRADES)


def _joined(pages: Sequence[tuple[str, Trades]], name: str) -> list[int]:
    """Return a column of all pages, one after the other."""
    return list(chain.from_iterable(getattr(page, name) for _, page in pages))


def _doubled(pages: Sequence[tuple[str, Trades]]) -> set[int]:
    """Return the numbers that stand more than once."""
    found, known = set[int](), set[int]()
    for _, page in pages:
        own = set(page.ids)
        found |= known & own if len(own) == len(page.ids) else set(page.ids)
        known |= own
    return found


def _told_again(
    columns: Sequence[Sequence[int]], doubled: Set[int], pages: Sequence[tuple[str, Trades]], faults: list[str]
) -> set[int]:
    """Return where a trade stands that stood before; a fault is added where it is not the same."""
    first, again, differ = dict[int, int](), set[int](), False
    for place in (place for place, id_ in enumerate(columns[0]) if id_ in doubled):
        before = first.setdefault(columns[0][place], place)
        if before != place:
            again.add(place)
            differ = differ or any(column[place] != column[before] for column in columns)
    if differ:
        _tell_conflicts(pages, faults)
    return again


def _tell_conflicts(pages: Sequence[tuple[str, Trades]], faults: list[str]) -> None:
    found: dict[int, Trade] = {}
    for path, trades in pages:
        for trade in trades.rows:
            if found.setdefault(trade.id, trade) != trade:
                faults.append(f"{path}: trade {trade.id} stands twice, and is not the same both times")


def _in_order(trades: Trades) -> Trades:
    """Return trades in the order of their times."""
    times = trades.times
    if times.are_in_order() if isinstance(times, WrittenTimes) else all(map(le, times, times[1:])):
        return trades
    read = list(times)
    places = sorted(range(len(trades)), key=read.__getitem__)
    columns = (trades.ids, read, trades.prices, trades.amounts)
    return Trades(*([column[place] for place in places] for column in columns))


def out_of_days(trades: Trades, first: int, last: int) -> Trade | None:
    """Return a trade dated before `first` or after `last`, Unix seconds, of trades in the order of their times."""
    for place in (0, -1) if trades else ():
        if not first * SECOND <= trades.times[place] <= last * SECOND:
            return Trade(trades.ids[place], trades.times[place], trades.prices[place], trades.amounts[place])
    return None
