"""Why a figure is not there: never an error, never a guess, and what else is known is told all the same."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class Why(Enum):
    """Why a figure is not available."""

    NEVER_HELD = "never_held"
    """Nothing was held up to the day."""
    BEGAN = "began"
    """The reserve began later, on `day`."""
    HELD_SINCE = "held_since"
    """Holding anything began later, on `day`."""
    EMPTY = "empty"
    """Nothing was held from `day` on, up to `until` where there was something again; nothing links over that."""
    UNPRICED = "unpriced"
    """`day` has no price: there is no fixing on or before it."""
    OLD_FIXING = "old_fixing"
    """The last fixing before `day` is of `until`, too long before."""
    COSTS = "costs"
    """Costs of `day` are of coins that came on the same day, and more than what was held before."""
    NO_FILE = "no_file"
    """The register has no such table."""
    NO_ROW = "no_row"
    """The table has no row on or before `day`."""
    OLD_ROW = "old_row"
    """The last row before `day` is of `until`, too long before."""
    NO_RATE = "no_rate"
    """There is no rate of exchange on `day`."""
    MANY_RATES = "many_rates"
    """More than one money-weighted rate may fit, or none does."""
    FEW_CHANGES = "few_changes"
    """There are fewer than two changes from a day to the next."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A figure that is not there, and why; days as `why` says."""

    why: Why
    day: dt.date | None = None
    until: dt.date | None = None
