"""Trades of one exchange in columns: half a million of them are read and weighed in a second.

Times are microseconds since 1970, prices and amounts hundred-millionths, so that an amount is in satoshi.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import le
from typing import NamedTuple

from tracer.moments import utc
from tracer.reserve.price.numbers import SECOND


class Trade(NamedTuple):
    """One trade as an exchange numbers it."""

    id: int
    time: int
    price: int
    amount: int


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
    found: dict[int, Trade] = {}
    for path, trades in pages:
        for trade in trades.rows:
            other = found.setdefault(trade.id, trade)
            if other != trade:
                faults.append(f"{path}: trade {trade.id} stands twice, and is not the same both times")
    return _in_order(Trades.of(found.values()))


def _in_order(trades: Trades) -> Trades:
    """Return trades in the order of their times."""
    if all(map(le, trades.times, trades.times[1:])):
        return trades
    places = sorted(range(len(trades)), key=trades.times.__getitem__)
    columns = (trades.ids, trades.times, trades.prices, trades.amounts)
    return Trades(*([column[place] for place in places] for column in columns))


def out_of_days(trades: Trades, first: int, last: int) -> str | None:
    """Return a fault where a trade is dated before `first` or after `last`, Unix seconds; None where none is."""
    if not trades or (min(trades.times) >= first * SECOND and max(trades.times) <= last * SECOND):
        return None
    trade = next(each for each in trades.rows if not first * SECOND <= each.time <= last * SECOND)
    return (
        f"trade {trade.id} is dated {utc(trade.time // SECOND)}, more than three days from the window: "
        "another day's file, or a time in another unit"
    )
