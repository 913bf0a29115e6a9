"""What a statement says of money, as rows: US cents and hundredths of the own currency in whole numbers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tracer.reserve.acts import ActId
from tracer.reserve.price.fixing import Quality
from tracer.reserve.price.prices import DayPrice
from tracer.reserve.value.day_rows import ValuedBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFixing:
    """The fixing that values a day: its own day, price in cents, quality (X: carried), and the SHA-256 of its file."""

    day: dt.date
    cents: int
    quality: Quality
    sha256: str

    @classmethod
    def of(cls, price: DayPrice) -> "UsedFixing":
        """Return what a day was valued with."""
        return cls(day=price.fixing, cents=price.cents, quality=price.quality, sha256=price.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedRate:
    """The own currency for one US dollar as printed, the day of which it is, and the file that gave it."""

    per_usd: str
    as_of: dt.date
    source: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockValue:
    """A block over the period: satoshi and US cents by row, and its worth in the own currency at the end.

    `execution` is what sales brought more, or less, than their satoshi were worth at fixing.
    """

    block: ValuedBlock
    sat: Mapping[str, int]
    cents: Mapping[str, int]
    execution: int
    own: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodProceeds:
    """What a disposal of the period brought, net, in hundredths of its currency and in US cents.

    `restricted`: it may not be used until a forfeiture or a return settles it. `expected`: nobody has written down yet
    that it came in, and the price that was agreed is shown.
    """

    act: ActId
    method: str
    day: dt.date
    sat: int
    currency: str
    net: int
    cents: int
    account: str | None
    restricted: bool
    expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FixingCounts:
    """Of how many days of the period the price was of quality A or C, or carried, or there was none yet."""

    best: int
    last_trades: int
    carried: int
    none: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalMarket:
    """The used exchange with the greatest volume in the last day's window: its own price, and the titled block at it.

    `cents` None: it has no price of its own.
    """

    name: str
    volume: int
    price: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodValue:
    """What `value` of a statement says. `opening_fixing` None: nothing had to be valued before the period.

    `currency` is the register's own; where it is USD there is no rate, and nothing beside dollars.
    """

    fixing: UsedFixing
    opening_fixing: UsedFixing | None
    currency: str
    rate: UsedRate | None
    blocks: tuple[BlockValue, ...]
    proceeds: tuple[PeriodProceeds, ...]
    fixings: FixingCounts
    principal: PrincipalMarket | None

    def block(self, block: ValuedBlock) -> BlockValue:
        """Return one of the blocks."""
        return next(each for each in self.blocks if each.block is block)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherBasis:
    """The titled satoshi at the fixings of another day of their own; `cents` None where one is missing.

    `sat` are those that have such a day.
    """

    sat: int
    cents: int | None
    missing: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedMethod:
    """What another method than specific identification would give, in US cents."""

    cost: int
    realised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCosts:
    """The costs of the titled block, in US cents; `cents` are the rows of the cost by name.

    `other` is what came or went at another worth than its cost: with custodians, by acts of scope, by acts filed late.
    `cumulative` is what was realised since the first statement with money.
    """

    cents: Mapping[str, int]
    proceeds: int
    realised: int
    gains: int
    losses: int
    unrealised_opening: int
    unrealised_closing: int
    other: int
    cumulative: int
    compared: Mapping[str, ComparedMethod]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCostBasis:
    """What `cost_basis` of a statement says; `costs` None where a day of the past has no fixing: `missing` names them.

    `at` are the titled satoshi valued at seizure and at their receipt into the reserve; never mixed with the cost.
    """

    method: str
    costs: PeriodCosts | None
    missing: tuple[dt.date, ...]
    at: Mapping[str, OtherBasis]
