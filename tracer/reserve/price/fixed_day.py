"""A day's fixing out of the files of its quotes, by the convention that holds on it; and what others would give."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.reserve.price import fixing_rule, quotes, windows
from tracer.reserve.price.conventions import Convention, Conventions
from tracer.reserve.price.fixing import Fixing
from tracer.reserve.price.fixing_rule import FixingOutcome
from tracer.reserve.price.numbers import SECOND
from tracer.reserve.price.quotes import ExchangeQuotes
from tracer.reserve.price.rounding import percent_text
from tracer.reserve.price.windows import Window
from tracer.reserve.terms import PriceTerms

NOTABLE = Fraction(1, 100)
"""Differences between conventions above this share are said; they are never averaged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedDay:
    """What came of a day's quotes, by which convention and with which parameters."""

    day: dt.date
    convention: Convention
    terms: PriceTerms
    window: Window
    quotes: tuple[ExchangeQuotes, ...]
    outcome: FixingOutcome

    @property
    def raw_files(self) -> dict[str, str]:
        """The SHA-256 of every file of quotes, by path."""
        return {page.path: page.sha256 for each in self.quotes for page in each.pages}


NOT_COVERED = "the files do not cover its window"
"""Why another window gives nothing where no file has a trade of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherConvention:
    """What the same rule gives over another usual window; `why` says why it gives nothing."""

    name: str
    window: Window
    fixing: Fixing | None
    why: str | None


def compute(files: Mapping[str, bytes], day: dt.date, conventions: Conventions, zone: str) -> FixedDay:
    """Return what comes of the files of `prices/DAY`, given by path.

    Raises:
        CaseError: no convention holds on the day, or a file is malformed; every fault of every file.
    """
    convention = conventions.on(day)
    terms = conventions.terms_of(convention)
    window = windows.window(day, terms, zone)
    found = quotes.read(files, day, terms.exchanges, window)
    outcome = fixing_rule.fix(found, terms, window, convention.name, day)
    return FixedDay(day=day, convention=convention, terms=terms, window=window, quotes=found, outcome=outcome)


def beside(fixed: FixedDay, zone: str) -> tuple[OtherConvention, ...]:
    """Return what the other usual conventions give for the day, where its files cover their windows."""
    return tuple(_other(fixed, name, window) for name, window in windows.usual(fixed.day, fixed.terms, zone))


def _other(fixed: FixedDay, name: str, window: Window) -> OtherConvention:
    if not _covered(fixed.quotes, window):
        return OtherConvention(name=name, window=window, fixing=None, why=NOT_COVERED)
    outcome = fixing_rule.fix(fixed.quotes, fixed.terms, window, fixed.convention.name, fixed.day)
    return OtherConvention(name=name, window=window, fixing=outcome.fixing, why=outcome.why)


def _covered(quotes: Sequence[ExchangeQuotes], window: Window) -> bool:
    """Return whether any file has a trade of the window."""
    columns = [each.trades.times for each in quotes]
    return any(
        bisect_left(times, window.begins * SECOND) < bisect_left(times, window.ends * SECOND) for times in columns
    )


def difference(fixing: Fixing, other: OtherConvention) -> Fraction | None:
    """Return how far another convention's price lies off a fixing, as a share; None where it gives none."""
    return None if other.fixing is None else other.fixing.exact / fixing.exact - 1


def notable(fixing: Fixing, other: OtherConvention) -> str | None:
    """Return a sentence where another convention's price is more than one percent off; it changes nothing."""
    by = difference(fixing, other)
    if by is None or abs(by) <= NOTABLE:
        return None
    return f"{other.name} gives another price, {percent_text(abs(by))} off the fixing."
