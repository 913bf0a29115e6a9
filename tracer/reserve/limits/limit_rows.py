"""What limits are measured by and what is found, as rows: a day's inputs, a measure, a breach with its cause."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from tracer.chain.outpoint import Txid
from tracer.formats.canonical import Writable
from tracer.reserve.acts import ActId
from tracer.reserve.limits.custody import CustodyFacts
from tracer.reserve.limits.denominators import Denominator
from tracer.reserve.limits.figures import PERCENT_PLACES, fixed, percent
from tracer.reserve.limits.hedges import Hedge
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """What is held at the end of a day, in satoshi.

    `titled` is what is the state's by title in force, the value that shares are taken of. `wallets` are those of ours,
    `custodians` what lies with each: wallets that it keeps and accounts. `out` left on the day: paid to others and to
    miners, and deposited. `txids`, `acts` and `positions` are what moved since the day before in the series:
    transactions of the books, acts on title that took effect, and hedges that were taken, closed or ran out.
    """

    held: int
    titled: int
    wallets: Mapping[str, int]
    custodians: Mapping[str, int] = field(default_factory=dict)
    with_accounts: int = 0
    out: int = 0
    hedges: tuple[Hedge, ...] = ()
    txids: tuple[Txid, ...] = ()
    acts: tuple[ActId, ...] = ()
    positions: tuple[ActId, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """A price: cents for one bitcoin, whole but where a price is only assumed, and the letter of its quality."""

    cents: int | Fraction
    quality: str


@dataclass(frozen=True, slots=True)
class LimitDay:
    """A day: quantities, price and denominator, each of which alone may break a limit.

    `fixing` None: the day has none; `reserves` None: no figure had been published. `proven` is the share of the last
    closing up to the day that is proven, None: it is not known. `custody` None: there is no security register.
    """

    day: dt.date
    quantities: Quantities
    fixing: LimitPrice | None
    reserves: Denominator | None
    proven: Fraction | None = None
    custody: CustodyFacts | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a limit measures: of a wallet, a custodian or a counterparty, or of all (`subject` None).

    `value` is exact, of the price's quality None and `letter` set. Both None: it is not known, and `why` says why.
    """

    subject: str | None
    value: Fraction | None
    letter: str | None = None
    why: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the input was there."""
        return self.value is not None or self.letter is not None


class LimitState(Enum):
    """How something stands to its limit."""

    WITHIN = "within"
    BREACHED = "breached"
    UNKNOWN = "unknown"


class LimitSide(Enum):
    """Which side of a limit is broken; of an unknown measure none."""

    MOST = "max"
    LEAST = "min"
    NONE = "unknown"


class BreachCause(Enum):
    """Why a limit broke: which input alone suffices, the limit's own coming into force first, then the price."""

    LIMIT = "limit"
    MARKET = "market"
    DENOMINATOR = "denominator"
    MOVEMENT = "movement"
    DATA = "data"

    @property
    def is_passive(self) -> bool:
        """Whether nobody of the body did it, so that there is time to cure it."""
        return self in (BreachCause.MARKET, BreachCause.DENOMINATOR)


UNITS: Mapping[LimitKind, str] = {
    **{kind: "percent" for kind in LimitKind if kind.value.startswith("share_") or kind.value.endswith("_share")},
    **{kind: "usd" for kind in LimitKind if kind.value.endswith("_usd")},
    **{kind: "sat" for kind in LimitKind if kind.value.endswith("_sat")},
    **{kind: "ratio" for kind in LimitKind if kind.value.endswith("_ratio")},
    **{kind: "days" for kind in LimitKind if kind.value.endswith("_days")},
    LimitKind.PRICE_QUALITY: "quality",
}
"""The unit in which a limit and what it measures are written."""


def written(kind: LimitKind, value: Fraction | None, letter: str | None = None) -> str | None:
    """Return a figure of a limit as JSON has it, in the unit of its kind."""
    if letter is not None or value is None:
        return letter
    unit = UNITS[kind]
    if unit == "percent":
        return percent(value, PERCENT_PLACES)
    return fixed(value, {"usd": 2, "ratio": PERCENT_PLACES}.get(unit, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A limit broken from its first day to its last in the series; `cured` is the day on which it held again.

    `peak` is the worst of it as JSON has it, None where it was not known. `decision_act` is the waiver that covered it,
    the last where there were several; `waived_until` is its end.
    """

    limit: str
    kind: LimitKind
    severity: LimitSeverity
    subject: str | None
    bound: LimitSide
    first_day: dt.date
    last_day: dt.date
    peak: str | None
    cause: BreachCause
    txids: tuple[Txid, ...]
    acts: tuple[ActId, ...]
    why: str | None
    decision_act: ActId | None
    waived_until: dt.date | None
    cure_by: dt.date | None
    cured: dt.date | None

    @property
    def is_open(self) -> bool:
        """Whether it was not cured yet."""
        return self.cured is None

    def is_waived(self, day: dt.date) -> bool:
        """Return whether a waiver covers it on a day."""
        return self.waived_until is not None and day <= self.waived_until

    def is_enforced(self, day: dt.date) -> bool:
        """Return whether it stops closing and disposals on a day: hard, open, not waived, its time to cure over."""
        if self.severity is not LimitSeverity.HARD or not self.is_open or self.is_waived(day):
            return False
        return self.cure_by is None or day > self.cure_by

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "limit": self.limit,
            "kind": self.kind.value,
            "severity": self.severity.value,
            "subject": self.subject,
            "bound": self.bound.value,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "peak": self.peak,
            "cause": self.cause.value,
            "txids": list(self.txids),
            "acts": list(self.acts),
            "why": self.why,
            "decision_act": self.decision_act,
            "waived_until": _day(self.waived_until),
            "cure_by": _day(self.cure_by),
            "cured": _day(self.cured),
        }


@dataclass(frozen=True, slots=True)
class LimitReading:
    """A limit on the last day of the series: what it measures of each subject, and how that stands."""

    limit: Limit
    measures: tuple[tuple[Measure, LimitState], ...]

    @property
    def state(self) -> LimitState:
        """The worst of its subjects'."""
        states = {state for _, state in self.measures}
        worst = (LimitState.BREACHED, LimitState.UNKNOWN)
        return next((state for state in worst if state in states), LimitState.WITHIN)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
