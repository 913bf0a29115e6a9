"""A fixing: the price of one bitcoin on one day, with all that a reader needs to compute it again.

It is computed by a numbered convention out of raw trades, written once, and never changed. Prices are exact fractions
of US dollars until they are printed; everything that values coins uses the whole cents alone.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Quality(Enum):
    """How a price came about."""

    A = "A"
    """By partitions of the window's trades, of at least three exchanges."""
    C = "C"
    """There were too few trades for that: by the last trade of each exchange before the window's end."""
    X = "X"
    """Carried from an earlier day: no fixing is of this quality, only its use."""


class ExclusionReason(Enum):
    """Why an exchange's trades of the window were not taken; in quality C, why they would not have sufficed."""

    MISSING = "missing"
    """There is no file of it."""
    HOLE = "hole"
    """Its files do not show that no trade of the window is missing."""
    FEW_TRADES = "few-trades"
    """It had fewer trades in the window than the convention asks for."""
    DEVIATION = "deviation"
    """Its median lies further from the median of all than the convention allows."""
    STALE = "stale"
    """Its last trade before the window's end was older than the convention allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedExchange:
    """What an exchange brought.

    `trades` and `volume` (satoshi) are those of the window; `median` is the price that it stands for, in US dollars
    with two decimals: of quality A its weighted median over the window, of quality C its last trade's price; None where
    it has none. `sha256` is that of its file; of several pages that of their listing, `pages_sha256`.
    """

    name: str
    used: bool
    reason: ExclusionReason | None
    trades: int
    volume: int
    median: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedPartition:
    """A part of the window that had trades: its beginning in Unix seconds, how many, and their weighted median."""

    begins: int
    trades: int
    median: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixing:
    """The price of one bitcoin on a day.

    `begins` and `ends` are the window's, in Unix seconds, the end not in it; `exact` is in US dollars. `partitions` has
    None for a part without trades, all of them None in quality C, where `vwap`, `least` and `greatest` are None too.
    """

    convention: str
    day: dt.date
    begins: int
    ends: int
    pair: str
    cents: int
    exact: Fraction
    quality: Quality
    exchanges: tuple[FixedExchange, ...]
    partitions: tuple[FixedPartition | None, ...]
    vwap: str | None
    least: str | None
    greatest: str | None
