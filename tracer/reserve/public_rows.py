"""What a public statement says, as rows: rounded satoshi, counts, days, and one block."""

import datetime as dt
from dataclasses import dataclass

from tracer.chain.outpoint import Txid
from tracer.reserve.period_rows import PeriodBlock
from tracer.reserve.public_rounding import PublicFigure
from tracer.reserve.security.published_custody import PublishedCustody
from tracer.reserve.value.public_value import PublicValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBooks:
    """What came and went. Opening and came less left and scope is the closing, `change` the difference of the two.

    `scope` is what acts of scope let in, less what they let out. `came`, `left` and `scope` are None, all three, where
    one of them is the sum of one or two transactions.
    """

    opening: PublicFigure
    came: PublicFigure | None
    left: PublicFigure | None
    scope: PublicFigure | None
    change: PublicFigure
    closing: PublicFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTitle:
    """Of the closing: `lawful` is the state's by forfeiture in force, `reserve` the part assigned to the reserve.

    `without` is what is held without title; lawful and without are the closing.
    """

    reserve: PublicFigure
    lawful: PublicFigure
    without: PublicFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCounts:
    """How many there are. Of transactions None stands for one or two; `scope_acts` took effect in the period."""

    came: int | None
    left: int | None
    cases: int
    orders: int
    acts: int
    late_acts: int
    accounts: int
    scope_acts: int


@dataclass(frozen=True, slots=True)
class PublicBreach:
    """A fault that the closing found, or a limit that was broken, told by its kind and the (first) day.

    Of faults, and of limits on amounts in a rounded statement, it is the last day of the period, whenever it was.
    """

    kind: str
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLimit:
    """A limit without its name and without what it measures: what it looks at, its bounds, whether it was broken.

    In a rounded statement a limit on amounts has no bound, and stands for all of its kind and severity.
    """

    kind: str
    severity: str
    unit: str
    most: str | None
    least: str | None
    broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReview:
    """What the last review decided: of which period, the band in percent, and when the next one is."""

    period: str
    low: str
    high: str
    decision: str
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProof:
    """What of the closing is proven; `whole`: every coin is, to the satoshi."""

    covered: PublicFigure
    whole: bool

    def share(self, closing: PublicFigure) -> str | None:
        """Return the share of a closing in per cent, one decimal, rounded down; None: nothing is published as held."""
        if closing.sat <= 0:
            return None
        percent, tenth = divmod(self.covered.sat * 1_000 // closing.sat, 10)
        return f"{percent}.{tenth}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOpinion:
    """An auditor's opinion: of whom, of which day, on which period, of which kind, and what was looked at."""

    firm: str
    day: dt.date
    period: str
    opinion: str
    scope: str


@dataclass(frozen=True, slots=True)
class PublicQuarter:
    """An earlier statement: its period, and the root that binds it."""

    period: str
    private_root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMovement:
    """A transaction as a register that publishes its addresses names it."""

    txid: Txid
    height: int
    kind: str
    value: int
    fee: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAddress:
    """An address that holds coins at the closing block, and how much."""

    wallet: str
    address: str
    sat: int


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """What only a register with `publish_addresses = true` publishes."""

    addresses: tuple[OpenAddress, ...]
    movements: tuple[OpenMovement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStatement:
    """Everything that `public.json` says. `rule` None: nothing is rounded, and `open` is there.

    `value` None: the register sets no price. `opinion` is the last one on file, None: there is none. `custody` None:
    the register does not publish how many keys sign.
    """

    rule: str | None
    register: str
    body: str
    network: str
    currency: str
    period: str
    restates: str | None
    closing: PeriodBlock
    books: PublicBooks
    title: PublicTitle
    with_custodians: PublicFigure
    counts: PublicCounts
    breaches: tuple[PublicBreach, ...]
    previous: tuple[PublicQuarter, ...]
    open: OpenBooks | None
    version: str
    method: int
    private_root: str
    value: PublicValue | None = None
    limits: tuple[PublicLimit, ...] = ()
    review: PublicReview | None = None
    proof: PublicProof | None = None
    opinion: PublicOpinion | None = None
    custody: PublishedCustody | None = None
